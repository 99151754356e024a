"""WaveSpeed's words to ours: a checked body becomes an `ImageRequest`.

It does not know who asks, nor what becomes of the request.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inkstone.dialects.faults import Checked, check, fault, input_faults
from inkstone.dialects.wavespeed.wire import (
    DEFAULT_RATIO,
    INPUT_SIDE_MAX,
    INPUT_SIDE_MIN,
    NUM_INPUTS_MAX,
    OWNER,
    PIXELS,
    PROMPT_CHARS_MAX,
    SIDE_MAX,
    SIDE_MIN,
    EditWire,
    SubmitQuery,
    Task,
    TextToImageWire,
)
from inkstone.domain.catalogue import Catalogue, PublicModel
from inkstone.domain.errors import Fault, InvalidRequest, UnknownModel, UnsupportedRequest
from inkstone.domain.request import ImageRequest, SideBounds, Size, SizeRule
from inkstone.engines.base import Capabilities
from inkstone.service.references import Form, Reference, References
from inkstone.service.submit import draw_seed

#: How a picture may be named.
FORMS = (Form.URL, Form.DATA_URI, Form.BASE64)
#: The kind of a fault that the vendor counts apart from the others.
MISSING = "missing"

_SIZE = re.compile(r"([0-9]{1,5})[*xX×]([0-9]{1,5})", re.ASCII)
_AREA_PX, _MULTIPLE_PX = 1024 * 1024, 16


class Base64ByWebhook(InvalidRequest):
    """A webhook cannot carry pictures in base64; leave one of the two out."""

    code = "base64_by_webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A request, and what must be remembered to answer it in this vendor's words."""

    request: ImageRequest
    #: The pictures to edit, as the caller named them.
    references: tuple[Reference, ...]
    #: The model with its task, as the path named them.
    model: str
    is_base64: bool
    is_sync: bool
    #: Where the end is told, and the field that says so; both empty for nowhere.
    webhook: str
    webhook_param: str
    #: Codes of what was asked for and cannot be done.
    warnings: tuple[str, ...]

    def to_wire(self) -> dict[str, Any]:
        """What is kept with the job."""
        return {
            "model": self.model,
            "is_base64": self.is_base64,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a request is checked against."""

    catalogue: Catalogue
    capabilities: Capabilities
    references: References
    #: The longest side that may be asked for; 0 for the vendor's.
    side_px_max: int = 0
    #: Whether pictures to edit outside the vendor's bounds are refused rather than scaled.
    is_strict: bool = False


def decode(
    raw: Mapping[str, Any],
    *,
    model: str,
    task: Task,
    query: Mapping[str, Any],
    within: Surroundings,
) -> Decoded:
    """Check a body and resolve it.

    Args:
        raw: the body.
        model: the path up to the task, such as `wavespeed-ai/qwen-image-2.0`.
        task: what the path ends in.
        query: what follows the path.
        within: what is there.

    Raises:
        UnknownModel: there is no such model.
        Base64ByWebhook: nothing else is wrong.
        UnsupportedRequest: the engine cannot do what is asked.
        InvalidRequest: anything else is wrong; it names every fault.
    """
    public = find_model(model, within.catalogue)
    checked, named = _checked(raw, task, is_strict=within.is_strict)
    asked = check(SubmitQuery, query)
    wire, side_max = checked.wire, within.side_px_max or SIDE_MAX
    webhook, webhook_param = _webhook(wire, asked.wire)
    known = [*checked.faults, *asked.faults, *_blanks(wire)]
    known += _size_faults(checked, side_max)
    known += input_faults(named, within.references, forms=FORMS)
    if webhook and wire.enable_sync_mode:
        message = f"`{webhook_param}` is for calls that do not wait; leave it or sync mode out."
        known.append(Fault(param=webhook_param, message=message, kind="sync_with_webhook"))
    is_base64_told = bool(webhook and wire.enable_base64_output)
    if is_base64_told and known:
        known.append(Fault(param=webhook_param, message=Base64ByWebhook().message))
    refused = _unserved(named, within.capabilities)
    if known or refused:
        raise _refusal(known, refused)
    if is_base64_told:
        raise Base64ByWebhook
    return Decoded(
        request=ImageRequest(
            model=public.resolves_to,
            tier=public.tier,
            prompt=wire.prompt or "",
            size=_size(wire, is_edit=bool(named)),
            size_rule=_rule(side_max) if named else None,
            is_size_default=wire.size is None and wire.width is None and not named,
            seed=draw_seed() if wire.seed in {None, -1} else wire.seed or 0,
            is_seed_chosen=wire.seed not in {None, -1},
        ),
        references=named,
        model=f"{model}/{task}",
        is_base64=bool(wire.enable_base64_output),
        is_sync=bool(wire.enable_sync_mode),
        webhook=webhook,
        webhook_param=webhook_param,
        warnings=(),
    )


def find_model(model: str, catalogue: Catalogue) -> PublicModel:
    """The model of a path without its task.

    Raises:
        UnknownModel: there is none.
    """
    known = {
        name: each
        for each in catalogue.models
        for name in (each.name, *each.aliases)
        if name.startswith(f"{OWNER}/")
    }
    if model not in known:
        there_is = ", ".join(known)
        raise UnknownModel(
            f"There is no model {model.strip()[:80]!r}; there is {there_is}, "
            "each with /text-to-image and /edit."
        )
    return known[model]


def _checked(
    raw: Mapping[str, Any], task: Task, *, is_strict: bool
) -> tuple[Checked[TextToImageWire] | Checked[EditWire], tuple[Reference, ...]]:
    """The body as its task has it, and the pictures that it names."""
    if task == "text-to-image":
        return check(TextToImageWire, raw, required=("prompt",)), ()
    checked = check(EditWire, raw, required=("images", "prompt"))
    sides = SideBounds(side_px_min=INPUT_SIDE_MIN, side_px_max=INPUT_SIDE_MAX, is_strict=is_strict)
    named = tuple(
        Reference(param=f"images[{index}]", text=text, sides=sides)
        for index, text in enumerate(checked.wire.images or ())
    )
    return checked, named


def _webhook(wire: TextToImageWire | EditWire, query: SubmitQuery) -> tuple[str, str]:
    """The address that is told, and the field it came in; the query counts before the body."""
    if query.webhook:
        return query.webhook, "webhook"
    return (wire.webhook_url, "webhook_url") if wire.webhook_url else ("", "")


def _blanks(wire: TextToImageWire | EditWire) -> list[Fault]:
    """What is there and is empty, which the vendor counts as missing."""
    found = []
    if wire.prompt is not None and not wire.prompt.strip():
        must_be = f"a string of 1 to {PROMPT_CHARS_MAX} characters that are not all blank"
        message = f"`prompt` is blank; it must be {must_be}."
        found.append(Fault(param="prompt", message=message, kind=MISSING))
    if isinstance(wire, EditWire) and wire.images == []:
        must_be = f"an array of 1 to {NUM_INPUTS_MAX}"
        message = f"`images` is an array of 0; it must be {must_be}."
        found.append(Fault(param="images", message=message, kind=MISSING))
    return found


def _size_faults(
    checked: Checked[TextToImageWire] | Checked[EditWire], side_max: int
) -> list[Fault]:
    wire, found = checked.wire, []
    sides = {"width": wire.width, "height": wire.height}
    for name, side in sides.items():
        if side is not None and not SIDE_MIN <= side <= side_max:
            found.append(fault(name, side, f"an integer from {SIDE_MIN} to {side_max}"))
    if len([side for side in sides.values() if side is None]) == 1 and checked.is_good(*sides):
        name = "width" if wire.width is None else "height"
        must_be = f"an integer from {SIDE_MIN} to {side_max}"
        message = f"`{name}` is missing; beside the other side it must be {must_be}."
        found.append(Fault(param=name, message=message, kind=MISSING))
    if wire.size is not None and not _is_size(wire.size, side_max):
        one_of = ", ".join(PIXELS)
        must_be = f"W*H with each side from {SIDE_MIN} to {side_max}, or one of {one_of}"
        found.append(fault("size", wire.size, must_be))
    return found


def _is_size(text: str, side_max: int) -> bool:
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return text.strip() in PIXELS
    return all(SIDE_MIN <= int(side) <= side_max for side in match.groups())


def _size(wire: TextToImageWire | EditWire, *, is_edit: bool) -> Size | None:
    """Two sides over `size`, which is pixels or a ratio; an edit's own shape over the square."""
    if wire.width is not None and wire.height is not None:
        return Size(wire.width, wire.height)
    if wire.size is None and is_edit:
        return None
    text = (wire.size or DEFAULT_RATIO).strip()
    match = _SIZE.fullmatch(text)
    return Size(int(match[1]), int(match[2])) if match else Size(*PIXELS[text])


def _rule(side_max: int) -> SizeRule:
    """An edit that names no size: the shape of its last input, with about the square's area."""
    return SizeRule(
        # A band in which a multiple of 16 is found without bending the shape.
        area_px_min=_AREA_PX * 197 // 200,
        area_px_max=_AREA_PX * 203 // 200,
        side_px_min=SIDE_MIN,
        side_px_max=side_max - side_max % _MULTIPLE_PX,
        multiple_px=_MULTIPLE_PX,
    )


def _unserved(named: tuple[Reference, ...], capabilities: Capabilities) -> list[Fault]:
    """What is well formed and still cannot be served here."""
    is_within = len(named) <= capabilities.num_inputs_max
    if not named or (capabilities.edits and is_within):
        return []
    if not capabilities.edits:
        message = "`images` asks for an edit, and the engine of this server draws from text only."
    else:
        message = (
            f"`images` is an array of {len(named)}; the engine of this server takes at most "
            f"{capabilities.num_inputs_max}."
        )
    return [Fault(param="images", message=message, kind="edit_unsupported")]


def _refusal(known: list[Fault], refused: list[Fault]) -> InvalidRequest:
    # What is missing comes first: its number is the one that the vendor answers with.
    faults = sorted([*known, *refused], key=lambda each: each.kind != MISSING)
    if known:
        return InvalidRequest(faults=faults, code=faults[0].kind)
    return UnsupportedRequest(faults=faults, code="edit_unsupported")
