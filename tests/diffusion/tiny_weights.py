"""Random weights under which a mistake shows in the picture.

As they are initialised, norms, gates and modulations do next to nothing, and a forward pass that
forgets them makes nearly the same picture. It does not know which model the weights belong to.
"""

import torch
from torch import nn


def redraw(model: nn.Module) -> nn.Module:
    """Draw a model's weights anew, from the generator that torch seeds globally."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if _is_vector(weight):
                # Around what it was: norms are centred on one or on zero, biases on zero.
                weight.add_(torch.randn_like(weight), alpha=0.2)
            elif name.endswith("embed_tokens.weight"):
                weight.normal_()
            else:
                # Slightly more comes out than went in, so that no layer's part fades away.
                weight.normal_(std=1.2 / weight[0].numel() ** 0.5)
    return model.eval()


def cast(model: nn.Module, dtype: torch.dtype) -> None:
    """Round a model's weights to what they are stored in; its buffers stay as they are."""
    for weight in model.parameters():
        weight.data = weight.data.to(dtype)


def _is_vector(weight: torch.Tensor) -> bool:
    return weight.numel() == weight.shape[0]
