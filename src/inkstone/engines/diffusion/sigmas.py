"""The noise schedule: how much noise is left at each step, as a checkpoint's own scheduler has it.

It does not know what is denoised. Dimension key: `S` steps.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from torch import Tensor


def shift_of(num_tokens: int, config: Mapping[str, Any]) -> float:
    """How far a schedule is shifted towards noise: larger pictures keep it for longer.

    Source: `calculate_shift` of diffusers' Qwen-Image pipelines, version 0.42.1.
    """
    tokens_min = config.get("base_image_seq_len", 256)
    tokens_max = config.get("max_image_seq_len", 4096)
    shift_min, shift_max = config.get("base_shift", 0.5), config.get("max_shift", 1.15)
    slope = (shift_max - shift_min) / (tokens_max - tokens_min)
    return float(num_tokens * slope + (shift_min - slope * tokens_min))


def schedule(
    config: Mapping[str, Any],
    num_steps: int,
    num_tokens: int,
    fixed: Sequence[float] | None = None,
) -> Tensor:
    """The schedule of a picture.

    The scheduler is made anew each time: a shared one carries a position that calls would race for.

    Args:
        config: the checkpoint's scheduler configuration.
        num_steps: how many steps, 1 or more; what `fixed` says counts more.
        num_tokens: the target's tokens.
        fixed: the schedule that a checkpoint was distilled for, without its last 0.

    Shapes:
        (S + 1,) float32 on the CPU, falling to 0.
    """
    given = fixed if fixed is not None else np.linspace(1.0, 1 / num_steps, num_steps)
    changes: dict[str, Any] = {}
    if len(given) == 1:
        # NOTE: stretching one step to a terminal noise divides 0 by 0; it has nothing to stretch.
        changes["shift_terminal"] = None
    scheduler = FlowMatchEulerDiscreteScheduler.from_config({**config, **changes})
    scheduler.set_timesteps(sigmas=given, mu=shift_of(num_tokens, config))
    sigmas: Tensor = scheduler.sigmas
    assert bool(torch.isfinite(sigmas).all()), "a schedule has no holes"
    return sigmas
