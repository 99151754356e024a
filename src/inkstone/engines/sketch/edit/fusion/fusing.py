"""Fusing: things of several pictures in one.

It does not know how one picture alone is edited.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image

from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch.draw import draw_scene
from inkstone.engines.sketch.edit import pictures
from inkstone.engines.sketch.edit.edited import Edited, Inputs
from inkstone.engines.sketch.edit.fusion import pixels, scenes
from inkstone.engines.sketch.edit.fusion.reading import FusionReading, Part, read
from inkstone.engines.sketch.edit.fusion.unnamed import unnamed
from inkstone.engines.sketch.edit.pixels import drawn, fitting
from inkstone.engines.sketch.edit.pixels.reading import Reading
from inkstone.engines.sketch.edit.quotes import Marked
from inkstone.engines.sketch.edit.scene import fitting as scene_fitting
from inkstone.engines.sketch.edit.scene.applying import apply
from inkstone.engines.sketch.edit.scene.editing import finished
from inkstone.engines.sketch.reading.parse import parse, read_phrase
from inkstone.engines.sketch.scene import Box, Scene

SceneOf = Callable[[int], Scene | None]
_NOTHING = Reading(operations=(), not_followed=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One fusion under way."""

    reading: FusionReading
    inputs: Inputs
    scene_of: SceneOf
    seed: int

    @property
    def size(self) -> tuple[int, int]:
        """What the result is as large as."""
        return self.inputs.size or self.inputs.default_size


def fuse(marked: Marked, inputs: Inputs, scene_of: SceneOf, *, seed: int) -> Edited | None:
    """Make one picture of several; None where the instruction asks for something else."""
    reading = read(marked, num_inputs=inputs.num) or unnamed(
        marked, num_inputs=inputs.num, scene_of=scene_of
    )
    if reading is None or not reading.subjects:
        return None
    work = _Work(reading=reading, inputs=inputs, scene_of=scene_of, seed=seed)
    return _of_scenes(work) or _of_pixels(work)


def _of_scenes(work: _Work) -> Edited | None:
    """One scene, where all that is named is in one."""
    found = []
    for part in work.reading.subjects:
        scene = work.scene_of(part.picture)
        taken = scenes.taken(part, scene) if scene is not None else None
        if taken is None:
            return None
        found.append(taken)
    ground_part = work.reading.ground
    ground = _ground_scene(work, ground_part)
    if ground is None:
        return None
    # A thing that is on the ground already is not taken there once more.
    if ground_part is not None:
        found = [one for one in found if one.part.picture != ground_part.picture]
    scene = scenes.merged(work.reading, found, ground, has_ground=ground_part is not None)
    drawing = draw_scene(scene)
    picture = pictures.decode(drawing.png).convert("RGB")
    is_whole = picture.size == work.size
    return finished(drawing, picture, (_told(work),), _NOTHING, work.inputs,
                    base=work.inputs.num, is_whole=is_whole)  # fmt: skip


def _ground_scene(work: _Work, part: Part | None) -> Scene | None:
    """The scene that all is put in: a picture's, or an empty one."""
    if part is not None:
        scene = work.scene_of(part.picture)
        if scene is None:
            return None
        if scene_fitting.can_fit(scene, work.size):
            return scene_fitting.fit(scene, work.size)
        return scene
    setting = scenes.setting_of(work.reading.sentence)
    first = work.scene_of(work.reading.subjects[0].picture)
    place = setting.place if setting is not None else None
    width, height = work.size
    usual = parse(prompt="", width_px=width, height_px=height, seed=work.seed)
    return Scene(
        place=place or (first.place if first is not None else usual.place),
        time=first.time if first is not None and place is None else None,
        weather=first.weather if first is not None and place is None else None,
        season=first.season if first is not None and place is None else None,
        style=first.style if first is not None else (),
        width_px=width,
        height_px=height,
        seed=work.seed,
    )


def _of_pixels(work: _Work) -> Edited | None:
    """Cut-outs on a ground."""
    ground_part = work.reading.ground
    subjects = [_cut(work, part) for part in work.reading.subjects]
    host: Box | None = None
    if ground_part is not None:
        opened = work.inputs.open(ground_part.picture).convert("RGB")
        ground = fitting.fit(opened, work.size, is_stretched=False)
        host = _host(work, ground_part, ground)
    else:
        ground = _drawn_ground(work)
    picture = pixels.composed(ground, subjects, kind=_kind(work), host=host)
    warnings = []
    if any(one.is_guessed for one in subjects):
        message = "Where the subject ends was guessed from its colours."
        warnings.append(EngineWarning("guessed_subject", message))
    used = {part.picture for part in work.reading.parts}
    unused = [str(n) for n in range(1, work.inputs.num + 1) if n not in used]
    if unused:
        message = f"The instruction uses no picture {', '.join(unused)}."
        warnings.append(EngineWarning("unused_inputs", message))
    return Edited(
        png=pictures.encode(picture),
        width_px=picture.width,
        height_px=picture.height,
        warnings=tuple(warnings),
        operations=(_told(work),),
    )


def _cut(work: _Work, part: Part) -> pixels.Subject:
    """A part by itself: drawn from its scene, else cut out of its picture."""
    scene = work.scene_of(part.picture)
    taken = scenes.taken(part, scene) if scene is not None and part.noun else None
    if scene is not None and taken is not None:
        known = taken.objects[0]
        side = max(work.size)
        thing = drawn.thing(known, side_px=side // 2, seed=scene.seed)
        if thing is not None:
            return pixels.Subject(picture=thing)
    return pixels.subject_of(work.inputs.open(part.picture))


def _host(work: _Work, part: Part, ground: Image.Image) -> Box | None:
    """What a subject is put on or beside."""
    if not part.noun:
        return None
    scene = work.scene_of(part.picture)
    if scene is None:
        return pixels.host_of(ground)
    if scene_fitting.can_fit(scene, work.size):
        fitted = scene_fitting.fit(scene, work.size)
        taken = scenes.taken(part, fitted)
        if taken is not None and taken.objects[0].boxes:
            return taken.objects[0].boxes[0]
    return None


def _kind(work: _Work) -> str | None:
    """How the subjects stand to what they are put by."""
    said = read_phrase(work.reading.sentence)
    kinds = [one.kind for known in said.objects for one in known.relations]
    return kinds[0] if kinds else "on" if work.reading.ground else None


def _drawn_ground(work: _Work) -> Image.Image:
    scene = _ground_scene(work, None)
    assert scene is not None, "without a picture the ground is drawn"
    setting = scenes.setting_of(work.reading.sentence)
    if setting is not None:
        scene = apply(scene, setting)
    return drawn.place(scene)


def _told(work: _Work) -> dict[str, Any]:
    """The fusion as JSON values."""
    ground = work.reading.ground
    told: dict[str, Any] = {
        "operation": "fuse",
        "subjects": [
            {"picture": part.picture, "noun": part.noun} for part in work.reading.subjects
        ],
    }
    if ground is not None:
        told["ground"] = {"picture": ground.picture, "noun": ground.noun}
    return told
