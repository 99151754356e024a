"""Reading of moves: to a side, to another thing, turned about, and two changing places.

It does not know how anything else is changed.
"""

import re
from typing import Literal

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.scene import read_changes, read_texts, read_things, sizes
from inkstone.engines.sketch.edit.scene.operations import (
    Move,
    Scale,
    SceneOperation,
    Swap,
    Turn,
)
from inkstone.engines.sketch.edit.scene.targets import Known, Target, mentioned, targets
from inkstone.engines.sketch.edit.scene.wishes import Wish

_HAN = re.compile("[\u3400-\u9fff]")
_PARTS = ("top_left", "top_right", "bottom_left", "bottom_right", "left", "right", "top", "bottom",
          "center")  # fmt: skip
#: A way rather than a part of the picture: to the left, 往左移.
_WAY = re.compile(
    r"(?<![a-z])(?:left|right|up|down)wards?(?![a-z])|(?:更|往|向)[左右上下]|[左右上下]移"
    r"|(?<![a-z])(?:further|more)\s|^(?:up|down|left|right)(?:\s+(?:a|by|\d)|$)",
    re.ASCII,
)
_NEARER, _FARTHER = (0.1, 1.25), (-0.08, 0.78)


def move(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Move the boat to the right, put the lamp behind the sofa, 把猫移到左边."""
    cut = _cut(wish, known)
    if cut is None:
        return None
    a, where = cut
    texts = read_texts.move(a, where, known)
    if texts:
        return texts
    found = targets(a.raw, known)
    if not found:
        return None
    others = mentioned(where.raw, known.scene.objects)
    if others:
        related = [one for one in _related(a, where, known) if not _is_about(one, found, known)]
        if related:
            return related
        stays = [_again(one, {each.id for each in others}, known) for one in found]
        if all(stays):
            return [each for each in stays if each is not None]
    return _moved(found, where, known) or None


def _is_about(one: SceneOperation, found: tuple[Target, ...], known: Known) -> bool:
    """Whether an operation changes something other than what is to be moved."""
    target = getattr(one, "target", None)
    named = {each.id for each in found}
    return target is not None and target not in named and known.find(target) is not None


def _again(target: Target, others: set[str], known: Known) -> Move | None:
    """Put where it is already, it is placed once more."""
    found = known.find(target.id)
    relations = tuple(one for one in found.relations if one.target in others) if found else ()
    return Move(target=target.id, relations=relations) if relations else None


def _related(a: Wish, where: Wish, known: Known) -> list[SceneOperation]:
    if _HAN.search(where.raw) is not None:
        bare = re.sub(r"^(?:到|在|至|往|向)", "", where.raw)
        at = Wish(
            raw=f"在{bare}", text=f"在{bare.lower()}", start=where.start, quotes=(), pictures=()
        )
        return read_changes.state(a, at, known)
    spelled = re.sub(r"^(?:to|over to|towards?|onto|into)\s+(?=(?:the\s+)?\w)", "", where.raw)
    beside = re.match(r"(?:the )?(left|right)(?: side)? of", spelled)
    for said in [where.raw] if beside else [where.raw, f"next to {spelled}"]:
        at = Wish(raw=said, text=said.lower(), start=where.start, quotes=(), pictures=())
        found = read_changes.state(a, at, known)
        if found:
            return found
    return []


def _moved(found: tuple[Target, ...], where: Wish, known: Known) -> list[SceneOperation]:
    scene = known.scene
    text = where.text
    operations: list[SceneOperation] = []
    for target in found:
        parted, name = read_things.single(known, target)
        step = _step(name, text, (scene.width_px, scene.height_px))
        if step:
            operations += [*parted, *step]
    return operations


def _step(name: str, text: str, size: tuple[int, int]) -> list[SceneOperation]:
    for entry, (down, factor) in (("scene.nearer", _NEARER), ("scene.farther", _FARTHER)):
        if words.pattern(entry).search(text):
            return [Move(target=name, by=(0.0, down)), Scale(target=name, factor=factor)]
    is_little = words.pattern("scene.a_bit").search(text) or re.search(r"\d", text)
    if not is_little and not _WAY.search(text):
        for part in _PARTS:
            if words.pattern(f"place.{part}").search(text):
                return [Move(target=name, at=part)]
    way = sizes.way(text, size)
    return [Move(target=name, by=way)] if way is not None else []


def _cut(wish: Wish, known: Known) -> tuple[Wish, Wish] | None:
    """What is moved, and where to."""
    verbs = words.pattern("scene.move")
    if _HAN.search(wish.text):
        match = re.match(
            rf"(?:把|将|让)?(?P<a>.+?)(?:{verbs.pattern})(?:一下)?(?P<b>.*)$", wish.text
        )
        if match is None or not match["a"]:
            match = re.match(rf"(?:{verbs.pattern})(?P<a>.+?)(?:到|往|向)(?P<b>.+)$", wish.text)
        if match is None:
            return None
        a, b = wish.part(*match.span("a")), wish.part(*match.span("b"))
        # 猫往左移: the way stands before the verb.
        before = re.search(r"(?:稍微|再)?(?:往|向)[左右上下前后](?:边|面|侧)?$", a.text)
        if before is not None:
            return a.part(0, before.start()), wish.part(a.start - wish.start + before.start())
        return a, b
    match = verbs.match(wish.text)
    if match is None:
        return None
    rest = wish.part(match.end())
    mentions = mentioned(rest.raw, known.scene.objects)
    pronoun = re.match(r"(?:it|them|her|him|this|that)(?![a-z])", rest.text)
    role = re.match(r"(?:the\s+)?[a-z]+(?:\s+text)?(?=\s+(?:to|at|in|up|down))", rest.text)
    end = pronoun.end() if pronoun else mentions[0].end if mentions else None
    if end is None and role is not None and read_texts.named(role[0], known):
        end = role.end()
    if end is None:
        return None
    if not pronoun and len(mentions) > 1 and _is_joined(rest.text[end : mentions[1].start]):
        end = mentions[1].end
    return rest.part(0, end), rest.part(end)


def _is_joined(between: str) -> bool:
    return re.fullmatch(r"\s*(?:,|and|&)\s*(?:the\s+)?(?:[a-z]+\s+)?", between) is not None


def swap(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Swap the cat and the dog, 交换猫和狗的位置."""
    verb = words.pattern("scene.swap").search(wish.text)
    if verb is None or re.search(r"\s(?:with|for|by)\s+(?:a|an|some)\s|换成", wish.text):
        return None
    bare = words.pattern("scene.swap_places", "scene.swap").sub(
        lambda match: " " * len(match[0]), wish.text
    )
    bare = re.sub(r"^(?:\s|把|将|让|of)+|(?:对方|一下|的)\s*$", "", bare)
    bare = re.sub(r"\s+with\s+", " and ", bare)
    found = targets(bare.strip(), known)
    distinct = list(dict.fromkeys(one.id for one in found))
    if len(distinct) != 2:
        return None
    return [Swap(target=distinct[0], other=distinct[1])]


def flip(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Flip the cat, turn the dog around, 让狗朝左, 把猫翻转."""
    text = wish.text
    verb = words.pattern("scene.flip").search(text)
    if verb is not None:
        rest = words.pattern("scene.flip", "scene.around").sub(" ", text)
        rest = re.sub(r"^\s*(?:把|将|让)", "", rest).strip()
        is_turned = verb[0] != "turn" or words.pattern("scene.around").search(text) is not None
        found = targets(rest, known) if is_turned and rest else ()
        # The picture as a whole is turned by another rule.
        if found and not words.pattern("scene.it", "scene.whole").fullmatch(rest):
            return [Turn(target=one.id) for one in found]
    face = words.pattern("scene.face").search(text)
    if face is None:
        return None
    side = _side(text[face.end() :])
    lead = re.sub(r"^(?:make|let|have|turn|让|使|把|将)\s*", "", wish.raw[: face.start()]).strip()
    found = targets(re.sub(r"\s+to$", "", lead), known) if side else ()
    return [Turn(target=one.id, facing=side) for one in found] or None


def _side(text: str) -> Literal["left", "right"] | None:
    if words.pattern("scene.left").search(text):
        return "left"
    return "right" if words.pattern("scene.right").search(text) else None
