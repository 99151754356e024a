"""Own vector parts: the drawings under `data/sketch/parts`, recolourable and lit.

It does not know which prompt asked for them, nor where they stand.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from inkstone.engines.sketch.vector.glyphs import Symbol
from inkstone.engines.sketch.vector.palette import Recolour, luminance, mix, toward
from inkstone.engines.sketch.vector.svg import Defs, group

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_SHORT = re.compile(r'"#(fff|111)"')
_HEAD = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)" data-main="(#[0-9a-fA-F]{6})"')
_GRADIENT = re.compile(r'<(linearGradient|radialGradient) id="(\w+)"([^>]*)>(.*?)</\1>', re.S)
_LIT = re.compile(r'<g class="lit"([^>]*)>(.*?)</g>', re.S)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    body: str
    width: float
    height: float
    main: str


@lru_cache(maxsize=128)
def _read(name: str) -> _Drawing:
    text = files("inkstone").joinpath(f"data/sketch/parts/{name}.svg").read_text("utf-8")
    head = _HEAD.search(text)
    assert head is not None, f"{name}.svg: no viewBox and main colour"
    body = text[text.index(">") + 1 : text.rindex("</svg>")].replace("\n", "")
    body = _SHORT.sub(lambda match: f'"#{"".join(c * 2 for c in match.group(1))}"', body)
    return _Drawing(body=body, width=float(head[1]), height=float(head[2]), main=head[3].lower())


def names() -> tuple[str, ...]:
    """All parts there are."""
    folder = files("inkstone").joinpath("data/sketch/parts")
    return tuple(
        sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".svg"))
    )


def part_symbol(
    name: str,
    *,
    defs: Defs,
    colour: str | None = None,
    light: Recolour | None = None,
    lit: bool = False,
) -> Symbol:
    """Give a part's picture.

    Args:
        name: one of `names()`.
        defs: the drawing's definitions, which get the gradients.
        colour: what its main colour becomes.
        light: maps each colour to what it looks like in the picture's light.
        lit: whether its windows glow; these stay out of the light.
    """
    drawing = _read(name)
    recolour = _recolour(drawing.main, colour) if colour else None

    def swap(match: re.Match[str]) -> str:
        value = match.group().lower()
        value = recolour(value) if recolour else value
        return light(value) if light else value

    glowing: list[str] = []

    def keep(match: re.Match[str]) -> str:
        glowing.append(f"<g{match.group(1)}>{match.group(2)}</g>")
        return f"\x00{len(glowing) - 1}\x00"

    body = _LIT.sub(keep, drawing.body) if lit else drawing.body.replace(' class="lit"', "")
    body = _COLOUR.sub(swap, body)
    for index, markup in enumerate(glowing):
        body = body.replace(f"\x00{index}\x00", markup)
    return Symbol(svg=group(_named(body, defs)), width=drawing.width, height=drawing.height)


def _named(body: str, defs: Defs) -> str:
    """Move a drawing's gradients into the picture's definitions."""

    def move(match: re.Match[str]) -> str:
        tag, name, values, content = match.groups()
        attributes = {key.replace("-", "_"): value for key, value in _ATTRIBUTE.findall(values)}
        moved[name] = defs.add(tag, content, **attributes)
        return ""

    moved: dict[str, str] = {}
    body = _GRADIENT.sub(move, body).replace("<defs></defs>", "")
    for name, new in moved.items():
        body = body.replace(f"url(#{name})", f"url(#{new})")
    return body


def _recolour(main: str, colour: str) -> Recolour:
    shift = toward(colour, [(main, 1.0)])
    if (
        max(int(main[i : i + 2], 16) for i in (1, 3, 5))
        - min(int(main[i : i + 2], 16) for i in (1, 3, 5))
        > 40
    ):
        return shift
    bright = luminance(main)

    def wash(value: str) -> str:
        # A white or grey thing has no hue to follow: what is as light as its main colour turns.
        distance = abs(luminance(value) - bright)
        return mix(value, mix(colour, value, 0.2), 1.0) if distance < 0.16 else value

    return wash
