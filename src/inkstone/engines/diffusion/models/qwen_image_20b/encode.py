"""From a prompt and its references to what the 20B Qwen-Images' transformer reads.

It does not know what the transformer does with it. Dimension key: `S` tokens of a prompt, `L` of a
reference, `C` latent channels, `D` width.

Source: `QwenImagePipeline` and `QwenImageEditPlusPipeline` of diffusers 0.42.1.
"""

import math
from collections.abc import Sequence
from threading import Lock
from typing import Any

import torch
from diffusers import QwenImageEditPlusPipeline, QwenImagePipeline
from diffusers.image_processor import VaeImageProcessor
from PIL import Image
from torch import Tensor

from inkstone.engines.diffusion.models.base import Condition, Grid, Segment
from inkstone.engines.diffusion.models.prompts import cut, neutral
from inkstone.engines.diffusion.models.qwen_image_20b.vae import TOKEN_PX, Vae

#: What the text encoder sees of a reference has the area of a square of this side.
CONDITION_PX = 384
_MULTIPLE_PX = 32
#: A reference longer than this many times its breadth is taken for one that is just so long: its
#: shorter side would round to nothing, and the text encoder's processor refuses more than 200.
RATIO_MAX = 64.0
_REFERENCE = "Picture {number}: <|vision_start|>{places}<|vision_end|>"
_PLACE = "<|image_pad|>"


class Encoder:
    """Reads prompts and references, one prompt at a time."""

    def __init__(
        self,
        modules: Any,
        *,
        vae: Vae,
        reference_px: int,
        tokens_max: int,
        has_spatial_positions: bool,
    ) -> None:
        """Read with a checkpoint's modules.

        Args:
            modules: those of a checkpoint; with a processor, it edits.
            vae: for the references.
            reference_px: what the transformer sees of one has the area of a square of this side.
            tokens_max: how much of a prompt is read.
            has_spatial_positions: whether the text encoder is told which tokens are places of a
                reference, and so gives them rows and columns.
        """
        self._trunk = modules.text_encoder.model  # without the head that predicts words
        self._device: torch.device = modules.text_encoder.device
        self._dtype: torch.dtype = modules.transformer.dtype
        self._tokenizer = modules.tokenizer
        self._processor = modules.processor
        self._vae = vae
        self._reference_area_px = reference_px * reference_px
        self._tokens_max = tokens_max
        self._has_spatial_positions = has_spatial_positions
        self._place_id = self._tokenizer.convert_tokens_to_ids(_PLACE)
        self._pictures = VaeImageProcessor(vae_scale_factor=TOKEN_PX)
        # The words that the weights were trained with are those of the checkpoint's own pipeline,
        # which is asked for them and never called.
        pipeline: Any = (QwenImageEditPlusPipeline if modules.processor else QwenImagePipeline)(
            **dict.fromkeys(_components(edits=modules.processor is not None))
        )
        self._before, self._after = pipeline.prompt_template_encode.split("{}")
        self._num_dropped: int = pipeline.prompt_template_encode_start_idx
        # The trunk remembers where it stood in the last call.
        self._lock = Lock()

    @torch.inference_mode()
    def encode(self, prompt: str, references: Sequence[Image.Image]) -> Condition:
        """The prompt's embeddings, then the latents of each reference."""
        text = neutral(prompt, self._tokenizer)
        if self._processor is None:
            states, is_cut = self._read(text)
            return Condition(segments=(Segment(kind="text", states=states),), is_cut=is_cut)
        pictures = [_on_white(reference) for reference in references]
        text, is_cut = cut(text, self._tokenizer, tokens_max=self._tokens_max)
        states = self._read_with(text, pictures)
        images = [self._image(picture) for picture in pictures]
        return Condition(segments=(Segment(kind="text", states=states), *images), is_cut=is_cut)

    def _read(self, text: str) -> tuple[Tensor, bool]:
        """(S, D) of a prompt, and whether it was cut.

        NOTE: as in the pipeline, a long prompt is cut together with the words that follow it.
        """
        ids = self._tokenizer(self._before + text + self._after, verbose=False)["input_ids"]
        read = ids[: self._num_dropped + self._tokens_max]
        return self._states({"input_ids": torch.tensor([read])}), len(read) < len(ids)

    def _read_with(self, text: str, pictures: Sequence[Image.Image]) -> Tensor:
        """(S, D) of a prompt that speaks of pictures, with the places that they have in it."""
        scaled = []
        for picture in pictures:
            width, height = scaled_size(CONDITION_PX * CONDITION_PX, picture)
            scaled.append(self._pictures.resize(picture, height, width))
        # The processor's own call wants a part for films; what it does with pictures is this.
        images = self._processor.image_processor
        seen = images(scaled, return_tensors="pt") if scaled else {}
        numbers_of_places = [
            int(grid.prod()) // images.merge_size**2 for grid in seen.get("image_grid_thw", ())
        ]
        shown = "".join(
            _REFERENCE.format(number=index, places=_PLACE * num_places)
            for index, num_places in enumerate(numbers_of_places, 1)
        )
        ids = self._tokenizer(self._before + shown + text + self._after)["input_ids"]
        return self._states({"input_ids": torch.tensor([ids]), **seen})

    def _states(self, inputs: dict[str, Tensor]) -> Tensor:
        given = {name: tensor.to(self._device) for name, tensor in inputs.items()}
        given["attention_mask"] = torch.ones_like(given["input_ids"])
        if self._has_spatial_positions:
            given["mm_token_type_ids"] = (given["input_ids"] == self._place_id).int()
        with self._lock:
            read = self._trunk(**given, use_cache=False)
        # A copy: a slice would keep the template's states in memory too.
        states: Tensor = read.last_hidden_state[0, self._num_dropped :].to(self._dtype).clone()
        return states

    def _image(self, picture: Image.Image) -> Segment:
        width, height = scaled_size(self._reference_area_px, picture)
        latents = self._vae.encode(picture, width, height)
        grid = Grid(height // TOKEN_PX, width // TOKEN_PX)
        return Segment(kind="image", states=latents, grid=grid)


def scaled_size(area_px: int, picture: Image.Image) -> tuple[int, int]:
    """Width and height of a picture at about this area, in multiples of 32 pixels."""
    ratio = min(max(picture.width / picture.height, 1 / RATIO_MAX), RATIO_MAX)
    width = math.sqrt(area_px * ratio)
    height = width / ratio
    return _rounded(width), _rounded(height)


def _rounded(side: float) -> int:
    return max(1, round(side / _MULTIPLE_PX)) * _MULTIPLE_PX


def _on_white(picture: Image.Image) -> Image.Image:
    """A reference as RGB.

    These models know no transparency, and what an alpha channel hides may be anything: it is laid
    over white, where the pipeline would show what it hides.
    """
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def _components(*, edits: bool) -> tuple[str, ...]:
    names = ("scheduler", "vae", "text_encoder", "tokenizer", "transformer")
    return (*names, "processor") if edits else names
