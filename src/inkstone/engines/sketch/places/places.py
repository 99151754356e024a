"""Places: the backdrop of a scene, and where in it things can stand, float, fly and hang.

It does not know which things those are, beyond whether any of them needs ground to stand on.
"""

from dataclasses import dataclass, replace
from random import Random

from inkstone.engines.sketch.places import beyond, city, interiors, land, shores, sky
from inkstone.engines.sketch.places.sky import Canvas
from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.vector.light import Light, light_of
from inkstone.engines.sketch.vector.palette import luminance
from inkstone.engines.sketch.vector.svg import Defs, group

INDOORS = frozenset({"room", "cafe", "kitchen"})
#: The least of the picture that the ground takes, so that all that is counted can stand on it.
_ORB_PLACES = frozenset({"meadow", "garden", "mountain", "sea", "lake", "beach", "city", "forest",
                         "desert", "snow"})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """A drawn place. All heights are shares of the picture's height."""

    svg: str
    light: Light
    canvas: Canvas
    #: Where feet can stand, from the farthest to the nearest.
    ground: tuple[float, float]
    #: Where keels can float; None where there is no water.
    water: tuple[float, float] | None = None
    #: Where what flies is.
    air: tuple[float, float] = (0.08, 0.42)
    is_dark: bool = False


def draw_place(scene: Scene, *, defs: Defs, rng: Random, stands: bool, text_low: float) -> Backdrop:
    """Draw the place of a scene.

    Args:
        scene: what is shown; only its setting is read, and which lights of the sky it names.
        defs: the drawing's definitions.
        rng: chance, from the scene's seed.
        stands: whether something needs ground.
        text_low: how far down a title reaches, as a share of the height; 0 without one.
    """
    light = light_of(scene)
    canvas = Canvas(width=scene.width_px, height=scene.height_px, defs=defs, rng=rng, light=light)
    if scene.place in INDOORS:
        return _indoors(scene, canvas)
    if scene.place == "underwater":
        return Backdrop(svg=shores.below(canvas), light=light, canvas=canvas, ground=(0.9, 0.97),
                        water=(0.2, 0.84), air=(0.1, 0.6), is_dark=True)  # fmt: skip
    if scene.place == "space":
        return Backdrop(svg=beyond.space(canvas), light=light, canvas=canvas, ground=(0.68, 0.9),
                        air=(0.1, 0.75), is_dark=True)  # fmt: skip
    if scene.place == "moonscape":
        svg = beyond.moonscape(canvas, top=0.66)
        return Backdrop(svg=svg, light=light, canvas=canvas, ground=(0.74, 0.94), is_dark=True)
    if scene.place == "studio":
        colour = beyond.studio_colour(canvas, scene.tint)
        svg = beyond.studio(canvas, colour=colour, rays=scene.kind == "poster")
        return Backdrop(svg=svg, light=light, canvas=canvas, ground=(0.8, 0.9),
                        air=(0.14, 0.55), is_dark=luminance(colour) < 0.3)  # fmt: skip
    return _outdoors(scene, canvas, stands=stands, text_low=text_low)


def _indoors(scene: Scene, canvas: Canvas) -> Backdrop:
    window = interiors.window_box(canvas)
    view_scene = replace(scene, place="city" if scene.place == "cafe" else "meadow", objects=(),
                         kind="scene", width_px=int(window.width),
                         height_px=int(window.height))  # fmt: skip
    if window.width < 8 or window.height < 8:
        view = ""
    else:
        view = draw_place(
            view_scene, defs=canvas.defs, rng=canvas.rng, stands=False, text_low=0
        ).svg
    svg = interiors.room(canvas, place=scene.place, floor=0.7, window=window, view=view)
    return Backdrop(svg=svg, light=canvas.light, canvas=canvas, ground=(0.8, 0.94),
                    air=(0.12, 0.5), is_dark=canvas.light.is_dark)  # fmt: skip


