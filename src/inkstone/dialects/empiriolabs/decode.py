"""EmpirioLabs' words to ours: a checked body becomes an `ImageRequest`.

It does not know who asks, nor what becomes of the request.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from inkstone.dialects.empiriolabs.wire import (
    CATALOGUE_ID,
    CUSTOM_SIDE_MAX,
    CUSTOM_SIDE_MIN,
    DEFAULT_RATIO,
    DEFAULT_VARIANT,
    PIXELS,
    GenerationWire,
    Variant,
)
from inkstone.dialects.faults import Checked, check, fault, input_faults, shown
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import (
    Fault,
    InvalidRequest,
    NotFound,
    UnknownModel,
    UnsupportedRequest,
)
from inkstone.domain.request import ImageRequest, Size, SizeRule
from inkstone.engines.base import Capabilities
from inkstone.service.references import Form, Reference, References
from inkstone.service.submit import draw_seed

VARIANTS: tuple[str, ...] = get_args(Variant)
_SIZE = re.compile(r"([0-9]{1,5})[xX*×]([0-9]{1,5})", re.ASCII)
_SIZE_MUST_BE = (
    f"WIDTHxHEIGHT with each side from {CUSTOM_SIDE_MIN} to {CUSTOM_SIDE_MAX}, "
    f"or one of {', '.join(f'{w}x{h}' for w, h in PIXELS.values())}"
)

#: How a picture may be named.
FORMS = (Form.URL, Form.DATA_URI)
#: An edit that names no size: the shape of its last input, as large as the custom sizes.
_EDIT_SIZE = SizeRule(
    area_px_min=CUSTOM_SIDE_MIN**2,
    area_px_max=CUSTOM_SIDE_MAX**2,
    side_px_min=256,
    side_px_max=4096,
    multiple_px=16,
)


#: A new picture that names no size, in a shape that an enhancer chose: no larger than the default.
_NEW_SIZE = SizeRule(
    area_px_min=CUSTOM_SIDE_MIN**2,
    area_px_max=math.prod(PIXELS[DEFAULT_RATIO]),
    side_px_min=CUSTOM_SIDE_MIN,
    side_px_max=max(PIXELS[DEFAULT_RATIO]),
    multiple_px=16,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A request, and what must be remembered to answer it in this vendor's words."""

    request: ImageRequest
    #: The pictures to edit, as the caller named them.
    references: tuple[Reference, ...]
    #: The model as the caller named it.
    model: str
    response_format: str
    is_sync: bool
    #: Codes of what was asked for and cannot be done.
    warnings: tuple[str, ...]

    def to_wire(self) -> dict[str, Any]:
        """What is kept with the job."""
        return {
            "model": self.model,
            "response_format": self.response_format,
            "warnings": list(self.warnings),
        }


def decode(
    raw: Mapping[str, Any],
    *,
    catalogue: Catalogue,
    capabilities: Capabilities,
    references: References,
) -> Decoded:
    """Check a body and resolve it.

    Raises:
        UnknownModel: there is no such model.
        UnsupportedRequest: the engine cannot do what is asked.
        NotFound: there is no such template.
        InvalidRequest: anything else is wrong; it names every fault.
    """
    fields = _normalised(raw)
    checked = check(GenerationWire, fields, required=("model", "prompt"))
    wire = checked.wire
    known: list[Fault] = [*checked.faults, *_text_faults(wire), *_size_faults(checked)]
    named = _references(wire)
    known += input_faults(named, references, forms=FORMS)
    variant, found = _variant(checked)
    known += found
    refused = _unserved(wire, capabilities, is_edit=bool(fields.get("image")))
    if known or refused:
        raise _refusal(known, refused)
    model = catalogue.find(variant)
    is_open = _asked_size(wire) is None and not named
    return Decoded(
        request=ImageRequest(
            model=model.resolves_to,
            tier=model.tier,
            prompt=wire.prompt or "",
            negative_prompt=wire.negative_prompt or "",
            size=_size(wire),
            size_rule=_EDIT_SIZE if named else _NEW_SIZE if is_open else None,
            is_size_default=is_open,
            num_images=wire.num_images or wire.n or 1,
            seed=draw_seed() if wire.seed is None else wire.seed,
            is_seed_chosen=wire.seed is not None,
            # The vendor rewrites unless it is told not to.
            prompt_extend=wire.prompt_extend is not False,
            watermark=bool(wire.watermark),
        ),
        references=named,
        model=wire.model or CATALOGUE_ID,
        response_format=wire.response_format or "url",
        is_sync=bool(wire.sync),
        warnings=_warnings(wire, capabilities),
    )


