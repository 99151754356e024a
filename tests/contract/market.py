"""Every dialect on one platform, with accounts of several kinds and a rate card full of rules.

It does not know what is right.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import date
from typing import Any

import httpx

from contract.orders import Order
from inkstone.dialects import registry
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.ledger import EntryKind
from inkstone.domain.rate_card import RateCard
from unit.dialects.openai.pictures import png
from unit.dialects.running import Platform

DIALECTS = sorted(registry.FACTORIES)
#: Every kind of rule, and a price of its own for each, so that a wrong one cannot look right.
RULES: list[dict[str, Any]] = [
    {"account": "ada", "edit": True, "price_micros": 11_111},
    {"plan": "gold", "num_images_from": 3, "discount_percent": "33.333333"},
    {"plan": "gold", "tier": "pro", "price_micros": 22_221, "list_price_micros": 44_443},
    {"plan": "lead", "price_micros": 1},
    {"model": "qwen-image-2.0-pro-2026-04-22", "edit": False, "price_micros": 55_551},
    {"dialect": "openai", "num_images_from": 4, "price_micros": 16_661},
    {"dialect": "wavespeed", "edit": True, "discount_percent": 50},
    {"tier": "standard", "area_px_up_to": 300_000, "discount_percent": "12.5"},
    {"tier": "pro", "area_px_over": 300_000, "area_px_up_to": 700_000, "price_micros": 77_773},
    {"area_px_over": 2_000_000, "price_micros": 99_991},
    {"edit": True, "num_images_from": 2, "price_micros": 8_887},
]
CARD = RateCard.from_toml(
    {
        "version": [
            {
                "name": "full of rules",
                "effective_on": date(2026, 1, 1),
                "rates": {
                    dialect: {
                        "standard": {"price_micros": 30_001 + 2 * number},
                        "pro": {"price_micros": 70_003 + 2 * number, "list_price_micros": 80_000},
                    }
                    for number, dialect in enumerate(DIALECTS)
                },
                "rule": RULES,
            }
        ]
    }
)
#: Accounts by name, each with its price plan.
PLANS = {"ada": "", "bob": "", "cyd": "gold"}


class Market:
    """Every dialect on one platform, with a few accounts."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.clients: dict[str, httpx.AsyncClient] = {}
        self.keys: dict[str, dict[str, str]] = {}
        self.ids: dict[str, str] = {}
        #: The address of a picture that an account has brought.
        self.pictures: dict[str, str] = {}

    async def open(self, stack: AsyncExitStack) -> None:
        """Build the dialects, and open the accounts with a picture each."""
        services = self.platform.services
        for dialect in DIALECTS:
            made = registry.create(dialect)
            # At the root, OpenAI's dialect insists on a model: the path would not say whose it is.
            transport = httpx.ASGITransport(made.build(services), root_path=f"/{made.prefix}")
            client = httpx.AsyncClient(transport=transport, base_url="http://test", timeout=60)
            self.clients[dialect] = await stack.enter_async_context(client)
        for name, plan in PLANS.items():
            self.keys[name] = await self.platform.new_headers(name, grant="100000")
            self.ids[name] = (await services.accounts.find(name)).id
            await services.accounts.change(self.ids[name], plan=plan)
            headers = self.keys[name] | {"Content-Type": "image/png"}
            picture = png(size=(512, 448))
            native = self.clients["native"]
            brought = await native.post("/uploads", content=picture, headers=headers)
            self.pictures[name] = brought.json()["url"]

    async def estimated(self, account: str, sent: Order) -> Mapping[str, Any]:
        """What the native API says that the dialect charges."""
        answer = await self.clients["native"].post(
            "/estimate",
            params={"dialect": sent.dialect},
            json=sent.native,
            headers=self.keys[account],
        )
        assert answer.status_code == 200, f"{sent}: {answer.text}"
        found: Mapping[str, Any] = answer.json()
        return found

    async def made(self, account: str, sent: Order) -> Job:
        """Send a request in its own dialect; its job at the end."""
        answer = await self.clients[sent.dialect].post(
            sent.path, json=sent.body, headers={**self.keys[account], **sent.headers}
        )
        assert answer.status_code < 300, f"{sent}: {answer.text}"
        services = self.platform.services
        (job,) = await services.queries.newest(account_id=self.ids[account], limit=1)
        assert job.request.prompt == sent.native["prompt"]
        job = await services.watcher.wait(job, timeout_s=30)
        assert job.status is JobStatus.SUCCEEDED, sent
        return job

    async def moved(self, account: str, job: Job) -> dict[EntryKind, int]:
        """What a job that is its account's newest was entered with in the ledger."""
        services = self.platform.services
        entries = await services.queries.entries(account_id=self.ids[account], limit=4)
        return {entry.kind: abs(entry.held_micros) for entry in entries if entry.job_id == job.id}
