import pytest
import torch
from torch import nn

from inkstone.engines.diffusion.models.dense import ROWS_MIN, Dense, is_row_invariant, padded

LAYER = nn.Linear(8, 4, bias=False)


class Told(nn.Module):
    """A layer that notes how many rows it was given."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def forward(self, x):
        self.rows.append(x.shape[0])
        return LAYER(x)


class Moody(nn.Linear):
    """A layer that rounds otherwise where it has few rows, as some kernels do."""

    def forward(self, x):
        return super().forward(x) + (1e-6 if x.shape[0] < 64 else 0.0)


@pytest.mark.parametrize("num_rows", [1, 5, ROWS_MIN - 1, ROWS_MIN, 40])
@torch.inference_mode()
def test_few_rows_are_padded_and_come_back_alone(num_rows):
    told, x = Told(), torch.randn(num_rows, 8)
    made = padded(told, x)
    assert told.rows == [max(num_rows, ROWS_MIN)]
    assert made.shape == (num_rows, 4)
    assert torch.allclose(made, LAYER(x), atol=1e-6)


@torch.inference_mode()
def test_packed_rows_are_one_product_and_others_one_each():
    x = torch.randn(90, 8)
    for is_packed, rows in ((True, [90]), (False, [20, 30, 40])):
        told = Told()
        made = Dense([20, 30, 40], is_packed=is_packed)(told, x)
        assert told.rows == rows
        assert torch.allclose(made, LAYER(x), atol=1e-6)


@torch.inference_mode()
def test_one_branch_is_one_product_either_way():
    told = Told()
    Dense([50], is_packed=False)(told, torch.randn(50, 8))
    assert told.rows == [50]


def test_the_probe_finds_a_layer_that_rounds_by_its_rows():
    assert not is_row_invariant([nn.Linear(8, 8), Moody(16, 8)], rows_max=128)


def test_the_probe_finds_nothing_where_there_is_nothing_to_find():
    exact = nn.Linear(16, 8, bias=False)
    with torch.no_grad():
        # One product for each output has no order to differ by.
        exact.weight.copy_(torch.eye(8, 16))
    assert is_row_invariant([exact], rows_max=128)
