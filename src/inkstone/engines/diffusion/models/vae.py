"""The VAE of a checkpoint: pixels to latents and back, and a rough look that needs no decoding.

It does not know how latents are packed into tokens. Its module keeps a cache of features while it
works, so a lock lets one call in at a time. Dimension key: `C` latent channels, `h w` latent rows
and columns, `H W` pixels.
"""

from threading import Lock
from typing import Any

import torch
from torch import Tensor

#: Latents that the rough look is fitted on: rows and columns of noise.
_FITTED = 16
_FITTED_SEED = 20_260_303


class Vae:
    """Encodes references, decodes pictures."""

    def __init__(self, module: Any, *, tile_px: int | None = None) -> None:
        """Wrap diffusers' module, on its device and in its dtype.

        Args:
            module: an autoencoder of the Qwen-Image families.
            tile_px: pictures of more pixels than a tile of this side are decoded in such tiles;
                `None` for none. It goes by size alone, since tiles change pixels a little.
        """
        self.module = module
        self.dtype: torch.dtype = module.dtype
        self.device: torch.device = module.device
        self.num_channels = int(module.config.z_dim)
        self._tile_px = tile_px
        self._lock = Lock()
        self._mean, self._std = (
            torch.tensor(values).view(1, -1, 1, 1, 1).to(self.device, self.dtype)
            for values in (module.config.latents_mean, module.config.latents_std)
        )
        self._look: Tensor | None = None

    @torch.inference_mode()
    def encode(self, pixels: Tensor) -> Tensor:
        """The normalised latents of a picture.

        Shapes:
            (1, channels, 1, H, W), -1 to 1, to (1, C, 1, h, w).
        """
        with self._lock:
            self.module.use_tiling = False
            latents = self.module.encode(pixels.to(self.device, self.dtype)).latent_dist.mode()
        normalised: Tensor = (latents - self._mean) / self._std
        return normalised

    @torch.inference_mode()
    def decode(self, latents: Tensor) -> Tensor:
        """The pixels of normalised latents.

        Shapes:
            (1, C, 1, h, w) to (H, W, 3 or 4) uint8 on the CPU.
        """
        pixels = self._decoded(latents)
        pixels = (pixels * 0.5 + 0.5).clamp(0, 1).float()
        return (pixels * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().cpu()

    def _decoded(self, latents: Tensor) -> Tensor:
        """(1, C, 1, h, w) to (channels, H, W), -1 to 1."""
        latents = latents.to(self.device, self.dtype) * self._std + self._mean
        ratio = self.module.spatial_compression_ratio
        is_large = latents.shape[-2] * latents.shape[-1] * ratio**2 > (self._tile_px or 2**31) ** 2
        with self._lock:
            self.module.use_tiling = is_large
            if is_large:
                tile = self._tile_px
                stride = tile * 3 // 4 // ratio * ratio if tile else None
                self.module.enable_tiling(tile, tile, stride, stride)
            pixels: Tensor = self.module.decode(latents, return_dict=False)[0]
        return pixels[0, :, 0]

    @torch.inference_mode()
    def look(self, latents: Tensor) -> Tensor:
        """A rough look at normalised latents, a pixel for each place.

        The colours are a linear map of the channels, fitted once to what this very VAE makes of a
        patch of noise.

        Shapes:
            (1, C, 1, h, w) to (h, w, 3) uint8 on the CPU.
        """
        if self._look is None:
            self._look = self._fitted()
        flat = latents[0, :, 0].flatten(1).T.float().cpu()  # (h w, C)
        rgb = torch.addmm(self._look[-1], flat, self._look[:-1])
        pixels = (rgb * 127.5 + 127.5).round_().clamp_(0, 255).to(torch.uint8)
        return pixels.view(*latents.shape[-2:], 3)

    def _fitted(self) -> Tensor:
        """(C + 1, 3): the colours of each channel, and of none."""
        generator = torch.Generator().manual_seed(_FITTED_SEED)
        shape = (1, self.num_channels, 1, _FITTED, _FITTED)
        noise = torch.randn(shape, generator=generator)
        pixels = self._decoded(noise)[:3].float().cpu()
        side = pixels.shape[-1] // _FITTED
        colours = torch.nn.functional.avg_pool2d(pixels, side).flatten(1).T  # (places, 3)
        known = noise[0, :, 0].flatten(1).T  # (places, C)
        known = torch.cat([known, torch.ones(known.shape[0], 1)], dim=1)
        # A little is added to the diagonal: a VAE may leave channels unused.
        squares = known.T @ known + 1e-3 * torch.eye(known.shape[1])
        fitted: Tensor = torch.linalg.solve(squares, known.T @ colours)
        return fitted
