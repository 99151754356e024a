"""Looks: the age, skin, hair, mood and clothes of one figure, by kind, scene and chance.

It does not know how any of it is drawn.
"""

from dataclasses import dataclass

from inkstone.engines.sketch.figures import kinds, outfits
from inkstone.engines.sketch.figures.chance import Chance
from inkstone.engines.sketch.figures.kinds import Age, FigureKind, table
from inkstone.engines.sketch.scene import Appearance, SceneObject

SKINS = ("#fadcc6", "#f2c7a5", "#e0ab82", "#c48a60", "#996342", "#6d4530")
_HAIR = ("#2a2024", "#3b2722", "#5a3826", "#7b5131", "#a9763f", "#d6ad62", "#a5502e")
_GREY = ("#d8d5d2", "#b9b6b6", "#efece8")
_EYES = ("#4a3024", "#5b3d26", "#41695a", "#45719a")
_DARK_FROM = 3
#: Hair that is worn where it grows so.
_COILED = frozenset({"locs", "afro"})


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
    if features & {"beard", "moustache", "long_beard"} and kind.sex == "any":
        is_female = False
    group = f"{age} {'female' if is_female else 'male'}"
    hair = _hair(kind, asked, group=group, chance=chance)
    skin = asked.skin or kind.skin or _skin(hair, chance)
    return Look(
        age=age,
        is_female=is_female,
        skin=skin,
        hair=hair,
        hair_colour=_hair_colour(kind, asked, age=age, skin=skin, chance=chance),
        eyes=_EYES[0] if skin in SKINS[_DARK_FROM:] else chance.pick("eyes", _EYES),
        features=features | _by_chance(age, is_female=is_female, kind=kind, chance=chance),
        mood=known.mood or "awake",
        outfit=outfits.outfit_of(known, kind, group=group, is_female=is_female, chance=chance),
        tool=kind.tool,
        pose=kind.pose,
    )


def _hair(kind: FigureKind, asked: Appearance, *, group: str, chance: Chance) -> str:
    usual: str = chance.pick("hair", table()["hair"][group].split())
    return asked.hair or kind.hair or usual


def _skin(hair: str, chance: Chance) -> str:
    return chance.pick("skin", SKINS[_DARK_FROM:] if hair in _COILED else SKINS)


def _hair_colour(
    kind: FigureKind, asked: Appearance, *, age: str, skin: str, chance: Chance
) -> str:
    usual = _GREY if age == "old" else _HAIR[:3] if skin in SKINS[2:] else _HAIR
    return asked.hair_colour or kind.hair_colour or chance.pick("hair colour", usual)


def _by_chance(age: str, *, is_female: bool, kind: FigureKind, chance: Chance) -> frozenset[str]:
    """Small things that make a crowd of a kind differ."""
    share = chance.share("features")
    if age == "old":
        glasses = {"glasses"} if share < 0.45 and not kind.wears else set()
        beard = {"beard"} if not is_female and share > 0.55 else set()
        return frozenset({"wrinkles"} | glasses | beard)
    if age == "child":
        return frozenset({"freckles"} if share < 0.2 else ())
    if age == "adult" and not is_female and not kind.wears:
        return frozenset({"beard"} if share < 0.25 else ())
    return frozenset()
