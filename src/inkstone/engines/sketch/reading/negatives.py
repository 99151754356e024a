"""Negatives: leaves out what the negative prompt and every "no" name.

It does not know how a negation is spelled in a prompt.
"""

from inkstone.engines.sketch.lexicon.tokens import Token
from inkstone.engines.sketch.reading.draft import Draft

_NAMED = frozenset({"object", "hypernym", "place", "time", "weather", "season", "style", "garment",
                    "feature", "mood", "pattern", "colour", "material"})  # fmt: skip
_EVERYONE = "person"


def named(found: list[Token]) -> set[str]:
    """All that the words of a negative prompt name."""
    dropped: set[str] = set()
    for token in found:
        if token.kind in _NAMED:
            dropped.add(token.value)
        elif token.kind == "family":
            dropped.add(_EVERYONE)
        elif token.kind == "role" and token.value == "text":
            dropped.add("text")
        dropped |= {other.value for other in token.others if other.kind == "garment"}
    return dropped


def leave_out(draft: Draft, dropped: set[str]) -> None:
    """Leave out of a draft what is named."""
    if not dropped:
        return
    for known in draft.objects:
        if _is_named(draft, known.concept, dropped):
            known.is_dropped = True
        known.wears = [worn for worn in known.wears if worn.kind not in dropped]
        known.features = [feature for feature in known.features if feature not in dropped]
        known.mood = None if known.mood in dropped else known.mood
        known.colour = None if known.colour in dropped else known.colour
        known.pattern = None if known.pattern in dropped else known.pattern
    draft.time = None if draft.time in dropped else draft.time
    draft.weather = None if draft.weather in dropped else draft.weather
    draft.season = None if draft.season in dropped else draft.season
    draft.places = [place for place in draft.places if place not in dropped]
    draft.weak_places = [place for place in draft.weak_places if place not in dropped]
    draft.styles = [style for style in draft.styles if style not in dropped]


def _is_named(draft: Draft, concept: str, dropped: set[str]) -> bool:
    lexicon = draft.lexicon
    if concept in dropped or (lexicon.is_person(concept) and _EVERYONE in dropped):
        return True
    return any(lexicon.is_kind_of(concept, one) for one in dropped)
