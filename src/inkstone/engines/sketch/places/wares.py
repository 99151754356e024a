"""Wares: what stands on shelves and worktops, such as books, jars, bread and cups.

It does not know whose shelf it is.
"""

from collections.abc import Callable, Mapping

from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.vector.palette import mix

BOOKS = ("#c8604a", "#4f8f88", "#e0b04f", "#5f7fb0", "#8a6fae", "#d9c9a8", "#7a9a5a", "#b8606f")
#: Draws one thing at (u, v) that is `tall` and has `room` to its right; gives back its end.
_Ware = Callable[[Prop, float, float, float, float], float]


def row_of(  # noqa: PLR0917 - the three sides of a row, and what stands in it
    prop: Prop, left: float, right: float, v: float, tall: float, items: str
) -> None:
    """Fill a board from left to right with one kind of wares, or with a mixture."""
    u = left
    while u < right - tall * 0.16:
        kind = items
        if items == "mixed":
            kind = prop.canvas.rng.choice(("books", "books", "vase", "plant", "jars"))
        u = _WARES[kind](prop, u, v, tall, right - u)


def _books(prop: Prop, u: float, v: float, tall: float, room: float) -> float:
    rng, right = prop.canvas.rng, u + room
    for _ in range(rng.randint(2, 5)):
        wide, high = tall * rng.uniform(0.14, 0.26), tall * rng.uniform(0.62, 0.96)
        if u + wide > right:
            break
        colour = rng.choice(BOOKS)
        pale = mix(colour, "#fff3dc", 0.55)
        prop.box(u, v, wide, high, colour)
        prop.box(u + wide * 0.2, v + high * 0.72, wide * 0.6, high * 0.08, pale)
        u += wide * 1.04
    return u + tall * rng.uniform(0.03, 0.3)


def _jar(prop: Prop, u: float, v: float, tall: float, room: float) -> float:
    rng, wide = prop.canvas.rng, min(tall * 0.36, room)
    colour = rng.choice(("#e8c48a", "#d99a6a", "#b9cf8f", "#f0dfc0", "#c9867a"))
    prop.box(u, v, wide, tall * 0.52, "#eef2ee")
    prop.box(u + wide * 0.08, v, wide * 0.84, tall * rng.uniform(0.22, 0.44), colour)
    prop.box(u + wide * 0.1, v + tall * 0.52, wide * 0.8, tall * 0.1, "#a9805a")
    return u + wide * 1.22


def _cup(prop: Prop, u: float, v: float, tall: float, room: float) -> float:
    wide = min(tall * 0.32, room)
    colour = prop.canvas.rng.choice(("#f6efe2", "#d9887a", "#8fb8b0", "#f0c878"))
    ear = [(u + wide, v + tall * 0.28), (u + wide * 1.24, v + tall * 0.2),
           (u + wide, v + tall * 0.1)]  # fmt: skip
    prop.box(u, v, wide, tall * 0.36, colour)
    prop.line(ear, colour, tall * 0.05)
    return u + wide * 1.5


def _bottle(prop: Prop, u: float, v: float, tall: float, room: float) -> float:
    wide = min(tall * 0.24, room)
    colour = prop.canvas.rng.choice(("#5f8a6a", "#7a4a4f", "#c9a25a", "#6f8fa8", "#e2ddd0"))
    prop.box(u, v, wide, tall * 0.56, colour)
    prop.box(u + wide * 0.32, v + tall * 0.56, wide * 0.36, tall * 0.3, colour)
    prop.box(u + wide * 0.1, v + tall * 0.16, wide * 0.8, tall * 0.2, "#f6efe0")
    return u + wide * 1.3


def _box(prop: Prop, u: float, v: float, tall: float, room: float) -> float:
    rng = prop.canvas.rng
    wide, high = min(tall * rng.uniform(0.3, 0.46), room), tall * rng.uniform(0.5, 0.92)
    prop.box(u, v, wide, high, mix(rng.choice(BOOKS), "#fff3e0", 0.28))
    prop.box(u + wide * 0.16, v + high * 0.42, wide * 0.68, high * 0.26, "#fdf7ea")
    return u + wide * 1.08


def _vase(prop: Prop, u: float, v: float, tall: float, room: float) -> float:
    colour = prop.canvas.rng.choice(("#8fb8c4", "#d9a48f", "#e9dcc4", "#7f9a8a"))
    size = min(tall, room * 2.6)
    prop.blob([(u, v), (u - size * 0.02, v + size * 0.3), (u + size * 0.1, v + size * 0.62),
               (u + size * 0.22, v + size * 0.62), (u + size * 0.34, v + size * 0.3),
               (u + size * 0.3, v)], colour)  # fmt: skip
    return u + tall * 0.46


def _plant(prop: Prop, u: float, v: float, tall: float, room: float) -> float:
    size = min(tall, room * 2.6)
    prop.box(u, v, size * 0.3, size * 0.26, "#c98a63")
    for k in range(5):
        prop.oval(u + size * (0.02 + 0.065 * k), v + size * (0.36 + 0.1 * (k % 2)), size * 0.1,
                  size * 0.12, ("#5f9a5a", "#7fb56a")[k % 2])  # fmt: skip
    return u + tall * 0.5


def _bread(prop: Prop, u: float, v: float, tall: float, room: float) -> float:
    """A loaf with cuts, or two rolls."""
    rng = prop.canvas.rng
    crust = rng.choice(("#c98a4a", "#d99f58", "#b8763c"))
    wide = min(tall * rng.uniform(0.6, 0.9), room)
    if rng.random() < 0.5 or room < tall * 0.8:
        prop.blob([(u, v), (u, v + tall * 0.24), (u + wide * 0.25, v + tall * 0.46),
                   (u + wide * 0.75, v + tall * 0.46), (u + wide, v + tall * 0.24),
                   (u + wide, v)], crust)  # fmt: skip
        for k in range(3):
            cut = [(u + wide * (0.26 + 0.2 * k), v + tall * 0.16),
                   (u + wide * (0.34 + 0.2 * k), v + tall * 0.34)]  # fmt: skip
            prop.line(cut, "#f2d6a0", tall * 0.04)
        return u + wide * 1.08
    for k in range(2):
        middle = u + tall * (0.2 + 0.38 * k)
        prop.oval(middle, v + tall * 0.16, tall * 0.2, tall * 0.17, crust)
        prop.oval(middle - tall * 0.04, v + tall * 0.22, tall * 0.08, tall * 0.05, "#eac48a")
    return u + tall * 0.84


_WARES: Mapping[str, _Ware] = {
    "books": _books,
    "jars": _jar,
    "cups": _cup,
    "bottles": _bottle,
    "boxes": _box,
    "vase": _vase,
    "plant": _plant,
    "bread": _bread,
}
