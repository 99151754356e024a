"""What `inkstone doctor` says of the diffusion engine: libraries, device, weights, what fits.

It loads no weight, and imports torch only where there is a device to ask about.
"""

from collections.abc import Iterator

from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InkstoneError
from inkstone.engines import registry
from inkstone.engines.limits import DiffusionLimits
from inkstone.engines.weights import CheckpointFacts, Device
from inkstone.settings import Settings

#: Whether it is well, what it is about, what is said.
Finding = tuple[bool, str, str]

_GIB = 2**30


def findings(settings: Settings, catalogue: Catalogue, limits: DiffusionLimits) -> list[Finding]:
    """What there is to say; nothing is wrong where nobody asked for this engine."""
    is_wanted = settings.engine == "diffusion" or limits.is_named
    lacking = registry.lacking_libraries()
    if lacking:
        says = f"without {', '.join(lacking)}; to add it: {registry.HOW_TO_ADD_DIFFUSION}"
        return [(not is_wanted, "diffusion", says)]
    versions = ", ".join(f"{name} {number}" for name, number in registry.library_versions().items())
    found: list[Finding] = [(True, "diffusion", versions)]
    device = None
    if is_wanted or registry.sees_gpu():
        try:
            device = registry.device(settings.diffusion_device)
        except InkstoneError as error:
            found.append((False, "device", error.message))
        else:
            found.append((True, "device", _of_device(device)))
    else:
        found.append((True, "device", "there is no GPU; weights on a CPU take minutes a picture"))
    return [*found, *_of_weights(settings, catalogue, device, limits)]


def _of_device(device: Device) -> str:
    free, total = device.free_bytes / _GIB, device.total_bytes / _GIB
    return f"{device.name} ({device.place}), {free:.1f} of {total:.1f} GiB free"


def _of_weights(
    settings: Settings, catalogue: Catalogue, device: Device | None, limits: DiffusionLimits
) -> Iterator[Finding]:
    there = []
    for source in [settings.checkpoint] if limits.is_named else catalogue.checkpoints():
        try:
            facts = registry.weights().inspect(source)
        except InkstoneError as error:
            # Weights that nobody named and nobody fetched are not amiss.
            is_well = not limits.is_named and error.code == "checkpoint_not_found"
            yield is_well, "weights", error.message
            continue
        there.append(facts)
        size, revision = f"{facts.total_bytes / _GIB:.1f} GiB", facts.revision[:12]
        is_well, says = _fit([facts], device, limits)
        yield is_well, "weights", f"{source}: {size}, revision {revision}{says}"
    if device is not None and len(there) > 1:
        is_well, says = _fit(there, device, limits)
        yield (
            is_well,
            "weights",
            f"all {len(there)} that are in the cache, as they are served{says}",
        )


def _fit(
    facts: list[CheckpointFacts], device: Device | None, limits: DiffusionLimits
) -> tuple[bool, str]:
    if device is None:
        return True, ""
    try:
        weights, left = registry.share_memory(facts, limits, device)
    except InkstoneError as error:
        return False, f"; does not fit: {error.message}"
    return True, f"; fits: {weights / _GIB:.1f} GiB, and {left / _GIB:.1f} GiB left for requests"
