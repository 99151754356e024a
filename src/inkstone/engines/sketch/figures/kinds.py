"""The kinds of figures that there are: their age, their sex, and what they wear by default.

It does not know how any of them is drawn.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

Age = Literal["baby", "child", "young", "adult", "old"]
Sex = Literal["female", "male", "any"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKind:
    """What sets one kind of figure apart."""

    age: Age = "adult"
    #: `any` leaves it to the seed.
    sex: Sex = "any"
    #: Garments as `kind#colour/pattern`; `one|other` is by sex: hers, then his.
    wears: tuple[str, ...] = ()
    hair: str | None = None
    hair_colour: str | None = None
    skin: str | None = None
    features: tuple[str, ...] = ()
    #: What a free hand holds.
    tool: str | None = None
    #: The pose that it takes where the scene names none.
    pose: str | None = None


@lru_cache(maxsize=1)
def table() -> Mapping[str, Any]:
    """Everything that the data file says of figures."""
    text = files("inkstone").joinpath("data/sketch/figures.toml").read_text("utf-8")
    return tomllib.loads(text)


def _kind(row: Mapping[str, Any]) -> FigureKind:
    age, sex = row.get("age", "adult"), row.get("sex", "any")
    assert age in get_args(Age), f"no age: {age}"
    assert sex in get_args(Sex), f"no sex: {sex}"
    return FigureKind(
        age=age,
        sex=sex,
        wears=tuple(row.get("wears", "").split()),
        hair=row.get("hair"),
        hair_colour=row.get("hair_colour"),
        skin=row.get("skin"),
        features=tuple(row.get("features", "").split()),
        tool=row.get("tool"),
        pose=row.get("pose"),
    )


#: Every figure by its name, such as `nurse`.
FIGURES: Mapping[str, FigureKind] = {name: _kind(row) for name, row in table()["kinds"].items()}


def find(name: str) -> FigureKind:
    """The kind of a name; what is unknown is a person."""
    return FIGURES.get(name, FIGURES["person"])
