"""Frames and failures: what crosses the pipe arrives whole, and what is hostile is refused."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.domain.errors import InkstoneError, InsufficientFunds, InvalidRequest
from inkstone.isolate import frames
from inkstone.isolate.failures import WorkerFailed, decode_failure, encode_failure

words = st.text(alphabet="ab_1é你\ud800\0", max_size=9)
headers = st.dictionaries(words, st.none() | st.integers(0, 2**64) | words, max_size=4)
messages = st.tuples(headers, st.lists(st.binary(max_size=200), max_size=4))


@given(st.lists(messages, max_size=3), st.integers(1, 97))
def test_frames_arrive_whole_however_they_are_cut(sent, piece):
    stream = b"".join(part for header, blobs in sent for part in frames.encode(header, blobs))
    decoder = frames.Decoder()
    received = []
    for at in range(0, len(stream), piece):
        received += decoder.feed(stream[at : at + piece])
    assert [(frame.header, frame.blobs) for frame in received] == sent


@given(st.binary(min_size=12, max_size=200))
def test_stray_bytes_are_refused(data):
    if not data.startswith(frames.MAGIC):
        with pytest.raises(frames.FrameError):
            frames.Decoder().feed(data)


@pytest.mark.parametrize(
    "prefix",
    [
        struct.pack(">4sII", b"INK1", 2**32 - 1, 0),
        struct.pack(">4sII", b"INK1", 2, 2**32 - 1),
        struct.pack(">4sIIQ", b"INK1", 2, 1, 2**63),
        struct.pack(">4sII", b"INK1", 2, 0) + b"[]",
        struct.pack(">4sII", b"INK1", 2, 0) + b"\xff\xff",
        struct.pack(">4sII", b"INK1", 200_000, 0) + b"[" * 200_000,
    ],
)
def test_a_frame_over_its_limits_or_without_an_object_is_refused(prefix):
    with pytest.raises(frames.FrameError):
        frames.Decoder().feed(prefix)


def test_too_many_blobs_are_not_sent():
    with pytest.raises(frames.FrameError, match="64 blobs"):
        frames.encode({}, [b""] * 65)


@given(
    st.dictionaries(
        st.sampled_from(["kind", "type", "class", "code", "message", "faults", "traceback"]),
        st.none()
        | st.sampled_from(["inkstone", "InvalidRequest", "memory", "EngineFailure", "ok_code"])
        | words
        | st.lists(st.lists(words | st.integers(), max_size=4), max_size=3),
    )
)
def test_whatever_a_worker_claims_to_have_failed_with_is_one_of_our_errors(written):
    assert isinstance(decode_failure(written), InkstoneError)


def test_a_worker_cannot_raise_an_error_about_money():
    claimed = encode_failure(InvalidRequest("no")) | {"class": InsufficientFunds.__name__}
    assert type(decode_failure(claimed)) is WorkerFailed
