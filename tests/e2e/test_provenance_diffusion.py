"""What a trained model's pictures say of their making: its name, its revision, and that it learned.

With random weights of the smallest shape, through the whole server.
"""

import json
from collections.abc import Iterator

import httpx
import pytest

from e2e.native import submit
from e2e.pictures import documents_of
from e2e.provenance import SOURCE_TYPES, credentials, with_other_pixels
from e2e.server import Server

pytest.importorskip("torch", reason="needs torch: pip install 'inkstone[diffusion]'")

from e2e.test_diffusion import checkpoint, options, started

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SMALL = {"size": "256x256", "steps": 2, "wait": 60}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that draws with random weights."""
    made = Server(tmp_path_factory.mktemp("provenance"), **options())
    try:
        yield started(made)
        assert made.faults() == []
    finally:
        made.clean_up()


def test_a_model_is_named_with_its_revision_and_as_trained(server: Server) -> None:
    anchors = (server.data_dir / "credentials" / "ca.pem").read_text()
    parents: list[str] = []
    given: list[str] = []
    with server.client() as client:
        for kind in ("png", "jpeg", "webp", "avif"):
            job = submit(client, "a red kite", output_format=kind, images=given[-1:], **SMALL)
            assert job["status"] == "succeeded", job
            given.append(job["images"][0]["url"])
            data = httpx.get(given[-1]).content
            found = credentials(data, anchors=anchors)
            assert (found.state, credentials(data).state) == ("Trusted", "Valid")
            assert credentials(with_other_pixels(data)).state == "Invalid"
            made = found.actions[-1]
            word = "compositeWithTrainedAlgorithmicMedia" if parents else "trainedAlgorithmicMedia"
            assert made["digitalSourceType"] == SOURCE_TYPES + word
            agent = made["softwareAgent"]
            assert agent["name"] == f"diffusion/{checkpoint().name}"
            assert agent["version"].startswith("local-")
            parameters = json.loads(documents_of(data)["inkstone:parameters"])
            assert parameters["engine"] == f"{agent['name']}@{agent['version']}"
            assert [each["active_manifest"] for each in found.ingredients] == parents[-1:]
            parents.append(found.id)
        # Each is an edit of the one before, and the last still has them all.
        assert set(found.store["manifests"]) == set(parents)
