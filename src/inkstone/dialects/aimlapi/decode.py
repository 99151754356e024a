"""AIML API's words to ours: a checked body becomes an `ImageRequest`.

It does not know who asks, nor what becomes of the request.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inkstone.dialects.aimlapi.wire import (
    DEFAULT_PRESET,
    MODELS,
    PIXELS,
    SIDE_MAX,
    SIDE_MIN,
    SIDE_STEP,
    GenerationWire,
)
from inkstone.dialects.faults import Checked, check, fault, input_faults
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import Fault, InvalidRequest, UnknownModel, UnsupportedRequest
from inkstone.domain.request import ImageRequest, Size, SizeRule
from inkstone.engines.base import Capabilities
from inkstone.service.references import Form, Reference, References
from inkstone.service.submit import draw_seed

#: How a picture may be named.
FORMS = (Form.URL, Form.DATA_URI, Form.BASE64)
#: A new picture that names no size, in a shape that an enhancer chose: no larger than the default.
_NEW_SIZE = SizeRule(
    area_px_min=SIDE_MIN**2,
    area_px_max=math.prod(PIXELS[DEFAULT_PRESET]),
    side_px_min=SIDE_MIN,
    side_px_max=SIDE_MAX,
    multiple_px=SIDE_STEP,
)
_PIXELS = re.compile(r"([0-9]{1,5})[xX×]([0-9]{1,5})", re.ASCII)
_SIDE_MUST_BE = f"a multiple of {SIDE_STEP} from {SIDE_MIN} to {SIDE_MAX}"
_SIZE_MUST_BE = f"one of {', '.join(PIXELS)}, or an object of width and height"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A request, and what must be remembered to answer it in this vendor's words."""

    request: ImageRequest
    #: The pictures to edit, as the caller named them.
    references: tuple[Reference, ...]
    #: The vendor's own name of the model, whichever of its names was used.
    model: str
    response_format: str
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
        InvalidRequest: anything else is wrong; it names every fault.
    """
    checked = check(GenerationWire, _normalised(raw), required=("model", "prompt"))
    wire = checked.wire
    size, size_faults = _size(wire)
    named = tuple(
        Reference(param=f"image_urls[{index}]", text=text)
        for index, text in enumerate(wire.image_urls or ())
    )
    model, model_faults = _model(wire)
    faults = [
        *model_faults,
        *checked.faults,
        *_prompt_faults(wire),
        *size_faults,
        *_count_faults(wire),
        *_input_count_faults(checked),
        *input_faults(named, references, forms=FORMS),
    ]
    refused = _unserved(raw, capabilities)
    if faults or refused:
        raise _refusal(faults, refused)
    found = catalogue.find(model)
    is_open = wire.image_size is None and wire.size in {None, "auto"} and not named
    return Decoded(
        request=ImageRequest(
            model=found.resolves_to,
            tier=found.tier,
            prompt=wire.prompt or "",
            negative_prompt=wire.negative_prompt or "",
            size=size,
            size_rule=_NEW_SIZE if is_open else None,
            is_size_default=is_open,
            seed=draw_seed() if wire.seed is None else wire.seed,
            is_seed_chosen=wire.seed is not None,
            # The vendor rewrites unless it is told not to.
            prompt_extend=wire.enhance_prompt is not False,
            # The vendor's mark cannot be seen: a visible one in its place would spoil the picture.
            invisible_watermark=bool(wire.watermark),
        ),
        references=named,
        model=model,
        response_format=wire.response_format or "url",
        warnings=_warnings(wire, capabilities),
    )


def _normalised(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The body without what another field makes void."""
    fields = dict(raw)
    if fields.get("image_size") is not None:
        fields.pop("size", None)
    return fields


def _model(wire: GenerationWire) -> tuple[str, list[Fault]]:
    """The vendor's own name of the model that is asked for by any of its names."""
    asked = wire.model
    for name, others in MODELS.items():
        if asked == name or asked in others:
            return name, []
    if asked is None:
        return "", []
    return "", [fault("model", asked, f"one of {', '.join(MODELS)}", kind="model_not_found")]


