"""Words that stand by an object: signs on things, labels, and speech bubbles.

It does not know the main words, but for the room that they take.
"""

from collections.abc import Sequence
from dataclasses import replace

from inkstone.engines.sketch.lettering import text as lettering
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.pages import bubbles, spots, surfaces
from inkstone.engines.sketch.pages.poster_look import Look
from inkstone.engines.sketch.pages.stack import Block
from inkstone.engines.sketch.scene import Box, Scene, SceneObject, Text
from inkstone.engines.sketch.vector.svg import Defs

#: How much of the height bubbles may ask for above those who speak.
_SPEECH_SHARE, _SPEECH_MAX = 0.13, 0.3


def stands(text: Text, scene: Scene) -> bool:
    """Whether a text stands by an object rather than with the main words."""
    if text.role == "speech":
        return True
    return text.of is not None and text.role != "seal" and scene.find(text.of) is not None


def zone_of(scene: Scene, zone: Box | None) -> Box | None:
    """Give what objects keep clear of: the main words, and room above for what is said."""
    said = [text for text in scene.texts if text.role == "speech" and text.text.strip()]
    if not said:
        return zone
    width, height = float(scene.width_px), float(scene.height_px)
    unit = min(width, height)
    style = Style(weight=600)
    ems = sum(lettering.measure(text.text, style=style).width for text in said)
    rows = 1 + ems * unit * 0.036 / max(width * 0.7, 1.0)
    tall = min(unit * 0.085 + rows * unit * 0.06, height * _SPEECH_MAX)
    tall = max(tall, height * _SPEECH_SHARE)
    margin = unit * 0.03
    if zone is None:
        return Box(x=margin, y=margin, width=width - 2 * margin, height=tall)
    is_top = zone.y < height * 0.3 and zone.width > width * 0.6
    if not is_top:
        return zone
    return replace(zone, height=min(zone.height + tall, height * 0.62 - zone.y))


def place(scene: Scene, look: Look, taken: Sequence[Box], *, defs: Defs) -> tuple[Block, ...]:
    """Set all words that stand by an object; they cover no other words."""
    unit = float(min(scene.width_px, scene.height_px))
    ground = spots.ground_of(scene, taken)
    blocks: list[Block] = []
    mine = [text for text in scene.texts if text.text.strip() and stands(text, scene)]
    # Signs have one place; labels and bubbles give way to them, and bubbles to labels.
    for text in sorted(mine, key=_rank):
        known = scene.find(text.of) if text.of else None
        block = _set(text, known, scene, ground, look, unit=unit, defs=defs)
        blocks.append(block)
        ground = ground.with_taken(block.reach)
    return tuple(blocks)


def _rank(text: Text) -> int:
    return {"label": 1, "speech": 2}.get(text.role, 0)


def _set(
    text: Text,
    known: SceneObject | None,
    scene: Scene,
    ground: spots.Ground,
    look: Look,
    *,
    unit: float,
    defs: Defs,
) -> Block:
    if text.role == "speech":
        mouth = _mouth(known or _speaker(scene), scene)
        return bubbles.speech(text, ground, mouth=mouth, unit=unit, defs=defs)
    thing = _box(known, scene)
    if text.role == "label" or known is None:
        return bubbles.label(text, ground, look, thing=thing, unit=unit, defs=defs)
    return surfaces.sign(text, known, thing, ground, unit=unit, defs=defs)


def _box(known: SceneObject | None, scene: Scene) -> Box:
    """Where an object stands: the largest of its copies; the middle before it has a place."""
    boxes = known.boxes if known else ()
    if boxes:
        return max(boxes, key=lambda box: box.width * box.height)
    side = min(scene.width_px, scene.height_px) * 0.3
    return Box(x=scene.width_px / 2 - side / 2, y=scene.height_px * 0.55, width=side, height=side)


def _speaker(scene: Scene) -> SceneObject | None:
    """Who speaks where nobody was named: the largest figure, or the largest animal."""
    alive = [known for known in scene.objects if known.form in ("figure", "beast", "bird", "fish")]
    alive = alive or list(scene.objects)
    return max(alive, key=_size, default=None)


def _size(known: SceneObject) -> tuple[bool, float]:
    tallest = max((box.height for box in known.boxes), default=0.0)
    return known.form == "figure", tallest


def _mouth(known: SceneObject | None, scene: Scene) -> tuple[float, float]:
    """The point that a bubble's tail leads to: beside the mouth, not over the face."""
    box = _box(known, scene)
    face = spots.face(known, box) if known else None
    if face is None:
        return box.x + box.width / 2, box.y + box.height * 0.12
    # The tail ends above the head: a tip on the face itself would hide the mouth.
    return face.x + face.width * 0.5, face.y - face.height * 0.04
