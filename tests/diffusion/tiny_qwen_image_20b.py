"""Qwen-Image-2512 and Qwen-Image-Edit-2511 at the size of a toy: every part, narrow and shallow.

It does not know where a checkpoint is written.
"""

from diffusers import (
    AutoencoderKLQwenImage,
    FlowMatchEulerDiscreteScheduler,
    QwenImageEditPlusPipeline,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
)
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, Qwen2TokenizerFast

from diffusion import tiny_processor
from diffusion.tiny_tokenizer import special_ids, tokenizer
from inkstone.engines.diffusion.contest.fresh_weights import SCHEDULE, redraw

HEAD = 32
TEXT_WIDTH = 64


def pipeline(*, num_layers: int, width: int) -> QwenImagePipeline:
    """All parts of Qwen-Image-2512 with random weights, in float32."""
    words = tokenizer()
    return QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(**SCHEDULE),
        vae=redraw(_vae()),
        text_encoder=redraw(_text_encoder(words)),
        tokenizer=words,
        transformer=redraw(transformer(num_layers=num_layers, width=width)),
    )


def edit_pipeline(*, num_layers: int, width: int) -> QwenImageEditPlusPipeline:
    """All parts of Qwen-Image-Edit-2511 with random weights, in float32."""
    words = tokenizer()
    denoiser = transformer(num_layers=num_layers, width=width, zero_cond_t=True)
    return QwenImageEditPlusPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(**SCHEDULE),
        vae=redraw(_vae()),
        text_encoder=redraw(_text_encoder(words)),
        tokenizer=words,
        processor=tiny_processor.qwen2_vl(words),
        transformer=redraw(denoiser),
    )


def transformer(
    *, num_layers: int, width: int, zero_cond_t: bool = False
) -> QwenImageTransformer2DModel:
    """The denoiser, with heads of a quarter of the real size.

    Args:
        num_layers: as many as the real one has 60.
        width: a multiple of a head's 32.
        zero_cond_t: whether references are modulated as if they were free of noise.
    """
    return QwenImageTransformer2DModel(
        num_layers=num_layers,
        num_attention_heads=width // HEAD,
        attention_head_dim=HEAD,
        joint_attention_dim=TEXT_WIDTH,
        axes_dims_rope=(4, 14, 14),
        zero_cond_t=zero_cond_t,
    )


def _vae() -> AutoencoderKLQwenImage:
    # Every reference is encoded at 1024 by 1024 pixels, so this is what an edit waits for.
    return AutoencoderKLQwenImage(base_dim=2, num_res_blocks=1)


def _text_encoder(words: Qwen2TokenizerFast) -> Qwen2_5_VLForConditionalGeneration:
    text = {
        "vocab_size": len(words),
        "hidden_size": TEXT_WIDTH,
        "intermediate_size": 2 * TEXT_WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "max_position_embeddings": 32768,
        "bos_token_id": words.pad_token_id,
        "eos_token_id": words.eos_token_id,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 1000000.0,
            "mrope_section": [4, 6, 6],
        },
    }
    vision = {
        "depth": 2,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_heads": 2,
        "out_hidden_size": TEXT_WIDTH,
        "fullatt_block_indexes": [1],
        "window_size": 112,
    }
    config = Qwen2_5_VLConfig(text_config=text, vision_config=vision, **special_ids(words))
    return Qwen2_5_VLForConditionalGeneration(config)
