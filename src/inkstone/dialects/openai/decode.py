"""OpenAI's words to ours: a checked body becomes an `ImageRequest`.

It does not know who asks, how a body travelled, nor what becomes of the request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inkstone.dialects.faults import check, fault, input_faults
from inkstone.dialects.openai.edit_body import EditBody, Named
from inkstone.dialects.openai.sizes import (
    DEFAULT_SIZE,
    EDIT_SIZE,
    NEW_SIZE,
    parse_size,
    size_faults,
)
from inkstone.dialects.openai.wire import (
    DEFAULT_MODELS,
    GUIDANCE_MAX,
    GenerationWire,
)
from inkstone.domain.catalogue import Catalogue, PublicModel
from inkstone.domain.errors import Fault, InvalidRequest, UnknownModel, UnsupportedRequest
from inkstone.domain.request import ImageRequest, Tier
from inkstone.engines.base import Capabilities
from inkstone.service.references import Form, Reference, References
from inkstone.service.submit import draw_seed

#: How a picture may be named; a file becomes an upload.
FORMS = (Form.URL, Form.DATA_URI, Form.UPLOAD)

_PRO = frozenset({"high", "hd", "xhigh", "max"})
_GUIDANCE = ("guidance_scale", "true_cfg_scale")
#: What the vendor has and nothing here can do: refused, since the answer would be no such thing.
_REFUSED = {
    "markup": "draws on the picture what is to change; say it in `prompt`, or send a `mask`",
    "svg": "is for drawings in vectors; leave it out",
    "frame_count": "is for animations; leave it out",
    "frame_duration_ms": "is for animations; leave it out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A request, and what must be remembered to answer it in this vendor's words."""

    request: ImageRequest
    #: The pictures to edit in our order, and what of the last may change.
    images: tuple[Named, ...]
    mask: Named | None
    #: The model as the caller named it.
    model: str
    response_format: str
    #: The vendor's word for the quality that the tier stands for.
    quality: str
    is_stream: bool
    #: At most so many previews in a stream.
    num_previews_max: int
    #: Codes of what was asked for and cannot be done, or is done another way.
    warnings: tuple[str, ...]

    def to_wire(self) -> dict[str, Any]:
        """What is kept with the job."""
        return {
            "model": self.model,
            "response_format": self.response_format,
            "quality": self.quality,
            "warnings": list(self.warnings),
        }


def decode(
    raw: Mapping[str, Any],
    *,
    edit: EditBody | None = None,
    needs_model: bool = False,
    catalogue: Catalogue,
    capabilities: Capabilities,
    references: References,
) -> Decoded:
    """Check a body and resolve it.

    Args:
        raw: the body; of an edit its fields without the pictures.
        edit: what an edit brings.
        needs_model: whether a model must be named.
        catalogue: which models there are.
        capabilities: what the engine can do.
        references: what judges addresses.

    Raises:
        UnknownModel: there is no such model.
        UnsupportedRequest: the engine cannot do what is asked.
        InvalidRequest: anything else is wrong; it names every fault.
    """
    required = ("model", "prompt") if needs_model else ("prompt",)
    checked = check(GenerationWire, raw, required=required)
    wire = checked.wire
    images, mask = (edit.images, edit.mask) if edit else ((), None)
    known = [
        *_worded(checked.faults, raw),
        *_text_faults(wire),
        *size_faults(wire),
        *_stream_faults(wire),
        *_picture_faults(edit, references),
    ]
    model, unknown = _model(wire, catalogue)
    refused = _unserved(raw, wire, images, capabilities)
    if unknown or known or refused or model is None:
        raise _refusal(unknown, known, refused)
    is_turned = mask is not None and len(images) > 1
    return Decoded(
        request=_request(wire, model, capabilities, is_edit=edit is not None),
        # The vendor's mask is of the first picture, and ours is of the last.
        images=(*images[1:], images[0]) if is_turned else images,
        mask=mask,
        model=wire.model or model.name,
        response_format=wire.response_format or "b64_json",
        quality=_quality(wire, model.tier),
        is_stream=bool(wire.stream),
        num_previews_max=wire.partial_images or 0,
        warnings=_warnings(wire, capabilities, is_turned=is_turned),
    )


def _request(
    wire: GenerationWire, model: PublicModel, capabilities: Capabilities, *, is_edit: bool
) -> ImageRequest:
    size = parse_size(wire.size)
    is_open = size is None and not is_edit
    return ImageRequest(
        model=model.resolves_to,
        tier=model.tier,
        prompt=wire.prompt or "",
        negative_prompt=wire.negative_prompt or "",
        size=size or (None if is_edit else DEFAULT_SIZE),
        size_rule=EDIT_SIZE if is_edit else NEW_SIZE if is_open else None,
        is_size_default=is_open,
        num_images=wire.n or 1,
        seed=draw_seed() if wire.seed is None else wire.seed,
        is_seed_chosen=wire.seed is not None,
        prompt_extend=wire.prompt_extend,
        watermark=bool(wire.watermark),
        output_format=wire.output_format or "png",
        output_quality=_output_quality(wire),
        steps=wire.num_inference_steps if capabilities.steps else None,
        guidance=_guidance(wire) if capabilities.guidance else None,
        is_transparent=wire.background == "transparent",
    )


