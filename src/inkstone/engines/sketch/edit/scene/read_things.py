"""Reading of things put in and taken out of a scene.

It does not know how an object is changed that stays.
"""

import re
from dataclasses import replace

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.scene import naming, read_setting, read_texts
from inkstone.engines.sketch.edit.scene.clusters import carried
from inkstone.engines.sketch.edit.scene.operations import (
    Add,
    Change,
    Part,
    Recount,
    Remove,
    Replace,
    SceneOperation,
)
from inkstone.engines.sketch.edit.scene.targets import Known, Target, targets
from inkstone.engines.sketch.edit.scene.wishes import Wish
from inkstone.engines.sketch.reading.parse import read_phrase
from inkstone.engines.sketch.reading.phrase import Phrase
from inkstone.engines.sketch.scene import SceneObject

_HAN = re.compile("[\u3400-\u9fff]")
_INDEFINITE = re.compile(r"^(?:an?|some|one more|more|another|a few more|few more)\s+")
_HAN_MORE = re.compile(r"^(?:多|再|上|了|一些|些)+")
_COUNTED = re.compile(
    r"^\s*(?:\d|an?\s|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|many"
    r"|a\s+few)\s|[一二两三四五六七八九十几])"
)


def single(known: Known, target: Target) -> tuple[list[SceneOperation], str]:
    """The operations that make a target an object of its own, and its name."""
    if target.copies is None:
        return [], target.id
    name = naming.fresh(target.id, known.scene)
    return [Part(target=target.id, copies=target.copies, id=name)], name


