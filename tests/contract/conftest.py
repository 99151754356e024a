"""The stores that the contract suites run on."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from contract.stores import a_store
from contract.world import Clock, Parts, parts
from inkstone.store import schema
from inkstone.store.tables import fair_clock, metadata
from inkstone.store.unit_of_work import Store, Transaction

#: Every test runs on both; scripts/check takes the one that needs no server.
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]


@pytest.fixture(params=KINDS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ink.db'}"
    else:
        yield request.getfixturevalue("fresh_postgres_url")


@pytest.fixture
async def migrated(store_url: str) -> AsyncIterator[Store]:
    """A database of each kind as the migrations make it."""
    store = Store(store_url)
    try:
        await schema.migrate(store)
        yield store
    finally:
        await store.close()


@pytest.fixture(scope="session")
def shared_postgres_url(_postgres: Any) -> str:
    """A database that tests share one after the other: emptying one is faster than making one."""
    name = f"shared_{uuid.uuid4().hex}"
    _postgres.run("createdb", *_postgres.client_args(), name)
    return str(_postgres.url(name))


def _empty(tx: Transaction) -> None:
    tables = ", ".join(table for table in metadata.tables if table != fair_clock.name)
    tx.connection.execute(text(f"TRUNCATE {tables}, {fair_clock.name} RESTART IDENTITY CASCADE"))
    tx.connection.execute(insert(fair_clock).values(id=1, vtime=0))


@pytest.fixture
def clock() -> Clock:
    """The time as a test tells it."""
    return Clock()


@pytest.fixture(params=KINDS)
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock
) -> AsyncIterator[Store]:
    """A migrated store of each kind whose time is the test's."""
    is_sqlite = request.param == "sqlite"
    url = (
        f"sqlite:///{tmp_path / 'ink.db'}"
        if is_sqlite
        else request.getfixturevalue("shared_postgres_url")
    )
    async with a_store(url, now=clock) as opened:
        if not is_sqlite:
            await opened.write(_empty)
        yield opened


@pytest.fixture
async def world(store: Store) -> Parts:
    """The parts around that store, with an account for a thousand pictures."""
    made = parts(store)
    made.caller = await made.open_account()
    return made
