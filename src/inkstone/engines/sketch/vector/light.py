"""Light: the colours of sky, land and water at a time of day, and the tint they lay on things.

It does not know what stands in the picture.
"""

from dataclasses import dataclass, replace

from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.vector.palette import channels, hexed, luminance, mix, under_light


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The colours of one picture."""

    #: From the zenith to the horizon.
    sky: tuple[str, str, str]
    #: From the horizon to the near shore.
    water: tuple[str, str]
    #: The sun or the moon.
    orb: str
    #: What colours things, and how much.
    ambient: str
    strength: float
    #: What land fades into with distance, and how much of it is left out at the horizon.
    haze: str
    haziness: float = 0.74
    #: What the colours of land are multiplied by, what is laid over them, and how much.
    land: str = "#ffffff"
    veil: str = "#ffffff"
    veiled: float = 0.0
    #: How much of their colour they lose.
    greyness: float = 0.0
    #: From below to above, on clouds.
    cloud: tuple[str, str] = ("#d3e6f3", "#ffffff")
    is_dark: bool = False
    #: Whether windows and lamps are lit.
    is_lit: bool = False

    def on(self, colour: str) -> str:
        """The colour of a thing as it looks in this light."""
        return under_light(colour, self.ambient, self.strength)

    def far(self, colour: str, depth: float) -> str:
        """The colour of land as it looks from afar: 0 is here, 1 is the horizon."""
        red, green, blue = channels(colour)
        grey = luminance(colour)
        lost = self.greyness
        tinted = (
            (value + (grey - value) * lost) * share
            for value, share in zip((red, green, blue), channels(self.land), strict=True)
        )
        here = mix(hexed(*tinted), self.veil, self.veiled)
        return mix(here, self.haze, min(depth, 1.0) * self.haziness)


_TIMES = {
    "day": Light(
        sky=("#55b1ea", "#a3d9f3", "#eef6ec"),
        water=("#93d6e2", "#2f8fbf"),
        orb="#fff3b8",
        ambient="#fff8ea",
        strength=0.06,
        haze="#d3ecea",
    ),
    "sunset": Light(
        sky=("#544a94", "#e2788a", "#ffd08e"),
        water=("#f7b48a", "#6b4a88"),
        orb="#fff0c2",
        ambient="#ff9d78",
        strength=0.3,
        haze="#f3a78c",
        haziness=0.66,
        land="#f0a184",
        veil="#5c3c74",
        veiled=0.36,
        cloud=("#ffb384", "#c98aa8"),
        is_lit=True,
    ),
    "night": Light(
        sky=("#0b1440", "#213a80", "#5673b4"),
        water=("#4463a6", "#101f4c"),
        orb="#fdf4d2",
        ambient="#6f8ce0",
        strength=0.4,
        haze="#4362a4",
        haziness=0.7,
        land="#86a4e0",
        veil="#1a2d66",
        veiled=0.42,
        greyness=0.16,
        cloud=("#3a538f", "#5b77b4"),
        is_dark=True,
        is_lit=True,
    ),
    "dawn": Light(
        sky=("#8eb4e8", "#f6c8cf", "#fff1cf"),
        water=("#f8d8c8", "#7fa9cf"),
        orb="#fff6da",
        ambient="#ffd7c6",
        strength=0.18,
        haze="#f7dcd0",
        land="#ffe3d6",
        veil="#a597c6",
        veiled=0.17,
        cloud=("#fbc4bb", "#fff0ea"),
    ),
}
_WEATHERS = {
    "cloudy": Light(
        sky=("#8fb1c9", "#bad0dc", "#e4ecea"),
        water=("#b3cdd5", "#54889f"),
        orb="#f4f2e4",
        ambient="#dbe4ea",
        strength=0.14,
        haze="#cfdedd",
        land="#e3e8e6",
        veil="#93a6ac",
        veiled=0.12,
        greyness=0.14,
        cloud=("#b9c9d4", "#f2f6f7"),
    ),
    "rain": Light(
        sky=("#71889c", "#a0b4c1", "#d0dcdf"),
        water=("#a3b9c4", "#4a6d82"),
        orb="#e8eef0",
        ambient="#b5c4d2",
        strength=0.28,
        haze="#bccbd1",
        haziness=0.84,
        land="#c6d2d4",
        veil="#6f8792",
        veiled=0.22,
        greyness=0.24,
        cloud=("#7c92a2", "#b4c4ce"),
        is_lit=True,
    ),
    "storm": Light(
        sky=("#343f5a", "#596a85", "#a7b5b4"),
        water=("#7f95a3", "#2c4258"),
        orb="#dfe6ea",
        ambient="#92a3bd",
        strength=0.36,
        haze="#8c9dab",
        haziness=0.8,
        land="#a5b5b8",
        veil="#3d4d63",
        veiled=0.32,
        greyness=0.24,
        cloud=("#3b4760", "#6b7b93"),
        is_lit=True,
    ),
    "fog": Light(
        sky=("#bccbd2", "#d2dddf", "#e9efed"),
        water=("#d6e1e2", "#9fb6bf"),
        orb="#f4f3ea",
        ambient="#d5dfe2",
        strength=0.24,
        haze="#e2eae9",
        haziness=0.97,
        land="#dbe4e2",
        veil="#bccacc",
        veiled=0.24,
        greyness=0.3,
        cloud=("#d3dee2", "#eef3f3"),
        is_lit=True,
    ),
    "snow": Light(
        sky=("#a4bcd2", "#c9d8e5", "#edf2f6"),
        water=("#c6dae6", "#6f99b5"),
        orb="#f6f6f0",
        ambient="#dbe6f2",
        strength=0.16,
        haze="#e3ecf3",
        haziness=0.84,
        land="#e8eff4",
        veil="#b3c6d8",
        veiled=0.14,
        greyness=0.14,
        cloud=("#c3d2e0", "#f4f8fb"),
        is_lit=True,
    ),
}
#: How much of a weather is seen at a time of day.
_SEEN = {"day": 1.0, "dawn": 0.62, "sunset": 0.48, "night": 0.3}
_NEON = Light(
    sky=("#160b3a", "#47187a", "#c0489f"),
    water=("#8a35b5", "#1a0c44"),
    orb="#ff9edb",
    ambient="#a06cf0",
    strength=0.34,
    haze="#8a3a9c",
    land="#a58be8",
    veil="#1f1050",
    veiled=0.5,
    greyness=0.1,
    cloud=("#7a2f96", "#53278a"),
    is_dark=True,
    is_lit=True,
)
#: What rooms look like: lit by the window, and by lamps after dark.
_ROOMS = {
    "day": Light(
        sky=_TIMES["day"].sky,
        water=_TIMES["day"].water,
        orb="#fff3b8",
        ambient="#fff8ea",
        strength=0.06,
        haze="#efe6d8",
        haziness=0.5,
    ),
    "dawn": Light(
        sky=_TIMES["dawn"].sky,
        water=_TIMES["dawn"].water,
        orb="#fff6da",
        ambient="#ffe2cf",
        strength=0.1,
        haze="#f2e0d2",
        haziness=0.5,
        land="#fff0e4",
        veil="#c9a9b0",
        veiled=0.06,
    ),
    "sunset": Light(
        sky=_TIMES["sunset"].sky,
        water=_TIMES["sunset"].water,
        orb="#fff0c2",
        ambient="#ffbf92",
        strength=0.16,
        haze="#e0b8a0",
        haziness=0.5,
        land="#ffdcbc",
        veil="#8f5a6e",
        veiled=0.16,
        is_lit=True,
    ),
    "night": Light(
        sky=_TIMES["night"].sky,
        water=_TIMES["night"].water,
        orb="#fdf4d2",
        ambient="#f2b878",
        strength=0.2,
        haze="#7a5c62",
        haziness=0.42,
        land="#e0b596",
        veil="#3a2848",
        veiled=0.36,
        is_dark=True,
        is_lit=True,
    ),
}
_STUDIO_STRENGTH = 0.5


def light_of(scene: Scene, *, indoors: bool = False, bright: bool = False) -> Light:
    """Choose the light of a scene; that of a room is what its lamps give, bright ones or warm."""
    time = scene.time or "day"
    light = _TIMES[time]
    weather = _WEATHERS.get(scene.weather or "")
    if weather is not None:
        light = _between(light, weather, _SEEN[time])
    if "neon" in scene.style:
        light = _NEON
    if indoors:
        return _room(scene, time, bright=bright)
    if scene.place == "studio":
        return replace(light, strength=light.strength * _STUDIO_STRENGTH)
    return light


def _room(scene: Scene, time: str, *, bright: bool) -> Light:
    if "neon" in scene.style:
        return replace(_ROOMS["night"], ambient="#c98cf0", veil="#3a1a66", haze="#6a3a8a")
    room = _ROOMS[time]
    if bright:
        room = replace(room, veiled=room.veiled * 0.4, land=mix(room.land, "#ffffff", 0.6))
    is_gloomy = scene.weather in ("rain", "storm", "snow", "fog")
    return replace(room, is_lit=room.is_lit or is_gloomy)


def _between(one: Light, other: Light, share: float) -> Light:
    first, second, third = (mix(a, b, share) for a, b in zip(one.sky, other.sky, strict=True))
    return replace(
        one,
        sky=(first, second, third),
        water=(mix(one.water[0], other.water[0], share), mix(one.water[1], other.water[1], share)),
        orb=mix(one.orb, other.orb, share),
        ambient=mix(one.ambient, other.ambient, share),
        strength=max(one.strength, other.strength * share),
        haze=mix(one.haze, other.haze, share),
        haziness=max(one.haziness, other.haziness),
        land=mix(one.land, other.land, share),
        veil=mix(one.veil, other.veil, share),
        veiled=max(one.veiled, other.veiled * share),
        greyness=max(one.greyness, other.greyness * share),
        cloud=(mix(one.cloud[0], other.cloud[0], share), mix(one.cloud[1], other.cloud[1], share)),
        is_lit=one.is_lit or other.is_lit,
    )
