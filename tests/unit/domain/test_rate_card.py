"""The rate card: the newest version in effect counts, and nothing is free by omission."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from contract.world import image_request
from inkstone.domain.errors import PriceUnknown
from inkstone.domain.money import Amount
from inkstone.domain.rate_card import RateCard
from inkstone.domain.request import Tier


def version(name, on, **rates):
    return {"name": name, "effective_on": on, "rates": rates}


CARD = RateCard.from_toml(
    {
        "version": [
            version("new", date(2026, 6, 1), native={"standard": {"price_micros": 20}}),
            version(
                "old",
                date(2026, 1, 1),
                native={
                    "standard": {"price_micros": 10, "list_price_micros": 12},
                    "pro": {"price_micros": 30},
                },
            ),
        ]
    }
)


def at(*day, tz=UTC, hour=0):
    return datetime(*day, hour, tzinfo=tz)


def test_the_newest_version_in_effect_counts():
    assert CARD.rate("native", Tier.STANDARD, at=at(2026, 5, 31, hour=23)).price == Amount(10)
    assert CARD.rate("native", Tier.STANDARD, at=at(2026, 6, 1)).price == Amount(20)


def test_the_day_begins_in_utc():
    tokyo = timezone(timedelta(hours=9))
    assert CARD.rate("native", Tier.STANDARD, at=at(2026, 6, 1, tz=tokyo)).price == Amount(10)


def test_a_price_that_the_version_in_effect_does_not_name_is_unknown():
    with pytest.raises(PriceUnknown, match="native pro"):
        CARD.rate("native", Tier.PRO, at=at(2026, 7, 1))
    with pytest.raises(PriceUnknown, match="openai"):
        CARD.rate("openai", Tier.STANDARD, at=at(2026, 2, 1))
    with pytest.raises(PriceUnknown):
        CARD.rate("native", Tier.STANDARD, at=at(2025, 12, 31))


def test_the_list_price_is_the_price_where_there_is_no_discount():
    rate = CARD.rate("native", Tier.STANDARD, at=at(2026, 2, 1))
    assert (rate.price, rate.list_price) == (Amount(10), Amount(12))
    assert CARD.rate("native", Tier.PRO, at=at(2026, 2, 1)).list_price == Amount(30)


@pytest.mark.parametrize("n", [1, 2, 6])
def test_n_pictures_cost_n_prices(n):
    quote = CARD.quote("native", image_request(n=n), at=at(2026, 2, 1))
    assert quote.total == Amount(10 * n)
    assert (quote.per_image, quote.num_images, quote.rate_card) == (Amount(10), n, "old")


@pytest.mark.parametrize("price", [-1, 1.5, True, "10", None])
def test_a_price_that_is_not_micros_is_refused(price):
    document = {
        "version": [version("x", date(2026, 1, 1), native={"pro": {"price_micros": price}})]
    }
    with pytest.raises(ValueError, match="is not micros"):
        RateCard.from_toml(document)


@pytest.mark.parametrize("on", ["2026-01-01", datetime(2026, 1, 1, tzinfo=UTC), None])
def test_a_version_begins_on_a_date(on):
    with pytest.raises(ValueError, match="must be a date"):
        RateCard.from_toml({"version": [version("x", on)]})


def test_an_empty_card_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        RateCard.from_toml({})


def test_an_unknown_tier_is_refused():
    document = {"version": [version("x", date(2026, 1, 1), native={"ultra": {"price_micros": 1}})]}
    with pytest.raises(ValueError, match="ultra"):
        RateCard.from_toml(document)
