"""How much memory weights need: as little as the plan takes, found by asking it."""

from collections.abc import Sequence

from inkstone.domain.errors import EngineFailure
from inkstone.engines import registry
from inkstone.engines.limits import DiffusionLimits
from inkstone.engines.weights import Device

_LARGE = Device(place="cpu", name="CPU", total_bytes=2**40, free_bytes=2**40)
_PRECISION_BYTES = 2**16


def just_enough(sources: Sequence[str]) -> int:
    """Memory for these weights together, in float32, and for little else; in bytes."""
    facts = [registry.weights().inspect(each) for each in sources]
    low, high = 0, 2**33
    while high - low > _PRECISION_BYTES:
        middle = (low + high) // 2
        try:
            registry.share_memory(facts, DiffusionLimits(memory_bytes=middle), _LARGE)
        except EngineFailure:
            low = middle
        else:
            high = middle
    return high
