"""What decoding sets for its whole process is set back after each test; and who signs in tests."""

import pytest
from PIL import Image

from inkstone.media import local_ca
from inkstone.media.local_ca import SigningIdentity
from unit.media import signing


@pytest.fixture(autouse=True)
def pixels_max(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder's limit is the process's own; here one process runs all tests."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


@pytest.fixture(scope="session")
def identity(tmp_path_factory: pytest.TempPathFactory) -> SigningIdentity:
    """A local authority's; no test changes its files."""
    folder = tmp_path_factory.mktemp("data") / "credentials"
    return local_ca.ensure_local(folder, organization="Heron Ltd")


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> SigningIdentity:
    """Somebody else, whom we do not trust."""
    return signing.operator(tmp_path_factory.mktemp("camera"))
