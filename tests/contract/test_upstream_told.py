"""What a job cost upstream, who was asked and what it is called there: the operator's alone.

Whatever a caller may ask of any dialect is asked, and searched for it.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from contract.market import DIALECTS, Market
from contract.orders import order
from inkstone.dialects import registry
from inkstone.domain.errors import UpstreamUnknown
from inkstone.domain.job import Job
from inkstone.engines import base
from inkstone.engines.echo import EchoEngine
from inkstone.store.tables import jobs
from unit.dialects import running

pytestmark = pytest.mark.anyio

COST = 7_654_321
SECRETS = ("7654321", "7.654321", "vendors-own-id", "vendor.example.test", "queue-that-refused")
#: The dialects whose jobs can be asked for afterwards.
POLLED = {"empiriolabs", "dashscope", "gccai", "wavespeed", "native"}
_ID = re.compile(r"[\w-]{12,200}", re.ASCII)


class Upstream(EchoEngine):
    """An upstream that makes everything, and fails after it was paid where the prompt says so."""

    @property
    def identity(self) -> base.Identity:
        return base.Identity(engine="vendor", model="theirs", revision="upstream")

    async def run(self, run: base.Run) -> AsyncIterator[base.Event]:  # type: ignore[override]
        yield base.Progress(0, 0, 1)
        yield base.Sending(COST)
        if "unlucky" in run.request.prompt:
            yield base.Submitted("vendors-own-id")
            raise UpstreamUnknown
        urls = ["https://vendor.example.test/1.png"]
        yield base.Submitted("vendors-own-id", checkpoint={"urls": urls})
        yield base.Consumed(0.0, COST)
        async for event in super().run(run):
            yield event


class Listener:
    """Everything that was answered."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, answer: httpx.Response) -> None:
        await answer.aread()
        self.heard.append(f"{answer.request.url}\n{answer.headers}\n{answer.text}")


@pytest.fixture
async def market(tmp_path: Path) -> AsyncIterator[Market]:
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(
            running.run(tmp_path, dialect="native", engine=Upstream())
        )
        market = Market(platform)
        await market.open(stack)
        yield market


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _ID.findall(value)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


async def _ask_everything(market: Market, dialect: str, names: set[str]) -> int:
    """Every GET of a dialect, with everything that may be a job's name; how many were answered."""
    client, headers = market.clients[dialect], market.keys["ada"]
    app = registry.create(dialect).build(market.platform.services)
    paths = app.openapi()["paths"]
    num_found = 0
    for path in [path for path, methods in paths.items() if "get" in methods]:
        if "{" not in path:
            await client.get(path, headers=headers)
            continue
        first = re.sub(r"\{image_index\}", "0", path)
        for name in names:
            asked = re.sub(r"\{[^}]*\}", name, first)
            num_found += (await client.get(asked, headers=headers)).status_code == 200
    return num_found


@pytest.mark.parametrize("prompt", ["a lucky cat", "an unlucky cat"])
async def test_no_answer_tells_what_a_job_was_upstream(market: Market, prompt: str) -> None:
    listener = Listener()
    for client in market.clients.values():
        client.event_hooks["response"].append(listener)
    services = market.platform.services
    asked = []
    for dialect in DIALECTS:
        sent = order(Random(3), dialect, prompt, market.pictures["ada"])
        headers = {**market.keys["ada"], **sent.headers}
        answer = await market.clients[dialect].post(sent.path, json=sent.body, headers=headers)
        (job,) = await services.queries.newest(account_id=market.ids["ada"], limit=1)
        job = await services.watcher.wait(job, timeout_s=30)
        await _check_went_upstream(market, job, is_lucky="unlucky" not in prompt)
        asked.append((dialect, job, {job.id, *_strings(_json(answer))}))
    for dialect, job, names in asked:
        num_found = await _ask_everything(market, dialect, names)
        assert num_found or dialect not in POLLED, f"some page of {dialect} shows the job"
        assert any(job.id in each for each in listener.heard)
    text = "\n".join(listener.heard)
    assert not [secret for secret in SECRETS if secret in text]


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except json.JSONDecodeError:
        return answer.text


async def _check_went_upstream(market: Market, job: Job, *, is_lucky: bool) -> None:
    """See that there is something to hide, and add what only reroutes leave."""
    assert job.upstream_id == "vendors-own-id"
    cost, at_risk = (COST, None) if is_lucky else (0, COST)
    assert (job.status, job.cost_micros or 0) == ("succeeded" if is_lucky else "failed", cost)
    assert job.cost_at_risk_micros == at_risk
    left = {"tried": ["queue-that-refused"], "checkpoint": {"urls": ["vendor.example.test"]}}
    store = market.platform.store
    await store.write(
        lambda tx: tx.connection.execute(update(jobs).where(jobs.c.id == job.id).values(**left))
    )
