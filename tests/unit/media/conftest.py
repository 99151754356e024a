"""What decoding sets for its whole process is set back after each test."""

import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def pixels_max(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder's limit is the process's own; here one process runs all tests."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
