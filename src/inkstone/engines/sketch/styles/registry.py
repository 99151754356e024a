"""The styles that there are.

It does not know which words ask for them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from inkstone.engines.sketch.styles import drawn, painted, printed, tones
from inkstone.engines.sketch.styles.style import Style

_ALL = (
    # The illustrator's own hand, and the place as a slab of ground, which `places` draws.
    Style(name="flat"),
    Style(name="isometric"),
    Style(name="minimal", tone=tones.minimal),
    Style(name="pastel", tone=tones.pastel),
    Style(name="vintage", tone=tones.vintage),
    Style(name="anime", tone=tones.anime),
    Style(name="poster", finish=printed.poster),
    Style(
        name="watercolor",
        finish=painted.watercolour,
        ink="#2e3440",
        paper=painted.WATERCOLOUR_PAPER,
    ),
    Style(name="ink", finish=painted.ink_wash, ink="#1d2126", paper=painted.RICE_PAPER),
    Style(name="oil", finish=painted.oil),
    Style(name="papercut", finish=printed.papercut, ink="#8c1018", paper=printed.CUT_PAPER),
    Style(name="retro", finish=printed.retro_print, ink="#1f3a5f", paper=printed.PRINT_PAPER),
    Style(name="pixel", finish=printed.pixel_art),
    Style(name="stained_glass", finish=printed.stained_glass),
    Style(name="pencil", finish=drawn.pencil, ink="#33343a", paper=drawn.PENCIL_PAPER),
    Style(name="chalkboard", finish=drawn.chalkboard, ink="#f3f1e7", paper=drawn.BOARD),
    Style(name="icon", finish=drawn.line_icon, ink=drawn.ICON_INK, paper=drawn.ICON_PAPER),
    Style(name="neon", finish=drawn.neon, ink="#f6f2ff", paper=drawn.NIGHT),
)
#: Name to style.
STYLES: Mapping[str, Style] = MappingProxyType({style.name: style for style in _ALL})


def find(names: tuple[str, ...]) -> Style | None:
    """The first of some styles that there is; one that changes pixels before one that does not."""
    known = [STYLES[name] for name in names if name in STYLES]
    return next((style for style in known if style.finish), known[0] if known else None)
