"""How a menu looks: its colours, ground and frame, by style, language and seed.

It does not know the lines of a menu.
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from inkstone.engines.sketch.lettering.fonts import Face
from inkstone.engines.sketch.pages import contrast, ornaments
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.ornaments import diamond
from inkstone.engines.sketch.pages.palettes import Palette, occasion_of
from inkstone.engines.sketch.pages.poster_look import Look as WordsLook
from inkstone.engines.sketch.scene import Box, Scene
from inkstone.engines.sketch.vector import palette, svg
from inkstone.engines.sketch.vector.svg import Defs

Ground = Literal["board", "paper", "card", "scroll"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The colours of a menu and what its ground is made of."""

    ground: Ground
    top: str
    bottom: str
    ink: str
    accent: str
    #: Behind each icon.
    medallion: str
    face: Face = "display"

    @property
    def grounds(self) -> tuple[str, ...]:
        """The colours that lie beneath words."""
        return self.top, self.bottom


_BOARD = Look(
    ground="board", top="#33423f", bottom="#1f2a29", ink="#f6efdc", accent="#f2bd54",
    medallion="#4b5a50",
)  # fmt: skip
_PAPER = Look(
    ground="paper", top="#fdf8ec", bottom="#f3e8d0", ink="#3a2a20", accent="#b5382a",
    medallion="#f0dcc0",
)  # fmt: skip
_NEON = Look(
    ground="card", top="#1b1238", bottom="#0b0a1e", ink="#f5f3ff", accent="#ff5cc8",
    medallion="#2d2160", face="techno",
)  # fmt: skip
_MINIMAL = Look(
    ground="card", top="#ffffff", bottom="#f6f6f4", ink="#1c1c1e", accent="#8a6d3b",
    medallion="#efede8",
)  # fmt: skip
#: Chinese looks: ink and cinnabar on paper, gold on lacquer, tea green.
_CHINESE = (
    Look(
        ground="scroll", top="#fbf5e6", bottom="#f1e6cc", ink="#2b2320", accent="#9e2a1f",
        medallion="#f6e4c8", face="serif",
    ),
    Look(
        ground="scroll", top="#7a1716", bottom="#591010", ink="#fff1d6", accent="#f2c766",
        medallion="#8f2a24", face="serif",
    ),
    Look(
        ground="scroll", top="#f3f3e2", bottom="#e3e8cf", ink="#24352a", accent="#3c6b33",
        medallion="#fbfbef", face="serif",
    ),
)  # fmt: skip
_CHINESE_OCCASIONS = frozenset({
    "tea", "spring_festival", "mid_autumn", "dragon_boat", "lantern_festival",
})  # fmt: skip
#: Grounds of one colour: pink, mint, sky, kraft, forest.
_CARDS = (
    Look(
        ground="card", top="#ffeef1", bottom="#ffdce4", ink="#5a2438", accent="#d9416c",
        medallion="#fff8f9",
    ),
    Look(
        ground="card", top="#eaf7ef", bottom="#d3ecdd", ink="#1f4534", accent="#2f8f62",
        medallion="#fbfffc",
    ),
    Look(
        ground="card", top="#e9f3fc", bottom="#cfe4f6", ink="#1d3a57", accent="#d9732f",
        medallion="#fafdff",
    ),
    Look(
        ground="card", top="#e6cfa6", bottom="#d5b582", ink="#3d2614", accent="#8f2d1d",
        medallion="#f4e6c9",
    ),
    Look(
        ground="card", top="#1f4a3d", bottom="#12312a", ink="#f4efdf", accent="#e9bd66",
        medallion="#2f6152",
    ),
)  # fmt: skip


#: The looks of each style that asks for some.
_STYLED = {
    "chalkboard": (_BOARD,),
    "ink": (_CHINESE[0],),
    "neon": (_NEON,),
    "minimal": (_MINIMAL,),
    "vintage": (_PAPER, _CARDS[3]),
    "pastel": _CARDS[:3],
}


def choose(scene: Scene, *, rng: Random) -> Look:
    """Choose a look: as the style asks, else by the title's language and the seed."""
    return _legible(_chosen(scene, rng.random()))


def _legible(look: Look) -> Look:
    """Make sure that words and prices are legible on the ground."""
    return replace(
        look,
        ink=contrast.legible(look.ink, look.grounds),
        accent=contrast.legible(look.accent, look.grounds),
    )


def _chosen(scene: Scene, pick: float) -> Look:
    asked = next((_STYLED[style] for style in scene.style if style in _STYLED), None)
    if asked is None and scene.tint is not None:
        return _tinted(scene.tint)
    title = next((text.text for text in scene.texts if text.role == "title"), "")
    is_chinese = any("\u3400" <= char <= "\u9fff" for char in title)
    if asked is not None:
        choices = asked
    elif scene.time == "night":
        choices = (_BOARD,)
    elif is_chinese and occasion_of(scene) in _CHINESE_OCCASIONS:
        choices = _CHINESE
    elif is_chinese:
        choices = (*_CHINESE, _BOARD, _PAPER, *_CARDS)
    else:
        # Half of the menus are on a board or on paper, which most menus are.
        choices = (_BOARD, _PAPER, _PAPER, _BOARD, *_CARDS)
    return choices[int(pick * len(choices))]


