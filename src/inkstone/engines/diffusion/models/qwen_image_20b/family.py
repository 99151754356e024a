"""The 20B Qwen-Images: Qwen-Image and -2512, which draw, and Qwen-Image-Edit-2511, which edits.

It joins encoder, transformer and autoencoder to what the loop asks of a family, and knows of no
loop. Dimension key: `L` tokens, `C` latent channels of a token.
"""

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
    Traits,
)
from inkstone.engines.diffusion.models.dense import is_row_invariant
from inkstone.engines.diffusion.models.qwen_image_20b.encode import Encoder
from inkstone.engines.diffusion.models.qwen_image_20b.forward import (
    JointForward,
    JointPrefix,
    JointRow,
)
from inkstone.engines.diffusion.models.qwen_image_20b.vae import LATENT_PX, TOKEN_PX, Vae, pack
from inkstone.engines.diffusion.scheduling.cost import Architecture
from inkstone.engines.diffusion.sigmas import schedule

_PROMPT_TOKENS_MAX = 1024
_GUIDANCE = 4.0


class QwenImage20B:
    """A checkpoint of the family in memory."""

    def __init__(
        self,
        modules: Modules,
        *,
        reference_px: int = 1024,
        tile_px: int | None = None,
        rows_max: int = 4096,
        has_spatial_positions: bool = False,
    ) -> None:
        """Draw with these modules, or edit where they have a processor.

        Args:
            modules: loaded, on their device and in one dtype.
            reference_px: references are scaled to the area of a square of this side.
            tile_px: pictures with a longer side are decoded in tiles of this side.
            rows_max: how many tokens share a matrix product, where any do; row invariance is
                proved for as many. References count too.
            has_spatial_positions: whether the text encoder is told where in a reference each of
                its places is, as it was in its training. The pipeline of diffusers 0.42.1 does not
                tell it with transformers 5, so that it takes a picture for a line of text; to be
                equal to that pipeline, neither do we.
        """
        edits = modules.processor is not None
        family = "qwen-image-edit-plus" if edits else "qwen-image"
        self.traits = Traits(
            family=family,
            num_references_max=FAMILIES[family].num_references_max,
            needs_reference=edits,
            guidance=_GUIDANCE,
            guidance_for_negative=_GUIDANCE,
            multiple_px=TOKEN_PX,
            token_px=TOKEN_PX,
            prompt_tokens_max=_PROMPT_TOKENS_MAX,
        )
        self._modules = modules
        self._forward = JointForward(modules.transformer, rows_max=rows_max)
        self._vae = Vae(modules.vae, dtype=self.dtype, tile_px=tile_px)
        self._encoder = Encoder(
            modules,
            vae=self._vae,
            reference_px=reference_px,
            tokens_max=_PROMPT_TOKENS_MAX,
            has_spatial_positions=has_spatial_positions,
        )
        self.architecture = _architecture(modules.transformer)
        layers = [m for m in modules.transformer.modules() if isinstance(m, nn.Linear)]
        #: Whether rows of many samples may be one matrix and keep their bits, on this device.
        self.is_row_invariant = is_row_invariant(layers, rows_max=rows_max)

    @property
    def dtype(self) -> torch.dtype:
        """What it computes in."""
        dtype: torch.dtype = self._modules.transformer.dtype
        return dtype

    @property
    def weights_bytes(self) -> int:
        """What its weights hold in memory."""
        modules = (self._modules.transformer, self._modules.vae, self._modules.text_encoder)
        return sum(weight.nbytes for module in modules for weight in module.parameters())

    @property
    def tile_px(self) -> int | None:
        """Pictures with a longer side are decoded in tiles of this side; `None` for never."""
        return self._vae.tile_px

    @tile_px.setter
    def tile_px(self, tile_px: int | None) -> None:
        self._vae.tile_px = tile_px

    def grid_of(self, size: Size) -> Grid:
        """One token for each 16 by 16 pixels."""
        return Grid(size.height_px // TOKEN_PX, size.width_px // TOKEN_PX)

    def sigmas(self, num_steps: int, grid: Grid) -> Tensor:
        """As the checkpoint's pipeline has them."""
        return schedule(self._modules.scheduler_config, num_steps, grid.num_tokens)

    def noise(self, seed: int, grid: Grid) -> Tensor:
        """`randn` of (1, 1, channels, H / 8, W / 8), packed two by two."""
        generator = torch.Generator().manual_seed(seed)
        scale = TOKEN_PX // LATENT_PX
        shape = (1, 1, self._vae.num_channels, grid.height * scale, grid.width * scale)
        noise = torch.randn(shape, generator=generator)  # float32, CPU
        return pack(noise[0, 0]).to(self._modules.transformer.device, self.dtype)

    def encode(self, prompt: str, references: Sequence[Image.Image]) -> Condition:
        """Prompt embeddings, then latents of the references."""
        return self._encoder.encode(prompt, references)

    def prefill(self, condition: Condition, parts: Parts, *, is_relaxed: bool) -> Prefix:
        """What no step changes: text and references in the transformer's width.

        Text is modulated anew at each step here, so there are no keys and values to keep.
        """
        text, *images = condition.segments
        return JointPrefix(
            text=self._forward.text_in(text.states),
            references=tuple(
                self._forward.image_in(image.states, is_alone=False) for image in images
            ),
            grids=tuple(image.grid for image in images if image.grid is not None),
        )

    def velocities(self, rows: Sequence[Row], *, is_packed: bool) -> list[Tensor]:
        """One forward for all targets."""
        return self._forward.velocities([_joint(row) for row in rows], is_packed=is_packed)

    def guide(self, positive: Tensor, negative: Tensor, scale: float) -> Tensor:
        """Each token as long as without guidance."""
        return guidance.rescaled(positive, negative, scale)

    def decode(self, latents: Tensor, grid: Grid) -> Tensor:
        """Opaque RGBA."""
        return self._vae.decode(latents, grid)

    def denoised_rgb(self, latents: Tensor, grid: Grid) -> Tensor:
        """A rough look, one pixel for each token."""
        return self._vae.look(latents, grid)

    def step_rows(self, num_tokens: int, num_prefix_tokens: int) -> int:
        """All of them, in every step."""
        return num_tokens + num_prefix_tokens

    def step_tflop(self, num_rows: int, num_prefix_tokens: int) -> float:
        """Text and references go through every step here, so they cost what a target does."""
        return self.architecture.step_tflop(num_rows, num_prefix_tokens)

    def prefill_tflop(self, num_tokens: int) -> float:
        """Next to nothing: one projection."""
        return self.architecture.prefill_tflop(num_tokens)

    def prefix_bytes(self, num_tokens: int) -> int:
        """Every token in the transformer's width."""
        return num_tokens * self.architecture.width * self.dtype.itemsize


def _architecture(transformer: Any) -> Architecture:
    config = transformer.config
    width = config.num_attention_heads * config.attention_head_dim
    return Architecture(
        streams="double",
        num_layers=config.num_layers,
        width=width,
        mlp_width=4 * width,
        num_mlp_matrices=2,
        bytes_per_value=transformer.dtype.itemsize,
    )


def _joint(row: Row) -> JointRow:
    assert isinstance(row.prefix, JointPrefix), "a row's prefix is its own family's"
    return JointRow(latents=row.latents, timestep=row.timestep, grid=row.grid, prefix=row.prefix)
