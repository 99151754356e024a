"""The shared path at the root: whose request it is, told by its model and by who sends it.

Four vendors answer `POST /v1/images/generations`, each in its own way. This module knows what
tells them apart, and nothing else of them.
"""

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from inkstone.dialects import callers
from inkstone.dialects.body import PARSED, is_json, parse_object, read
from inkstone.domain.errors import InkstoneError, InvalidRequest
from inkstone.service.keys import Keys

#: Who answers until more is known: its error shape is the one that most clients can read.
FALLBACK = "openai"

_QWEN_IMAGE = re.compile(r"qwen-image-2\.0(-pro)?(-\d{4}-\d{2}-\d{2})?", re.ASCII)
_PIXELS = re.compile(r"\d{1,5}[xX×]\d{1,5}", re.ASCII)
_OPENAI_FIELDS = ("quality", "response_format", "output_format", "background", "stream")


def choose(fields: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """The dialect of a request on the shared path.

    Args:
        fields: its body.
        headers: its headers, by lower-case name.
    """
    model = fields.get("model")
    if model == "qwen-image-2-0":
        return "empiriolabs"
    if isinstance(model, str) and model.startswith("alibaba/"):
        return "aimlapi"
    if isinstance(model, str) and _QWEN_IMAGE.fullmatch(model):
        return "openai" if _is_openai(fields, headers) else "gccai"
    return FALLBACK


def _is_openai(fields: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
    agent = headers.get("user-agent", "").lower()
    if agent.startswith("openai/") or "litellm" in agent:
        return True
    if any(name.startswith("x-stainless-") for name in headers):
        return True
    size = fields.get("size")
    is_pixels = isinstance(size, str) and (size == "auto" or _PIXELS.fullmatch(size) is not None)
    return is_pixels or any(fields.get(name) is not None for name in _OPENAI_FIELDS)


class SharedPath:
    """Tells whose each request on the shared path is."""

    def __init__(self, *, keys: Keys, body_bytes_max: int, root_dialect: str = "auto") -> None:
        self._keys = keys
        self._body_bytes_max = body_bytes_max
        self._root_dialect = root_dialect

    async def dialect_of(self, request: Request) -> str:
        """The dialect of a request; its body, once read, is kept in the scope for the dialect.

        A caller without a good key is not read: who answers refuses it.
        """
        if self._root_dialect != "auto":
            return self._root_dialect
        if request.method != "POST" or not is_json(request):
            return FALLBACK
        try:
            await self._keys.authenticate(callers.key_of(request))
            data = await read(request, bytes_max=self._body_bytes_max)
        except InkstoneError as error:
            request.scope[PARSED] = error
            return FALLBACK
        try:
            fields = parse_object(data)
        except InvalidRequest as error:
            request.scope[PARSED] = error
            return FALLBACK
        request.scope[PARSED] = fields
        return choose(fields, {name.lower(): value for name, value in request.headers.items()})
