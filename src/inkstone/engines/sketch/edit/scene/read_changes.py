"""Reading of changes to objects that stay: colours, sizes, numbers, poses, moods, clothes.

It does not know how things are put in or taken out.
"""

import re
from dataclasses import replace

from inkstone.engines.sketch.edit import amounts, words
from inkstone.engines.sketch.edit.scene import naming, read_things, sizes
from inkstone.engines.sketch.edit.scene.operations import (
    Change,
    Move,
    Recolour,
    Recount,
    Scale,
    SceneOperation,
    Turn,
)
from inkstone.engines.sketch.edit.scene.targets import Known, Target, mentioned, targets
from inkstone.engines.sketch.edit.scene.wishes import Wish
from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.reading.parse import read_phrase
from inkstone.engines.sketch.scene import SceneObject

_HAN = re.compile("[\u3400-\u9fff]")
_POSSESSIVE = re.compile(r"(?:['’]s|s['’])\s*$|的\s*$")
_CHANGED = ("pose", "mood", "looks", "wears", "pattern", "material")


def recolour(a: Wish, b: Wish, known: Known) -> list[SceneOperation]:
    """Make the car, her hair, the girl's dress blue."""
    match = words.colour_pattern().search(b.text)
    if match is None or naming.garment(b.text) or naming.body_part(b.text):
        return []
    colour = words.drawn_colour(match[0])
    part = naming.body_part(a.text)
    garment = naming.garment(a.text)
    if not (part or garment):
        return _recoloured(targets(a.raw, known), colour, known)
    if part is None and garment is not None:
        direct = targets(a.raw, known)
        # A dress on a hanger is a thing; what somebody wears is not.
        named = [one for one in direct if _is_garment(known, one)]
        if named:
            return _recoloured(tuple(named), colour, known)
    of = part or naming.garment_kind(garment[0] if garment else "")
    return [Recolour(target=each, colour=colour, of=of) for each in _wearers(a, of, known)]


def _is_garment(known: Known, target: Target) -> bool:
    found = known.find(target.id)
    return found is not None and found.form not in ("figure", "beast", "bird", "fish")


def _recoloured(found: tuple[Target, ...], colour: str, known: Known) -> list[SceneOperation]:
    operations: list[SceneOperation] = []
    for target in found:
        parted, name = read_things.single(known, target)
        operations += [*parted, Recolour(target=name, colour=colour)]
    return operations


def _wearers(a: Wish, of: str, known: Known) -> list[str]:
    """Who has it: whom the words name, else who wears such a thing, else the first figure."""
    garment = naming.garment(a.text)
    end = garment.start() if garment and of not in ("hair", "skin") else None
    if end is None:
        hair = words.pattern("scene.hair", "scene.skin").search(a.text)
        end = hair.start() if hair else len(a.text)
    owner = _POSSESSIVE.sub("", a.raw[:end].strip())
    found = [one.id for one in targets(owner, known)] if owner else []
    if found:
        return found
    worn = [one.id for one in known.scene.objects if any(each.kind == of for each in one.wears)]
    people = [one.id for one in known.scene.objects if one.form == "figure"]
    return (worn or people)[:1]


def resize(a: Wish, b: Wish, known: Known) -> list[SceneOperation]:
    """Make the tree twice as big, 树大一点."""
    factor = sizes.factor(b.text)
    found = targets(a.raw, known) if factor is not None else ()
    if factor is None:
        return []
    operations: list[SceneOperation] = []
    for target in found:
        parted, name = read_things.single(known, target)
        operations += [*parted, Scale(target=name, factor=factor)]
    return operations


