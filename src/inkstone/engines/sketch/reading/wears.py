"""Wears and looks: clothes, hair and faces, and whose they are.

It does not know clauses; it is told who may be meant.
"""

from collections.abc import Iterable

from inkstone.engines.sketch.reading.chunks import Chunk, Modifiers
from inkstone.engines.sketch.reading.draft import Draft
from inkstone.engines.sketch.scene import Garment

#: Colours that are said of hair only.
HAIR_COLOURS = frozenset({"#e9c46a", "#b5562b", "#2f2420"})
#: What "a girl in red" wears.
_WOMEN = ("woman", "girl", "lady", "princess", "queen", "bride", "old_woman", "mother", "nurse")
_LONG = 1.0


def wearer(draft: Draft, among: Iterable[tuple[int, ...]]) -> int | None:
    """The last one of the first of these groups in which somebody can wear something."""
    for group in among:
        for index in reversed(group):
            if draft.is_living(index) or draft.lexicon.has_rig(draft.objects[index].concept):
                return index
    return None


def dress(draft: Draft, index: int, kind: str, mods: Modifiers) -> None:
    """Put a garment on somebody; clothes without a name are those of its kind."""
    if kind == "?":
        if not (mods.colours or mods.pattern):
            return
        kind = _clothes(draft, index)
    if kind in ("glasses",) and draft.is_person(index):
        add_feature(draft, index, "glasses")
        return
    if kind in ("tie",) and mods.number == 1 and "bow" in mods.lost:
        kind = "bow_tie"
    draft.objects[index].wear(Garment(kind=kind, colour=mods.colour, pattern=mods.pattern))


def _clothes(draft: Draft, index: int) -> str:
    concept = draft.objects[index].concept
    is_woman = any(concept == word or concept.endswith(f"_{word}") for word in _WOMEN)
    return "dress" if is_woman else "shirt"


def put_on(draft: Draft, index: int, target: int) -> bool:
    """Let somebody wear what is said to be on them, where it can be worn."""
    known = draft.objects[index]
    garment = next(
        (o.value for o in draft.lexicon.others.get(known.name.lower(), ()) if o.kind == "garment"),
        None,
    )
    owner = draft.objects[target]
    if garment is None or not draft.lexicon.has_rig(owner.concept) or known.id is not None:
        return False
    owner.wear(Garment(kind=garment, colour=known.colour, pattern=known.pattern))
    known.is_dropped = True
    return True


def dress_as(draft: Draft, index: int, concept: str) -> None:
    """Dress somebody as another figure."""
    for kind in draft.lexicon.costumes.get(concept, ()):
        draft.objects[index].wear(Garment(kind=kind))


def do_hair(draft: Draft, index: int, chunk: Chunk) -> None:
    """Say how somebody's hair is."""
    known = draft.objects[index]
    mods = chunk.mods
    style = chunk.value if chunk.value not in ("?", "straight") else None
    style = _stronger(style, mods.hair)
    if style is None and mods.scale is not None:
        style = "long" if mods.scale > _LONG else "short"
    if style is not None and style != "straight":
        known.hair = (
            style if known.hair in (None, "long", "short") or style == "bald" else known.hair
        )
    if mods.colours:
        known.hair_colour = hair_colour(mods.colours[0])


def _stronger(one: str | None, other: str | None) -> str | None:
    """Of two words for hair the one that says more: long curly hair is curly."""
    if one in (None, "long", "short") and other is not None and other != "straight":
        return other
    return one


def hair_colour(colour: str) -> str:
    """The colour of hair by the name of a colour: red hair is not as red as an apple."""
    natural = {"#d7353f": "#b5562b", "#f0842c": "#c9652c", "#8a5b38": "#5b3a22",
               "#d6a12a": "#e0b24a", "#f6c733": "#e9c46a", "#26282f": "#23211f",
               "#f7f5ef": "#ece8e1"}  # fmt: skip
    return natural.get(colour, colour)


def add_feature(draft: Draft, index: int, name: str, colour: str | None = None) -> None:
    """Add something to a face."""
    known = draft.objects[index]
    if name not in known.features:
        known.features.append(name)
    if name in ("beard", "moustache") and colour and known.hair_colour is None:
        known.hair_colour = hair_colour(colour)
