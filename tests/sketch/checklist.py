"""Checklists: what a placed scene must show, as short lines, and how many of them hold.

A line is a word and what it is asked of: `count cat 2`, `colour car red`, `rel cat on table`,
`place lake`, `text title "AUTUMN FAIR"`. Things are named by words of the lexicon; a kind of thing
(`animal`) is shown by any of its members, and `cup|mug` by either.
"""

import shlex
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inkstone.engines.sketch.figures.kinds import FIGURES
from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.lexicon.entries import Lexicon
from inkstone.engines.sketch.scene import Box, Scene, SceneObject

HERE = Path(__file__).parent
#: The sex and the age of the figures that anybody calls so.
_SEEN_AS = {
    "woman": {("female", "adult"), ("female", "young"), ("female", "old")},
    "man": {("male", "adult"), ("male", "young"), ("male", "old")},
    "girl": {("female", "child"), ("female", "young")},
    "boy": {("male", "child"), ("male", "young")},
}
#: Relations that look like the one that was asked for.
_ALSO = {
    "on": ("sitting_on", "lying_on", "riding"),
    "sitting_on": ("on", "riding"),
    "riding": ("sitting_on",),
    "next_to": ("left_of", "right_of"),
}
#: The same, told of the other one.
_MIRRORED = {
    "left_of": ("right_of",),
    "right_of": ("left_of",),
    "next_to": ("next_to", "left_of", "right_of"),
    "held_by": ("hugging", "playing_with"),
    "hugging": ("held_by", "hugging"),
    "behind": ("in_front_of",),
    "in_front_of": ("behind",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One prompt with its checklist."""

    kind: str
    prompt: str
    checks: tuple[str, ...]


def cases(name: str) -> list[Case]:
    """The cases of a file beside this one."""
    document = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
    return [
        Case(kind=row["kind"], prompt=row["prompt"], checks=tuple(row["checks"]))
        for row in document["case"]
    ]


def failed(scene: Scene, checks: tuple[str, ...]) -> list[str]:
    """The checks of a list that do not hold."""
    return [check for check in checks if not holds(scene, check)]


def holds(scene: Scene, check: str) -> bool:
    """Whether a placed scene shows what a check asks for."""
    word, *rest = shlex.split(check)
    return _CHECKS[word](scene, *rest)


def shown(scene: Scene, word: str) -> list[SceneObject]:
    """The objects of a scene that a word, or one of several, may mean."""
    lexicon = lexicons.load()
    wanted = [_thing(lexicon, one.lower()) for one in word.split("|")]
    return [
        known
        for known in scene.objects
        if any(lexicon.is_kind_of(known.concept, one) or _is_seen_as(known, one) for one in wanted)
    ]


def _is_seen_as(known: SceneObject, word: str) -> bool:
    """Whether a figure is drawn as a woman, a man, a girl or a boy, whatever its trade."""
    figure = FIGURES.get(known.what) if known.form == "figure" else None
    return figure is not None and (figure.sex, figure.age) in _SEEN_AS.get(word, ())


def _thing(lexicon: Lexicon, word: str) -> str:
    """The concept that a word names, whatever else it may mean."""
    entry = lexicon.phrases.get(word)
    for one in (*((entry,) if entry else ()), *lexicon.others.get(word, ())):
        if one.kind == "object":
            return one.value
    raise ValueError(f"{word!r} names no thing")


def _visible(scene: Scene, box: Box) -> bool:
    """Whether most of a box is inside the picture."""
    wide = min(box.x + box.width, scene.width_px) - max(box.x, 0)
    tall = min(box.y + box.height, scene.height_px) - max(box.y, 0)
    return wide > 0 and tall > 0 and wide * tall >= 0.6 * box.width * box.height


def _count(scene: Scene, word: str, number: str) -> bool:
    boxes = [box for known in shown(scene, word) for box in known.boxes]
    return len(boxes) == int(number) and all(_visible(scene, box) for box in boxes)


def _colour(scene: Scene, word: str, colour: str) -> bool:
    wanted = _hex(colour)
    for known in shown(scene, word):
        if wanted in {known.colour, *(one.colour for one in known.wears)}:
            return True
        # Some names say their colour: a red apple, 黑猫.
        if any(name in known.name.lower() for name in _names(wanted)):
            return True
    return False


def _names(colour: str) -> set[str]:
    """All words of a colour."""
    phrases = lexicons.load().phrases.items()
    return {word for word, entry in phrases if entry.kind == "colour" and entry.value == colour}


def _hex(colour: str) -> str:
    lexicon = lexicons.load()
    if colour in lexicon.both:
        return lexicon.both[colour]
    entry = lexicon.phrases.get(colour)
    if entry is None or entry.kind != "colour":
        raise ValueError(f"{colour!r} names no colour")
    return entry.value


def _pairs(scene: Scene, one: str, other: str) -> Iterator[tuple[SceneObject, SceneObject]]:
    for known in shown(scene, one):
        for another in shown(scene, other):
            if known.id != another.id:
                yield known, another


def _relation(scene: Scene, one: str, kind: str, other: str) -> bool:
    """A relation, told as such or true of the boxes."""
    for known, another in _pairs(scene, one, other):
        told = (kind, *_ALSO.get(kind, ()))
        if any(r.kind in told and r.target == another.id for r in known.relations):
            return True
        mirrored = _MIRRORED.get(kind, ())
        if any(r.kind in mirrored and r.target == known.id for r in another.relations):
            return True
        if known.boxes and another.boxes and _lies(kind, known.boxes[0], another.boxes[0]):
            return True
    return False


def _lies(kind: str, one: Box, other: Box) -> bool:
    middle = (one.x + one.width / 2, one.y + one.height / 2)
    its = (other.x + other.width / 2, other.y + other.height / 2)
    match kind:
        case "left_of":
            return middle[0] < its[0] - 0.2 * min(one.width, other.width)
        case "right_of":
            return middle[0] > its[0] + 0.2 * min(one.width, other.width)
        case "above":
            return middle[1] < its[1] - 0.3 * other.height
        case "under":
            return middle[1] > its[1]
        case "on":
            low = (one.y + one.height - other.y) / other.height
            return abs(middle[0] - its[0]) < other.width / 2 and -0.1 < low < 0.6
        case _:
            return False


def _wears(scene: Scene, word: str, garment: str, colour: str = "") -> bool:
    return any(
        one.kind in garment.split("|") and (not colour or one.colour == _hex(colour))
        for known in shown(scene, word)
        for one in known.wears
    )


def _looks(scene: Scene, word: str, what: str) -> bool:
    for known in shown(scene, word):
        looks = known.looks
        said = {known.mood, known.pose, known.pattern, known.material, known.at, known.facing}
        if known.form == "figure":
            drawn = FIGURES[known.what]
            said |= {drawn.age, drawn.hair if looks is None else None, *drawn.features}
        if looks:
            said |= {looks.hair, looks.age, *looks.features}
        if what in said:
            return True
    return False


def _text(scene: Scene, role: str, words: str, of: str = "") -> bool:
    for text in scene.texts:
        if text.text == words and role in (text.role, "any"):
            if not of:
                return True
            return any(known.id == text.of for known in shown(scene, of))
    return False


def _bigger(scene: Scene, one: str, other: str) -> bool:
    return any(
        known.boxes and another.boxes and known.boxes[0].height > another.boxes[0].height
        for known, another in _pairs(scene, one, other)
    )


_CHECKS: dict[str, Callable[..., bool]] = {
    "has": lambda scene, word: bool(shown(scene, word)),
    "not": lambda scene, word: not shown(scene, word),
    "count": _count,
    "colour": _colour,
    "rel": _relation,
    "wears": _wears,
    "looks": _looks,
    "bigger": _bigger,
    "text": _text,
    "place": lambda scene, *places: scene.place in places,
    "time": lambda scene, *times: (scene.time or "day") in times,
    "weather": lambda scene, *kinds: scene.weather in kinds,
    "season": lambda scene, season: scene.season == season,
    "style": lambda scene, style: style in scene.style,
    "kind": lambda scene, *kinds: scene.kind in kinds,
    "line": lambda scene, name, price: any(
        line.name == name and line.price in price.split("|") for line in scene.lines
    ),
    "texts": lambda scene, number: len(scene.texts) == int(number),
    "chart": lambda scene, *charts: scene.chart in charts,
    "item": lambda scene, title: any(item.title == title for item in scene.items),
    "value": lambda scene, title, value: any(
        item.title == title and item.value == float(value) for item in scene.items
    ),
    "items": lambda scene, number: len(scene.items) == int(number),
    "unknown": lambda scene, word: word in scene.unknown,
    "known": lambda scene: not scene.unknown,
}
