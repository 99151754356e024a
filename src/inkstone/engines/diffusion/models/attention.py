"""Attention of one branch over its own keys, the turning of queries and keys, the gated MLP.

It knows no model. Dimension key: `L` tokens, `D` width, `H` heads, `E` width of a head.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F


def rotated(x: Tensor, *, rope: Tensor) -> Tensor:
    """Turn each pair of channels by its token's place, in place where x is float32; (L, H, E)."""
    pairs = torch.view_as_complex(x.float().unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs.mul_(rope.unsqueeze(1))).flatten(-2).type_as(x)


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    """Attention of one row or segment over exactly its own keys; (L, H, E)."""
    q, k, v = (x.transpose(0, 1).unsqueeze(0) for x in (query, key, value))  # (1, H, L, E)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask).squeeze(0).transpose(0, 1)


def fed_forward(mlp: Any, x: Tensor) -> Tensor:
    """The feed-forward part of a block, with no copy for each of its operations; (L, D)."""
    gate = F.silu(mlp.gate_layer(x), inplace=True)
    made: Tensor = mlp.out(gate.mul_(mlp.proj(x)))
    return made
