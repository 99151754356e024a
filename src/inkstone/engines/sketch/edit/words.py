"""The words of instructions: phrases from the data file as patterns, and the names of colours.

It does not know what an instruction is.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from inkstone.engines.sketch.lexicon import lexicon

#: Never part of a longer English word: letters, digits and the apostrophe of "don't".
_BEFORE, _AFTER = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_HEX = r"#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])"


@lru_cache(maxsize=1)
def _sections() -> dict[str, dict[str, str]]:
    text = files("inkstone").joinpath("data/sketch/edits.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=256)
def phrases(name: str) -> tuple[str, ...]:
    """Give all phrases of an entry, such as `tone.blur`."""
    section, _, key = name.partition(".")
    return tuple(_sections()[section][key].split("|"))


@lru_cache(maxsize=256)
def pattern(*names: str) -> re.Pattern[str]:
    """Match any phrase of these entries, in lower case; of several at one place the longest."""
    return re.compile(_alternatives([each for name in names for each in phrases(name)]), re.ASCII)


def _alternatives(found: list[str]) -> str:
    ordered = sorted(dict.fromkeys(found), key=len, reverse=True)
    english = "|".join(_spelled(each) for each in ordered if each.isascii())
    chinese = "|".join(re.escape(each) for each in ordered if not each.isascii())
    written = [f"{_BEFORE}(?:{english}){_AFTER}"] if english else []
    return "|".join([*written, chinese] if chinese else written)


def _spelled(phrase: str) -> str:
    words = [re.escape(word).replace(r"\-", r"[\s-]?") for word in phrase.split()]
    return r"\s+".join(words)


@lru_cache(maxsize=1)
def _colours() -> tuple[re.Pattern[str], dict[str, str]]:
    named = {
        phrase: entry.value
        for phrase, entry in lexicon.load().phrases.items()
        if entry.kind == "colour"
    }
    for colour, written in _sections()["colour"].items():
        named.update(dict.fromkeys(written.split("|"), colour))
    return re.compile(f"{_HEX}|{_alternatives(list(named))}", re.ASCII), named


def colour_pattern() -> re.Pattern[str]:
    """Match a colour's name or its `#` number, in lower case."""
    return _colours()[0]


def colour(spelled: str) -> str:
    """Give the `#rrggbb` of what `colour_pattern` matched."""
    if spelled.startswith("#"):
        digits = spelled[1:]
        return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    named = _colours()[1]
    return named.get(spelled) or named[re.sub(r"[\s-]+", " ", spelled)]


def drawn_colour(spelled: str) -> str:
    """Give the `#rrggbb` of things of this colour: black ones have their shades."""
    entry = lexicon.load().phrases.get(re.sub(r"[\s-]+", " ", spelled))
    return entry.value if entry is not None and entry.kind == "colour" else colour(spelled)
