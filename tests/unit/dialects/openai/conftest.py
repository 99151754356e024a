"""OpenAI's sub-app, running."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from unit.dialects.running import Platform, run


@pytest.fixture
async def platform(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Platform]:
    """The sub-app with a worker behind it."""
    async with run(tmp_path, dialect="openai") as running:
        yield running
