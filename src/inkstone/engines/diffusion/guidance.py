"""Guidance: how the velocity with a prompt and the one without are joined.

It does not know where they come from. Dimension key: `L` tokens, `C` channels.
"""

import torch
from torch import Tensor


def extrapolated(positive_LC: Tensor, negative_LC: Tensor, scale: float) -> Tensor:
    """Away from the negative branch, as far as the scale says.

    Source: Ho and Salimans, "Classifier-Free Diffusion Guidance" (arXiv 2207.12598), equation 6,
    with `scale` for 1 + w; the order of operations is that of diffusers' `QwenImage21Pipeline`.
    """
    return negative_LC + scale * (positive_LC - negative_LC)


def rescaled(positive_LC: Tensor, negative_LC: Tensor, scale: float) -> Tensor:
    """The same, each token as long as its positive branch, so that a large scale does not burn.

    Source: diffusers' `QwenImagePipeline`, version 0.42.1.
    """
    joined = extrapolated(positive_LC, negative_LC, scale)
    length = torch.norm(positive_LC, dim=-1, keepdim=True)
    made: Tensor = joined * (length / torch.norm(joined, dim=-1, keepdim=True))
    return made
