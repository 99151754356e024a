"""The 20B Qwen-Images on tiny weights, and what their plain pipelines make of the same.

It does not know which pictures are compared.
"""

from functools import cache
from typing import Any

from diffusers import DiffusionPipeline
from PIL import Image

from diffusion.driving import Asked, Parts, oracle, reference
from inkstone.engines.diffusion.models.qwen_image_20b.family import QwenImage20B

DRAWS, EDITS = "qwen-image-2512", "qwen-image-edit-2511"
#: Small, so that a reference costs milliseconds.
REFERENCE_PX = 96
LONG = "a photo of the red fox in the snow, " * 8


@cache
def family(name: str, *, tile_px: int | None = None) -> QwenImage20B:
    """The family of the oracle's weights."""
    return QwenImage20B(
        Parts(oracle(name)), reference_px=REFERENCE_PX, tile_px=tile_px, rows_max=1024
    )


def on_white(picture: Image.Image) -> Image.Image:
    """A reference as its model sees it."""
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return white


def plain(pipeline: DiffusionPipeline, drawing: QwenImage20B, asked: Asked, **changed: Any) -> Any:
    """What the plain pipeline makes of the same noise: latents, unless told otherwise."""
    noise = drawing.noise(asked.seed, drawing.grid_of(asked.size))
    pictures = [on_white(reference(index)) for index in asked.references]
    made = pipeline(
        prompt=asked.prompt,
        negative_prompt=asked.negative,
        true_cfg_scale=asked.guidance,
        width=asked.size.width_px,
        height=asked.size.height_px,
        num_inference_steps=asked.steps,
        max_sequence_length=1024,
        **({"image": pictures} if pictures else {}),
        **{"latents": noise[None], "output_type": "latent", **changed},
    )
    return made.images[0]
