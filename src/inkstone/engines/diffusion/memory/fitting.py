"""Fitting: which of the checkpoints that are here share a device, and what they leave to requests.

It loads nothing and imports no torch: it is told how large the device is.
"""

from collections.abc import Mapping, Sequence

from inkstone.domain.errors import EngineFailure
from inkstone.engines.diffusion.memory.footprint import Footprint, footprint_of
from inkstone.engines.diffusion.memory.plan import MemoryPlan, plan
from inkstone.engines.limits import DiffusionLimits
from inkstone.engines.weights import CheckpointFacts, Device


def shared(facts: Sequence[CheckpointFacts], limits: DiffusionLimits, device: Device) -> MemoryPlan:
    """The plan for checkpoints that are on a device together.

    Raises:
        EngineFailure: they do not fit; it says what would help.
    """
    return _planned([_footprint(each, limits, device) for each in facts], limits, device)


def misfits(
    facts: Mapping[str, CheckpointFacts], limits: DiffusionLimits, device: Device
) -> dict[str, EngineFailure]:
    """The checkpoints that do not fit beside those before them, and what the plan says of each.

    Args:
        facts: by place, those that matter most first.
        limits: what may be used.
        device: what they would be put on.
    """
    chosen: list[Footprint] = []
    found: dict[str, EngineFailure] = {}
    for place, each in facts.items():
        try:
            footprint = _footprint(each, limits, device)
            _planned([*chosen, footprint], limits, device)
        except EngineFailure as error:
            found[place] = error
        else:
            chosen.append(footprint)
    return found


def _footprint(facts: CheckpointFacts, limits: DiffusionLimits, device: Device) -> Footprint:
    is_wide = limits.dtype == "float32" or (limits.dtype == "auto" and device.place == "cpu")
    return footprint_of(facts, value_bytes=4 if is_wide else 2)


def _planned(
    footprints: Sequence[Footprint], limits: DiffusionLimits, device: Device
) -> MemoryPlan:
    total = device.total_bytes
    return plan(
        footprints,
        total_bytes=min(limits.memory_bytes or total, total),
        rows_max=limits.rows_max,
        reference_px=limits.reference_px,
    )
