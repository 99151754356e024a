"""What a family can do, as far as its name tells; so that requests are judged before weights load.

It holds no more than capabilities need; a family's traits say the rest once it is in memory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inkstone.engines import base
from inkstone.engines.diffusion.families import FAMILIES
from inkstone.engines.weights import CheckpointFacts

#: The largest picture, in pixels: what the checkpoints were trained for at the most.
AREA_PX_MAX = 2048 * 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a checkpoint can do."""

    num_references_max: int = 0
    has_alpha: bool = False
    #: Whether it was distilled: then steps and guidance are fixed, and there is no second branch.
    is_distilled: bool = False


def abilities_of(facts: CheckpointFacts) -> Abilities:
    """What a checkpoint can do."""
    family = FAMILIES[facts.family]
    return Abilities(
        num_references_max=family.num_references_max,
        has_alpha=family.has_alpha,
        is_distilled=facts.sample_sigmas is not None,
    )


def capabilities(
    models: Iterable[str],
    abilities: Iterable[Abilities],
    *,
    is_relaxed: bool,
    left_out: Mapping[str, str] | None = None,
) -> base.Capabilities:
    """What an engine with such checkpoints can do; one that cannot says so in the result.

    Args:
        models: the public names that it serves.
        abilities: of each checkpoint.
        is_relaxed: whether one seed may give two pictures.
        left_out: the names that it does not serve although their weights are here, and why.
    """
    known = list(abilities)
    num_inputs_max = max(each.num_references_max for each in known)
    is_guided = not all(each.is_distilled for each in known)
    return base.Capabilities(
        edits=num_inputs_max > 0,
        num_inputs_max=num_inputs_max,
        alpha=any(each.has_alpha for each in known),
        negative_prompt=is_guided,
        steps=is_guided,
        guidance=is_guided,
        previews=True,
        deterministic=not is_relaxed,
        area_px_max=AREA_PX_MAX,
        models=frozenset(models),
        left_out=dict(left_out or {}),
    )
