"""Reading of settings: place, time, weather, season, style, tint and kind of a picture.

It does not know the objects of the scene.
"""

import re
from typing import Any, cast

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.scene import naming
from inkstone.engines.sketch.edit.scene.operations import Setting
from inkstone.engines.sketch.edit.scene.wishes import Wish
from inkstone.engines.sketch.reading.parse import parse, read_phrase
from inkstone.engines.sketch.reading.phrase import Phrase
from inkstone.engines.sketch.scene import Season, TimeOfDay, Weather

_NOUNS = ("scene.background", "scene.whole", "scene.time", "scene.weather", "scene.season",
          "scene.style")  # fmt: skip
_ARTICLE = re.compile(
    r"^(?:the|this|that|its|a|of)\s+|\s+of (?:the )?(?:picture|image|scene|photo)$"
)


def is_setting(text: str) -> bool:
    """Whether words name the picture, its background, its time … and nothing in it."""
    bare = _ARTICLE.sub("", text.strip()).strip("的 ")
    return words.pattern(*_NOUNS).fullmatch(bare) is not None


def is_background(text: str) -> bool:
    """Whether words name the background."""
    bare = _ARTICLE.sub("", text.strip()).strip("的 ")
    return words.pattern("scene.background").fullmatch(bare) is not None


def of_words(wish: Wish, *, is_place: bool = False) -> Setting | None:
    """What words say of the setting; None where they say nothing of it.

    Args:
        wish: the words.
        is_place: whether they are to name a place, so that things may stand for one.
    """
    found = read_phrase(wish.raw)
    setting = _of(found, naming.kind(wish.text))
    if is_place and (setting is None or setting.place is None):
        place = _place(wish.raw)
        match = words.colour_pattern().search(wish.text)
        if place is not None:
            setting = _with(setting, place=place)
        elif match is not None and setting is None:
            return Setting(place="studio", tint=words.colour(match[0]))
    return setting


def _of(found: Phrase, kind: Any) -> Setting | None:
    values = {
        "place": found.place,
        "time": cast("TimeOfDay | None", found.time),
        "weather": cast("Weather | None", found.weather),
        "season": cast("Season | None", found.season),
        "style": found.styles or None,
        "kind": kind,
    }
    said = {name: value for name, value in values.items() if value is not None}
    return Setting(**said) if said else None


def _with(setting: Setting | None, *, place: str) -> Setting:
    if setting is None:
        return Setting(place=place)
    return Setting(
        place=place, time=setting.time, weather=setting.weather, season=setting.season,
        style=setting.style, kind=setting.kind,
    )  # fmt: skip


def _place(raw: str) -> str | None:
    """The place that things such as mountains ask for."""
    scene = parse(prompt=raw, width_px=64, height_px=64, seed=0)
    empty = parse(prompt="", width_px=64, height_px=64, seed=0)
    return scene.place if scene.objects and scene.place != empty.place else None


def clears(text: str) -> Setting | None:
    """Remove the rain, 雪停了: weather that goes."""
    if words.pattern("scene.no_weather").search(text) is None:
        return None
    bare = words.pattern("scene.no_weather", "scene.clearing", "scene.remove").sub(" ", text)
    left = re.sub(r"(?<![a-z])(?:the|all|any|it|to|make|is)(?![a-z])|[了掉吧让所有的]", "", bare)
    return Setting(weather="clear") if not left.strip() else None


def tinted(wish: Wish) -> Setting | None:
    """Tint it blue."""
    match = words.colour_pattern().search(wish.text)
    if match is None or words.pattern("scene.tint").search(wish.text) is None:
        return None
    return Setting(tint=words.colour(match[0]))
