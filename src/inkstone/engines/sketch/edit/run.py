"""Edits: an instruction and pictures in, one picture out.

It does not know who asked, nor where the pictures came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from inkstone.domain.request import SizeRule
from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch.edit import pictures
from inkstone.engines.sketch.edit.pixels.developing import Inputs, develop
from inkstone.engines.sketch.edit.pixels.reading import read
from inkstone.engines.sketch.edit.refusal import UnsupportedEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A finished edit."""

    png: bytes = field(repr=False)
    width_px: int
    height_px: int
    warnings: tuple[EngineWarning, ...]
    #: What was understood, as JSON values, in the instruction's order.
    operations: tuple[dict[str, Any], ...]
    #: The scene that the picture shows now, as JSON values; None where it shows none.
    scene: dict[str, Any] | None = None


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
    """Edit pictures as an instruction says.

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
    del seed, documents
    reading = read(instruction, num_inputs=len(inputs), has_mask=mask is not None)
    if not reading.operations:
        raise UnsupportedEdit
    done = develop(
        reading,
        Inputs(
            num=len(inputs),
            open=lambda number: pictures.decode(inputs[number - 1]),
            mask=pictures.decode_mask(mask) if mask is not None else None,
            size=size,
            default_size=default_size,
            rule=rule,
        ),
    )
    return Edited(
        png=pictures.encode(done.picture),
        width_px=done.picture.width,
        height_px=done.picture.height,
        warnings=done.warnings,
        operations=done.operations,
    )
