"""What is told beside a picture: all that it does not show as it was asked for.

It does not know how the picture was drawn.
"""

from collections.abc import Collection, Sequence

from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch.scene import Scene

_MESSAGES = {
    "unknown_words": "These words are not in the sketch engine's lexicon and were not drawn.",
    "approximated": "The sketch engine has no drawing of these; something like them is shown.",
    "relation_not_followed": "These do not stand as the prompt asks.",
    "text_cut": "A picture shows at most 200 characters of a text; the rest is left out.",
    "count_limited": "The sketch engine draws fewer of these than were asked for.",
    "too_many_things": "There was no room for these: a picture shows 14 kinds of things.",
    "missing_glyph": "No font has these characters, so they were left out.",
    "unsupported_style": "The sketch engine cannot follow these styles.",
}
_OTHER = "The picture does not show these as they were asked for."
#: Styles that the illustrator's own hand is, or that its colours can follow.
_OWN_STYLES = frozenset({"neon", "minimal", "pastel", "vintage", "flat", "chalkboard"})


def warnings_of(
    scene: Scene, *, missing: Sequence[str], styles: Collection[str]
) -> tuple[EngineWarning, ...]:
    """Give one warning for each kind of thing that is not as it was asked for.

    Args:
        scene: what is shown, with its notes.
        missing: characters and emoji that no font has.
        styles: those that there are.
    """
    found: dict[str, dict[str, None]] = {}

    def add(code: str, words: Sequence[str]) -> None:
        if words:
            found.setdefault(code, {}).update(dict.fromkeys(words))

    add("unknown_words", scene.unknown)
    for note in scene.notes:
        add(note.code, note.words)
    add("missing_glyph", missing)
    known = _OWN_STYLES | set(styles)
    add("unsupported_style", tuple(style for style in scene.style if style not in known))
    return tuple(
        EngineWarning(code=code, message=_MESSAGES.get(code, _OTHER), words=tuple(words))
        for code, words in found.items()
    )
