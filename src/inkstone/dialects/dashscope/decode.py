"""DashScope's words to ours: a checked body becomes an `ImageRequest`.

It does not know who asks, nor what becomes of the request.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inkstone.dialects.dashscope import content
from inkstone.dialects.dashscope.content import EMPTY_INPUT, Content, within
from inkstone.dialects.dashscope.wire import (
    AREA_PX_MAX,
    AREA_PX_MIN,
    DEFAULT_SIZE,
    RATIO_MAX,
    SIDE_PX_MAX,
    SIDE_PX_MIN,
    BodyWire,
    ParametersWire,
)
from inkstone.dialects.faults import Checked, check, fault, input_faults
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import Fault, InvalidRequest, UnknownModel, UnsupportedRequest
from inkstone.domain.request import ImageRequest, Size, SizeRule
from inkstone.engines.base import Capabilities
from inkstone.service.references import Form, Reference, References
from inkstone.service.submit import draw_seed

#: How a picture may be named; an `oss://` address is an upload by now.
FORMS = (Form.URL, Form.DATA_URI, Form.UPLOAD)
#: The kind of the fault of a body that names no model.
EMPTY_MODEL = "empty_model"

_SIZE = re.compile(r"([0-9]{1,5})[*xX×]([0-9]{1,5})", re.ASCII)
_SIZE_MUST_BE = (
    "W*H with 512*512 to 2048*2048 pixels in all and sides at most "
    f"1:{RATIO_MAX} apart, such as 2048*2048, 2688*1536 or 1024*1024"
)
#: An edit that names no size: its last input's, as far as that is a size that may be asked for.
_EDIT_SIZE = SizeRule(
    area_px_min=AREA_PX_MIN,
    area_px_max=AREA_PX_MAX,
    side_px_min=SIDE_PX_MIN,
    side_px_max=SIDE_PX_MAX,
)


#: A new picture that names no size, in a shape that an enhancer chose: no larger than the default.
_NEW_SIZE = SizeRule(
    area_px_min=AREA_PX_MIN,
    area_px_max=math.prod(DEFAULT_SIZE),
    side_px_min=SIDE_PX_MIN,
    side_px_max=SIDE_PX_MAX,
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
    #: Whether `input` had the older form, whose answers have `results`.
    is_prompt_form: bool
    #: Codes of what was asked for and cannot be done.
    warnings: tuple[str, ...]

    def to_wire(self, *, is_task: bool) -> dict[str, Any]:
        """What is kept with the job."""
        return {
            "model": self.model,
            "is_task": is_task,
            "is_prompt_form": self.is_prompt_form,
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
    body = check(BodyWire, raw)
    found = content.read(raw.get("input"))
    wire, bad_parameters = _parameters(raw.get("parameters"))
    known = [
        *_model_faults(body, catalogue),
        *found.faults,
        *_reference_faults(found, references),
        *bad_parameters,
        *_size_faults(wire),
    ]
    refused = _unserved(found, capabilities)
    if known or refused:
        raise _refusal(known, refused)
    model = catalogue.find(body.wire.model or "")
    named, negative = found.references, wire.negative_prompt or found.negative_prompt or ""
    is_open = wire.size is None and not named
    return Decoded(
        request=ImageRequest(
            model=model.resolves_to,
            tier=model.tier,
            prompt=found.prompt,
            negative_prompt=negative,
            size=_size(wire, is_edit=bool(named)),
            size_rule=_EDIT_SIZE if named else _NEW_SIZE if is_open else None,
            is_size_default=is_open,
            num_images=wire.n or 1,
            seed=draw_seed() if wire.seed is None else wire.seed,
            is_seed_chosen=wire.seed is not None,
            # The vendor rewrites unless it is told not to.
            prompt_extend=wire.prompt_extend is not False,
            watermark=bool(wire.watermark),
        ),
        references=named,
        model=body.wire.model or "",
        is_prompt_form=found.is_prompt_form,
        warnings=_warnings(wire, negative, capabilities),
    )


def check_model(name: str | None, catalogue: Catalogue) -> None:
    """Refuse a model that is not there.

    Raises:
        UnknownModel: it is not in the catalogue.
        InvalidRequest: none is named.
    """
    found = _model_faults(check(BodyWire, {"model": name}), catalogue)
    if found:
        raise _refusal(found, [])


def _model_faults(body: Checked[BodyWire], catalogue: Catalogue) -> list[Fault]:
    if body.faults:
        return list(body.faults)
    if not body.wire.model:
        message = "`model` is missing; it is required."
        return [Fault(param="model", message=message, kind=EMPTY_MODEL)]
    try:
        catalogue.find(body.wire.model)
    except UnknownModel:
        must_be = "one of " + ", ".join(model.name for model in catalogue.models)
        return [fault("model", body.wire.model, must_be, kind=UnknownModel.code)]
    return []


def _parameters(value: Any) -> tuple[ParametersWire, list[Fault]]:
    is_object = value is None or isinstance(value, dict)
    checked = check(ParametersWire, value if is_object and value else {})
    if not is_object:
        return checked.wire, [fault("parameters", value, "an object")]
    return checked.wire, within("parameters", checked.faults)


def _reference_faults(found: Content, references: References) -> list[Fault]:
    """What is wrong with the pictures that a request names."""
    must_be = "the oss:// address of a file that was brought with a ticket of this server"
    strange = [each for each in found.references if each.text.startswith("oss://")]
    others = [each for each in found.references if each not in strange]
    return [
        *(fault(each.param, each.text, must_be) for each in strange),
        *input_faults(others, references, forms=FORMS),
    ]


def _size_faults(wire: ParametersWire) -> list[Fault]:
    if wire.size is None or _parse_size(wire.size) is not None:
        return []
    return [fault("parameters.size", wire.size, _SIZE_MUST_BE)]


def _parse_size(text: str) -> Size | None:
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return None
    width, height = int(match[1]), int(match[2])
    is_area = AREA_PX_MIN <= width * height <= AREA_PX_MAX
    is_shape = max(width, height) <= RATIO_MAX * min(width, height)
    return Size(width, height) if is_area and is_shape else None


def _size(wire: ParametersWire, *, is_edit: bool) -> Size | None:
    asked = None if wire.size is None else _parse_size(wire.size)
    return asked or (None if is_edit else Size(*DEFAULT_SIZE))


def _unserved(found: Content, capabilities: Capabilities) -> list[Fault]:
    """What is well formed and still cannot be served here."""
    num = len(found.references)
    if not num or (capabilities.edits and num <= capabilities.num_inputs_max):
        return []
    if capabilities.edits:
        can = f"takes at most {capabilities.num_inputs_max} pictures to edit, not {num}"
    else:
        can = "makes pictures from text only; leave the images out"
    message = f"`input` asks for an edit, and the engine of this server {can}."
    return [Fault(param="input", message=message, kind="edit_unsupported")]


def _refusal(known: list[Fault], refused: list[Fault]) -> InvalidRequest:
    faults = [*known, *refused]
    kinds = [each.kind for each in faults]
    for kind in (UnknownModel.code, EMPTY_MODEL, EMPTY_INPUT):
        if kind in kinds:
            faults.insert(0, faults.pop(kinds.index(kind)))
            cls = UnknownModel if kind == UnknownModel.code else InvalidRequest
            return cls(faults=faults, code=kind)
    if known:
        return InvalidRequest(faults=faults)
    return UnsupportedRequest(faults=faults, code="edit_unsupported")


def _warnings(
    wire: ParametersWire, negative_prompt: str, capabilities: Capabilities
) -> tuple[str, ...]:
    """What was asked for in so many words and the engine will do without."""
    asked = {
        "prompt_extend_unavailable": wire.prompt_extend and not capabilities.prompt_extend,
        "negative_prompt_unavailable": negative_prompt and not capabilities.negative_prompt,
    }
    return tuple(code for code, is_lost in asked.items() if is_lost)
