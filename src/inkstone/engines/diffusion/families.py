"""The families: what each is made of, can do, and takes, as far as its name tells.

A new family is a row here, a file in `models/`, and a line in `models/registry.py`. It does not
know torch, nor what the files of any one checkpoint say.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inkstone.domain.request import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """How many values a family's code has alive at once, for each it must."""

    #: Of a step's tokens, in widths of the transformer: through a block, but for the keys.
    step: float
    #: More of them where the rows of a step have different timesteps.
    mixed: float
    #: Of a prefix's tokens while it is computed, beside what stays of it.
    prefill: float
    #: Values a pixel, for each unit of the VAE's first width: with no residual block, and for each.
    decode: tuple[float, float]
    encode: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """The classes of a family's components; a checkpoint that names others is not loaded."""

    #: In diffusers.
    transformer: str
    vae: str
    #: In transformers.
    text_encoder: str
    #: In `loading.py`; empty where the family takes no pictures.
    processor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFacts:
    """What is known of a family before any checkpoint of it is seen."""

    #: As `model_index.json` names it.
    pipeline_class: str
    components: Components
    #: References that it takes at the most; 0 where it makes pictures from text only.
    num_references_max: int = 0
    #: Whether its pictures have an alpha channel that means something.
    has_alpha: bool = False
    #: Whether a prefix is keys and values of every layer; else it is its tokens alone.
    keeps_keys: bool = False
    #: Pictures of more pixels than a tile of this side are decoded in such tiles; `None` for none.
    #: NOTE: it decides pixels, so it must depend on nothing else: no device, no setting.
    tile_px: int | None = None
    #: The end of the name of a weight that is in the files and let go of once loaded.
    dropped: str = ""
    #: By the bytes of a value: arithmetic in two bytes makes copies in four.
    copies: Mapping[int, Copies]

    def tile_of(self, drawn: Size) -> int | None:
        """The side of the tiles that a picture is decoded in; `None` where it is decoded whole."""
        is_large = self.tile_px is not None and drawn.area_px > self.tile_px**2
        return self.tile_px if is_large else None


_COPIES_20B = Copies(step=12.2, mixed=0, prefill=3, decode=(7.1, 0), encode=(6.1, 0))

#: Family → what is known of it.
FAMILIES: Mapping[str, FamilyFacts] = {
    "qwen-image-2.1": FamilyFacts(
        pipeline_class="QwenImage21Pipeline",
        components=Components(
            transformer="QwenImage21Transformer2DModel",
            vae="AutoencoderKLQwenImage21",
            text_encoder="Qwen3VLForConditionalGeneration",
            processor="ImagesOnlyQwen3VLProcessor",
        ),
        num_references_max=10,
        has_alpha=True,
        keeps_keys=True,
        # Its decoder takes 25 GiB for the largest picture whole, 7 GiB in these.
        tile_px=1024,
        # It reads what comes before this norm.
        dropped="language_model.norm.weight",
        copies={
            2: Copies(step=10.1, mixed=5, prefill=16.1, decode=(14.8, 3.85), encode=(5.2, 3)),
            4: Copies(step=8.1, mixed=5, prefill=14.1, decode=(13.8, 3.85), encode=(4.2, 3)),
        },
    ),
    "qwen-image": FamilyFacts(
        pipeline_class="QwenImagePipeline",
        components=Components(
            transformer="QwenImageTransformer2DModel",
            vae="AutoencoderKLQwenImage",
            text_encoder="Qwen2_5_VLForConditionalGeneration",
        ),
        copies={2: _COPIES_20B, 4: _COPIES_20B},
    ),
    "qwen-image-edit-plus": FamilyFacts(
        pipeline_class="QwenImageEditPlusPipeline",
        components=Components(
            transformer="QwenImageTransformer2DModel",
            vae="AutoencoderKLQwenImage",
            text_encoder="Qwen2_5_VLForConditionalGeneration",
            processor="ImagesOnlyQwen2VLProcessor",
        ),
        # More were not in the training, says the model's card.
        num_references_max=3,
        copies={2: _COPIES_20B, 4: _COPIES_20B},
    ),
}


def family_of_pipeline(pipeline_class: str) -> str | None:
    """The family whose pipeline is of that class; `None` where nothing here can load it."""
    return next(
        (name for name, known in FAMILIES.items() if known.pipeline_class == pipeline_class), None
    )