def words_look(look: Look) -> WordsLook:
    """The look of titles and footers on this ground."""
    palette = Palette(deep=look.ink, paper=look.top, accent=look.accent, second=look.accent)
    return WordsLook(
        palette=palette, face=look.face, weight=800, is_shaded=False, plain=(look.ink, look.accent)
    )


def _tinted(tint: str) -> Look:
    if palette.luminance(tint) < 0.4:
        return Look(
            ground="card",
            top=palette.mix(tint, "#ffffff", 0.08),
            bottom=palette.mix(tint, "#000000", 0.3),
            ink="#fbf6e9",
            accent="#f2c66d",
            medallion=palette.mix(tint, "#ffffff", 0.22),
        )
    return Look(
        ground="card",
        top=palette.mix(tint, "#ffffff", 0.75),
        bottom=palette.mix(tint, "#ffffff", 0.5),
        ink=palette.mix(tint, "#1a1014", 0.86),
        accent=palette.mix(tint, "#3a0d12", 0.55),
        medallion=palette.mix(tint, "#ffffff", 0.92),
    )


def ground(look: Look, width: float, height: float, *, defs: Defs, rng: Random) -> str:
    """Draw what the menu is written on, over the whole picture."""
    short = min(width, height)
    # Lit from above the middle. One opaque layer: a second one for the corners costs as much.
    edge = palette.mix(look.bottom, "#000000" if look.ground == "board" else look.ink, 0.13)
    fill = defs.radial([(0, look.top, 1), (0.72, look.bottom, 1), (1, edge, 1)], cy=0.36, r=0.86)
    parts = [svg.rect(0, 0, width, height, fill=fill)]
    if look.ground == "board":
        smudge = defs.radial([(0, "#ffffff", 0.07), (1, "#ffffff", 0)])
        for _ in range(6):
            parts.append(
                svg.ellipse(
                    rng.uniform(0, width),
                    rng.uniform(0, height),
                    short * rng.uniform(0.18, 0.5),
                    short * rng.uniform(0.05, 0.14),
                    fill=smudge,
                )
            )
    if look.ground in ("paper", "scroll"):
        for _ in range(60):
            parts.append(
                svg.circle(
                    rng.uniform(0, width),
                    rng.uniform(0, height),
                    short * rng.uniform(0.0008, 0.0022),
                    fill=look.ink,
                    fill_opacity=0.16,
                )
            )
    return "".join(parts)


def room(width: float, height: float) -> Box:
    """Give the box inside the border."""
    margin = min(width, height) * 0.095
    return Box(x=margin, y=margin, width=width - 2 * margin, height=height - 2 * margin)


def border(look: Look, width: float, height: float, *, defs: Defs) -> str:
    """Draw the frame: wood around a board, else fine lines with ornaments at the corners."""
    short = min(width, height)
    if look.ground == "board":
        return _wood(width, height, short, defs=defs)
    outer, inner = short * 0.04, short * 0.056
    if look.ground == "scroll":
        edge = grown(Box(x=0, y=0, width=width, height=height), -outer, -outer)
        return ornaments.border(edge, unit=short, colour=look.accent, kind=2) + ornaments.border(
            grown(edge, -short * 0.02, -short * 0.02), unit=short * 0.5, colour=look.accent, kind=0
        )
    parts = [
        _outline(width, height, outer, stroke=look.accent, stroke_width=short * 0.005),
        _outline(width, height, inner, stroke=look.accent, stroke_width=short * 0.0018),
    ]
    size = short * 0.022
    for x in (outer, width - outer):
        for y in (outer, height - outer):
            parts.append(svg.circle(x, y, size * 1.25, fill=look.top))
            parts.append(diamond(x, y, size, fill=look.accent))
    return "".join(parts)


def _outline(width: float, height: float, inset: float, **values: svg.Value) -> str:
    return svg.rect(inset, inset, width - 2 * inset, height - 2 * inset, fill="none", **values)


def _wood(width: float, height: float, short: float, *, defs: Defs) -> str:
    thick = short * 0.032
    across = defs.linear([(0, "#a8743f", 1), (0.5, "#8a5a2c", 1), (1, "#5d3a1b", 1)])
    down = defs.linear([(0, "#a8743f", 1), (0.5, "#8a5a2c", 1), (1, "#5d3a1b", 1)], x2=1, y2=0)
    parts = [
        svg.rect(0, 0, thick, height, fill=down),
        svg.rect(width - thick, 0, thick, height, fill=down),
    ]
    for y, lean in ((0.0, thick), (height, height - thick)):
        bar = ((0.0, y), (width, y), (width - thick, lean), (thick, lean))
        parts.append(svg.polygon(bar, fill=across))
    parts.append(_outline(width, height, thick, stroke="#14100c", stroke_width=short * 0.004,
                          stroke_opacity=0.5))  # fmt: skip
    parts.append(_outline(width, height, thick * 1.75, stroke="#f6efdc",
                          stroke_width=short * 0.0025, stroke_opacity=0.55))  # fmt: skip
    return "".join(parts)
