"""Drawing: from a prompt to a picture, with the scene that it shows and what was left out.

It does not know who asked, nor what a picture costs.
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch import shapes
from inkstone.engines.sketch.composed import Composed, inked
from inkstone.engines.sketch.layout.acting import acted
from inkstone.engines.sketch.layout.checks import not_followed
from inkstone.engines.sketch.layout.layout import laid_out
from inkstone.engines.sketch.layout.pieces import Piece
from inkstone.engines.sketch.layout.rooms import is_portrait, room_of, stage_of
from inkstone.engines.sketch.layout.traits import is_borne
from inkstone.engines.sketch.pages.poster import draw_texts, text_zone
from inkstone.engines.sketch.pages.registry import PAGES
from inkstone.engines.sketch.places.places import Backdrop, draw_place
from inkstone.engines.sketch.reading.parse import parse
from inkstone.engines.sketch.scene import Copy, Note, Scene
from inkstone.engines.sketch.styles.registry import STYLES, find
from inkstone.engines.sketch.styles.style import Style
from inkstone.engines.sketch.told import warnings_of
from inkstone.engines.sketch.vector import effects
from inkstone.engines.sketch.vector.palette import luminance
from inkstone.engines.sketch.vector.raster import to_preview
from inkstone.engines.sketch.vector.shape import Shape
from inkstone.engines.sketch.vector.svg import Defs, Layer, group, rect

_DARK = 0.42


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A finished picture."""

    png: bytes
    svg: str
    #: The placed scene as JSON values; the same for the same request.
    scene: dict[str, Any]
    warnings: tuple[EngineWarning, ...] = ()


def draw(*, prompt: str, negative_prompt: str, width_px: int, height_px: int, seed: int) -> Drawing:
    """Draw a prompt; what it cannot draw is a warning, never an error."""
    scene = parse(
        prompt=prompt,
        negative_prompt=negative_prompt,
        width_px=width_px,
        height_px=height_px,
        seed=seed,
    )
    return draw_scene(scene)


def preview(
    *,
    prompt: str,
    negative_prompt: str,
    width_px: int,
    height_px: int,
    seed: int,
    side_px: int,
) -> bytes:
    """The same drawing as a small PNG, for a fraction of its time where it is large."""
    scene = parse(
        prompt=prompt,
        negative_prompt=negative_prompt,
        width_px=width_px,
        height_px=height_px,
        seed=seed,
    )
    return glance(scene, side_px=side_px)


def glance(scene: Scene, *, side_px: int) -> bytes:
    """A scene as a small PNG, without what a style does to its pixels."""
    svg = _composed(scene).svg()
    return to_preview(svg, width_px=scene.width_px, height_px=scene.height_px, side_px=side_px)


def draw_scene(scene: Scene) -> Drawing:
    """Draw a scene that was read, or edited, before."""
    ready = _composed(scene)
    svg = ready.svg()
    return Drawing(
        png=ready.png(svg),
        svg=svg,
        scene=ready.scene.to_dict(),
        warnings=warnings_of(ready.scene, missing=ready.missing, styles=STYLES),
    )


def _composed(scene: Scene) -> Composed:
    """The drawing, and the scene with everything in its place."""
    defs = Defs()
    page = PAGES.get(scene.kind)
    style = find(scene.style)
    missing: tuple[str, ...] = ()
    if page is not None:
        layer = page(scene, defs, Random(f"{scene.seed}/page"))  # noqa: S311 - for pictures
        picture = layer.svg
    else:
        scene, picture, missing, is_dark = _picture(scene, defs)
        layer = _texts(scene, defs, style, is_dark=is_dark)
        picture += layer.svg
    return Composed(
        scene=replace(scene, texts=layer.texts or scene.texts),
        defs=defs,
        picture=picture,
        words=inked(layer.words, style),
        missing=tuple(dict.fromkeys((*missing, *layer.missing))),
        style=style,
    )


def _texts(scene: Scene, defs: Defs, style: Style | None, *, is_dark: bool) -> Layer:
    if not scene.texts:
        return Layer(svg="")
    if style is not None and style.paper is not None:
        is_dark = luminance(style.paper) < _DARK
    rng = Random(f"{scene.seed}/texts")  # noqa: S311 - for pictures
    return draw_texts(scene, defs=defs, rng=rng, dark_background=is_dark)