def add(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Add two red balloons to the left of the dog, 在桌子上放一个苹果."""
    raw = _declared(wish)
    if raw is None:
        return None
    said = read_phrase(raw, known=known.scene.objects)
    if not said.objects and not said.changed:
        said = read_phrase(_INDEFINITE.sub("other ", raw), known=known.scene.objects)
    found: list[SceneOperation] = [_several(one, wish.text) for one in added(said, known)]
    found += dressed(said, known)
    setting = read_setting.of_words(wish.part(_verb_end(wish)))
    if setting is not None and setting.place is None and setting.kind is None:
        found.append(replace(setting, style=None) if setting.style and found else setting)
    return found or None


def _several(one: SceneOperation, text: str) -> SceneOperation:
    """Some more trees are several, though no number is said."""
    if not isinstance(one, Add) or one.object.count > 1 or not one.object.name.endswith("s"):
        return one
    if re.search(r"(?<![a-z])(?:more|some|several|few)(?![a-z])", text) is None:
        return one
    return Add(object=replace(one.object, count=3))


def _verb_end(wish: Wish) -> int:
    match = words.pattern("scene.add").match(wish.text)
    return match.end() if match else 0


def _declared(wish: Wish) -> str | None:
    """The wish as a statement: without its verb in English, with 有 for it in Chinese."""
    match = words.pattern("scene.add").match(wish.text)
    if _HAN.search(wish.text) is None:
        if match is None:
            return None
        raw = wish.raw[match.end() :].strip(" :")
        more = re.match(r"(?:back\s+)?(?:in\s+)?(?:an?|one more|another)\s+", raw, re.IGNORECASE)
        return f"another {raw[more.end() :]}" if more else raw
    if match is not None:
        return _HAN_MORE.sub("", wish.raw[match.end() :])
    inner = words.pattern("scene.add").search(wish.text)
    if inner is None:
        return None
    head = re.sub(r"^(?:在|往|给|向|从)", "", wish.raw[: inner.start()])
    return f"{head}有{_HAN_MORE.sub('', wish.raw[inner.end() :])}"


def added(said: Phrase, known: Known) -> list[SceneOperation]:
    """An operation for each new object of a phrase, with names that are free."""
    names: dict[str, str] = {}
    scene = known.scene
    for each in said.objects:
        names[each.id] = naming.fresh(each.id, scene)
        scene = replace(scene, objects=(*scene.objects, replace(each, id=names[each.id])))
    return [
        Add(
            object=replace(
                each,
                id=names[each.id],
                relations=tuple(
                    replace(one, target=names.get(one.target, one.target)) for one in each.relations
                ),
            )
        )
        for each in said.objects
    ]


def dressed(said: Phrase, known: Known) -> list[SceneOperation]:
    """What a phrase says that known objects wear or hold."""
    found: list[SceneOperation] = []
    for now in said.changed:
        was = known.find(now.id)
        if was is None:
            continue
        wears = now.wears if now.wears != was.wears else None
        looks = now.looks if now.looks != was.looks else None
        pose = now.pose if now.pose != was.pose else None
        if wears is not None or looks is not None or pose is not None:
            found.append(Change(target=now.id, wears=wears, looks=looks, pose=pose))
    return found


def remove(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Remove the cat, all trees, one of the balloons, her hat, the title, the rain."""
    what = _removed(wish)
    if what is None:
        return None
    erased = read_texts.erase(what, known)
    if erased:
        return erased
    if words.pattern("text.any").fullmatch(what.text) and known.scene.texts:
        return None
    bared = _undressed(what, known)
    if bared:
        return bared
    found: list[SceneOperation] = []
    for target in targets(what.raw, known):
        parted, name = single(known, target)
        found += [*parted, Remove(target=name)]
    if found:
        return found
    setting = read_setting.clears(what.text)
    return [setting] if setting else None


def keep(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Remove everything except the lighthouse, keep only the cat, 除了猫都去掉."""
    match = _EXCEPT.match(wish.text)
    if match is None:
        return None
    kept = wish.part(*match.span(match.lastgroup or "a"))
    found = targets(kept.raw, known)
    if not found:
        return None
    stays = {target.id for target in found}
    for target in found:
        stays |= {one.id for one in carried(known.scene, target.id)}
    return [Remove(target=one.id) for one in known.scene.objects if one.id not in stays] or None


_EXCEPT = re.compile(
    r"(?:remove|delete|erase|clear|get\s+rid\s+of)\s+(?:everything|everyone|all(?:\s+[a-z]+){0,2})"
    r"\s+(?:except|but|besides|other\s+than|apart\s+from)(?:\s+for)?\s+(?P<a>.+)$"
    r"|(?:keep|leave)\s+(?:only|just)\s+(?P<b>.+)$|(?:只|仅)(?:保留|留下|留|要)(?P<c>.+)$"
    r"|除了?(?P<d>.+?)(?:之外|以外|外)?[,，]?(?:其他|其它|别的|全部|全|都|把)+.*(?:去掉|删|移除|清除)"
)


def _removed(wish: Wish) -> Wish | None:
    match = words.pattern("scene.remove").match(wish.text)
    if match is not None:
        rest = wish.part(match.end())
    else:
        taken = re.match(r"take\s+(.+?)\s+(?:away|out|off)$", wish.text)
        if taken is not None:
            return wish.part(taken.start(1), taken.end(1))
        last = None
        for found in words.pattern("scene.remove").finditer(wish.text):
            last = found
        if last is None or last.start() == 0 or _HAN.match(last[0]) is None:
            return None
        lead = re.match(r"[把将]", wish.text)
        return wish.part(lead.end() if lead else 0, last.start())
    tail = re.search(
        rf"\s+(?:{'|'.join(words.phrases('scene.remove_tail'))})$|(?:吧|了)$", rest.text
    )
    return rest.part(0, tail.start()) if tail else rest


def _undressed(what: Wish, known: Known) -> list[SceneOperation]:
    """What somebody wears no more."""
    match = naming.garment(what.text)
    kind = naming.garment_kind(match[0]) if match else None
    feature = next((one for one in _features(known) if one in what.text), None)
    feature = feature or ("glasses" if "眼镜" in what.text else None)
    feature = feature or ("beard" if re.search("胡子|胡须", what.text) else None)
    owner = what.part(0, match.start()) if match else what
    ids = [one.id for one in targets(re.sub(r"['’]s\s*$|的\s*$", "", owner.raw), known)]
    for one in known.scene.objects:
        if ids and one.id not in ids:
            continue
        if kind is not None and any(worn.kind == kind for worn in one.wears):
            return [Change(target=one.id, wears=tuple(w for w in one.wears if w.kind != kind))]
        if feature and one.looks and feature in one.looks.features:
            features = tuple(each for each in one.looks.features if each != feature)
            return [Change(target=one.id, looks=replace(one.looks, features=features))]
    return []


def _features(known: Known) -> list[str]:
    return [each for one in known.scene.objects if one.looks for each in one.looks.features]


def replaced(found: tuple[Target, ...], b: Wish, known: Known) -> list[SceneOperation]:
    """Another object for each target, or as many as are said of the same one."""
    said = read_phrase(b.raw)
    if not said.objects:
        return []
    new = said.objects[0]
    is_counted = _COUNTED.match(b.text) is not None
    operations: list[SceneOperation] = []
    scene = known.scene
    for target in found:
        was = known.find(target.id)
        if was is None:
            continue
        if _is_same(was, new) and target.copies is None and new.count != was.count:
            return [Recount(target=was.id, count=new.count)]
        parted, name = single(known, target)
        fresh = naming.fresh(new.id, scene)
        by = replace(new, id=fresh, relations=())
        scene = replace(scene, objects=(*scene.objects, by))
        counts = is_counted and (new.count > 1 or was.count > 1) and target.copies is None
        operations += [*parted, Replace(target=name, by=by, is_counted=counts and len(found) == 1)]
    for more in said.objects[1:]:
        by = replace(more, id=naming.fresh(more.id, scene), relations=())
        scene = replace(scene, objects=(*scene.objects, by))
        operations.append(Add(object=by))
    return operations


def _is_same(was: SceneObject, new: SceneObject) -> bool:
    return was.concept == new.concept and new.colour in (None, was.colour) and new.count > 0
