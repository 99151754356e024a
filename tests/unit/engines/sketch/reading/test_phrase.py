"""Phrases: what a stretch of an instruction names beside the objects of a scene."""

import pytest

from inkstone.engines.sketch.reading.parse import read_phrase
from unit.engines.sketch.reading.facts import colour, read

_SCENE = read("a red car and a blue car, a cat sitting on a sofa, two balloons").objects


def _ids(words: str) -> list[tuple[str, bool]]:
    return [(mention.id, mention.is_new) for mention in read_phrase(words, known=_SCENE).mentions]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("remove the cat", [("cat", False)]),
        ("remove the blue car", [("car-2", False)]),
        ("the red car", [("car", False)]),
        ("delete both cars", [("car", False), ("car-2", False)]),
        ("add a dog next to the cat", [("dog", True), ("cat", False)]),
        ("add another cat", [("cat-2", True)]),
        ("balloons", [("balloon", False)]),
        ("the animal", [("cat", False)]),
        ("把猫换成狗", [("cat", False), ("dog", True)]),
        ("三只狗坐在沙发上", [("dog", True), ("sofa", False)]),
        ("去掉气球", [("balloon", False)]),
        ("a zxcvb", []),
    ],
)
def test_nouns_mean_known_objects_or_new_ones(words, ids):
    assert _ids(words) == ids


def test_a_mention_says_where_its_words_stand():
    words = 'write "cat" and remove the cat'
    (mention,) = read_phrase(words, known=_SCENE).mentions
    assert words[mention.start : mention.end] == mention.name == "cat"
    assert mention.start == words.rindex("cat")


def test_new_objects_relate_to_known_ones():
    (dog,) = read_phrase("a big brown dog under the sofa", known=_SCENE).objects
    assert [(each.kind, each.target) for each in dog.relations] == [("under", "sofa")]
    assert dog.scale > 1
    assert dog.colour == colour("brown")


def test_known_objects_are_told_as_they_are_then():
    (cat,) = read_phrase("the cat is wearing sunglasses and sleeping", known=_SCENE).changed
    assert cat.id == "cat"
    assert cat.pose == "sleep"
    assert [worn.kind for worn in cat.wears] == ["sunglasses"]


def test_what_no_thing_takes_is_told_by_itself():
    phrase = read_phrase("make the car green and bigger, at night in the snow", known=_SCENE)
    assert phrase.colours == (colour("green"),)
    assert phrase.sizes
    assert phrase.sizes[0] > 1
    assert (phrase.time, phrase.weather) == ("night", "snow")
    assert not phrase.changed


def test_texts_places_and_styles_are_told():
    phrase = read_phrase('title "HELLO", on a beach, watercolor, 春天', known=_SCENE)
    assert [(text.role, text.text) for text in phrase.texts] == [("title", "HELLO")]
    assert phrase.place == "beach"
    assert phrase.styles == ("watercolor",)
    assert phrase.season == "spring"


def test_what_is_refused_is_told():
    assert set(read_phrase("no dog, without a hat", known=_SCENE).dropped) >= {"dog"}


def test_without_a_scene_all_is_new():
    phrase = read_phrase("two cats and a tree")
    assert [known.id for known in phrase.objects] == ["cat", "tree"]
    assert all(mention.is_new for mention in phrase.mentions)
