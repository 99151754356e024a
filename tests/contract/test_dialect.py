"""What every dialect promises, whatever its vendor: errors of its own shape, on every route."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import registry
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError, InvalidRequest
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio


def _is_empiriolabs_error(body: Any) -> bool:
    error = body["error"]
    texts = (error["message"], error["type"], error["code"])
    return all(isinstance(t, str) and t for t in texts) and error.get("param", "") != ""


def _is_gccai_error(body: Any) -> bool:
    error = body["error"]
    is_told = bool(error["message"] and error["type"]) and isinstance(error["code"], int)
    return is_told and (set(body) == {"error"} or body["success"] is False)


def _is_aimlapi_error(body: Any) -> bool:
    names = ["requestId", "statusCode", "timestamp", "path", "message"]
    return list(body) == names and isinstance(body["statusCode"], int) and all(body.values())


def _is_native_error(body: Any) -> bool:
    error = body["error"]
    return bool(error["code"] and error["message"]) and isinstance(error["faults"], list)


def _is_dashscope_error(body: Any) -> bool:
    texts = (body["code"], body["message"], body["request_id"])
    return len(body) == 3 and all(isinstance(t, str) and t for t in texts)


def _is_wavespeed_error(body: Any) -> bool:
    said = body["error"] == body["message"] and bool(body["error"])
    return said and isinstance(body["code"], int) and isinstance(body["data"]["code"], int)


def _is_openai_error(body: Any) -> bool:
    error = body["error"]
    return set(error) == {"message", "type", "param", "code"} and bool(error["message"])


#: By dialect: whether a body is an error of the vendor's shape.
SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "aimlapi": _is_aimlapi_error,
    "gccai": _is_gccai_error,
    "dashscope": _is_dashscope_error,
    "empiriolabs": _is_empiriolabs_error,
    "native": _is_native_error,
    "openai": _is_openai_error,
    "wavespeed": _is_wavespeed_error,
}
#: By dialect: the routes that need no key.
OPEN_ROUTES: Mapping[str, set[str]] = {
    "aimlapi": {"/models", "/models/x1", "/api/v1/models", "/model/x1"},
    "gccai": set(),
    "dashscope": set(),
    "empiriolabs": {"/health"},
    "native": set(),
    "openai": set(),
    "wavespeed": set(),
}
#: By dialect: the routes that take a key and need none, and want a body.
KEYLESS_POSTS: Mapping[str, set[str]] = {"native": {"/verify"}}
#: By dialect: the routes that ask for a ticket in the place of a key.
TICKET_ROUTES: Mapping[str, set[str]] = {
    "dashscope": {"/api/v1/uploads/oss"},
    "wavespeed": {"/api/v3/media/uploads/x1"},
}


#: By dialect: what a wrong method is answered with, where the vendor has no 405.
WRONG_METHOD: Mapping[str, int] = {"aimlapi": 404}


def _classes(root: type[InkstoneError] = InkstoneError) -> Iterator[type[InkstoneError]]:
    if root.__module__ == errors.__name__:
        yield root
    for child in root.__subclasses__():
        yield from _classes(child)


def _error(cls: type[InkstoneError]) -> InkstoneError:
    if issubclass(cls, InvalidRequest):
        faults = [Fault(param=name, message=f"`{name}` is wrong.") for name in ("prompt", "seed")]
        return cls(faults=faults)
    return cls()


def _calls(platform: Platform) -> Iterator[tuple[str, str]]:
    for route in platform.app.routes:
        assert isinstance(route, APIRoute)
        for method in route.methods:
            yield method, _asked(route.path)


def _asked(path: str) -> str:
    """A path with something in the place of its parameters."""
    return re.sub(r"\{[^}]*\}", "x1", path)


@pytest.fixture(params=sorted(registry.FACTORIES))
def dialect(request: pytest.FixtureRequest) -> str:
    """Each registered dialect's name."""
    return str(request.param)


def test_every_dialect_has_the_name_it_is_registered_by(dialect: str) -> None:
    made = registry.create(dialect)
    assert made.name == dialect
    assert made.prefix == registry.PREFIXES.get(dialect, dialect)
    assert dialect in SHAPES, "say what its errors look like"


def test_an_unknown_dialect_is_named() -> None:
    with pytest.raises(ValueError, match="empiriolabs"):
        registry.create("nobody")


async def test_every_error_has_a_status_and_the_vendors_shape(dialect: str, tmp_path: Path) -> None:
    async with run(tmp_path, dialect=dialect, works=False) as platform:
        raised: list[InkstoneError] = []

        async def fail(_: Request) -> Response:
            raise raised[-1]

        platform.app.router.add_route("/fail", fail)
        statuses: dict[type[InkstoneError], int] = {}
        for cls in _classes():
            raised.append(_error(cls))
            answer = await platform.client.get("/fail")
            statuses[cls] = answer.status_code
            assert 400 <= answer.status_code < 600, cls
            assert SHAPES[dialect](answer.json()), cls
            assert raised[-1].message in answer.text.replace('\\"', '"'), cls
            assert "Traceback" not in answer.text
            assert answer.headers["inkstone-dialect"] == dialect
            assert ("retry-after" in answer.headers) == isinstance(raised[-1], errors.TryLater)
        for cls, status in statuses.items():
            is_ours = issubclass(cls, errors.ServerFault | errors.TryLater) or cls is InkstoneError
            assert (status >= 500) == (is_ours and cls is not errors.RateLimited), cls


