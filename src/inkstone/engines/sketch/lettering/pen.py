"""The pen: outlines of a font's glyphs as path data.

It does not know which font it is, nor where letters stand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import uharfbuzz as hb


@dataclass(slots=True, kw_only=True)
class _Drawn:
    parts: list[str]
    scale: float


def path_data(font: Any, gid: int, *, scale: float) -> str:
    """Write the outline of a glyph, y downwards, its font units times `scale`."""
    drawn = _Drawn(parts=[], scale=scale)
    font.draw_glyph(gid, _pen(), drawn)
    return "".join(drawn.parts)


def _command(letter: str) -> Callable[..., None]:
    def write(*values: Any) -> None:
        *numbers, drawn = values
        # Every second number is a y, which points upwards in fonts.
        scales = (drawn.scale, -drawn.scale) * 3
        scaled = (value * scale for value, scale in zip(numbers, scales, strict=False))
        drawn.parts.append(letter + " ".join(f"{x:.1f}".removesuffix(".0") for x in scaled))

    return write


@lru_cache(maxsize=1)
def _pen() -> Any:
    pen = hb.DrawFuncs()
    pen.set_move_to_func(_command("M"))
    pen.set_line_to_func(_command("L"))
    pen.set_quadratic_to_func(_command("Q"))
    pen.set_cubic_to_func(_command("C"))
    pen.set_close_path_func(_command("Z"))
    return pen