def scale(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Enlarge the house, double the size of the dog, 放大房子."""
    match = re.match(
        r"(?:double|triple|halve|enlarge|shrink|grow|scale(?: up| down)?|rescale|resize)\s+"
        r"(?:the size of\s+)?(?P<a>.+?)(?P<b>\s+(?:by|to|a bit|a little|slightly|twice|\d).*)?$",
        wish.text,
    )
    return resize(wish.part(*match.span("a")), wish, known) or None if match else None


def recount(a: Wish, b: Wish, known: Known) -> list[SceneOperation]:
    """Change the number of cats to 3, make it three cats."""
    said = read_phrase(b.raw)
    for new in said.objects:
        same = [one for one in known.scene.objects if _is_kind(one, new)]
        if same and re.search(r"\d|[一二两三四五六七八九十]|[a-z]", b.text):
            return [Recount(target=same[-1].id, count=new.count)]
    number = said.counts[0] if said.counts else _number(b.text)
    found = targets(a.raw, known)
    if number is None or not found:
        return []
    return [Recount(target=found[0].id, count=number)]


def _number(text: str) -> int | None:
    match = re.match(
        r"(?:only |just )?(\d{1,2}|(?:one|two|three|four|five|six|seven|eight|nine|ten)(?![a-z])"
        r"|[一二两三四五六七八九十]{1,2})", text.strip(),
    )  # fmt: skip
    return round(amounts.number(match[1])) if match else None


def _is_kind(one: SceneObject, new: SceneObject) -> bool:
    is_kind = lexicons.is_kind_of(one.concept, new.concept)
    return is_kind and new.colour in (None, one.colour)


def state(a: Wish, b: Wish, known: Known, *, joint: str = " ") -> list[SceneOperation]:
    """What words say of objects that are there: poses, moods, clothes, relations, sides."""
    found = targets(a.raw, known)
    if not found:
        return []
    is_chinese = _HAN.search(b.raw) is not None
    operations: list[SceneOperation] = []
    for target in found:
        was = known.find(target.id)
        if was is None:
            continue
        others = [
            one for one in known.scene.objects if one.id != was.id and one.concept != was.concept
        ]
        spoken = naming.name(was, is_chinese=is_chinese)
        said_of = _said_han(b.raw) if is_chinese else naming.doing(b.raw)
        joined = f"{spoken}{said_of}" if is_chinese else f"{spoken}{joint}{said_of}"
        # Whoever sits is read as if they stood: what words say counts more than what was.
        said = read_phrase(joined, known=[replace(was, pose=None), *others])
        parted, name = read_things.single(known, target)
        changes = [
            each
            for now in said.changed
            if (old := known.find(now.id)) is not None
            for each in of_change(old, _posed(now, old), name if now.id == was.id else now.id)
        ]
        new = read_things.added(said, known)
        if changes or new:
            operations += [*parted, *changes, *new]
    return operations


def _posed(now: SceneObject, was: SceneObject) -> SceneObject:
    return now if now.pose is not None else replace(now, pose=was.pose)


def _said_han(raw: str) -> str:
    """换上 and 站起来 as what is so then."""
    return raw.replace("换上", "穿着").replace("站起来", "站着").replace("站起", "站着")


def of_change(was: SceneObject, now: SceneObject, name: str) -> list[SceneOperation]:
    """The operations that make of an object what words say of it."""
    found: list[SceneOperation] = []
    values = {
        field: getattr(now, field)
        for field in _CHANGED
        if getattr(now, field) != getattr(was, field) and getattr(now, field) is not None
    }
    placing = tuple(one for one in now.relations if one not in was.relations)
    if placing and now.pose is not None and now.pose != was.pose and "pose" not in values:
        values["pose"] = now.pose
    if values:
        found.append(Change(target=name, **values))
    if placing:
        found.append(Move(target=name, relations=placing))
    if now.at is not None and now.at != was.at:
        found.append(Move(target=name, at=now.at))
    if now.facing is not None and now.facing != was.facing:
        found.append(Turn(target=name, facing=now.facing))
    if now.colour is not None and now.colour != was.colour:
        found.append(Recolour(target=name, colour=now.colour))
    if now.scale != was.scale and was.scale:
        found.append(Scale(target=name, factor=round(now.scale / was.scale, 4)))
    return found


def give(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Give the dog a hat, put a hat on the dog, 给狗戴上帽子."""
    given = "|".join(sorted(words.phrases("scene.give_han"), key=len, reverse=True))
    han = re.match(rf"(?:给|让|叫|使)?(.+?)({given})(.+)$", wish.text)
    if han is not None:
        a, b = wish.part(han.start(1), han.end(1)), wish.part(han.start(2))
        return state(a, b, known) or None
    match = re.match(r"(?:give|gives|lend|hand|dress)\s+", wish.text)
    if match is not None:
        return _given(wish.part(match.end()), known)
    put = re.match(r"(?:put|place|add|set|fit)\s+(.+?)\s+(?:on|onto|to|over)\s+(.+)$", wish.text)
    if put is not None and naming.garment(put[1]) is not None:
        a = wish.part(put.start(2), put.end(2))
        found = [one for one in targets(a.raw, known) if _can_wear(known, one)]
        if found:
            b = wish.part(put.start(1), put.end(1))
            return [
                one for one in state(a, b, known, joint=" wearing ") if isinstance(one, Change)
            ] or None
    return None


def _can_wear(known: Known, target: Target) -> bool:
    found = known.find(target.id)
    return found is not None and found.form in ("figure", "beast", "bird", "fish")


def _given(rest: Wish, known: Known) -> list[SceneOperation] | None:
    """The dog, and what it is given."""
    pronoun = re.match(r"((?:her|him|it|them))\s+(.+)$", rest.text)
    cut = pronoun or re.match(r"(.+?)\s+((?:an?|some|two|three|her|his|its|\w+y)\s+.+)$", rest.text)
    if cut is None:
        mentions = mentioned(rest.raw, known.scene.objects)
        end = mentions[0].end if mentions else len(rest.raw)
        cut = re.compile(r"(.+)\s+(.+)$").match(rest.text) if end == len(rest.raw) else None
        cut = re.match(rf"(.{{{end}}})\s+(.+)$", rest.text) if cut is None and mentions else cut
    for match in [cut] if cut else []:
        a, b = rest.part(match.start(1), match.end(1)), rest.part(match.start(2), match.end(2))
        wearing = [one for one in state(a, b, known, joint=" wearing ") if isinstance(one, Change)]
        wearing = [one for one in wearing if one.wears is not None or one.looks is not None]
        if wearing:
            return list(wearing)
        looking = [one for one in state(a, b, known, joint=" with ") if isinstance(one, Change)]
        if any(one.looks is not None for one in looking):
            return list(looking)
        return state(a, b, known, joint=" holding ") or None
    return None
