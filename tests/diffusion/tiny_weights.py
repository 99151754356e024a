"""Weights as a checkpoint stores them.

It does not know which model they belong to, nor what was drawn.
"""

import torch
from torch import nn


def cast(model: nn.Module, dtype: torch.dtype) -> None:
    """Round a model's weights to what they are stored in; its buffers stay as they are."""
    for weight in model.parameters():
        weight.data = weight.data.to(dtype)
