"""The long tail: things that only the `emoji` package names.

It does not know the concepts of our own, only which phrases are taken.
"""

import json
import re
from importlib.resources import files

from inkstone.engines.sketch.lexicon.entries import Concept, Entry
from inkstone.engines.sketch.lexicon.inflection import plural

_SKIN = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
_PICTURES = (range(0x1F300, 0x1F600), range(0x1F680, 0x1F6FD), range(0x1F900, 0x1FB00))
_QUALIFIED = 2


def add_tail(
    not_things: list[str], concepts: dict[str, Concept], phrases: dict[str, Entry]
) -> None:
    """Add the names of the `emoji` package that are things and not known yet, and the signs."""
    shown = {_bare(one.shown): one.id for one in concepts.values()}
    folder = files("emoji").joinpath("unicode_codes")
    english = json.loads(folder.joinpath("emoji.json").read_text("utf-8"))
    chinese = json.loads(folder.joinpath("emoji_zh.json").read_text("utf-8"))
    refused = re.compile(r"\b(?:" + "|".join(re.escape(word) for word in not_things) + r")\b")
    for sign, row in english.items():
        name = row["en"].strip(":").replace("_", " ").lower()
        if row["status"] != _QUALIFIED or not is_picture(sign):
            continue
        identifier = shown.get(_bare(sign))
        if identifier is None and name.endswith(" face"):
            animal = phrases.get(name.removesuffix(" face"))
            identifier = animal.value if animal and animal.kind == "object" else None
        if identifier is None and not refused.search(name):
            spelled = chinese.get(sign, "").strip(":").replace("_", "")
            identifier = _add(sign, name, spelled, concepts, phrases)
        if identifier is not None:
            phrases.setdefault(_bare(sign), Entry("object", identifier))


def _add(
    sign: str, name: str, spelled: str, concepts: dict[str, Concept], phrases: dict[str, Entry]
) -> str | None:
    # Spelled with the variation selector, as the font wants it, and known by one id.
    identifier = name.replace(" ", "_")
    first, _, rest = name.partition(" ")
    leading = phrases.get(first)
    # "Red apple" is an apple that is red, and keeps its colour as a word of the prompt.
    is_coloured = leading is not None and leading.kind == "colour" and rest in phrases
    entry = Entry("object", identifier)
    is_new = False
    if name not in phrases and not is_coloured:
        phrases[name] = entry
        phrases.setdefault(plural(name), Entry("object", identifier, is_plural=True))
        is_new = True
    if len(spelled) > 1 and spelled not in phrases:
        phrases[spelled] = entry
        is_new = True
    if is_new:
        concepts.setdefault(identifier, Concept(id=identifier, shown=sign, anchor="table"))
    return identifier if is_new else None


def _bare(sign: str) -> str:
    return sign.replace("\ufe0f", "")


def is_picture(sign: str) -> bool:
    """Whether an emoji is of a thing, rather than a flag, a letter or somebody's skin."""
    codes = [ord(character) for character in sign]
    if any(code in _SKIN or code in _FLAGS for code in codes):
        return False
    return any(codes[0] in block for block in _PICTURES)
