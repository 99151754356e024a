"""How words over a picture look: colours, pairings of faces, and paints that stay legible.

It does not know where words stand, nor what is drawn beneath but by its colours.
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from inkstone.engines.sketch.lettering.fonts import Face
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink
from inkstone.engines.sketch.pages import contrast
from inkstone.engines.sketch.pages.palettes import Palette, palette_of
from inkstone.engines.sketch.scene import Scene, Text
from inkstone.engines.sketch.vector.palette import mix

Slot = Literal["title", "subtitle", "body", "list", "footer", "sign", "vertical"]
#: Colours that may lie beneath words.
Grounds = tuple[str, ...]
#: The outline of letters whose colour was asked for and is hard to read, in ems.
_OUTLINE = 0.055


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colours and faces of a page's words."""

    palette: Palette
    #: The face and weight of titles, of what explains them, and of running text.
    face: Face = "display"
    weight: int = 800
    small_face: Face = "sans"
    has_frame: bool = True
    #: Whether titles run from one colour to another.
    is_shaded: bool = True
    #: Whether words are light and lie on a dark veil.
    is_light: bool = True
    #: The one colour of all words and that of what explains them, where a board gives them.
    plain: tuple[str, str] | None = None

    @property
    def veil(self) -> str:
        """What is laid between the picture and the words."""
        if self.is_light:
            return mix(self.palette.deep, "#080b18", 0.45)
        return mix(self.palette.paper, "#ffffff", 0.6)

    @property
    def panel(self) -> str:
        """The ground of bands, panels and badges."""
        return self.palette.deep if self.is_light else self.palette.paper

    @property
    def ink(self) -> str:
        """The colour of running text."""
        return self.palette.glow if self.is_light else self.palette.ink

    @property
    def accent(self) -> str:
        """The colour that stands out on the panel."""
        wanted = self.palette.second if self.is_light else self.palette.accent
        return contrast.legible(wanted, (self.panel,))

    @property
    def veil_opacity(self) -> float:
        """How opaque a veil has to be for the running text over any picture."""
        return contrast.veil_opacity(self.ink, self.veil)

    def veiled(self) -> Grounds:
        """The darkest and the lightest that a veil may look like."""
        share = self.veil_opacity
        return mix("#000000", self.veil, share), mix("#ffffff", self.veil, share)


#: Title face, its weight, whether letters have two colours.
_PAIRINGS: tuple[tuple[Face, int, bool], ...] = (
    ("display", 800, True), ("condensed", 800, False), ("display", 700, False),
    ("condensed", 700, True), ("italic", 800, False), ("sans", 900, True),
)  # fmt: skip
_TECH = frozenset({"space", "moonscape", "city"})


def choose(scene: Scene, *, is_dark: bool) -> Look:
    """Choose a look by style, occasion, light and seed; the same for the same scene."""
    rng = Random(f"{scene.seed}/look")  # noqa: S311 - chance for pictures, not for secrets
    face, weight, is_shaded = rng.choice(_PAIRINGS)
    look = Look(
        palette=palette_of(scene),
        face=face,
        weight=weight,
        is_shaded=is_shaded,
        has_frame=rng.random() < 0.6,
        is_light=is_dark,
    )
    if "neon" in scene.style:
        return replace(look, face="techno", is_light=True)
    if "minimal" in scene.style:
        return replace(look, face="display", weight=500, is_shaded=False, has_frame=False)
    if "vintage" in scene.style or "retro" in scene.style:
        return replace(look, face="condensed", weight=800, has_frame=True)
    if scene.place in _TECH and rng.random() < 0.4:
        return replace(look, face="techno")
    return look


def style(look: Look, slot: Slot, text: Text) -> Style:
    """Choose face, weight and tracking of a text; a face that was asked for wins."""
    words = text.text
    has_case = words.upper() != words.lower()
    is_caps = has_case and words == words.upper()
    if slot in ("title", "sign"):
        # A face of narrow letters is for capitals; small letters keep the wider one.
        face: Face = "display" if look.face == "condensed" and not is_caps else look.face
        weight = look.weight if has_case else min(look.weight + 100, 900)
        # Capitals want air between them; so do Chinese characters, which have no case.
        tracking = 0.04 if is_caps or not has_case else 0.0
    elif slot == "vertical":
        face, weight, tracking = look.small_face, 700, 0.0
    elif slot == "subtitle":
        face, weight, tracking = look.small_face, 600, 0.1 if is_caps or not has_case else 0.03
    else:
        # Small print is set a little heavier, as thin strokes fade into what is beneath.
        is_small = slot == "footer"
        face, weight = look.small_face, 600 if is_small else 500
        tracking = 0.04 if is_small else 0.015
    return Style(face=text.font or face, weight=weight, tracking=tracking)


def ink(look: Look, slot: Slot, text: Text, grounds: Grounds) -> Ink:
    """Choose the paint of a text that is legible on what lies beneath it."""
    if text.colour is not None:
        return asked(text.colour, grounds)
    if look.plain is not None:
        wanted = look.plain[slot not in ("title", "sign")]
        return Ink(fill=contrast.legible(wanted, grounds))
    if slot == "title":
        # Titles over a veil have nothing of their own beneath them: they keep the plain ink.
        is_plain = len(grounds) > 1
        top = contrast.legible(look.ink, grounds)
        wanted = look.accent if not is_plain else mix(look.ink, look.accent, 0.55)
        foot = contrast.legible(wanted, grounds)
        if not look.is_shaded:
            return _shadowed(Ink(fill=top if is_plain else foot), look)
        return _shadowed(Ink(fill=top, fill_bottom=foot), look)
    if slot in ("subtitle", "sign"):
        wanted = look.accent if len(grounds) == 1 else mix(look.ink, look.accent, 0.5)
        return Ink(fill=contrast.legible(wanted, grounds))
    return Ink(fill=contrast.legible(look.ink, grounds))


#: The lightest and the darkest of a wooden board.
WOOD: Grounds = ("#8a5f3f", "#613b1f")


def on_wood(text: Text) -> Ink:
    """Choose the paint of words on a wooden board."""
    if text.colour is not None:
        return asked(text.colour, WOOD)
    return Ink(fill=contrast.legible("#fff3d6", WOOD), shadow="#2a1405", shadow_opacity=0.6)


def _shadowed(paint: Ink, look: Look) -> Ink:
    if not look.is_light:
        return paint
    return replace(paint, shadow=look.veil, shadow_opacity=0.5)


def asked(colour: str, grounds: Grounds) -> Ink:
    """Paint with the colour that was asked for, outlined where it would be hard to read."""
    if min((contrast.ratio(colour, ground) for ground in grounds), default=1.0) >= 4.5:
        return Ink(fill=colour)
    outline = contrast.legible(
        "#ffffff" if contrast.is_dark(colour) else "#16181f", (colour,), least=contrast.CONTRAST_MIN
    )
    return Ink(fill=colour, outline=outline, outline_width=_OUTLINE)
