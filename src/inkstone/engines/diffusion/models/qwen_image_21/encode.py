"""From a prompt and its references to what Qwen-Image-2.1's transformer reads.

The text encoder reads the prompt with its references in their places, one prompt at a time, so
that nobody else's prompt moves a bit of it. It does not know what the transformer does with it.
Dimension key: `L` tokens, `C` latent channels, `D` width.

Source: `QwenImage21Pipeline` of diffusers 0.42.1.
"""

import math
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any

import torch
from diffusers.image_processor import VaeImageProcessor
from PIL import Image
from torch import Tensor, nn

from inkstone.engines.diffusion.models.base import Condition, Grid, Segment
from inkstone.engines.diffusion.models.prompts import cut, neutral
from inkstone.engines.diffusion.models.vae import Vae

_SYSTEM = "Comprehend and analyze the provided prompt."
_TEMPLATE = (
    f"<|im_start|>system\n{_SYSTEM}<|im_end|>\n"
    "<|im_start|>user\n{images}{prompt}<|im_end|>\n<|im_start|>assistant\n"
)
_IMAGE = "<image{number}><|vision_start|><|image_pad|><|vision_end|>"
_PAD = "<|image_pad|>"
#: A reference longer than this many times its breadth is taken for one that is just so long.
_RATIO_MAX = 16.0
#: One place of the text encoder stands for so many latents.
_LATENTS_PER_PLACE = 4
_MULTIPLE_PX = 32


class Encoder21:
    """Reads prompts and references."""

    def __init__(
        self,
        *,
        text_encoder: Any,
        processor: Any,
        text_in: Any,
        vae: Vae,
        reference_px: int,
        tokens_max: int,
    ) -> None:
        """Read with these parts.

        Args:
            text_encoder: diffusers' Qwen3-VL; its last norm is taken out, since the transformer
                reads what comes before it.
            processor: its processor.
            text_in: the transformer's projection of prompt embeddings.
            vae: for the references.
            reference_px: each reference is scaled to the area of a square of this side.
            tokens_max: how much of a prompt is read.
        """
        self._trunk = text_encoder.model
        self._trunk.language_model.norm = nn.Identity()
        self._device: torch.device = text_encoder.device
        self._processor = processor
        self._tokenizer = processor.tokenizer
        self._text_in = text_in
        self._vae = vae
        self._pictures = VaeImageProcessor(vae_scale_factor=16, vae_latent_channels=64)
        self._area_px = reference_px * reference_px
        self._tokens_max = tokens_max
        self._pad_id = self._tokenizer.convert_tokens_to_ids(_PAD)
        turn = [{"role": "system", "content": [{"type": "text", "text": _SYSTEM}]}]
        self._num_system = len(
            processor.apply_chat_template(turn, tokenize=True, return_dict=False)[0]
        )
        # The trunk remembers where it stood in the last call.
        self._lock = Lock()

    @torch.inference_mode()
    def encode(self, prompt: str, references: Sequence[Image.Image]) -> Condition:
        """Read a prompt and its references."""
        text, is_cut = cut(
            neutral(prompt, self._tokenizer) or " ", self._tokenizer, tokens_max=self._tokens_max
        )
        scaled = [self._scaled(reference) for reference in references]
        states, is_image = self._read(text, scaled)
        latents = [self._latents(picture) for picture in scaled]
        grids = [Grid(p.height // 16, p.width // 16) for p in scaled]
        segments = _segments(states, is_image, latents, grids)
        return Condition(segments=tuple(segments), is_cut=is_cut)

    def _scaled(self, reference: Image.Image) -> Image.Image:
        """A reference as RGBA at the area of all references, both sides multiples of 32."""
        width, height = _reference_size(self._area_px, reference.width / reference.height)
        scaled: Image.Image = self._pictures.resize(
            reference.convert("RGBA"), width=width, height=height
        )
        return scaled

    def _latents(self, picture: Image.Image) -> Tensor:
        """(L, C): what the transformer sees in place of a reference."""
        pixels = self._pictures.preprocess(picture, width=picture.width, height=picture.height)
        latents = self._vae.encode(pixels.unsqueeze(2))  # (1, C, 1, h, w)
        return latents[0, :, 0].flatten(1).T.contiguous()

    def _read(self, text: str, pictures: Sequence[Image.Image]) -> tuple[Tensor, list[bool]]:
        """Prompt embeddings in the transformer's width, and which of them stand for pictures."""
        images = " ".join(_IMAGE.format(number=i + 1) for i in range(len(pictures)))
        # Put together, not formatted: a user may write braces.
        before, after = _TEMPLATE.split("{prompt}")
        asked = before.replace("{images}", images) + text + after
        given: dict[str, Any] = {"text": [asked], "return_tensors": "pt"}
        if pictures:
            given["images"] = [_on_white(picture) for picture in pictures]
            # Their size is right as it is, whatever bounds the processor's own file sets.
            given["images_kwargs"] = {"do_resize": False}
        inputs = self._processor(**given).to(self._device)
        with self._lock:
            # Nothing is generated: keys and values would be kept for nobody.
            read = self._trunk(**inputs, use_cache=False).last_hidden_state
        states = read[0, self._num_system :]  # (L, D)
        is_image = (inputs["input_ids"][0, self._num_system :] == self._pad_id).tolist()
        # One product over the whole prompt, as the checkpoint's pipeline has it.
        projected: Tensor = self._text_in(states)
        return projected, is_image


def _reference_size(area_px: int, ratio: float) -> tuple[int, int]:
    """Width and height of a reference: the area, the shape, multiples of 32."""
    ratio = min(max(ratio, 1 / _RATIO_MAX), _RATIO_MAX)
    width = math.sqrt(area_px * ratio)
    height = width / ratio
    sides = (round(side / _MULTIPLE_PX) * _MULTIPLE_PX for side in (width, height))
    first, second = (max(side, 2 * _MULTIPLE_PX) for side in sides)
    return first, second


def _on_white(picture: Image.Image) -> Image.Image:
    """What the text encoder sees of a picture with holes; the VAE sees the holes."""
    white = Image.new("RGB", picture.size, (255, 255, 255))
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _segments(
    states: Tensor, is_image: list[bool], latents: Sequence[Tensor], grids: Sequence[Grid]
) -> Iterator[Segment]:
    """The conditioning sequence, with the latents where pictures stand."""
    start, images = 0, iter(zip(latents, grids, strict=True))
    while start < len(is_image):
        if is_image[start]:
            picture, grid = next(images)
            yield Segment(kind="image", states=picture, grid=grid)
            start += grid.num_tokens // _LATENTS_PER_PLACE
            continue
        end = next((i for i in range(start, len(is_image)) if is_image[i]), len(is_image))
        # A copy: a slice would keep the places of the pictures in memory too.
        yield Segment(kind="text", states=states[start:end].clone())
        start = end
