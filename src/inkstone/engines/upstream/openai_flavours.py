"""The servers that speak OpenAI's image API, and how each departs from it, as data.

It does not know how a request is sent. Sources: the vendor's Python SDK, openai 3.52.0; SGLang's
`image_api.py`, vLLM-Omni's `protocol/images.py`, Xinference's `restful_api.py` and LocalAI's
`image.go`, read on 2026-11-22; and this server's own dialect.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inkstone.domain.request import Size
from inkstone.engines.upstream.api import Reach

#: What a server can be told beside OpenAI's own fields, in our words.
Extra = Literal["seed", "negative_prompt", "steps", "guidance", "prompt_extend"]

_MIB = 1024 * 1024
_AREA_PX_MAX = 2048 * 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Flavour:
    """One kind of server."""

    name: str
    reach: Reach
    #: What stands between width and height.
    size_joint: str = "x"
    #: Whether it wants to be told that pictures are to come in base64; others refuse the field.
    asks_base64: bool = True
    #: Fields that always go along.
    fixed: Mapping[str, str] = field(default_factory=dict)
    #: Our word → the server's, for those that it can be told.
    extras: Mapping[Extra, str] = field(default_factory=dict)
    #: The field that holds all extras as one JSON text; empty where each is a field of its own.
    extras_field: str = ""
    #: Whether edits take the extras too.
    has_edit_extras: bool = True
    #: Whether several pictures of one request differ although its seed is named.
    varies_seed: bool = True
    #: What parts a prompt from its negative prompt where they share a field; empty where not.
    negative_joint: str = ""
    #: The negative prompt beside a guidance where there is none: some heed no guidance without.
    negative_blank: str = ""
    #: The part of a form that holds an edit's input, and the parts that hold several.
    input_part: str = "image"
    inputs_part: str = "image[]"
    #: Where edits are generations: the field with a list of inputs in base64; else empty.
    inputs_field: str = ""
    #: The part with the mask; empty where it takes none.
    mask_part: str = ""
    #: Whether the masked input, which is sent first, is the last again for the server.
    turns_inputs: bool = False
    #: Whether a stream of previews is asked for.
    streams: bool = False
    #: Whether equal requests under one `Idempotency-Key` are made and paid for once.
    resends: bool = False
    #: Where an answer names itself, beside its body's `id`; the first that is there counts.
    id_headers: tuple[str, ...] = ("x-request-id", "inkstone-job")
    #: Words, in small letters, of refusals that the operator must mend and not the caller.
    misset: tuple[str, ...] = ()


_QWEN_EXTRAS: Mapping[Extra, str] = {
    "seed": "seed",
    "negative_prompt": "negative_prompt",
    "steps": "num_inference_steps",
    # Qwen's pipelines have classifier-free guidance under this name; `guidance_scale` is another.
    "guidance": "true_cfg_scale",
}

_OPENAI = Flavour(
    name="openai",
    reach=Reach(
        num_inputs_max=16,
        input_bytes_max=48 * _MIB,
        num_images_max=10,
        mask=True,
        seed=False,
        negative_prompt=False,
        alpha=True,
        sizes=(Size(1024, 1024), Size(1536, 1024), Size(1024, 1536)),
    ),
    # Its GPT image models answer in base64 and no other way, and refuse to be told so.
    asks_base64=False,
    mask_part="mask",
)

_SGLANG = Flavour(
    name="sglang",
    reach=Reach(
        num_inputs_max=10,
        num_images_max=10,
        # It takes the part and never looks at it.
        mask=False,
        steps=True,
        guidance=True,
        area_px_max=_AREA_PX_MAX,
        side_px_min=256,
        multiple_px=16,
    ),
    # Its own choice is JPEG.
    fixed={"output_format": "png"},
    extras=_QWEN_EXTRAS,
    negative_blank=" ",
    mask_part="mask",
)

_VLLM_OMNI = Flavour(
    name="vllm-omni",
    reach=Reach(
        num_inputs_max=4,
        num_images_max=10,
        # Which of its pipelines heed one, it does not say.
        mask=False,
        steps=True,
        guidance=True,
        area_px_max=_AREA_PX_MAX,
        side_px_min=256,
        multiple_px=16,
    ),
    fixed={"output_format": "png"},
    extras=_QWEN_EXTRAS,
    negative_blank=" ",
    mask_part="mask_image",
    misset=("model mismatch",),
)

_XINFERENCE = Flavour(
    name="xinference",
    reach=Reach(
        num_inputs_max=10,
        num_images_max=10,
        mask=True,
        steps=True,
        guidance=True,
        area_px_max=_AREA_PX_MAX,
        side_px_min=256,
        multiple_px=16,
    ),
    size_joint="*",
    extras=_QWEN_EXTRAS,
    extras_field="kwargs",
    has_edit_extras=False,
    negative_blank=" ",
    mask_part="mask",
    misset=("model not found",),
)

_LOCALAI = Flavour(
    name="localai",
    reach=Reach(
        num_inputs_max=4,
        num_images_max=10,
        steps=True,
        area_px_max=_AREA_PX_MAX,
        side_px_min=64,
        side_px_max=2048,
        multiple_px=64,
    ),
    extras={"seed": "seed", "steps": "step"},
    # It draws each picture of a request from the same seed.
    varies_seed=False,
    negative_joint="|",
    inputs_field="ref_images",
)

_INKSTONE = Flavour(
    name="inkstone",
    reach=Reach(
        num_inputs_max=6,
        num_images_max=6,
        mask=True,
        steps=True,
        guidance=True,
        alpha=True,
        prompt_extend=True,
        previews=True,
        area_px_max=_AREA_PX_MAX,
        side_px_min=256,
        side_px_max=2048,
        ratio_max=4,
    ),
    extras={**_QWEN_EXTRAS, "prompt_extend": "prompt_extend"},
    mask_part="mask",
    turns_inputs=True,
    streams=True,
    resends=True,
    # A job is found again by its id; that of a request is another at each try.
    id_headers=("inkstone-job", "x-request-id"),
)

#: Name in the operator's list of upstreams → what it departs in.
FLAVOURS: Mapping[str, Flavour] = {
    each.name: each for each in (_OPENAI, _SGLANG, _VLLM_OMNI, _XINFERENCE, _LOCALAI, _INKSTONE)
}
