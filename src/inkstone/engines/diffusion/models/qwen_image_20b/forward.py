"""The transformer of the 20B Qwen-Images over the tokens of many rows at once, whatever the mix.

It does not know prompts or pictures, nor what a sample is. Dimension key: `S` text tokens, `L`
image tokens (a target and its references), `D` width, `C` latent channels of a token, `H` heads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import torch
from diffusers.models.transformers.transformer_qwenimage import apply_rotary_emb_qwen
from torch import Tensor
from torch.nn import functional

from inkstone.engines.diffusion.models.base import Grid
from inkstone.engines.diffusion.models.dense import ROWS_MIN
from inkstone.engines.diffusion.models.qwen_image_20b.stream import Layer, Modulation, Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPrefix:
    """What a row attends to beside its target, as the first block takes it."""

    #: (1, S, D)
    text: Tensor = field(repr=False)
    #: (1, L, D) for each reference.
    references: tuple[Tensor, ...] = field(default=(), repr=False)
    #: Of each reference.
    grids: tuple[Grid, ...] = ()

    @property
    def num_bytes(self) -> int:
        """What it holds in memory."""
        return sum(tensor.nbytes for tensor in (self.text, *self.references))


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRow:
    """One row of a step."""

    #: (L, C) of the target alone.
    latents: Tensor = field(repr=False)
    #: ()
    timestep: Tensor
    grid: Grid
    prefix: JointPrefix

    @property
    def num_image_tokens(self) -> int:
        """Those of the target and of its references."""
        return self.grid.num_tokens + sum(grid.num_tokens for grid in self.prefix.grids)

    @property
    def num_text_tokens(self) -> int:
        """How long its prompt is."""
        return self.prefix.text.shape[1]


@dataclass(frozen=True, slots=True)
class _Step:
    """What all blocks of one forward have in common."""

    image: Stream
    text: Stream
    #: For each distinct timestep: (1, D), or (2, D) where references are free of noise.
    embeddings: tuple[Tensor, ...]
    #: (sum of L, head / 2) and (sum of S, head / 2), complex.
    image_rope: Tensor
    text_rope: Tensor


class JointForward:
    """The forward of one transformer, on its own modules."""

    def __init__(self, transformer: Any, *, rows_max: int) -> None:
        """Use a `QwenImageTransformer2DModel`, which is only read.

        Args:
            transformer: the model.
            rows_max: how many tokens share a matrix product, where any do.
        """
        self._model = transformer
        self._rows_max = rows_max
        self._references_are_clean = bool(transformer.config.zero_cond_t)
        rope = transformer.pos_embed
        sides = [dim // 2 for dim in rope.axes_dim]
        # NOTE: the model's own look-up keeps a table for every grid that it was asked for.
        self._whole = rope.pos_freqs.to(transformer.device)
        self._onward = self._whole.split(sides, dim=1)
        self._backward = rope.neg_freqs.to(transformer.device).split(sides, dim=1)

    @torch.inference_mode()
    def text_in(self, states: Tensor) -> Tensor:
        """(S, prompt embeddings) to (1, S, D), with the rows that the prompt itself has."""
        projected: Tensor = self._model.txt_in(self._model.txt_norm(states[None]))
        return projected

    @torch.inference_mode()
    def image_in(self, latents: Tensor, *, is_alone: bool) -> Tensor:
        """(L, C) to (1, L, D).

        Args:
            latents: of a target or of a reference.
            is_alone: whether there is no reference, so that few rows stay few.
        """
        missing = 0 if is_alone else max(0, ROWS_MIN - latents.shape[0])
        projected: Tensor = self._model.img_in(functional.pad(latents[None], (0, 0, 0, missing)))
        return projected[:, : latents.shape[0]]

    @torch.inference_mode()
    def velocities(self, rows: Sequence[JointRow], *, is_packed: bool) -> list[Tensor]:
        """(L, C) of each row's target."""
        # Long prompts first, so that they are one run.
        order = sorted(range(len(rows)), key=lambda i: rows[i].num_text_tokens < ROWS_MIN)
        made = self._velocities([rows[i] for i in order], is_packed=is_packed)
        return [made[order.index(i)] for i in range(len(rows))]

    def _velocities(self, rows: Sequence[JointRow], *, is_packed: bool) -> list[Tensor]:
        image = torch.cat([part for row in rows for part in self._images_of(row)], dim=1)
        text = torch.cat([row.prefix.text for row in rows], dim=1)
        step = self._step(rows, image, is_packed=is_packed)
        last = len(self._model.transformer_blocks) - 1
        for index, block in enumerate(self._model.transformer_blocks):
            image, text = _block(block, image, text, step, is_last=index == last)
        out = self._out(image, step)
        return [
            part[0, : row.grid.num_tokens]
            for part, row in zip(out.split(step.image.lengths, dim=1), rows, strict=True)
        ]

    def _images_of(self, row: JointRow) -> list[Tensor]:
        target = self.image_in(row.latents, is_alone=not row.prefix.references)
        return [target, *row.prefix.references]

    def _out(self, image: Tensor, step: _Step) -> Tensor:
        norm = self._model.norm_out
        modulations = []
        for embedding in step.embeddings:
            scale, shift = norm.linear(norm.silu(embedding[:1])).unsqueeze(1).chunk(2, dim=-1)
            # References end here, and are modulated as their target is.
            modulations += [(shift, scale)] * embedding.shape[0]
        x = step.image.modulated(norm.norm(image), modulations, 0)
        return step.image.dense(self._model.proj_out, x)

    def _step(self, rows: Sequence[JointRow], x: Tensor, *, is_packed: bool) -> _Step:
        """What the blocks share.

        A modulation's key is its timestep's index; where references are free of noise, it is twice
        that, and one more for the references.
        """
        values = list(dict.fromkeys(float(row.timestep) for row in rows))
        timesteps = {float(row.timestep): row.timestep for row in rows}
        num_kinds = 2 if self._references_are_clean else 1
        image_spans, text_spans = [], []
        for row in rows:
            key = values.index(float(row.timestep))
            num_references = row.num_image_tokens - row.grid.num_tokens
            image_spans.append((row.grid.num_tokens, key * num_kinds))
            if num_references:
                image_spans.append((num_references, key * num_kinds + num_kinds - 1))
            text_spans.append((row.num_text_tokens, key))
        rows_max = self._rows_max if is_packed else 0
        image_lengths = [row.num_image_tokens for row in rows]
        text_lengths = [row.num_text_tokens for row in rows]
        return _Step(
            Stream(image_lengths, image_spans, rows_max=rows_max),
            Stream(text_lengths, text_spans, rows_max=rows_max),
            tuple(self._embedding(timesteps[value], x) for value in values),
            torch.cat([self._image_rope(row) for row in rows]),
            torch.cat([self._text_rope(row) for row in rows]),
        )

    def _embedding(self, timestep: Tensor, x: Tensor) -> Tensor:
        """Of one timestep, with the rows that the pipeline has at batch 1."""
        t = timestep.to(x.device).reshape(1)
        if self._references_are_clean:
            t = torch.cat([t, t * 0])
        embedding: Tensor = self._model.time_text_embed(t, x)
        return embedding

    def _image_rope(self, row: JointRow) -> Tensor:
        grids = (row.grid, *row.prefix.grids)
        return torch.cat([self._grid_rope(grid, index) for index, grid in enumerate(grids)])

    def _grid_rope(self, grid: Grid, index: int) -> Tensor:
        """(L, head / 2): which picture it is, then rows and columns counted from the middle."""
        height, width = grid.height, grid.width
        frame = self._onward[0][index].expand(height, width, -1)
        rows = _centred(self._backward[1], self._onward[1], height)[:, None].expand(-1, width, -1)
        columns = _centred(self._backward[2], self._onward[2], width).expand(height, -1, -1)
        places: Tensor = torch.cat([frame, rows, columns], dim=-1).flatten(0, 1)
        return places

    def _text_rope(self, row: JointRow) -> Tensor:
        """(S, head / 2): text counts on from where the largest picture ends."""
        grids = (row.grid, *row.prefix.grids)
        start = max(max(grid.height // 2, grid.width // 2) for grid in grids)
        places: Tensor = self._whole[start : start + row.num_text_tokens]
        return places


def _centred(backward: Tensor, onward: Tensor, side: int) -> Tensor:
    return torch.cat([backward[-(side - side // 2) :], onward[: side // 2]])


def _block(
    block: Any, image: Tensor, text: Tensor, step: _Step, *, is_last: bool
) -> tuple[Tensor, Tensor]:
    """One block. What the last makes of the text is read by nobody, and is not made."""
    on_image = _modulations(block.img_mod, step.embeddings)
    on_text = _modulations(block.txt_mod, [embedding[:1] for embedding in step.embeddings])
    x = step.image.modulated(block.img_norm1(image), on_image, 0)
    y = step.text.modulated(block.txt_norm1(text), on_text, 0)
    x, y = _attention(block.attn, x, y, step)
    image = step.image.gated(image, step.image.dense(block.attn.to_out[0], x), on_image, 0)
    x = step.image.modulated(block.img_norm2(image), on_image, 3)
    image = step.image.gated(image, step.image.dense(block.img_mlp, x), on_image, 3)
    if is_last:
        return image, text
    text = step.text.gated(text, step.text.dense(block.attn.to_add_out, y), on_text, 0)
    y = step.text.modulated(block.txt_norm2(text), on_text, 3)
    return image, step.text.gated(text, step.text.dense(block.txt_mlp, y), on_text, 3)


def _modulations(layer: Layer, embeddings: Sequence[Tensor]) -> list[Modulation]:
    """One for each row of each embedding, each a product with the rows of that embedding alone."""
    return [
        row.view(1, 1, -1).chunk(6, dim=-1)
        for embedding in embeddings
        for row in layer(embedding).unbind()
    ]


def _attention(attn: Any, x: Tensor, y: Tensor, step: _Step) -> tuple[Tensor, Tensor]:
    """Each row's image and text tokens over all of that row's own, and no others."""
    head = attn.inner_dim // attn.heads
    image = [step.image.dense(f, x).unflatten(-1, (-1, head)) for f in (attn.to_q, attn.to_k)]
    text = [
        step.text.dense(f, y).unflatten(-1, (-1, head)) for f in (attn.add_q_proj, attn.add_k_proj)
    ]
    queries, keys = (
        (_turned(text_norm(t), step.text_rope), _turned(image_norm(i), step.image_rope))
        for text_norm, t, image_norm, i in (
            (attn.norm_added_q, text[0], attn.norm_q, image[0]),
            (attn.norm_added_k, text[1], attn.norm_k, image[1]),
        )
    )
    values = (
        step.text.dense(attn.add_v_proj, y).unflatten(-1, (-1, head)),
        step.image.dense(attn.to_v, x).unflatten(-1, (-1, head)),
    )
    made = [
        _attended(q, k, v)
        for q, k, v in zip(
            *(_joint(text, image, step) for text, image in (queries, keys, values)), strict=True
        )
    ]
    lengths = step.text.lengths
    return (
        torch.cat([row[:, n:] for row, n in zip(made, lengths, strict=True)], dim=1),
        torch.cat([row[:, :n] for row, n in zip(made, lengths, strict=True)], dim=1),
    )


def _turned(x: Tensor, rope: Tensor) -> Tensor:
    # Its annotation is that of another use.
    return cast("Tensor", apply_rotary_emb_qwen(x, rope, use_real=False))


def _joint(text: Tensor, image: Tensor, step: _Step) -> list[Tensor]:
    """(1, S + L, H, head) for each row: its text first."""
    texts, images = text.split(step.text.lengths, dim=1), image.split(step.image.lengths, dim=1)
    return [torch.cat(pair, dim=1) for pair in zip(texts, images, strict=True)]


def _attended(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """(1, S + L, H, head) each, to (1, S + L, D)."""
    q, k, v = (tensor.permute(0, 2, 1, 3) for tensor in (q, k, v))
    return functional.scaled_dot_product_attention(q, k, v).permute(0, 2, 1, 3).flatten(2, 3)
