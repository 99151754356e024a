"""The decoder's tiles: by the picture's size alone, and as the plain module makes them."""

from functools import cache

import pytest
import torch

from diffusion import tiny
from inkstone.engines.diffusion.checkpoints import checkpoint
from inkstone.engines.diffusion.models.vae import Vae

RATIO = 16
TILE_PX = 64

pytestmark = pytest.mark.slow


@cache
def module():
    facts = checkpoint.inspect(str(tiny.checkpoint("qwen-image-2.1")))
    return checkpoint.load(facts, device="cpu", dtype=torch.float32).vae


def latents_of(width_px, height_px):
    shape = (1, module().config.z_dim, 1, height_px // RATIO, width_px // RATIO)
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("size", [(64, 64), (128, 32), (32, 128)])
def test_a_picture_of_no_more_pixels_than_a_tile_is_decoded_whole_whatever_its_shape(size):
    latents = latents_of(*size)
    assert torch.equal(
        Vae(module(), tile_px=TILE_PX).decode(latents), Vae(module()).decode(latents)
    )


@pytest.mark.parametrize("size", [(80, 64), (160, 96)])
def test_a_larger_one_is_decoded_as_the_plain_module_does_with_such_tiles(size):
    latents, vae = latents_of(*size), Vae(module(), tile_px=TILE_PX)
    found = vae.decode(latents)
    assert not torch.equal(found, Vae(module()).decode(latents)), "tiles show in pixels"
    module().enable_tiling(TILE_PX, TILE_PX, 48, 48)
    with torch.inference_mode():
        plain = module().decode(latents * vae._std + vae._mean, return_dict=False)[0][0, :, 0]
    module().disable_tiling()
    shown = ((plain * 0.5 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
    assert torch.equal(found, shown.permute(1, 2, 0))
