"""The figures of the loop and the device: whole, and of a GPU what torch holds."""

import pytest
import torch

from inkstone.engines.base import Unit
from inkstone.engines.diffusion import figures
from inkstone.engines.diffusion.prefix_cache import CacheFigures


def test_every_figure_of_the_cache_is_told():
    cache = CacheFigures(num_entries=1, num_bytes=20, held_bytes=10, hits=3, misses=4, evictions=5)
    told = figures.of_loop(cache, num_in_step=6, num_waiting=7, num_steps=8)
    assert {each.name: each.value for each in told} == {
        "samples_in_step": 6,
        "samples_waiting": 7,
        "steps_done": 8,
        "prefix_cache_entries": 1,
        "prefix_cache_hits": 3,
        "prefix_cache_misses": 4,
        "prefix_cache_evictions": 5,
        "prefix_cache_bytes": 20,
        "prefix_cache_held_bytes": 10,
    }


def test_nothing_is_told_of_a_cpu():
    assert figures.of_device(torch.device("cpu")) == ()


@pytest.mark.gpu
def test_a_gpus_memory_is_what_torch_holds_of_it():
    device = torch.device("cuda")
    held = torch.zeros(2**20, dtype=torch.uint8, device=device)
    found = {each.name: each for each in figures.of_device(device)}
    assert all(each.unit is Unit.BYTES for each in found.values())
    allocated, reserved, total = (
        found[f"device_memory_{name}_bytes"].value for name in ("allocated", "reserved", "total")
    )
    assert held.nbytes <= allocated <= reserved <= total
