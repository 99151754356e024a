"""What each animal looks like: the proportions, coats and marks of `data/sketch/beasts.toml`.

It does not know how anything of it is drawn.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

#: A number, a word, a truth, or several numbers or words.
Trait = float | str | bool | list[float] | list[str]
#: How many rows one row may stand on.
_DEPTH_MAX = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is known of one species, its own rows before those that it is like."""

    #: The name it was asked for by, such as `dog/corgi`.
    name: str
    values: Mapping[str, Trait]

    def num(self, name: str, default: float = 0.0) -> float:
        """A number."""
        value = self.values.get(name, default)
        return float(value) if isinstance(value, int | float) else default

    def word(self, name: str, default: str = "") -> str:
        """A word or a colour."""
        value = self.values.get(name, default)
        return value if isinstance(value, str) else default

    def words(self, name: str) -> tuple[str, ...]:
        """Several words."""
        value = self.values.get(name)
        many = value if isinstance(value, list) else []
        return tuple(each for each in many if isinstance(each, str))

    def has(self, name: str) -> bool:
        """Whether something is so."""
        return bool(self.values.get(name, False))


@lru_cache(maxsize=1)
def _document() -> dict[str, dict[str, dict[str, Trait]]]:
    text = files("inkstone").joinpath("data/sketch/beasts.toml").read_text("utf-8")
    return tomllib.loads(text)


def _names() -> frozenset[str]:
    return frozenset(
        f"{form}:{name}"
        for form in ("beast", "bird", "fish")
        for name in _document()[form]
        if not name.startswith("_")
    )


#: All that can be drawn, as a scene writes it: `beast:dog/corgi`, `bird:crane`, `fish:koi`.
SPECIES: frozenset[str] = _names()


@lru_cache(maxsize=512)
def traits(form: str, what: str) -> Traits:
    """The traits of a species; an unknown variant is like its species.

    Raises:
        KeyError: there is no such species.
    """
    rows = _document()[form]
    name = what if what in rows else what.partition("/")[0]
    if name not in rows or name.startswith("_"):
        raise KeyError(f"{form}:{what}")
    found: dict[str, Trait] = {}
    at: str | None = name
    for _ in range(_DEPTH_MAX):
        if at is None:
            break
        row = rows[at]
        found = {**row, **found}
        like = row.get("like")
        parent = at.partition("/")[0] if "/" in at else None
        at = like if isinstance(like, str) else parent
    return Traits(name=name, values=found)
