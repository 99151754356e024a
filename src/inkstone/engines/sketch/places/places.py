"""Places: the backdrop of a scene, and where in it things can stand, float, fly and hang.

It does not know which things those are, beyond what the stage says of them.
"""

from dataclasses import dataclass, replace
from random import Random

from inkstone.engines.sketch.places import isometric
from inkstone.engines.sketch.places.canvas import Canvas, Orb
from inkstone.engines.sketch.places.nature import nature_of
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.registry import (
    BRIGHT,
    INDOORS,
    RECIPES,
    SKYLESS,
    SOARING,
)
from inkstone.engines.sketch.places.weather import own_chance, weather
from inkstone.engines.sketch.scene import Scene, Stage
from inkstone.engines.sketch.vector.light import Light, light_of
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, group, translate

__all__ = ["INDOORS", "Backdrop", "draw_place"]

#: How high a place is drawn for its width; above it there is more of its sky or its wall.
_TALLEST = 1.8
#: How much of the light at night is that of lamps.
_LAMPLIT = {"night_market": 0.75, "shopping_street": 0.6, "city": 0.4, "stadium": 0.3,
            "watertown": 0.35, "rooftop": 0.4, "hutong": 0.3, "station": 0.4}  # fmt: skip


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
    #: The top of a table in front, from its far to its near edge; only where `table` was hinted.
    table: tuple[float, float] | None = None
    #: Where something can hang on a wall; None where there is none.
    walls: tuple[float, float] | None = None
    is_dark: bool = False
    #: What falls or drifts before all things: rain, snow, fog; empty indoors.
    front: str = ""


def draw_place(scene: Scene, *, defs: Defs, stage: Stage) -> Backdrop:
    """Draw the place of a scene; the same setting, size, seed and stage give the same backdrop.

    Args:
        scene: what is shown; neither its objects nor its texts are read.
        defs: the drawing's definitions.
        stage: what the backdrop needs to know of the things before it.
    """
    place = scene.place if scene.place in RECIPES else "meadow"
    time = scene.time or ("night" if place == "night_market" else None)
    scene = replace(scene, place=place, time=time)
    canvas = _canvas(scene, defs, stage)
    if "isometric" in scene.style:
        plan = isometric.stage(canvas, place=place, is_indoors=place in INDOORS)
    else:
        low = canvas if place in SOARING else _lowered(canvas)
        if place not in SKYLESS:
            low = replace(low, orb=_orb(low))
        plan = _raised(RECIPES[place](low), low)
        canvas = replace(canvas, orb=_moved(low))
    return Backdrop(
        svg=plan.svg,
        light=canvas.light,
        canvas=canvas,
        ground=plan.ground,
        water=plan.water,
        air=plan.air,
        table=plan.table,
        walls=plan.walls,
        is_dark=canvas.light.is_dark if plan.is_dark is None else plan.is_dark,
        front=_front(scene, canvas),
    )


def _front(scene: Scene, canvas: Canvas) -> str:
    if scene.place in SKYLESS:
        return ""
    return weather(replace(canvas, rng=own_chance(scene.seed)), kind=scene.weather)


def _lowered(canvas: Canvas) -> Canvas:
    """The lower part of a very tall picture, where the place is drawn in its usual shape."""
    height = canvas.width * _TALLEST
    if canvas.height <= height:
        return canvas
    above = canvas.height - height
    text_low = max((canvas.stage.text_low * canvas.height - above) / height, 0.0)
    stage = replace(canvas.stage, text_low=text_low)
    return replace(canvas, height=height, above=above, stage=stage)


def _raised(plan: Plan, low: Canvas) -> Plan:
    """The plan of a very tall picture from that of its lower part."""
    if not low.above:
        return plan

    def share(band: tuple[float, float]) -> tuple[float, float]:
        top, end = ((low.above + one * low.height) / (low.above + low.height) for one in band)
        return top, end

    return replace(
        plan,
        svg=group(plan.svg, transform=translate(0, low.above)),
        ground=share(plan.ground),
        water=plan.water and share(plan.water),
        air=(plan.air[0], share(plan.air)[1]),
        table=plan.table and share(plan.table),
        walls=plan.walls and share(plan.walls),
    )


def _moved(low: Canvas) -> Orb | None:
    return low.orb and replace(low.orb, y=low.orb.y + low.above)


def _canvas(scene: Scene, defs: Defs, stage: Stage) -> Canvas:
    rng = Random(f"{scene.seed}/place")  # noqa: S311 - chance for pictures, not for secrets
    indoors = scene.place in INDOORS
    outside = _among_lamps(light_of(scene), scene.place)
    return Canvas(
        width=scene.width_px,
        height=scene.height_px,
        defs=defs,
        rng=rng,
        light=light_of(scene, indoors=True, bright=scene.place in BRIGHT) if indoors else outside,
        outside=outside,
        nature=nature_of(place=scene.place, season=scene.season, weather=scene.weather),
        time=scene.time or "day",
        weather=scene.weather or "clear",
        season=scene.season or "",
        stage=stage,
        tint=scene.tint,
        kind=scene.kind,
        is_neon="neon" in scene.style,
    )


def _among_lamps(light: Light, place: str) -> Light:
    """Streets full of lamps lay their own light on things after dark."""
    if not light.is_dark or place not in _LAMPLIT:
        return light
    ambient = mix(light.ambient, "#ffb070", _LAMPLIT[place])
    return replace(light, ambient=ambient, strength=min(light.strength, 0.3))


def _orb(canvas: Canvas) -> Orb | None:
    """Where the sun or the moon is; it takes its chance even where it is not seen."""
    rng = canvas.rng
    side = rng.choice((0.17, 0.24, 0.76, 0.83))
    lift = rng.uniform(0.13, 0.2)
    if canvas.stage.has_own_orb or canvas.weather in ("cloudy", "rain", "storm", "snow"):
        return None
    low = canvas.time in ("sunset", "dawn")
    y = 0.45 + lift * 0.2 if low else lift
    if canvas.stage.text_low:
        y = max(y, min(canvas.stage.text_low + 0.09, 0.5))
    x = canvas.width / 2 + (side - 0.5) * min(canvas.width, canvas.unit * 2.2)
    return Orb(x=x, y=canvas.height * y, radius=canvas.unit * (0.066 if low else 0.052))
