"""Outfits: what a figure wears in each place of its body, by its kind, by the scene and by chance.

It does not know how a garment is drawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from inkstone.engines.sketch.figures.chance import Chance
from inkstone.engines.sketch.figures.kinds import FigureKind, table
from inkstone.engines.sketch.scene import Garment, SceneObject

#: How many of those without a trade wear what is usual in another colour.
_DYED = 0.6
#: What a veil is worn with; with anything else it is a scarf round the head.
_BRIDAL = frozenset({"wedding_dress", "gown"})
PATTERNS = frozenset({"striped", "dotted", "checked", "floral"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How a kind of garment is made; the file of figures says what each means."""

    slot: str
    colours: tuple[str, ...]
    sleeve: str = "none"
    neck: str = ""
    #: How far down a skirt reaches; 0 where it has none.
    skirt: float = 0
    flare: float = 0
    legs: str = ""
    wide: float = 1
    stamp: str = ""
    #: What is worn beneath it where nothing else is.
    under: str | None = None
    #: Whether the trunk beneath is bare, and whether the legs are covered in its colour.
    bare: bool = False
    tights: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloth:
    """One garment that a figure wears."""

    kind: str
    colour: str
    pattern: str | None = None
    #: A special make of it, such as a pirate's hat.
    make: str = ""

    @property
    def cut(self) -> Cut:
        """How it is made."""
        return CUTS[self.kind]


def _cut(row: Mapping[str, Any]) -> Cut:
    return Cut(**{**row, "colours": tuple(row["colours"].split())})


CUTS: Mapping[str, Cut] = {kind: _cut(row) for kind, row in table()["garments"].items()}
#: Place of the body to what is worn there.
Outfit = dict[str, Cloth]


def outfit_of(
    known: SceneObject, kind: FigureKind, *, group: str, is_female: bool, chance: Chance
) -> Outfit:
    """Choose what a figure wears.

    Args:
        known: the scene's object.
        kind: what kind of figure it is.
        group: its age and sex, such as `adult female`.
        is_female: which of two garments of a kind's default it wears.
        chance: its own.
    """
    worn: Outfit = {}
    usual = kind.wears or tuple(chance.pick("outfit", table()["outfits"][group]).split())
    _put_on(worn, [_read(text, is_female=is_female) for text in usual])
    if not kind.wears:
        _dye(worn, chance)
    _colour_main(worn, known)
    asked = [_asked(garment, chance) for garment in known.wears if garment.kind in CUTS]
    _take_off(worn, asked)
    _put_on(worn, asked)
    if not is_female and "whole" in worn and worn["whole"].kind == "swimsuit":
        suit = worn.pop("whole")
        worn["bottom"] = replace(suit, kind="swim_trunks")
    _complete(worn, is_female=is_female, age=group.split(maxsplit=1)[0], chance=chance)
    return worn


def _read(text: str, *, is_female: bool) -> Cloth:
    """Read `kind#colour/make`, or `hers|his#colour/make`."""
    head, _, make = text.partition("/")
    names, _, colour = head.partition("#")
    hers, _, his = names.partition("|")
    name = hers if is_female or not his else his
    shade = f"#{colour}" if colour else CUTS[name].colours[0]
    if make in PATTERNS:
        return Cloth(kind=name, colour=shade, pattern=make)
    return Cloth(kind=name, colour=shade, make=make)


def _asked(garment: Garment, chance: Chance) -> Cloth:
    colour = garment.colour or chance.pick(garment.kind, CUTS[garment.kind].colours)
    pattern = garment.pattern if garment.pattern in PATTERNS else None
    return Cloth(kind=garment.kind, colour=colour, pattern=pattern)


def _put_on(worn: Outfit, cloths: Iterable[Cloth]) -> None:
    for cloth in cloths:
        worn[cloth.cut.slot] = cloth


