"""Keys of every kind for the tests of who may administer what, as headers."""

from dataclasses import dataclass
from typing import Any

import httpx

from inkstone.domain.accounts import Scope
from inkstone.domain.money import Amount
from inkstone.service.keys import KeyTerms
from unit.dialects.running import Platform

ALL = frozenset(Scope)
#: What is shown of limits and of a policy that say nothing.
NO_LIMITS = {
    "requests_per_minute": None,
    "jobs_max": None,
    "daily_micros": None,
    "total_micros": None,
}
NO_POLICY = {
    "content_credentials": None,
    "labels": None,
    "parameters": None,
    "prompt": None,
    "visible_label": None,
    "invisible_watermark": None,
    "moderation": None,
}


@dataclass(frozen=True, kw_only=True)
class Admin:
    """A key with what it calls by."""

    platform: Platform
    key: str
    key_id: str
    account_id: str

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask with this key."""
        headers = {"Authorization": f"Bearer {self.key}", **more.pop("headers", {})}
        return await self.platform.client.request(method, path, headers=headers, **more)

    async def get(self, path: str, **query: Any) -> Any:
        """What is at a path."""
        found = await self.call("GET", path, params=query)
        assert found.status_code == 200, found.text
        return found.json()

    async def make(self, path: str, **body: Any) -> Any:
        """What a call makes."""
        found = await self.call("POST", path, json=body)
        assert found.status_code in {200, 201}, found.text
        return found.json()


async def admin(
    platform: Platform,
    account: str = "local",
    *,
    grant: str = "100",
    **terms: Any,
) -> Admin:
    """A key of an account, with every scope where nothing else is said."""
    opened, _ = await platform.services.accounts.ensure(account, grant=Amount.parse(grant))
    made = await platform.services.keys.create(
        account_id=opened.id,
        account=account,
        name="test",
        terms=KeyTerms(**{"scopes": ALL, **terms}),
    )
    return Admin(platform=platform, key=made.key, key_id=made.key_id, account_id=opened.id)


def params(refused: httpx.Response) -> list[str]:
    """The fields that a refusal finds fault with."""
    assert refused.status_code == 400, refused.text
    return sorted(each["param"] for each in refused.json()["error"]["faults"])


def code(refused: httpx.Response) -> tuple[int, str]:
    """How a call was refused."""
    return refused.status_code, refused.json()["error"]["code"]
