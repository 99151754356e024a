"""Double entry: two legs that sum to zero, and a hold that splits without a remainder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.domain.ledger import Balance, EntryKind, postings, resolve


@given(st.sampled_from(EntryKind), st.integers(0, 10**15))
def test_the_postings_of_an_entry_sum_to_zero(kind, micros):
    legs = postings(kind, "acct_1", micros)
    assert sum(leg.amount_micros for leg in legs) == 0
    assert legs[0].ledger_account != legs[1].ledger_account


@pytest.mark.parametrize("kind", [kind for kind in EntryKind if kind is not EntryKind.ADJUST])
def test_only_an_adjustment_takes_money_away(kind):
    with pytest.raises(ValueError, match="cannot move"):
        postings(kind, "acct_1", -1)
    assert postings(EntryKind.ADJUST, "acct_1", -1)[1].amount_micros == -1


@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(0, 9))
def test_what_is_captured_and_released_is_what_was_held(price, asked, made):
    held = price * asked
    done = resolve(held_micros=held, per_image_micros=price, num_images=made)
    assert done.captured_micros + done.released_micros == held
    assert done.captured_micros == min(made, asked) * price
    assert done.released_micros >= 0


def test_a_hold_and_its_resolution_leave_the_held_account_empty():
    legs = [
        *postings(EntryKind.HOLD, "a", 10),
        *postings(EntryKind.CAPTURE, "a", 7),
        *postings(EntryKind.RELEASE, "a", 3),
    ]
    assert sum(leg.amount_micros for leg in legs if leg.ledger_account == "a:held") == 0


def test_what_is_available_is_the_balance_less_what_is_held():
    assert (
        Balance(account_id="a", currency="USD", balance_micros=5, held_micros=2).available_micros
        == 3
    )
