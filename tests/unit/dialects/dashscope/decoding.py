"""DashScope's bodies, decoded for the tests of decoding."""

from typing import Any

import pytest

from contract.doors import doors
from inkstone.dialects.dashscope.decode import Decoded, decode
from inkstone.domain.errors import InkstoneError, InvalidRequest
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

CATALOGUE = catalogue()
ABLE = Capabilities(edits=True, num_inputs_max=3, prompt_extend=True, negative_prompt=True)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]


def body(*, model: Any = "qwen-image-2.0", prompt: str = "A kite", **parameters: Any) -> Any:
    """A body in the vendor's newer form."""
    message = {"role": "user", "content": [{"text": prompt}]}
    return {"model": model, "input": {"messages": [message]}, "parameters": parameters}


def decoded(raw: Any, *, capabilities: Capabilities = ABLE) -> Decoded:
    """A body decoded."""
    return decode(raw, catalogue=CATALOGUE, capabilities=capabilities, references=REFERENCES)


def refused(raw: Any, **more: Any) -> InvalidRequest:
    """What a body is refused with."""
    with pytest.raises(InkstoneError) as caught:
        decoded(raw, **more)
    assert isinstance(caught.value, InvalidRequest)
    return caught.value
