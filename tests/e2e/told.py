"""A receiver of webhooks on loopback, and jobs that name it, submitted beside a server.

It does not know what a message should say.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from e2e.server import Server
from inkstone.bootstrap import open_parts
from inkstone.domain.accounts import Caller
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.service.submission import Submission
from inkstone.settings import Settings
from inkstone.wiring import Parts

ALLOW = {"INKSTONE_FETCH_ALLOW": "127.0.0.1"}


@dataclass
class Inbox:
    """What a receiver got, and how it answers next."""

    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    #: Statuses for the next messages; 200 after them.
    answers: list[int] = field(default_factory=list)
    #: What an answer waits for, where the path begins so.
    gate: threading.Event = field(default_factory=threading.Event)
    held: str = "/"
    num_answered: int = 0


@contextmanager
def receiving(*answers: int) -> Iterator[Inbox]:
    """A receiver for the length of the block, whose gate is open."""
    inbox = Inbox(answers=list(answers))
    inbox.gate.set()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            inbox.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            if self.path.startswith(inbox.held):
                inbox.gate.wait(30)
            try:
                self.send_response(inbox.answers.pop(0) if inbox.answers else 200)
                self.end_headers()
                inbox.num_answered += 1
            except OSError:
                pass  # whoever posted was killed

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Receiver)
    inbox.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield inbox
    finally:
        inbox.gate.set()
        server.shutdown()
        thread.join(10)
        server.server_close()


@asynccontextmanager
async def beside(server: Server) -> AsyncIterator[tuple[Parts, Caller]]:
    """The parts of a running server's data directory, and who holds its first key."""
    settings = Settings(
        data_dir=server.data_dir,
        database_url=server.env.get("INKSTONE_DATABASE_URL", ""),
        engine="echo",
        fetch_allow=("127.0.0.1",),
    )
    async with open_parts(settings, with_worker=False) as parts:
        yield parts, await parts.services.keys.authenticate(server.key)


def submit_told(server: Server, url: str, *, prompt: str = "a red apple") -> str:
    """Submit a small job whose end is told at a URL; its id."""

    async def submit() -> str:
        async with beside(server) as (parts, caller):
            services = parts.services
            request = ImageRequest(
                model="qwen-image-2.0",
                tier=Tier.STANDARD,
                prompt=prompt,
                size=Size(256, 256),
                num_images=1,
                seed=7,
            )
            submission = Submission(
                caller=caller,
                dialect="native",
                request=request,
                fingerprint=url,
                webhook=services.webhooks.target(url, base_url=server.url, param="webhook_url"),
            )
            return (await services.submitter.submit(submission)).job.id

    return asyncio.run(submit())
