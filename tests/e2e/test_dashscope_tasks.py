"""DashScope's tasks through its own client: polled, listed, cancelled, failed, refused."""

from collections.abc import Iterator
from typing import Any

import dashscope
import pytest
from dashscope import ImageSynthesis, MultiModalConversation
from dashscope.aigc.image_generation import ImageGeneration
from dashscope.v2 import errors

from e2e.conftest import NewServer
from e2e.dashscope_calls import (
    LONG,
    MODEL,
    SMALL,
    SYNTHESIS,
    body,
    images_of,
    picture,
    says,
    told,
)
from e2e.hosts import running, status
from e2e.pictures import png_size
from e2e.server import Server, balance, until


@pytest.fixture(params=["", "/dashscope"], ids=["root", "prefix"])
def base(server: Server, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The base URL, which the older client has been told as well."""
    return told(server.url + request.param, monkeypatch)


@pytest.fixture
def newer(server: Server, base: str) -> Iterator[dashscope.Client]:
    """The newer client."""
    with dashscope.Client(api_key=server.key, base_url=base, max_retries=0) as made:
        yield made


def test_a_synthesis_is_a_task_that_is_waited_for(server: Server, base: str) -> None:
    answer = ImageSynthesis.call(
        api_key=server.key, model=MODEL, prompt="a red kite", size="1024*1024", n=2
    )

    assert (answer.status_code, answer.output.task_status) == (200, "SUCCEEDED")
    assert [png_size(picture(each.url)) for each in answer.output.results] == [(1024, 1024)] * 2
    assert answer.output.results[0].orig_prompt == "a red kite"
    assert answer.output.task_metrics == {"TOTAL": 2, "SUCCEEDED": 2, "FAILED": 0}
    assert answer.usage.image_count == 2


def test_a_task_is_submitted_fetched_listed_and_unknown_to_others(
    server: Server, base: str
) -> None:
    key = server.new_key(f"lists {base}"[-60:])
    task = ImageSynthesis.async_call(api_key=key, model=MODEL, prompt="a kite", **SMALL)
    ended = ImageSynthesis.wait(task, api_key=key)
    fetched = ImageSynthesis.fetch(task, api_key=key)
    stranger = ImageSynthesis.fetch(task, api_key=server.key)

    assert task.output.task_status == "PENDING"
    assert ended.output.task_status == fetched.output.task_status == "SUCCEEDED"
    assert (stranger.status_code, stranger.output.task_status) == (200, "UNKNOWN")
    listed = ImageSynthesis.list(api_key=key, status="SUCCEEDED", model_name=MODEL).output
    assert [each["task_id"] for each in listed["data"]] == [task.output.task_id]
    assert (listed["total"], listed["total_page"], listed["page_no"]) == (1, 1, 1)
    with dashscope.Client(api_key=key, base_url=base) as newer:
        tasks = newer.images.jobs.list(status="SUCCEEDED")
        assert [each.task_id for each in tasks.tasks] == [task.output.task_id]
        assert newer.images.jobs.list(status="FAILED").total == 0


def test_a_generation_is_a_task_too(server: Server, base: str) -> None:
    task = ImageGeneration.async_call(
        api_key=server.key, model=MODEL, messages=says("a kite"), n=1, **SMALL
    )
    ended = ImageGeneration.wait(task, api_key=server.key)

    assert ended.output.task_status == "SUCCEEDED"
    (url,) = images_of(ended)
    assert png_size(picture(url)) == (512, 512)
    assert ended.output.choices[0].message.content[0]["type"] == "image"


def test_the_newer_client_generates(newer: dashscope.Client) -> None:
    job = newer.images.generate(model=MODEL, prompt="a red kite", size="1024x1024", n=2)

    assert job.succeeded
    assert [png_size(picture(url)) for url in job.image_urls] == [(1024, 1024)] * 2
    assert job.submitted_at
    assert job.submitted_at <= job.scheduled_at <= job.finished_at
    assert newer.images.jobs.fetch(job.task_id).status == "SUCCEEDED"


def test_the_newer_client_waits_for_its_jobs(newer: dashscope.Client) -> None:
    job = newer.images.jobs.create(model=MODEL, prompt="a kite", size="512x512", seed=5)
    ended = newer.images.jobs.wait(job, poll_interval=0.05)

    assert (job.status, ended.status) == ("PENDING", "SUCCEEDED")
    assert newer.images.jobs.fetch("no-such-task").status == "UNKNOWN"


def test_a_task_in_the_queue_can_be_cancelled(
    new_server: NewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = new_server(env={"INKSTONE_DRAIN_S": "0.1"}).start()
    told(server.url, monkeypatch)
    # More than run at once, so that the last ones wait.
    with server.client() as client:
        submit = {"json": body(LONG), "headers": {"X-DashScope-Async": "enable"}}
        made = [client.post(SYNTHESIS, **submit).json()["output"] for _ in range(70)]
    (first, *_, last) = (each["task_id"] for each in made)
    key = server.key
    until(
        lambda: ImageSynthesis.fetch(first, api_key=key).output.task_status == "RUNNING",
        what="the first task runs",
    )

    for task in (first, "no-such-task"):
        late = ImageSynthesis.cancel(task, api_key=key)
        assert (late.status_code, late.code) == (400, "UnsupportedOperation")
    assert ImageSynthesis.fetch(last, api_key=key).output.task_status == "PENDING"
    assert ImageSynthesis.cancel(last, api_key=key).status_code == 200
    assert ImageSynthesis.wait(last, api_key=key).output.task_status == "CANCELED"
    assert ImageSynthesis.cancel(last, api_key=key).code == "UnsupportedOperation"


def test_a_task_that_fails_is_told_of_with_200(
    new_server: NewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = new_server().start()
    told(server.url, monkeypatch)
    request: dict[str, Any] = {"api_key": server.key, "model": MODEL, **SMALL}
    failed = ImageSynthesis.call(prompt="[fail_after=0]", **request)
    part = ImageSynthesis.call(prompt="[fail_after=1]", n=3, **request)

    assert (failed.status_code, failed.output.task_status) == (200, "FAILED")
    assert failed.output.code == "InternalError"
    assert "told to fail" in failed.output.message
    assert part.output.task_status == "SUCCEEDED"
    assert part.output.task_metrics == {"TOTAL": 3, "SUCCEEDED": 1, "FAILED": 2}
    assert png_size(picture(part.output.results[0].url)) == (512, 512)
    assert [each.code for each in part.output.results[1:]] == ["InternalError"] * 2
    base = f"{server.url}/api/v1"
    with (
        dashscope.Client(api_key=server.key, base_url=base) as newer,
        pytest.raises(errors.InternalServerError, match="told to fail"),
    ):
        newer.images.generate(model=MODEL, prompt="[fail_after=0]", size="512x512")
    with server.client() as client:
        assert balance(client)["held_micros"] == 0
    sync = MultiModalConversation.call(
        api_key=server.key, model=MODEL, messages=says("[fail_after=0]"), **SMALL
    )
    assert (sync.status_code, sync.code) == (500, "InternalError")


def test_a_strict_server_refuses_tasks(
    new_server: NewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = new_server(env={"INKSTONE_DASHSCOPE_STRICT": "true"}).start()
    told(server.url, monkeypatch)
    task = ImageSynthesis.async_call(api_key=server.key, model=MODEL, prompt="a kite")
    talked = MultiModalConversation.call(
        api_key=server.key, model=MODEL, messages=says("a kite"), **SMALL
    )

    assert (task.status_code, task.code) == (403, "AccessDenied")
    assert len(images_of(talked)) == 1


def test_an_address_without_a_picture_is_an_invalid_url(
    new_server: NewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = new_server(env={"INKSTONE_FETCH_ALLOW": "127.0.0.1/32"}).start()
    told(server.url, monkeypatch)
    with running() as host:
        host.pages["/gone.png"] = status(404)
        messages = says("edit it", host.url("/gone.png"))
        request: dict[str, Any] = {"api_key": server.key, "model": MODEL, "messages": messages}
        sync = MultiModalConversation.call(**request)
        task = ImageGeneration.wait(ImageGeneration.async_call(**request), api_key=server.key)

    assert (sync.status_code, sync.code) == (400, "InvalidURL")
    assert "input.messages[0].content[0].image" in sync.message
    assert (task.output.task_status, task.output["code"]) == ("FAILED", "InvalidURL")
    with server.client() as client:
        assert balance(client)["held_micros"] == 0
