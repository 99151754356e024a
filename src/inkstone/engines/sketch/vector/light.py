"""Light: the colours of sky, land and water at a time of day, and the tint they lay on things.

It does not know what stands in the picture.
"""

from dataclasses import dataclass, replace

from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.vector.palette import mix, under_light


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The colours of one picture."""

    #: From the zenith to the horizon.
    sky: tuple[str, str, str]
    #: From the farthest hill to the nearest.
    hills: tuple[str, str, str, str]
    #: From the horizon to the near shore.
    water: tuple[str, str]
    #: The sun or the moon.
    orb: str
    #: What colours things, and how much.
    ambient: str
    strength: float
    is_dark: bool = False
    #: Whether windows and lamps are lit.
    is_lit: bool = False

    def on(self, colour: str) -> str:
        """The colour of a thing as it looks in this light."""
        return under_light(colour, self.ambient, self.strength)

    def hazy(self, colour: str, distance: float) -> str:
        """The colour of something far away, from 0 here to 1 at the horizon."""
        return mix(colour, self.sky[2], distance)


_LIGHTS = {
    "day": Light(
        sky=("#4fb0ec", "#9fd8f7", "#e9f6f4"),
        hills=("#a8d5c0", "#86c48c", "#62ad68", "#46945a"),
        water=("#7cc8e4", "#2a86bb"),
        orb="#fff0ae",
        ambient="#fff8ea",
        strength=0.06,
    ),
    "sunset": Light(
        sky=("#3b3a7e", "#d9687c", "#ffc48a"),
        hills=("#c77a86", "#99517c", "#6a3a6c", "#432a58"),
        water=("#f2a07c", "#6a3f7d"),
        orb="#ffe9b8",
        ambient="#ff9d78",
        strength=0.3,
        is_lit=True,
    ),
    "night": Light(
        sky=("#0a1236", "#1c2f6c", "#40599c"),
        hills=("#314c86", "#253f70", "#1b315b", "#132446"),
        water=("#35528f", "#0e1b42"),
        orb="#fdf4d2",
        ambient="#6f8ce0",
        strength=0.4,
        is_dark=True,
        is_lit=True,
    ),
    "dawn": Light(
        sky=("#88a9e2", "#f0bfd0", "#ffe6c8"),
        hills=("#c9bfd4", "#a2b3b4", "#7fa58f", "#588a74"),
        water=("#f0cfcb", "#7a9fc8"),
        orb="#fff3d2",
        ambient="#ffd7c6",
        strength=0.18,
    ),
}
_RAIN = {
    "day": Light(
        sky=("#6d8296", "#9db0bd", "#d0dadd"),
        hills=("#a0b4b2", "#7b9a93", "#5c8279", "#446a60"),
        water=("#9fb4c0", "#4d6d82"),
        orb="#e8eef0",
        ambient="#b5c4d2",
        strength=0.28,
        is_lit=True,
    ),
}
_SNOW_LAND = ("#cfdfee", "#dde9f4", "#eaf2f9", "#f8fbfe")
_NEON = Light(
    sky=("#120a33", "#3c1470", "#b4389c"),
    hills=("#4a2585", "#35196c", "#241052", "#170a38"),
    water=("#8a35b5", "#1a0c44"),
    orb="#ff8fd8",
    ambient="#a06cf0",
    strength=0.34,
    is_dark=True,
    is_lit=True,
)
_WINTERY = frozenset({"snow"})
_INDOOR_STRENGTH = 0.5


def light_of(scene: Scene) -> Light:
    """Choose the light of a scene."""
    time = scene.time or "day"
    light = _LIGHTS[time]
    if scene.weather in ("rain", "fog"):
        grey = _RAIN["day"]
        light = grey if time == "day" else _between(light, grey, 0.28)
    if "neon" in scene.style:
        light = _NEON
    if scene.weather == "snow" or scene.place in _WINTERY:
        share = 0.86 if time in ("day", "dawn") else 0.5
        light = replace(light, hills=_mixed(light.hills, _SNOW_LAND, share))
    if scene.place == "desert":
        sand = ("#e9c99a", "#e2b678", "#d69f5c", "#c58a48")
        light = replace(light, hills=_mixed(light.hills, sand, 0.72 if not light.is_dark else 0.3))
    if "pastel" in scene.style:
        light = replace(
            light,
            sky=(
                mix(light.sky[0], "#cfe4ff", 0.5),
                mix(light.sky[1], "#ffe3f0", 0.5),
                light.sky[2],
            ),
            hills=_mixed(light.hills, ("#f3e4f0", "#dff0e2", "#cfe8d4", "#bfe0c8"), 0.5),
        )
    if "vintage" in scene.style:
        light = _between(light, _sepia(light), 0.4)
    if scene.place in ("room", "cafe", "kitchen", "studio"):
        light = replace(light, strength=light.strength * _INDOOR_STRENGTH)
    return light


def _mixed(
    one: tuple[str, str, str, str], other: tuple[str, str, str, str], share: float
) -> tuple[str, str, str, str]:
    a, b, c, d = (mix(x, y, share) for x, y in zip(one, other, strict=True))
    return a, b, c, d


def _sepia(light: Light) -> Light:
    return replace(
        light,
        sky=("#b99a6b", "#dcc59a", "#f3e6c8"),
        hills=("#cdb78c", "#b39a6c", "#957c50", "#745d3a"),
        water=("#d9c69c", "#8d7a55"),
        ambient="#d9b67e",
        strength=max(light.strength, 0.3),
    )


def _between(one: Light, other: Light, share: float) -> Light:
    first, second, third = (mix(a, b, share) for a, b in zip(one.sky, other.sky, strict=True))
    return replace(
        one,
        sky=(first, second, third),
        hills=_mixed(one.hills, other.hills, share),
        water=(mix(one.water[0], other.water[0], share), mix(one.water[1], other.water[1], share)),
        ambient=mix(one.ambient, other.ambient, share),
        strength=max(one.strength, other.strength * share),
    )
