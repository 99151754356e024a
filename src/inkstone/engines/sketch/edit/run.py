"""Edits: an instruction and pictures in, one picture out.

It does not know who asked, nor where the pictures came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PIL import Image

from inkstone.domain.request import SizeRule
from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch.edit import pictures, quotes
from inkstone.engines.sketch.edit.edited import Edited, Inputs
from inkstone.engines.sketch.edit.fusion.fusing import fuse
from inkstone.engines.sketch.edit.pixels.developing import develop
from inkstone.engines.sketch.edit.pixels.reading import CHARACTERS_MAX, read
from inkstone.engines.sketch.edit.refusal import UnsupportedEdit
from inkstone.engines.sketch.edit.scene.current import shows
from inkstone.engines.sketch.edit.scene.editing import edit_scene, scene_of
from inkstone.engines.sketch.scene import Scene

__all__ = ["Edited", "edit"]


@dataclass(slots=True, kw_only=True)
class _Scenes:
    """What the pictures show, found when it is asked for."""

    documents: Sequence[Any]
    inputs: Inputs
    found: dict[int, Scene | None] = field(default_factory=dict)
    #: The pictures that show something other than their scenes.
    outdated: list[int] = field(default_factory=list)

    def of(self, number: int) -> Scene | None:
        """The scene of a picture, where the picture still shows it."""
        if number not in self.found:
            self.found[number] = self._find(number)
        return self.found[number]

    def _find(self, number: int) -> Scene | None:
        document = self.documents[number - 1] if number <= len(self.documents) else None
        scene = scene_of(document)
        if scene is None:
            return None
        if shows(self.inputs.open(number), scene):
            return scene
        self.outdated.append(number)
        return None

    def warnings(self) -> tuple[EngineWarning, ...]:
        """What is told of scenes that were not used."""
        if not self.outdated:
            return ()
        message = "The picture no longer shows the scene that it carries; its pixels were edited."
        numbers = tuple(str(number) for number in self.outdated)
        return (EngineWarning("scene_outdated", message, numbers),)


def edit(
    *,
    instruction: str,
    inputs: Sequence[bytes],
    mask: bytes | None,
    size: tuple[int, int] | None,
    default_size: tuple[int, int],
    rule: SizeRule | None,
    seed: int,
    documents: Sequence[Any] = (),
) -> Edited:
    """Edit pictures as an instruction says: in the scenes that they carry, or in their pixels.

    Args:
        instruction: English, Chinese or both.
        inputs: upright PNGs of at most 2048² pixels, one to ten.
        mask: as large as the last input; white may change.
        size: what the caller asked for.
        default_size: what an edit gets that keeps the shape of the last input.
        rule: the bounds on sizes that the caller did not name.
        seed: the picture's seed.
        documents: what each input says it shows, None where it says nothing; not to be trusted.

    Raises:
        UnsupportedEdit: nothing of the instruction was understood.
    """
    opened: dict[int, Image.Image] = {}

    def open_picture(number: int) -> Image.Image:
        if number not in opened:
            opened[number] = pictures.decode(inputs[number - 1])
        return opened[number]

    given = Inputs(
        num=len(inputs),
        open=open_picture,
        mask=pictures.decode_mask(mask) if mask is not None else None,
        size=size,
        default_size=default_size,
        rule=rule,
    )
    instruction = instruction[:CHARACTERS_MAX]
    scenes = _Scenes(documents=documents, inputs=given)
    done = _edited(instruction, given, scenes, seed=seed)
    told = scenes.warnings()
    return replace(done, warnings=(*done.warnings, *told)) if told else done


def _edited(instruction: str, inputs: Inputs, scenes: _Scenes, *, seed: int) -> Edited:
    marked = quotes.mark(instruction)
    if inputs.num > 1:
        fused = fuse(marked, inputs, scenes.of, seed=seed)
        if fused is not None:
            return fused
    base = _base(marked, inputs.num)
    scene = scenes.of(base)
    if scene is not None:
        done = edit_scene(marked, scene, inputs, base=base)
        if done is not None:
            return done
    reading = read(instruction, num_inputs=inputs.num, has_mask=inputs.mask is not None)
    if not reading.operations:
        raise UnsupportedEdit
    result = develop(reading, inputs, seed=seed)
    return Edited(
        png=pictures.encode(result.picture),
        width_px=result.picture.width,
        height_px=result.picture.height,
        warnings=result.warnings,
        operations=result.operations,
    )


def _base(marked: quotes.Marked, num_inputs: int) -> int:
    """The picture that is edited: the one that is named, else the last."""
    named = [number for numbers in marked.pictures for number in numbers]
    number = named[0] if len(set(named)) == 1 else num_inputs
    return number if 1 <= number <= num_inputs else num_inputs
