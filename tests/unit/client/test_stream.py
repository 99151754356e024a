"""Events: whole whichever way the bytes fall, and followed across dropped connections."""

import itertools
import json
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.client import Client, ConnectionFailed, NotFound, ServerError
from unit.client.scripted import (
    KEY,
    Hasty,
    Scripted,
    event,
    hangs_up,
    kinds,
    resets,
    says,
    streams,
)

DOCUMENTS = st.dictionaries(st.text(max_size=4), st.text(max_size=12) | st.integers(), max_size=3)
KINDS = st.sampled_from(["status", "queue", "progress", "preview", "warning", "news"])

#: Made once, as a client reads the system's certificates.
CLIENT = Client(KEY, max_retries=0)


class Pieces(httpx2.SyncByteStream):
    """A body that comes in these pieces."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Any:
        return iter(self._pieces)


def _followed(pieces: list[bytes]) -> list[tuple[str, str, Any]]:
    def answer(request: httpx2.Request) -> httpx2.Response:
        headers = {"content-type": "text/event-stream; charset=utf-8"}
        return httpx2.Response(200, headers=headers, stream=Pieces(pieces))

    # The one way to hand in bytes in pieces of our choice: TCP joins and splits as it likes.
    CLIENT._http = httpx2.Client(transport=httpx2.MockTransport(answer))
    return [(each.id, each.kind, each.data) for each in CLIENT.events("job_1")]


@given(
    told=st.lists(st.tuples(KINDS, DOCUMENTS), max_size=4),
    cuts=st.lists(st.integers(0, 400), max_size=12),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    beat=st.booleans(),
)
def test_events_are_the_same_however_the_bytes_are_cut(
    told: list[tuple[str, dict[str, Any]]], cuts: list[int], end: str, beat: bool
) -> None:
    lines = []
    for number, (kind, document) in enumerate([*told, ("done", {"status": "succeeded"})]):
        if beat:
            lines += [": beat", ""]
        # Unescaped, so that a character may be cut in its middle.
        text = json.dumps(document, ensure_ascii=False)
        lines += [f"id: {number}", f"event: {kind}", f"data: {text}", ""]
    data = (end.join([*lines, ""])).encode("utf-8", "surrogatepass")
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[a:b] for a, b in itertools.pairwise(edges)]

    found = _followed(pieces)

    assert [(kind, document) for _, kind, document in found[:-1]] == told
    assert [number for number, _, _ in found] == [str(n) for n in range(len(told) + 1)]


def test_a_dropped_connection_is_made_again_after_the_last_event(
    scripted: Scripted, client: Any
) -> None:
    scripted.plays(
        streams(event("status", {"status": "queued"}, "1"), "event: progress\ndata: {\"im"),
        resets,
        streams(event("status", {"status": "running"}, "2"), event("progress", {"step": 3})),
        streams(event("done", {"status": "succeeded"}, "4"), event("status", {}, "5")),
    )  # fmt: skip
    found = list(client.events("job_1"))

    assert kinds(found) == ["status", "status", "progress", "done"]
    assert [each.id for each in found] == ["1", "2", "2", "4"]
    assert [each.headers.get("last-event-id") for each in scripted.seen] == [None, "1", "1", "2"]
    assert {each.path for each in scripted.seen} == {"/jobs/job_1/events"}
    assert all(0 < pause <= 1 for pause in client.pauses)


def test_events_go_on_where_the_caller_left_them(scripted: Scripted, client: Any) -> None:
    scripted.plays(streams(event("done", {}, "8")))
    list(client.events("job_1", after="7"))
    assert scripted.seen[0].headers["last-event-id"] == "7"


def test_a_stream_that_never_says_anything_is_given_up(scripted: Scripted, client: Any) -> None:
    scripted.plays(resets)
    with pytest.raises(ConnectionFailed):
        list(client.events("job_1"))
    assert len(scripted.seen) == 3


def test_a_refused_stream_is_told(scripted: Scripted, client: Any) -> None:
    scripted.plays(says({"error": {"code": "job_not_found", "message": "No such job."}}, 404))
    with pytest.raises(NotFound, match="No such job"):
        list(client.events("job_1"))


def test_a_busy_server_is_asked_again(scripted: Scripted, client: Any) -> None:
    scripted.plays(says({}, 503, Retry_After="4"), streams(event("done", {}, "1")))
    assert kinds(list(client.events("job_1"))) == ["done"]
    assert client.pauses == [4]


def test_a_stream_that_ends_in_a_refusal_is_asked_for_again_and_then_told(
    scripted: Scripted, client: Any
) -> None:
    refusal = event("error", {"error": {"code": "internal_error", "message": "Oh."}})
    opening = event("status", {"status": "running"}, "1") + event("warning", {"code": "w"})
    scripted.plays(streams(opening, refusal))
    with pytest.raises(ServerError, match="Oh"):
        list(client.events("job_1"))
    assert len(scripted.seen) == 3

    scripted.seen.clear()
    scripted.plays(streams(refusal), says({"error": {"message": "Gone."}}, 404))
    with pytest.raises(NotFound, match="Gone"):
        list(client.events("job_1"))
    assert len(scripted.seen) == 2


def test_what_is_no_stream_is_told(scripted: Scripted) -> None:
    scripted.plays(streams("<html>", kind="text/html"))
    with Hasty(scripted.url) as client, pytest.raises(ConnectionFailed, match="text/event-stream"):
        list(client.events("job_1"))


def test_a_preview_is_bytes(scripted: Scripted, client: Any) -> None:
    scripted.plays(
        streams(
            event("preview", {"image": 0, "data": "/9j/"}),
            event("preview", {"image": 0, "data": "?"}),
            event("progress", {"data": "/9j/"}),
            "event: news\ndata: not json\n\n",
            event("done", {}),
        )
    )
    previews = [each.preview for each in client.events("job_1")]
    assert previews == [b"\xff\xd8\xff", None, None, None, None]


def test_whoever_has_seen_enough_may_stop(scripted: Scripted) -> None:
    scripted.plays(streams(event("status", {}, "1")), hangs_up)
    with Hasty(scripted.url) as client:
        events = client.events("job_1")
        assert next(events).kind == "status"
        events.close()  # type: ignore[attr-defined]
    assert len(scripted.seen) == 1
