"""The parts on a SQLite file: with the test's time, or with the real one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.stores import a_store
from contract.world import Clock, Parts, parts


@pytest.fixture
def clock() -> Clock:
    """The time as a test tells it."""
    return Clock()


@pytest.fixture
async def world(tmp_path: Path, clock: Clock) -> AsyncIterator[Parts]:
    """The parts, whose time is the test's, with an account for a thousand pictures."""
    async with a_store(f"sqlite:///{tmp_path / 'ink.db'}", now=clock) as store:
        made = parts(store)
        made.caller = await made.open_account()
        yield made


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Parts]:
    """The same in real time."""
    async with a_store(f"sqlite:///{tmp_path / 'live.db'}") as store:
        made = parts(store)
        made.caller = await made.open_account()
        yield made
