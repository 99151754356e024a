"""The operator's documents: the catalogue of models and the rate card, theirs or the defaults.

It decides nothing that they do not say.
"""

import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from inkstone.domain.accounts import CURRENCY
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.rate_card import RateCard
from inkstone.settings import Settings


def load_catalogue(settings: Settings) -> Catalogue:
    """The models: the operator's catalogue, else the default; for business where that is meant."""
    catalogue = Catalogue.from_toml(catalogue_document(settings))
    return catalogue.for_business(settings.checkpoint) if settings.commercial else catalogue


def catalogue_document(settings: Settings | None) -> Mapping[str, Any]:
    """The catalogue's file as it is written: the operator's, or the shipped one."""
    return _toml(settings.models_file if settings else None, "models.toml")


def load_rate_card(settings: Settings) -> RateCard:
    """The prices: the operator's card, else the default.

    Raises:
        InvalidRequest: the card has faults, or another currency than the accounts.
    """
    file = settings.rate_card
    try:
        card = RateCard.from_toml(_toml(file, "rate_card.toml"))
    except ValueError as error:
        raise InvalidRequest(f"{file or 'rate_card.toml'}: {error}.") from error
    if card.currencies - {CURRENCY}:
        raise InvalidRequest(f"{file}: accounts are in {CURRENCY}, so prices must be as well.")
    return card


def _toml(file: Path | None, default: str) -> Mapping[str, Any]:
    if file is None:
        text = (resources.files("inkstone") / "data" / default).read_text(encoding="utf-8")
        return tomllib.loads(text)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidRequest(f"{file} cannot be read: {error}") from error