def _picture(scene: Scene, defs: Defs) -> tuple[Scene, str, tuple[str, ...], bool]:
    """The placed scene, its markup, what nothing shows, and whether it is rather dark."""
    zone = text_zone(scene)
    is_new = any(not known.copies for known in scene.objects)
    scene = replace(scene, stage=scene.stage or stage_of(scene, zone))
    assert scene.stage is not None, "a placed scene has a stage"
    backdrop = draw_place(scene, defs=defs, stage=scene.stage)
    room = room_of(scene, backdrop, zone)
    acting = acted(scene, room)
    drawn, missing = _shapes(acting, backdrop)
    rng = Random(f"{scene.seed}/layout")  # noqa: S311 - for pictures
    laid = laid_out(
        acting,
        room=room,
        shape_of=lambda identifier, copy: drawn[identifier, copy],
        rng=rng,
    )
    placed = _placed(replace(scene, composition=laid.composition), laid.pieces)
    if is_new:
        placed = _noted(placed, scene)
    content = [backdrop.svg]
    for piece in laid.pieces:
        copy = placed.objects[piece.index].copies[piece.copy]
        shape = drawn[piece.known.id, piece.copy]
        content.append(_drawn(piece, copy, shape, backdrop))
    content += [backdrop.front, _framed(scene, backdrop)]
    return placed, group(*content), missing, backdrop.is_dark


def _shapes(
    scene: Scene, backdrop: Backdrop
) -> tuple[dict[tuple[str, int], Shape], tuple[str, ...]]:
    holding = {
        relation.target
        for known in scene.objects
        for relation in known.relations
        if relation.kind == "held_by"
    }
    is_bust = is_portrait(scene)
    found: dict[tuple[str, int], Shape] = {}
    missing: list[str] = []
    for known in scene.objects:
        for copy in range(known.count):
            drawn = shapes.shape(
                known,
                defs=backdrop.canvas.defs,
                light=backdrop.light,
                # Each one looks its own way, whatever was drawn before it.
                rng=Random(f"{scene.seed}/{known.id}/{copy}"),  # noqa: S311 - for pictures
                holds=known.id in holding,
                is_bust=is_bust and known.form == "figure",
            )
            if drawn is None:
                drawn = Shape(symbol=shapes.missing_mark())
                missing.append(known.what if known.form == "emoji" else known.name)
            found[known.id, copy] = drawn
    return found, tuple(missing)


def _drawn(piece: Piece, copy: Copy, shape: Shape, backdrop: Backdrop) -> str:
    canvas, known = backdrop.canvas, piece.known
    floats = 1.0 <= copy.depth < 1.5 and not copy.has_shadow and not is_borne(known)
    return group(
        effects.shadow(canvas, copy),
        effects.light_behind(canvas, copy, known),
        effects.string(canvas, copy, known),
        shape.symbol.fitted(copy.box, flipped=copy.is_flipped),
        effects.reflection(canvas, copy) if floats else "",
        effects.light_before(canvas, copy, known),
    )


def _framed(scene: Scene, backdrop: Backdrop) -> str:
    width, height = scene.width_px, scene.height_px
    drawn = []
    if scene.tint and scene.place != "studio":
        drawn.append(rect(0, 0, width, height, fill=scene.tint, fill_opacity=0.14))
    # Two bands frame the picture; a gradient over all of it would take as long as the rest.
    foot = backdrop.canvas.defs.linear([(0, "#0a0c1c", 0), (1, "#0a0c1c", 0.2)])
    head = backdrop.canvas.defs.linear([(0, "#0a0c1c", 0.14), (1, "#0a0c1c", 0)])
    drawn.append(rect(0, height * 0.86, width, height * 0.14, fill=foot))
    drawn.append(rect(0, 0, width, height * 0.12, fill=head))
    return group(*drawn)


def _placed(scene: Scene, pieces: list[Piece]) -> Scene:
    copies: dict[int, dict[int, Copy]] = {}
    for piece in pieces:
        copies.setdefault(piece.index, {})[piece.copy] = Copy(
            box=piece.box,
            depth=piece.depth,
            is_flipped=piece.is_flipped,
            has_shadow=piece.has_shadow,
            string=piece.string,
        )
    return replace(
        scene,
        objects=tuple(
            replace(known, copies=tuple(copies[index][copy] for copy in range(known.count)))
            for index, known in enumerate(scene.objects)
        ),
    )


def _noted(placed: Scene, before: Scene) -> Scene:
    """Note the relations of new objects that do not hold."""
    new = {known.name for known in before.objects if not known.copies}
    names = tuple(name for name in not_followed(placed) if name in new)
    if not names:
        return placed
    note = Note(code="relation_not_followed", words=names)
    return replace(placed, notes=(*placed.notes, note))
