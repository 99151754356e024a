"""GCCAI's sub-app with a worker behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inkstone.media.workshop import Workshop
from unit.dialects.running import Platform, run


@pytest.fixture
async def gccai(tmp_path: Path, workshop: Workshop) -> AsyncIterator[Platform]:
    """The dialect on real parts."""
    async with run(tmp_path, dialect="gccai", workshop=workshop) as running:
        yield running
