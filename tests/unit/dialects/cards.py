"""The catalogue and the rate card as they are shipped, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from inkstone.domain.catalogue import Catalogue
from inkstone.domain.rate_card import RateCard


def data(name: str) -> dict[str, Any]:
    """A data file of the package, parsed."""
    return tomllib.loads((files("inkstone") / "data" / name).read_text())


@cache
def catalogue() -> Catalogue:
    """The catalogue as shipped."""
    return Catalogue.from_toml(data("models.toml"))


@cache
def rate_card() -> RateCard:
    """The rate card as shipped."""
    return RateCard.from_toml(data("rate_card.toml"))
