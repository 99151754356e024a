"""The whole application in this process, over a real store and the echo engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from inkstone import bootstrap
from inkstone.domain.money import Amount
from inkstone.server.page import Page
from inkstone.settings import Settings
from inkstone.wiring import Parts


@dataclass(kw_only=True)
class Site:
    """A wired Inkstone and a client of it."""

    parts: Parts
    page: Page
    client: httpx.AsyncClient
    headers: dict[str, str]
    #: The key in those headers, and its id.
    key: str
    key_id: str
    #: Whether the engine says that it can draw.
    is_ready: bool = field(default=True)

    async def draw(self, prompt: str, **fields: Any) -> dict[str, Any]:
        """Make a small picture and wait for it."""
        body = {"model": "qwen-image-2-0", "size": "512x512", "sync": True, "prompt": prompt}
        answer = await self.client.post(
            "/v1/images/generations", json={**body, **fields}, headers=self.headers
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["data"][0])

    async def sign_in(self) -> str:
        """Sign the client in with the key; the cookie as a header has it."""
        answer = await self.client.post(
            "/page/session", json={"key": self.key}, headers={"inkstone-page": "1"}
        )
        assert answer.status_code == 204, answer.text
        return f"{self.page.sessions.cookie}={answer.cookies[self.page.sessions.cookie]}"


@asynccontextmanager
async def open_site(
    folder: Path, *, root: Path | None = None, **settings: Any
) -> AsyncIterator[Site]:
    """Open the application."""
    given = Settings(data_dir=folder, engine="echo", free_bytes_min=0, **settings)
    async with bootstrap.open_parts(given, with_worker=True) as parts, bootstrap.running(parts):
        services = parts.services
        owner, _ = await services.accounts.ensure("local", grant=Amount.parse("100"))
        made = await services.keys.create(account_id=owner.id, account="local", name="test")
        page = Page(services=services, signer=parts.signer, account_id=owner.id, root=root)
        site: Site
        app = bootstrap.create_app(parts, page=page, is_ready=lambda: site.is_ready)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            headers = {"Authorization": f"Bearer {made.key}"}
            site = Site(
                parts=parts,
                page=page,
                client=client,
                headers=headers,
                key=made.key,
                key_id=made.key_id,
            )
            yield site


@pytest.fixture
async def site(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Site]:
    """The application as it comes."""
    async with open_site(tmp_path) as opened:
        yield opened
