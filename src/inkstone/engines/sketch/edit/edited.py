"""A finished edit, and the pictures that it starts from.

It does not know how either came about.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from inkstone.domain.request import SizeRule
from inkstone.engines.base import Warning as EngineWarning


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The pictures that are edited, and what size the result may have."""

    num: int
    #: Decodes the picture of a number, from 1.
    open: Callable[[int], Image.Image]
    #: As large as the last picture; white may change.
    mask: Image.Image | None
    #: What the caller asked for.
    size: tuple[int, int] | None
    #: What an edit gets that keeps the shape of the last input.
    default_size: tuple[int, int]
    #: The bounds on sizes that the caller did not name.
    rule: SizeRule | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A finished edit."""

    png: bytes = field(repr=False)
    width_px: int
    height_px: int
    warnings: tuple[EngineWarning, ...]
    #: What was understood, as JSON values, in the instruction's order.
    operations: tuple[dict[str, Any], ...]
    #: The scene that the picture shows now, as JSON values; None where it shows none.
    scene: dict[str, Any] | None = None
