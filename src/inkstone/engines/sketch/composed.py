"""A composed drawing: picture and letters, apart until their pixels meet.

It does not know what either shows, nor how a style looks.
"""

import re
from dataclasses import dataclass, replace

from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.styles.style import Style
from inkstone.engines.sketch.vector.palette import Recolour, luminance
from inkstone.engines.sketch.vector.raster import to_finished_png, to_png
from inkstone.engines.sketch.vector.svg import Defs, document

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A drawing that is ready for pixels."""

    scene: Scene
    defs: Defs
    picture: str
    #: Letters, which no style touches.
    words: str
    #: Characters and emoji that no font has.
    missing: tuple[str, ...]
    style: Style | None

    def svg(self) -> str:
        """Write picture and words as one document, the picture in the style's colours."""
        if self.style is None or self.style.tone is None:
            return self._document(self.picture + self.words)
        drawn = toned(self._document(self.picture), self.style.tone)
        return f"{drawn.removesuffix('</svg>')}{self.words}</svg>"

    def png(self, svg: str) -> bytes:
        """Render it; `svg` is what `svg()` gave.

        Letters come over the style's pixels as they are.
        """
        width, height = self.scene.width_px, self.scene.height_px
        if self.style is None or self.style.finish is None:
            return to_png(svg, width_px=width, height_px=height)
        return to_finished_png(
            replace(self, words="").svg(),
            self._document(self.words) if self.words else None,
            width_px=width,
            height_px=height,
            finish=self.style.finish,
            seed=self.scene.seed,
        )

    def _document(self, content: str) -> str:
        width, height = self.scene.width_px, self.scene.height_px
        return document(content, defs=self.defs, width_px=width, height_px=height)


def toned(svg: str, tone: Recolour) -> str:
    """Map every colour of some markup."""
    known: dict[str, str] = {}

    def swap(match: re.Match[str]) -> str:
        colour = match.group().lower()
        if colour not in known:
            known[colour] = tone(colour)
        return known[colour]

    return _COLOUR.sub(swap, svg)


def inked(words: str, style: Style | None) -> str:
    """Letters in the style's ink, but for those that are light where it is dark."""
    if style is None or style.ink is None:
        return words
    ink, paper = style.ink, luminance(style.paper or "#ffffff")

    def paint(colour: str) -> str:
        bright = luminance(colour)
        return ink if abs(bright - luminance(ink)) <= abs(bright - paper) else colour

    return toned(words, paint)
