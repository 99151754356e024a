"""Settings: places, times, weather, seasons, styles, kinds, and what a prompt refuses."""

import pytest

from unit.engines.sketch.reading.facts import faults, read

_PROMPTS = [
    ("a lighthouse by the sea at night", "time night"),
    ("A fox in a snowy forest at dawn", "place forest; weather snow; time dawn; no snowman"),
    ("the moon over a desert", "place desert; time night"),
    ("a park in autumn, falling leaves", "season autumn"),
    ("summer afternoon at the beach, sunny day", "season summer; place beach; weather clear"),
    ("a stormy sea with a ship", "weather storm; ship"),
    ("overcast sky above a village", "weather cloudy"),
    ("a windy hill with a kite", "weather wind; kite"),
    ("a cat in a kitchen", "place kitchen"),
    ("watercolor painting of a barn", "style watercolor; barn; things 1"),
    ("pixel art of a small castle, retro", "style pixel; style retro; castle"),
    ("an isometric bakery", "style isometric"),
    ("paper cut style rabbit", "style papercut; rabbit"),
    ("a vase in the style of an oil painting, bokeh", "style oil; style bokeh; vase"),
    ("a red apple on a plain white background", "place studio; apple"),
    ("a cat on a solid blue background", "tint blue; cat"),
    ("greeting card with a robin", "kind card"),
    ("movie poster of a shark", "kind poster; shark"),
    ("logo for a bakery with a croissant", "kind logo; croissant; things 1"),
    ("birthday card for grandma with flowers", "kind card; flower; things 1"),
    ("seamless pattern of lemons and leaves on a light blue background",
     "kind pattern; lemon; leaf; tint 'light blue'"),
    ("portrait of a girl in a straw hat", "kind portrait; girl wears straw_hat"),
    ("close-up portrait of a tiger", "kind portrait; tiger"),
    ("a woman reading a menu in a restaurant", "kind scene"),
    ("a girl holding a sign that says \"HELP\"", "kind scene; girl"),
    ("秋天的公园里，一条长椅", "season autumn; bench"),
    ("雪夜，一列火车穿过森林", "weather snow; place forest; train"),
    ("清晨的湖面上有一只天鹅", "time dawn; place lake; swan"),
    ("夏天的海边，阳光明媚", "season summer; place beach; weather clear"),
    ("暴风雨中的灯塔", "weather storm; lighthouse"),
    ("大雾天，一座桥", "weather fog"),
    ("中秋夜，一家人在院子里", "time night; things 3"),
    ("水墨画：远山和一叶小舟", "style ink; boat"),
    ("像素风格的小城堡", "style pixel; castle"),
    ("剪纸风格的兔子", "style papercut; rabbit"),
    ("油画，向日葵插在花瓶里", "style oil; sunflower inside vase"),
    ("新年贺卡，两个红灯笼", "kind card; lantern x2"),
    ("招聘海报，蓝色背景", "kind poster; tint blue"),
    ("Logo设计：一只可爱的狐狸", "kind logo; fox; things 1"),
    ("无缝图案：樱桃和草莓，粉色背景", "kind pattern; cherry; strawberry; tint pink"),
    ("一位老人的肖像", "kind portrait"),
    ("交通标志，写着“停”", "kind sign; text sign 停"),
    ("婚礼请柬，新郎新娘站在花下", "kind card"),
]  # fmt: skip
_REFUSED = [
    ("a cat without a dog", "cat; no dog; things 1", ""),
    ("no people, an empty beach with a palm tree", "palm; place beach; things 1", ""),
    ("a street with no cars and no people", "things 0; place city", ""),
    ("a cat, a dog and a rose", "rose; things 1", "animals"),
    ("a woman, a boy and a cat", "cat; things 1", "people"),
    ("a cat on a table in the rain with a dog", "cat; things 1; weather None", "table, rain, 狗"),
    ("a girl wearing a hat and a scarf", "girl wears scarf; things 1", "hat"),
    ("a watercolor fox at night", "fox; time None; style watercolor", "night"),
    ("an apple, a banana and a cup", "coffee; things 1", "fruit"),
    ("two birds and a house", "house; things 1", "birds"),
    ("一只猫，没有狗", "cat; things 1", ""),
    ("没有人的沙滩，没有云", "place beach; things 0", ""),
    ("不要文字，一只兔子", "rabbit; things 1", ""),
    ("一只猫和一只狗在下雨", "cat; things 1; weather None", "狗，雨"),
    ("小女孩和三只兔子", "girl; things 1", "动物"),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "facts"), _PROMPTS, ids=[row[0][:32] for row in _PROMPTS])
def test_the_setting_is_what_the_prompt_says(prompt, facts):
    assert not faults(read(prompt), facts)


@pytest.mark.parametrize(
    ("prompt", "facts", "negative"), _REFUSED, ids=[row[0][:32] for row in _REFUSED]
)
def test_what_is_refused_is_left_out(prompt, facts, negative):
    assert not faults(read(prompt, negative), facts)
