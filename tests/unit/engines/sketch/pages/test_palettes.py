import pytest

from inkstone.engines.sketch.pages import contrast, palettes
from unit.engines.sketch.pages.scenes import page_scene, thing


@pytest.mark.parametrize(
    ("words", "occasion"),
    [
        ("Happy Birthday!", "birthday"), ("生日快乐", "birthday"), ("中秋快乐", "mid_autumn"),
        ("恭贺新春", "spring_festival"), ("Merry Christmas", "christmas"),
        ("Thank you", "thanks"), ("Save the Date", "wedding"), ("Happy olive bandage", None),
        ("Meeting on Monday", None),
    ],
)  # fmt: skip
def test_words_tell_the_occasion(words: str, occasion: str | None) -> None:
    assert palettes.occasion_of(page_scene("card", ("title", words))) == occasion


def test_what_is_shown_tells_the_occasion_where_words_do_not() -> None:
    scene = page_scene("card", ("title", "Hello"), objects=(thing("mooncake", "🥮"),))
    assert palettes.occasion_of(scene) == "mid_autumn"


@pytest.mark.parametrize("season", ["spring", "summer", "autumn", "winter"])
@pytest.mark.parametrize("time", [None, "night", "sunset", "dawn"])
def test_every_palette_is_legible(season: str, time: str | None) -> None:
    for tint in (None, "#f6c733", "#1f3274", "#ffffff", "#000000"):
        for style in ((), ("neon",), ("vintage",), ("pastel",), ("ink",)):
            scene = page_scene("poster", season=season, time=time, tint=tint, style=style)
            palette = palettes.palette_of(scene)
            assert contrast.ratio(palette.ink, palette.paper) >= 4.5
            assert contrast.ratio(palette.glow, palette.deep) >= 4.5


def test_every_occasion_is_legible_and_has_motifs() -> None:
    for words in ("生日", "春节", "中秋", "圣诞", "万圣", "婚礼", "情人节", "谢谢", "毕业", "端午"):
        palette = palettes.palette_of(page_scene("card", ("title", words)))
        assert palette.motifs
        assert contrast.ratio(palette.accent, palette.paper) >= 4.5, words
        assert contrast.ratio(palette.ink, palette.paper) >= 7
