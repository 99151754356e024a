"""How a sub-app refuses: errors of ours, unknown paths, wrong methods and faults inside.

Every refusal goes through the dialect's own encoder; this module knows no vendor's shape.
"""

import difflib
from collections.abc import Callable, Mapping
from typing import TypeVar

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from inkstone.dialects.headers import DIALECT_HEADER, NameDialect
from inkstone.domain.errors import InkstoneError, InvalidRequest, NotFound, ServerFault

#: Makes an error the vendor's status and body.
Encoder = Callable[[InkstoneError], Response]


T = TypeVar("T")


def nearest(table: Mapping[type[InkstoneError], T], error: InkstoneError) -> T:
    """What a table says of an error: of its class, or of the nearest ancestor that is named."""
    return next(table[cls] for cls in type(error).__mro__ if cls in table)


class MethodNotAllowed(InvalidRequest):
    """This path does not take that method."""

    code = "method_not_allowed"


def install(app: FastAPI, *, name: str, encode: Encoder) -> None:
    """Make a sub-app speak its dialect whatever happens, and name it in every answer."""

    async def refuse(_: Request, error: Exception) -> Response:
        assert isinstance(error, InkstoneError)
        return encode(error)

    async def refuse_route(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        path = request.scope.get("route_path", request.url.path)[:200]
        if error.status_code == 405:
            methods = ", ".join(sorted(_methods(app, request)))
            message = f"{request.method} is not for {path}, which takes {methods}."
            response = encode(MethodNotAllowed(message))
            response.headers["Allow"] = methods
            return response
        message = f"There is nothing at {request.method} {path}.{_instead(app, request)}"
        return encode(NotFound(message, code="not_found"))

    async def apologise(_: Request, __: Exception) -> Response:
        # The server logs what it was, under the request's id; the caller is not told.
        response = encode(ServerFault())
        response.headers[DIALECT_HEADER] = name
        return response

    app.add_exception_handler(InkstoneError, refuse)
    app.add_exception_handler(HTTPException, refuse_route)
    app.add_exception_handler(Exception, apologise)
    app.add_middleware(NameDialect, name=name)


def _instead(app: FastAPI, request: Request) -> str:
    """What would have worked: the routes that look most like the path."""
    prefix: str = request.scope.get("root_path", "")
    known = {
        route.path: ", ".join(sorted(route.methods or ()))
        for route in app.routes
        if isinstance(route, APIRoute)
    }
    asked = request.url.path.removeprefix(prefix)[:200]
    close = difflib.get_close_matches(asked, known, n=2, cutoff=0.5)
    named = " or ".join(f"{known[each]} {prefix}{each}" for each in close)
    return f" There is {named}." if named else " /docs lists what there is."


def _methods(app: FastAPI, request: Request) -> set[str]:
    methods: set[str] = set()
    for route in app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            methods |= getattr(route, "methods", None) or set()
    return methods
