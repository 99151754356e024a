"""The hub: what it offers under an id, and getting that into the cache.

It is called when somebody asks for weights, never while serving; torch is not needed for it.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import HfApi, constants, hf_hub_download, snapshot_download
from huggingface_hub.errors import (
    DryRunError,
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import DryRunFileInfo
from tqdm import tqdm

from inkstone.domain.errors import (
    EngineFailure,
    InkstoneError,
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    StorageFull,
    Unavailable,
    UnsupportedRequest,
)
from inkstone.engines.diffusion.checkpoints.checkpoint import FILES, inspect, split
from inkstone.engines.weights import CheckpointFacts, Offer

__all__ = ["fetch", "inspect", "offer"]

#: Left free on the disk beside what is fetched.
_MARGIN_BYTES = 2**30
_LICENCE_BYTES_MAX = 200_000
_SIGN_IN = "`hf auth login`, or HF_TOKEN."


def offer(source: str, revision: str = "") -> Offer:
    """What the hub has under an id.

    Raises:
        InvalidRequest: it is a folder, or nothing that could be a hub id.
        NotFound: the hub has no such thing.
        NotAuthenticated: it does not give it to us.
        Unavailable: it cannot be reached.
    """
    name, branch = split(source, revision)
    if Path(name).is_dir():
        raise InvalidRequest(f"{source} is a folder; there is nothing to fetch.")
    with _as_ours(source):
        found = HfApi().model_info(name, revision=branch or None)
        assert found.sha is not None, "the hub names a commit for every revision"
        files = _listed(name, found.sha)
        if not any(file.filename == "model_index.json" for file in files):
            raise UnsupportedRequest(
                f"{source} has no model_index.json, so it is no pipeline that could be loaded.",
                code="unsupported_checkpoint",
            )
        licence_text = _licence_text(name, found.sha, files)
    card = found.card_data.to_dict() if found.card_data else {}  # type: ignore[no-untyped-call]
    return Offer(
        source=name,
        branch=branch,
        revision=found.sha,
        licence=str(card.get("license_name") or card.get("license") or ""),
        licence_text=licence_text,
        num_files=len(files),
        total_bytes=sum(file.file_size or 0 for file in files),
        missing_bytes=sum(file.file_size or 0 for file in files if file.will_download),
        free_bytes=_free_bytes(),
    )


def fetch(offer: Offer, tell: Callable[[int], None]) -> CheckpointFacts:
    """Fetch what is missing into the cache; files that an earlier call has fetched stay.

    Args:
        offer: what to fetch.
        tell: called with the bytes that have come, from any thread.

    Raises:
        StorageFull: the disk has too little room; nothing was fetched.
        Unavailable: the connection was lost; files that came whole stay.
        InkstoneError: as for `offer`, or what came is nothing that can be loaded.
    """
    if offer.missing_bytes and offer.missing_bytes + _MARGIN_BYTES > _free_bytes():
        raise StorageFull(
            f"{offer.source} needs {offer.missing_bytes / 2**30:.1f} GiB more, and "
            f"{constants.HF_HUB_CACHE} has {_free_bytes() / 2**30:.1f} GiB free; make room, or set "
            "HF_HOME to a folder on a larger disk."
        )

    class Counted(_Bar):
        def update(self, n: float | None = 1) -> bool | None:
            if self.counts:
                tell(int(n or 0))
            return None

    with _as_ours(offer.source):
        snapshot_download(
            offer.source,
            # By its branch, not the commit, so that whoever names none finds it in the cache.
            revision=offer.branch or None,
            allow_patterns=list(FILES),
            tqdm_class=Counted,
        )
    return inspect(offer.source, offer.branch)


class _Bar(tqdm):  # type: ignore[misc]
    """A progress bar that shows nothing. Of the bars of one download, one counts what was kept."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.counts = str(options.get("desc", "")).startswith("Reconstructing")
        super().__init__(*args, **{**options, "disable": True})


def _listed(name: str, commit: str) -> list[DryRunFileInfo]:
    """The files that are needed, with their sizes and whether they are here."""
    return snapshot_download(
        name, revision=commit, allow_patterns=list(FILES), dry_run=True, tqdm_class=_Bar
    )


def _licence_text(name: str, commit: str, files: list[DryRunFileInfo]) -> str:
    """The licence file of a checkpoint; it is small, so it is fetched to be read."""
    for file in files:
        if file.filename.startswith("LICEN") and (file.file_size or 0) <= _LICENCE_BYTES_MAX:
            place = hf_hub_download(name, file.filename, revision=commit, tqdm_class=_Bar)
            return Path(place).read_text(encoding="utf-8", errors="replace")
    return ""


def _free_bytes() -> int:
    place = Path(constants.HF_HUB_CACHE)
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


@contextmanager
def _as_ours(source: str) -> Iterator[None]:
    """The hub's errors, as errors of ours that say what to do."""
    try:
        yield
    except InkstoneError:
        raise
    except (HfHubHTTPError, LocalEntryNotFoundError, httpx2.HTTPError, OSError) as error:
        # What hides a refusal behind words of its own names it as its cause.
        cause = error.__cause__ if isinstance(error, DryRunError) else None
        raise _told(source, cause if isinstance(cause, Exception) else error) from error


def _told(source: str, error: Exception) -> InkstoneError:
    page = f"{constants.ENDPOINT}/{source.partition('@')[0]}"
    if isinstance(error, HfHubHTTPError):
        return _refused(source, page, error)
    if isinstance(error, OfflineModeIsEnabled):
        return Unavailable("HF_HUB_OFFLINE is set, so nothing is fetched; unset it to do so.")
    if isinstance(error, LocalEntryNotFoundError | httpx2.HTTPError):
        return _unreachable(error)
    return EngineFailure(f"{source} could not be written to the cache: {error}")


def _refused(source: str, page: str, error: HfHubHTTPError) -> InkstoneError:
    if isinstance(error, GatedRepoError):
        return NotAuthenticated(
            f"{source} is given only to those who agreed to its terms: do so at {page}, then sign "
            f"in: {_SIGN_IN}",
            code="checkpoint_gated",
        )
    if isinstance(error, RevisionNotFoundError):
        return NotFound(f"{page} has no such revision: {source}.", code="checkpoint_not_found")
    # The hub does not tell strangers what exists but is not theirs.
    if isinstance(error, RepositoryNotFoundError) or error.response.status_code in {401, 403}:
        return NotFound(
            f"{page} does not exist or is not shown to you. If it is yours, sign in: {_SIGN_IN}",
            code="checkpoint_not_found",
        )
    return _unreachable(error)


def _unreachable(error: Exception) -> InkstoneError:
    return Unavailable(
        f"{constants.ENDPOINT} cannot be used ({str(error).splitlines()[0][:200]}). Try again: "
        "what came whole stays. HF_ENDPOINT names another hub."
    )
