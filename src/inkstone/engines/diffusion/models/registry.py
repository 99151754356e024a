"""The list of model families: what a checkpoint's files call themselves, and how each is made.

A family is imported when it is made, not before.
"""

from collections.abc import Callable, Mapping

from inkstone.engines.diffusion.checkpoints.loading import Modules
from inkstone.engines.diffusion.models.base import Family
from inkstone.engines.limits import DiffusionLimits
from inkstone.engines.weights import CheckpointFacts

Factory = Callable[[CheckpointFacts, Modules, DiffusionLimits, int | None], Family]


def _qwen_image_21(
    facts: CheckpointFacts, modules: Modules, limits: DiffusionLimits, tile_px: int | None
) -> Family:
    from inkstone.engines.diffusion.models.qwen_image_21.family import QwenImage21

    return QwenImage21(
        modules,
        sigmas=facts.sample_sigmas,
        reference_px=limits.reference_px,
        tile_px=tile_px,
        rows_max=limits.rows_max,
    )


def _qwen_image_20b(
    facts: CheckpointFacts,  # noqa: ARG001 - these carry no schedule of their own
    modules: Modules,
    limits: DiffusionLimits,
    tile_px: int | None,
) -> Family:
    from inkstone.engines.diffusion.models.qwen_image_20b.family import QwenImage20B

    return QwenImage20B(
        modules,
        reference_px=limits.reference_px,
        tile_px=tile_px,
        rows_max=limits.rows_max,
    )


#: Family → factory, as `families.FAMILIES` names them.
FACTORIES: Mapping[str, Factory] = {
    "qwen-image-2.1": _qwen_image_21,
    "qwen-image": _qwen_image_20b,
    "qwen-image-edit-plus": _qwen_image_20b,
}


def create(
    facts: CheckpointFacts,
    modules: Modules,
    limits: DiffusionLimits,
    *,
    tile_px: int | None = None,
) -> Family:
    """A checkpoint's family, ready to draw.

    Args:
        facts: what its files say.
        modules: its weights, loaded.
        limits: what it may use.
        tile_px: what the table of families says; `None` decodes every picture whole.
    """
    return FACTORIES[facts.family](facts, modules, limits, tile_px)
