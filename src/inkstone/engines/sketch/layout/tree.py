"""Trees: the copies of things, each under the one that it stands by, and which way they look.

It does not know how anything is placed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from inkstone.engines.sketch.layout.beside import ring
from inkstone.engines.sketch.layout.bonds import LOOSE, TIGHT, Bond, Bonds
from inkstone.engines.sketch.layout.pieces import Piece, Side

Key = tuple[int, int]
#: Those that look at their host, which looks back.
_MEETING = frozenset({"facing", "talking_to", "hugging", "kissing", "feeding", "looking_at",
                      "playing_with", "before"})  # fmt: skip
#: Those that go the way their host goes.
_ALONG = frozenset({"riding", "chasing", "following", "pushing", "pulling", "ahead", "worn_by",
                    "inside"})  # fmt: skip
#: How many look at what they stand beside.
_INWARD = 0.6


@dataclass(slots=True, kw_only=True)
class Link:
    """Copies of one object at one host."""

    bond: Bond
    pieces: list[Piece]
    #: On which side of the host they are.
    side: int = 1


@dataclass(slots=True, kw_only=True)
class Tree:
    """Those that stand by themselves, and what stands by each piece."""

    roots: list[Piece] = field(default_factory=list)
    links: dict[Key, list[Link]] = field(default_factory=dict)
    borne: set[Key] = field(default_factory=set)

    def add(self, host: Piece, bond: Bond, copies: Sequence[Piece]) -> None:
        """Let copies stand by a host, those that do so by no other yet."""
        free = [p for p in copies if not p.is_fixed and (p.index, p.copy) not in self.borne]
        if free:
            self.links.setdefault((host.index, host.copy), []).append(Link(bond=bond, pieces=free))
            self.borne.update((piece.index, piece.copy) for piece in free)

    def of(self, piece: Piece) -> list[Link]:
        """What stands by a piece: first what it bears, then what is beside it."""
        found = self.links.get((piece.index, piece.copy), [])
        return sorted(found, key=lambda link: (link.bond.kind in LOOSE, link.bond.kind != "row"))


def grow(bonds: Bonds, pieces: Sequence[Sequence[Piece]]) -> Tree:
    """Give every copy its host, or make it a root."""
    tree = Tree()
    for index, bond in bonds.of.items():
        hosts = list(pieces[bond.target])
        if bond.kind == "between" and len(hosts) > 1:
            _divide(tree, hosts, pieces[index])
            continue
        free = [piece for piece in pieces[index] if not piece.is_fixed]
        for host, share in _shared(bond, hosts, free, is_row=bond.target in bonds.gathered):
            tree.add(host, bond, share)
    for index in sorted(bonds.gathered):
        first, *others = pieces[index]
        tree.add(first, Bond(kind="row", target=index), others)
    for copies in pieces:
        if copies and copies[0].known.pose in ("hug", "kiss"):
            _pair(tree, copies)
    tree.roots = [
        piece
        for copies in pieces
        for piece in copies
        if (piece.index, piece.copy) not in tree.borne
    ]
    return tree


def _shared(
    bond: Bond, hosts: Sequence[Piece], copies: list[Piece], *, is_row: bool
) -> list[tuple[Piece, list[Piece]]]:
    """Divide copies among hosts, evenly where each bears its own."""
    if not copies:
        return []
    if is_row or (bond.kind not in TIGHT and len(hosts) != len(copies)):
        return [(hosts[0], copies)]
    if len(copies) <= len(hosts):
        return [(hosts[number], [copy]) for number, copy in enumerate(copies)]
    shares: list[list[Piece]] = [[] for _ in hosts]
    for number, copy in enumerate(copies):
        shares[number * len(hosts) // len(copies)].append(copy)
    return [(host, share) for host, share in zip(hosts, shares, strict=True) if share]


def _divide(tree: Tree, hosts: Sequence[Piece], copies: Sequence[Piece]) -> None:
    """Between the copies of one thing: half of them on either side."""
    first, *others = hosts
    tree.add(first, Bond(kind="right_of", target=first.index), copies)
    tree.add(copies[-1], Bond(kind="right_of", target=copies[-1].index), others[::2])
    tree.add(first, Bond(kind="left_of", target=first.index), others[1::2])


def _pair(tree: Tree, copies: Sequence[Piece]) -> None:
    """Two of a kind that hug or kiss are a pair."""
    free = [p for p in copies if not p.is_fixed and (p.index, p.copy) not in tree.borne]
    for one, other in zip(free[::2], free[1::2], strict=False):
        tree.add(one, Bond(kind="hugging", target=one.index), [other])


def orient(tree: Tree, root: Piece, *, side: Side, rng: Random) -> None:
    """Decide which way a root and all that stands by it look."""
    root.turn(side)
    for link in tree.of(root):
        _turn(link, root, rng)
        for piece in link.pieces:
            orient(tree, piece, side=_side_of(piece, link), rng=rng)


def _side_of(piece: Piece, link: Link) -> Side:
    kind = link.bond.kind
    if kind in _MEETING:
        return "left" if link.side > 0 else "right"
    if kind in _ALONG or kind == "row":
        return piece.reach_side
    return piece.facing or "right"


def _turn(link: Link, host: Piece, rng: Random) -> None:
    """Decide on which side of the host they are, and which way they look."""
    kind = link.bond.kind
    link.side = _side(link, host, rng)
    toward: Side = "left" if link.side > 0 else "right"
    along = host.reach_side
    places = ring(len(link.pieces))
    for piece, (right, _) in zip(link.pieces, places, strict=True):
        if kind == "around":
            piece.turn("left" if right > 0 else "right")
        elif kind in _ALONG or kind == "row":
            piece.turn(along)
        elif kind in _MEETING or rng.random() < _INWARD:
            piece.turn(toward)
        else:
            piece.turn("right" if toward == "left" else "left")


def _side(link: Link, host: Piece, rng: Random) -> int:
    kind, first = link.bond.kind, link.pieces[0].known
    chance = rng.choice((-1, 1))
    at = first.at or ""
    asked = -1 if "left" in at else 1 if "right" in at else 0
    if kind == "left_of" or link.bond.side == "left":
        return -1
    if kind in ("right_of", "between") or link.bond.side == "right":
        return 1
    if kind in _MEETING:
        return _meeting(link, host, asked or chance)
    if kind in ("chasing", "following", "pushing"):
        if first.facing is not None:
            host.turn(first.facing)
        return -_ahead(host)
    if kind in ("pulling", "ahead"):
        return _ahead(host)
    return asked or chance


def _meeting(link: Link, host: Piece, chance: int) -> int:
    """The host looks at who comes to it, where it may turn."""
    own = link.pieces[0].known.facing
    if host.is_fixed or host.known.facing is not None or link.bond.kind == "before":
        return _ahead(host)
    side = chance if own is None else -1 if own == "right" else 1
    host.turn("right" if side > 0 else "left")
    return side


def _ahead(host: Piece) -> int:
    return 1 if host.reach_side == "right" else -1
