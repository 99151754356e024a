"""What goes wrong at the upstream of the soak: which faults, how often, and the answers they give.

It does not know how an answer is sent, nor what was made before.
"""

import json
import random
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from inkstone.bench.gateway_pictures import SIGNATURE

OPENAI, DASHSCOPE = "openai", "dashscope"
#: The work was surely not done, and is not charged: status, code, words and further headers.
_REFUSALS: Mapping[str, Mapping[str, tuple[int, str, tuple[str, ...]]]] = {
    OPENAI: {
        "429": (429, "rate_limit_exceeded", ("Retry-After: 1",)),
        "503": (503, "model_unavailable", ()),
        "moderation": (400, "moderation_blocked", ()),
        "wrong_key": (401, "invalid_api_key", ()),
    },
    DASHSCOPE: {
        "429": (429, "Throttling.RateQuota", ("Retry-After: 1",)),
        "503": (503, "ServiceUnavailable", ()),
        "moderation": (400, "DataInspectionFailed", ()),
        "wrong_key": (401, "InvalidApiKey", ()),
    },
}
#: The work is done and charged, and its answer says nothing of use: status and code.
_FAILURES: Mapping[str, tuple[int, str]] = {
    "500": (500, "InternalError"),
    "504": (504, "GatewayTimeout"),
    "error_inside": (200, "InternalError"),
}
#: The same, by what becomes of the answer.
SPOILT = frozenset({*_FAILURES, "502", "content_type", "cut", "cut_body", "slow"})
REFUSED = "refused"
WRONG_KEY, MODERATION = "wrong_key", "moderation"
#: Of pictures that are named by address: for ever, or until it was tried a few times.
RESULT_GONE, RESULT_LATE = "result_gone", "result_late"
#: Every kind of fault, by the form of the API.
KINDS: Mapping[str, Sequence[str]] = {
    OPENAI: (REFUSED, *sorted(SPOILT), *_REFUSALS[OPENAI]),
    DASHSCOPE: (REFUSED, *sorted(SPOILT), *_REFUSALS[DASHSCOPE], RESULT_GONE, RESULT_LATE),
}
_SIDE_PX = 512


class Fates:
    """Says what befalls each request: a share of them meets each kind of fault in turn."""

    def __init__(self, form: str, *, share: float, seed: int) -> None:
        """Shuffle the kinds.

        Args:
            form: `OPENAI` or `DASHSCOPE`.
            share: of requests that meet one, 0 to 1.
            seed: of the order.
        """
        self._rng = random.Random(f"{seed} {form}")  # noqa: S311 - it hides nothing
        self._kinds, self._share = list(KINDS[form]), share
        # However few requests there are, some find nobody there.
        self._left = [REFUSED]
        self._owed = 0.0

    def next(self) -> str:
        """The fault of the next request; empty for none."""
        self._owed += self._share * self._rng.uniform(0.5, 1.5)
        if self._owed < 1:
            return ""
        self._owed -= 1
        if not self._left:
            self._left = self._rng.sample(self._kinds, len(self._kinds))
        return self._left.pop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody asks for."""

    prompt: str
    num_images: int


def order_of(form: str, body: bytes) -> Order:
    """Read a request.

    Raises:
        ValueError: it is none.
    """
    try:
        asked = json.loads(body)
        if form == OPENAI:
            return Order(prompt=asked["prompt"], num_images=asked.get("n", 1))
        (message,) = asked["input"]["messages"]
        texts = [part["text"] for part in message["content"] if "text" in part]
        return Order(prompt=texts[0], num_images=asked["parameters"]["n"])
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("no request for pictures") from error


def refusal(form: str, fault: str) -> bytes | None:
    """The answer of somebody who does no work; None where the fault is no refusal."""
    found = _REFUSALS[form].get(fault)
    if found is None:
        return None
    status, code, headers = found
    return response(status, error(form, code), *headers)


def failure(form: str, fault: str) -> bytes | None:
    """The answer of somebody who did the work and fails; None where there is none, or another."""
    if fault == "502":
        return response(502, b"<html>Bad Gateway</html>", media_type="text/html")
    if fault not in _FAILURES:
        return None
    status, code = _FAILURES[fault]
    return response(status, error(form, code))


def error(form: str, code: str) -> bytes:
    """An error in the words of a form."""
    if form == DASHSCOPE:
        return written({"code": code, "message": "No.", "request_id": f"req-{code}"})
    told = {"message": "No.", "type": "server_error", "param": None, "code": code}
    return written({"error": told})


def response(
    status: int, body: bytes, *headers: str, media_type: str = "application/json"
) -> bytes:
    """The bytes of an answer."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Type: {media_type}"]
    lines += [f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def written(value: Any) -> bytes:
    """A value as JSON."""
    return json.dumps(value).encode()


def index_of(prompt: str) -> int:
    """Which job asks, as its prompt says.

    Raises:
        ValueError: it says none.
    """
    return int(prompt.partition(".")[0].rpartition(" ")[2])


def png(index: int) -> bytes:
    """A picture of the one colour that is a job's number."""
    header = struct.pack(">IIBBBBB", _SIDE_PX, _SIDE_PX, 8, 3, 0, 0, 0)
    parts = (b"IHDR", header), (b"PLTE", index.to_bytes(3)), (b"IDAT", _pixels()), (b"IEND", b"")
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


@cache
def _pixels() -> bytes:
    """All of the first colour in the palette."""
    return zlib.compress(bytes((1 + _SIDE_PX) * _SIDE_PX))


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + crc
