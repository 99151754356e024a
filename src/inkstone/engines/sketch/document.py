"""Documents: a scene read back from JSON that a picture carries, which anybody may have written.

This module does not know what will be done with the scene.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from inkstone.engines.sketch.scene import VERSION, Scene, SceneObject

#: The most that a document may hold; what `parse` makes is well within.
OBJECTS_MAX = 40
COPIES_MAX = 12
LINES_MAX = 32
_STRING_MAX = 400
_TUPLE_MAX = 48
_SIDE_PX_MAX = 4096
#: How far outside the picture a thing may reach, in sides of the picture.
_REACH = 3.0
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NAME = re.compile(r"[a-z0-9_][a-z0-9_'’.,&:!()+ \-/éñ]{0,79}")
_SHOWN = re.compile(
    r"(?:part|figure|beast|bird|fish):[a-z0-9_]+(?:/[a-z0-9_]+)?|[^\x00-\x7f:]{1,12}"
)
_COLOURS = frozenset({"colour", "tint", "skin", "hair_colour"})
_NAMES = frozenset({"place", "composition", "hair"})


def read(document: Any) -> Scene | None:
    """Read a scene; None where the document is none, or none that this version draws."""
    if not isinstance(document, dict) or document.get("version") != VERSION:
        return None
    try:
        scene = _adapter().validate_python(document)
    except (ValidationError, RecursionError):
        return None
    return scene if _is_sound(scene) else None


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Scene]:
    return TypeAdapter(Scene)


def _is_sound(scene: Scene) -> bool:
    """Whether everything is within the bounds that drawing relies on."""
    ids = {known.id for known in scene.objects}
    most = _REACH * max(scene.width_px, scene.height_px)
    return (
        all(16 <= side <= _SIDE_PX_MAX for side in (scene.width_px, scene.height_px))
        and max(len(scene.objects), len(scene.texts)) <= OBJECTS_MAX
        and max(len(scene.lines), len(scene.items)) <= LINES_MAX
        and len(ids) == len(scene.objects)
        and all(_is_whole(known, ids) for known in scene.objects)
        and all(_is_fit(name, value, most) for name, value in _leaves(scene, ""))
    )


def _is_whole(known: SceneObject, ids: set[str]) -> bool:
    return (
        1 <= known.count <= COPIES_MAX
        and len(known.copies) in (0, known.count)
        and 0.05 <= known.scale <= 20
        and _SHOWN.fullmatch(known.shown) is not None
        and all(one.target in ids and one.target != known.id for one in known.relations)
    )


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Everything that a value is made of, with the name of its field."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name), field.name)
    elif isinstance(value, tuple):
        yield name, len(value)
        for each in value:
            yield from _leaves(each, name)
    else:
        yield name, value


def _is_fit(name: str, value: Any, most: float) -> bool:
    if isinstance(value, str):
        if name in _COLOURS:
            return _COLOUR.fullmatch(value) is not None
        if name in _NAMES:
            return _NAME.fullmatch(value) is not None
        return len(value) <= _STRING_MAX
    if isinstance(value, bool) or value is None:
        return True
    if name in ("seed", "value"):
        return math.isfinite(value) and abs(value) < 2**63
    return math.isfinite(value) and abs(value) <= max(most, _TUPLE_MAX)
