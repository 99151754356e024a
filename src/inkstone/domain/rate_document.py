"""The rate card as its operator writes it: a parsed TOML document becomes checked versions.

It does not know what anything will cost; what is wrong is refused with the row that it stands in.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from inkstone.domain.money import AMOUNT_MAX_MICROS, Amount
from inkstone.domain.rate_rules import CardVersion, Rate, Rule
from inkstone.domain.request import Tier

#: As long as a job keeps the name of its version.
_NAME_CHARS_MAX = 64
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?", re.ASCII)
_PRICE = frozenset({"price_micros", "list_price_micros"})
_VERSION = frozenset({"name", "effective_on", "currency", "rates", "rule", "enhance"})
#: What a rule compares texts with.
_TEXTS = ("account", "plan", "dialect", "model")
#: What a rule compares numbers with, and the least that each may be.
_NUMBERS = {"area_px_over": 0, "area_px_up_to": 1, "num_images_from": 1}
_RULE = _PRICE | {*_TEXTS, *_NUMBERS, "tier", "edit", "discount_percent"}


def read_versions(document: Mapping[str, Any]) -> list[CardVersion]:
    """The versions of a rate card, oldest first.

    Raises:
        ValueError: something is missing, unknown or not what it must be; it names the row.
    """
    _only(document, {"version"}, "the rate card")
    rows = _tables(document.get("version", []), "version")
    if not rows:
        raise ValueError("a rate card needs at least one version")
    versions = [_version(row, f"version {number}") for number, row in enumerate(rows, 1)]
    for what, seen in (
        ("begin on", [version.effective_on.isoformat() for version in versions]),
        ("are called", [version.name for version in versions]),
    ):
        twice = next((each for each in seen if seen.count(each) > 1), None)
        if twice is not None:
            raise ValueError(f"two versions of the rate card {what} {twice}")
    return sorted(versions, key=lambda version: version.effective_on)


def _version(table: Mapping[str, Any], where: str) -> CardVersion:
    name = _text(table.get("name"), f"{where}: name")
    if len(name) > _NAME_CHARS_MAX:
        raise ValueError(f"{where}: name has more than {_NAME_CHARS_MAX} characters")
    where = f"version {name!r}"
    _only(table, _VERSION, where)
    on = table.get("effective_on")
    if not isinstance(on, date) or isinstance(on, datetime):
        raise ValueError(f"{where}: effective_on must be a date, got {on!r}")
    currency = table.get("currency", "USD")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise ValueError(f"{where}: currency must be three capital letters, got {currency!r}")
    return CardVersion(
        name=name,
        effective_on=on,
        currency=currency,
        rates=_rates(table.get("rates", {}), currency, f"{where}, rates"),
        rules=tuple(
            _rule(row, currency, f"{where}, rule {number}")
            for number, row in enumerate(_tables(table.get("rule", []), f"{where}, rule"), 1)
        ),
        enhance={
            dialect: _amount(micros, currency, f"{where}, enhance.{dialect}")
            for dialect, micros in _table(table.get("enhance", {}), f"{where}, enhance").items()
        },
    )


def _rates(found: Any, currency: str, where: str) -> dict[tuple[str, Tier], Rate]:
    rates: dict[tuple[str, Tier], Rate] = {}
    for dialect, tiers in _table(found, where).items():
        for tier, row in _table(tiers, f"{where}.{dialect}").items():
            at = f"{where}.{dialect}.{tier}"
            _only(_table(row, at), _PRICE, at)
            rates[dialect, _tier(tier, at)] = _rate(row, currency, at)
    return rates


def _rule(row: Mapping[str, Any], currency: str, where: str) -> Rule:
    _only(row, _RULE, where)
    if ("price_micros" in row) == ("discount_percent" in row):
        raise ValueError(f"{where}: it must have price_micros or discount_percent, and not both")
    has_price = "price_micros" in row
    if "list_price_micros" in row and not has_price:
        raise ValueError(f"{where}: list_price_micros goes with price_micros only")
    edit = row.get("edit")
    if edit is not None and not isinstance(edit, bool):
        raise ValueError(f"{where}: edit must be true or false, got {edit!r}")
    conditions: dict[str, Any] = {
        **{name: _text(row[name], f"{where}: {name}") for name in _TEXTS if name in row},
        **{
            name: _count(row[name], least, f"{where}: {name}")
            for name, least in _NUMBERS.items()
            if name in row
        },
    }
    over, up_to = conditions.get("area_px_over", 0), conditions.get("area_px_up_to")
    if up_to is not None and over >= up_to:
        raise ValueError(f"{where}: no size is over {over} and up to {up_to} pixels")
    return Rule(
        **conditions,
        tier=_tier(row["tier"], where) if "tier" in row else None,
        is_edit=edit,
        rate=_rate(row, currency, where) if has_price else None,
        discount_percent=None if has_price else _percent(row["discount_percent"], where),
    )


def _rate(row: Mapping[str, Any], currency: str, where: str) -> Rate:
    price = _amount(row.get("price_micros"), currency, f"{where}: price_micros")
    listed = row.get("list_price_micros", price.micros)
    return Rate(price=price, list_price=_amount(listed, currency, f"{where}: list_price_micros"))


def _amount(micros: Any, currency: str, where: str) -> Amount:
    # A bool is an int to Python, and no price.
    if type(micros) is not int or not 0 <= micros <= AMOUNT_MAX_MICROS:
        limit = f"an integer from 0 to {AMOUNT_MAX_MICROS}"
        raise ValueError(f"{where}: {micros!r} is not micros, {limit}")
    return Amount(micros, currency)


def _percent(found: Any, where: str) -> Decimal:
    text = str(found) if type(found) is int else found
    if not isinstance(text, str) or not _PERCENT.fullmatch(text) or Decimal(text) > 100:
        raise ValueError(
            f"{where}: discount_percent must be 0 to 100, an integer or a string such as "
            f'"12.5" with at most six decimals, got {found!r}'
        )
    return Decimal(text)


def _tier(found: Any, where: str) -> Tier:
    if found not in list(Tier):
        raise ValueError(f"{where}: {found!r} is no tier; there is {', '.join(Tier)}")
    return Tier(found)


def _text(found: Any, where: str) -> str:
    if not isinstance(found, str) or not found:
        raise ValueError(f"{where} must be a text that is not empty, got {found!r}")
    return found


def _count(found: Any, least: int, where: str) -> int:
    if type(found) is not int or found < least:
        raise ValueError(f"{where} must be an integer of {least} or more, got {found!r}")
    return found


def _table(found: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise ValueError(f"{where} must be a table, got {found!r}")
    return found


def _tables(found: Any, where: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(found, Sequence) or not all(isinstance(row, Mapping) for row in found):
        raise ValueError(f"{where} must be an array of tables, got {found!r}")
    return found


def _only(table: Mapping[str, Any], known: frozenset[str] | set[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise ValueError(
            f"{where}: unknown {', '.join(unknown)}; there is {', '.join(sorted(known))}"
        )