def _worded(faults: Sequence[Fault], raw: Mapping[str, Any]) -> list[Fault]:
    """The faults of the wire model; what a number that need not be whole may be, is said here."""
    must_be = f"a number from 0 to {GUIDANCE_MAX}"
    return [
        fault(each.param, raw[each.param], must_be) if each.param in _GUIDANCE else each
        for each in faults
    ]


def _text_faults(wire: GenerationWire) -> list[Fault]:
    if wire.prompt is not None and not wire.prompt.strip():
        must_be = "a string of 1 to 4,000 characters that are not all blank"
        return [Fault(param="prompt", message=f"`prompt` is blank; it must be {must_be}.")]
    return []


def _stream_faults(wire: GenerationWire) -> list[Fault]:
    if wire.stream and (wire.n or 1) > 1:
        return [fault("n", wire.n, "1 with `stream`, whose events do not say which picture it is")]
    return []


def _picture_faults(edit: EditBody | None, references: References) -> list[Fault]:
    if edit is None:
        return []
    found = list(edit.faults)
    if not edit.images and not any(each.param.startswith("images") for each in found):
        message = (
            "`image` is missing; an edit needs a picture: a file part `image` or `image[]`, a text "
            "part `url`, or in JSON `images`, each with `image_url`."
        )
        found.append(Fault(param="image", message=message, kind="missing"))
    named = (*edit.images, *([edit.mask] if edit.mask else []))
    texts = [Reference(param=each.param, text=each.text) for each in named if each.file is None]
    return found + input_faults(texts, references, forms=FORMS)


def _model(wire: GenerationWire, catalogue: Catalogue) -> tuple[PublicModel | None, list[Fault]]:
    """The model meant: as named, or as the quality says where no exact name fixes the tier."""
    is_high = wire.quality in _PRO
    named: PublicModel | None = None
    try:
        if wire.model is not None:
            named = catalogue.find(wire.model)
            is_fixed = named.name == wire.model or wire.quality in {None, "auto"}
            if is_fixed or (named.tier is Tier.PRO) == is_high:
                return named, []
        return catalogue.find(DEFAULT_MODELS["pro" if is_high else "standard"]), []
    except UnknownModel as error:
        return None, [Fault(param="model", message=error.message, kind=error.code)]


def _unserved(
    raw: Mapping[str, Any],
    wire: GenerationWire,
    images: Sequence[Named],
    capabilities: Capabilities,
) -> list[Fault]:
    """What is well formed and still cannot be served here."""
    found = [
        Fault(param=name, message=f"`{name}` {why}.", kind="unsupported")
        for name, why in _REFUSED.items()
        if raw.get(name) is not None
    ]
    if wire.background == "transparent" and not capabilities.alpha:
        message = (
            "`background` is transparent, which the engine of this server cannot do; send opaque."
        )
        found.append(Fault(param="background", message=message, kind="unsupported"))
    elif wire.background == "transparent" and wire.output_format == "jpeg":
        message = "`background` is transparent, which jpeg cannot be; send png or webp."
        found.append(Fault(param="background", message=message, kind="unsupported"))
    if images and not capabilities.edits:
        message = (
            "This asks for an edit, and the engine of this server makes pictures from text only; "
            "use /v1/images/generations."
        )
        found.append(Fault(param="image", message=message, kind="edit_unsupported"))
    elif len(images) > capabilities.num_inputs_max:
        most = capabilities.num_inputs_max
        message = f"{len(images)} pictures were sent; the engine of this server takes {most}."
        found.append(Fault(param="image", message=message, kind="too_many_inputs"))
    return found


def _refusal(unknown: list[Fault], known: list[Fault], refused: list[Fault]) -> InvalidRequest:
    faults = [*unknown, *known, *refused]
    if unknown:
        return UnknownModel(faults=faults)
    if known:
        return InvalidRequest(faults=faults)
    return UnsupportedRequest(faults=faults, code=refused[0].kind)


def _output_quality(wire: GenerationWire) -> int:
    """The vendor's 0 to 100, of which 100 is the default; at 100 avif takes seconds."""
    if wire.output_compression is None:
        return 90 if wire.output_format == "avif" else 100
    return max(1, wire.output_compression)


def _guidance(wire: GenerationWire) -> float | None:
    """What Qwen's pipelines call true_cfg_scale, else by its usual name."""
    return wire.guidance_scale if wire.true_cfg_scale is None else wire.true_cfg_scale


def _quality(wire: GenerationWire, tier: Tier) -> str:
    """What an answer calls the tier: as the caller did, where that is a word for it."""
    if tier is Tier.PRO:
        return wire.quality if wire.quality in {"xhigh", "max"} else "high"
    return "low" if wire.quality == "low" else "medium"


def _warnings(
    wire: GenerationWire, capabilities: Capabilities, *, is_turned: bool
) -> tuple[str, ...]:
    """What was asked for in so many words and the engine will do without, or in another way."""
    asked = {
        "prompt_extend_unavailable": wire.prompt_extend and not capabilities.prompt_extend,
        "negative_prompt_unavailable": wire.negative_prompt and not capabilities.negative_prompt,
        "steps_unavailable": wire.num_inference_steps is not None and not capabilities.steps,
        "guidance_unavailable": _guidance(wire) is not None and not capabilities.guidance,
        "masked_input_last": is_turned,
    }
    return tuple(code for code, is_true in asked.items() if is_true)
