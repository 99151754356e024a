"""Between latents and pixels for the 20B Qwen-Images: encode, decode, and a rough look.

It does not know prompts or steps. Dimension key: `L` tokens, `C` latent channels of a token, four
for each of the autoencoder's; `H W` pixels.
"""

from typing import Any

import torch
from diffusers.image_processor import VaeImageProcessor
from PIL import Image
from torch import Tensor
from torch.nn import functional

from inkstone.engines.diffusion.models.base import Grid

#: Pixels a side of one place in the latents, and of one token.
LATENT_PX, TOKEN_PX = 8, 16
#: How much of a tile is its own; the rest it shares with its neighbours.
_OWN_SHARE = 0.75
#: The side of the latents from which the rough look is learnt.
_LOOK_SIDE = 16


def pack(latents: Tensor) -> Tensor:
    """(channels, height, width) to (L, C): a token is two places by two, channel by channel."""
    channels, height, width = latents.shape
    places = latents.reshape(channels, height // 2, 2, width // 2, 2)
    return places.permute(1, 3, 0, 2, 4).reshape(height * width // 4, channels * 4)


def unpack(tokens: Tensor, grid: Grid) -> Tensor:
    """The reverse: (L, C) to (channels, height, width)."""
    places = tokens.reshape(grid.height, grid.width, -1, 2, 2).permute(2, 0, 3, 1, 4)
    return places.reshape(-1, grid.height * 2, grid.width * 2)


class Vae:
    """A checkpoint's autoencoder.

    Its modules are called without the feature cache that they keep for films: it is state that
    calls would share, and of a single frame it changes nothing.
    """

    def __init__(self, vae: Any, *, dtype: torch.dtype, tile_px: int | None = None) -> None:
        """Use an `AutoencoderKLQwenImage`, which is only read.

        Args:
            vae: the autoencoder.
            dtype: of the latents that it is given and that it gives.
            tile_px: pictures with a longer side are decoded in tiles of this side; `None` for
                never.
        """
        self._vae, self._dtype = vae, dtype
        self.num_channels = int(vae.config.z_dim)
        self.tile_px = tile_px
        self._pixels = VaeImageProcessor(vae_scale_factor=TOKEN_PX)
        self._mean = torch.tensor(vae.config.latents_mean).view(1, -1, 1, 1, 1)
        self._std = torch.tensor(vae.config.latents_std).view(1, -1, 1, 1, 1)
        self._look = self._learn_look()

    @torch.inference_mode()
    def encode(self, picture: Image.Image, width_px: int, height_px: int) -> Tensor:
        """(L, C) of an RGB picture, scaled to this size."""
        pixels = self._pixels.preprocess(picture, height_px, width_px).unsqueeze(2)
        x = pixels.to(self._vae.device, self._vae.dtype)  # (1, 3, 1, H, W), -1 to 1
        moments = self._vae.quant_conv(self._vae.encoder(x))
        latents = moments.chunk(2, dim=1)[0].to(self._dtype)
        scaled = (latents - self._mean.to(latents)) / self._std.to(latents)
        return pack(scaled[0, :, 0])

    @torch.inference_mode()
    def decode(self, latents: Tensor, grid: Grid) -> Tensor:
        """(L, C) to (H, W, 4) uint8 on the CPU; these pictures are opaque."""
        z = unpack(latents, grid)[None, :, None].to(self._vae.device, self._vae.dtype)
        # Divided by the reciprocal, as the pipeline does: multiplied, it rounds differently.
        z = z / (1.0 / self._std.to(z)) + self._mean.to(z)
        tile_px = self.tile_px
        if tile_px is not None and max(grid.height, grid.width) * TOKEN_PX > tile_px:
            pixels = self._decoded_in_tiles(z, tile_px // LATENT_PX)
        else:
            pixels = self._decoded(z)
        rgb = (pixels[0, :, 0] * 0.5 + 0.5).clamp(0, 1).float().permute(1, 2, 0)
        eight_bit = (rgb * 255).round().to(torch.uint8).cpu()
        return functional.pad(eight_bit, (0, 1), value=255)

    def _decoded(self, z: Tensor) -> Tensor:
        """(1, channels, 1, height, width) to (1, 3, 1, H, W), about -1 to 1."""
        pixels: Tensor = self._vae.decoder(self._vae.post_quant_conv(z))
        return pixels

    def _decoded_in_tiles(self, z: Tensor, side: int) -> Tensor:
        """The same by overlapping squares of latents, blended where they meet.

        Source: `AutoencoderKLQwenImage.tiled_decode` of diffusers, version 0.42.1.
        """
        own = int(side * _OWN_SHARE)
        own_px, shared_px = own * LATENT_PX, (side - own) * LATENT_PX
        above: list[Tensor] = []
        bands = []
        for top in range(0, z.shape[-2], own):
            row: list[Tensor] = []
            for left in range(0, z.shape[-1], own):
                tile = self._decoded(z[..., top : top + side, left : left + side])
                if above:
                    tile = self._vae.blend_v(above[len(row)], tile, shared_px)
                if row:
                    tile = self._vae.blend_h(row[-1], tile, shared_px)
                row.append(tile)
            bands.append(torch.cat([tile[..., :own_px, :own_px] for tile in row], dim=-1))
            above = row
        pixels = torch.cat(bands, dim=-2)
        return pixels[..., : z.shape[-2] * LATENT_PX, : z.shape[-1] * LATENT_PX]

    @torch.inference_mode()
    def look(self, latents: Tensor, grid: Grid) -> Tensor:
        """(L, C) to (height, width, 3) uint8 on the CPU: a colour for each token."""
        means = latents.float().unflatten(-1, (-1, 4)).mean(-1).cpu()
        rgb = _with_one(means) @ self._look
        return (rgb.clamp(0, 1) * 255).round().to(torch.uint8).view(grid.height, grid.width, 3)

    def _learn_look(self) -> Tensor:
        """(channels + 1, 3): the colour that latents come to, by least squares.

        The noise that it is learnt from is coarse and fine together: of fine noise alone, the
        decoder makes grey.
        """
        generator = torch.Generator().manual_seed(0)
        channels, side = self.num_channels, _LOOK_SIDE
        fine = torch.randn(channels, side, side, generator=generator)
        coarse = torch.randn(1, channels, side // 4, side // 4, generator=generator)
        latents = (fine + functional.interpolate(coarse, scale_factor=4.0)[0]) / 2**0.5
        pixels = self.decode(pack(latents), Grid(side // 2, side // 2))[..., :3]
        rgb = functional.avg_pool2d(pixels.permute(2, 0, 1)[None].float() / 255, LATENT_PX)
        known, wanted = latents.flatten(1).T, rgb.flatten(2)[0].T
        learnt: Tensor = torch.linalg.lstsq(_with_one(known), wanted).solution
        return learnt


def _with_one(x: Tensor) -> Tensor:
    return functional.pad(x, (0, 1), value=1.0)
