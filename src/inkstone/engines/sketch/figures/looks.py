"""Looks: the age, skin, hair, mood and clothes of one figure, by kind, scene and chance.

It does not know how any of it is drawn.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from inkstone.engines.sketch.figures import kinds, outfits
from inkstone.engines.sketch.figures.chance import Chance
from inkstone.engines.sketch.figures.kinds import Age, FigureKind, table
from inkstone.engines.sketch.scene import Appearance, SceneObject
from inkstone.engines.sketch.vector.palette import channels, luminance

SKINS = ("#fadcc6", "#f2c7a5", "#e0ab82", "#c48a60", "#996342", "#6d4530")
_HAIR = ("#2a2024", "#3b2722", "#5a3826", "#7b5131", "#a9763f", "#d6ad62", "#a5502e")
_GREY = ("#d8d5d2", "#b9b6b6", "#efece8")
_EYES = ("#4a3024", "#5b3d26", "#41695a", "#45719a")
_DARK_FROM = 3
#: Hair that is worn where it grows so.
_COILED = frozenset({"locs", "afro"})
#: Skin below this goes with dark hair and dark eyes, and so do these clothes.
_DARK_BELOW = 0.72
_EASTERN = frozenset({"hanfu", "qipao", "kimono", "sari"})
#: Hair on a face, which nothing is added to where it was asked for.
_HAIRY = frozenset({"beard", "moustache", "long_beard", "thin_beard"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """All that tells one figure from another, apart from its pose."""

    age: Age
    is_female: bool
    skin: str
    hair: str
    hair_colour: str
    eyes: str
    features: frozenset[str]
    #: `awake` is the mood of whoever has none.
    mood: str
    outfit: outfits.Outfit
    tool: str | None = None
    #: The pose that its kind takes where the scene names none.
    pose: str | None = None

    def has(self, feature: str) -> bool:
        """Whether it has a feature."""
        return feature in self.features


def look_of(known: SceneObject, *, chance: Chance) -> Look:
    """Choose the looks of a figure."""
    kind = kinds.find(known.what)
    asked = known.looks or Appearance()
    age = asked.age or kind.age
    is_female = kind.sex == "female" or (kind.sex == "any" and chance.share("sex") < 0.5)
    features = frozenset(kind.features) | frozenset(asked.features)
    if features & (_HAIRY | {"male"}) and kind.sex == "any":
        is_female = False
    elif "female" in features and kind.sex == "any":
        is_female = True
    group = f"{age} {'female' if is_female else 'male'}"
    hair = _hair(kind, asked, group=group, chance=chance)
    outfit = outfits.outfit_of(known, kind, group=group, is_female=is_female, chance=chance)
    is_eastern = _is_eastern(known, outfit)
    skins = SKINS[:_DARK_FROM] if is_eastern else SKINS
    skin = asked.skin or kind.skin or _skin(hair, asked, features, skins, chance)
    is_dark = luminance(skin) < _DARK_BELOW or is_eastern
    return Look(
        age=age,
        is_female=is_female,
        skin=skin,
        hair=hair,
        hair_colour=_hair_colour(kind, asked, age=age, is_dark=is_dark, chance=chance),
        eyes=_EYES[0] if is_dark else chance.pick("eyes", _EYES),
        features=features
        | _by_chance(
            age, is_female=is_female, is_shaved=bool(features & _HAIRY), kind=kind, chance=chance
        ),
        mood=known.mood or "awake",
        outfit=outfit,
        tool=kind.tool,
        pose=kind.pose,
    )


def _hair(kind: FigureKind, asked: Appearance, *, group: str, chance: Chance) -> str:
    usual: str = chance.pick("hair", table()["hair"][group].split())
    return asked.hair or kind.hair or usual


def _is_eastern(known: SceneObject, outfit: outfits.Outfit) -> bool:
    """Whether it was named in Chinese, or is dressed as in the east."""
    is_named = any("\u4e00" <= letter <= "\u9fff" for letter in known.name)
    return is_named or any(cloth.kind in _EASTERN for cloth in outfit.values())


def _skin(
    hair: str, asked: Appearance, features: Set[str], skins: Sequence[str], chance: Chance
) -> str:
    """Choose a skin that is seen with what was asked for."""
    if hair in _COILED:
        return chance.pick("skin", SKINS[_DARK_FROM:])
    is_fair = asked.hair_colour is not None and _is_fair(asked.hair_colour)
    if is_fair or "freckles" in features:
        return chance.pick("skin", SKINS[:2])
    return chance.pick("skin", skins)


def _is_fair(colour: str) -> bool:
    """Whether hair of a colour is red or blonde by nature."""
    red, green, blue = channels(colour)
    return red > green > blue and red > 0.6 and red - blue > 0.3


def _hair_colour(
    kind: FigureKind, asked: Appearance, *, age: str, is_dark: bool, chance: Chance
) -> str:
    usual = _GREY if age == "old" else _HAIR[:3] if is_dark else _HAIR
    return asked.hair_colour or kind.hair_colour or chance.pick("hair colour", usual)


def _by_chance(
    age: str, *, is_female: bool, is_shaved: bool, kind: FigureKind, chance: Chance
) -> frozenset[str]:
    """Small things that make a crowd of a kind differ."""
    share = chance.share("features")
    if age == "old":
        glasses = {"glasses"} if share < 0.45 and not kind.wears else set()
        beard = {"beard"} if not (is_female or is_shaved) and share > 0.55 else set()
        return frozenset({"wrinkles"} | glasses | beard)
    if age == "child":
        return frozenset({"freckles"} if share < 0.2 else ())
    if age == "adult" and not (is_female or is_shaved or kind.wears):
        return frozenset({"beard"} if share < 0.25 else ())
    return frozenset()
