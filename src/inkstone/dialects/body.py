"""Request bodies: read under a limit, parsed strictly, and told apart by a fingerprint.

It does not know what the fields of a body mean.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from inkstone.domain.errors import Fault, InkstoneError, InvalidRequest, PayloadTooLarge

#: Nobody's request nests deeper, and everything that walks one later can count on it.
DEPTH_MAX = 32
#: Nobody's request has more fields and items; each takes a microsecond and a hundred bytes.
_NUM_ITEMS_MAX = 50_000
_SURROGATE = re.compile("[\ud800-\udfff]")


#: Where a body that was read to tell whose request it is waits for its dialect: the object, or the
#: error that reading it came to.
PARSED = "inkstone.parsed"


def is_json(request: Request) -> bool:
    """Whether a body is taken for JSON, which most clients do not care to say."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return not kind.startswith("multipart/")


async def read_object(request: Request, *, bytes_max: int) -> dict[str, Any]:
    """The request's body as a JSON object, whatever content type but multipart it claims.

    Raises:
        PayloadTooLarge: it has more than `bytes_max` bytes.
        InvalidRequest: it is not one JSON object.
    """
    if not is_json(request):
        raise _fault("The body is multipart; send one JSON object as application/json.")
    parsed = request.scope.get(PARSED)
    if isinstance(parsed, InkstoneError):
        raise parsed
    if parsed is not None:
        return dict(parsed)
    return parse_object(await read(request, bytes_max=bytes_max))


async def read_object_if_any(request: Request, *, bytes_max: int) -> dict[str, Any]:
    """The same of a call that may be sent without a body; then empty.

    Raises:
        PayloadTooLarge: it has more than `bytes_max` bytes.
        InvalidRequest: it is not one JSON object.
    """
    if not is_json(request):
        return await read_object(request, bytes_max=bytes_max)
    body = await read(request, bytes_max=bytes_max)
    return parse_object(body) if body.strip() else {}


async def read(request: Request, *, bytes_max: int) -> bytes:
    """The request's body, given up as soon as it is known to be too large.

    Raises:
        PayloadTooLarge: it has more than `bytes_max` bytes.
        InvalidRequest: the client went away before its end.
    """
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and len(length) < 20 and int(length) > bytes_max:
        raise _too_large(bytes_max, said=f"{int(length):,}")
    chunks: list[bytes] = []
    size_bytes = 0
    try:
        async for chunk in request.stream():
            size_bytes += len(chunk)
            if size_bytes > bytes_max:
                raise _too_large(bytes_max, said="more")
            chunks.append(chunk)
    except ClientDisconnect as error:
        raise _fault("The connection closed before the end of the body.") from error
    return b"".join(chunks)


def parse_object(body: bytes) -> dict[str, Any]:
    """A JSON object from its bytes: UTF-8, finite numbers, text that every store can keep.

    Raises:
        InvalidRequest: it is not one.
    """
    if not body.strip():
        raise _fault("The body is empty; send a JSON object.")
    if sum(map(body.count, (b",", b"[", b"{"))) > _NUM_ITEMS_MAX:
        raise _fault(f"The body has more than {_NUM_ITEMS_MAX:,} fields, items or commas.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(f"The body is not UTF-8: byte {error.start} is wrong.") from error
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise _fault(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        # Python refuses to read integers of thousands of digits.
        raise _fault("The body has a number that is too long.") from error
    if not isinstance(value, dict):
        raise _fault(f"The body is a JSON {_kind(value)}; send an object.")
    _check_text(value)
    return value


def fingerprint(dialect: str, path: str, body: Mapping[str, Any]) -> str:
    """SHA-256 of what was asked, the same however its fields are ordered and spaced.

    `1.0` is `1`: who passes a body on may write its numbers anew.
    """
    asked = [dialect, path, _with_short_numbers(body)]
    canonical = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _with_short_numbers(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _with_short_numbers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_short_numbers(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _check_text(body: dict[str, Any]) -> None:
    """Refuse text that is no text, at any depth: lone surrogates and NUL."""
    waiting: list[tuple[str, Any, int]] = [("", body, 0)]
    while waiting:
        name, value, depth = waiting.pop()
        if depth > DEPTH_MAX:
            raise _too_deep()
        if isinstance(value, dict):
            for key, item in value.items():
                _check_string(name, key)
                waiting.append((f"{name}.{key}" if name else key, item, depth + 1))
        elif isinstance(value, list):
            waiting += ((f"{name}[{i}]", item, depth + 1) for i, item in enumerate(value))
        elif isinstance(value, str):
            _check_string(name, value)


def _check_string(name: str, text: str) -> None:
    if "\0" in text:
        what = "a NUL character"
    elif not text.isascii() and _SURROGATE.search(text):
        what = "half of a surrogate pair"
    else:
        return
    field = f"`{name[:60]}`" if name else "A field name"
    fault = Fault(param=name[:60], message=f"{field} holds {what}; send text.", kind="invalid_text")
    raise InvalidRequest(faults=[fault])


def _refuse_constant(word: str) -> NoReturn:
    raise _fault(f"The body has the number {word}, which JSON does not know.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _fault(f"The body has the number {text[:20]}, which is too large.")
    return number


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {bool: "boolean", int: "number", float: "number", str: "string"}
    return names.get(type(value), "array")


def _fault(message: str) -> InvalidRequest:
    return InvalidRequest(faults=[Fault(param="", message=message, kind="invalid_body")])


def _too_deep() -> InvalidRequest:
    return _fault(f"The body nests deeper than {DEPTH_MAX} levels.")


def _too_large(bytes_max: int, *, said: str) -> PayloadTooLarge:
    return PayloadTooLarge(f"The body has {said} bytes; at most {bytes_max:,} are taken.")
