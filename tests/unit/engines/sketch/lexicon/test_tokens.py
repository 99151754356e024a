"""Tests for cutting prompts into tokens."""

import pytest

from inkstone.engines.sketch.lexicon import lexicon
from inkstone.engines.sketch.lexicon.tokens import Token, tokens


def _cut(prompt: str) -> list[Token]:
    return tokens(prompt, lexicon=lexicon.load())


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        ("a red car", ["number", "colour", "object"]),
        ("under the tree", ["relation", "the", "object"]),
        ("the girl's kite", ["the", "object", "his", "object"]),
        ("snow-covered", ["weather"]),
        ("#ff8000 vase", ["colour", "object"]),
        ("一只白色的兔子", ["number", "colour", "object"]),
        ("3只猫", ["number", "object"]),
        ("坐在沙发上", ["verb", "zai", "object", "relation"]),
        ("苹果、梨", ["object", "and", "object"]),
        ("🐱🐶", ["object", "object"]),
        ("", []),
    ],
)
def test_the_longest_phrases_are_found(prompt, kinds):
    assert [token.kind for token in _cut(prompt)] == kinds


@pytest.mark.parametrize(
    ("prompt", "number"),
    [("十二朵花", 12), ("二十只羊", 20), ("两百个人", 200), ("三人", 3), ("12 cats", 12),
     ("一大群鸟", 8)],
)  # fmt: skip
def test_numbers_are_read_in_both_languages(prompt, number):
    assert int(_cut(prompt)[0].value) == number


@pytest.mark.parametrize(
    "prompt", ["A Cat, two DOGS; 紅色的貓 sits", "İstanbul 猫", "ＡＢＣ 一只狗"]
)
def test_tokens_say_where_they_stand(prompt):
    for token in _cut(prompt):
        assert prompt[token.start : token.end] == token.raw


def test_traditional_characters_mean_what_simplified_ones_do():
    values = [[token.value for token in _cut(prompt)] for prompt in ("紅色的貓", "红色的猫")]
    assert values[0] == values[1]


def test_words_of_several_meanings_keep_their_other_readings():
    (token,) = _cut("orange")
    assert "colour" in [other.kind for other in token.others]
