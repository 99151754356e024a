"""Weights as commands and settings see them: where they are, what they are, how they are fetched.

It holds values and a seam; `engines.diffusion` reads the files and calls the hub.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointFacts:
    """What the files of a checkpoint say, before any weight is read."""

    folder: Path
    #: What can load it: `qwen-image-2.1`, `qwen-image` or `qwen-image-edit-plus`.
    family: str
    #: As `model_index.json` names it.
    pipeline_class: str
    #: The schedule it was distilled for, without the last 0; `None` where any number of steps goes.
    sample_sigmas: tuple[float, ...] | None = None
    #: The hub's commit, or `local-` and 12 hexadecimal digits that change when the files do.
    revision: str
    #: The hub id, or the folder's name.
    name: str
    #: Component → the size of its weights files.
    weights_bytes: Mapping[str, int] = field(default_factory=dict)

    @property
    def total_bytes(self) -> int:
        """The size of all weights files."""
        return sum(self.weights_bytes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the hub offers under an id, and how much of it is still to be fetched."""

    #: The hub id.
    source: str
    #: The branch, tag or commit that was asked for; empty for the default branch.
    branch: str = ""
    #: The commit that this means today.
    revision: str
    #: The licence that its page names, such as `apache-2.0`; empty where it names none.
    licence: str = ""
    #: The text of its licence file; empty where it has none.
    licence_text: str = ""
    num_files: int
    #: Of all files that are needed, and of those that are not in the cache.
    total_bytes: int
    missing_bytes: int
    #: What is free where the cache is.
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What weights would be put on."""

    #: Such as `cuda:0` or `cpu`.
    place: str
    #: Such as `NVIDIA H200`.
    name: str
    total_bytes: int
    free_bytes: int


class WeightsStore(Protocol):
    """Where weights are found, and how they get there."""

    def inspect(self, source: str, revision: str = "") -> CheckpointFacts:
        """What is known of a checkpoint in a folder or in the cache; nothing is fetched.

        Raises:
            InkstoneError: it is not there, not whole, or of a kind that nothing here can load.
        """
        ...

    def offer(self, source: str, revision: str = "") -> Offer:
        """What the hub has under an id.

        Raises:
            InkstoneError: the hub has no such thing, does not give it to us, or cannot be reached.
        """
        ...

    def fetch(self, offer: Offer, tell: Callable[[int], None]) -> CheckpointFacts:
        """Fetch what is missing into the cache; files that an earlier call has fetched stay.

        Args:
            offer: what to fetch.
            tell: called with the bytes that have come, from any thread.

        Raises:
            InkstoneError: it could not be fetched whole, or is nothing that can be loaded.
        """
        ...
