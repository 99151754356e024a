"""The parts of Qwen-Image-2.1 with fresh weights, as large as the real ones or smaller.

Benchmarks and tests draw with them where no checkpoint is. It does not know what the weights
become, nor where they are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from diffusers import (
    AutoencoderKLQwenImage21,
    FlowMatchEulerDiscreteScheduler,
    QwenImage21Transformer2DModel,
)
from torch import Tensor, nn
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

Part = TypeVar("Part", bound=nn.Module)

#: The real schedule, where it differs from what its class has by default.
SCHEDULE = {
    "use_dynamic_shifting": True,
    "base_shift": 0.5,
    "max_shift": 0.9,
    "base_image_seq_len": 256,
    "max_image_seq_len": 8192,
    "shift_terminal": 0.02,
}


_TINY_HEAD = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large the parts are; the defaults are the real ones, with Qwen3-VL-8B for the text."""

    num_layers: int = 32
    num_heads: int = 32
    head_width: int = 128
    vae_width: int = 96
    vae_decoder_width: int = 144
    vae_num_blocks: int = 2
    vocabulary: int = 151936
    text_num_layers: int = 36
    text_width: int = 4096
    text_mlp_width: int = 12288
    text_num_heads: int = 32
    text_num_kv_heads: int = 8
    text_head_width: int = 128
    vision_num_layers: int = 27
    vision_width: int = 1152
    vision_mlp_width: int = 4304
    vision_num_heads: int = 16
    #: The layers of the vision tower whose states enter the text's first layers.
    vision_taps: tuple[int, ...] = (8, 16, 24)


REAL = Shape()


def tiny_shape(*, num_layers: int, width: int, vocabulary: int) -> Shape:
    """As small as the code allows, with a denoiser of this many layers and this wide."""
    return Shape(
        num_layers=num_layers,
        num_heads=width // _TINY_HEAD,
        head_width=_TINY_HEAD,
        vae_width=4,
        vae_decoder_width=4,
        vae_num_blocks=1,
        vocabulary=vocabulary,
        text_num_layers=2,
        text_width=64,
        text_mlp_width=128,
        text_num_heads=2,
        text_num_kv_heads=1,
        text_head_width=_TINY_HEAD,
        vision_num_layers=2,
        vision_width=32,
        vision_mlp_width=64,
        vision_num_heads=2,
        vision_taps=(0, 1),
    )


def transformer(shape: Shape) -> QwenImage21Transformer2DModel:
    """The denoiser."""
    eighth = shape.head_width // 8
    return QwenImage21Transformer2DModel(
        num_layers=shape.num_layers,
        num_attention_heads=shape.num_heads,
        attention_head_dim=shape.head_width,
        context_in_dim=shape.text_width,
        axes_dims_rope=(eighth, eighth * 7 // 2, eighth * 7 // 2),
    )


def vae(shape: Shape) -> AutoencoderKLQwenImage21:
    """What turns pictures into latents and back."""
    return AutoencoderKLQwenImage21(
        base_dim=shape.vae_width,
        decoder_base_dim=shape.vae_decoder_width,
        num_res_blocks=shape.vae_num_blocks,
    )


def schedule() -> FlowMatchEulerDiscreteScheduler:
    """The noise schedule."""
    return FlowMatchEulerDiscreteScheduler(**SCHEDULE)


def text_encoder(
    shape: Shape, *, special_ids: Mapping[str, Any]
) -> Qwen3VLForConditionalGeneration:
    """What reads prompts and looks at references.

    Args:
        shape: how large it is.
        special_ids: its tokenizer's, by the name that the configuration has for them.
    """
    pairs = shape.text_head_width // 32
    text = {
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.text_width,
        "intermediate_size": shape.text_mlp_width,
        "num_hidden_layers": shape.text_num_layers,
        "num_attention_heads": shape.text_num_heads,
        "num_key_value_heads": shape.text_num_kv_heads,
        "head_dim": shape.text_head_width,
        "max_position_embeddings": 262144,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 5000000.0,
            "mrope_section": [6 * pairs, 5 * pairs, 5 * pairs],
            "mrope_interleaved": True,
        },
    }
    vision = {
        "depth": shape.vision_num_layers,
        "hidden_size": shape.vision_width,
        "intermediate_size": shape.vision_mlp_width,
        "num_heads": shape.vision_num_heads,
        "out_hidden_size": shape.text_width,
        "deepstack_visual_indexes": list(shape.vision_taps),
    }
    config = Qwen3VLConfig(
        text_config=text, vision_config=vision, tie_word_embeddings=False, **special_ids
    )
    return Qwen3VLForConditionalGeneration(config)


def redraw(model: Part) -> Part:
    """Draw a model's weights anew, from the generator that torch seeds globally.

    As they are initialised, norms, gates and modulations do next to nothing, and a forward pass
    that forgets them makes nearly the same picture.
    """
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


def _is_vector(weight: Tensor) -> bool:
    return weight.numel() == weight.shape[0]
