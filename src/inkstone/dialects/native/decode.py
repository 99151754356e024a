"""The native API's words to ours: a checked body becomes an `ImageRequest`.

It does not know who asks, nor what becomes of the request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from inkstone.dialects.faults import Checked, check, fault, input_faults
from inkstone.dialects.native.sizes import EDIT_SIZE, NEW_SIZE, is_size_open, size_faults, size_of
from inkstone.dialects.native.wire import (
    DEFAULT_MODEL,
    METADATA_CHARS_MAX,
    METADATA_NAME_CHARS_MAX,
    NUM_METADATA_MAX,
    PROMPT_CHARS_MAX,
    SubmitWire,
)
from inkstone.domain.catalogue import Catalogue, PublicModel
from inkstone.domain.errors import Fault, InvalidRequest, UnknownModel, UnsupportedRequest
from inkstone.domain.request import ImageRequest
from inkstone.domain.webhook import WebhookTarget
from inkstone.engines.base import Capabilities
from inkstone.service.references import Form, Reference, References
from inkstone.service.submit import draw_seed

#: How a picture may be named.
FORMS = (Form.URL, Form.DATA_URI, Form.UPLOAD)
#: Code → what it says, of what is known at submit.
WARNINGS: Mapping[str, str] = {
    "prompt_extend_unavailable": "No enhancer is set here, so the prompt was used as it is.",
    "negative_prompt_unavailable": "The engine of this server takes no negative prompt.",
    "steps_unavailable": "The engine of this server does not count steps.",
    "guidance_unavailable": "The engine of this server knows no guidance.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A request, and what goes with its job."""

    request: ImageRequest
    #: The pictures to start from, as the caller named them.
    references: tuple[Reference, ...]
    mask: Reference | None
    webhook: WebhookTarget | None
    priority: int
    #: How long the job may wait in the queue.
    wait_max: timedelta | None
    metadata: Mapping[str, str]
    #: Codes of what was asked for and cannot be done.
    warnings: tuple[str, ...]

    def to_wire(self) -> dict[str, Any]:
        """What is kept with the job."""
        return {"metadata": dict(self.metadata), "warnings": list(self.warnings)}


def decode(
    raw: Mapping[str, Any],
    *,
    catalogue: Catalogue,
    capabilities: Capabilities,
    references: References,
    target: Callable[[str], WebhookTarget],
) -> Decoded:
    """Check a body and resolve it.

    Args:
        raw: the body.
        catalogue: the models that there are.
        capabilities: what the engine can do.
        references: tells whether a picture is named well.
        target: tells whether a webhook's address is good; raises `InvalidRequest` where not.

    Raises:
        UnknownModel: there is no such model, and nothing else is wrong.
        UnsupportedRequest: the engine cannot do what is asked, and nothing else is wrong.
        InvalidRequest: anything else is wrong; it names every fault.
    """
    checked = check(SubmitWire, raw, required=("prompt",))
    wire = checked.wire
    named, mask = _references(wire)
    model, unknown = _model(catalogue, wire.model or DEFAULT_MODEL)
    webhook, found = _webhook(wire, target)
    known = [
        *checked.faults,
        *_text_faults(wire),
        *size_faults(checked),
        *input_faults([*named, *([mask] if mask else [])], references, forms=FORMS),
        *_mask_faults(checked),
        *_metadata_faults(wire.metadata or {}),
        *found,
    ]
    unserved = _unserved(wire, capabilities)
    if known or unknown or unserved or model is None:
        raise _refusal(known, unknown, unserved)
    return Decoded(
        request=_request(wire, model),
        references=named,
        mask=mask,
        webhook=webhook,
        priority=wire.priority or 0,
        wait_max=None if wire.deadline_s is None else timedelta(seconds=wire.deadline_s),
        metadata=wire.metadata or {},
        warnings=_warnings(wire, capabilities),
    )


def _request(wire: SubmitWire, model: PublicModel) -> ImageRequest:
    is_open = is_size_open(wire) and not wire.images
    return ImageRequest(
        model=model.resolves_to,
        tier=model.tier,
        prompt=wire.prompt or "",
        negative_prompt=wire.negative_prompt or "",
        size=size_of(wire),
        size_rule=EDIT_SIZE if wire.images else NEW_SIZE if is_open else None,
        is_size_default=is_open,
        num_images=wire.n or 1,
        seed=draw_seed() if wire.seed is None else wire.seed,
        is_seed_chosen=wire.seed is not None,
        prompt_extend=wire.enhance,
        watermark=bool(wire.watermark),
        invisible_watermark=bool(wire.invisible_watermark),
        steps=wire.steps,
        guidance=wire.guidance,
        output_format=wire.output_format or "png",
        output_quality=wire.quality or 90,
        engine=wire.engine or "",
    )


