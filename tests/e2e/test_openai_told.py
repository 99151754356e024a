"""OpenAI's own SDK against our server: what it is told of refusals, and what it sends again."""

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest

from e2e.conftest import NewServer
from e2e.edits import RED, flat, saved
from e2e.openai_sdk import BASES, MODEL, PRICE, client_of, part, pictures, size_of, spent_micros
from e2e.server import Server, balance, until


@pytest.fixture(params=BASES)
def base(request: pytest.FixtureRequest) -> str:
    """Where the SDK is pointed to."""
    return str(request.param)


@pytest.fixture
def sdk(server: Server, base: str, account: httpx.Client) -> Iterator[openai.OpenAI]:
    """The SDK, with an account of the test's own."""
    with client_of(server, base, account) as made:
        yield made


def test_a_stream_that_fails_halfway_raises_the_sdks_error(
    sdk: openai.OpenAI, account: httpx.Client
) -> None:
    events = sdk.images.generate(model=MODEL, prompt="[fail_after=0]", size="256x256", stream=True)

    with pytest.raises(openai.APIError) as caught:
        list(events)
    assert (caught.value.code, caught.value.type) == ("engine_failure", "server_error")
    assert spent_micros(account) == 0


@pytest.mark.parametrize(
    ("fields", "error", "param", "code"),
    [
        ({"size": "1x1"}, openai.BadRequestError, "size", "invalid_value"),
        ({"n": 9}, openai.BadRequestError, "n", "invalid_value"),
        ({"output_format": "gif"}, openai.BadRequestError, "output_format", "invalid_value"),
        ({"background": "transparent"}, openai.BadRequestError, "background", "unsupported"),
        ({"stream": True, "n": 2}, openai.BadRequestError, "n", "invalid_value"),
        ({"model": "gpt-image-2"}, openai.NotFoundError, "model", "model_not_found"),
        ({"prompt": "[fail_after=0]"}, openai.InternalServerError, None, "engine_failure"),
    ],
)
def test_each_refusal_is_the_sdks_own_exception(
    sdk: openai.OpenAI,
    fields: dict[str, Any],
    error: type[openai.APIStatusError],
    param: str | None,
    code: str,
) -> None:
    with pytest.raises(error) as caught:
        sdk.images.generate(**{"model": MODEL, "prompt": "a kite", "quality": "low", **fields})

    assert (caught.value.param, caught.value.code) == (param, code)
    assert (caught.value.request_id or "").startswith("req_")


def test_a_key_that_is_not_valid_is_an_authentication_error(server: Server, base: str) -> None:
    with (
        openai.OpenAI(base_url=server.url + base, api_key="sk-wrong") as sdk,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        sdk.images.generate(model=MODEL, prompt="a kite", size="256x256")

    assert caught.value.code == "invalid_api_key"


def test_a_spent_account_is_told_at_once_not_after_retries(server: Server, base: str) -> None:
    key = server.new_key(f"of little money at {base}", grant="0.01")
    requests: list[httpx.Request] = []
    hooks = {"request": [requests.append]}
    with (
        openai.OpenAI(
            base_url=server.url + base, api_key=key, http_client=httpx.Client(event_hooks=hooks)
        ) as sdk,
        pytest.raises(openai.RateLimitError) as caught,
    ):
        sdk.images.generate(model=MODEL, prompt="a kite", size="256x256")

    assert caught.value.code == "insufficient_quota"
    assert len(requests) == 1


def test_a_file_that_is_no_picture_is_refused_by_its_name(
    sdk: openai.OpenAI, account: httpx.Client
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        sdk.images.edit(model=MODEL, prompt="a kite", image=[part("r.png", flat(RED)), b"nothing"])
    assert caught.value.param == "image[1]"
    with pytest.raises(openai.APIStatusError) as too_large:
        sdk.images.edit(model=MODEL, prompt="a kite", image=bytes(21 * 2**20))
    assert too_large.value.status_code == 413
    with pytest.raises(openai.NotFoundError), pytest.warns(DeprecationWarning, match="deprecated"):
        sdk.images.create_variation(image=saved(flat(RED)))
    assert spent_micros(account) == 0


@pytest.mark.parametrize("is_edit", [False, True])
def test_a_retry_after_a_timeout_gets_the_job_of_the_first_try(
    server: Server, base: str, account: httpx.Client, *, is_edit: bool
) -> None:
    timeout = httpx.Timeout(5, read=0.5)
    ask: dict[str, Any] = {"model": MODEL, "prompt": "[steps=9 step_ms=100]", "size": "256x256"}
    with client_of(server, base, account, timeout=timeout, max_retries=4) as sdk:
        if is_edit:
            made = sdk.images.edit(image=part("r.png", flat(RED)), **ask)
        else:
            made = sdk.images.generate(**ask)

    assert size_of(pictures(made)[0]) == (256, 256)
    assert spent_micros(account) == PRICE


def test_a_wait_that_is_too_long_is_a_server_error_and_free(new_server: NewServer) -> None:
    server = new_server(env={"INKSTONE_OPENAI_SYNC_WAIT_S": "0.5"}).start()
    with (
        server.client() as account,
        openai.OpenAI(base_url=server.url + "/v1", api_key=server.key) as sdk,
    ):
        before = balance(account)
        with pytest.raises(openai.InternalServerError) as caught:
            sdk.images.generate(model=MODEL, prompt="[steps=99 step_ms=100]", size="256x256")
        assert (caught.value.status_code, caught.value.code) == (504, "generation_timeout")
        until_free(account, before)


def until_free(account: httpx.Client, before: dict[str, Any]) -> None:
    """See that nothing is held or spent in the end."""
    until(lambda: balance(account) == before, what="the money is back")


def test_a_stream_that_is_cut_off_is_taken_up_by_its_retry(
    server: Server, base: str, account: httpx.Client
) -> None:
    body = {"model": MODEL, "prompt": "[steps=99 step_ms=50]", "size": "256x256", "stream": True}
    path = f"{base}/images/generations"

    def cut_off() -> httpx.Headers:
        with account.stream("POST", path, json=body) as answer:
            assert answer.status_code == 200
            return answer.headers

    first = cut_off()
    # The server hears of it a moment later; a request before that is one of its own.
    again = until(
        lambda: (found := cut_off()).get("idempotent-replayed") and found, what="the retry finds it"
    )
    assert again is not None
    assert first["inkstone-job"].startswith("job_")
