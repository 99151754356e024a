"""An operator's desk: the command line over a data directory of its own, and jobs that ended."""

import asyncio
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from contract.world import parts
from inkstone.bootstrap import open_tables
from inkstone.cli.main import app
from inkstone.domain.job import Job
from inkstone.settings import load


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data directory of its own, named by the environment."""
    # A command logs to the stderr that its runner closes afterwards.
    handlers, level = logging.root.handlers[:], logging.root.level
    for name in list(os.environ):
        if name.startswith(("INKSTONE_", "DASHSCOPE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("INKSTONE_ENGINE", "echo")
    monkeypatch.setenv("INKSTONE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "data"
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def run(*args: str, **more: Any) -> Result:
    """A command as it is typed."""
    return CliRunner().invoke(app, list(args), **more)


def said(*args: str, status: int = 0) -> Any:
    """The one JSON document that a command prints."""
    result = run(*args, "--json")
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


def ended(account: str, *numbers: int, leave: int = 0) -> list[Job]:
    """Jobs of an account that ended, each of so many pictures; some more are left in the queue."""

    async def end() -> list[Job]:
        async with open_tables(load()) as tables:
            world = parts(tables.store)
            found, _ = await tables.accounts.ensure(account)
            key = await tables.keys.create(account_id=found.id, account=account, name="test")
            world.caller = await tables.keys.authenticate(key.key)
            jobs = [await world.run(n=number) for number in numbers]
            for _ in range(leave):
                await world.submit()
            return jobs

    return asyncio.run(end())