def _references(wire: SubmitWire) -> tuple[tuple[Reference, ...], Reference | None]:
    named = tuple(
        Reference(param=f"images[{index}]", text=text)
        for index, text in enumerate(wire.images or ())
    )
    return named, None if wire.mask is None else Reference(param="mask", text=wire.mask)


def _model(catalogue: Catalogue, name: str) -> tuple[PublicModel | None, list[Fault]]:
    try:
        return catalogue.find(name), []
    except UnknownModel as error:
        return None, [Fault(param="model", message=error.message, kind=error.code)]


def _webhook(
    wire: SubmitWire, target: Callable[[str], WebhookTarget]
) -> tuple[WebhookTarget | None, list[Fault]]:
    if wire.webhook_url is None:
        return None, []
    try:
        return target(wire.webhook_url), []
    except InvalidRequest as error:
        return None, list(error.faults)


def _text_faults(wire: SubmitWire) -> list[Fault]:
    if wire.prompt is not None and not wire.prompt.strip():
        must_be = f"a string of 1 to {PROMPT_CHARS_MAX:,} characters that are not all blank"
        return [Fault(param="prompt", message=f"`prompt` is blank; it must be {must_be}.")]
    return []


def _mask_faults(checked: Checked[SubmitWire]) -> list[Fault]:
    wire = checked.wire
    if wire.mask is None or wire.images or not checked.is_good("images"):
        return []
    return [Fault(param="mask", message="`mask` needs a picture in `images` that it is for.")]


def _metadata_faults(metadata: Mapping[str, Any]) -> list[Fault]:
    found = []
    if len(metadata) > NUM_METADATA_MAX:
        message = f"`metadata` has {len(metadata)} fields; at most {NUM_METADATA_MAX} are kept."
        found.append(Fault(param="metadata", message=message))
    for name, value in list(metadata.items())[:NUM_METADATA_MAX]:
        param = f"metadata.{name[:METADATA_NAME_CHARS_MAX]}"
        if not 0 < len(name) <= METADATA_NAME_CHARS_MAX:
            must_be = f"1 to {METADATA_NAME_CHARS_MAX} characters"
            message = f"A name in `metadata` has {len(name)} characters; it must have {must_be}."
            found.append(Fault(param="metadata", message=message))
        if not isinstance(value, str) or len(value) > METADATA_CHARS_MAX:
            must_be = f"a string of at most {METADATA_CHARS_MAX} characters"
            found.append(fault(param, value, must_be))
    return found


def _unserved(wire: SubmitWire, capabilities: Capabilities) -> list[Fault]:
    """What is well formed and still cannot be served here."""
    num_inputs = len(wire.images or ())
    if num_inputs and not capabilities.edits:
        message = (
            "`images` asks for an edit, and the engine of this server makes pictures from text "
            "only. Leave `images` out, or use a server whose engine edits."
        )
        return [Fault(param="images", message=message, kind="edit_unsupported")]
    if num_inputs > capabilities.num_inputs_max:
        most = capabilities.num_inputs_max
        message = f"`images` has {num_inputs} pictures; the engine of this server takes {most}."
        return [Fault(param="images", message=message, kind="edit_unsupported")]
    return []


def _refusal(known: list[Fault], unknown: list[Fault], unserved: list[Fault]) -> InvalidRequest:
    if known:
        return InvalidRequest(faults=[*unknown, *known, *unserved])
    if unknown:
        return UnknownModel(faults=[*unknown, *unserved])
    return UnsupportedRequest(faults=unserved, code="edit_unsupported")


def _warnings(wire: SubmitWire, capabilities: Capabilities) -> tuple[str, ...]:
    """What was asked for in so many words and the engine will do without."""
    asked = {
        "prompt_extend_unavailable": wire.enhance and not capabilities.prompt_extend,
        "negative_prompt_unavailable": wire.negative_prompt and not capabilities.negative_prompt,
        "steps_unavailable": wire.steps is not None and not capabilities.steps,
        "guidance_unavailable": wire.guidance is not None and not capabilities.guidance,
    }
    return tuple(code for code, is_lost in asked.items() if is_lost)
