"""How AIML API's calls are told apart: the ids in every answer, and the path that errors name.

It does not know what a call does.
"""

import base64
import hashlib
import re
import uuid
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from inkstone.dialects import request_id
from inkstone.dialects.openapi import Documented

INFERENCE_ID = "x-inference-id"
_CLIENT_ID = "x-client-request-id"
_GOOD_CLIENT_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}", re.ASCII)
_INFERENCE_ID_CHARS = 21
#: The paths that the vendor writes without `/v1` in front.
_UNVERSIONED = ("/v2/", "/api/", "/model/")

_path: ContextVar[str] = ContextVar("aimlapi_path", default="/")
_fallback_id: ContextVar[str] = ContextVar("aimlapi_fallback_id", default="")
_client_id: ContextVar[str] = ContextVar("aimlapi_client_id", default="")


class Traced(Documented):
    """A sub-app whose answers, whatever they are, carry the ids of the call."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        # NOTE: they are set rather than kept in the scope, because errors are encoded without it.
        _path.set(_as_the_vendor_writes_it(scope))
        _fallback_id.set(str(uuid.uuid4()))
        sent = Headers(scope=scope).get(_CLIENT_ID, "")
        client_id = sent if _GOOD_CLIENT_ID.fullmatch(sent) else ""
        _client_id.set(client_id)

        async def send_traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if client_id:
                    headers[_CLIENT_ID] = client_id
                # A call that made no picture has an id of its own.
                headers.setdefault(INFERENCE_ID, inference_id(call_id()))
            await send(message)

        await super().__call__(scope, receive, send_traced)


def inference_id(name: str) -> str:
    """The 21 characters that stand for a job, or for a call without one; always the same ones."""
    digest = hashlib.sha256(f"inkstone/inference/{name}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")[:_INFERENCE_ID_CHARS]


def call_id() -> str:
    """The id of the call being answered, as `x-request-id` says it."""
    return request_id.current() or _fallback_id.get()


def client_request_id() -> str:
    """What the caller itself calls the call being answered; empty where it did not say."""
    return _client_id.get()


def asked_path() -> str:
    """The path of the call being answered, as the vendor writes it."""
    return _path.get()


def _as_the_vendor_writes_it(scope: Scope) -> str:
    """The path with its version: whoever mounts the sub-app has taken the prefix and `/v1` off."""
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))[:200]
    return path if path.startswith(_UNVERSIONED) else f"/v1{path}"