def _outdoors(scene: Scene, canvas: Canvas, *, stands: bool, text_low: float) -> Backdrop:
    place, light, rng = scene.place, canvas.light, canvas.rng
    horizon = 0.6
    drawn = [sky.sky(canvas, horizon=horizon + 0.04)]
    if light.is_dark:
        drawn.append(sky.stars(canvas, horizon=horizon))
    orb_x = canvas.width * rng.choice((0.2, 0.28, 0.74, 0.82))
    celestial = {"sun", "moon", "full_moon"} & {known.concept for known in scene.objects}
    clear = scene.weather not in ("rain", "fog", "snow")
    low_sun = scene.time in ("sunset", "dawn")
    orb_y = 0.46 if low_sun else rng.uniform(0.16, 0.24)
    if text_low:
        orb_y = max(orb_y, min(text_low + 0.09, 0.5))
    has_orb = clear and not celestial and place in _ORB_PLACES
    if has_orb:
        size = canvas.unit * (0.062 if not low_sun else 0.075)
        drawn.append(sky.orb(canvas, orb_x, canvas.height * orb_y, size))
    top = max(0.08, text_low)
    number = 5 if scene.weather in ("rain", "snow") else rng.randint(2, 4)
    drawn.append(sky.clouds(canvas, top=top, bottom=max(top + 0.06, 0.34), number=number))
    land_svg, ground, water = _land(scene, canvas, stands=stands, orb_x=orb_x if has_orb else None)
    drawn.append(land_svg)
    return Backdrop(svg=group(*drawn), light=light, canvas=canvas, ground=ground, water=water,
                    air=(0.1, 0.4), is_dark=light.is_dark)  # fmt: skip


def _land(  # noqa: PLR0911 - one return a place
    scene: Scene, canvas: Canvas, *, stands: bool, orb_x: float | None
) -> tuple[str, tuple[float, float], tuple[float, float] | None]:
    rng = canvas.rng
    frosty = scene.weather == "snow" or scene.place == "snow"
    match scene.place:
        case "sea":
            far = (
                land.mountains(canvas, base=0.56, height=0.1, snow=False)
                if rng.random() < 0.4
                else ""
            )
            water = shores.sea(canvas, top=0.58, orb_x=orb_x)
            if stands:
                return far + water + shores.headland(canvas, top=0.8), (0.87, 0.96), (0.66, 0.76)
            return far + water, (0.84, 0.96), (0.7, 0.9)
        case "lake":
            far = land.mountains(canvas, base=0.55, height=0.2, snow=True)
            far += land.hills(canvas, top=0.53, layers=2, trees=14)
            water = shores.sea(canvas, top=0.62, orb_x=orb_x)
            bank = shores.bank(canvas, top=0.84) + land.tufts(canvas, top=0.88, flowers=8)
            return far + water + bank, (0.88, 0.97), (0.7, 0.8)
        case "beach":
            water = shores.sea(canvas, top=0.58, orb_x=orb_x)
            return water + shores.beach(canvas, top=0.76), (0.83, 0.95), (0.64, 0.72)
        case "city":
            svg = city.city(
                canvas, top=0.72, neon="neon" in scene.style, wet=scene.weather == "rain"
            )
            return svg, (0.8, 0.94), None
        case "forest":
            names = {known.concept for known in scene.objects}
            wood = land.bamboo_grove if names & {"bamboo", "panda"} else land.forest
            svg = wood(canvas, top=0.5)
            return svg + land.tufts(canvas, top=0.86, flowers=10), (0.82, 0.94), None
        case "desert":
            return land.dunes(canvas, top=0.56), (0.8, 0.94), None
        case "snow":
            far = land.mountains(canvas, base=0.58, height=0.24, snow=True)
            near = land.hills(canvas, top=0.57, trees=5) + land.snow_ground(canvas, top=0.84)
            return far + near, (0.8, 0.94), None
        case "mountain":
            far = land.mountains(canvas, base=0.6, height=0.36, snow=True)
            near = land.hills(canvas, top=0.6, trees=7) + land.tufts(canvas, top=0.86, flowers=12)
            return far + near, (0.82, 0.94), None
        case _:
            far = (
                land.mountains(canvas, base=0.58, height=0.14, snow=False)
                if rng.random() < 0.5
                else ""
            )
            flowers = 60 if scene.place == "garden" else 18
            near = land.hills(canvas, top=0.58, trees=3)
            near += "" if frosty else land.tufts(canvas, top=0.84, flowers=flowers)
            return far + near, (0.8, 0.94), None
