"""Whole prompts: long ones, unknown words, later mentions, limits, and noise."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.scene import Scene
from unit.engines.sketch.reading.facts import faults, read

_LONG = [
    ("A serene landscape at golden hour: a small wooden cabin stands beside a calm lake, "
     "surrounded by tall pine trees. In the foreground, a young woman with long brown hair sits "
     "on a wooden pier, reading a book, "
     "while her golden retriever sleeps next to her. Snow-capped mountains "
     "in the distance. Highly detailed, 8k, cinematic lighting, masterpiece, trending "
     "on artstation.",
     "time sunset; place lake; pine; woman pose read; woman hair long; woman sitting_on pier; "
     "book held_by woman; dog pose sleep; dog next_to woman; unknown"),
    ("A whimsical children's book illustration of a little hedgehog wearing a blue raincoat and "
     "yellow boots, holding a red umbrella, standing under gentle rain. Soft pastel colors, cozy "
     "atmosphere, dreamy mood, intricate details, award-winning.",
     "style flat; style pastel; weather rain; hedgehog wears raincoat blue; hedgehog wears boots "
     "yellow; umbrella held_by hedgehog; umbrella colour red; things 2; unknown"),
    ("Two children, a boy and a girl, are flying a kite on a green hill. The boy is wearing a blue "
     "shirt and the girl is wearing a pink dress. White clouds drift across the sky. Their dog "
     "runs behind them, barking happily. The mood is joyful and carefree, with warm sunlight.",
     "boy wears shirt blue; girl wears dress pink; kite held_by boy; dog pose run; cloud at top; "
     "time day; unknown"),
    ("古风插画，一位身穿红色汉服的长发女子撑着油纸伞站在石桥上，桥下有两只白鹅在游水，远处是青山，烟雨朦胧，"
     "意境优美，画面细腻，高清，8k，电影质感，色彩柔和",
     "woman wears hanfu red; woman hair long; goose x2; goose pose swim; weather rain; unknown"),
    ("一个扎着双马尾、穿着蓝色背带裤的小女孩蹲在花园里，旁边有一只戴着小帽子的白色小狗，温馨治愈，"
     "阳光明媚，细节丰富，杰作",
     "girl hair pigtails; girl wears overalls blue; girl pose kneel; dog next_to girl; "
     "dog wears hat; place garden; weather clear; unknown"),
    ("秋天的公园里，一对老夫妻坐在长椅上喂鸽子，地上铺满金黄的落叶，夕阳西下，画面温暖动人，富有诗意",
     "season autumn; place park; time sunset; person sitting_on bench; person feeding pigeon; "
     "falling_leaves at bottom"),
]  # fmt: skip
_UNKNOWN = [
    ("A very Florbish cat with the zxcvb and 鳜鱼饕餮", ["Florbish", "zxcvb"],
     ["A", "very", "the"]),
    ("a zorbal holding a lamp", ["zorbal"], ["holding"]),
    ("a cat reading a quixnor under a tree", ["quixnor"], ["reading"]),
    ("breathtaking ethereal masterpiece, ultra-detailed, moody atmosphere, a cat", [], []),
    ("a portrait of Taylor Zwift in the park", ["Taylor Zwift"], []),
    ("一只猫在玩赛博陀螺仪", [], ["猫"]),
    ("意境深远，气势恢宏，细节丰富，一只鹤", [], ["意境", "细节"]),
]  # fmt: skip
_AGAIN = [
    ("a cat and a dog. The cat is sleeping", "things 2; cat pose sleep"),
    ("a red car and a blue car. The blue car is parked under a tree",
     "car:blue under tree; things 3"),
    ("a cat. Another cat sits on a chair", "things 3"),
    ("a parrot on a branch. The bird is singing", "things 2"),
    ("a woman with a dog. She is holding an umbrella and it is wearing a hat",
     "umbrella held_by woman; dog wears hat; things 3"),
    ("a boy and a girl. They are dancing", "boy pose dance; girl pose dance"),
    ("three birds on a tree. The birds are singing", "bird x3; things 2"),
    ("一只猫和一只狗。猫在睡觉", "things 2; cat pose sleep"),
    ("一个女孩，她穿着红裙子", "girl wears dress red; things 1"),
    ("一个老人和一个小孩。他们在笑", "person mood happy; child mood happy; things 2"),
    ("两只兔子，其中一只是白色的", "rabbit:white x1; things 2"),
    ("两只狗，一只在跑，另一只在睡觉", "dog pose run; dog pose sleep; things 2"),
]  # fmt: skip
_AMBIGUOUS = [
    ("an orange cat eating an orange", "orange held_by cat; cat coloured"),
    ("a rose colored dress and a rose", "rose"),
    ("two olive branches and an olive wall", "things 1"),
    ("a bat flying over a castle", "bat above castle"),
    ("a turkey in a field", "turkey; place meadow"),
    ("a girl waves at a dog", "girl pose wave"),
    ("a man plays the guitar", "man pose play; guitar held_by man"),
    ("a park bench", "bench"),
    ("a fish in a bowl and a man fishing", "man pose fish; fish"),
    ("two birds fly over the sea", "bird pose fly"),
    ("a cook cooks soup", "cook pose cook"),
    ("a bear bears a gift", "bear"),
    ("the cat leaves the house", "cat pose walk"),
    ("a woman watches a watch", "woman pose look"),
    ("一只杜鹃在枝头啼叫", "bird"),
    ("山坡上开满了杜鹃", "no bird"),
    ("一匹马上坐着一个骑士", "knight"),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "facts"), _LONG, ids=[row[0][:24] for row in _LONG])
def test_long_prompts_are_read_and_what_only_praises_is_passed_over(prompt, facts):
    assert not faults(read(prompt), facts)


@pytest.mark.parametrize(
    ("prompt", "reported", "kept"), _UNKNOWN, ids=[row[0][:24] for row in _UNKNOWN]
)
def test_unknown_words_are_told_as_spelled_and_grammar_is_not(prompt, reported, kept):
    unknown = read(prompt).unknown
    assert set(reported) <= set(unknown)
    assert not set(kept) & set(unknown)


@pytest.mark.parametrize(("prompt", "facts"), _AGAIN, ids=[row[0][:24] for row in _AGAIN])
def test_later_mentions_mean_what_was_named_before(prompt, facts):
    assert not faults(read(prompt), facts)


@pytest.mark.parametrize(("prompt", "facts"), _AMBIGUOUS, ids=[row[0][:24] for row in _AMBIGUOUS])
def test_words_of_several_meanings_are_read_by_the_words_around_them(prompt, facts):
    assert not faults(read(prompt), facts)


_MANY = ("cat", "dog", "cow", "pig", "fox", "bear", "duck", "frog", "car", "bus", "boat", "ship",
         "tree", "house", "moon", "star", "cup", "book")  # fmt: skip


def test_counts_and_things_have_a_limit_and_say_so():
    assert read("500 cats").objects[0].count == 12
    scene = read(", ".join(f"a {word}" for word in _MANY))
    assert len(scene.objects) == 14
    assert not faults(scene, "note too_many_things cup book")


_HOSTILE = ['"' * 4000, "“" * 4000, "'a " * 1300, "一" * 4000, "a" * 4000, "$1" * 2000,
            "a cat and " * 400, "的" * 4000, "两只" * 2000, "-" * 4000, "ab-" * 1300,
            "\u0130" * 4000, "a left of " * 400, "👩‍👩‍👧‍👦" * 500, "\x1e" * 4000, "：" * 4000,
            "no " * 1300, "1. " * 1300, "red and " * 500, "坐在" * 2000, "猫的" * 2000,
            "the the " * 500, "titled A " * 440, "1999 " * 800, "مرحبا " * 660, "\u202e" * 4000,
            "a red, " * 570, "vs " * 1300, "→ " * 2000, "🐱" * 2000, "Aa " * 1300, "\n" * 4000,
            "the text A" * 400, "写着上" * 1300, "a, b and " * 440]  # fmt: skip


@pytest.mark.parametrize("prompt", _HOSTILE, ids=range(len(_HOSTILE)))
def test_four_thousand_hostile_characters_take_bounded_time(prompt):
    read("a cat")
    start = time.process_time()
    _check(read(prompt, prompt))
    # Ten times what it takes, for machines that are busy.
    assert time.process_time() - start < 1.0


def _check(scene: Scene) -> None:
    ids = [known.id for known in scene.objects]
    assert len(set(ids)) == len(ids) <= 14
    for known in scene.objects:
        assert 1 <= known.count <= 12
        assert all(each.target in ids and each.target != known.id for each in known.relations)
    assert all(text.of is None or text.of in ids for text in scene.texts)
    assert len(scene.texts) <= 16


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=120), st.text(max_size=40))
def test_reading_never_fails(prompt, negative):
    _check(read(prompt, negative))


_WORDS = st.sampled_from(
    ["cat", "two", "红色的", "猫", "under", "在", "上面", "tree", "no", "and", ",", "holding", "is",
     "woman", '"hi"', "$5", "next to", "有", "桌子", "night", "the", "riding", "。", "的",
     "wearing",
     "hat", "one", "把", "被", "she", "it", "with", "of", "between", "sitting", "坐", "写着", "red",
     "sign", "on the left", "左边", "family", "a bowl of", "1.", "→", "birds", "who",
     "穿着", "裙子",
     "另一只", "statue", "for", "shaped like", "hair", "头上", "to", "by", "chased", "一个"]
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(_WORDS, max_size=16))
def test_known_words_in_any_order_make_a_scene_whose_targets_exist(words):
    _check(read(" ".join(words)))
    _check(read("".join(words)))


def test_the_same_words_make_the_same_scene():
    prompt = "a girl in a red dress holding two balloons next to a dog, 一只猫坐在树下"
    assert read(prompt) == read(prompt)
