"""A scripted server, and the client and its twin on it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from unit.client.scripted import Blocking, Hasty, HastyAsync, Scripted


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """A server that does what the test says."""
    made = Scripted()
    yield made
    made.close()


@pytest.fixture(params=["sync", "async"])
def client(scripted: Scripted, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Each of the two clients."""
    if request.param == "sync":
        with Hasty(scripted.url, timeout_s=60) as opened:
            yield opened
        return
    with asyncio.Runner() as runner:
        twin = HastyAsync(scripted.url, timeout_s=60)
        yield Blocking(twin, runner)
        runner.run(twin.close())
