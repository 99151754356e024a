"""Drawing: from a prompt to a picture, with the scene that it shows and what was left out.

It does not know who asked, nor what a picture costs.
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch import shapes
from inkstone.engines.sketch.layout.layout import lay_out
from inkstone.engines.sketch.layout.pieces import Field, Piece
from inkstone.engines.sketch.pages.couplet import draw_couplet
from inkstone.engines.sketch.pages.menu import draw_menu
from inkstone.engines.sketch.pages.poster import draw_texts, text_zone
from inkstone.engines.sketch.places.places import Backdrop, draw_place
from inkstone.engines.sketch.reading.parse import parse
from inkstone.engines.sketch.scene import Box, Copy, Scene, Stage
from inkstone.engines.sketch.vector import effects
from inkstone.engines.sketch.vector.raster import to_png, to_preview
from inkstone.engines.sketch.vector.shape import Shape
from inkstone.engines.sketch.vector.svg import Defs, Layer, document, group, rect

#: Styles that the illustrator's own hand is, or that its colours can follow.
_OWN_STYLES = frozenset({"neon", "minimal", "pastel", "vintage", "flat"})


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
    svg, _, _ = _composed(scene)
    return to_preview(svg, width_px=width_px, height_px=height_px, side_px=side_px)


def draw_scene(scene: Scene) -> Drawing:
    """Draw a scene that was read, or edited, before."""
    svg, placed, missing = _composed(scene)
    return Drawing(
        png=to_png(svg, width_px=scene.width_px, height_px=scene.height_px),
        svg=svg,
        scene=placed.to_dict(),
        warnings=_warnings(placed, missing),
    )


def _composed(scene: Scene) -> tuple[str, Scene, tuple[str, ...]]:
    """The drawing, the scene with everything in its place, and what could not be drawn."""
    defs = Defs()
    rng = Random(scene.seed)  # noqa: S311 - chance for pictures, not for secrets
    match scene.kind:
        case "couplet":
            layer = draw_couplet(scene, defs=defs, rng=rng)
        case "menu":
            layer = draw_menu(scene, defs=defs, rng=rng)
        case _:
            scene, layer = _picture(scene, defs, rng)
    placed = replace(scene, texts=layer.texts or scene.texts)
    width, height = scene.width_px, scene.height_px
    return (
        document(layer.svg, defs=defs, width_px=width, height_px=height),
        placed,
        layer.missing,
    )


def _picture(scene: Scene, defs: Defs, rng: Random) -> tuple[Scene, Layer]:
    zone = text_zone(scene)
    text_low = _text_low(scene, zone)
    stage = Stage(has_ground=_stands(scene), text_low=text_low)
    backdrop = draw_place(scene, defs=defs, stage=stage)
    room = _room(scene, backdrop, zone)
    drawn, missing = _shapes(scene, backdrop, rng, is_portrait=room.is_portrait)

    def aspect_of(index: int, copy: int) -> float:
        symbol = drawn[index, copy].symbol
        return symbol.width / symbol.height

    pieces = lay_out(scene, room=room, aspect_of=aspect_of, rng=rng)
    content = [backdrop.svg]
    for piece in pieces:
        content.append(_drawn(piece, drawn[piece.index, piece.copy], backdrop))
    content.append(backdrop.front)
    content.append(_ambient(scene, backdrop))
    scene = _placed(scene, pieces)
    texts = Layer(svg="")
    if scene.texts:
        texts = draw_texts(scene, defs=defs, rng=rng, dark_background=backdrop.is_dark)
    return scene, Layer(
        svg=group(*content, texts.svg), texts=texts.texts, missing=(*missing, *texts.missing)
    )


def _text_low(scene: Scene, zone: Box | None) -> float:
    """How far down a title over the whole width reaches, as a share of the height."""
    if zone is None or zone.width < scene.width_px * 0.6:
        return 0.0
    return min((zone.y + zone.height) / scene.height_px, 0.6)


def _stands(scene: Scene) -> bool:
    from_sea = ("sailboat", "rowboat", "bird", "hot_air_balloon", "paper_boat", "dragon_boat")
    floating = {"ship", "speedboat", "ferry", "whale", "dolphin", "shark", "fish", "swan", "dragon",
                "iceberg", "sun", "moon", "full_moon", "star", "cloud", "rainbow"}  # fmt: skip
    return any(
        known.part not in from_sea and known.concept not in floating for known in scene.objects
    )


def _falling(scene: Scene) -> str | None:
    """Inside, the rain is behind the window."""
    if scene.place in ("room", "cafe", "kitchen", "underwater", "space", "moonscape", "studio"):
        return None
    return scene.weather


def _room(scene: Scene, backdrop: Backdrop, zone: Box | None) -> Field:
    width, height = float(scene.width_px), float(scene.height_px)
    unit = min(width, height)
    margin = unit * 0.02
    left, top, right, low = margin, margin, width - margin, height - margin * 0.5
    if zone is not None:
        if zone.width < width * 0.6:
            left = min(zone.x + zone.width + margin, width * 0.62)
        else:
            top = min(zone.y + zone.height + unit * 0.025, height * 0.75)
    num_feet = sum(text.role == "footer" for text in scene.texts)
    if num_feet:
        low = height - unit * (0.075 + 0.042 * num_feet)
    area = Box(x=left, y=top, width=max(right - left, 1.0), height=max(low - top, 1.0))
    ground = (height * backdrop.ground[0], min(height * backdrop.ground[1], low - unit * 0.01))
    if ground[0] > ground[1]:
        ground = (ground[1] - unit * 0.04, ground[1])
    water = backdrop.water
    only_person = (
        len(scene.objects) == 1 and scene.objects[0].person and scene.objects[0].count == 1
    )
    return Field(
        area=area,
        ground=ground,
        water=(height * water[0], height * water[1]) if water else None,
        air=(height * backdrop.air[0], height * backdrop.air[1]),
        unit=unit,
        is_underwater=scene.place == "underwater",
        is_weightless=scene.place == "space",
        is_portrait=scene.place == "studio" and bool(only_person),
    )


def _shapes(
    scene: Scene, backdrop: Backdrop, rng: Random, *, is_portrait: bool
) -> tuple[dict[tuple[int, int], Shape], tuple[str, ...]]:
    holding = {
        relation.target
        for known in scene.objects
        for relation in known.relations
        if relation.kind == "held_by"
    }
    found: dict[tuple[int, int], Shape] = {}
    missing: list[str] = []
    for index, known in enumerate(scene.objects):
        for copy in range(known.count):
            drawn = shapes.shape(
                known,
                defs=backdrop.canvas.defs,
                light=backdrop.light,
                # Each figure looks its own way, whatever was drawn before it.
                rng=Random(f"{scene.seed}/{known.id}/{copy}"),  # noqa: S311
                holds=known.id in holding,
                is_bust=is_portrait,
            )
            if drawn is None:
                drawn = Shape(symbol=shapes.missing_mark())
                missing.append(known.emoji or known.name)
            found[index, copy] = drawn
    del rng
    return found, tuple(dict.fromkeys(missing))


def _drawn(piece: Piece, shape: Shape, backdrop: Backdrop) -> str:
    canvas = backdrop.canvas
    floats = piece.zone == "water"
    return group(
        effects.shadow(canvas, piece),
        effects.light_behind(canvas, piece),
        effects.string(canvas, piece),
        shape.symbol.fitted(piece.box, flipped=_flips(piece)),
        effects.reflection(canvas, piece) if floats else "",
        effects.light_before(canvas, piece),
    )


def _flips(piece: Piece) -> bool:
    """Every other copy of an animal looks the other way, so that they do not march."""
    return piece.copy % 2 == 1 and piece.known.relation is None and not piece.known.person


def _ambient(scene: Scene, backdrop: Backdrop) -> str:
    width, height = scene.width_px, scene.height_px
    light = backdrop.light
    drawn = []
    if scene.tint and scene.place != "studio":
        drawn.append(rect(0, 0, width, height, fill=scene.tint, fill_opacity=0.14))
    drawn.append(rect(0, 0, width, height, fill=light.ambient, fill_opacity=light.strength * 0.14))
    # Two bands frame the picture; a radial gradient over all of it would take as long as the rest.
    foot = backdrop.canvas.defs.linear([(0, "#0a0c1c", 0), (1, "#0a0c1c", 0.2)])
    head = backdrop.canvas.defs.linear([(0, "#0a0c1c", 0.14), (1, "#0a0c1c", 0)])
    drawn.append(rect(0, height * 0.86, width, height * 0.14, fill=foot))
    drawn.append(rect(0, 0, width, height * 0.12, fill=head))
    return group(*drawn)


def _placed(scene: Scene, pieces: list[Piece]) -> Scene:
    boxes: dict[int, list[tuple[int, Box]]] = {}
    for piece in pieces:
        boxes.setdefault(piece.index, []).append((piece.copy, _rounded(piece.box)))
    objects = tuple(
        replace(
            known,
            copies=tuple(Copy(box=box) for _, box in sorted(boxes.get(index, []), key=_copy)),
        )
        for index, known in enumerate(scene.objects)
    )
    return replace(scene, objects=objects)


def _copy(pair: tuple[int, Box]) -> int:
    return pair[0]


def _rounded(box: Box) -> Box:
    return Box(
        x=round(box.x, 2), y=round(box.y, 2), width=round(box.width, 2), height=round(box.height, 2)
    )


def _warnings(scene: Scene, missing: tuple[str, ...]) -> tuple[EngineWarning, ...]:
    found = []
    if scene.unknown:
        message = "These words are not in the sketch engine's lexicon and were not drawn."
        found.append(EngineWarning(code="unknown_words", message=message, words=scene.unknown))
    if missing:
        message = "No font has these characters, so they were left out."
        found.append(
            EngineWarning(
                code="missing_glyph", message=message, words=tuple(dict.fromkeys(missing))
            )
        )
    own = _OWN_STYLES | {"chalkboard"} if scene.kind == "menu" else _OWN_STYLES
    styles = tuple(style for style in scene.style if style not in own)
    if styles:
        message = "The sketch engine draws flat illustrations; it cannot follow these styles."
        found.append(EngineWarning(code="unsupported_style", message=message, words=styles))
    return tuple(found)
