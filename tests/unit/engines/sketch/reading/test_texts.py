"""Texts: what is quoted or announced, its role, and what says or carries it."""

import pytest

from inkstone.engines.sketch.reading.quotes import quoted
from unit.engines.sketch.reading.facts import faults, read

_PROMPTS = [
    ('a poster titled "A B" with subtitle "C"', "text title 'A B'; text subtitle C; kind poster"),
    ('a poster with "ONE" and "TWO"', "text title ONE; text subtitle TWO"),
    ('it says \'don\'t stop\' here', 'text title "don\'t stop"'),
    ('a flyer, headline "SALE" in red letters at the top, footer "May 4"',
     "text title SALE colour red at top; text footer 'May 4'"),
    ('A sign that says "OPEN"', "text sign OPEN; kind sign"),
    ('A sign that says "OPEN 24 HOURS" above a small shop',
     "kind scene; text sign 'OPEN 24 HOURS' of shop"),
    ("a shop with a sign saying “BAKERY”", "text sign BAKERY of shop; kind scene"),
    ("a girl saying “Hi”", "text speech Hi of girl; kind scene"),
    ('a boy shouting "Look out!" and a dog barking "Woof"',
     "text speech 'Look out!' of boy; text speech Woof of dog"),
    ('a jar labeled "JAM"', "text sign JAM of jar"),
    ('a birthday cake with three candles and "Happy 5th" written on it',
     "text sign 'Happy 5th' of cake; candle x3"),
    ('a girl in a t-shirt with the words "LOVE"', "text sign LOVE of girl; girl wears t_shirt"),
    ('vintage poster for Paris with the Eiffel Tower and the text "BONJOUR"',
     "text title BONJOUR; eiffel_tower; kind poster"),
    ('labels "A", "B" and "C" on a diagram', "items A B C; kind infographic"),
    ("a movie poster titled THE LAST SAMURAI with a samurai",
     "text title 'THE LAST SAMURAI'; samurai"),
    ("a banner with the words HELLO WORLD in capitals", "text title 'HELLO WORLD'"),
    ("Road sign saying SLOW DOWN", "text sign 'SLOW DOWN'; kind sign"),
    ("Logo for a coffee shop called Bean There", "text title 'Bean There'; kind logo"),
    ("a cat named Whiskers on a chair", "cat on chair; things 2; unknown"),
    ("a book cover, title: The Quiet Sea, a boat", "text title 'The Quiet Sea'; boat"),
    ("«Bonjour» et 「夜」", "text title Bonjour; text subtitle 夜"),
    ("标题“花好月圆”，副标题“中秋快乐”", "text title 花好月圆; text subtitle 中秋快乐"),
    ("上联“一帆风顺”，下联“万事如意”，横批“恭喜发财”",
     "text upper 一帆风顺; text lower 万事如意; text horizontal 恭喜发财; kind couplet"),
    ("春联，上联：春满人间，下联：福临门第，横批：吉祥如意",
     "text upper 春满人间; text lower 福临门第; text horizontal 吉祥如意; kind couplet"),
    ("小男孩说：“你好！”", "text speech 你好！ of boy; kind scene"),
    ("小猫说：“我饿了”，小狗回答：“我也是”",
     "text speech 我饿了 of cat; text speech 我也是 of dog"),
    ("海报，标题是春天来了，一只燕子", "text title 春天来了; kind poster"),
    ("面包店的招牌上写着“麦香坊”", "text sign 麦香坊"),
    ("一个写着“福”字的红灯笼", "text sign 福 of lantern; lantern coloured; kind scene"),
    ("水墨山水，左上角竖排题字“独钓寒江雪”，红色印章“江雪”",
     "text vertical 独钓寒江雪 at top_left; text seal 江雪; style ink"),
    ("生日贺卡，写着“生日快乐”，有蛋糕、气球和礼物",
     "text title 生日快乐; kind card; cake; balloon; gift; things 3"),
    ("海报，红色大字“促销”，底部写着“仅限今日”",
     "text title 促销 colour red; text footer 仅限今日"),
    ("书法作品，毛笔字“厚德载物”", "text title 厚德载物 font brush"),
    ("《红楼梦》封面", "text title 红楼梦; kind poster"),
    ("看《西游记》的男孩", "boy"),
    ('奶茶店菜单，标题“春日特饮”：珍珠奶茶 ¥18、绿茶 ￥15',
     "text title 春日特饮; line 珍珠奶茶 ¥18; line 绿茶 ￥15; kind menu"),
    ("Latte $4.50, Espresso $3.00", "line Latte $4.50; line Espresso $3.00; kind menu"),
    ("menu: tea 3€ and cake €4", "line tea 3€; line cake €4"),
    ("米饭5元，饺子12元", "line 米饭 5元; line 饺子 12元"),
    ("lunch menu: Lobster $1,200, Soup $8 / $12", "line Lobster $1,200; line Soup $8/$12"),
    ("Menu with two columns: Hot drinks: Latte $4, Mocha $5; Cold drinks: Iced tea $3",
     "line Latte $4; line 'Cold drinks' ''; line 'Iced tea' $3"),
    ("menu: Pancakes 7.50, Waffles 8.25, Omelette 9", "line Pancakes 7.50; line Omelette 9"),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "facts"), _PROMPTS, ids=[row[0][:32] for row in _PROMPTS])
def test_texts_have_the_role_and_the_bearer_that_the_prompt_gives_them(prompt, facts):
    assert not faults(read(prompt), facts)


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("“A” „B“ 「C」 『D』 \"E\" 'F' ‘G’ «H» 〝I〞 《J》", list("ABCDEFGHIJ")),
        ("the cat's toy and the dog's bed", []),
        ('an unclosed " quote', []),
        ('""', []),
        ('a 5\'6" tall man and a 7" disc', []),
        ("say “He said ‘hi’”", ["He said ‘hi’"]),
        ("“ two  spaces ”", ["two  spaces"]),
        ("“one\nline”", ["one line"]),
    ],
)
def test_quotes_of_every_style_are_cut_out(prompt, texts):
    found = quoted(prompt)
    assert [cut.text for cut in found.cuts] == texts
    assert len(found.rest) == len(prompt)


def test_quoted_words_are_not_read_as_things():
    assert not read('a card "a cat and a dog"').objects


def test_a_line_gets_the_emoji_of_what_it_names():
    assert [line.emoji for line in read("Apple $4.20, Latte $4").lines] == ["🍎", "☕"]
