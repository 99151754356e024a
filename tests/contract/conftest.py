"""The stores that the contract suites run on."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from contract.world import Clock, Parts, a_store, parts

from inkstone.store.unit_of_work import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ink.db'}"
    else:
        yield request.getfixturevalue("fresh_postgres_url")


@pytest.fixture
def clock() -> Clock:
    """The time as a test tells it."""
    return Clock()


@pytest.fixture
async def store(store_url: str, clock: Clock) -> AsyncIterator[Store]:
    """A migrated store whose time is the test's."""
    async with a_store(store_url, now=clock) as opened:
        yield opened


@pytest.fixture
async def world(store: Store) -> Parts:
    """The parts around that store, with an account for a thousand pictures."""
    made = parts(store)
    made.caller = await made.open_account()
    return made
