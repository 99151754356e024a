"""Operations on a scene: what an instruction asks for, as data that is kept with the picture.

It does not know the words they were read from, nor how a scene is drawn.
"""

import re
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from inkstone.engines.sketch.scene import (
    Appearance,
    Garment,
    Kind,
    Mood,
    Pose,
    Relation,
    SceneObject,
    Season,
    Text,
    TimeOfDay,
    Weather,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Make some of an object's copies an object of their own, so that they can differ."""

    target: str
    copies: tuple[int, ...]
    #: The name that they get.
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """Put a new object in."""

    object: SceneObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Take an object out, with what it holds and wears."""

    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Put another object where one is."""

    target: str
    by: SceneObject
    #: Whether the new one's own number of copies counts; else it is as many as there were.
    is_counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recolour:
    """Give an object, its hair, its skin or something that it wears a colour."""

    target: str
    colour: str
    #: `hair`, `skin` or a garment's kind; None for the thing itself.
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Put an object elsewhere; one of the three is given."""

    target: str
    #: How it stands to others now.
    relations: tuple[Relation, ...] = ()
    #: A part of the picture.
    at: str | None = None
    #: Across and down, as shares of the picture's sides.
    by: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Make an object larger or smaller where it stands."""

    target: str
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """Show as many of an object."""

    target: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Give an object another pose, mood, look or clothes; None leaves what it has."""

    target: str
    pose: Pose | None = None
    mood: Mood | None = None
    looks: Appearance | None = None
    wears: tuple[Garment, ...] | None = None
    pattern: str | None = None
    material: str | None = None
    #: How it stands to others from now on, where that does not move it.
    relations: tuple[Relation, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Mirror an object, or make it look to a side."""

    target: str
    #: None mirrors it.
    facing: Literal["left", "right"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Let two objects change places."""

    target: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Show words."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Reword:
    """Show other words in the place of some."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprice:
    """Give a menu's line another price."""

    name: str
    price: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """Show some words no more."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restyle:
    """Give words a colour, a font or a place; None leaves what they have."""

    text: str
    colour: str | None = None
    font: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Change where and when it is and how it is drawn; None leaves what it is."""

    place: str | None = None
    time: TimeOfDay | None = None
    weather: Weather | None = None
    season: Season | None = None
    style: tuple[str, ...] | None = None
    tint: str | None = None
    kind: Kind | None = None


SceneOperation = (
    Part | Add | Remove | Replace | Recolour | Move | Scale | Recount | Change | Turn | Swap
    | Write | Reword | Reprice | Erase | Restyle | Setting
)  # fmt: skip

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def to_json(operation: SceneOperation) -> dict[str, Any]:
    """Return an operation as plain JSON values, without what it leaves open."""
    name = _WORD.sub("_", type(operation).__name__).lower()
    values = {
        each.name: _plain(getattr(operation, each.name))
        for each in fields(operation)
        if getattr(operation, each.name) != each.default
    }
    return {"operation": name, **values}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        said = {name: one for name, one in asdict(value).items() if one not in (None, (), "", [])}
        said.pop("copies", None)
        return _listed(said)
    return value


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_listed(each) for each in value]
    return round(value, 5) if isinstance(value, float) else value
