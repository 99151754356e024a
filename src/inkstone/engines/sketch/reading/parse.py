"""Reading a prompt: from its words to a scene that is not placed yet.

It does not know how anything is drawn, nor where it will stand.
"""

from dataclasses import replace
from typing import cast

from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.lexicon.lexicon import Lexicon
from inkstone.engines.sketch.lexicon.tokens import tokens
from inkstone.engines.sketch.reading import setting
from inkstone.engines.sketch.reading.reader import Found, Reader
from inkstone.engines.sketch.reading.texts import price_lines, quoted
from inkstone.engines.sketch.scene import (
    Appearance,
    Kind,
    Relation,
    RelationKind,
    Scene,
    SceneObject,
    Text,
    TimeOfDay,
    Weather,
)

#: How much of a prompt is read, in characters.
PROMPT_MAX = 4_000


def parse(
    *, prompt: str, negative_prompt: str = "", width_px: int, height_px: int, seed: int
) -> Scene:
    """Read a prompt. It never fails: what is not understood is in the scene's `unknown`."""
    lexicon = lexicons.load()
    cut = quoted(prompt[:PROMPT_MAX], lexicon=lexicon)
    lines, rest = price_lines(cut.rest, lexicon=lexicon)
    reader = Reader(lexicon=lexicon)
    reader.read(tokens(rest, lexicon=lexicon))
    _drop(reader, negative_prompt, lexicon)
    kind = _kind(reader.kind, cut.texts, lines=bool(lines))
    scene = Scene(
        kind=kind,
        time=cast("TimeOfDay | None", reader.found.get("time")),
        weather=cast("Weather | None", reader.found.get("weather")),
        style=tuple(reader.styles),
        tint=reader.tint,
        objects=_objects(reader.objects),
        texts=cut.texts,
        lines=lines,
        unknown=tuple(reader.unknown),
        width_px=width_px,
        height_px=height_px,
        seed=seed,
    )
    return setting.settle(scene, asked=tuple(reader.places), asked_kind=reader.kind)


def _objects(found: list[Found]) -> tuple[SceneObject, ...]:
    ids: list[str] = []
    for each in found:
        number = sum(one.rpartition("-")[0] == each.concept or one == each.concept for one in ids)
        ids.append(each.concept if not number else f"{each.concept}-{number + 1}")
    return tuple(
        SceneObject(
            id=identifier,
            concept=each.concept,
            name=each.name,
            shown=each.shown,
            count=each.count,
            colour=each.colour,
            scale=each.scale,
            at=each.at,
            looks=Appearance(features=each.features) if each.features else None,
            relations=()
            if each.target is None or each.relation is None
            else (Relation(kind=cast("RelationKind", each.relation), target=ids[each.target]),),
        )
        for identifier, each in zip(ids, found, strict=True)
    )


def _drop(reader: Reader, negative_prompt: str, lexicon: Lexicon) -> None:
    """Leave out what the negative prompt and each "no" name."""
    dropped = set(reader.dropped)
    for token in tokens(negative_prompt[:PROMPT_MAX], lexicon=lexicon):
        if token.kind == "object":
            dropped.add(token.value)
            if token.value == "person":
                dropped.add("people")
        elif token.kind in ("time", "weather") and reader.found.get(token.kind) == token.value:
            del reader.found[token.kind]
        elif token.kind == "place" and token.value in reader.places:
            reader.places.remove(token.value)
        elif token.kind == "style" and token.value in reader.styles:
            reader.styles.remove(token.value)
    keep = [
        index
        for index, known in enumerate(reader.objects)
        if known.concept not in dropped and not (known.person and "people" in dropped)
    ]
    moved = {old: new for new, old in enumerate(keep)}
    kept = []
    for old in keep:
        known = reader.objects[old]
        if known.target is not None and known.target not in moved:
            known = replace(known, target=None, relation=None)
        elif known.target is not None:
            known = replace(known, target=moved[known.target])
        kept.append(known)
    reader.objects = kept


def _kind(asked: str, texts: tuple[Text, ...], *, lines: bool) -> Kind:
    roles = {text.role for text in texts}
    if roles & {"upper", "lower", "horizontal"} or asked == "couplet":
        return "couplet"
    if lines or asked == "menu":
        return "menu"
    if asked in ("poster", "logo", "sign") or roles & {"title", "subtitle", "footer", "body"}:
        return "poster"
    return "poster" if texts else "scene"
