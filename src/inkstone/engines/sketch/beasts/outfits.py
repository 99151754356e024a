"""Clothes of upright animals: what covers trunk, arms and legs.

It does not know what animal wears them: it fits them to a trunk's outline and its measures.
"""

from dataclasses import dataclass

from inkstone.engines.sketch.beasts.coat import shaded
from inkstone.engines.sketch.beasts.curves import corners, smooth
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.worn_body import COVERS
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import luminance, mix

_ROBES = frozenset({"robe", "hanfu", "kimono"})
_DRESSES = frozenset({"dress", "gown", "qipao", "sari", "wedding_dress"}) | _ROBES
_OPEN = frozenset({"suit", "jacket", "coat", "lab_coat", "uniform"})
_BARE = frozenset({"vest", "tank_top", "apron", "overalls", "swimsuit", "dress", "sari", "armor"})
_SHORT = frozenset({"t_shirt", "blouse", "qipao"})
_ALL_OVER = frozenset({"suit", "uniform", "tracksuit", "pajamas", "spacesuit", "overalls"})
_TROUSERS: dict[str, str] = {"trousers": "#4f566b", "jeans": "#4b6fa6", "shorts": "#b08a5a",
                             "skirt": "#d5647f"}  # fmt: skip
_SHOES: dict[str, str] = {"boots": "#7a4a32", "sneakers": "#f2f0ee", "sandals": "#a87848",
                          "heels": "#c93a4f"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """What an upright animal has on; an empty colour is its own coat."""

    kind: str = ""
    colour: str = ""
    pattern: str | None = None
    sleeve: str = ""
    legs: str = ""
    shoe: str = ""
    skirt: str = ""
    #: Whether sleeves are wide at the wrist.
    is_wide: bool = False
    #: Whether sleeves end at the elbow.
    is_short: bool = False
    has_tie: bool = False

    @property
    def is_bib(self) -> bool:
        """Whether it leaves most of the trunk bare."""
        return self.kind in ("overalls", "apron")

    @property
    def is_skirt(self) -> bool:
        """Whether cloth hangs round the legs."""
        return bool(self.skirt)


def outfit_of(wears: tuple[Garment, ...]) -> Outfit:
    """Sort what is worn by where it goes; of two for one place the first is worn."""
    top = next((worn for worn in wears if worn.kind in COVERS), None)
    low = next((worn for worn in wears if worn.kind in _TROUSERS), None)
    feet = next((worn for worn in wears if worn.kind in _SHOES), None)
    colour = (top.colour or COVERS[top.kind]) if top else ""
    kind = top.kind if top else ""
    legs = ""
    skirt_colour = colour if kind in _DRESSES else ""
    if low:
        tint = low.colour or _TROUSERS[low.kind]
        legs, skirt_colour = ("", tint) if low.kind == "skirt" else (tint, skirt_colour)
    elif kind in _ALL_OVER:
        legs = shaded(colour, 0.12)
    shoe = (feet.colour or _SHOES[feet.kind]) if feet else "#3a3138" if kind == "suit" else ""
    return Outfit(
        kind=kind, colour=colour, pattern=top.pattern if top else None, legs=legs, shoe=shoe,
        sleeve="" if not kind or kind in _BARE else colour, skirt=skirt_colour,
        is_wide=kind in _ROBES, is_short=kind in _SHORT,
        has_tie=any(worn.kind in ("tie", "bow_tie", "scarf") for worn in wears),
    )  # fmt: skip


def skirt(pen: Pen, outfit: Outfit, *, half: float, hips: float, tall: float) -> None:
    """Draw cloth that widens from the waist."""
    long = 0.86 if outfit.kind in _ROBES or outfit.kind in ("gown", "wedding_dress") else 0.6
    hem = min(hips + tall * (long - 0.1), -2.0)
    pen.fill(smooth([(-half * 0.86, hips - tall * 0.3), (half * 0.86, hips - tall * 0.3),
                     (half * 1.12, hips), (half * 1.42, hem), (half * 1.42, hem), (0, hem + 2),
                     (-half * 1.42, hem), (-half * 1.42, hem), (-half * 1.12, hips)]),
             outfit.skirt)  # fmt: skip
    for share in (-0.5, 0.0, 0.5):
        pen.line([(half * share, hips), (half * share * 1.7, hem - 3)], shaded(outfit.skirt, 0.2),
                 2)  # fmt: skip


def over_torso(
    pen: Pen, outfit: Outfit, *, half: float, top: float, hips: float, low: float
) -> None:
    """Draw clothes over a trunk that has their colour already, or a bib over one that has not.

    `half` is half its width, `low` half a leg's; the caller keeps all of it inside the trunk.
    """
    tall = hips - top
    if outfit.is_bib:
        _bib(pen, outfit.colour, half=half, top=top, tall=tall, low=low)
        return
    if outfit.legs and outfit.kind != "spacesuit":
        pen.fill(corners([(-half * 1.3, hips), (half * 1.3, hips), (half * 1.3, hips + tall),
                          (-half * 1.3, hips + tall)]), outfit.legs)  # fmt: skip
    _details(pen, outfit, half=half, top=top, tall=tall)


def _bib(pen: Pen, colour: str, *, half: float, top: float, tall: float, low: float) -> None:
    """An apron or overalls: a bib on straps, and a pocket."""
    end = top + tall + low * 2
    pen.fill(corners([(-half * 0.62, top + tall * 0.3), (half * 0.62, top + tall * 0.3),
                      (half * 1.2, top + tall * 0.62), (half * 1.2, end), (-half * 1.2, end),
                      (-half * 1.2, top + tall * 0.62)]), colour)  # fmt: skip
    for side in (-1, 1):
        straps = [(side * half * 0.5, top + tall * 0.34), (side * half * 0.34, top)]
        pen.line(straps, colour, half * 0.18)
    pen.fill(smooth([(-half * 0.34, top + tall * 0.56), (half * 0.34, top + tall * 0.56),
                     (half * 0.3, top + tall * 0.82), (-half * 0.3, top + tall * 0.82)],
                    pull=0.5), shaded(colour, 0.12))  # fmt: skip


def _details(pen: Pen, outfit: Outfit, *, half: float, top: float, tall: float) -> None:
    colour, kind, hips = outfit.colour, outfit.kind, top + tall
    line = shaded(colour, 0.32) if luminance(colour) > 0.2 else mix(colour, "#ffffff", 0.2)
    if outfit.pattern or kind == "sweater":
        _pattern(pen, outfit, half, top, tall)
    if kind in _OPEN or kind == "vest":
        _lapels(pen, outfit, line, half=half, top=top, tall=tall)
    elif kind in _ROBES:
        pen.line([(-half * 0.45, top), (half * 0.1, top + tall * 0.4),
                  (half * 0.1, top + tall * 0.6)], mix(colour, "#ffffff", 0.75), half * 0.16,
                 pull=0.3)  # fmt: skip
        pen.line([(half * 0.45, top), (-half * 0.3, top + tall * 0.56)],
                 mix(colour, "#ffffff", 0.75), half * 0.16)  # fmt: skip
        pen.fill(corners([(-half * 1.2, top + tall * 0.56), (half * 1.2, top + tall * 0.56),
                          (half * 1.2, top + tall * 0.74), (-half * 1.2, top + tall * 0.74)]),
                 mix(colour, "#3a2448", 0.55))  # fmt: skip
    elif kind == "hoodie":
        pen.line([(-half * 0.5, top + tall * 0.04), (0, top + tall * 0.22),
                  (half * 0.5, top + tall * 0.04)], line, half * 0.2)  # fmt: skip
        pen.fill(corners([(-half * 0.4, hips - tall * 0.34), (half * 0.4, hips - tall * 0.34),
                          (half * 0.58, hips - tall * 0.08), (-half * 0.58, hips - tall * 0.08)]),
                 line)  # fmt: skip
    elif kind in ("shirt", "blouse", "raincoat", "pajamas", "tracksuit", "qipao"):
        pen.line([(0, top), (0, hips)], line, 2.2)
        for i in range(3):
            pen.oval(half * 0.12, top + tall * (0.3 + i * 0.22), half * 0.06, half * 0.06, line)
        pen.line([(-half * 0.4, top + 1), (0, top + tall * 0.14), (half * 0.4, top + 1)], line, 3,
                 pull=0)  # fmt: skip
    elif kind == "spacesuit":
        pen.fill(smooth([(-half * 0.4, top + tall * 0.3), (half * 0.4, top + tall * 0.3),
                         (half * 0.4, top + tall * 0.62), (-half * 0.4, top + tall * 0.62)],
                        pull=0.4), "#8fa3b8")  # fmt: skip
        for i, gem in enumerate(("#e0524a", "#f2c84b", "#58b368")):
            pen.oval(half * (-0.2 + i * 0.2), top + tall * 0.46, half * 0.07, half * 0.07, gem)


def _lapels(pen: Pen, outfit: Outfit, line: str, *, half: float, top: float, tall: float) -> None:
    """A shirt front, lapels, buttons, and the tie that belongs to a suit."""
    colour = outfit.colour
    vee = top + tall * 0.52
    pen.fill(corners([(-half * 0.46, top - 4), (half * 0.46, top - 4), (0, vee)]), "#fbfaf7")
    if outfit.kind == "suit" and not outfit.has_tie:
        red = "#b8394a" if luminance(colour) < 0.6 else "#3f5f9a"
        pen.fill(corners([(-half * 0.1, top + tall * 0.1), (half * 0.1, top + tall * 0.1),
                          (half * 0.15, vee - tall * 0.1), (0, vee),
                          (-half * 0.15, vee - tall * 0.1)]), red)  # fmt: skip
        pen.oval(0, top + tall * 0.1, half * 0.13, half * 0.1, shaded(red, 0.25))
    lapel = mix(colour, "#ffffff", 0.14) if luminance(colour) < 0.5 else shaded(colour, 0.12)
    for side in (-1, 1):
        pen.fill(corners([(side * half * 0.4, top - 4), (side * half * 0.72, top + tall * 0.16),
                          (side * half * 0.5, top + tall * 0.24),
                          (side * half * 0.56, top + tall * 0.3), (0, vee + 2)]),
                 lapel)  # fmt: skip
    pen.line([(0, vee), (0, top + tall * 1.1)], line, 2)
    for i in range(2):
        pen.oval(half * 0.13, vee + tall * (0.12 + i * 0.16), half * 0.065, half * 0.065, line)
    pen.fill(corners([(half * 0.4, top + tall * 0.4), (half * 0.7, top + tall * 0.36),
                      (half * 0.7, top + tall * 0.42), (half * 0.4, top + tall * 0.46)]),
             "#fbfaf7" if outfit.kind == "suit" else line)  # fmt: skip


def _pattern(pen: Pen, outfit: Outfit, half: float, top: float, tall: float) -> None:
    other = mix(outfit.colour, "#ffffff" if luminance(outfit.colour) < 0.7 else "#c24a5a", 0.6)
    if outfit.pattern in (None, "striped", "checked"):
        for i in range(4):
            y = top + tall * (0.2 + i * 0.22)
            pen.line([(-half * 1.2, y - 3), (0, y + 3), (half * 1.2, y - 3)], other, tall * 0.06)
    if outfit.pattern == "checked":
        for i in range(-2, 3):
            pen.line([(half * i * 0.42, top), (half * i * 0.42, top + tall * 1.2)], other,
                     half * 0.08)  # fmt: skip
    if outfit.pattern in ("dotted", "floral"):
        for row in range(4):
            for i in range(4):
                x = half * (-0.75 + i * 0.5 + 0.25 * (row % 2))
                pen.oval(x, top + tall * (0.16 + row * 0.24), half * 0.08, half * 0.08, other)
