"""Tokens of many rows in one matrix: which share a matrix product, and which a modulation.

It does not know what the tokens are. Dimension key: `L` tokens, `D` width.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

import torch
from torch import Tensor

from inkstone.engines.diffusion.models.dense import ROWS_MIN

Layer = Callable[[Tensor], Tensor]
#: Shift, scale and gate before attention, then the same before the feed-forward layers.
Modulation = tuple[Tensor, ...]


class Stream:
    """Where the rows of one stream, text or image, stand in its packed matrix."""

    def __init__(
        self, lengths: Sequence[int], spans: Sequence[tuple[int, int]], *, rows_max: int
    ) -> None:
        """Lay them out in their order.

        Args:
            lengths: how many tokens each row has.
            spans: runs of tokens and which modulation each has, in order.
            rows_max: how many tokens may share a matrix product; a longer row has one of its own.
        """
        self.lengths = list(lengths)
        self._products = _products(self.lengths, rows_max)
        merged = [(key, list(run)) for key, run in groupby(spans, key=lambda span: span[1])]
        self._span_lengths = [sum(length for length, _ in run) for _, run in merged]
        self._span_keys = [key for key, _ in merged]

    def dense(self, layer: Layer, x: Tensor) -> Tensor:
        """Apply a layer to each token.

        Shapes:
            x: (1, sum of lengths, D).
        """
        if len(self._products) == 1:
            return layer(x)
        return torch.cat([layer(part) for part in x.split(self._products, dim=1)], dim=1)

    def modulated(self, x: Tensor, modulations: Sequence[Modulation], first: int) -> Tensor:
        """Shift and scale each token by the modulation it has, whose shift is at `first`."""
        parts = [
            part * (1 + modulations[key][first + 1]) + modulations[key][first]
            for part, key in self._spans(x)
        ]
        return parts[0] if len(parts) == 1 else torch.cat(parts, dim=1)

    def gated(self, x: Tensor, y: Tensor, modulations: Sequence[Modulation], first: int) -> Tensor:
        """Add to each token of `x` what a layer made of it, as far as its gate is open."""
        parts = [
            part + modulations[key][first + 2] * change
            for (part, key), (change, _) in zip(self._spans(x), self._spans(y), strict=True)
        ]
        return parts[0] if len(parts) == 1 else torch.cat(parts, dim=1)

    def _spans(self, x: Tensor) -> list[tuple[Tensor, int]]:
        return list(zip(x.split(self._span_lengths, dim=1), self._span_keys, strict=True))


def _products(lengths: Sequence[int], rows_max: int) -> list[int]:
    """How many tokens each matrix product has.

    NOTE: a product of few rows is rounded differently from one of many, and the pipeline makes it
    with those few; so a short row is a product by itself, and never padded.
    """
    products: list[int] = []
    is_open = False
    for length in lengths:
        is_long = length >= ROWS_MIN
        if is_open and is_long and products[-1] + length <= rows_max:
            products[-1] += length
        else:
            products.append(length)
        is_open = is_long
    return products