def _prompt_faults(wire: GenerationWire) -> list[Fault]:
    if wire.prompt is None or wire.prompt.strip():
        return []
    must_be = "a string of 1 to 2,000 characters that are not all blank"
    return [Fault(param="prompt", message=f"`prompt` is blank; it must be {must_be}.")]


def _size(wire: GenerationWire) -> tuple[Size, list[Fault]]:
    """`image_size` over `size` over the default, which is the same for edits."""
    asked, default = wire.image_size, Size(*PIXELS[DEFAULT_PRESET])
    if isinstance(asked, str) and asked in PIXELS:
        return Size(*PIXELS[asked]), []
    if isinstance(asked, dict):
        return _sides(asked, default)
    if asked is not None:
        return default, [fault("image_size", asked, _SIZE_MUST_BE)]
    if wire.size is None or wire.size == "auto":
        return default, []
    match = _PIXELS.fullmatch(wire.size.strip())
    sides = [] if match is None else [int(match[1]), int(match[2])]
    if not sides or not all(map(_is_side, sides)):
        return default, [fault("size", wire.size, f"WIDTHxHEIGHT, each side {_SIDE_MUST_BE}")]
    return Size(*sides), []


def _sides(asked: Mapping[str, Any], default: Size) -> tuple[Size, list[Fault]]:
    sides, faults = [], []
    for name in ("width", "height"):
        side, param = asked.get(name), f"image_size.{name}"
        if isinstance(side, float) and side.is_integer():
            side = int(side)
        if side is None:
            message = f"`{param}` is missing; it must be {_SIDE_MUST_BE}."
            faults.append(Fault(param=param, message=message, kind="missing"))
        elif not _is_side(side):
            faults.append(fault(param, side, _SIDE_MUST_BE))
        else:
            sides.append(side)
    return (default if faults else Size(*sides)), faults


def _is_side(value: object) -> bool:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and value in range(SIDE_MIN, SIDE_MAX + 1, SIDE_STEP)


def _count_faults(wire: GenerationWire) -> list[Fault]:
    """More than one picture is refused: one alone would be an answer to another request."""
    must_be = "1: a request makes one picture, so send several requests"
    asked = {"n": wire.n, "num_images": wire.num_images}
    return [fault(name, count, must_be) for name, count in asked.items() if count not in (None, 1)]


def _input_count_faults(checked: Checked[GenerationWire]) -> list[Fault]:
    urls = checked.wire.image_urls
    return [] if urls is None or urls else [fault("image_urls", urls, "an array of 1 to 3")]


def _unserved(raw: Mapping[str, Any], capabilities: Capabilities) -> list[Fault]:
    """What is well formed and still cannot be served here."""
    if not raw.get("image_urls") or capabilities.edits:
        return []
    message = (
        "`image_urls` asks for an edit, and the engine of this server makes pictures from text "
        "only. Leave it out, or use a server whose engine edits."
    )
    return [Fault(param="image_urls", message=message, kind="edit_unsupported")]


def _refusal(faults: list[Fault], refused: list[Fault]) -> InvalidRequest:
    found = [*faults, *refused]
    if found[0].kind == "model_not_found":
        return UnknownModel(faults=found)
    if faults:
        return InvalidRequest(faults=found)
    return UnsupportedRequest(faults=found, code="edit_unsupported")


def _warnings(wire: GenerationWire, capabilities: Capabilities) -> tuple[str, ...]:
    """What was asked for in so many words and will be done without."""
    asked = {
        "prompt_extend_unavailable": wire.enhance_prompt and not capabilities.prompt_extend,
        "negative_prompt_unavailable": wire.negative_prompt and not capabilities.negative_prompt,
    }
    return tuple(code for code, is_lost in asked.items() if is_lost)
