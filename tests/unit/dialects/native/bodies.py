"""Bodies of submits, decoded against an engine that can do everything."""

from typing import Any

import pytest

from contract.doors import doors
from inkstone.dialects.native.decode import Decoded, decode
from inkstone.domain.errors import Fault, InvalidRequest
from inkstone.domain.webhook import WebhookTarget
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

CATALOGUE = catalogue()
ABLE = Capabilities(
    edits=True,
    num_inputs_max=10,
    prompt_extend=True,
    negative_prompt=True,
    steps=True,
    guidance=True,
)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
UPLOAD = "upload_" + "0" * 26
OTHER = "https://pictures.example.test/cat.png"


def target(url: str) -> WebhookTarget:
    """Takes any address but one."""
    if "refused" in url:
        fault = Fault(param="webhook_url", message="`webhook_url` leads inside.")
        raise InvalidRequest(faults=[fault])
    return WebhookTarget(url=url, base_url="https://here.example.test")


def decoded(*, able: Capabilities = ABLE, **fields: Any) -> Decoded:
    """A body decoded, with a prompt."""
    return decode(
        {"prompt": "A kite", **fields},
        catalogue=CATALOGUE,
        capabilities=able,
        references=REFERENCES,
        target=target,
    )


def refused(**fields: Any) -> InvalidRequest:
    """What a body is refused with."""
    with pytest.raises(InvalidRequest) as caught:
        decoded(**fields)
    return caught.value
