"""What is tried again, how soon, and that no try makes a second job."""

import uuid
from typing import Any

import pytest

from inkstone.client import (
    APIError,
    AuthenticationError,
    BadRequest,
    ConnectionFailed,
    InsufficientFunds,
    NotFound,
    RateLimited,
    ServerError,
    TimedOut,
)
from inkstone.client.exchange import PAUSE_S_MAX, pause_s
from unit.client.scripted import (
    Hasty,
    Scripted,
    a_job,
    breaks_off,
    hangs_up,
    resets,
    says,
)


@pytest.mark.parametrize("failure", [resets, hangs_up, breaks_off])
def test_a_broken_connection_is_tried_again_with_the_same_key(
    scripted: Scripted, client: Any, failure: Any
) -> None:
    scripted.plays(failure, failure, says(a_job()))
    job = client.submit("a fox")

    assert job.id == "job_1"
    first, *others = scripted.keys()
    assert len(others) == 2
    assert first is not None
    assert set(others) == {first}
    assert uuid.UUID(first).version == 4
    assert len({each.body for each in scripted.seen}) == 1
    assert [0.25 <= p <= 0.5 for p in client.pauses[:1]] == [True]
    assert 0.5 <= client.pauses[1] <= 1.0


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(scripted: Scripted, client: Any, status: int) -> None:
    scripted.plays(says({"error": {"code": "later"}}, status), says(a_job()))

    assert client.submit("a fox", idempotency_key="mine").id == "job_1"
    assert scripted.keys() == ["mine", "mine"]


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [("7", 7, 7), ("9000", PAUSE_S_MAX, PAUSE_S_MAX), ("0", 0, 0), ("soon", 0.25, 0.5),
     ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0)],
)  # fmt: skip
def test_the_server_says_how_long_to_wait(
    scripted: Scripted, client: Any, asked: str, least: float, most: float
) -> None:
    scripted.plays(says({}, 503, Retry_After=asked), says(a_job()))
    client.get("job_1")

    (pause,) = client.pauses
    assert least <= pause <= most


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422])
def test_a_refusal_is_final(scripted: Scripted, client: Any, status: int) -> None:
    scripted.plays(says({"error": {"code": "no", "message": "No."}}, status))
    with pytest.raises(APIError) as caught:
        client.submit("a fox")

    assert caught.value.status == status
    assert len(scripted.seen) == 1


def test_the_last_try_says_what_was_wrong(scripted: Scripted, client: Any) -> None:
    told = {"error": {"code": "model_unavailable", "message": "Not now."}}
    scripted.plays(says(told, 503, X_Request_Id="req_7"))
    with pytest.raises(ServerError) as caught:
        client.balance()

    assert len(scripted.seen) == 3
    assert str(caught.value) == "Not now. (503 model_unavailable, request req_7)"
    assert caught.value.request_id == "req_7"


def test_nobody_there_is_told(client: Any, scripted: Scripted) -> None:
    scripted.plays(resets)
    with pytest.raises(ConnectionFailed):
        client.balance()
    assert len(scripted.seen) == 3


def test_no_retries_are_no_retries(scripted: Scripted) -> None:
    scripted.plays(resets)
    with Hasty(scripted.url, max_retries=0) as client, pytest.raises(ConnectionFailed):
        client.submit("a fox")
    assert len(scripted.seen) == 1


def test_silence_is_tried_again_with_the_same_key_and_then_told(scripted: Scripted) -> None:
    scripted.plays(scripted.is_silent)
    with Hasty(scripted.url, timeout_s=0.5, max_retries=1) as client, pytest.raises(TimedOut):
        client.submit("a fox")

    assert len(scripted.seen) == 2
    assert len(set(scripted.keys())) == 1


def test_two_submits_have_two_keys(scripted: Scripted, client: Any) -> None:
    scripted.plays(says(a_job()))
    client.submit("a fox")
    client.submit("a fox")
    assert len(set(scripted.keys())) == 2


def test_a_delete_whose_answer_was_lost_is_done(scripted: Scripted, client: Any) -> None:
    scripted.plays(hangs_up, says({"error": {"code": "not_found"}}, 404))
    client.delete("job_1")
    assert [each.method for each in scripted.seen] == ["DELETE", "DELETE"]

    with pytest.raises(NotFound):
        client.delete("job_1")


def test_an_upload_is_sent_again_from_its_beginning(
    scripted: Scripted, client: Any, tmp_path: Any
) -> None:
    upload = {"id": "upload_1", "url": "http://x/y", "width": 1, "height": 1,
              "media_type": "image/png", "bytes": 3, "expires_at": None}  # fmt: skip
    file = tmp_path / "cat.png"
    file.write_bytes(b"cat" * 200_000)
    for given in (file, str(file), file.read_bytes()):
        scripted.seen.clear()
        scripted.plays(resets, says(upload, 201))
        assert client.upload(given).id == "upload_1"
        assert [each.body for each in scripted.seen] == [b"cat" * 200_000] * 2
        assert scripted.seen[0].headers["content-length"] == "600000"
    with file.open("rb") as opened:
        opened.seek(300_000)
        scripted.seen.clear()
        scripted.plays(resets, says(upload, 201))
        client.upload(opened)
        assert [len(each.body) for each in scripted.seen] == [300_000] * 2


def test_own_pauses_grow_to_a_limit_and_are_never_in_step() -> None:
    assert all(0.25 <= pause_s(1) <= 0.5 for _ in range(50))
    assert all(4.0 <= pause_s(900) <= 8.0 for _ in range(50))
    assert len({pause_s(3) for _ in range(20)}) > 1


@pytest.mark.parametrize(
    ("status", "code", "cls"),
    [
        (400, "invalid_request", BadRequest),
        (401, "invalid_api_key", AuthenticationError),
        (402, "insufficient_credits", InsufficientFunds),
        (404, "not_found", NotFound),
        (429, "rate_limit_exceeded", RateLimited),
    ],
)
def test_a_refusal_has_a_class_and_tells_all_faults(
    scripted: Scripted, status: int, code: str, cls: type[APIError]
) -> None:
    fault = {"param": "size", "message": "Too wide.", "value": "9x9"}
    told = {"code": code, "message": "No.", "param": "size", "faults": [fault], "new": 1}
    scripted.plays(says({"error": told, "request_id": "req_1"}, status, Retry_After="3"))
    with Hasty(scripted.url, max_retries=0) as client, pytest.raises(cls) as caught:
        client.submit("a fox")

    error = caught.value
    assert (error.code, error.message, error.param) == (code, "No.", "size")
    assert [(f.param, f.message, f.value) for f in error.faults] == [("size", "Too wide.", "9x9")]
    assert (error.request_id, error.retry_after_s) == ("req_1", 3.0)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "no"}', b'{"error": null}'])
def test_a_refusal_by_somebody_else_is_told_by_its_status(scripted: Scripted, body: bytes) -> None:
    scripted.plays(says(status=404, body=body))
    with Hasty(scripted.url) as client, pytest.raises(NotFound) as caught:
        client.balance()
    assert caught.value.code == "http_404"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'"x"', b"null"])
def test_an_answer_by_somebody_else_is_told(scripted: Scripted, client: Any, body: bytes) -> None:
    scripted.plays(says(status=200, body=body))
    for ask in (client.balance, lambda: client.get("job_1"), lambda: client.submit("a")):
        with pytest.raises(ConnectionFailed, match="Inkstone"):
            ask()
