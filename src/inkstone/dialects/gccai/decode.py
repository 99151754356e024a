"""GCCAI's words to ours: a checked body becomes an `ImageRequest`.

It does not know who asks, nor what becomes of the request.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inkstone.dialects.faults import Checked, check, fault, input_faults
from inkstone.dialects.gccai.wire import DEFAULT_RATIO, DEFAULT_TIER, PIXELS, GenerationWire
from inkstone.domain.catalogue import Catalogue, PublicModel
from inkstone.domain.errors import Fault, InvalidRequest, UnsupportedRequest
from inkstone.domain.request import ImageRequest, Size
from inkstone.engines.base import Capabilities
from inkstone.service.references import Form, Reference, References, form_of
from inkstone.service.submit import draw_seed

#: How a picture may be named: the vendor's page rules base64 out.
FORMS = (Form.URL,)
_URL_MUST_BE = "an http(s) URL; POST /v1/uploads/images gives one for a local picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A request, and what must be remembered to answer it in this vendor's words."""

    request: ImageRequest
    #: The pictures to edit, as the caller named them.
    references: tuple[Reference, ...]
    #: The model as the caller named it.
    model: str
    #: Codes of what was asked for and cannot be done.
    warnings: tuple[str, ...]

    def to_wire(self) -> dict[str, Any]:
        """What is kept with the job."""
        return {"model": self.model, "warnings": list(self.warnings)}


def decode(
    raw: Mapping[str, Any],
    *,
    catalogue: Catalogue,
    capabilities: Capabilities,
    references: References,
) -> Decoded:
    """Check a body and resolve it.

    Raises:
        UnsupportedRequest: the engine cannot do what is asked.
        InvalidRequest: anything else is wrong; it names every fault.
    """
    checked = check(GenerationWire, _normalised(raw), required=("model", "prompt"))
    wire = checked.wire
    model, faults = _model(checked, catalogue)
    named = tuple(
        Reference(param=f"image_urls[{index}]", text=text)
        for index, text in enumerate(wire.image_urls or ())
    )
    faults = [*checked.faults, *faults, *_prompt_faults(wire), *_url_faults(named, references)]
    refused = _unserved(raw, capabilities)
    if faults or refused:
        raise (InvalidRequest if faults else UnsupportedRequest)(
            faults=[*faults, *refused], code=None if faults else "edit_unsupported"
        )
    assert model is not None, "an unknown one is a fault"
    asks_in_vain = bool(wire.negative_prompt) and not capabilities.negative_prompt
    return Decoded(
        request=ImageRequest(
            model=model.resolves_to,
            tier=model.tier,
            prompt=wire.prompt or "",
            negative_prompt=wire.negative_prompt or "",
            size=Size(*PIXELS[wire.size or DEFAULT_RATIO, wire.resolution or DEFAULT_TIER]),
            is_size_default=wire.size is None and wire.resolution is None and not named,
            num_images=wire.n or 1,
            seed=draw_seed(),
        ),
        references=named,
        model=wire.model or "",
        warnings=("negative_prompt_unavailable",) if asks_in_vain else (),
    )


def _normalised(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The body, with the tier in upper case."""
    fields = dict(raw)
    tier = fields.get("resolution")
    if isinstance(tier, str) and tier in {"1k", "2k"}:
        fields["resolution"] = tier.upper()
    return fields


def _model(
    checked: Checked[GenerationWire], catalogue: Catalogue
) -> tuple[PublicModel | None, list[Fault]]:
    asked = checked.wire.model
    if asked is None:
        return None, []
    # By the catalogue's own names: its aliases are other vendors' spellings.
    known = {model.name: model for model in catalogue.models}
    if asked in known:
        return known[asked], []
    return None, [fault("model", asked, f"one of {', '.join(known)}", kind="model_not_found")]


def _prompt_faults(wire: GenerationWire) -> list[Fault]:
    if wire.prompt is None or wire.prompt.strip():
        return []
    must_be = "a string of 1 to 800 characters that are not all blank"
    return [Fault(param="prompt", message=f"`prompt` is blank; it must be {must_be}.")]


def _url_faults(named: tuple[Reference, ...], references: References) -> list[Fault]:
    faults = []
    for each in named:
        if form_of(each.text, FORMS) is None:
            faults.append(fault(each.param, each.text, _URL_MUST_BE))
        else:
            faults += input_faults([each], references, forms=FORMS)
    return faults


def _unserved(raw: Mapping[str, Any], capabilities: Capabilities) -> list[Fault]:
    """What is well formed and still cannot be served here."""
    if not raw.get("image_urls") or capabilities.edits:
        return []
    message = (
        "`image_urls` asks for an edit, and the engine of this server makes pictures from text "
        "only. Leave it out, or use a server whose engine edits."
    )
    return [Fault(param="image_urls", message=message, kind="edit_unsupported")]
