"""DashScope's sub-app for its tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inkstone.media.workshop import Workshop
from unit.dialects.running import Platform, run


@pytest.fixture
async def platform(tmp_path: Path, workshop: Workshop) -> AsyncIterator[Platform]:
    """DashScope's sub-app with a worker behind it."""
    async with run(tmp_path, dialect="dashscope", workshop=workshop) as running:
        yield running
