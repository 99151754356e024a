"""Scenes made by hand, of shapes that are boxes with points."""

from random import Random

from inkstone.engines.sketch.layout.layout import laid_out
from inkstone.engines.sketch.layout.pieces import Field, Piece
from inkstone.engines.sketch.scene import Box, Copy, Relation, Scene, SceneObject
from inkstone.engines.sketch.vector.glyphs import Symbol
from inkstone.engines.sketch.vector.shape import Shape

#: Wide for a height of 380, which way it looks, and its points.
_FIGURE = (150, "right", {"crown": (0.5, 0.0), "head": (0.5, 0.12), "eyes": (0.5, 0.12),
           "mouth": (0.5, 0.18), "neck": (0.5, 0.24), "hand": (0.9, 0.45),
           "hand_2": (0.1, 0.5), "seat": (0.5, 0.6), "feet": (0.5, 1.0)})  # fmt: skip
_ANIMAL = (500, "right", {"seat": (0.45, 0.4), "surface": (0.45, 0.4), "mouth": (0.9, 0.4),
           "crown": (0.82, 0.05), "head": (0.82, 0.2), "eyes": (0.85, 0.18), "neck": (0.7, 0.4),
           "feet": (0.5, 1.0), "tail": (0.02, 0.5)})  # fmt: skip
_SHAPES = {
    "figure": _FIGURE,
    "beast": _ANIMAL,
    "part:table": (760, None, {"surface": (0.5, 0.1)}),
    "part:bench": (760, None, {"seat": (0.5, 0.55), "surface": (0.5, 0.55)}),
    "part:tree": (300, None, {"shelter": (0.5, 1.0)}),
    "part:vase": (250, None, {"inside": (0.5, 0.1)}),
    "part:car": (800, "left", {"surface": (0.5, 0.05)}),
}


def thing(identifier: str, concept: str | None = None, *relations: tuple[str, str], **values):
    """One object; its relations are pairs of a kind and the other one's id."""
    concept = concept or identifier
    shown = values.pop("shown", None) or _shown(concept)
    return SceneObject(
        id=identifier,
        concept=concept,
        name=identifier,
        shown=shown,
        relations=tuple(Relation(kind=kind, target=target) for kind, target in relations),
        **values,
    )


def _shown(concept: str) -> str:
    if concept in ("girl", "boy", "man", "woman"):
        return f"figure:{concept}"
    if concept in ("cat", "dog", "horse", "duck"):
        return f"beast:{concept}"
    return f"part:{concept}"


def shape_of(known: SceneObject) -> Shape:
    """A box with points, as wide as its kind is."""
    if known.form == "figure" and known.pose == "sit":
        points = {**_FIGURE[2], "seat": (0.5, 0.8)}
        return Shape(symbol=Symbol(svg="", width=200, height=265), anchors=points, facing="right")
    width, facing, points = _SHAPES.get(known.shown) or _SHAPES.get(known.form, (380, None, {}))
    return Shape(symbol=Symbol(svg="", width=width, height=380), anchors=points, facing=facing)


def scene_of(*objects: SceneObject, size=(1024, 1024), seed: int = 1, **values) -> Scene:
    """A scene without a place of its own."""
    width, height = size
    return Scene(objects=objects, width_px=width, height_px=height, seed=seed, **values)


def room_of(size, **values) -> Field:
    """Room in a picture without words."""
    width, height = size
    wanted = {
        "area": Box(x=10, y=10, width=width - 20, height=height - 20),
        "ground": (height * 0.78, height * 0.95),
        "water": None,
        "air": (height * 0.08, height * 0.4),
        "unit": min(size),
    }
    return Field(**{**wanted, **values})


def laid(scene: Scene, **room):
    """The pieces of each object, and the composition."""
    done = laid_out(
        scene,
        room=room_of((scene.width_px, scene.height_px), **room),
        shape_of=lambda identifier, _copy: shape_of(scene.find(identifier)),
        rng=Random(scene.seed),
    )
    found: dict[str, list[Piece]] = {}
    for piece in sorted(done.pieces, key=lambda one: (one.index, one.copy)):
        found.setdefault(piece.known.id, []).append(piece)
    return found, done.composition


def placed(*objects: SceneObject, size=(1024, 1024), seed: int = 1, **room):
    """The pieces of each object of a scene made of them."""
    return laid(scene_of(*objects, size=size, seed=seed), **room)[0]


def kept(scene: Scene, found: dict[str, list[Piece]]) -> dict[str, tuple[Copy, ...]]:
    """Where everything was placed, as a scene says it."""
    return {
        identifier: tuple(
            Copy(box=p.box, depth=p.depth, is_flipped=p.is_flipped, has_shadow=p.has_shadow,
                 string=p.string)
            for p in pieces
        )
        for identifier, pieces in found.items()
        if scene.find(identifier)
    }  # fmt: skip


def share(one: Box, other: Box) -> float:
    """How much of the first the second covers."""
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    tall = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(wide, 0) * max(tall, 0) / max(one.width * one.height, 1e-9)
