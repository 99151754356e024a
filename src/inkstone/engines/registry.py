"""The list of engines: a name, how its engine is made, and what `auto` picks.

An engine is imported when it is made, not before.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from inkstone.domain.errors import InkstoneError, NotFound, UnsupportedRequest
from inkstone.engines.base import Engine
from inkstone.engines.contest import Contest
from inkstone.engines.limits import DiffusionLimits, EngineLimits, Weights
from inkstone.engines.scenes import Scenes
from inkstone.engines.upstreams import Remote, Upstream
from inkstone.engines.weights import CheckpointFacts, Device, WeightsStore
from inkstone.net.fetch import Fetcher

_LOG = logging.getLogger(__name__)
#: What the kernel shows where it drives an NVIDIA card; looking here takes no library.
_GPU_FILES = ("/dev/nvidiactl", "/proc/driver/nvidia", "/dev/dxg")
#: What the extra `diffusion` adds, by the names they are imported by.
_LIBRARIES = (
    "torch",
    "diffusers",
    "transformers",
    "accelerate",
    "safetensors",
    "huggingface_hub",
    "numpy",
    "tqdm",
    "jinja2",
)
_LEFT_OUT = (
    "Its weights ({place}) do not fit into the device's memory beside those of the models before "
    "it. INKSTONE_DIFFUSION_MODELS names the models to serve, if it is to be another choice."
)
HOW_TO_ADD_DIFFUSION = "pip install 'inkstone[diffusion]'"


def _sketch(limits: EngineLimits) -> Engine:
    from inkstone.engines.sketch.engine import SketchEngine

    return SketchEngine(
        num_processes=limits.num_processes,
        memory_bytes=limits.memory_bytes,
        timeout_s=limits.timeout_s,
        fonts_dir=limits.fonts_dir,
    )


def _echo(limits: EngineLimits) -> Engine:  # noqa: ARG001 - it uses next to nothing
    from inkstone.engines.echo import EchoEngine

    return EchoEngine()


def _diffusion(limits: EngineLimits) -> Engine:
    require_diffusion()
    found = _present(limits.diffusion)
    if len(found.places) > 1 and _is_device_known(found):
        # One alone is looked at as it is loaded: to ask the device imports torch.
        found = _fitting(found)
    for name, why in found.left_out.items():
        _LOG.warning("model %s is not served: %s", name, why)
    from inkstone.engines.diffusion.async_engine import AsyncDiffusionEngine

    return AsyncDiffusionEngine(found)


#: Name → factory.
FACTORIES: Mapping[str, Callable[[EngineLimits], Engine]] = {
    "sketch": _sketch,
    "diffusion": _diffusion,
    "echo": _echo,
}


def create(name: str, limits: EngineLimits) -> Engine:
    """The engine of a name; it is not open yet.

    Raises:
        ValueError: there is none.
    """
    if name not in FACTORIES:
        raise ValueError(f"There is no engine {name!r}, only {', '.join(sorted(FACTORIES))}.")
    return FACTORIES[name](limits)


def lacking_libraries() -> tuple[str, ...]:
    """What the diffusion engine needs and is not installed; nothing is imported to find out."""
    return tuple(name for name in _LIBRARIES if find_spec(name) is None)


def library_versions() -> Mapping[str, str]:
    """The versions of what the diffusion engine needs, as far as it is installed."""
    return {name: version(name) for name in _LIBRARIES if find_spec(name) is not None}


def sees_gpu() -> bool:
    """Whether the kernel shows a GPU, which is no promise that torch can use it."""
    return any(Path(file).exists() for file in _GPU_FILES)


def require_diffusion() -> None:
    """Make sure that the diffusion engine can be imported.

    Raises:
        UnsupportedRequest: a library is not installed.
    """
    if lacking := lacking_libraries():
        raise UnsupportedRequest(
            f"The diffusion engine needs {', '.join(lacking)}: {HOW_TO_ADD_DIFFUSION}",
            code="diffusion_not_installed",
        )


def weights() -> WeightsStore:
    """Where weights are found, and how they get there.

    Raises:
        UnsupportedRequest: the libraries that read them are not installed.
    """
    require_diffusion()
    from inkstone.engines.diffusion.checkpoints import hub

    return hub


def device(name: str) -> Device:
    """The device that a setting means, and what is free there; importing torch takes seconds.

    Raises:
        InkstoneError: there is no such device, or no library that could tell.
    """
    require_diffusion()
    from inkstone.engines.diffusion import device as devices

    return devices.describe(name)


def scenes() -> Scenes:
    """What reads and draws the scenes that pictures carry."""
    from inkstone.engines.sketch import export

    return export


def contest(source: str, *, num_threads: int, is_large: bool) -> Contest:
    """The diffusion engine beside the plain pipeline, on a checkpoint.

    Args:
        source: a folder or a hub id.
        num_threads: of torch, on a CPU; 0 is one for each core.
        is_large: whether pictures are made that take minutes.

    Raises:
        InkstoneError: the libraries are not installed, or the checkpoint cannot be used.
    """
    require_diffusion()
    from inkstone.engines.diffusion.contest.contest import DiffusionContest

    return DiffusionContest(source, num_threads=num_threads, is_large=is_large)


def share_memory(
    facts: Sequence[CheckpointFacts], limits: DiffusionLimits, device: Device
) -> tuple[int, int]:
    """What checkpoints take of a device together, and what they leave to requests, in bytes.

    Raises:
        EngineFailure: they do not fit; it says what would help.
    """
    from inkstone.engines.diffusion.memory import fitting

    shared = fitting.shared(facts, limits, device)
    return shared.weights_bytes, shared.bytes_max


def misfits(
    facts: Mapping[str, CheckpointFacts], limits: DiffusionLimits, device: Device
) -> Mapping[str, InkstoneError]:
    """The checkpoints, by place, that do not fit on a device beside those before them."""
    from inkstone.engines.diffusion.memory import fitting

    return fitting.misfits(facts, limits, device)


def _present(limits: DiffusionLimits) -> DiffusionLimits:
    """The limits with those models alone whose weights are there.

    Raises:
        InkstoneError: the weights of all are missing or broken; it says what the first lacks.
    """
    faults: dict[Weights, InkstoneError] = {}
    for each in {*limits.models.values(), *limits.edit_models.values()}:
        try:
            weights().inspect(each.source, each.revision)
        except InkstoneError as error:
            faults[each] = error
    found = {name: each for name, each in limits.models.items() if each not in faults}
    edits = {name: each for name, each in limits.edit_models.items() if each not in faults}
    if not found and not edits:
        raise next(
            (faults[each] for each in limits.models.values()),
            NotFound("The catalogue names no weights.", code="checkpoint_not_found"),
        )
    return replace(limits, models=found, edit_models=edits)


def _is_device_known(limits: DiffusionLimits) -> bool:
    """Whether this host can tell what weights get; one that only serves may have no GPU itself."""
    return limits.device == "cpu" or sees_gpu()


def _fitting(limits: DiffusionLimits) -> DiffusionLimits:
    """The limits with those models alone whose weights fit together, the catalogue's first first.

    Raises:
        InkstoneError: none fits, or there is no such device.
    """
    facts = {place: weights().inspect(place) for place in limits.places}
    found = misfits(facts, limits, device(limits.device))
    if len(found) == len(facts):
        raise next(iter(found.values()))
    models = {name: each for name, each in limits.models.items() if each.place not in found}
    edits = {name: each for name, each in limits.edit_models.items() if each.place not in found}
    return replace(
        limits,
        models=models,
        edit_models=edits,
        left_out={
            name: _LEFT_OUT.format(place=each.place)
            for each_of in (limits.models, limits.edit_models)
            for name, each in each_of.items()
            if name not in models and name not in edits
        },
    )


def create_upstream(upstream: Upstream, fetcher: Fetcher) -> Remote:
    """The engine that asks an upstream; it is not open yet.

    Raises:
        InvalidRequest: nobody here speaks its API, or its address is none.
    """
    from inkstone.engines.upstream.registry import create as create_engine

    return create_engine(upstream, fetcher)


def choose(name: str, limits: DiffusionLimits, *, upstreams: Sequence[str] = ()) -> tuple[str, str]:
    """The engine that a setting means, and why."""
    if name != "auto":
        return name, "asked for by name"
    if limits.is_named:
        return "diffusion", "a checkpoint was named"
    why_not, left_out = _why_no_diffusion(limits)
    if not why_not:
        beside = f"; too little memory for {', '.join(left_out)} beside them" if left_out else ""
        return "diffusion", f"there are a GPU and weights{beside}"
    if upstreams:
        return upstreams[0], f"an upstream; {why_not}"
    return "sketch", f"the built-in illustrator; {why_not}"


def _why_no_diffusion(limits: DiffusionLimits) -> tuple[str, Sequence[str]]:
    """Why `auto` does not mean the diffusion engine, or "" and the models that it leaves out."""
    if not sees_gpu():
        return "there is no GPU", ()
    if lacking_libraries():
        return f"there is a GPU; for weights to use it: {HOW_TO_ADD_DIFFUSION}", ()
    # Cheap looks first: this one imports torch, which takes seconds.
    try:
        found = _present(limits)
        from inkstone.engines.diffusion import device as devices

        if not devices.has_cuda():
            return "torch cannot use the GPU (see `inkstone doctor`)", ()
        found = _fitting(found)
    except InkstoneError as error:
        return f"there is a GPU, but {error.message}", ()
    return "", tuple(found.left_out)
