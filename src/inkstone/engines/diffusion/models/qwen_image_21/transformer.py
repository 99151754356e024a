"""The forward of Qwen-Image-2.1's transformer: a prefix once, then the targets of many samples.

The joint sequence of a sample is text and references, then its target. All that precedes the
target is causal and modulated at timestep 0, so its keys and values serve every step, seed and
size. Modules and weights are diffusers'; only the order of work is ours. It does not know how
prompts are encoded, nor what a step is for. Dimension key: `L` tokens, `D` width, `H` heads, `E`
width of a head, `N` layers.

Source: `QwenImage21Transformer2DModel` of diffusers 0.42.1.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor

from inkstone.engines.diffusion.models.attention import attend, fed_forward, rotated
from inkstone.engines.diffusion.models.base import Grid, Row, Segment
from inkstone.engines.diffusion.models.dense import Dense, padded
from inkstone.engines.diffusion.models.qwen_image_21.prefix import KeysValues, Prefix21

#: Modulations kept, one for each timestep: 40 steps of a few schedules.
_TIMESTEPS_MAX = 256
#: Rotary tables kept, one for each place and shape.
_ROPES_MAX = 64


class Modulation(NamedTuple):
    """What the timestep does to every block: factors and gates, (rows, D) each."""

    factor_1: Tensor
    gate_1: Tensor
    factor_2: Tensor
    gate_2: Tensor
    factor_out: Tensor


class _Step(NamedTuple):
    """What all blocks of one forward share."""

    rows: Sequence[Row]
    #: (L, E / 2) complex.
    rope: Tensor
    modulation: Modulation
    dense: Dense


class Transformer21:
    """One forward for prefixes, one for steps."""

    def __init__(self, module: Any) -> None:
        """Wrap diffusers' module, on its device and in its dtype."""
        self.module = module
        self.dtype: torch.dtype = module.dtype
        self.device: torch.device = module.device
        self._tables = [table.to(self.device) for table in module.pos_embed.freqs]
        self._modulations: dict[float, Modulation] = {}
        self._ropes: dict[tuple[int, Grid], Tensor] = {}
        first = module.transformer_blocks[0].attn
        self._num_heads = first.heads
        self._head_width = first.inner_dim // first.heads

    @torch.inference_mode()
    def prefill(self, segments: Sequence[Segment], head: KeysValues | None) -> KeysValues:
        """Keys and values of some segments, after those of a head.

        Args:
            segments: text in the transformer's own width, references as latents.
            head: what comes before them.
        """
        position = head.position if head else 0
        embedded, ropes = [], []
        for segment in segments:
            num_tokens = segment.states.shape[0]
            if segment.grid is None:
                embedded.append(segment.states)
                ropes.append(self._text_rope(position, num_tokens))
                position += num_tokens
            else:
                embedded.append(padded(self.module.img_in, segment.states))
                ropes.append(self._image_rope(position, segment.grid))
                position += max(segment.grid.height, segment.grid.width)
        x = torch.cat(embedded)  # (L, D)
        states = self._run_prefix(x, torch.cat(ropes), segments, head)
        return KeysValues(states, position)

    def _run_prefix(
        self, x: Tensor, rope: Tensor, segments: Sequence[Segment], head: KeysValues | None
    ) -> Tensor:
        blocks = self.module.transformer_blocks
        modulation = self._modulation(torch.zeros((), dtype=self.dtype))
        shape = (len(blocks), 2, x.shape[0], self._num_heads, self._head_width)
        states = torch.empty(shape, dtype=self.dtype, device=self.device)
        masks = self._masks(segments, head.num_tokens if head else 0)
        for index, block in enumerate(blocks):
            query, key, value = self._project(block.attn, block.img_norm1(x), rope, modulation)
            states[index, 0], states[index, 1] = key, value
            if index == len(blocks) - 1:
                break  # nothing reads more of the last block than its keys and values
            if head is not None:
                key = torch.cat([head.states[index, 0], key])
                value = torch.cat([head.states[index, 1], value])
            attended = torch.cat(
                [
                    attend(part, key[:end], value[:end], mask)
                    for part, (end, mask) in zip(
                        query.split([s.states.shape[0] for s in segments]), masks, strict=True
                    )
                ]
            )
            x.add_(padded(block.attn.to_out[0], attended.flatten(1)).mul_(modulation.gate_1))
            fed = block.img_norm2(x).mul_(modulation.factor_2)
            x.add_(padded(partial(fed_forward, block.img_mlp), fed).mul_(modulation.gate_2))
        return states

    def _masks(
        self, segments: Sequence[Segment], num_before: int
    ) -> list[tuple[int, Tensor | None]]:
        """For each segment how many keys it sees, and which: text is causal, an image is not."""
        masks: list[tuple[int, Tensor | None]] = []
        end = num_before
        for segment in segments:
            num_tokens = segment.states.shape[0]
            end += num_tokens
            mask = None
            if segment.grid is None:
                seen = torch.ones(num_tokens, end, dtype=torch.bool, device=self.device)
                mask = seen.tril(diagonal=end - num_tokens)
            masks.append((end, mask))
        return masks

    @torch.inference_mode()
    def velocities(self, rows: Sequence[Row], *, is_packed: bool) -> list[Tensor]:
        """The velocity of each row's target.

        Shapes:
            (L, C) for each row.
        """
        lengths = [row.latents.shape[0] for row in rows]
        dense = Dense(lengths, is_packed=is_packed)
        x = dense(self.module.img_in, torch.cat([row.latents for row in rows]))  # (L, D)
        ropes = [self._image_rope(_own(row).position, row.grid) for row in rows]
        rope = torch.cat(ropes)
        modulation = self._joined_modulation([row.timestep for row in rows], lengths)
        step = _Step(rows, rope, modulation, dense)
        for index, block in enumerate(self.module.transformer_blocks):
            # NOTE: in place, and in a function of their own, so that nothing outlives its use: the
            # bits are the same, and a step takes half the memory.
            attended = self._attended(index, block, x, step)
            x.add_(dense(block.attn.to_out[0], attended).mul_(modulation.gate_1))
            del attended
            fed = block.img_norm2(x).mul_(modulation.factor_2)
            x.add_(dense(partial(fed_forward, block.img_mlp), fed).mul_(modulation.gate_2))
            del fed
        x = self.module.norm_out.norm(x).mul_(modulation.factor_out)
        return list(dense(self.module.proj_out, x).split(lengths))

    def _attended(
        self,
        index: int,
        block: Any,
        x: Tensor,
        step: _Step,
    ) -> Tensor:
        """What each row's tokens attend to in a block; (L, D)."""
        queries, keys, values = (
            part.split(step.dense.lengths)
            for part in self._project(
                block.attn, block.img_norm1(x), step.rope, step.modulation, step.dense
            )
        )
        attended = []
        for row, query, key, value in zip(step.rows, queries, keys, values, strict=True):
            prefix = _own(row)
            attended.append(
                attend(query, prefix.joined(index, 0, key), prefix.joined(index, 1, value))
            )
        return torch.cat(attended).flatten(1)

    def _project(
        self,
        attention: Any,
        normed: Tensor,
        rope: Tensor,
        modulation: Modulation,
        dense: Dense | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values of modulated tokens, (L, H, E) each."""
        apply = dense if dense is not None else padded
        modulated = normed.mul_(modulation.factor_1)
        query, key, value = (
            apply(layer, modulated).unflatten(-1, (self._num_heads, self._head_width))
            for layer in (attention.to_q, attention.to_k, attention.to_v)
        )
        turn = partial(rotated, rope=rope)
        return (
            turn(attention.norm_q(query).to(value.dtype)),
            turn(attention.norm_k(key).to(value.dtype)),
            value,
        )

    def _modulation(self, timestep: Tensor) -> Modulation:
        """What one timestep does, (1, D) each.

        NOTE: a product of one to three rows rounds differently from a larger one, so it is always
        the two rows, this timestep and 0, that the checkpoint's pipeline computes.
        """
        value = float(timestep)
        found = self._modulations.get(value)
        if found is None:
            module = self.module
            pair = torch.stack([timestep, torch.zeros_like(timestep)]).to(self.device)
            embedded = module.time_text_embed(pair, torch.empty(0, dtype=self.dtype))
            scale_1, gate_1, scale_2, gate_2 = module.modulation(embedded)[:1].chunk(4, dim=-1)
            scale_out = module.norm_out.linear(module.norm_out.silu(embedded).to(self.dtype))[:1]
            found = Modulation(
                1 + scale_1, gate_1.tanh(), 1 + scale_2, gate_2.tanh(), 1 + scale_out
            )
            _keep(self._modulations, value, found, _TIMESTEPS_MAX)
        return found

    def _joined_modulation(self, timesteps: Sequence[Tensor], lengths: list[int]) -> Modulation:
        """What the rows' timesteps do: one row where all are equal, else one for each token."""
        each = [self._modulation(timestep) for timestep in timesteps]
        if all(one is each[0] for one in each):
            return each[0]
        counts = torch.tensor(lengths, device=self.device)
        owner = torch.repeat_interleave(
            torch.arange(len(each), device=self.device), counts, output_size=sum(lengths)
        )
        return Modulation(*(torch.cat(parts)[owner] for parts in zip(*each, strict=True)))

    def _text_rope(self, position: int, num_tokens: int) -> Tensor:
        place = torch.arange(position, position + num_tokens, device=self.device)
        return torch.cat([table[place] for table in self._tables], dim=-1)  # (L, E / 2) complex

    def _image_rope(self, position: int, grid: Grid) -> Tensor:
        """A picture stands still on the frame axis, centred on 0 on the others; (L, E / 2)."""
        found = self._ropes.get((position, grid))
        if found is None:
            ys, xs = (
                torch.arange(-(side - side // 2), side // 2, device=self.device)
                for side in (grid.height, grid.width)
            )
            # Negative places count from the end of the tables, which is where they are.
            frames = torch.full((grid.num_tokens,), position, device=self.device)
            places = (frames, ys.repeat_interleave(grid.width), xs.repeat(grid.height))
            turns = [table[place] for table, place in zip(self._tables, places, strict=True)]
            found = torch.cat(turns, dim=-1)
            _keep(self._ropes, (position, grid), found, _ROPES_MAX)
        return found


def _own(row: Row) -> Prefix21:
    assert isinstance(row.prefix, Prefix21), "a prefix of another family"
    return row.prefix


def _keep(kept: dict[Any, Any], key: Any, value: Any, num_max: int) -> None:
    """Remember something, and forget the oldest where that is too much."""
    while len(kept) >= num_max:
        del kept[next(iter(kept))]
    kept[key] = value
