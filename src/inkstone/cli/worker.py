"""`inkstone worker`: draws for servers that share a PostgreSQL database."""

import asyncio
import signal

from inkstone import bootstrap
from inkstone.cli.console import Checkpoint, DataDir, Engine, command, print_line
from inkstone.domain.errors import InvalidRequest
from inkstone.server import logs
from inkstone.settings import load


@command
async def worker(
    data_dir: DataDir = None,
    engine: Engine = None,
    checkpoint: Checkpoint = None,
) -> None:
    """Claim and run jobs until told to stop."""
    settings = load(data_dir=data_dir, engine=engine, checkpoint=checkpoint)
    if settings.is_embedded:
        raise InvalidRequest(
            "A worker of its own needs a PostgreSQL database: set INKSTONE_DATABASE_URL. "
            "With SQLite, `inkstone serve` is the worker."
        )
    logs.configure(level=settings.log_level, form=settings.log_format)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    async with bootstrap.open_parts(settings, with_worker=True) as parts, bootstrap.running(parts):
        name, why = parts.engines.choice
        print_line(f"Engine: {name} ({why})")
        await stopping.wait()
