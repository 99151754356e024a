"""Opening: checkpoints loaded onto the device, and the studio around them.

It does not know which model names they serve, nor what is drawn with them.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Any

import torch

from inkstone.domain.request import Size
from inkstone.engines.diffusion import device
from inkstone.engines.diffusion.checkpoints import checkpoint
from inkstone.engines.diffusion.engine import DiffusionEngine
from inkstone.engines.diffusion.families import FAMILIES
from inkstone.engines.diffusion.memory.footprint import footprint_of
from inkstone.engines.diffusion.memory.plan import MemoryPlan, plan
from inkstone.engines.diffusion.models import registry
from inkstone.engines.diffusion.prefix_cache import PrefixCache
from inkstone.engines.diffusion.scheduler import Scheduler, SchedulerLimits
from inkstone.engines.diffusion.studio.studio import Studio
from inkstone.engines.limits import DiffusionLimits
from inkstone.engines.weights import CheckpointFacts

_SMALL = Size(64, 64)
#: What a shared step may take, prefills included: two pictures of 1024² with their prompts, a fifth
#: of a second on a large GPU. So no prefill of many references holds up all others' steps at once.
_PACK_TFLOP_MAX = 150.0


def studio(facts: Mapping[str, CheckpointFacts], limits: DiffusionLimits) -> Studio:
    """Load checkpoints and start the threads that draw with them.

    Args:
        facts: by the key that runs name their checkpoint with.
        limits: what may be used.

    Raises:
        InkstoneError: there is no such device, they do not fit, or one cannot be loaded.
    """
    place = device.pick_device(limits.device)
    dtype = device.pick_dtype(limits.dtype, place)
    # Before anything is loaded: what does not fit is said at once.
    memory = _shared_out(facts.values(), limits, place, dtype)
    with torch.inference_mode():
        families = {
            key: registry.create(
                each,
                checkpoint.load(each, device=place, dtype=dtype),
                limits,
                tile_px=FAMILIES[each.family].tile_px,
            )
            for key, each in facts.items()
        }
        for family in families.values():
            # A family finds out how to look at latents with its decoder, and steps must not wait
            # for a picture that is being decoded just then.
            grid = family.grid_of(_SMALL)
            family.denoised_rgb(family.noise(0, grid), grid)
    loop = DiffusionEngine(
        scheduler=Scheduler(
            SchedulerLimits(
                rows_max=limits.rows_max,
                bytes_max=memory.bytes_max,
                pack_tflop_max=_PACK_TFLOP_MAX,
            )
        ),
        cache=PrefixCache(memory.bytes_max, is_shared=limits.shares_prefixes),
        is_relaxed=limits.is_relaxed,
        clock=time.monotonic,
    )
    guarantee: dict[str, Any] = {
        "guarantee": "relaxed" if limits.is_relaxed else "strict",
        "dtype": str(dtype).removeprefix("torch."),
        "device": place.type,
        "reference_px": limits.reference_px,
    }
    return Studio(
        families,
        loop,
        guarantee=guarantee,
        shares_prefixes=limits.shares_prefixes,
        device=place,
    )


def _shared_out(
    facts: Iterable[CheckpointFacts],
    limits: DiffusionLimits,
    place: torch.device,
    dtype: torch.dtype,
) -> MemoryPlan:
    total = device.total_bytes(place)
    return plan(
        [footprint_of(each, value_bytes=dtype.itemsize) for each in facts],
        total_bytes=min(limits.memory_bytes or total, total),
        rows_max=limits.rows_max,
        reference_px=limits.reference_px,
    )
