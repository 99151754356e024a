"""Qwen-Image-2.1 at the size of a toy: every part of the real one, narrow and shallow.

It does not know where a checkpoint is written.
"""

from diffusers import QwenImage21Pipeline

from diffusion import qwen_image_21, tiny_processor
from diffusion.tiny_tokenizer import tokenizer
from diffusion.tiny_weights import redraw

HEAD = 32


def tiny_shape(*, num_layers: int, width: int, vocabulary: int) -> qwen_image_21.Shape:
    """As small as the code allows, with a denoiser of this many layers and this wide."""
    return qwen_image_21.Shape(
        num_layers=num_layers,
        num_heads=width // HEAD,
        head_width=HEAD,
        vae_width=4,
        vae_decoder_width=4,
        vae_num_blocks=1,
        vocabulary=vocabulary,
        text_num_layers=2,
        text_width=64,
        text_mlp_width=128,
        text_num_heads=2,
        text_num_kv_heads=1,
        text_head_width=HEAD,
        vision_num_layers=2,
        vision_width=32,
        vision_mlp_width=64,
        vision_num_heads=2,
        vision_taps=(0, 1),
    )


def pipeline(
    *, num_layers: int, width: int, sample_sigmas: list[float] | None
) -> QwenImage21Pipeline:
    """All parts with random weights, in float32."""
    words = tokenizer()
    shape = tiny_shape(num_layers=num_layers, width=width, vocabulary=len(words))
    return QwenImage21Pipeline(
        scheduler=qwen_image_21.schedule(),
        vae=redraw(qwen_image_21.vae(shape)),
        text_encoder=redraw(qwen_image_21.text_encoder(shape, words)),
        processor=tiny_processor.qwen3_vl(words),
        transformer=redraw(qwen_image_21.transformer(shape)),
        sample_sigmas=sample_sigmas,
    )
