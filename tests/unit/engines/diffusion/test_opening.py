"""Opening checkpoints: what does not fit is said before it is loaded; what does is drawn with."""

import pytest
import torch

from diffusion import tiny
from inkstone.domain.errors import EngineFailure, InvalidRequest
from inkstone.engines.diffusion import opening
from inkstone.engines.diffusion.checkpoints import checkpoint
from inkstone.engines.diffusion.families import FAMILIES
from inkstone.engines.limits import DiffusionLimits


def facts():
    return {"key": checkpoint.inspect(str(tiny.checkpoint("qwen-image-2.1")))}


def test_weights_that_do_not_fit_are_not_loaded(monkeypatch):
    # That nothing is loaded cannot be seen from outside.
    monkeypatch.setattr(checkpoint, "load", None)
    with pytest.raises(EngineFailure) as caught:
        opening.studio(facts(), DiffusionLimits(device="cpu", memory_bytes=1_000_000))
    assert caught.value.code == "device_too_small"


def test_a_device_that_is_not_there_is_named():
    with pytest.raises(InvalidRequest, match="cuda:99"):
        opening.studio(facts(), DiffusionLimits(device="cuda:99"))


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["auto", "bfloat16"])
def test_what_is_opened_computes_as_it_was_told(dtype):
    studio = opening.studio(
        facts(), DiffusionLimits(device="cpu", dtype=dtype, shares_prefixes=True)
    )
    try:
        (place,) = studio._places.values()
        expected = torch.float32 if dtype == "auto" else torch.bfloat16
        assert (place.family.dtype, place.shares_prefixes) == (expected, True)
        assert place.family._vae._look is not None, "looks are ready before the first step"
        assert studio._guarantee == {
            "guarantee": "strict",
            "dtype": str(expected).removeprefix("torch."),
            "device": "cpu",
            "reference_px": 1024,
        }
    finally:
        studio.close()


@pytest.mark.slow
def test_neither_memory_nor_other_checkpoints_change_the_tiles():
    """What would show in pixels: they depend on the request and the checkpoint alone."""
    small, alone = 2**31, DiffusionLimits(device="cpu")
    both = {**facts(), "other": checkpoint.inspect(str(tiny.checkpoint("qwen-image-2512")))}
    tiles = []
    for given, limits in (
        (facts(), alone),
        (facts(), DiffusionLimits(device="cpu", memory_bytes=small)),
        (both, alone),
    ):
        studio = opening.studio(given, limits)
        tiles.append(studio._places["key"].family._vae._tile_px)
        studio.close()
    assert tiles == [FAMILIES["qwen-image-2.1"].tile_px] * 3
