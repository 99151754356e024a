"""How the loop of steps and its device do, as figures for whoever watches.

It does not know when they are looked at, nor by which thread.
"""

import torch

from inkstone.engines.base import Figure, Unit
from inkstone.engines.diffusion.prefix_cache import CacheFigures


def of_loop(
    cache: CacheFigures, *, num_in_step: int, num_waiting: int, num_steps: int
) -> tuple[Figure, ...]:
    """A loop of steps.

    Args:
        cache: how its prefix cache does.
        num_in_step: how many samples shared the last step; none where nothing is under way.
        num_waiting: how many others are there.
        num_steps: how many steps were taken so far.
    """
    return (
        Figure("samples_in_step", num_in_step),
        Figure("samples_waiting", num_waiting),
        Figure("steps_done", num_steps),
        Figure("prefix_cache_entries", cache.num_entries),
        Figure("prefix_cache_hits", cache.hits),
        Figure("prefix_cache_misses", cache.misses),
        Figure("prefix_cache_evictions", cache.evictions),
        Figure("prefix_cache_bytes", cache.num_bytes, Unit.BYTES),
        Figure("prefix_cache_held_bytes", cache.held_bytes, Unit.BYTES),
    )


def of_device(device: torch.device) -> tuple[Figure, ...]:
    """A GPU's memory, as this process has taken it; nothing of a CPU, whose memory is everyone's.

    Only torch's own books are read: asking the device itself could wait for its work.
    """
    if device.type != "cuda":
        return ()
    total = torch.cuda.get_device_properties(device).total_memory
    return (
        Figure("device_memory_allocated_bytes", torch.cuda.memory_allocated(device), Unit.BYTES),
        Figure("device_memory_reserved_bytes", torch.cuda.memory_reserved(device), Unit.BYTES),
        Figure("device_memory_total_bytes", total, Unit.BYTES),
    )
