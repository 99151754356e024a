"""DashScope's calls for pictures over HTTP, in process: what they answer, refuse and cost."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from inkstone.dialects import request_id
from inkstone.engines.base import Capabilities
from unit.dialects.dashscope.asking import (
    CONVERSATION,
    GENERATION,
    SYNTHESIS,
    TASKS,
    ask,
    message,
    prompt,
    task,
)
from unit.dialects.running import Platform, run, with_limits

pytestmark = pytest.mark.anyio

PATHS = (CONVERSATION, GENERATION, SYNTHESIS)


@pytest.mark.parametrize("path", PATHS)
async def test_a_call_waits_for_its_pictures(platform: Platform, path: str) -> None:
    answer = await ask(platform, message(n=2, seed=7), path=path)
    assert answer.status_code == 200
    found = answer.json()
    assert list(found) == ["request_id", "output", "usage"]
    assert found["usage"] == {"width": 512, "height": 512, "image_count": 2}
    assert list(found["output"]) == ["choices"]
    (choice,) = found["output"]["choices"]
    assert (choice["finish_reason"], choice["message"]["role"]) == ("stop", "assistant")
    assert [list(part) for part in choice["message"]["content"]] == [["image"], ["image"]]
    assert answer.headers["x-request-id"] == found["request_id"]
    assert answer.headers["inkstone-engine"] == "echo/echo@1"


@pytest.mark.parametrize("path", PATHS)
async def test_the_older_form_is_answered_with_results_too(platform: Platform, path: str) -> None:
    output = (await ask(platform, prompt("A red kite"), path=path)).json()["output"]
    (part,) = output["choices"][0]["message"]["content"]
    assert output["results"] == [{"orig_prompt": "A red kite", "url": part["image"]}]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", [message(), prompt()])
async def test_with_the_asynchronous_header_a_task_is_answered(
    platform: Platform, path: str, body: Any
) -> None:
    answer = await ask(platform, body, path=path, X_DashScope_Async="enable")
    found = answer.json()
    assert answer.status_code == 200
    assert list(found) == ["request_id", "output"]
    assert list(found["output"]) == ["task_id", "task_status"]
    assert found["output"]["task_id"] == answer.headers["inkstone-job"]
    await platform.ended(found["output"]["task_id"])
    assert (await task(platform, found["output"]["task_id"]))["task_status"] == "SUCCEEDED"


async def test_another_value_of_that_header_means_nothing(platform: Platform) -> None:
    answer = await ask(platform, message(), X_DashScope_Async="disable")
    assert "choices" in answer.json()["output"]


@pytest.mark.parametrize("path", PATHS)
async def test_a_strict_server_refuses_tasks_and_nothing_else(tmp_path: Path, path: str) -> None:
    limits = with_limits(is_strict=True)
    async with run(tmp_path, dialect="dashscope", limits=limits) as platform:
        answer = await ask(platform, message(), path=path, X_DashScope_Async="enable")
        assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied")
        assert (await ask(platform, message(), path=path)).status_code == 200


async def test_the_request_id_in_the_body_is_that_of_the_request(platform: Platform) -> None:
    token = request_id.request_id.set("req_of_the_server")
    try:
        for answer in (
            await ask(platform, message()),
            await ask(platform, message(n=9)),
            await platform.get(f"{TASKS}/x"),
        ):
            assert answer.json()["request_id"] == "req_of_the_server"
            assert answer.headers["x-request-id"] == "req_of_the_server"
    finally:
        request_id.request_id.reset(token)


async def test_a_result_is_signed_for_as_long_as_is_promised(tmp_path: Path) -> None:
    limits = with_limits(url_lifetime=timedelta(hours=24))
    async with run(tmp_path, dialect="dashscope", limits=limits) as platform:
        answer = await ask(platform, message())
        (part,) = answer.json()["output"]["choices"][0]["message"]["content"]
        job = await platform.services.queries.job(
            answer.headers["inkstone-job"], account_id=platform.account_id
        )
        assert job.finished_at is not None
        expiry = int(parse_qs(urlsplit(part["image"]).query)["exp"][0])
        assert expiry == int((job.finished_at + timedelta(hours=24)).timestamp())


async def test_what_the_engine_does_without_is_warned_about(tmp_path: Path) -> None:
    able = Capabilities()
    async with run(tmp_path, dialect="dashscope", capabilities=able) as platform:
        answer = await ask(platform, message(prompt_extend=True, negative_prompt="fog"))
        assert answer.headers["inkstone-warning"] == (
            "prompt_extend_unavailable, negative_prompt_unavailable"
        )
        assert "inkstone-warning" not in (await ask(platform, message())).headers


async def test_a_part_of_the_pictures_is_a_success_with_a_warning(platform: Platform) -> None:
    answer = await ask(platform, message("[fail_after=2]", n=4))
    assert answer.headers["inkstone-warning"] == "partial"
    assert answer.json()["usage"]["image_count"] == 2
    balance = await platform.services.accounts.balance(platform.account_id)
    assert balance.balance_micros == 100_000_000 - 2 * 35_000


async def test_a_failure_is_an_error_and_free(platform: Platform) -> None:
    answer = await ask(platform, message("[fail_after=0]"))
    assert (answer.status_code, answer.json()["code"]) == (500, "InternalError")
    balance = await platform.services.accounts.balance(platform.account_id)
    assert (balance.balance_micros, balance.held_micros) == (100_000_000, 0)


async def test_a_wait_that_ends_first_cancels_and_is_not_repeated(tmp_path: Path) -> None:
    limits = with_limits(sync_wait_s=0.05)
    async with run(tmp_path, dialect="dashscope", works=False, limits=limits) as platform:
        answer = await ask(platform, message())
        assert (answer.status_code, answer.json()["code"]) == (504, "GatewayTimeout")
        assert answer.headers["x-should-retry"] == "false"
        balance = await platform.services.accounts.balance(platform.account_id)
        assert balance.held_micros == 0


async def test_a_call_that_its_client_gave_up_is_found_by_the_next(tmp_path: Path) -> None:
    body = json.dumps(message()).encode()
    limits = with_limits(sync_wait_s=0.2)
    async with run(tmp_path, dialect="dashscope", works=False, limits=limits) as platform:
        messages = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]
        scope = {
            "type": "http",
            "method": "POST",
            "path": CONVERSATION,
            "query_string": b"",
            "headers": [(b"authorization", platform.headers["Authorization"].encode())],
        }

        async def receive() -> dict[str, object]:
            return messages.pop(0)

        async def send(_: object) -> None:
            assert not messages

        await platform.app(scope, receive, send)  # type: ignore[arg-type]
        (left,) = await platform.services.queries.newest(account_id=platform.account_id, limit=9)
        await platform.client.post(CONVERSATION, content=body, headers=platform.headers)
        jobs = await platform.services.queries.newest(account_id=platform.account_id, limit=9)
        assert [job.id for job in jobs] == [left.id]


async def test_an_idempotency_key_names_one_job(platform: Platform) -> None:
    first, again = [await ask(platform, message(), Idempotency_Key="k1") for _ in range(2)]
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["inkstone-job"] == first.headers["inkstone-job"]
    assert again.json()["output"] == first.json()["output"]
    for other in (
        await ask(platform, message(n=2), Idempotency_Key="k1"),
        await ask(platform, message(), Idempotency_Key="k1", X_DashScope_Async="enable"),
        await ask(platform, message(), Idempotency_Key="k1", path=GENERATION),
    ):
        assert (other.status_code, other.json()["code"]) == (400, "InvalidParameter")
        assert "idempotency_mismatch" in other.json()["message"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "BadRequest.EmptyModel"),
        ({"model": "qwen-image-2.0"}, 400, "BadRequest.EmptyInput"),
        ({"model": "qwen-image-2.0", "input": {}}, 400, "BadRequest.EmptyInput"),
        ({**message(), "model": "wanx-v1"}, 404, "ModelNotFound"),
        (message(n=0), 400, "InvalidParameter"),
        (message(" "), 400, "InvalidParameter"),
        (message("a", "http://127.0.0.1/in.png"), 400, "InvalidURL"),
        (message("a", "http://127.0.0.1/in.png", n=0), 400, "InvalidParameter"),
        (message("a", f"oss://tmp/upload_{'0' * 26}/in.png"), 400, "InvalidURL"),
        (message("a", "data:image/png;base64,AAAA"), 400, "InvalidParameter"),
    ],
)
async def test_refusals_have_the_vendors_codes(
    platform: Platform, body: Any, status: int, code: str
) -> None:
    answer = await ask(platform, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert list(answer.json()) == ["code", "message", "request_id"]


async def test_no_money_is_arrearage(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="dashscope", grant="0.03") as platform:
        answer = await ask(platform, message())
        assert (answer.status_code, answer.json()["code"]) == (400, "Arrearage")


async def test_keys_that_are_missing_or_wrong_are_told_before_the_body(
    platform: Platform,
) -> None:
    for headers in ({}, {"Authorization": "Bearer sk-x"}):
        answer = await platform.client.post(CONVERSATION, content=b"{", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "InvalidApiKey")
