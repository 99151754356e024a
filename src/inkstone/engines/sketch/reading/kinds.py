"""Kinds: which kind of picture a prompt asks for, by its words and by its texts.

It does not know how any kind is drawn.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from inkstone.engines.sketch.reading import couplets
from inkstone.engines.sketch.reading.draft import Draft
from inkstone.engines.sketch.scene import Chart, Item, Kind, Text

_COUPLET = frozenset({"upper", "lower", "horizontal"})
_ABOVE = frozenset({"title", "subtitle", "footer", "body", "vertical", "seal"})
#: Kinds that count wherever they are named, and those of which the first one counts.
_FIRST: tuple[Kind, ...] = ("couplet", "menu", "infographic")
_PAGES: tuple[Kind, ...] = ("pattern", "logo", "card", "poster")
_CARRIERS = frozenset({"building", "shop", "house", "store", "restaurant", "city"})


def kind(draft: Draft, *, has_lines: bool, has_items: bool) -> Kind:
    """Decide on the kind of picture."""
    asked = set(draft.kinds)
    roles = {text.role for text in draft.texts}
    if roles & _COUPLET:
        return "couplet"
    asked |= {"menu"} if has_lines else set()
    asked |= {"infographic"} if has_items else set()
    page = next((name for name in _FIRST if name in asked), None) or next(
        (page for name in draft.kinds for page in _PAGES if page == name), None
    )
    if page is not None:
        return page
    says = any(text.role == "speech" for text in draft.texts)
    if "sign" in asked or ("sign" in draft.late_kinds and says and not _has_figure(draft)):
        return _sign(draft)
    if "sign" in draft.late_kinds:
        _hang(draft, carries(draft))
    if "sign" in roles and not any(not known.is_dropped for known in draft.objects):
        return "sign"
    has_words = any(text.role in _ABOVE for text in draft.texts)
    if "portrait" in asked and _is_alive(draft) and not has_words:
        return "portrait"
    return "poster" if has_words else "scene"


def _has_figure(draft: Draft) -> bool:
    return any(known.shown.startswith("figure:") for known in draft.objects)


def _is_alive(draft: Draft) -> list[int]:
    return [
        index
        for index, known in enumerate(draft.objects)
        if not known.is_dropped and draft.is_living(index)
    ]


def _sign(draft: Draft) -> Kind:
    """A sign alone is the picture; one that stands among things is part of a scene."""
    carrier = carries(draft)
    if carrier is None:
        says = [at for at, text in enumerate(draft.texts) if text.role == "speech"]
        for at in says:
            # "A pub sign, a swan, says …": it is the sign that says it.
            draft.texts[at] = replace(draft.texts[at], role="sign")
            draft.text_owners[at] = None
        return "scene" if _is_alive(draft) and not says else "sign"
    for index, text in enumerate(draft.texts):
        if text.role == "title":
            draft.texts[index] = replace(text, role="sign")
    _hang(draft, carrier)
    return "scene"


def _hang(draft: Draft, carrier: int | None) -> None:
    """Let the first building carry the signs that nothing else does."""
    for index, text in enumerate(draft.texts):
        if text.role == "sign" and draft.text_owners[index] is None:
            draft.text_owners[index] = carrier


def carries(draft: Draft) -> int | None:
    """The first building, which a sign can hang on."""
    for index, known in enumerate(draft.objects):
        theme = draft.lexicon.concepts[known.concept].theme
        if not known.is_dropped and (
            draft.lexicon.is_kind_of(known.concept, "building")
            or (
                any(word in theme for word in _CARRIERS)
                and known.shown.startswith(("part:", "emoji:", "🏪", "🏬"))
            )
        ):
            return index
    return None


def labelled(draft: Draft) -> tuple[Item, ...]:
    """Make the labels of an infographic its items."""
    found = [at for at, text in enumerate(draft.texts) if text.role in ("label", "list")]
    if len(found) < 2:
        return ()
    items = tuple(Item(title=draft.texts[at].text) for at in found)
    draft.texts = [text for at, text in enumerate(draft.texts) if at not in found]
    draft.text_owners = [owner for at, owner in enumerate(draft.text_owners) if at not in found]
    return items


def chart(draft: Draft, read: Chart | None, *, items: Sequence[Item]) -> Chart | None:
    """The kind of chart, where there is something in it."""
    if not items:
        return None
    return read or next((cast("Chart", name) for name in draft.charts), "list")


def with_title(texts: Sequence[Text], kind: Kind) -> tuple[Text, ...]:
    """Give the texts of a sign or a logo the roles that such a page has."""
    if kind == "sign":
        return tuple(replace(t, role="sign") if t.role == "title" else t for t in texts)
    if kind == "poster" and not any(text.role in ("title", "sign") for text in texts):
        first = next((at for at, text in enumerate(texts) if text.role == "subtitle"), None)
        return tuple(
            replace(text, role="title") if at == first else text for at, text in enumerate(texts)
        )
    if kind == "couplet":
        return couplets.paired(texts)
    if kind == "logo":
        return tuple(replace(t, role="title") if t.role == "sign" else t for t in texts)
    return tuple(texts)
