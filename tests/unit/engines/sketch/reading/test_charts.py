"""Charts: the items of an infographic, from the prompt's own words."""

import pytest

from unit.engines.sketch.reading.facts import faults, read

_PROMPTS = [
    ("infographic: how to make tea in three steps: 1. boil water 2. add leaves 3. pour into a cup",
     "chart steps; items 'boil water' 'add leaves' 'pour into a cup'; kind infographic"),
    ("three steps: 1. wash 2. chop 3. cook", "chart steps; items wash chop cook"),
    ("Step-by-step guide. Step 1: mix the flour. Step 2: bake. Step 3: eat",
     "chart steps; items 'mix the flour' bake eat"),
    ("bar chart of fruit sales: apples 30, pears 45, oranges 25",
     "chart bars; items apples pears oranges; values 30 45 25"),
    ("pie chart: rent 50%, food 30% and fun 20%",
     "chart pie; items rent food fun; values 50% 30% 20%"),
    ("timeline of flight: 1783 hot air balloon; 1903 first airplane; 1969 moon landing",
     "chart timeline; items 1783 1903 1969"),
    ("infographic about the water cycle with labels \"Evaporation\", \"Condensation\", \"Rain\"",
     "chart cycle; items Evaporation Condensation Rain"),
    ("life cycle of a butterfly infographic: egg → caterpillar → chrysalis → butterfly",
     "chart cycle; items egg caterpillar chrysalis butterfly"),
    ("infographic comparing cats and dogs", "chart comparison; items cats dogs"),
    ("infographic with tips: drink water, sleep well and walk daily",
     "chart list; items 'drink water' 'sleep well' 'walk daily'"),
    ("步骤图：洗菜、切菜、炒菜", "chart steps; items 洗菜 切菜 炒菜"),
    ("信息图：如何泡茶，步骤：烧水、温杯、投茶、冲泡", "chart steps; items 烧水 温杯 投茶 冲泡"),
    ("流程图，第一步：泡茶，第二步：倒茶，第三步：喝茶", "chart steps; items 泡茶 倒茶 喝茶"),
    ("柱状图，苹果30，香蕉45，橙子20", "chart bars; items 苹果 香蕉 橙子; values 30 45 20"),
    ("饼图：苹果30%、梨45%、香蕉25%", "chart pie; items 苹果 梨 香蕉; values 30% 45% 25%"),
    ("时间线：1949年新中国成立；1978年改革开放；2008年北京奥运会",
     "chart timeline; items 1949年 1978年 2008年"),
    ("a cat vs dog battle", "kind scene; chart None; cat; dog"),
    ("a man sitting on steps", "kind scene; chart None"),
    ("a bar with three stools", "kind scene; chart None"),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "facts"), _PROMPTS, ids=[row[0][:32] for row in _PROMPTS])
def test_charts_have_the_items_that_the_prompt_names(prompt, facts):
    assert not faults(read(prompt), facts)


def test_an_item_knows_the_thing_that_it_shows():
    scene = read("柱状图，苹果30%，香蕉45%，橙子20%")
    assert [item.concept for item in scene.items] == ["apple", "banana", "orange"]
    assert [item.value for item in scene.items] == [30.0, 45.0, 20.0]
