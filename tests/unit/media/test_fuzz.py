"""Whatever bytes there are: nothing but a refusal, or a lack of memory, comes out of decoding."""

import base64
import contextlib
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from inkstone.bench import decode_fuzz
from inkstone.domain.errors import InputRefused
from inkstone.media import decode as decoding
from inkstone.media.limits import DecodeLimits
from unit.media import ordinary

SMALL = DecodeLimits(pixels_max=100_000, side_px_max=4096, bytes_max=2**20)
SEEDS = [ordinary.example(name) for name in ordinary.FORMATS]


@st.composite
def mutated(draw):
    """An ordinary file with bytes changed, left out, doubled or joined to another."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["change", "insert", "remove", "double", "join"])):
            case "change":
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=4))
            case "insert":
                data[at:at] = draw(st.binary(min_size=1, max_size=16))
            case "remove":
                del data[at : at + draw(st.integers(1, 64))]
            case "double":
                data[at:at] = data[at : at + draw(st.integers(1, 64))]
            case "join":
                data[at:] = draw(st.sampled_from(SEEDS))[at:]
    return bytes(data)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
@example(b"")
@example(b"BM" + bytes(12) + b"\x28\0\0\0")
@example(b"GIF89a")
@example(b"II*\0")
@example(b"RIFF\0\0\0\0WEBP")
@example(b"\xff\xd8\xff")
@example(b"\0\0\0\x10ftypavif\0\0\0\0")
def test_nothing_but_a_refusal_comes_out(data):
    with contextlib.suppress(InputRefused, MemoryError):
        decoding.decode(data, SMALL)
    with contextlib.suppress(InputRefused, MemoryError):
        decoding.inspect(data, SMALL)
    with contextlib.suppress(InputRefused, MemoryError):
        decoding.decode_mask(data, SMALL, width_px=9, height_px=9)


def test_what_is_no_refusal_is_noted_with_its_file(monkeypatch):
    # No file is known that does this.
    def crash(*_, **__):
        raise KeyError("oh")

    monkeypatch.setattr(decode_fuzz.decoding, "decode", crash)
    figures = decode_fuzz.run(seconds=1.0, seed=1, is_guided=False)
    assert figures["num_executions"] == 0
    assert 0 < figures["num_crashes"] == len(figures["crashes"]) <= 20
    assert figures["crashes"][0]["what"] == "KeyError('oh')"
    assert base64.b64decode(figures["crashes"][0]["input"])


@pytest.mark.slow
def test_the_guided_driver_finds_nothing_in_some_seconds():
    pytest.importorskip("atheris")
    figures = decode_fuzz.run(seconds=3.0, seed=1, is_guided=True)
    assert figures["crashes"] == []
    assert figures["num_executions"] > 0


@pytest.mark.slow
def test_the_seeded_driver_finds_nothing_in_a_second():
    figures = decode_fuzz.run(seconds=1.0, seed=random.randrange(10**6), is_guided=False)
    assert figures["crashes"] == []
    assert figures["num_executions"] == sum(figures["outcomes"].values()) > 0
