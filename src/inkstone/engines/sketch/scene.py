"""The scene: what a picture shows, as data that is stored, exported and edited.

This module does not know the words that a scene came from, nor how anything is drawn.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

Role = Literal[
    "title", "subtitle", "body", "footer", "upper", "lower", "horizontal", "sign", "label"
]
Kind = Literal["scene", "poster", "menu", "couplet"]
TimeOfDay = Literal["day", "night", "sunset", "dawn"]
Weather = Literal["rain", "snow", "fog"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of the picture: its top left corner and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words that the picture shows, spelled as they were asked for."""

    text: str
    role: Role
    #: Where it was placed; None before layout.
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """One line of a menu."""

    name: str
    #: The price with its currency, spelled as it was asked for.
    price: str
    emoji: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneObject:
    """One kind of thing in the picture, `count` times over."""

    #: The lexicon's id, such as `red_panda`.
    concept: str
    #: The word that the prompt used.
    name: str
    #: The emoji that shows it; None where an own part or a person does.
    emoji: str | None = None
    #: The own vector part that shows it.
    part: str | None = None
    #: The figure that shows it, such as `woman`.
    person: str | None = None
    count: int = 1
    #: `#rrggbb` where the prompt asked for a colour.
    colour: str | None = None
    #: Times its usual size.
    scale: float = 1.0
    #: How it stands to the object `target`, such as `left_of`.
    relation: str | None = None
    #: An index into the scene's objects.
    target: int | None = None
    #: A part of the picture it was asked to be in, such as `left`.
    at: str | None = None
    #: Where each of them was placed; empty before layout.
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that a picture shows."""

    version: int = 1
    kind: Kind = "scene"
    place: str = "meadow"
    time: TimeOfDay | None = None
    weather: Weather | None = None
    style: tuple[str, ...] = ()
    #: `#rrggbb` that the whole picture leans to, where the prompt asked for one.
    tint: str | None = None
    objects: tuple[SceneObject, ...] = ()
    texts: tuple[Text, ...] = ()
    lines: tuple[PriceLine, ...] = ()
    #: Content words that could not be drawn, in the prompt's spelling.
    unknown: tuple[str, ...] = ()
    width_px: int
    height_px: int
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """Return the scene as plain JSON values."""
        document: dict[str, Any] = json.loads(self.to_json())
        return document

    def to_json(self) -> str:
        """Return the scene as one line of JSON, the same for the same scene."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
