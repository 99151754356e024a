"""Facts: short sentences about a scene, such as "cat sitting_on sofa", and whether they hold.

They name things by concept or by what a concept is a kind of, so that they stay true when the
lexicon learns a finer word.
"""

import shlex

from inkstone.engines.sketch.lexicon import lexicon
from inkstone.engines.sketch.reading.parse import parse
from inkstone.engines.sketch.scene import Scene, SceneObject

_OF_SCENE = ("kind", "place", "time", "weather", "season", "chart")


def read(prompt: str, negative: str = "") -> Scene:
    """Read a prompt at a small size."""
    return parse(prompt=prompt, negative_prompt=negative, width_px=512, height_px=512, seed=1)


def colour(name: str) -> str:
    """The colour of a word."""
    loaded = lexicon.load()
    return loaded.both.get(name) or loaded.phrases[name].value


def matching(scene: Scene, query: str) -> list[SceneObject]:
    """The objects that a query such as `balloon` or `balloon:red` means."""
    concept, _, tint = query.partition(":")
    same = [known for known in scene.objects if known.concept == concept]
    same = same or [k for k in scene.objects if lexicon.is_kind_of(k.concept, concept)]
    entry = lexicon.load().phrases.get(concept)
    same = same or [k for k in scene.objects if entry is not None and k.concept == entry.value]
    return [known for known in same if not tint or known.colour == colour(tint)]


def faults(scene: Scene, facts: str) -> list[str]:
    """The facts of a list, separated by `;`, that do not hold."""
    return [fact for fact in map(str.strip, facts.split(";")) if fact and not holds(scene, fact)]


def holds(scene: Scene, fact: str) -> bool:
    """Whether one fact holds."""
    first, *rest = shlex.split(fact)
    if first in _OF_SCENE:
        return str(getattr(scene, first)) == rest[0]
    match first:
        case "style":
            return rest[0] in scene.style
        case "tint":
            return scene.tint == colour(rest[0])
        case "no":
            return not matching(scene, rest[0])
        case "things":
            return len(scene.objects) == int(rest[0])
        case "unknown":
            return list(scene.unknown) == rest
        case "note":
            return any(note.code == rest[0] and set(rest[1:]) <= set(note.words)
                       for note in scene.notes)  # fmt: skip
        case "text":
            return _has_text(scene, rest)
        case "line":
            return any((line.name, line.price) == tuple(rest) for line in scene.lines)
        case "items":
            return [item.title for item in scene.items] == rest
        case "values":
            return [item.spelled for item in scene.items] == rest
    return any(_is(scene, known, rest) for known in matching(scene, first))


def _has_text(scene: Scene, rest: list[str]) -> bool:
    role, words, *more = rest
    pairs = dict(zip(more[::2], more[1::2], strict=True))
    for text in scene.texts:
        if (text.role, text.text) != (role, words):
            continue
        owners = [known.id for known in matching(scene, pairs.get("of", ""))]
        if ("of" not in pairs or text.of in owners) and all(
            getattr(text, name) == (colour(value) if name == "colour" else value)
            for name, value in pairs.items()
            if name != "of"
        ):
            return True
    return False


def _is(scene: Scene, known: SceneObject, rest: list[str]) -> bool:
    if not rest:
        return True
    name, *values = rest
    if name[0] == "x" and name[1:].isdigit():
        return known.count == int(name[1:])
    looks = known.looks
    match name:
        case "facing" if values[0] in ("left", "right"):
            return known.facing == values[0]
        case "pose" | "mood" | "pattern" | "material" | "at":
            return getattr(known, name) == values[0]
        case "coloured":
            return known.colour is not None
        case "colour":
            return known.colour == colour(values[0])
        case "big":
            return known.scale > 1
        case "small":
            return known.scale < 1
        case "age":
            return looks is not None and looks.age == values[0]
        case "hair":
            return looks is not None and values[0] == looks.hair
        case "haired":
            return looks is not None and looks.hair_colour is not None
        case "has":
            return looks is not None and values[0] in looks.features
        case "skin":
            return looks is not None and looks.skin is not None
        case "wears":
            return _wears(known, values)
        case "alone":
            return not known.relations
    targets = {one.id for one in matching(scene, values[0])}
    return any(each.kind == name and each.target in targets for each in known.relations)


def _wears(known: SceneObject, values: list[str]) -> bool:
    kind, *how = values
    for worn in known.wears:
        if worn.kind == kind and all(
            value == worn.pattern or worn.colour == (None if value == "plain" else _tint(value))
            for value in how
        ):
            return True
    return False


def _tint(name: str) -> str | None:
    entry = lexicon.load().phrases.get(name)
    return entry.value if entry is not None and entry.kind == "colour" else None
