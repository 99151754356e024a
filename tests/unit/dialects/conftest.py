"""A running dialect for the tests of dialects, and one workshop for all tests of a module."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.doors import new_workshop
from inkstone.media.workshop import Workshop
from unit.dialects.running import Platform, run


@pytest.fixture(scope="module")
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    """Where pictures are decoded and encoded."""
    shop = new_workshop()
    await shop.open()
    yield shop
    await shop.close()


@pytest.fixture
async def platform(tmp_path: Path, workshop: Workshop) -> AsyncIterator[Platform]:
    """EmpirioLabs' sub-app with a worker behind it."""
    async with run(tmp_path, workshop=workshop) as running:
        yield running