def main_slot(worn: Outfit) -> str:
    """The place of the garment that a figure's colour is that of."""
    order = ("whole", "over", "vest", "top", "bottom")
    return next((slot for slot in order if slot in worn), "top")


def _colour_main(worn: Outfit, known: SceneObject) -> None:
    slot = main_slot(worn)
    main = worn.get(slot)
    if main is None or not (known.colour or known.pattern):
        return
    pattern = known.pattern if known.pattern in PATTERNS else main.pattern
    worn[slot] = replace(main, colour=known.colour or main.colour, pattern=pattern)
    # What is made of the same cloth follows: a suit's trousers, a hat that belongs to a robe.
    for other, cloth in worn.items():
        if cloth.colour == main.colour and known.colour and other != slot:
            worn[other] = replace(cloth, colour=known.colour)


def _dye(worn: Outfit, chance: Chance) -> None:
    """Give what is seen most another colour now and then, so that no two of a crowd are alike."""
    slot = main_slot(worn)
    main = worn.get(slot)
    if main is not None and len(main.cut.colours) > 1 and chance.share("dye") < _DYED:
        worn[slot] = replace(main, colour=chance.pick("dyed", main.cut.colours))


def _take_off(worn: Outfit, asked: list[Cloth]) -> None:
    """Make room for what the scene asks for."""
    slots = {cloth.cut.slot for cloth in asked}
    if "whole" in slots:
        for slot in ("top", "bottom", "vest", "over", "apron", "waist", "neck"):
            worn.pop(slot, None)
    if slots & {"top", "bottom"} and "whole" in worn and worn["whole"].cut.under is None:
        worn.pop("whole")
    if "over" in slots:
        suit = any(cloth.kind == "suit" for cloth in asked)
        for slot in ("whole", "bottom", "vest", "apron") if suit else ("apron",):
            worn.pop(slot, None)
    if "top" in slots and "over" not in slots:
        worn.pop("over", None)


def _complete(worn: Outfit, *, is_female: bool, age: str, chance: Chance) -> None:
    """Add what nobody goes without."""
    whole, over = worn.get("whole"), worn.get("over")
    head = worn.get("head")
    if head and head.kind == "veil" and not (whole and whole.kind in _BRIDAL):
        dyed = chance.pick("headscarf", CUTS["headscarf"].colours)
        colour = head.colour if head.colour != CUTS["veil"].colours[0] else dyed
        worn["head"] = replace(head, kind="headscarf", colour=colour)
    if over and over.kind == "suit":
        worn.setdefault("bottom", Cloth(kind="trousers", colour=over.colour, pattern=over.pattern))
        worn.setdefault("top", Cloth(kind="shirt", colour="#fbfaf6"))
        if not is_female:
            worn.setdefault(
                "neck", Cloth(kind="tie", colour=chance.pick("tie", CUTS["tie"].colours))
            )
    if whole and whole.cut.under:
        worn.setdefault("top", Cloth(kind=whole.cut.under, colour="#f4ead8"))
    if whole is None:
        bottom = worn.get("bottom")
        if bottom is None:
            name = chance.pick("bottom", ("jeans", "trousers"))
            worn["bottom"] = Cloth(kind=name, colour=chance.pick(name, CUTS[name].colours))
        elif bottom.kind == "tail" or bottom.cut.bare:
            if bottom.kind == "swim_trunks":
                worn.setdefault("feet", Cloth(kind="barefoot", colour="#000000"))
            return
        if "top" not in worn:
            worn["top"] = Cloth(kind="t_shirt", colour=chance.pick("top", ("#f4ead8", "#fbf6ec")))
    if "feet" not in worn and not (whole and whole.kind == "swimsuit"):
        feet = "socks" if age == "baby" else "shoes"
        colour = "#fbf6ec" if age == "baby" else chance.pick("shoes", CUTS["shoes"].colours)
        worn["feet"] = Cloth(kind=feet, colour=colour)
