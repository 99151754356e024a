"""What an edit's caller is told: what was not followed, what is free, what a retry gets."""

from collections.abc import Iterator

import httpx
import pytest

from e2e.edits import (
    BLUE,
    RED,
    as_uri,
    ask,
    flat,
    halves,
    nothing_charged,
    opened,
    saved,
    upload,
    url_of,
)
from e2e.server import Server, balance, ended

PRICE = 32_200
TURN = "flip it horizontally"
CANNOT = "replace the person with a dog"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server that draws, shared by the tests of this module."""
    made = Server(tmp_path_factory.mktemp("server"), engine="sketch")
    try:
        yield made.start()
        assert not made.faults()
    finally:
        made.clean_up()


@pytest.mark.parametrize("is_sync", [True, False])
def test_an_instruction_that_cannot_be_followed_is_free(
    account: httpx.Client, is_sync: bool
) -> None:
    with nothing_charged(account):
        answer = ask(account, CANNOT, as_uri(flat(RED)), sync=is_sync)
        if is_sync:
            assert answer.status_code == 400
            error = answer.json()["error"]
        else:
            job = ended(account, answer.json()["job_id"])
            assert (job["status"], job["result"]) == ("failed", None)
            error = job["error"]
    assert error["code"] == "unsupported_edit"
    assert error["type"] == "invalid_request_error"


def test_what_was_not_followed_is_told(client: httpx.Client) -> None:
    prompt = "make it black and white and replace the dog with a cat"
    answer = ask(client, prompt, as_uri(flat(RED)), sync=True)

    assert answer.status_code == 200
    assert "unsupported_edit" in answer.headers["inkstone-warning"]
    job_id = answer.headers["inkstone-job"]
    polled = client.get(f"/v1/jobs/{job_id}")
    assert "unsupported_edit" in polled.headers["inkstone-warning"]
    warnings = client.get(f"/inkstone/v1/jobs/{job_id}").json()["warnings"]
    (found,) = [warning for warning in warnings if warning["code"] == "unsupported_edit"]
    assert "replace the dog with a cat" in " ".join(found["words"])


def test_a_retry_needs_nothing_that_is_gone(account: httpx.Client) -> None:
    brought = upload(account, saved(halves(RED, BLUE)))
    headers = {"idempotency-key": "edit-1"}

    def attempt() -> httpx.Response:
        return ask(account, TURN, brought["url"], sync=True, headers=headers)

    first = attempt()
    assert account.delete(f"/inkstone/v1/uploads/{brought['id']}").status_code == 204
    again = attempt()
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["inkstone-job"] == first.headers["inkstone-job"]
    assert saved(opened(url_of(again))) == saved(opened(url_of(first)))
    assert balance(account)["balance_micros"] == 100_000_000 - PRICE

    job_id = first.headers["inkstone-job"]
    assert account.delete(f"/inkstone/v1/jobs/{job_id}").status_code == 204
    assert attempt().status_code == 410
    assert account.get(f"/v1/jobs/{job_id}").status_code == 410
    assert balance(account)["balance_micros"] == 100_000_000 - PRICE
