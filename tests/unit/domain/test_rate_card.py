"""The rate card: the newest version in effect counts, and nothing is free by omission."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_the_next_version_is_known_from_its_announcement_to_its_day():
    def upcoming(*day, hour=0):
        found = CARD.next_version(at=at(*day, hour=hour))
        return found.name if found else None

    assert upcoming(2025, 1, 1) == "old"
    assert upcoming(2026, 5, 31, hour=23) == "new"
    assert upcoming(2026, 6, 1) is None


@pytest.mark.parametrize("n", [1, 2, 6])
def test_n_pictures_cost_n_prices(n):
    quote = CARD.quote("native", image_request(n=n), at=at(2026, 2, 1))
    assert quote.total == Amount(10 * n)
    assert (quote.per_image, quote.num_images, quote.rate_card) == (Amount(10), n, "old")


def test_the_fee_for_a_rewritten_prompt_is_of_the_job_and_not_of_the_picture():
    document = version("x", date(2026, 1, 1), native={"standard": {"price_micros": 10}})
    card = RateCard.from_toml({"version": [{**document, "enhance": {"native": 7}}]})
    plain = card.quote("native", image_request(n=3), at=at(2026, 2, 1))
    enhanced = card.quote("native", image_request(n=3), at=at(2026, 2, 1), is_enhanced=True)
    assert (plain.extra, plain.total) == (Amount(0), Amount(30))
    assert (enhanced.extra, enhanced.total) == (Amount(7), Amount(37))


def test_a_rewritten_prompt_without_a_price_is_an_error():
    with pytest.raises(PriceUnknown, match="rewritten prompt in native"):
        CARD.quote("native", image_request(), at=at(2026, 2, 1), is_enhanced=True)


def test_a_version_has_one_currency():
    document = version("x", date(2026, 1, 1), native={"standard": {"price_micros": 10}})
    document |= {"currency": "EUR", "rule": [{"tier": "pro", "price_micros": 3}]}
    card = RateCard.from_toml({"version": [document]})
    assert card.rate("native", Tier.STANDARD, at=at(2026, 2, 1)).price == Amount(10, "EUR")
    assert card.rate("native", Tier.PRO, at=at(2026, 2, 1)).price == Amount(3, "EUR")
    quote = card.quote("native", image_request(n=2), at=at(2026, 2, 1))
    assert (quote.total, quote.extra) == (Amount(20, "EUR"), Amount(0, "EUR"))


@given(st.dates(date(2001, 1, 1), date(2100, 1, 1)), st.integers(-14, 14))
def test_a_version_begins_at_midnight_utc_of_its_day_wherever_one_asks(day, offset_h):
    card = RateCard.from_toml(
        {
            "version": [
                version("later", day, native={"standard": {"price_micros": 2}}),
                version("first", date(2000, 1, 1), native={"standard": {"price_micros": 1}}),
            ]
        }
    )
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    there = timezone(timedelta(hours=offset_h))
    for moment, micros in ((midnight - timedelta(microseconds=1), 1), (midnight, 2)):
        found = card.rate("native", Tier.STANDARD, at=moment.astimezone(there))
        assert found.price == Amount(micros)
