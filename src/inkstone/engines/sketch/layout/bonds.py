"""Bonds: which object stands by which, chosen from all the relations of a scene.

It does not know how things stand by one another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from inkstone.engines.sketch.layout.pieces import Piece
from inkstone.engines.sketch.layout.traits import is_small
from inkstone.engines.sketch.scene import RelationKind, Scene, SceneObject

#: A relation, or one seen from its other side.
BondKind = RelationKind | Literal["hugged_by", "before", "ahead", "row"]

#: What is drawn onto or into its host; the strongest decides where a thing is.
TIGHT: Mapping[BondKind, int] = {
    "worn_by": 9, "held_by": 8, "riding": 7, "inside": 6, "sitting_on": 5, "lying_on": 5,
    "on": 4, "hugged_by": 4, "hugging": 3, "kissing": 3, "leaning_on": 3,
}  # fmt: skip
#: What stands on the ground beside its host.
LOOSE: frozenset[BondKind] = frozenset({
    "left_of", "right_of", "next_to", "under", "in_front_of", "behind", "above", "between",
    "around", "chasing", "feeding", "facing", "following", "looking_at", "pulling", "pushing",
    "playing_with", "talking_to", "before", "ahead", "row",
})  # fmt: skip
#: How one thing that does something to several is seen from theirs.
_TURNED: Mapping[str, BondKind] = {
    "feeding": "before", "looking_at": "before", "facing": "before", "talking_to": "before",
    "playing_with": "before", "chasing": "ahead", "following": "ahead", "pushing": "ahead",
}  # fmt: skip
_ORDERED = frozenset({"left_of", "right_of", "next_to"})
_TABLES = frozenset({"table", "desk", "dining_table", "coffee_table", "counter", "round_table"})
#: How much larger one must be that takes another into its arms.
_EMBRACE = 1.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """What decides where an object stands."""

    kind: BondKind
    #: The other one's index.
    target: int
    #: The one that it looks at or is beside, where that one is borne by the target.
    toward: int | None = None
    #: Left of what else is there, or right of it.
    side: Literal["left", "right"] | None = None


@dataclass(slots=True, kw_only=True)
class Bonds:
    """The bond of each object, and the relations that are left to be kept by order alone."""

    of: dict[int, Bond] = field(default_factory=dict)
    #: One index, the kind, the other index.
    rest: list[tuple[int, RelationKind, int]] = field(default_factory=list)
    #: Objects whose copies stand in one row.
    gathered: set[int] = field(default_factory=set)

    def root(self, index: int) -> int:
        """The one that all it stands by stands by."""
        for _ in range(len(self.of) + 1):
            if index not in self.of:
                break
            index = self.of[index].target
        return index

    def bearer(self, index: int) -> int:
        """The one that bears it, through all that is held, worn or ridden."""
        for _ in range(len(self.of) + 1):
            if index not in self.of or self.of[index].kind not in TIGHT:
                break
            index = self.of[index].target
        return index

    def add(self, index: int, bond: Bond) -> bool:
        """Take a bond, unless it would close a circle or the object has one."""
        if index in self.of or index == bond.target or self.root(bond.target) == index:
            return False
        self.of[index] = bond
        return True


def bonds_of(scene: Scene, pieces: Sequence[Sequence[Piece]]) -> Bonds:
    """Choose the bonds of a scene.

    Args:
        scene: whose relations are kept.
        pieces: the copies of each object; those that are fixed keep their place.
    """
    return _Choice(scene, pieces).made()


class _Choice:
    """The bonds of one scene while they are chosen: what bears others first."""

    def __init__(self, scene: Scene, pieces: Sequence[Sequence[Piece]]) -> None:
        self._objects = scene.objects
        self._pieces = pieces
        self._fixed = {i for i, copies in enumerate(pieces) if copies and copies[0].is_fixed}
        self._found = Bonds()
        places = {known.id: index for index, known in enumerate(scene.objects)}
        self._wanted = [
            (index, relation.kind, places[relation.target])
            for index, known in enumerate(scene.objects)
            for relation in known.relations
            if relation.target in places
            and places[relation.target] != index
            and index not in self._fixed
        ]

    def made(self) -> Bonds:
        tight = [each for each in self._wanted if each[1] in TIGHT]
        for wanted in sorted(tight, key=lambda each: -TIGHT[each[1]]):
            if not self._bear(*wanted):
                self._found.rest.append(wanted)
        for index, known in enumerate(self._objects):
            if index not in self._fixed and index not in self._found.of:
                self._lay_table(index, known)
                self._put_between(index)
        for wanted in self._wanted:
            if wanted[1] not in TIGHT and wanted[1] != "between":
                self._stand_by(*wanted)
        return self._found

    def _bear(self, index: int, kind: RelationKind, other: int) -> bool:
        """Let the other bear it; of two that hug, the larger one bears the smaller."""
        one, host = self._pieces[index][0], self._pieces[other][0]
        is_giant = one.size > _EMBRACE * host.size
        is_dwarf = host.size > _EMBRACE * one.size
        if kind in ("hugging", "kissing") and is_giant:
            if other in self._fixed:
                beside = Bond(kind="next_to", target=self._found.bearer(other), toward=other)
                return self._found.add(index, beside)
            if len(self._pieces[other]) <= len(self._pieces[index]):
                return self._found.add(other, Bond(kind="hugged_by", target=index))
        if kind == "hugging" and is_dwarf and not host.is_alive:
            return self._found.add(index, Bond(kind="leaning_on", target=other))
        return self._found.add(index, Bond(kind=kind, target=other))

    def _lay_table(self, index: int, known: SceneObject) -> None:
        """Put what is beside a thing on a table on it too, and small things on a table."""
        mine = [each for each in self._wanted if each[0] == index]
        for _, kind, other in mine:
            host = self._found.of.get(other)
            small = is_small(known) or is_small(self._objects[other])
            if host is not None and host.kind == "on" and kind in _ORDERED and small:
                side: Literal["left", "right"] = "left" if kind == "left_of" else "right"
                self._found.add(index, replace(host, side=side, toward=other))
        tables = [i for i, one in enumerate(self._objects) if one.what in _TABLES]
        if tables and is_small(known) and not mine and not known.at:
            self._found.add(index, Bond(kind="on", target=tables[0]))

    def _put_between(self, index: int) -> None:
        others = [o for at, kind, o in self._wanted if at == index and kind == "between"]
        first, *more = (*dict.fromkeys(others), None)
        if first is None or index in self._found.of:
            return
        if not self._found.add(index, Bond(kind="between", target=self._found.bearer(first))):
            self._found.rest.append((index, "between", first))
            return
        other = more[0]
        if other is None:
            return
        bearer = self._found.bearer(other)
        bond = Bond(kind="right_of", target=index)
        if bearer in self._fixed or not self._found.add(bearer, bond):
            self._found.rest.append((index, "between", other))

    def _stand_by(self, index: int, kind: RelationKind, other: int) -> None:
        """Let the one that bears it stand by the one that bears the other."""
        found, pieces = self._found, self._pieces
        one, host = found.bearer(index), found.bearer(other)
        if one in self._fixed or one == host or not _meets(kind, pieces[one][0], pieces[host][0]):
            found.rest.append((index, kind, other))
            return
        is_many = len(pieces[host]) > len(pieces[one])
        if is_many and kind in _TURNED and host not in self._fixed:
            turned = Bond(kind=_TURNED[kind], target=one, toward=index)
            if found.add(host, turned):
                return
        if not found.add(one, Bond(kind=kind, target=host, toward=other)):
            found.rest.append((index, kind, other))
        elif is_many or len(pieces[one]) > 1:
            found.gathered.add(host)


def _meets(kind: RelationKind, one: Piece, host: Piece) -> bool:
    """Whether the two can stand by each other: a bird by a tree, but no boat by a house."""
    if host.zone in ("sky", "wall"):
        return one.zone == host.zone or (kind in ("above", "under") and one.zone == "wall")
    if one.zone == host.zone:
        return True
    if one.zone in ("sky", "wall"):
        return False
    return one.zone == "air" or (kind == "above" and host.zone != "air")
