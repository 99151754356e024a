"""What `inkstone doctor` says of the diffusion engine: libraries, device, weights, what fits.

It loads no weight, and imports torch only where there is a device to ask about.
"""

from collections.abc import Iterator

from inkstone.domain.errors import InkstoneError
from inkstone.engines import registry
from inkstone.engines.limits import DiffusionLimits
from inkstone.engines.weights import CheckpointFacts, Device
from inkstone.settings import Settings

#: Whether it is well, what it is about, what is said.
Finding = tuple[bool, str, str]

_GIB = 2**30


def findings(settings: Settings, limits: DiffusionLimits) -> list[Finding]:
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
    return [*found, *_of_weights(device, limits)]


def _of_device(device: Device) -> str:
    free, total = device.free_bytes / _GIB, device.total_bytes / _GIB
    return f"{device.name} ({device.place}), {free:.1f} of {total:.1f} GiB free"


def _of_weights(device: Device | None, limits: DiffusionLimits) -> Iterator[Finding]:
    there = {}
    for place in limits.places:
        try:
            there[place] = registry.weights().inspect(place)
        except InkstoneError as error:
            # Weights that nobody named and nobody fetched are not amiss.
            is_well = not limits.is_named and error.code == "checkpoint_not_found"
            yield is_well, "weights", error.message
    if device is None:
        yield from ((True, "weights", _of_files(*each)) for each in there.items())
        return
    misfits = registry.misfits(there, limits, device)
    # Weights that others leave no room for are not amiss either, unless nothing is left.
    is_served = len(misfits) < len(there)
    for place, facts in there.items():
        says = _of_files(place, facts)
        if place in misfits:
            beside = "is left out, since it does not fit beside those before it"
            why = misfits[place].message
            says = f"{says}; {beside if is_served else 'does not fit'}: {why}"
            yield is_served, "weights", says
        else:
            yield True, "weights", f"{says}; {_fit([facts], device, limits)}"
    served = [facts for place, facts in there.items() if place not in misfits]
    if len(served) > 1:
        yield True, "weights", f"all {len(served)} that are served; {_fit(served, device, limits)}"


def _of_files(place: str, facts: CheckpointFacts) -> str:
    return f"{place}: {facts.total_bytes / _GIB:.1f} GiB, revision {facts.revision[:12]}"


def _fit(facts: list[CheckpointFacts], device: Device, limits: DiffusionLimits) -> str:
    weights, left = registry.share_memory(facts, limits, device)
    return f"fits: {weights / _GIB:.1f} GiB, and {left / _GIB:.1f} GiB left for requests"
