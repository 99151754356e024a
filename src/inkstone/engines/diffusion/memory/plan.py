"""The plan of a device's memory: weights, what work takes while it lasts, and what is left.

It asks no device anything: it is told how much there is, and says the same every time. What a
checkpoint takes is `footprint.py`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from inkstone.domain.errors import EngineFailure
from inkstone.engines.diffusion.memory.footprint import Footprint, footprint_of
from inkstone.engines.diffusion.models.abilities import AREA_PX_MAX
from inkstone.engines.weights import CheckpointFacts

_GIB = 2**30
#: Pixels of a token.
_TOKEN_AREA_PX = 256
#: What libraries keep for themselves, and the gaps between allocations.
_MARGIN_BYTES = 3 * _GIB // 4
_MARGIN_SHARE = 32
#: What was read of prompts and references, kept for the next request.
_CONDITIONS_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPlan:
    """Who gets how much, in bytes."""

    total_bytes: int
    weights_bytes: int
    #: The largest step, and the largest prefill; they take turns.
    work_bytes: int
    #: The largest decode, or a prompt being read; they may overlap a step.
    decode_bytes: int
    encode_bytes: int
    #: What is left alone.
    margin_bytes: int
    #: For prefixes and latents.
    bytes_max: int

    @property
    def reserved_bytes(self) -> int:
        """All but the weights and what prefixes and latents may take."""
        return self.work_bytes + self.decode_bytes + self.encode_bytes + self.margin_bytes


def plan(
    footprints: Sequence[Footprint], *, total_bytes: int, rows_max: int, reference_px: int
) -> MemoryPlan:
    """Share a device's memory out.

    Args:
        footprints: of the checkpoints that are on it together.
        total_bytes: what may be used of it, weights included; never what is free at the moment.
        rows_max: rows that share a step.
        reference_px: references have the area of a square of this side.

    Raises:
        EngineFailure: it is too little for one picture beside the weights.
    """
    weights = sum(each.weights_bytes for each in footprints)
    margin = _margin_bytes(total_bytes)
    left = total_bytes - weights - margin
    decode = max(each.decode_bytes(AREA_PX_MAX, each.tile_px) for each in footprints)
    encode = max(each.encode_bytes(reference_px) for each in footprints) + _CONDITIONS_BYTES
    left -= decode + encode
    work = max(_work_bytes(each, left, rows_max, reference_px) for each in footprints)
    made = MemoryPlan(
        total_bytes=total_bytes,
        weights_bytes=weights,
        work_bytes=work,
        decode_bytes=decode,
        encode_bytes=encode,
        margin_bytes=margin,
        bytes_max=left - work,
    )
    least = max(_least_bytes(each, reference_px) for each in footprints)
    if made.bytes_max < least:
        raise _too_little(made, least)
    return made


def fits(
    facts: CheckpointFacts,
    *,
    value_bytes: int,
    total_bytes: int,
    rows_max: int = 4096,
    reference_px: int = 1024,
) -> MemoryPlan:
    """The plan for one checkpoint, from its files.

    Args:
        facts: what is known of it.
        value_bytes: of a value in memory: 2 in bfloat16, 4 in float32.
        total_bytes: what may be used of the device.
        rows_max: rows that share a step.
        reference_px: references have the area of a square of this side.

    Raises:
        EngineFailure: it does not fit; the message has the numbers and what to do.
    """
    footprint = footprint_of(facts, value_bytes=value_bytes)
    return plan([footprint], total_bytes=total_bytes, rows_max=rows_max, reference_px=reference_px)


def _margin_bytes(total_bytes: int) -> int:
    return min(_MARGIN_BYTES, total_bytes // 8) + total_bytes // _MARGIN_SHARE


def _work_bytes(footprint: Footprint, left: int, rows_max: int, reference_px: int) -> int:
    """What the largest step or prefill takes, and leaves room for the prefix that it is for."""
    num_branches = 2 if footprint.is_guided else 1
    # A picture of the largest size steps alone, with both of its branches.
    num_rows = max(rows_max, num_branches * AREA_PX_MAX // _TOKEN_AREA_PX)
    tokens = footprint.num_references_max * reference_px**2 // _TOKEN_AREA_PX + 4096
    if not footprint.keeps_keys:
        return footprint.step_bytes(num_rows, num_branches * tokens)
    # A longer prefix than there is room for is refused, and need not be computed either.
    each = footprint.prefix_bytes(1) + footprint.prefill_bytes(1)
    tokens = max(0, min(tokens, left // each))
    return max(
        footprint.step_bytes(num_rows, tokens),
        footprint.prefill_bytes(tokens, num_text_tokens=min(tokens, 512)),
    )


def _least_bytes(footprint: Footprint, reference_px: int) -> int:
    """A prefix of one reference and a prompt, or of a prompt alone: less is of no use."""
    tokens = 512 + (reference_px**2 // _TOKEN_AREA_PX if footprint.num_references_max else 0)
    return footprint.prefix_bytes(tokens)


def _too_little(made: MemoryPlan, least: int) -> EngineFailure:
    def gib(size: int) -> str:
        return f"{size / _GIB:.1f}"

    needed = made.weights_bytes + made.reserved_bytes + least
    where = f"{gib(made.total_bytes)} GiB may be used"
    if made.weights_bytes > made.total_bytes:
        says = f"The weights alone take {gib(made.weights_bytes)} GiB, and {where}."
    else:
        says = (
            f"About {gib(needed)} GiB are needed ({gib(made.weights_bytes)} of them for the "
            f"weights), and {where}."
        )
    return EngineFailure(
        f"{says} Take a device with more memory, serve fewer checkpoints on it, or in float32 set "
        "INKSTONE_DIFFUSION_DTYPE=bfloat16, which halves it.",
        code="device_too_small",
    )
