"""A rate card as it is written: read exactly, or refused with the row that is wrong."""

import json
import re
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.domain.money import AMOUNT_MAX_MICROS, Amount
from inkstone.domain.rate_card import RateCard
from inkstone.domain.rate_document import read_versions
from inkstone.domain.rate_rules import CardVersion, Rate, Rule
from inkstone.domain.request import Tier

DAY = date(2026, 1, 1)
ROOT = Path(__file__).parents[3]


def document(**changes):
    """A card of one version, some of it changed."""
    return {"version": [{"name": "x", "effective_on": DAY, **changes}]}


def native(**row):
    return {"rates": {"native": {"pro": row}}}


def rule(**row):
    return {"rule": [{"price_micros": 1}, row]}


@pytest.mark.parametrize("price", [-1, 1.5, True, "10", None, AMOUNT_MAX_MICROS + 1])
def test_a_price_that_is_not_micros_is_refused(price):
    for wrong, row in (
        (native(price_micros=price), "rates.native.pro: price_micros"),
        (native(price_micros=1, list_price_micros=price), "rates.native.pro: list_price_micros"),
        (rule(price_micros=price), "rule 2: price_micros"),
        ({"enhance": {"native": price}}, "enhance.native"),
    ):
        with pytest.raises(ValueError, match=rf"^version 'x', {row}: .* is not micros"):
            RateCard.from_toml(document(**wrong))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"effective_on": "2026-01-01"}, "version 'x': effective_on must be a date"),
        ({"effective_on": datetime(2026, 1, 1, tzinfo=UTC)}, "version 'x': effective_on must be"),
        ({"effective_on": None}, "version 'x': effective_on must be a date"),
        ({"name": ""}, "version 1: name"),
        ({"name": 7}, "version 1: name"),
        ({"name": "x" * 65}, "version 1: name has more than 64"),
        ({"currency": "usd"}, "version 'x': currency"),
        ({"currency": "EURO"}, "version 'x': currency"),
        ({"currency": 1}, "version 'x': currency"),
        ({"rules": []}, "version 'x': unknown rules"),
        ({"rates": []}, "version 'x', rates must be a table"),
        ({"rates": {"native": 3}}, "version 'x', rates.native must be a table"),
        ({"rates": {"native": {"pro": 3}}}, "version 'x', rates.native.pro must be a table"),
        ({"rates": {"native": {"ultra": {"price_micros": 1}}}}, "rates.native.ultra: 'ultra' is"),
        (native(price=1), "version 'x', rates.native.pro: unknown price"),
        (native(), "rates.native.pro: price_micros"),
        ({"enhance": 3}, "version 'x', enhance must be a table"),
        ({"rule": {"price_micros": 1}}, "version 'x', rule must be an array"),
        ({"rule": [3]}, "version 'x', rule must be an array"),
        ({"rule": "no"}, "version 'x', rule must be an array"),
        (rule(), "version 'x', rule 2: it must have"),
        (rule(price_micros=1, discount_percent=1), "version 'x', rule 2: it must have"),
        (rule(discount_percent=1, list_price_micros=1), "rule 2: list_price_micros goes with"),
        (rule(price_micros=1, acount="ada"), "rule 2: unknown acount; there is account"),
        (rule(price_micros=1, account=""), "rule 2: account must be a text"),
        (rule(price_micros=1, plan=3), "rule 2: plan must be a text"),
        (rule(price_micros=1, tier="best"), "rule 2: 'best' is no tier; there is standard"),
        (rule(price_micros=1, tier=["pro"]), "rule 2: .* is no tier"),
        (rule(price_micros=1, edit=1), "rule 2: edit must be true or false"),
        (rule(price_micros=1, edit="true"), "rule 2: edit must be true or false"),
        (rule(price_micros=1, area_px_over=-1), "rule 2: area_px_over must be an integer of 0"),
        (rule(price_micros=1, area_px_up_to=True), "rule 2: area_px_up_to must be an integer"),
        (rule(price_micros=1, num_images_from=0), "rule 2: num_images_from must be .* of 1"),
        (rule(price_micros=1, num_images_from=2.0), "rule 2: num_images_from must be"),
        (rule(price_micros=1, area_px_over=9, area_px_up_to=9), "rule 2: no size is over 9"),
        *(
            (rule(discount_percent=percent), "version 'x', rule 2: discount_percent must be")
            for percent in (-1, 101, 1.5, True, None, "", "a", "1e1", "-0", "100.1", "0.0000001")
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_row(wrong, said):
    with pytest.raises(ValueError, match=said):
        RateCard.from_toml(document(**wrong))


@pytest.mark.parametrize("wrong", [{}, {"version": []}])
def test_an_empty_card_is_refused(wrong):
    with pytest.raises(ValueError, match="at least one"):
        RateCard.from_toml(wrong)


def test_what_is_beside_the_versions_is_refused():
    with pytest.raises(ValueError, match="the rate card: unknown versions; there is version"):
        RateCard.from_toml({**document(), "versions": []})


def test_two_versions_of_one_day_or_of_one_name_are_refused():
    first, second = document()["version"][0], document(name="y")["version"][0]
    with pytest.raises(ValueError, match="two versions of the rate card begin on 2026-01-01"):
        RateCard.from_toml({"version": [first, second]})
    second = {**first, "effective_on": date(2026, 1, 2)}
    with pytest.raises(ValueError, match="two versions of the rate card are called x"):
        RateCard.from_toml({"version": [first, second]})


names = st.text(min_size=1, max_size=8)
micros = st.integers(0, AMOUNT_MAX_MICROS)


@st.composite
def rates(draw, currency):
    price = Amount(draw(micros), currency)
    listed = draw(st.none() | micros)
    return Rate(price=price, list_price=price if listed is None else Amount(listed, currency))


@st.composite
def rules(draw, currency):
    over, up_to = sorted(draw(st.lists(st.integers(0, 10**8), min_size=2, max_size=2, unique=True)))
    percent = draw(st.none() | st.decimals(0, 100, places=6) | st.integers(0, 100).map(Decimal))
    return Rule(
        **{name: draw(st.none() | names) for name in ("account", "plan", "dialect", "model")},
        tier=draw(st.none() | st.sampled_from(Tier)),
        is_edit=draw(st.none() | st.booleans()),
        area_px_over=draw(st.sampled_from([None, over])),
        area_px_up_to=draw(st.sampled_from([None, up_to])),
        num_images_from=draw(st.none() | st.integers(1, 10)),
        rate=draw(rates(currency)) if percent is None else None,
        discount_percent=percent,
    )


@st.composite
def versions(draw):
    days = draw(st.lists(st.dates(), min_size=1, max_size=3, unique=True))
    made = []
    for number, day in enumerate(sorted(days)):
        currency = draw(st.sampled_from(["USD", "EUR", "CNY"]))
        keys = draw(st.lists(st.tuples(names, st.sampled_from(Tier)), max_size=3))
        made.append(
            CardVersion(
                name=f"{number} {draw(names)}",
                effective_on=day,
                currency=currency,
                rates={key: draw(rates(currency)) for key in keys},
                rules=tuple(draw(st.lists(rules(currency), max_size=3))),
                enhance={
                    dialect: Amount(draw(micros), currency)
                    for dialect in draw(st.lists(names, max_size=2))
                },
            )
        )
    return made


def written(version):
    """A version as its operator would write it."""
    lines = [
        "[[version]]",
        f"name = {_text(version.name)}",
        f"effective_on = {version.effective_on.isoformat()}",
        f"currency = {_text(version.currency)}",
    ]
    for (dialect, tier), rate in version.rates.items():
        lines += [f"[version.rates.{_text(dialect)}.{tier.value}]", *_price(rate)]
    if version.enhance:
        lines.append("[version.enhance]")
        lines += [f"{_text(name)} = {fee.micros}" for name, fee in version.enhance.items()]
    for each in version.rules:
        lines.append("[[version.rule]]")
        for name in ("account", "plan", "dialect", "model"):
            if (text := getattr(each, name)) is not None:
                lines.append(f"{name} = {_text(text)}")
        for name in ("area_px_over", "area_px_up_to", "num_images_from"):
            if (number := getattr(each, name)) is not None:
                lines.append(f"{name} = {number:_}")
        lines += [f"tier = '{each.tier}'"] if each.tier else []
        lines += [] if each.is_edit is None else [f"edit = {str(each.is_edit).lower()}"]
        percent = each.discount_percent
        if percent is not None:
            is_whole = percent == int(percent)
            shown = str(int(percent)) if is_whole else f'"{percent:f}"'
            lines.append(f"discount_percent = {shown}")
        lines += _price(each.rate) if each.rate else []
    return "\n".join(lines) + "\n"


def _price(rate):
    listed = [f"list_price_micros = {rate.list_price.micros}"] * (rate.list_price != rate.price)
    return [f"price_micros = {rate.price.micros}", *listed]


def _text(text):
    # JSON's escapes are TOML's, where no half of a pair is among them; DEL needs one in TOML only.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@given(versions())
def test_what_is_written_is_what_is_read(made):
    text = "".join(written(version) for version in reversed(made))
    assert read_versions(tomllib.loads(text)) == made


def test_the_example_in_the_documents_is_a_rate_card():
    page = (ROOT / "docs/how-to/prices.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    autumn, winter = read_versions(tomllib.loads(text))
    assert (autumn.name, winter.name) == ("autumn", "winter")
    assert len(autumn.rules) == 4


def test_the_card_as_shipped_has_a_price_for_every_tier_of_every_dialect():
    text = (files("inkstone") / "data/rate_card.toml").read_text(encoding="utf-8")
    (version,) = read_versions(tomllib.loads(text))
    assert set(version.rates) == {(name, tier) for name in version.dialects for tier in Tier}
    assert len(version.dialects) == 7
