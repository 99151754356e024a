"""Developing: what was read of an instruction done to the pixels of one picture or of several.

It does not know the instruction, nor what a picture shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from inkstone.domain.request import Size, SizeRule
from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch.edit.edited import Inputs
from inkstone.engines.sketch.edit.pixels import joining
from inkstone.engines.sketch.edit.pixels.operations import (
    Backdrop,
    Collage,
    Crop,
    Extend,
    Flip,
    Geometry,
    Inset,
    Join,
    Logo,
    Operation,
    Overlay,
    Repaint,
    Rotate,
    Row,
    Tone,
    to_json,
)
from inkstone.engines.sketch.edit.pixels.reading import Reading
from inkstone.engines.sketch.edit.pixels.sheet import Sheet

#: The bounds of a size where the request brings none.
_RULE = SizeRule(area_px_min=64 * 64, area_px_max=2048 * 2048, side_px_min=16, side_px_max=4096)


@dataclass(frozen=True, slots=True, kw_only=True)
class Developed:
    """A finished picture."""

    picture: Image.Image
    warnings: tuple[EngineWarning, ...]
    #: What was done, as JSON values, in the instruction's order.
    operations: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What happens to which pictures."""

    operations: tuple[Operation, ...]
    #: The picture that is edited; where several are joined, the one whose shape the result has.
    base: int
    join: Join | None
    used: frozenset[int]


def develop(reading: Reading, inputs: Inputs, *, seed: int = 0) -> Developed:
    """Do the operations: geometry and joins, then the size, then tones, then what is laid over."""
    plan = _plan(reading.operations, num_inputs=inputs.num)
    pictures = {number: inputs.open(number) for number in sorted(plan.used)}
    has_mask = inputs.mask is not None
    is_last = plan.join is None and plan.base == inputs.num
    sheet = Sheet(
        picture=_begun(plan, pictures, inputs.size),
        mask=inputs.mask if is_last else None,
        seed=seed,
    )
    mine = [one for one in plan.operations if plan.join is None or _picture(one) is None]
    sheet.reshape([one for one in mine if isinstance(one, Geometry)])
    shape = sheet.shape or (None if _keeps_shape(plan, inputs.num) else sheet.picture.size)
    target = inputs.size or (inputs.default_size if shape is None else _allowed(shape, inputs.rule))
    sheet.fit(target)
    sheet.tone(one for one in mine if isinstance(one, Tone | Repaint))
    sheet.lay([one for one in mine if isinstance(one, Overlay)], pictures)
    warnings = [
        *_missed(reading.not_followed, has_mask=has_mask),
        *_limited(sheet.asked, target),
        *_mask_ignored(plan, has_mask=has_mask, is_last=is_last),
        *_guessed(mine, has_mask=sheet.mask is not None),
        *_unused(plan, inputs.num),
        *_missing(sheet),
    ]
    return Developed(
        picture=sheet.picture,
        warnings=tuple(warnings),
        operations=tuple(to_json(one) for one in plan.operations),
    )


def _plan(operations: tuple[Operation, ...], *, num_inputs: int) -> _Plan:
    join = next((one for one in operations if isinstance(one, Join)), None)
    logos = {one.picture for one in operations if isinstance(one, Logo)}
    named = [of for one in operations if (of := _picture(one)) is not None]
    if isinstance(join, Inset):
        base, used = join.onto, {join.onto, join.picture}
    elif join is not None:
        base, used = join.pictures[0], set(join.pictures)
    else:
        free = [number for number in range(num_inputs, 0, -1) if number not in logos]
        base = named[0] if named else free[0] if free else num_inputs
        used = {base}
    return _Plan(operations=operations, base=base, join=join, used=frozenset(used | logos))


def _picture(operation: Operation) -> int | None:
    """The picture that an operation names as the one that changes."""
    if isinstance(operation, Logo):
        return operation.onto
    return None if isinstance(operation, Join) else operation.picture


def _begun(
    plan: _Plan, pictures: dict[int, Image.Image], size: tuple[int, int] | None
) -> Image.Image:
    """Give the picture that all further operations work on."""
    if plan.join is None:
        return pictures[plan.base].copy()
    ready = dict(pictures)
    for number, picture in pictures.items():
        own = [one for one in plan.operations if _picture(one) == number]
        if own:
            ready[number] = _developed(picture, own, pictures)
    later = any(isinstance(one, Geometry) and _picture(one) is None for one in plan.operations)
    return joining.join(ready, plan.join, size=None if later else size)


def _developed(
    picture: Image.Image, operations: Sequence[Operation], pictures: dict[int, Image.Image]
) -> Image.Image:
    """Do to one picture what is asked of it alone, before it is joined with others."""
    sheet = Sheet(picture=picture.copy())
    sheet.reshape([one for one in operations if isinstance(one, Geometry)])
    sheet.tone(one for one in operations if isinstance(one, Tone | Repaint))
    sheet.lay([one for one in operations if isinstance(one, Overlay)], pictures)
    return sheet.picture


def _keeps_shape(plan: _Plan, num_inputs: int) -> bool:
    return plan.base == num_inputs and not isinstance(plan.join, Row | Collage)


def _allowed(shape: tuple[int, int], rule: SizeRule | None) -> tuple[int, int]:
    found = (rule or _RULE).size_of(Size(*shape))
    return found.width_px, found.height_px


def _missed(clauses: Sequence[str], *, has_mask: bool) -> list[EngineWarning]:
    hint = "" if has_mask else " A thing in the picture can be changed only where a mask shows it."
    return [
        EngineWarning("unsupported_edit", f"This part could not be followed.{hint}", (clause,))
        for clause in clauses
    ]


def _limited(asked: tuple[int, int] | None, given: tuple[int, int]) -> list[EngineWarning]:
    if asked is None or asked == given:
        return []
    message = f"{asked[0]}x{asked[1]} is not possible here; the picture is {given[0]}x{given[1]}."
    return [EngineWarning("size_limited", message, (f"{asked[0]}x{asked[1]}",))]


def _mask_ignored(plan: _Plan, *, has_mask: bool, is_last: bool) -> list[EngineWarning]:
    moves = plan.join or any(
        isinstance(one, Crop | Rotate | Flip | Extend) for one in plan.operations
    )
    if not has_mask or (is_last and not moves):
        return []
    message = "What crops, turns, flips or joins pictures changes all of them, not the mask's part."
    return [EngineWarning("mask_ignored", message)]


def _guessed(operations: Sequence[Operation], *, has_mask: bool) -> list[EngineWarning]:
    parts = {one.part for one in operations if isinstance(one, Tone)}
    is_cut = any(isinstance(one, Backdrop) for one in operations)
    if has_mask or not (is_cut or parts & {"background", "subject"}):
        return []
    message = "Without a mask the middle of the picture was taken for its subject."
    return [EngineWarning("guessed_subject", message)]


def _unused(plan: _Plan, num_inputs: int) -> list[EngineWarning]:
    left = [str(number) for number in range(1, num_inputs + 1) if number not in plan.used]
    if not left:
        return []
    message = f"The instruction uses no picture {', '.join(left)}."
    return [EngineWarning("unused_inputs", message)]


def _missing(sheet: Sheet) -> list[EngineWarning]:
    if not sheet.missing:
        return []
    message = "No font has these characters; they are left out."
    return [EngineWarning("missing_glyph", message, tuple(sheet.missing))]
