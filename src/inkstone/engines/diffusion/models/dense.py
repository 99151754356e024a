"""Dense layers over the rows of many samples, and whether that may be done without changing a bit.

A matrix product may be computed by another kernel where it has more rows, and then rounds
differently. Where it does not on this device, rows of all samples are one matrix; where it does,
each sample's rows are a product of their own. It knows no model.
"""

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

#: Fewer rows than these are padded, since small products have kernels of their own everywhere.
ROWS_MIN = 16
#: How many rows the probe asks for, beside the most that a step has.
_PROBED = (16, 17, 31, 48, 64, 100, 255, 256, 300, 576, 1024, 1400)

Layer = Callable[[Tensor], Tensor]


class Dense:
    """How one step's dense layers see its rows."""

    def __init__(self, lengths: Sequence[int], *, is_packed: bool) -> None:
        """See them so.

        Args:
            lengths: how many rows each branch has.
            is_packed: whether they are one matrix.
        """
        self.lengths = list(lengths)
        self._is_packed = is_packed or len(self.lengths) == 1

    def __call__(self, layer: Layer, x: Tensor) -> Tensor:
        """Apply a layer to each row.

        Shapes:
            x: (sum of lengths, D).
        """
        if self._is_packed:
            return padded(layer, x)
        return torch.cat([padded(layer, part) for part in x.split(self.lengths)])


def padded(layer: Layer, x: Tensor) -> Tensor:
    """Apply a layer to at least `ROWS_MIN` rows, and drop what was added.

    Shapes:
        x: (L, D).
    """
    num_rows = x.shape[0]
    if num_rows >= ROWS_MIN:
        return layer(x)
    return layer(F.pad(x, (0, 0, 0, ROWS_MIN - num_rows)))[:num_rows]


@torch.inference_mode()
def is_row_invariant(layers: Iterable[nn.Linear], *, rows_max: int) -> bool:
    """Whether a row comes out with the same bits whatever rows it is computed with.

    Args:
        layers: those of a model; one of each shape is tried, with its own weights.
        rows_max: the most rows that a step has.
    """
    shapes = {(layer.in_features, layer.out_features): layer for layer in layers}
    return all(_is_row_invariant(layer, rows_max) for layer in shapes.values())


def _is_row_invariant(layer: nn.Linear, rows_max: int) -> bool:
    weight = layer.weight
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(rows_max + 7, layer.in_features, generator=generator)
    x = x.to(device=weight.device, dtype=weight.dtype)  # (rows_max + 7, D)
    whole = layer(x)
    for num_rows in (*(n for n in _PROBED if n < rows_max), rows_max):
        for start in (0, 7):
            part = layer(x[start : start + num_rows])
            if not torch.equal(part, whole[start : start + num_rows]):
                return False
    return True
