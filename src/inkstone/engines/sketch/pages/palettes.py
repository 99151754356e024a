"""What a page takes its colours and ornaments from: the occasion, a tint, the season, the light.

It does not know what is printed, nor how.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from inkstone.engines.sketch.pages import contrast
from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.vector.palette import mix


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one page; each is `#rrggbb`."""

    #: A dark ground.
    deep: str
    #: A light ground.
    paper: str
    #: What stands out: strong, legible on the paper.
    accent: str
    #: What goes with it: lighter, legible on the dark ground.
    second: str
    #: Small pictures of the occasion, as emoji; empty where there is none.
    motifs: tuple[str, ...] = ()
    #: The occasion's name.
    occasion: str | None = None

    @property
    def ink(self) -> str:
        """What text on the paper is written with."""
        return contrast.legible(mix(self.deep, "#14161c", 0.35), (self.paper,), least=7.5)

    @property
    def glow(self) -> str:
        """What text on the dark ground is written with."""
        return contrast.legible(mix(self.paper, "#ffffff", 0.55), (self.deep,), least=7.5)


@lru_cache(maxsize=1)
def _document() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    text = files("inkstone").joinpath("data/sketch/pages.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def _occasions() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What tells each occasion: Latin words as they begin, Chinese ones wherever they are."""
    found = []
    for name, row in _document()["occasions"].items():
        words = str(row["words"]).split("|")
        starts = "|".join(re.escape(word) for word in words if word[0] < "\x7f")
        inside = "|".join(re.escape(word) for word in words if word[0] >= "\x7f")
        parts = [rf"(?<![a-z])(?:{starts})(?:s|'s|es|ion|ed)?(?![a-z])" if starts else "", inside]
        found.append((re.compile("|".join(filter(None, parts))), name))
    return tuple(found)


def occasion_of(scene: Scene) -> str | None:
    """What the page is for, by the words on it and by what it shows."""
    said = " ".join(text.text for text in scene.texts).lower()
    shown = " ".join(f"{known.name} {known.concept}" for known in scene.objects).lower()
    for words in (said, shown, " ".join(scene.unknown).lower()):
        for pattern, name in _occasions():
            if pattern.search(words):
                return name
    return None


def palette_of(scene: Scene) -> Palette:
    """Choose the colours of a page: a tint wins over the occasion, that over season and light."""
    document = _document()
    name = occasion_of(scene)
    if name is not None:
        row = document["occasions"][name]
    elif scene.season is not None and scene.time in (None, "day"):
        row = document["seasons"][scene.season]
    else:
        row = document["lights"][scene.time or "day"]
    found = Palette(
        deep=row["deep"],
        paper=row["paper"],
        accent=row["accent"],
        second=row["second"],
        motifs=tuple(row.get("motifs", ())),
        occasion=name,
    )
    if scene.tint is not None:
        found = _tinted(found, scene.tint)
    found = _styled(found, scene.style)
    return replace(
        found,
        accent=contrast.legible(found.accent, (found.paper,)),
        second=contrast.legible(found.second, (found.deep,)),
    )


def _tinted(palette: Palette, tint: str) -> Palette:
    paper = mix(tint, "#ffffff", 0.86)
    deep = contrast.legible(mix(tint, "#0b0d14", 0.5), ("#ffffff",), least=9.0)
    return replace(
        palette,
        paper=paper,
        deep=deep,
        accent=contrast.legible(tint, (paper,)),
        second=contrast.legible(mix(tint, "#ffffff", 0.5), (deep,)),
    )


def _styled(palette: Palette, styles: tuple[str, ...]) -> Palette:
    known = _document()["styles"]
    row = next((known[style] for style in styles if style in known), None)
    return palette if row is None else replace(palette, **row)
