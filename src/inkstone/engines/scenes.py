"""Scenes as commands see them: read from the document that a picture carries, and drawn again.

It holds values and a seam; what a scene says and how it is drawn is its engine's affair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from inkstone.engines.base import Warning as EngineWarning

#: The name that pictures carry their scene under.
NAME = "inkstone:scene"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnScene:
    """A scene as a picture."""

    svg: str = field(repr=False)
    png: bytes = field(repr=False)
    warnings: Sequence[EngineWarning]


class Scenes(Protocol):
    """What can be done with a scene."""

    def read(self, text: str) -> Mapping[str, Any]:
        """Read a scene from its JSON text.

        Raises:
            InvalidRequest: it is no scene, one of another version, or over a bound.
        """
        ...

    def draw(self, document: Mapping[str, Any], *, fonts_dir: Path | None) -> DrawnScene:
        """Draw a scene that was read; the same scene is the same picture.

        Raises:
            InvalidRequest: the folder of people's own fonts cannot be used.
        """
        ...
