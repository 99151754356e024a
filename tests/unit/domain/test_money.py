"""Amounts of money: read exactly or not at all."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.domain.money import AMOUNT_MAX_MICROS, Amount


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("0", 0),
        ("0.322", 322_000),
        ("1e3", 1_000_000_000),
        ("0.000001", 1),
        ("-2.5", -2_500_000),
        ("+1.", 1_000_000),
        ("1000000000", AMOUNT_MAX_MICROS),
        ("0.1000000000000000000000000000000", 100_000),
    ],
)
def test_an_amount_is_read_exactly(text, micros):
    assert Amount.parse(text).micros == micros


@pytest.mark.parametrize(
    "text",
    [
        "",
        "free",
        "1,5",
        "$5",
        "NaN",
        "sNaN",
        "Infinity",
        "-inf",
        "0.0000001",
        "1000000000.000001",
        "1e999999",
        "1e-999999",
        "9e9999999999999999999",
        "0.12345600000000000000000000000000000000001",
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=r"amount of money|out of range|finer"):
        Amount.parse(text)


@given(st.integers(-AMOUNT_MAX_MICROS, AMOUNT_MAX_MICROS))
def test_an_amount_written_and_read_again_is_the_same(micros):
    amount = Amount(micros)
    assert Amount.parse(f"{amount.units():f}") == amount


def test_amounts_add_subtract_and_multiply_without_rounding():
    assert Amount(3) + Amount(4) - Amount(2) == Amount(5)
    assert Amount(7) * 6 == Amount(42)


def test_two_currencies_do_not_add_up():
    with pytest.raises(ValueError, match="USD"):
        Amount(1) + Amount(1, "CNY")
    with pytest.raises(ValueError, match="CNY"):
        Amount(1, "CNY") - Amount(1)


@pytest.mark.parametrize(
    ("micros", "shown"),
    [(5_000, "0.00"), (15_000, "0.02"), (25_000, "0.02"), (-15_000, "-0.02"), (999_999, "1.00")],
)
def test_display_rounds_half_to_even(micros, shown):
    assert Amount(micros).rounded() == Decimal(shown)


def test_an_amount_says_its_currency_and_never_an_exponent():
    assert str(Amount(1)) == "0.000001 USD"
    assert str(Amount(0)) == "0 USD"


@given(st.integers(0, AMOUNT_MAX_MICROS), st.decimals(0, 100, places=6))
def test_a_discount_gains_and_loses_at_most_half_a_micro(micros, percent):
    exact = micros * (100 - Fraction(percent)) / 100
    off = Amount(micros, "EUR").less(percent)
    assert abs(off.micros - exact) <= Fraction(1, 2)
    assert (off.currency, 0 <= off.micros <= micros) == ("EUR", True)


@pytest.mark.parametrize(
    ("micros", "percent", "left"),
    [(5, "50", 2), (7, "50", 4), (30_000, "12.5", 26_250), (9, "0", 9), (9, "100", 0)],
)
def test_a_discount_is_rounded_half_to_even(micros, percent, left):
    assert Amount(micros).less(Decimal(percent)) == Amount(left)


@pytest.mark.parametrize("percent", ["-1", "100.000001"])
def test_no_more_than_everything_is_taken_off(percent):
    with pytest.raises(ValueError, match="cannot be taken off"):
        Amount(1).less(Decimal(percent))
