"""The front: which application a path belongs to.

A prefix is a dialect's whole path space; the rest is ours, or a dialect's by the root table that it
is handed. With or without `/v1`, with or without a trailing slash, a path means the same.
"""

import re
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.routing import Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from inkstone.server.errors import refusal

#: Longer paths are nobody's.
_PATH_MAX = 2_048
#: A name or an address, and perhaps a port. Anything else, such as `127.0.0.1:80@elsewhere`, would
#: end up in the addresses that answers name.
_HOST = re.compile(rb"([A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(:[0-9]{0,5})?")


def normalised(path: str) -> str:
    """A path without `/v1` in front and without a slash behind."""
    path = "/" + path.strip("/")
    if path == "/v1" or path.startswith("/v1/"):
        path = path.removeprefix("/v1") or "/"
    return path


class Front:
    """Hands each request to the application that its path belongs to."""

    def __init__(
        self,
        *,
        ours: Router,
        dialects: Mapping[str, ASGIApp],
        pick: Callable[[str], str | None],
        shared: Mapping[str, Callable[[Request], Awaitable[str]]],
        only_at_root: Mapping[str, ASGIApp],
    ) -> None:
        """Prepare the front.

        Args:
            ours: what is served beside the dialects.
            dialects: prefix (without slashes) → application.
            pick: normalised path at the root → prefix, or `None`.
            shared: normalised path at the root → what tells whose request on it is.
            only_at_root: what `pick` may name beside the dialects.
        """
        self._ours = ours
        self._dialects = dialects
        self._pick = pick
        self._shared = shared
        self._at_root = {**dialects, **only_at_root}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        if len(path) > _PATH_MAX:
            await refusal(414, "The path is too long.", code="not_found")(scope, receive, send)
            return
        if not _HOST.fullmatch(dict(scope["headers"]).get(b"host", b"")):
            await refusal(400, "The Host header names no host.", code="invalid_host")(
                scope, receive, send
            )
            return
        if any(route.matches(scope)[0] is not Match.NONE for route in self._ours.routes):
            await self._ours(scope, receive, send)
            return
        prefix, _, rest = path.lstrip("/").partition("/")
        if prefix in self._dialects:
            app = self._dialects[prefix]
            await self._enter(app, scope, receive, send, prefix=f"/{prefix}", rest=rest)
            return
        where = normalised(path)
        if where in self._shared:
            name: str | None = await self._shared[where](Request(scope, receive))
        else:
            name = self._pick(where)
        if name is not None:
            await self._enter(self._at_root[name], scope, receive, send, prefix="", rest=path)
            return
        message = f"There is nothing at {path[:200]}; /docs lists what there is."
        await refusal(404, message, code="not_found")(scope, receive, send)

    async def _enter(
        self,
        app: ASGIApp,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        prefix: str,
        rest: str,
    ) -> None:
        child = dict(scope)
        child["root_path"] = prefix
        child["path"] = prefix + normalised(rest)
        child["raw_path"] = child["path"].encode()
        await app(child, receive, send)
