"""The rules of a rate card: the first that matches counts, and nobody gets another's price."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.world import image_request
from inkstone.domain.errors import PriceUnknown
from inkstone.domain.money import Amount
from inkstone.domain.rate_card import ANYBODY, Buyer, RateCard
from inkstone.domain.rate_rules import Purchase, Rate, Rule
from inkstone.domain.request import InputImage, Size, Tier

NOW = datetime(2026, 6, 1, tzinfo=UTC)
BASE = 1000
DIALECTS, MODELS, NAMES = ("native", "openai"), ("small", "large"), ("ada", "bob")


def card(*rules, **more):
    """A card of one version with these rules."""
    rates = {
        dialect: {
            "standard": {"price_micros": BASE, "list_price_micros": 1200},
            "pro": {"price_micros": 2 * BASE},
        }
        for dialect in DIALECTS
    }
    version = {"name": "x", "effective_on": date(2026, 1, 1), "rates": rates, "rule": list(rules)}
    return RateCard.from_toml({"version": [version | more]})


def price(rules, *, dialect="native", buyer=ANYBODY, **fields):
    """What one picture costs by these rules."""
    request = replace(image_request(), **fields)
    return card(*rules).quote(dialect, request, at=NOW, buyer=buyer).per_image.micros


EDIT = {"inputs": (InputImage(param="image", url="https://example.test/a.png"),)}
ADA, BOB = Buyer(account_name="ada", plan="gold"), Buyer(account_name="bob", plan="silver")


@pytest.mark.parametrize(
    ("condition", "met", "unmet"),
    [
        ({"account": "ada"}, {"buyer": ADA}, {"buyer": BOB}),
        ({"plan": "gold"}, {"buyer": ADA}, {"buyer": BOB}),
        ({"dialect": "openai"}, {"dialect": "openai"}, {}),
        ({"model": "large"}, {"model": "large"}, {"model": "small"}),
        ({"tier": "standard"}, {}, {"tier": Tier.PRO}),
        ({"edit": True}, EDIT, {}),
        ({"edit": False}, {}, EDIT),
        ({"area_px_over": 4095}, {"size": Size(64, 64)}, {"size": Size(63, 65)}),
        ({"area_px_up_to": 4096}, {"size": Size(64, 64)}, {"size": Size(241, 17)}),
        ({"area_px_over": 0}, {}, {"size": None}),
        ({"area_px_up_to": 10**9}, {}, {"size": None}),
        ({"num_images_from": 3}, {"num_images": 3}, {"num_images": 2}),
    ],
)
def test_a_rule_counts_where_its_condition_holds(condition, met, unmet):
    rules = [{**condition, "price_micros": 7}]
    assert price(rules, **met) == 7
    assert price(rules, **unmet) in {BASE, 2 * BASE}


def test_all_conditions_must_hold():
    rules = [{"account": "ada", "plan": "gold", "edit": True, "price_micros": 7}]
    assert price(rules, buyer=ADA, **EDIT) == 7
    assert price(rules, buyer=ADA) == BASE
    assert price(rules, buyer=replace(ADA, plan=""), **EDIT) == BASE


def test_the_first_rule_that_matches_counts():
    cheap, dear = {"price_micros": 1}, {"price_micros": 9}
    assert price([cheap, dear]) == 1
    assert price([dear, cheap]) == 9
    assert price([{"tier": "pro"} | dear, cheap]) == 1


def test_a_discount_is_off_the_base_price_and_keeps_its_list_price():
    rules = card({"discount_percent": "12.5"})
    quote = rules.quote("native", image_request(n=3), at=NOW)
    assert (quote.per_image, quote.list_per_image) == (Amount(875), Amount(1200))
    assert quote.total == Amount(3 * 875)


def test_a_discount_off_a_price_that_nobody_named_is_an_error():
    rules = card({"dialect": "gccai", "discount_percent": 10})
    with pytest.raises(PriceUnknown, match="gccai"):
        rules.quote("gccai", image_request(), at=NOW)


def test_a_rule_may_name_a_price_that_the_base_has_not():
    rules = card({"dialect": "gccai", "price_micros": 4, "list_price_micros": 5})
    quote = rules.quote("gccai", image_request(), at=NOW)
    assert (quote.per_image, quote.list_per_image) == (Amount(4), Amount(5))


def test_many_pictures_may_be_cheaper_each_and_are_never_squared():
    rules = card({"num_images_from": 4, "price_micros": 900})
    totals = [rules.quote("native", image_request(n=n), at=NOW).total.micros for n in range(1, 7)]
    assert totals == [1000, 2000, 3000, 3600, 4500, 5400]


def test_a_price_page_is_of_one_picture_of_no_size_in_particular():
    rules = card(
        {"num_images_from": 2, "price_micros": 1},
        {"area_px_over": 0, "price_micros": 2},
        {"edit": True, "price_micros": 3},
        {"model": "large", "price_micros": 4},
        {"plan": "gold", "price_micros": 5},
    )

    def shown(**more):
        return rules.rate("native", Tier.STANDARD, at=NOW, **more).price.micros

    assert shown() == BASE
    assert shown(is_edit=True) == 3
    assert shown(model="large") == 4
    assert shown(buyer=ADA) == 5


def test_a_rule_has_a_price_or_a_discount():
    rate = Rate(price=Amount(1), list_price=Amount(1))
    for effects in ({}, {"rate": rate, "discount_percent": Decimal(1)}):
        with pytest.raises(ValueError, match="not both"):
            Rule(**effects)


def test_a_rule_concerns_those_who_may_meet_it():
    def concerns(**more):
        return rule.concerns(**{"account": "ada", "plan": "gold", **more})

    rule = Rule(plan="gold", dialect="openai", discount_percent=Decimal(1))
    assert concerns()
    assert concerns(dialect="openai")
    assert not concerns(dialect="native")
    assert not concerns(plan="")
    rule = Rule(account="ada", discount_percent=Decimal(1))
    assert concerns(plan="")
    assert not concerns(account="bob")


conditions = st.fixed_dictionaries(
    {},
    optional={
        "account": st.sampled_from(NAMES),
        "plan": st.sampled_from(["gold", "silver"]),
        "dialect": st.sampled_from(DIALECTS),
        "model": st.sampled_from(MODELS),
        "tier": st.sampled_from(["standard", "pro"]),
        "edit": st.booleans(),
        "area_px_over": st.integers(0, 5),
        "area_px_up_to": st.integers(6, 12),
        "num_images_from": st.integers(1, 6),
    },
)
effects = st.one_of(
    st.fixed_dictionaries({"price_micros": st.integers(0, 10**9)}),
    st.fixed_dictionaries({"discount_percent": st.integers(0, 100)}),
)
rule_rows = st.builds(lambda left, right: left | right, conditions, effects)
purchases = st.builds(
    Purchase,
    dialect=st.sampled_from(DIALECTS),
    tier=st.sampled_from(Tier),
    model=st.sampled_from(MODELS),
    is_edit=st.booleans(),
    area_px=st.none() | st.integers(1, 13),
    num_images=st.integers(1, 6),
    account=st.sampled_from(["", *NAMES]),
    plan=st.sampled_from(["", "gold", "silver"]),
)


def holds(row, bought):
    """Whether a purchase meets a row, told another way than the rules tell it."""
    tests = {
        "account": lambda want: bought.account == want,
        "plan": lambda want: bought.plan == want,
        "dialect": lambda want: bought.dialect == want,
        "model": lambda want: bought.model == want,
        "tier": lambda want: bought.tier.value == want,
        "edit": lambda want: bought.is_edit is want,
        "area_px_over": lambda want: bought.area_px is not None and bought.area_px > want,
        "area_px_up_to": lambda want: bought.area_px is not None and bought.area_px <= want,
        "num_images_from": lambda want: bought.num_images >= want,
    }
    return all(tests[name](want) for name, want in row.items() if name in tests)


def asked(bought):
    """A purchase as a quote is asked for it."""
    request = replace(
        image_request(n=bought.num_images),
        model=bought.model,
        tier=bought.tier,
        size=Size(bought.area_px, 1) if bought.area_px else None,
        **(EDIT if bought.is_edit else {}),
    )
    buyer = Buyer(account_name=bought.account, plan=bought.plan)
    return {"dialect": bought.dialect, "request": request, "buyer": buyer, "at": NOW}


@given(st.lists(rule_rows, max_size=6), purchases)
def test_the_first_row_that_holds_is_the_price_and_the_base_where_none_does(rows, bought):
    base = BASE if bought.tier is Tier.STANDARD else 2 * BASE
    first = next((row for row in rows if holds(row, bought)), {"price_micros": base})
    off = first.get("discount_percent", 0)
    expected = first.get("price_micros", base) * (1 - Fraction(off, 100))
    quote = card(*rows).quote(**asked(bought))
    assert abs(quote.per_image.micros - expected) <= Fraction(1, 2)
    assert quote.total.micros == quote.per_image.micros * bought.num_images


@given(st.lists(rule_rows, max_size=6), purchases)
def test_rules_about_others_change_nothing(rows, bought):
    mine = [
        row
        for row in rows
        if row.get("account", bought.account) == bought.account
        and row.get("plan", bought.plan) == bought.plan
    ]
    assert card(*rows).quote(**asked(bought)) == card(*mine).quote(**asked(bought))


@given(st.lists(rule_rows, max_size=6), purchases)
def test_a_page_shows_a_caller_every_rule_that_prices_its_requests(rows, bought):
    version = card(*rows).version(at=NOW)
    shown = tuple(
        rule
        for rule in version.rules
        if rule.concerns(account=bought.account, plan=bought.plan, dialect=bought.dialect)
    )
    assert replace(version, rules=shown).find(bought) == version.find(bought)
