"""GCCAI's sub-app with a worker behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from unit.dialects.running import Platform, run


@pytest.fixture
async def gccai(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Platform]:
    """The dialect on real parts."""
    async with run(tmp_path, dialect="gccai") as running:
        yield running
