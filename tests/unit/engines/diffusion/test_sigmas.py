import pytest
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from diffusers.pipelines.qwenimage21.pipeline_qwenimage21 import (
    calculate_shift,
    retrieve_timesteps,
)

from inkstone.engines.diffusion.sigmas import schedule, shift_of

CONFIG = {
    "num_train_timesteps": 1000,
    "use_dynamic_shifting": True,
    "base_shift": 0.5,
    "max_shift": 0.9,
    "base_image_seq_len": 256,
    "max_image_seq_len": 8192,
    "shift_terminal": 0.02,
}
TURBO = (1.0, 0.978453, 0.95418, 0.926626, 0.89508, 0.845148, 0.704534, 0.414568)


@pytest.mark.parametrize("num_tokens", [4, 256, 1024, 4096, 16384])
def test_the_shift_is_the_pipelines(num_tokens):
    assert shift_of(num_tokens, CONFIG) == calculate_shift(num_tokens, 256, 8192, 0.5, 0.9)
    assert shift_of(num_tokens, {}) == calculate_shift(num_tokens)


@pytest.mark.parametrize("fixed", [None, TURBO, TURBO[:4]])
@pytest.mark.parametrize("num_steps", [2, 8, 40])
def test_it_is_what_the_pipelines_scheduler_makes(num_steps, fixed):
    import numpy as np

    scheduler = FlowMatchEulerDiscreteScheduler.from_config(CONFIG)
    given = list(fixed) if fixed else np.linspace(1.0, 1 / num_steps, num_steps)
    retrieve_timesteps(scheduler, len(given), "cpu", sigmas=given, mu=shift_of(1024, CONFIG))
    made = schedule(CONFIG, num_steps, 1024, fixed)
    assert torch.equal(made, scheduler.sigmas)
    assert made.dtype == torch.float32


@pytest.mark.parametrize("num_steps", [1, 2, 3, 100])
def test_it_falls_from_one_to_nothing(num_steps):
    made = schedule(CONFIG, num_steps, 4096)
    assert made[0] == 1.0
    assert made[-1] == 0.0
    assert bool((made.diff() < 0).all())


def test_calls_do_not_move_each_other():
    before = schedule(CONFIG, 8, 256)
    schedule(CONFIG, 40, 16384)
    assert torch.equal(schedule(CONFIG, 8, 256), before)
