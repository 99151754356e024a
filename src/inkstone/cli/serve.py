"""`inkstone serve`: the API, and by default the worker, in one process."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Annotated

import typer
import uvicorn

from inkstone import bootstrap
from inkstone.cli.console import Checkpoint, DataDir, Engine, command, print_line
from inkstone.domain.errors import Unavailable
from inkstone.domain.money import Amount
from inkstone.server import logs
from inkstone.server.app import Application
from inkstone.server.page import Page, curl_line
from inkstone.service.first_start import first_start
from inkstone.service.keys import NewKey
from inkstone.settings import Settings, load
from inkstone.wiring import Parts


class _Server(uvicorn.Server):
    """uvicorn, with the signals left to us: a stop drains first."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class Serving:
    """One run of the server, from the bound socket to the drained worker."""

    def __init__(self, parts: Parts, *, account_id: str, new_key: NewKey | None) -> None:
        self._parts = parts
        self._settings = parts.settings
        self._new_key = new_key
        self._is_ready = False
        self._stopping = asyncio.Event()
        self._page = Page(services=parts.services, signer=parts.signer, account_id=account_id)

    async def run(self, listening: socket.socket) -> None:
        """Serve until told to stop, then drain."""
        app = bootstrap.create_app(self._parts, page=self._page, is_ready=lambda: self._is_ready)
        server = _Server(_config(app, self._settings))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        self._announce(listening.getsockname()[1])
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await self._work(serving)
        finally:
            self._is_ready = False
            # Whoever waits for a job is answered with the job as it is.
            self._parts.services.watcher.close()
            server.should_exit = True
            await serving

    async def _work(self, serving: "asyncio.Task[None]") -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            if self._parts.worker is None:
                self._is_ready = True
                await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
                return
            async with bootstrap.running(self._parts):
                self._is_ready = True
                await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
                # Whoever balances the load sends no more while the jobs in hand end.
                self._is_ready = False
        finally:
            stopping.cancel()

    def _announce(self, port: int) -> None:
        host = self._settings.host
        shown = f"[{host}]" if ":" in host else host
        base_url = self._settings.public_url or f"http://{shown}:{port}"
        page_url = self._page.sign_in_link(base_url) if _is_loopback(host) else f"{base_url}/"
        name, why = self._parts.engines.choice
        print_line(f"Page: {page_url}")
        print_line(f"API: {base_url}/v1")
        if self._new_key is not None:
            print_line(f"Key: {self._new_key.key}")
        print_line(f"Engine: {name} ({why})")
        key = self._new_key.key if self._new_key else None
        print_line(f"Try: {curl_line(base_url, key=key)}")


@command
async def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on; 0 takes any.")] = None,
    data_dir: DataDir = None,
    engine: Engine = None,
    checkpoint: Checkpoint = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Serve only; `inkstone worker` draws elsewhere.")
    ] = False,
) -> None:
    """Serve the API, and draw."""
    settings = load(host=host, port=port, data_dir=data_dir, engine=engine, checkpoint=checkpoint)
    logs.configure(level=settings.log_level, form=settings.log_format)
    # The port comes first: a start that fails must not have made the key that is shown only once.
    with contextlib.closing(_bind(settings)) as listening:
        await _serve(settings, listening, with_worker=not no_worker)


async def _serve(settings: Settings, listening: socket.socket, *, with_worker: bool) -> None:
    async with bootstrap.open_parts(settings, with_worker=with_worker) as parts:
        chosen = settings.api_key
        account_id, new_key = await first_start(
            parts.services.accounts,
            parts.services.keys,
            grant=Amount.parse(str(settings.initial_grant)),
            chosen_key=chosen.get_secret_value() if chosen else None,
        )
        await Serving(parts, account_id=account_id, new_key=new_key).run(listening)


def _config(app: Application, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=settings.connections_max,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=30,
        proxy_headers=False,  # the application does this: it reads the host as well
    )


def _bind(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        # Until somebody listens, another server could bind the same port.
        listening.listen()
    except OSError as error:
        listening.close()
        raise Unavailable(
            f"Cannot listen on {settings.host} port {settings.port}: {error.strerror}. "
            "Choose another with --port.",
            code="address_in_use",
        ) from error
    listening.setblocking(False)
    return listening


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
