"""Building: a group of a root and all that stands by it, kind by kind.

It does not know where the group will be.
"""

from collections.abc import Sequence
from random import Random

from inkstone.engines.sketch.layout import beside, grips, seats
from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.pieces import Piece
from inkstone.engines.sketch.layout.tree import Link, Tree


def build(tree: Tree, root: Piece, rng: Random) -> Group:
    """Place all that stands by a root, in the group's own measure."""
    root.stand(0.0, 0.0, height=root.size)
    root.has_shadow = root.zone == "ground"
    group = Group(root=root, at=root.known.at)
    for links in _together(tree.of(root)):
        subs = [build(tree, piece, rng) for link in links for piece in link.pieces]
        num_before = sum(_is_held(link) for link in tree.of(root)[: tree.of(root).index(links[0])])
        _place(links[0], subs, root, group, rng, num_before=num_before)
    return group


def _is_held(link: Link) -> bool:
    return link.bond.kind == "held_by"


#: What shares the room that one thing has for it.
_SHARING = frozenset({"on", "sitting_on", "lying_on", "riding", "inside"})


def _together(links: Sequence[Link]) -> list[list[Link]]:
    """All that is on one thing, or in it, shares its room, from left to right as it was asked for.

    Where somebody sits, what else is there sits beside them.
    """
    has_sitters = any(link.bond.kind == "sitting_on" for link in links)
    found: dict[str, list[Link]] = {}
    for number, link in enumerate(links):
        kind = link.bond.kind
        shared = "sitting_on" if kind == "on" and has_sitters else kind
        found.setdefault(shared if kind in _SHARING else f"{number}", []).append(link)
    for each in found.values():
        each.sort(key=lambda link: (_across(link), link.bond.kind != "sitting_on"))
    return list(found.values())


def _across(link: Link) -> int:
    at = link.pieces[0].known.at or ""
    side = link.bond.side or ("left" if "left" in at else "right" if "right" in at else None)
    return {"left": -1, None: 0, "right": 1}[side]


def _place(
    link: Link,
    subs: Sequence[Group],
    host: Piece,
    group: Group,
    rng: Random,
    *,
    num_before: int,
) -> None:
    kind = link.bond.kind
    match kind:
        case "held_by":
            grips.held(subs, host, group, rng, num_before=num_before)
        case "worn_by":
            grips.worn(subs, host, group)
        case "hugged_by":
            grips.embraced(subs, host, group)
        case "hugging" | "kissing":
            grips.embracing(subs, host, group, side=link.side)
        case "riding":
            seats.riding(subs, host, group)
        case "inside":
            seats.within(subs, host, group)
        case "on":
            seats.upon(subs, host, group, rng)
        case "sitting_on":
            seats.sitting(subs, host, group, rng)
        case "lying_on":
            seats.lying(subs, host, group)
        case "leaning_on":
            seats.leaning(subs, host, group, rng)
        case _:
            _stand(link, subs, host, group, rng)


def _stand(link: Link, subs: Sequence[Group], host: Piece, group: Group, rng: Random) -> None:
    kind, side = link.bond.kind, link.side
    is_row = any(piece.index == host.index and piece is not host for piece in group.pieces)
    match kind:
        case "in_front_of":
            beside.before(subs, host, group, side=side, row=is_row)
        case "behind":
            beside.behind(subs, host, group, side=side, row=is_row)
        case "under":
            beside.under(subs, host, group, side=side)
        case "above":
            beside.above(subs, host, group, row=is_row)
        case "around":
            beside.around(subs, host, group, rng)
        case _:
            beside.beside(subs, host, group, kind=kind, side=side)
