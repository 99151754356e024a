"""What webhooks are tried on: a receiver on loopback that keeps what it got, and plain forms.

It speaks enough HTTP for a post; it does not know what a message means.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from contract.world import Parts
from inkstone.domain.job import Job
from inkstone.domain.webhook import Delivery, WebhookTarget
from inkstone.net.fetch import Fetcher, FetchLimits
from inkstone.service.webhook_signing import standard_headers
from inkstone.service.webhooks import WebhookLimits, Webhooks
from inkstone.store.unit_of_work import Store

KEYS = (b"k" * 32,)
BASE_URL = "https://pictures.example.test"


@dataclass(frozen=True)
class Got:
    """One message as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """A receiver: what it got, and how it answers the next."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    #: Statuses for the next messages; 204 after them.
    answers: list[int] = field(default_factory=list)
    #: What each message waits for before it is answered …
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    #: … where its path begins so.
    held: str = "/"
    num_open: int = 0
    num_open_max: int = 0

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.num_open += 1
        self.num_open_max = max(self.num_open, self.num_open_max)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.split(": ", 1) for line in head[1:] if line)
            headers = {name.lower(): value for name, value in pairs}
            body = await reader.readexactly(int(headers["content-length"]))
            self.got.append(Got(path=head[0].split(" ")[1], headers=headers, body=body))
            if self.got[-1].path.startswith(self.held):
                await self.gate.wait()
            status = self.answers.pop(0) if self.answers else 204
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever posts may hang up
        finally:
            self.num_open -= 1
            writer.close()


@asynccontextmanager
async def receiving(*answers: int) -> AsyncIterator[Receiver]:
    """A receiver for the length of the block, whose gate is open."""
    made = Receiver(answers=list(answers))
    made.gate.set()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.gate.set()
        server.close()


class PlainForm:
    """A form that says which job ended how, and how often it was asked to."""

    num_tries_max = 3

    def __init__(self) -> None:
        self.num_bodies = 0

    def body(self, job: Job, *, base_url: str) -> bytes:
        self.num_bodies += 1
        said = {"id": job.id, "status": job.status, "base": base_url, "written": self.num_bodies}
        return json.dumps(said).encode()

    def headers(self, **given: Any) -> Mapping[str, str]:
        return standard_headers(**given)


@asynccontextmanager
async def told(
    store: Store,
    *,
    form: Any = None,
    keys: Sequence[bytes] = KEYS,
    allow: Sequence[str] = ("127.0.0.1",),
    total_s: float = 5.0,
    now: Callable[[], Any] | None = None,
    **limits: Any,
) -> AsyncIterator[Webhooks]:
    """Webhooks over a store, open for the length of the block; `native` has the form."""
    fetcher = Fetcher(allow=allow, limits=FetchLimits(total_s=total_s, num_at_once_per_host=16))
    made = form or PlainForm()
    await fetcher.open()
    try:
        yield Webhooks(
            store=store,
            fetcher=fetcher,
            secret_keys=keys,
            form_of={"native": made}.get,
            limits=WebhookLimits(**{"first_wait": timedelta(seconds=5), **limits}),
            **({"now": now} if now else {}),
        )
    finally:
        await fetcher.close()


def to(url: str) -> WebhookTarget:
    """A target."""
    return WebhookTarget(url=url, base_url=BASE_URL)


async def all_of(world: Parts, hooks: Webhooks) -> list[Delivery]:
    """The deliveries of the world's account."""
    return await hooks.log.deliveries(world.caller.account_id, limit=100)


async def only(world: Parts, hooks: Webhooks) -> Delivery:
    """The one there is."""
    (found,) = await all_of(world, hooks)
    return found
