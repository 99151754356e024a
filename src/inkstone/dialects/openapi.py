"""What a dialect's routes say of themselves in OpenAPI, written once for all dialects.

It does not know a vendor's fields: it is handed the wire models.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from inkstone.dialects.faults import Wire

#: How a caller authenticates: either of the two.
SECURITY: Mapping[str, Mapping[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An Inkstone API key."},
    "x-api-key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
}

_NEEDS_KEY: list[dict[str, list[str]]] = [{name: []} for name in SECURITY]


class _Route(APIRoute):
    """A route that keeps the models of its answers for the document, and calls its handler itself.

    FastAPI would prepare each of them for checking answers, which ours need not be: that is most of
    the time that a start takes. For each request it would solve dependencies, which ours have not:
    a handler takes the request and the parts of its path.
    """

    def __init__(
        self,
        *args: Any,
        responses: Mapping[int | str, Mapping[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        given = responses or {}
        self.models: dict[str, Any] = {
            str(status): about["model"] for status, about in given.items() if "model" in about
        }
        plain = {s: {k: v for k, v in about.items() if k != "model"} for s, about in given.items()}
        super().__init__(*args, responses=plain, **more)
        self.app = _served(self.endpoint)


class Documented(FastAPI):
    """A sub-app that says in its document how its callers authenticate, and serves no page."""

    def __init__(self, *, title: str) -> None:
        super().__init__(
            title=title, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
        )
        self.router.route_class = _Route

    def build_middleware_stack(self) -> ASGIApp:
        """What a request goes through: no more than is used here, from the outside in."""
        handlers = dict(self.exception_handlers)
        last = handlers.pop(Exception, None)
        routes = Router(self.routes, redirect_slashes=False)
        app: ASGIApp = ExceptionMiddleware(routes, handlers=handlers)
        for each in reversed(self.user_middleware):
            app = each.cls(app, *each.args, **each.kwargs)
        return ServerErrorMiddleware(app, handler=last)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope["app"] = self
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        await self.middleware_stack(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """The sub-app's document."""
        document = super().openapi()
        components = document.setdefault("components", {})
        components["securitySchemes"] = dict(SECURITY)
        # FastAPI adds its own refusal wherever a path has a parameter; ours are the vendor's.
        for name in ("HTTPValidationError", "ValidationError"):
            components.get("schemas", {}).pop(name, None)
        schemas = components.setdefault("schemas", {})
        for route in self.routes:
            if isinstance(route, _Route) and route.include_in_schema:
                operations = document["paths"][route.path_format]
                for method in {m.lower() for m in route.methods or ()} & set(operations):
                    _describe(operations[method], route.models, schemas)
        return document


def _served(handler: Callable[..., Awaitable[Response]]) -> ASGIApp:
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handler(Request(scope, receive, send), **scope["path_params"])
        await response(scope, receive, send)

    return serve


def _describe(
    operation: dict[str, Any], models: Mapping[str, Any], schemas: dict[str, Any]
) -> None:
    """Say of an operation's answers what their JSON is; the schemas are kept once for all."""
    if "422" not in models:
        operation["responses"].pop("422", None)
    for status, model in models.items():
        schema = TypeAdapter(model).json_schema(
            mode="serialization", ref_template="#/components/schemas/{model}"
        )
        parts = schema.pop("$defs", {})
        if isinstance(model, type):  # a choice of several has no name
            parts[model.__name__] = schema
            schema = {"$ref": f"#/components/schemas/{model.__name__}"}
        for part in parts.values():
            for field in part.get("properties", {}).values():
                if field.get("default", ...) is None:
                    del field["default"]
        schemas.update(parts)
        content = operation["responses"][status].setdefault("content", {})
        content["application/json"] = {"schema": schema}


def body_of(
    model: type[Wire], *, required: Sequence[str], examples: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The request body of an operation."""
    schema = _in_place(model.model_json_schema())
    if required:
        schema["required"] = list(required)
    _without_null(schema)
    content = {"schema": schema, "examples": {k: {"value": v} for k, v in examples.items()}}
    return {"required": True, "content": {"application/json": content}}


def query_of(model: type[Wire]) -> list[dict[str, Any]]:
    """The query parameters of an operation."""
    schema = _in_place(model.model_json_schema())
    _without_null(schema)
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": field.pop("description", ""),
            "schema": field,
        }
        for name, field in schema["properties"].items()
    ]


def operation(
    *,
    body: Mapping[str, Any] | None = None,
    query: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    needs_key: bool = True,
) -> dict[str, Any]:
    """The parts of an operation that FastAPI cannot read off a handler."""
    extra: dict[str, Any] = {"security": _NEEDS_KEY if needs_key else []}
    if body is not None:
        extra["requestBody"] = dict(body)
    parameters = [dict(parameter) for parameter in query]
    for name, description in (headers or {}).items():
        parameters.append(
            {
                "name": name,
                "in": "header",
                "required": False,
                "description": description,
                "schema": {"type": "string"},
            }
        )
    if parameters:
        extra["parameters"] = parameters
    return extra


def answers(
    answer: type[BaseModel] | None,
    about: str,
    *,
    error: type[BaseModel],
    errors: Mapping[int, str],
    status: int = 200,
) -> dict[int | str, dict[str, Any]]:
    """The answers of an operation: the good one, empty for none, and refusals of one shape."""
    refusals: dict[int | str, dict[str, Any]] = {
        status: {"model": error, "description": meaning} for status, meaning in errors.items()
    }
    if answer is None:
        return {204: {"description": about}, **refusals}
    return {status: {"model": answer, "description": about}, **refusals}


def _in_place(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with the parts that it refers to in their places: it becomes part of another."""
    parts = schema.pop("$defs", {})

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(each) for each in value]
        if not isinstance(value, dict):
            return value
        name = str(value.get("$ref", "")).removeprefix("#/$defs/")
        if name in parts:
            return filled({**parts[name], **{k: v for k, v in value.items() if k != "$ref"}})
        return {key: filled(each) for key, each in value.items()}

    found: dict[str, Any] = filled(schema)
    return found


def _without_null(schema: dict[str, Any]) -> None:
    """Say of optional fields what they are, not that they may be null as well."""
    for field in schema.get("properties", {}).values():
        options = [s for s in field.get("anyOf", ()) if s.get("type") != "null"]
        if len(options) == 1:
            del field["anyOf"]
            field.update(options[0])
        if field.get("default", ...) is None:
            del field["default"]
        field.pop("title", None)