def _normalised(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The body with its vendor's leniencies: what is ignored is gone, one image is a list."""
    fields = dict(raw)
    use_custom_size = fields.get("use_custom_size")
    if use_custom_size is None or use_custom_size is False:
        # The vendor's page: "Only when use_custom_size=true".
        fields.pop("custom_width", None)
        fields.pop("custom_height", None)
    if isinstance(fields.get("image"), str):
        fields["image"] = [fields["image"]]
    return fields


def _text_faults(wire: GenerationWire) -> list[Fault]:
    if wire.prompt is not None and not wire.prompt.strip():
        must_be = "a string of 1 to 800 characters that are not all blank"
        return [Fault(param="prompt", message=f"`prompt` is blank; it must be {must_be}.")]
    return []


def _size_faults(checked: Checked[GenerationWire]) -> list[Fault]:
    wire, found = checked.wire, []
    if wire.size is not None and wire.size != "auto" and _parse_size(wire.size) is None:
        found.append(fault("size", wire.size, _SIZE_MUST_BE))
    if wire.use_custom_size:
        # Two sides within their range always make an area within 512² to 2048².
        sides = {"custom_width": wire.custom_width, "custom_height": wire.custom_height}
        found += [
            Fault(
                param=name,
                message=f"`{name}` is missing; with `use_custom_size` it must be "
                f"an integer from {CUSTOM_SIDE_MIN} to {CUSTOM_SIDE_MAX}.",
                kind="missing",
            )
            for name, side in sides.items()
            if side is None and checked.is_good(name)
        ]
    return found


def _parse_size(text: str) -> Size | None:
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return None
    width, height = int(match[1]), int(match[2])
    is_custom = all(CUSTOM_SIDE_MIN <= side <= CUSTOM_SIDE_MAX for side in (width, height))
    return Size(width, height) if is_custom or (width, height) in PIXELS.values() else None


def _size(wire: GenerationWire) -> Size | None:
    """A custom size over `size` over `aspect_ratio` over 16:9; an edit's own shape over that."""
    asked = _asked_size(wire)
    if asked is None and not wire.image:
        return Size(*PIXELS[DEFAULT_RATIO])
    return asked


def _asked_size(wire: GenerationWire) -> Size | None:
    """The size that the caller named in one way or another."""
    if wire.use_custom_size and wire.custom_width and wire.custom_height:
        return Size(wire.custom_width, wire.custom_height)
    asked = None if wire.size is None else _parse_size(wire.size)
    if asked is None and wire.aspect_ratio is not None:
        return Size(*PIXELS[wire.aspect_ratio])
    return asked


def _references(wire: GenerationWire) -> tuple[Reference, ...]:
    return tuple(
        Reference(param=f"image[{index}]", text=text) for index, text in enumerate(wire.image or ())
    )


def _variant(checked: Checked[GenerationWire]) -> tuple[str, list[Fault]]:
    """The variant asked for: beside the catalogue's id, or in its place."""
    model, variant = checked.wire.model, checked.wire.model_variant
    if model is None or model == CATALOGUE_ID:
        return variant or DEFAULT_VARIANT, []
    if model not in VARIANTS:
        must_be = f"{CATALOGUE_ID}, or a variant: {', '.join(VARIANTS)}"
        return DEFAULT_VARIANT, [fault("model", model, must_be, kind="model_not_found")]
    if variant is not None and variant != model:
        must_be = f"{model}, as `model` says, or `model` must be {CATALOGUE_ID}"
        return model, [fault("model_variant", variant, must_be)]
    return model, []


def _unserved(wire: GenerationWire, capabilities: Capabilities, *, is_edit: bool) -> list[Fault]:
    """What is well formed and still cannot be served here."""
    found = []
    if wire.template is not None:
        message = f"`template` is {shown(wire.template)}; this server has no templates."
        found.append(Fault(param="template", message=message, kind="template_not_found"))
    if is_edit and not capabilities.edits:
        message = (
            "`image` asks for an edit, and the engine of this server makes pictures from text "
            "only. Leave `image` out, or use a server whose engine edits: one with the "
            "Qwen-Image-Edit weights, or with DashScope behind it."
        )
        found.append(Fault(param="image", message=message, kind="edit_unsupported"))
    return found


def _refusal(known: list[Fault], refused: list[Fault]) -> InvalidRequest | NotFound:
    faults = [*known, *refused]
    faults.sort(key=lambda f: f.kind != "model_not_found")
    if faults[0].kind == "model_not_found":
        return UnknownModel(faults=faults)
    if known:
        return InvalidRequest(faults=faults)
    if {f.kind for f in refused} == {"template_not_found"}:
        return NotFound(refused[0].message, code="template_not_found")
    return UnsupportedRequest(faults=faults, code="edit_unsupported")


def _warnings(wire: GenerationWire, capabilities: Capabilities) -> tuple[str, ...]:
    """What was asked for in so many words and the engine will do without."""
    asked = {
        "prompt_extend_unavailable": wire.prompt_extend and not capabilities.prompt_extend,
        "negative_prompt_unavailable": wire.negative_prompt and not capabilities.negative_prompt,
    }
    return tuple(code for code, is_lost in asked.items() if is_lost)
