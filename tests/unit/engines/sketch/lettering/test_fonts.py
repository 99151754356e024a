import re
from types import SimpleNamespace

import pytest

from inkstone.engines.sketch.lettering import fonts


def test_each_character_is_drawn_by_the_first_font_that_has_it() -> None:
    runs, missing = fonts.split("Tea 茶한😀", face="display")
    assert [(run.text, run.file) for run in runs] == [
        ("Tea ", "dm_sans"), ("茶", "noto_sc"), ("한", "noto_kr"), ("😀", "emoji"),
    ]  # fmt: skip
    assert missing == ()


def test_characters_in_no_font_are_reported_once_and_never_drawn() -> None:
    runs, missing = fonts.split("a\U000fabcdb\U000fabcd", face="sans")
    assert "".join(run.text for run in runs) == "ab"
    assert missing == ("\U000fabcd",)


def test_control_characters_are_neither_drawn_nor_reported() -> None:
    runs, missing = fonts.split("a\u200b\u0007b\ufeff", face="sans")
    assert "".join(run.text for run in runs) == "ab"
    assert missing == ()


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧", "❤️", "1️⃣", "🇨🇳", "🧑🏽‍🚀"])
def test_a_sequence_of_emoji_is_one_run(emoji: str) -> None:
    runs, _ = fonts.split(emoji + emoji, face="sans")
    assert [run.text for run in runs] == [emoji, emoji]


def test_weight_changes_outlines() -> None:
    (run,), _ = fonts.split("永", face="sans")
    (glyph,) = fonts.shape(run, weight=400, ligatures=True)
    thin, thick = (fonts.outline(run.file, glyph.gid, weight=weight) for weight in (100, 900))
    assert thin.d != thick.d
    assert re.fullmatch(r"[MLQCZ\d. -]+", thin.d)


def test_the_revision_names_all_that_decides_pixels() -> None:
    named = fonts.revision()
    for package in ("resvg-py-", "uharfbuzz-", "deckr-fonts-", "justmytype-intl-cjk-"):
        assert package in named


def test_a_changed_font_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = SimpleNamespace(
        package="deckr_fonts", path="fonts/Audiowide-Regular.ttf", sha256="0" * 64, axes=()
    )
    # The catalogue is patched because the real one names the real digests.
    monkeypatch.setattr(fonts, "_catalogue", lambda: ({"changed": wanted}, {}))
    with pytest.raises(fonts.FontError, match="not the expected version"):
        fonts.font("changed")


def test_an_absent_font_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = SimpleNamespace(package="no_such_fonts", path="a.ttf", sha256="", axes=())
    # The catalogue is patched because the pinned packages are always installed here.
    monkeypatch.setattr(fonts, "_catalogue", lambda: ({"absent": wanted}, {}))
    with pytest.raises(fonts.FontError, match="no_such_fonts is not installed"):
        fonts.font("absent")