async def test_a_fault_inside_says_nothing_of_the_inside(dialect: str, tmp_path: Path) -> None:
    async with run(tmp_path, dialect=dialect, works=False) as platform:

        async def fail(_: Request) -> Response:
            raise RuntimeError("the secret is 42")

        platform.app.router.add_route("/fail", fail)
        answer = await platform.client.get("/fail")
        assert answer.status_code == 500
        assert SHAPES[dialect](answer.json())
        assert "secret" not in answer.text
        assert answer.headers["inkstone-dialect"] == dialect


async def test_every_route_refuses_a_caller_without_a_key(dialect: str, tmp_path: Path) -> None:
    async with run(tmp_path, dialect=dialect, works=False) as platform:
        for method, path in _calls(platform):
            for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer x"}):
                answer = await platform.client.request(method, path, headers=headers)
                is_open = path in OPEN_ROUTES[dialect]
                expected = {200, 404} if is_open else {401}
                # Whoever sends no key there is heard, and told that a picture is missing; a key
                # that is wrong is refused there too.
                if path in KEYLESS_POSTS.get(dialect, ()) and not headers:
                    expected = {400}
                assert answer.status_code in expected, (method, path)
                assert answer.headers["inkstone-dialect"] == dialect
                if not is_open:
                    assert SHAPES[dialect](answer.json())


async def test_unknown_paths_and_wrong_methods_are_refused_in_its_words(
    dialect: str, tmp_path: Path
) -> None:
    async with run(tmp_path, dialect=dialect, works=False) as platform:
        for path in ("/nothing/here", "/", "/%00", "/jobs/a/b/c"):
            missing = await platform.client.get(path)
            assert missing.status_code == 404, path
            assert SHAPES[dialect](missing.json())
            assert missing.headers["inkstone-dialect"] == dialect
        methods: dict[str, set[str]] = {}
        for method, path in _calls(platform):
            methods.setdefault(path, set()).add(method)
        for path, allowed in methods.items():
            wrong = "PATCH" if "PUT" in allowed else "PUT"
            answer = await platform.client.request(wrong, path)
            assert answer.status_code == WRONG_METHOD.get(dialect, 405)
            assert {m.strip() for m in answer.headers["allow"].split(",")} >= allowed
            assert SHAPES[dialect](answer.json())


HOSTILE: list[bytes] = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"{}",
    b"\xff\xfe",
    b'{"prompt": NaN}',
    b'{"seed": 1e999}',
    b'{"seed": ' + b"9" * 5000 + b"}",
    b'{"prompt": "\\ud800"}',
    b'{"prompt": "a\\u0000b"}',
    b'{"\\u0000": 1}',
    b"[" * 100_000,
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    b'{"a":' * 60 + b"1" + b"}" * 60,
    json.dumps({"model": ["x"], "prompt": {"a": 1}, "image": {}, "size": []}).encode(),
]


#: Calls that mean something without any field: no body, or other fields, is no fault of theirs.
NEEDS_NO_FIELD = {"/webhooks/secrets/rotate"}


async def test_a_hostile_body_is_a_fault_of_the_caller(dialect: str, tmp_path: Path) -> None:
    async with run(tmp_path, dialect=dialect, works=False) as platform:
        routes = [path for method, path in _calls(platform) if method == "POST"]
        for path in routes:
            for body in HOSTILE:
                answer = await platform.client.post(
                    path, content=body, headers=dict(platform.headers)
                )
                if path in NEEDS_NO_FIELD and answer.status_code == 200:
                    continue
                assert 400 <= answer.status_code < 500, (path, body[:100])
                assert SHAPES[dialect](answer.json())


async def test_a_body_beyond_the_limit_is_not_read_to_its_end(dialect: str, tmp_path: Path) -> None:
    async with run(tmp_path, dialect=dialect, works=False) as platform:
        submits = [path for method, path in _calls(platform) if path.endswith("/generations")]
        num_chunks = 0

        async def endless() -> Any:
            nonlocal num_chunks
            while True:
                num_chunks += 1
                assert num_chunks < 100
                yield b" " * 65_536

        for path in submits:
            request = platform.client.build_request(
                "POST", path, content=endless(), headers=platform.headers
            )
            transport = httpx.ASGITransport(platform.app)
            answer = await transport.handle_async_request(request)
            assert answer.status_code == 413


async def test_its_document_describes_every_route(dialect: str, tmp_path: Path) -> None:
    async with run(tmp_path, dialect=dialect, works=False) as platform:
        document = platform.app.openapi()
        schemes = set(document["components"]["securitySchemes"])
        ids = []
        for path, operations in document["paths"].items():
            for operation in operations.values():
                assert operation["summary"], path
                ids.append(operation["operationId"])
                unprocessable = operation["responses"].get("422", {"content": {}})
                assert "ValidationError" not in json.dumps(unprocessable), "we never answer so"
                assert all(answer["description"] for answer in operation["responses"].values())
                assert {name for row in operation["security"] for name in row} <= schemes
                keyless = OPEN_ROUTES[dialect] | TICKET_ROUTES.get(dialect, set())
                assert bool(operation["security"]) == (_asked(path) not in keyless)
        assert len(ids) == len(set(ids))
        assert set(document["paths"]) == {
            route.path_format
            for route in platform.app.routes
            if isinstance(route, APIRoute) and route.include_in_schema
        }
