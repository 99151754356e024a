"""A running dialect for the tests of dialects."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from unit.dialects.running import Platform, run


@pytest.fixture
async def platform(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Platform]:
    """EmpirioLabs' sub-app with a worker behind it."""
    async with run(tmp_path) as running:
        yield running
