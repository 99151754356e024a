"""The list of whole pages: a kind of picture, and what draws it.

It does not know how a page is drawn. Pictures with words over them are `poster`'s.
"""

from collections.abc import Callable, Mapping
from random import Random

from inkstone.engines.sketch.pages.couplet import draw_couplet
from inkstone.engines.sketch.pages.infographic import draw_infographic
from inkstone.engines.sketch.pages.logo import draw_logo
from inkstone.engines.sketch.pages.menu import draw_menu
from inkstone.engines.sketch.pages.pattern import draw_pattern
from inkstone.engines.sketch.pages.signs import draw_sign
from inkstone.engines.sketch.scene import Kind, Scene
from inkstone.engines.sketch.vector.svg import Defs, Layer


def _couplet(scene: Scene, defs: Defs, rng: Random) -> Layer:
    return draw_couplet(scene, defs=defs, rng=rng)


def _menu(scene: Scene, defs: Defs, rng: Random) -> Layer:
    return draw_menu(scene, defs=defs, rng=rng)


def _sign(scene: Scene, defs: Defs, rng: Random) -> Layer:
    return draw_sign(scene, defs=defs, rng=rng)


def _logo(scene: Scene, defs: Defs, rng: Random) -> Layer:
    return draw_logo(scene, defs=defs, rng=rng)


def _infographic(scene: Scene, defs: Defs, rng: Random) -> Layer:
    return draw_infographic(scene, defs=defs, rng=rng)


def _pattern(scene: Scene, defs: Defs, rng: Random) -> Layer:
    return draw_pattern(scene, defs=defs, rng=rng)


#: Each kind that is a whole page.
PAGES: Mapping[Kind, Callable[[Scene, Defs, Random], Layer]] = {
    "couplet": _couplet,
    "menu": _menu,
    "sign": _sign,
    "logo": _logo,
    "infographic": _infographic,
    "pattern": _pattern,
}
