from hypothesis import given
from hypothesis import strategies as st

from inkstone.engines.sketch.lettering import breaking

TEXT = st.text(st.sampled_from("ab cD-1春夏，。！？（）“”、.!$¥😀 한글"), max_size=40)


def test_latin_words_stay_whole_and_chinese_characters_part() -> None:
    assert [unit.text for unit in breaking.units("Hello big 世界")] == ["Hello", "big", "世", "界"]


def test_closing_punctuation_stays_with_what_it_closes() -> None:
    assert [unit.text for unit in breaking.units("好，“月”吧！")] == ["好，", "“月”", "吧！"]


def test_a_currency_sign_stays_with_its_amount() -> None:
    assert [unit.text for unit in breaking.units("茶¥18")] == ["茶", "¥18"]


@given(TEXT)
def test_no_unit_begins_with_closing_punctuation_unless_a_space_or_nothing_is_before(
    words: str,
) -> None:
    for index, unit in enumerate(breaking.units(words)):
        assert index == 0 or unit.is_spaced or unit.text[0] not in breaking.CLOSING


@given(TEXT)
def test_units_lose_no_character(words: str) -> None:
    whole = "".join(words.split())
    assert "".join(unit.text for unit in breaking.units(words)) == whole
    assert "".join(breaking.characters(words)) == whole


def test_chinese_meets_letters_and_digits_with_a_little_air() -> None:
    units = breaking.units("在2024年Inkstone、Qwen")
    assert [unit.text for unit in units if unit.is_thin] == ["2024", "年", "Inkstone、"]
    assert not any(unit.is_thin for unit in breaking.units("在 2024 年"))
