"""What DashScope's imitation answers when it is told to fail, and the bytes of its answers.

This module does not know what was sold, nor to whom. It needs nothing but Python.
"""

import gzip
import json
import struct
import zlib
from functools import lru_cache

KEY = "sk-dashscope-very-secret"
#: Fault → status, code and words. `[fault=200:Throttling]` is any status with any code.
REFUSALS = {
    "400": (400, "InvalidParameter", "n must be from 1 to 6."),
    "400-url": (400, "InvalidURL", "The image URL cannot be fetched."),
    "400-image": (400, "InvalidParameter", "The image is too small."),
    "moderation": (400, "DataInspectionFailed", "Input data may contain inappropriate content."),
    "arrearage": (400, "Arrearage", "Access denied, account ACME-77 owes money."),
    "401": (401, "InvalidApiKey", f"Incorrect API key {KEY}."),
    "402": (402, "Arrearage", "Account ACME-77 owes money."),
    "403": (403, "AccessDenied.Unpurchased", "Account ACME-77 has not bought this model."),
    "404": (404, "ModelNotFound", "Account ACME-77 has no such model."),
    "429": (429, "Throttling.RateQuota", "Requests rate limit exceeded."),
    "503": (503, "ServiceUnavailable", "Service is unavailable."),
}
#: The same where the work may have been done, so it counts as sold.
FAILURES = {
    "500": (500, "InternalError", "An internal error has occurred."),
    "500-timeout": (500, "InternalError.Timeout", "Timed out."),
    "504": (504, "GatewayTimeout", "Timed out."),
}
#: What is sold and then not handed over as it should be.
BEHAVIOURS = (
    "502", "503-bare", "slow", "cut", "cut-body", "html", "not-json", "no-pictures", "packed",
    "endless", "crumbs", "redirect", "twice", "no-urls",
)  # fmt: skip
#: What becomes of the results; `result-once` is mended at the second try.
RESULT_FAULTS = (
    "result-once", "result-500", "result-404", "result-cut", "result-text", "result-gif",
    "result-huge", "result-slow", "result-redirect",
)  # fmt: skip
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 429: "Too Many Requests"}


async def behave(fault, made, reader, writer):
    """Do with a connection what a fault says."""
    good = answer(200, made)
    text = json.dumps(made)
    whole = {
        "502": answer(502, b"<html>Bad Gateway</html>", media_type="text/html"),
        "503-bare": answer(503, b"upstream connect error", media_type="text/plain"),
        "html": answer(200, b"<html>Hello</html>", media_type="text/html"),
        "not-json": answer(200, text[:-5].encode()),
        "no-pictures": answer(200, {"request_id": "req-none", "output": {"choices": []}}),
        "no-urls": answer(200, {"output": {"choices": [_message(["", 7, "x\udc80", "oss://a"])]}}),
        "packed": answer(200, gzip.compress(text.encode()), "Content-Encoding: gzip"),
        "redirect": answer(307, b"", "Location: /api/v1/elsewhere"),
        "twice": answer(200, b'{"output": null, "request_id": "other", ' + text[1:].encode()),
    }
    if fault in whole:
        writer.write(whole[fault])
        return True
    if fault == "slow":
        await reader.read(1)
    elif fault == "cut-body":
        writer.write(good[:-40])
    elif fault == "crumbs":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        writer.write(b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 100_000)
    elif fault == "endless":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            writer.write(b" " * 65536)
            await writer.drain()
    return False


def _message(images):
    return {"message": {"content": [{"image": image} for image in images]}}


def refusal(fault):
    """The bytes of a refusal."""
    status, code, words = {**REFUSALS, **FAILURES}.get(fault) or (*fault.split(":"), "Words.")
    body = {"code": code, "message": words, "request_id": f"req-{code}"}
    return answer(int(status), body, *(["Retry-After: 7"] if int(status) == 429 else []))


def answer(status, body, *headers, media_type="application/json"):
    """The bytes of an answer."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [
        f"HTTP/1.1 {status} {_REASONS.get(status, 'Oops')}",
        f"Content-Length: {len(data)}",
        f"Content-Type: {media_type}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


@lru_cache(maxsize=16)
def png(width_px, height_px, *, claims=None):
    """A flat picture; one that claims another size than it has where that is given."""

    def chunk(kind, data):
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    # Grey, a bit a pixel: the largest takes a millisecond.
    header = struct.pack(">IIBBBBB", *(claims or (width_px, height_px)), 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((1 + (width_px + 7) // 8) * height_px), 1)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
