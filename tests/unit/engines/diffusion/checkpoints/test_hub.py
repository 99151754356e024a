"""Fetching weights from a hub on loopback: whole, broken off and resumed, refused."""

import logging
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub
import pytest
from huggingface_hub import constants

from diffusion import hub_server, tiny
from diffusion.hub_server import COMMIT, Hub
from inkstone.domain.errors import (
    EngineFailure,
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    StorageFull,
    Unavailable,
    UnsupportedRequest,
)
from inkstone.engines.diffusion.checkpoints import checkpoint, hub

NAME = "someone/tiny"
WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub with a tiny checkpoint, and an empty cache."""
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 64 * 1024)
    with hub_server.serving() as running:
        running.repositories[NAME] = tiny.checkpoint("qwen-image-2.1")
        hub_server.use(monkeypatch, url=running.url, cache=tmp_path / "cache")
        huggingface_hub.close_session()
        yield running
        huggingface_hub.close_session()


def nothing(_: int) -> None:
    """Whoever does not watch."""


def test_an_offer_says_what_there_is_before_anything_is_fetched(served: Hub) -> None:
    offer = hub.offer(NAME)
    assert (offer.source, offer.revision, offer.licence) == (NAME, COMMIT, "apache-2.0")
    assert offer.total_bytes == offer.missing_bytes > 3_000_000
    with pytest.raises(NotFound, match="inkstone models pull someone/tiny"):
        checkpoint.inspect(NAME)


def test_what_is_fetched_is_found_without_the_hub_and_counted(
    served: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer, told = hub.offer(NAME), []
    fetched = hub.fetch(offer, told.append)
    assert sum(told) == offer.missing_bytes
    assert (fetched.name, fetched.revision, fetched.family) == (NAME, COMMIT, "qwen-image-2.1")
    assert hub.offer(NAME).missing_bytes == 0
    hub_server.use(monkeypatch, url="http://127.0.0.1:9", cache=Path(constants.HF_HUB_CACHE))
    assert checkpoint.inspect(NAME) == fetched
    assert checkpoint.inspect(f"{NAME}@{COMMIT}") == fetched


def test_only_what_is_needed_is_fetched(served: Hub, tmp_path: Path) -> None:
    copied = _copy(served, tmp_path)
    for name in ("all_in_one.safetensors", "transformer/pytorch_model.bin", "code.py"):
        (copied / name).write_bytes(b"x")
    fetched = hub.fetch(hub.offer(NAME), nothing)
    names = {str(p.relative_to(fetched.folder)) for p in fetched.folder.rglob("*") if p.is_file()}
    assert WEIGHTS in names
    assert not names & {"all_in_one.safetensors", "transformer/pytorch_model.bin", "code.py"}


def test_a_connection_that_broke_off_goes_on_where_it_stopped(
    served: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "huggingface_hub")
    served.broken_file, served.broken_after = WEIGHTS, 300_000
    offer, told = hub.offer(NAME), []
    hub.fetch(offer, told.append)
    (span,) = (span for _, path, span in served.asked if path.endswith(WEIGHTS) and span)
    assert 64 * 1024 <= int(span.removeprefix("bytes=").split("-")[0]) <= 300_000
    assert sum(told) == offer.missing_bytes


def test_what_an_interrupted_fetch_brought_whole_is_not_fetched_again(served: Hub) -> None:
    served.refused_file = WEIGHTS
    with pytest.raises(NotFound):
        hub.fetch(hub.offer(NAME), nothing)
    with pytest.raises(NotFound, match="only partly in the cache"):
        checkpoint.inspect(NAME)
    served.refused_file = ""
    served.asked.clear()
    offer = hub.offer(NAME)
    assert offer.missing_bytes < offer.total_bytes
    hub.fetch(offer, nothing)
    fetched = [path for method, path, _ in served.asked if method == "GET" and "/resolve/" in path]
    assert any(path.endswith(WEIGHTS) for path in fetched)
    assert len(fetched) < offer.num_files
    assert checkpoint.inspect(NAME).revision == COMMIT


def test_who_watches_can_stop_it(served: Hub) -> None:
    def stop(_: int) -> None:
        raise InterruptedError

    with pytest.raises(EngineFailure):
        hub.fetch(hub.offer(NAME), stop)
    with pytest.raises(NotFound):
        checkpoint.inspect(NAME)


def test_a_branch_that_does_not_exist_is_said(served: Hub) -> None:
    with pytest.raises(NotFound, match="no such revision"):
        hub.offer(f"{NAME}@nightly")


def test_a_repository_that_does_not_exist_is_said(served: Hub) -> None:
    with pytest.raises(NotFound, match="does not exist or is not shown to you"):
        hub.offer("someone/nothing")


def test_a_gated_repository_says_where_to_agree(served: Hub) -> None:
    served.gated.add(NAME)
    with pytest.raises(NotAuthenticated, match=f"agreed to its terms: do so at .*{NAME}"):
        hub.offer(NAME)


def test_a_hub_that_cannot_be_reached_may_be_tried_again(
    served: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub_server.use(monkeypatch, url="http://127.0.0.1:9", cache=Path(constants.HF_HUB_CACHE))
    with pytest.raises(Unavailable, match="HF_ENDPOINT"):
        hub.offer(NAME)


def test_what_is_no_pipeline_is_refused_before_it_is_fetched(served: Hub, tmp_path: Path) -> None:
    (_copy(served, tmp_path) / "model_index.json").unlink()
    with pytest.raises(UnsupportedRequest, match=r"no model_index\.json"):
        hub.offer(NAME)


def test_a_full_disk_is_said_before_anything_is_fetched(
    served: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = hub.offer(NAME)
    # No test can fill a disk.
    monkeypatch.setattr(hub, "_free_bytes", lambda: 1_000)
    with pytest.raises(StorageFull, match="HF_HOME"):
        hub.fetch(offer, nothing)


def test_a_folder_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="is a folder"):
        hub.offer(str(tmp_path))


def test_the_licence_file_is_shown(served: Hub, tmp_path: Path) -> None:
    (_copy(served, tmp_path) / "LICENSE.md").write_text("Be kind.")
    assert hub.offer(NAME).licence_text == "Be kind."


def _copy(served: Hub, tmp_path: Path) -> Path:
    copied = tmp_path / "copied"
    for file in served.repositories[NAME].rglob("*"):
        if file.is_file():
            place = copied / file.relative_to(served.repositories[NAME])
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    served.repositories[NAME] = copied
    return copied
