import pytest

from inkstone.engines.sketch.lettering import bidi


@pytest.mark.parametrize(
    ("text", "is_right"),
    [("שלום", True), ("مرحبا world", True), ("world مرحبا", False), ("12 שלום", True), ("", False)],
)
def test_the_first_letter_tells_the_direction(text: str, is_right: bool) -> None:
    assert bidi.is_right_to_left(text) == is_right


def test_words_of_one_direction_stay_in_order() -> None:
    assert bidi.order(["one", "two", "三"], base=False) == [0, 1, 2]


def test_words_that_run_from_the_right_are_turned_among_others() -> None:
    words = ["read", "שלום", "עולם", "now"]
    assert bidi.order(words, base=False) == [0, 2, 1, 3]
    assert bidi.order(words, base=True) == [3, 2, 1, 0]


def test_signs_go_on_as_what_stands_before_them() -> None:
    assert bidi.order(["שלום", "12", "!"], base=True) == [2, 1, 0]
    assert bidi.order(["ok", "12", "!"], base=False) == [0, 1, 2]
