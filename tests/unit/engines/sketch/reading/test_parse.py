"""Tests for reading prompts: a checklist for each."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.reading.parse import parse
from inkstone.engines.sketch.scene import Scene

#: Prompt, objects with their counts, and what else has to hold: place, time, weather, kind.
_CHECKS = [
    ("three red apples and a green pear on a wooden table, plain background",
     {"apple": 3, "pear": 1, "table": 1}, {"place": "studio"}),
    ("A white cat sitting under a big tree next to a red car, mountains, sunny day",
     {"cat": 1, "tree": 1, "car": 1}, {"place": "mountain", "time": "day"}),
    ("two penguins and a snowman with a red scarf in a snowy field at night",
     {"penguin": 2, "snowman": 1}, {"place": "snow", "time": "night"}),
    ("小女孩拿着红色的气球站在海边，日落，远处有一艘帆船",
     {"girl": 1, "balloon": 1, "sailboat": 1}, {"place": "beach", "time": "sunset"}),
    ("watercolor of three purple tulips and a yellow butterfly in a meadow at dawn",
     {"tulip": 3, "butterfly": 1}, {"place": "meadow", "time": "dawn", "style": ("watercolor",)}),
    ("underwater scene with a sea turtle, two clownfish and an octopus",
     {"sea_turtle": 1, "clownfish": 2, "octopus": 1}, {"place": "underwater"}),
    ("neon cyberpunk city street at night with a robot holding an umbrella in the rain",
     {"robot": 1, "umbrella": 1},
     {"place": "city", "time": "night", "weather": "rain", "style": ("neon",)}),
    ("五个孩子在草地上放风筝，晴天", {"child": 5, "kite": 1}, {"place": "meadow", "time": "day"}),
    ("两只熊猫在竹林里吃竹子", {"panda": 2, "bamboo": 1}, {"place": "forest"}),
    ("一只橘猫坐在窗台上，窗外下着雨", {"cat": 1, "windowsill": 1},
     {"place": "room", "weather": "rain"}),
    ("an astronaut riding a horse on the moon", {"astronaut": 1, "horse": 1},
     {"place": "moonscape"}),
    ("太空中一枚火箭飞向月球，星星", {"rocket": 1, "moon": 1, "star": 1}, {"place": "space"}),
    ("The Eiffel Tower at sunset with hot air balloons",
     {"eiffel_tower": 1, "hot_air_balloon": 3}, {"time": "sunset"}),
    ("an elephant and a giraffe at a lake, a flock of birds flying above, dawn",
     {"elephant": 1, "giraffe": 1, "bird": 6}, {"place": "lake", "time": "dawn"}),
    ("A golden retriever lying on a blue sofa next to a lamp in a living room at night",
     {"dog": 1, "sofa": 1, "floor_lamp": 1}, {"place": "room", "time": "night"}),
    ("woman in a green qipao holding an umbrella on a bridge, misty",
     {"woman": 1, "umbrella": 1, "bridge": 1}, {"weather": "fog"}),
    ("no people, an empty beach with a palm tree and a crab", {"palm": 1, "crab": 1},
     {"place": "beach"}),
    ("a steampunk airship above mountains at dusk", {"airship": 1},
     {"place": "mountain", "time": "sunset"}),
    ("A cup of coffee to the left of a laptop on a desk, morning light",
     {"coffee": 1, "laptop": 1, "table": 1}, {"place": "room", "time": "dawn"}),
    ("a dozen oranges in a kitchen", {"orange": 12}, {"place": "kitchen"}),
    ("three foxes, two geese and mice", {"fox": 3, "goose": 2, "mouse": 1}, {}),
    ("沙漠里有三头骆驼和一棵仙人掌", {"camel": 3, "cactus": 1}, {"place": "desert"}),
    ("下雪的森林，一只狐狸", {"fox": 1}, {"place": "forest", "weather": "snow"}),
    ("咖啡馆里的桌子上有两杯咖啡", {"table": 1, "coffee": 2}, {"place": "cafe"}),
    ("生日贺卡，写着“生日快乐”，有蛋糕、气球和礼物", {"cake": 1, "balloon": 1, "gift": 1},
     {"kind": "poster"}),
    ('A movie poster titled "THE LAST LIGHT", a lighthouse by the sea at night',
     {"lighthouse": 1}, {"kind": "poster", "place": "sea", "time": "night"}),
    ("春联：上联“天增岁月人增寿”，下联“春满乾坤福满门”，横批“四季长安”", {}, {"kind": "couplet"}),
    ("奶茶店菜单：珍珠奶茶 ¥18、茉莉绿茶 ¥15", {}, {"kind": "menu"}),
    ("中秋节海报，标题“花好月圆”，一只白色的兔子和两盏灯笼，满月",
     {"rabbit": 1, "lantern": 2, "full_moon": 1}, {"kind": "poster", "time": "night"}),
]  # fmt: skip


def _read(prompt: str, negative: str = "") -> Scene:
    return parse(prompt=prompt, negative_prompt=negative, width_px=512, height_px=512, seed=1)


def _object(scene: Scene, concept: str):
    return next(known for known in scene.objects if known.concept == concept)


@pytest.mark.parametrize(("prompt", "objects", "rest"), _CHECKS, ids=[c[0][:32] for c in _CHECKS])
def test_a_prompt_is_read_as_its_checklist_says(prompt, objects, rest):
    scene = _read(prompt)
    assert {known.concept: known.count for known in scene.objects} == objects
    for name, value in rest.items():
        assert getattr(scene, name) == value, name


@pytest.mark.parametrize(
    ("prompt", "concept", "colour"),
    [
        ("three red apples", "apple", "#d7353f"),
        ("a blue mug", "coffee", "#2f6fdc"),
        ("一只白色的兔子", "rabbit", "#f7f5ef"),
        ("红气球", "balloon", "#d7353f"),
        ("an orange cat", "cat", "#f0842c"),
        ("a woman in a green dress", "woman", "#3f9f52"),
    ],
)
def test_colours_belong_to_the_thing_that_they_are_said_of(prompt, concept, colour):
    assert _object(_read(prompt), concept).colour == colour


@pytest.mark.parametrize(
    ("prompt", "concept", "relation", "target"),
    [
        ("a cat under a tree", "cat", "under", "tree"),
        ("a vase on the table", "vase", "on", "table"),
        ("a dog to the left of a house", "dog", "left_of", "house"),
        ("a dog in front of a house", "dog", "in_front_of", "house"),
        ("a girl holding a balloon", "balloon", "held_by", "girl"),
        ("a corgi wearing a crown", "crown", "worn_by", "dog"),
        ("一只猫坐在沙发上", "cat", "on", "sofa"),
        ("猫在树下面", "cat", "under", "tree"),
        ("桌子上有一个花瓶", "vase", "on", "table"),
        ("房子旁边有一辆汽车", "car", "next_to", "house"),
        ("狗在房子的左边", "dog", "left_of", "house"),
        ("女孩拿着一把雨伞", "umbrella", "held_by", "girl"),
    ],
)
def test_relations_are_read_in_both_languages(prompt, concept, relation, target):
    scene = _read(prompt)
    known = _object(scene, concept)
    assert known.relation == relation
    assert known.target is not None
    assert scene.objects[known.target].concept == target


def test_sizes_scale():
    assert _object(_read("a giant mushroom"), "mushroom").scale > 1.3
    assert _object(_read("a tiny dog"), "dog").scale < 0.8


@pytest.mark.parametrize("prompt", ["a cat without a dog", "a cat, no dog", "一只猫，没有狗"])
def test_what_is_negated_is_left_out(prompt):
    assert [known.concept for known in _read(prompt).objects] == ["cat"]


def test_the_negative_prompt_drops_concepts_weather_and_what_refers_to_them():
    scene = _read("a cat on a table in the rain with a dog", "table, rain, 狗")
    assert [known.concept for known in scene.objects] == ["cat"]
    assert scene.weather is None
    assert scene.objects[0].target is None


def test_a_negative_prompt_about_people_drops_everyone():
    assert [known.concept for known in _read("a woman, a boy and a cat", "people").objects] == [
        "cat"
    ]


def test_unknown_words_are_kept_as_spelled_and_grammar_is_not():
    scene = _read("A very Florbish cat with the zxcvb and 鳜鱼饕餮")
    assert scene.unknown[:2] == ("Florbish", "zxcvb")
    assert not {"A", "very", "the", "with"} & set(scene.unknown)


def test_a_second_mention_is_the_same_thing():
    assert len(_read("a cat and a dog. The cat is sleeping").objects) == 2


_MANY = ("cat", "dog", "cow", "pig", "fox", "bear", "duck", "frog", "car", "bus", "boat", "ship",
         "tree", "house", "moon", "star", "cup", "book")  # fmt: skip


def test_counts_and_things_have_a_limit():
    assert _read("500 cats").objects[0].count == 12
    assert len(_read(", ".join(f"a {word}" for word in
                     _MANY)).objects) == 14  # fmt: skip


_HOSTILE = ['"' * 4000, "“" * 4000, "'a " * 1300, "一" * 4000, "a" * 4000, "$1" * 2000,
            "a cat and " * 400, "的" * 4000, "两只" * 2000, "-" * 4000, "ab-" * 1300,
            "\u0130" * 4000,
            "a left of " * 400, "👩‍👩‍👧‍👦" * 500, "\x1e" * 4000, "：" * 4000,
            "no " * 1300]  # fmt: skip


@pytest.mark.parametrize("prompt", _HOSTILE, ids=range(len(_HOSTILE)))
def test_four_thousand_hostile_characters_take_bounded_time(prompt):
    start = time.perf_counter()
    _read(prompt, prompt)
    assert time.perf_counter() - start < 1.0


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.text(max_size=40))
def test_reading_never_fails(prompt, negative):
    _read(prompt, negative)


_WORDS = st.sampled_from(
    ["cat", "two", "红色的", "猫", "under", "在", "上面", "tree", "no", "and", ",", "holding",
     "woman",
     '"hi"', "$5", "next to", "有", "桌子", "night", "the", "riding", "。"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=14))
def test_known_words_in_any_order_make_a_scene_whose_targets_exist(words):
    scene = _read(" ".join(words))
    for known in scene.objects:
        assert known.target is None or 0 <= known.target < len(scene.objects)
