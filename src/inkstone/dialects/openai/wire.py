"""OpenAI Images' JSON: every field of its requests and answers, with its range.

Source: the vendor's Python SDK, openai 3.52.0, read on 2026-11-20; what Qwen's callers send beside
it is marked as ours. It does not know what the fields lead to.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import WHOLE, Wire

NAME = "openai"
#: What a request gets that names no model, by the tier that its `quality` means.
DEFAULT_MODELS = {"standard": "qwen-image-2.0", "pro": "qwen-image-2.0-pro"}

PROMPT_CHARS_MAX = 4_000
NUM_IMAGES_MAX = 6
SIDE_PX_MIN, SIDE_PX_MAX = 256, 2048
#: The longer side is at most so many times the shorter.
RATIO_MAX = 4
SEED_MAX = 2**31 - 1
GUIDANCE_MAX = 20

Quality = Literal["low", "medium", "high", "xhigh", "max", "auto", "standard", "hd"]
Guidance = Annotated[float, Field(ge=0, le=GUIDANCE_MAX)]


class GenerationWire(Wire):
    """The body of `POST /v1/images/generations`."""

    prompt: str | None = Field(
        None,
        max_length=PROMPT_CHARS_MAX,
        description="What to draw; of an edit, what to change. In Unicode characters.",
    )
    model: str | None = Field(
        None,
        max_length=200,
        description="A name from `GET /v1/models`. Under this API's prefix it may be left out: "
        "then `quality` chooses.",
    )
    n: Annotated[int, Field(ge=1, le=NUM_IMAGES_MAX), WHOLE] | None = Field(
        None, description="How many pictures, default 1. Each is billed."
    )
    size: str | None = Field(
        None,
        max_length=20,
        description=f"Pixels as WxH, sides from {SIDE_PX_MIN} to {SIDE_PX_MAX}, the longer at most "
        f"{RATIO_MAX} times the shorter; or `auto`: 1024x1024, of an edit its last input's shape.",
    )
    quality: Quality | None = Field(
        None,
        description="The tier, where `model` does not fix it: low, medium, standard and auto mean "
        "standard; high, hd, xhigh and max mean pro.",
    )
    background: Literal["auto", "opaque", "transparent"] | None = Field(
        None, description="`transparent` only where the engine can."
    )
    output_format: Literal["png", "jpeg", "webp", "avif"] | None = Field(
        None, description="Default png; avif is ours."
    )
    output_compression: Annotated[int, Field(ge=0, le=100), WHOLE] | None = Field(
        None, description="The quality of jpeg, webp and avif; default 100, of avif 90."
    )
    response_format: Literal["url", "b64_json"] | None = Field(
        None, description="Default b64_json. A stream is always b64_json."
    )
    stream: bool | None = Field(
        None, description="Answer with server-sent events; for one picture only."
    )
    partial_images: Annotated[int, Field(ge=0, le=3), WHOLE] | None = Field(
        None, description="At most so many previews in a stream; default 0."
    )
    seed: Annotated[int, Field(ge=0, le=SEED_MAX), WHOLE] | None = Field(
        None, description="Ours. Drawn and reported where omitted."
    )
    negative_prompt: str | None = Field(
        None, max_length=PROMPT_CHARS_MAX, description="Ours: what to avoid."
    )
    num_inference_steps: Annotated[int, Field(ge=1, le=200), WHOLE] | None = Field(
        None, description="Ours: how many denoising steps, where the engine has such."
    )
    guidance_scale: Guidance | None = Field(
        None, description="Ours: how closely to follow the prompt, where the engine has such."
    )
    true_cfg_scale: Guidance | None = Field(None, description="Ours: the same, and comes first.")
    prompt_extend: bool | None = Field(
        None, description="Ours: whether a prompt enhancer, where one is set up, may rewrite."
    )
    watermark: bool | None = Field(None, description="Ours, default false: stamp a visible mark.")


class NamedImageWire(Wire):
    """A picture that an edit in JSON starts from."""

    image_url: str | None = Field(None, description="An http(s) URL or a data: URI.")


class EditWire(GenerationWire):
    """The body of `POST /v1/images/edits` in JSON; a form has `image`, `mask` and `url` parts."""

    images: list[NamedImageWire] | None = Field(None, description="The pictures to edit.")
    mask: NamedImageWire | None = Field(
        None,
        description="As large as the first picture; what is transparent in it may change, and "
        "nothing else.",
    )


class _Answer(BaseModel):
    """An answer, or a part of one; fields in the vendor's order."""


class ImageWire(_Answer):
    """One picture: the one field or the other."""

    b64_json: str | None = None
    url: str | None = Field(default=None, description="Signed, and good for 24 hours.")
    revised_prompt: str | None = Field(
        default=None, description="The prompt that it was drawn from, where that was rewritten."
    )
    seed: int = Field(description="Ours.")


class TokensWire(_Answer):
    """Tokens by kind; we count pictures."""

    image_tokens: int = 0
    text_tokens: int = 0


class UsageWire(_Answer):
    """What was used in tokens: none, since pictures are billed."""

    input_tokens: int = 0
    output_tokens: int = 0
    total_tokens: int = 0
    input_tokens_details: TokensWire = TokensWire()


class ImagesWire(_Answer):
    """The answer to a request for pictures."""

    created: int
    background: Literal["opaque", "transparent"]
    output_format: str
    quality: str
    size: str
    data: list[ImageWire]
    usage: UsageWire = UsageWire()


class PartialWire(_Answer):
    """A preview in a stream."""

    type: str
    b64_json: str
    background: str
    created_at: int
    output_format: str
    partial_image_index: int
    quality: str
    size: str


class CompletedWire(_Answer):
    """The picture at the end of a stream."""

    type: str
    b64_json: str
    background: str
    created_at: int
    output_format: str
    quality: str
    size: str
    usage: UsageWire = UsageWire()


class ModelWire(_Answer):
    """One model."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "qwen"


class ModelsWire(_Answer):
    """The models."""

    object: Literal["list"] = "list"
    data: list[ModelWire]


class ErrorBodyWire(_Answer):
    """What is wrong; all four are always there."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorWire(_Answer):
    """A refusal."""

    error: ErrorBodyWire
