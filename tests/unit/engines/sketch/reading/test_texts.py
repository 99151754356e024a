"""Tests for quoted texts, their roles, and price lines."""

import pytest

from inkstone.engines.sketch.lexicon import lexicon
from inkstone.engines.sketch.reading.texts import price_lines, quoted


def _roles(prompt: str) -> list[tuple[str, str]]:
    found = quoted(prompt, lexicon=lexicon.load())
    return [(text.role, text.text) for text in found.texts]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ('a poster titled "A B" with subtitle "C"', [("title", "A B"), ("subtitle", "C")]),
        ("标题“花好月圆”，副标题“中秋快乐”", [("title", "花好月圆"), ("subtitle", "中秋快乐")]),
        ("上联“一”，下联“二”，横批“三”", [("upper", "一"), ("lower", "二"), ("horizontal", "三")]),
        ("a poster 「夜」 and 『光』", [("title", "夜"), ("subtitle", "光")]),
        ("《红楼梦》封面", [("title", "红楼梦")]),
        ("it says 'don't stop' here", [("title", "don't stop")]),
        ('footer "May 4"', [("footer", "May 4")]),
        ('a shop sign "OPEN"', [("sign", "OPEN")]),
        ('labels "A", "B" and "C"', [("label", "A"), ("label", "B"), ("label", "C")]),
        ("the cat's toy and the dog's bed", []),
        ('an unclosed " quote', []),
        ('""', []),
    ],
)  # fmt: skip
def test_quoted_texts_get_the_role_that_the_prompt_gives_them(prompt, expected):
    assert _roles(prompt) == expected


def test_quoted_words_are_not_read_as_things():
    found = quoted('a card "a cat and a dog"', lexicon=lexicon.load())
    assert "cat" not in found.rest


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Latte $4.50, Espresso $3.00", [("Latte", "$4.50"), ("Espresso", "$3.00")]),
        ("奶茶店菜单：珍珠奶茶 ¥18、绿茶 ￥15", [("珍珠奶茶", "¥18"), ("绿茶", "￥15")]),
        ("menu: tea 3€ and cake €4", [("tea", "3€"), ("cake", "€4")]),
        ("米饭5元，饺子12元", [("米饭", "5元"), ("饺子", "12元")]),
        ("a cat, a dog", []),
    ],
)
def test_price_lines_are_read_in_both_languages(prompt, expected):
    lines, _ = price_lines(prompt, lexicon=lexicon.load())
    assert [(line.name, line.price) for line in lines] == expected


def test_a_line_gets_the_emoji_of_what_it_names():
    lines, _ = price_lines("Blueberry Muffin $4.20, Latte $4", lexicon=lexicon.load())
    assert [line.emoji for line in lines] == ["🧁", "☕"]
