"""Qwen-Image-2.1 at the size of a toy: every part of the real one, narrow and shallow.

It does not know where a checkpoint is written.
"""

from diffusers import QwenImage21Pipeline

from diffusion import tiny_processor
from diffusion.tiny_tokenizer import special_ids, tokenizer
from inkstone.engines.diffusion.contest import fresh_weights
from inkstone.engines.diffusion.contest.fresh_weights import redraw


def pipeline(
    *, num_layers: int, width: int, sample_sigmas: list[float] | None
) -> QwenImage21Pipeline:
    """All parts with random weights, in float32."""
    words = tokenizer()
    shape = fresh_weights.tiny_shape(num_layers=num_layers, width=width, vocabulary=len(words))
    return QwenImage21Pipeline(
        scheduler=fresh_weights.schedule(),
        vae=redraw(fresh_weights.vae(shape)),
        text_encoder=redraw(fresh_weights.text_encoder(shape, special_ids=special_ids(words))),
        processor=tiny_processor.qwen3_vl(words),
        transformer=redraw(fresh_weights.transformer(shape)),
        sample_sigmas=sample_sigmas,
    )
