"""Parts whose doors are open for pictures, and one workshop for all tests of a module."""

from collections.abc import AsyncIterator

import pytest

from contract.world import Parts
from inkstone.media.workshop import Workshop
from unit.service.brought import Watching, opened


@pytest.fixture(scope="module")
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    """Where pictures are decoded and encoded."""
    shop = Workshop(num_processes=1, memory_bytes=768 * 2**20, timeout_s=60)
    await shop.open()
    yield shop
    await shop.close()


@pytest.fixture
async def desk(world: Parts, workshop: Workshop) -> AsyncIterator[Parts]:
    """The parts with open doors and without a network."""
    async with opened(world, workshop) as parts:
        yield parts


@pytest.fixture
async def watched(world: Parts, workshop: Workshop) -> AsyncIterator[Parts]:
    """The same with an engine that shows what it was given."""
    async with opened(world, workshop, engine=Watching()) as parts:
        yield parts
