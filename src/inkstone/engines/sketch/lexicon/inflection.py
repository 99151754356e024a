"""Inflection: the plurals of English nouns and the forms of English verbs.

It does not know what any word means.
"""

from collections.abc import Container, Iterator

from inkstone.engines.sketch.lexicon.entries import Form

_IRREGULAR = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "mouse": "mice",
    "goose": "geese", "foot": "feet", "tooth": "teeth", "leaf": "leaves",
    "wolf": "wolves", "knife": "knives", "shelf": "shelves", "scarf": "scarves", "loaf": "loaves",
    "calf": "calves", "elf": "elves", "wife": "wives", "dwarf": "dwarves", "half": "halves",
    "thief": "thieves", "hoof": "hooves", "cactus": "cacti", "octopus": "octopuses",
    "sheep": "sheep", "deer": "deer", "fish": "fish", "moose": "moose", "bison": "bison",
    "koi": "koi", "aircraft": "aircraft", "salmon": "salmon", "shrimp": "shrimp",
    "tomato": "tomatoes", "potato": "potatoes", "hero": "heroes", "mango": "mangoes",
    "volcano": "volcanoes", "mosquito": "mosquitoes", "buffalo": "buffaloes", "echo": "echoes",
    "tornado": "tornadoes", "dice": "dice", "squid": "squid", "swine": "swine",
    "mooncake": "mooncakes", "quiz": "quizzes", "lady": "ladies", "passerby": "passersby",
    "bookshelf": "bookshelves", "trout": "trout", "reindeer": "reindeer",
    "boxer": "boxers", "bonsai": "bonsai", "sushi": "sushi", "bamboo": "bamboo",
}  # fmt: skip
#: Words that have been plurals all along.
_PLURALS = frozenset(_IRREGULAR[one] for one in _IRREGULAR if one != _IRREGULAR[one])
_LONGEST = max(map(len, _IRREGULAR))
_NO_MEN = ("human", "german", "roman", "shaman", "ottoman", "caiman", "talisman")
_VOWELS = "aeiou"


def plural(phrase: str) -> str:
    """Spell a noun phrase as a plural: cats, cups of tea, boxes."""
    head, middle, rest = phrase.partition(" of ")
    before, space, noun = head.rpartition(" ")
    return f"{before}{space}{_plural(noun)}{middle}{rest}"


def _plural(noun: str) -> str:
    for length in range(min(_LONGEST, len(noun)), 2, -1):
        many = _IRREGULAR.get(noun[-length:])
        if many is not None and (length > 3 or length == len(noun)):
            return noun[:-length] + many
    if noun.endswith("man") and not noun.endswith(_NO_MEN):
        return noun[:-3] + "men"
    if noun == "ox":
        return "oxen"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def is_plural(word: str, plurals: Container[str]) -> bool:
    """Whether a word is one of the plurals of its row, or an irregular one."""
    return word in plurals or word.rpartition(" ")[2] in _PLURALS


def forms(spelled: str) -> Iterator[tuple[str, Form]]:
    """Give every form of a verb: `ride/rode/ridden` is `ride`, `rides`, `riding`, and so on."""
    first, space, rest = spelled.partition(" ")
    base, *past = first.split("/")
    ings = [form for form in past if form.endswith("ing")]
    past = [form for form in past if not form.endswith("ing")]
    yield f"{base}{space}{rest}", "base"
    yield f"{_third(base)}{space}{rest}", "s"
    for ing in [*ings, *_ings(base)]:
        yield f"{ing}{space}{rest}", "ing"
    for form in past or _pasts(base):
        yield f"{form}{space}{rest}", "past"


def _third(base: str) -> str:
    if base in ("have", "be", "do", "go"):
        return {"have": "has", "be": "is", "do": "does", "go": "goes"}[base]
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _ings(base: str) -> list[str]:
    if base.endswith("ie"):
        return [base[:-2] + "ying"]
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and len(base) > 2:
        return [base[:-1] + "ing"]
    if base.endswith("c"):
        return [base + "king"]
    return [base + base[-1] + "ing"] if _doubles(base) else [base + "ing"]


def _pasts(base: str) -> list[str]:
    if base.endswith("e"):
        return [base + "d"]
    if base.endswith("c"):
        return [base + "ked"]
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return [base[:-1] + "ied"]
    return [base + base[-1] + "ed"] if _doubles(base) else [base + "ed"]


def _doubles(base: str) -> bool:
    """Whether the last letter is doubled: run, hug and swim, and neither row nor rain."""
    if len(base) < 3 or base[-1] in "aeiouwxy" or base[-2] not in _VOWELS:
        return False
    vowels = sum(letter in _VOWELS for letter in base)
    starts_qu = base.startswith("qu")
    return ((vowels == 1 or (starts_qu and vowels == 2)) and base[-3] not in _VOWELS) or starts_qu
