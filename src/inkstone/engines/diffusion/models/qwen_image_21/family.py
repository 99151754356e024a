"""Qwen-Image-2.1 and its Turbo: one model that draws and edits, with up to ten references.

It joins encoder, transformer and VAE to what the loop asks of a family, and knows of no loop.
Dimension key: `L` tokens, `C` latent channels.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn

from inkstone.domain.request import Size
from inkstone.engines.diffusion import guidance
from inkstone.engines.diffusion.families import FAMILIES
from inkstone.engines.diffusion.models.base import (
    Condition,
    Grid,
    Modules,
    Parts,
    Prefix,
    Row,
    Segment,
    Traits,
)
from inkstone.engines.diffusion.models.dense import is_row_invariant
from inkstone.engines.diffusion.models.qwen_image_21.encode import Encoder21
from inkstone.engines.diffusion.models.qwen_image_21.prefix import KeysValues, Prefix21
from inkstone.engines.diffusion.models.qwen_image_21.transformer import Transformer21
from inkstone.engines.diffusion.models.vae import Vae
from inkstone.engines.diffusion.scheduling.cost import Architecture
from inkstone.engines.diffusion.sigmas import schedule

_NAME = "qwen-image-2.1"
_TOKEN_PX = 16


class QwenImage21:
    """A checkpoint of the family in memory."""

    def __init__(
        self,
        modules: Modules,
        *,
        sigmas: Sequence[float] | None = None,
        reference_px: int = 1024,
        tile_px: int | None = None,
        rows_max: int = 4096,
    ) -> None:
        """Draw with these modules.

        Args:
            modules: loaded, on their device and in one dtype.
            sigmas: the schedule that a distilled checkpoint carries.
            reference_px: references are scaled to the area of a square of this side.
            tile_px: pictures of more pixels than such a tile are decoded in tiles of this side.
            rows_max: the most rows that share a step, for the probe of row invariance.
        """
        self.traits = Traits(
            family=_NAME,
            num_references_max=FAMILIES[_NAME].num_references_max,
            has_alpha=True,
            sigmas=tuple(sigmas) if sigmas else None,
            guidance_for_negative=1.0 if sigmas else 4.0,
            token_px=_TOKEN_PX,
        )
        self._modules = modules
        self._scheduler_config = modules.scheduler_config
        self._transformer = Transformer21(modules.transformer)
        self._vae = Vae(modules.vae, tile_px=tile_px)
        self._encoder = Encoder21(
            text_encoder=modules.text_encoder,
            processor=modules.processor,
            text_in=modules.transformer.txt_in,
            vae=self._vae,
            reference_px=reference_px,
            tokens_max=self.traits.prompt_tokens_max,
        )
        self.architecture = _architecture(modules.transformer)
        layers = [m for m in modules.transformer.modules() if isinstance(m, nn.Linear)]
        #: Whether rows of many samples may be one matrix and keep their bits, on this device.
        self.is_row_invariant = is_row_invariant(layers, rows_max=rows_max)

    @property
    def dtype(self) -> torch.dtype:
        """What it computes in."""
        return self._transformer.dtype

    @property
    def weights_bytes(self) -> int:
        """What its weights hold in memory."""
        modules = (self._modules.transformer, self._modules.vae, self._modules.text_encoder)
        return sum(weight.nbytes for module in modules for weight in module.parameters())

    def grid_of(self, size: Size) -> Grid:
        """One token for each 16 by 16 pixels."""
        return Grid(size.height_px // _TOKEN_PX, size.width_px // _TOKEN_PX)

    def sigmas(self, num_steps: int, grid: Grid) -> Tensor:
        """The checkpoint's own where it carries one, else as many steps as asked for."""
        return schedule(self._scheduler_config, num_steps, grid.num_tokens, self.traits.sigmas)

    def noise(self, seed: int, grid: Grid) -> Tensor:
        """`randn` of (1, 1, C, h, w), one row for each token."""
        generator = torch.Generator().manual_seed(seed)
        shape = (1, 1, self._vae.num_channels, grid.height, grid.width)
        noise = torch.randn(shape, generator=generator)  # float32, CPU
        flat = noise.view(self._vae.num_channels, grid.num_tokens).T
        return flat.to(self._transformer.device, self.dtype)

    def encode(self, prompt: str, references: Sequence[Image.Image]) -> Condition:
        """Text embeddings in the transformer's width, and latents where references stand."""
        return self._encoder.encode(prompt, references)

    def prefill(self, condition: Condition, parts: Parts, *, is_relaxed: bool) -> Prefix:
        """Keys and values up to the last reference, which others may share, then the rest.

        The sequence is always split there, whether the head is found or not: so the same bits come
        out either way.
        """
        segments = condition.segments
        images = [i for i, segment in enumerate(segments) if segment.kind == "image"]
        split = images[-1] + 1 if images else 0
        head = self._head(segments[:split], parts, is_relaxed=is_relaxed) if split else None
        rest = self._transformer.prefill(segments[split:], head)
        return Prefix21((head, rest) if head else (rest,))

    def _head(self, segments: Sequence[Segment], parts: Parts, *, is_relaxed: bool) -> KeysValues:
        key = _digest(segments, is_relaxed=is_relaxed)
        found = parts.get(key)
        if not isinstance(found, KeysValues):
            found = self._transformer.prefill(segments, None)
            parts.put(key, found, num_bytes=found.num_bytes)
        return found

    def velocities(self, rows: Sequence[Row], *, is_packed: bool) -> list[Tensor]:
        """One forward for all targets."""
        return self._transformer.velocities(rows, is_packed=is_packed)

    def guide(self, positive: Tensor, negative: Tensor, scale: float) -> Tensor:
        """Plain extrapolation."""
        return guidance.extrapolated(positive, negative, scale)

    def decode(self, latents: Tensor, grid: Grid) -> Tensor:
        """RGBA as the checkpoint means it."""
        return self._vae.decode(_unpacked(latents, grid))

    def denoised_rgb(self, latents: Tensor, grid: Grid) -> Tensor:
        """A rough look, one pixel for each token."""
        return self._vae.look(_unpacked(latents, grid))

    def step_rows(self, num_tokens: int, num_prefix_tokens: int) -> int:
        """Target tokens alone: what precedes them was computed before."""
        return num_tokens

    def step_tflop(self, num_rows: int, num_prefix_tokens: int) -> float:
        """Target tokens alone, over the keys of all."""
        return self.architecture.step_tflop(num_rows, num_prefix_tokens)

    def prefill_tflop(self, num_tokens: int) -> float:
        """All that precedes the target, once."""
        return self.architecture.prefill_tflop(num_tokens)

    def prefix_bytes(self, num_tokens: int) -> int:
        """Keys and values of every layer."""
        return self.architecture.prefix_bytes(num_tokens)


def _architecture(transformer: Any) -> Architecture:
    config = transformer.config
    width = config.num_attention_heads * config.attention_head_dim
    return Architecture(
        streams="single",
        num_layers=config.num_layers,
        width=width,
        mlp_width=width * config.mlp_ratio,
        bytes_per_value=transformer.dtype.itemsize,
    )


def _unpacked(latents: Tensor, grid: Grid) -> Tensor:
    """(L, C) to (1, C, 1, h, w)."""
    return latents.T.reshape(1, -1, 1, grid.height, grid.width)


def _digest(segments: Sequence[Segment], *, is_relaxed: bool) -> str:
    """What a head is, bit by bit; relaxed, its text may differ by a rounding."""
    digest = hashlib.sha256(b"relaxed" if is_relaxed else b"strict")
    for segment in segments:
        shape = (segment.kind, tuple(segment.states.shape), segment.grid)
        digest.update(repr(shape).encode())
        if segment.kind == "image" or not is_relaxed:
            states = segment.states.contiguous().cpu()
            digest.update(states.view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
