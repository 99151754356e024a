"""From a checked body to the request that every dialect comes down to.

It does not know who asks. After this module nobody knows the dialect's words.
"""

from collections.abc import Mapping
from typing import Any

from inkstone.dialects.faults import check, fault
from inkstone.dialects.my_dialect.wire import PIXELS, DrawWire
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.request import ImageRequest, Size
from inkstone.service.submit import draw_seed


def decode(raw: Mapping[str, Any], *, catalogue: Catalogue) -> ImageRequest:
    """Check a body and resolve it.

    Raises:
        InvalidRequest: something is wrong; it names every fault.
    """
    checked = check(DrawWire, raw, required=("text",))
    wire, faults = checked.wire, list(checked.faults)
    if wire.text is not None and not wire.text.strip():
        faults.append(fault("text", wire.text, "text that is not blank"))
    if faults:
        raise InvalidRequest(faults=faults)
    model = catalogue.find("qwen-image-2.0")
    return ImageRequest(
        model=model.resolves_to,
        tier=model.tier,
        prompt=wire.text or "",
        size=Size(*PIXELS[wire.shape or "square"]),
        seed=draw_seed() if wire.seed is None else wire.seed,
        is_seed_chosen=wire.seed is not None,
    )
