"""Colour emoji as recolourable SVG symbols.

It does not know where a symbol stands, nor what the prompt said.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from inkstone.engines.sketch.lettering import fonts
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import paint_graph
from inkstone.engines.sketch.vector.palette import Recolour, toward
from inkstone.engines.sketch.vector.svg import Defs, group, num, translate

_COLOUR = re.compile(r"#[0-9a-f]{6}")
#: Stands for the name of a definition until a drawing gives it one.
_SLOT = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A picture to place: its markup, with the origin at the top left of its tight box."""

    svg: str
    width: float
    height: float

    def fitted(self, box: Box, *, flipped: bool = False) -> str:
        """Markup that fills a box as far as the shape allows, centred in it."""
        scale = min(box.width / self.width, box.height / self.height)
        x = box.x + (box.width - self.width * scale) / 2
        y = box.y + (box.height - self.height * scale) / 2
        if not flipped:
            return group(self.svg, transform=translate(x, y, scale=scale))
        mirrored = f"matrix({-scale:.4f} 0 0 {scale:.4f} {num(x + self.width * scale)} "
        return group(self.svg, transform=f"{mirrored}{num(y)})")


def emoji_symbol(
    text: str, *, defs: Defs, colour: str | None = None, light: Recolour | None = None
) -> Symbol | None:
    """Give the picture of an emoji, or None where the font has none.

    Args:
        text: one emoji, or a sequence that makes one.
        defs: the drawing's definitions, which get the gradients.
        colour: `#rrggbb` to turn its main colour into, keeping its shading.
        light: maps each colour to what it looks like where the picture's light is not white.
    """
    recording = _recoloured(text, colour) if colour else _recorded(text)
    if recording is None:
        return None
    if light is not None:
        recording = _mapped(recording, light)
    names: list[str] = []
    for wanted in recording.definitions:
        content = _named(wanted.content, names)
        names.append(defs.add(wanted.name, content, **dict(wanted.values)))
    moved = translate(-recording.left, -recording.top)
    return Symbol(
        svg=group(_named(recording.svg, names), transform=moved),
        width=recording.width,
        height=recording.height,
    )


def _named(text: str, names: list[str]) -> str:
    return _SLOT.sub(lambda match: names[int(match.group(1))], text)


@lru_cache(maxsize=512)
def _recoloured(text: str, colour: str) -> paint_graph.Recording | None:
    plain = _recorded(text)
    if plain is None:
        return None
    return _mapped(plain, toward(colour, plain.palette))


def _mapped(plain: paint_graph.Recording, recolour: Recolour) -> paint_graph.Recording:
    def swap(markup: str) -> str:
        return _COLOUR.sub(lambda match: recolour(match.group()), markup)

    definitions = tuple(replace(each, content=swap(each.content)) for each in plain.definitions)
    return replace(plain, svg=swap(plain.svg), definitions=definitions)


@lru_cache(maxsize=512)
def _recorded(text: str) -> paint_graph.Recording | None:
    # NOTE: U+FE0F asks for the picture; some sequences are in the font only without it.
    for spelling in (text, text.replace("\ufe0f", "")):
        if spelling:
            run = fonts.Run(text=spelling, file="emoji")
            glyphs = fonts.shape(run, weight=400, ligatures=True)
            gids = [glyph.gid for glyph in glyphs if glyph.advance]
            if len(gids) == 1 and gids[0]:
                return paint_graph.record(gids[0])
    return None
