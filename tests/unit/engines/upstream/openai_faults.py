"""The faults that an image server on loopback plays, by the names that prompts say them with.

It does not know how an answer is sent.
"""

import io
import re
import zlib
from functools import cache

from PIL import Image

_FAULT = re.compile(r"\[fault=([a-z0-9_]+)\]")
#: Refusals: status, code and type; the server does no work for these.
REFUSALS = {
    "400": (400, "invalid_value", "invalid_request_error"),
    "401": (401, "invalid_api_key", "invalid_request_error"),
    "402": (402, "insufficient_credits", "invalid_request_error"),
    "403": (403, "unsupported_country", "request_forbidden"),
    "404": (404, "model_not_found", "invalid_request_error"),
    "408": (408, None, "server_error"),
    "422": (422, None, "invalid_request_error"),
    "429": (429, "rate_limit_exceeded", "rate_limit_error"),
    "503": (503, "model_unavailable", "server_error"),
    "insufficient_quota": (429, "insufficient_quota", "insufficient_quota"),
    "billing": (400, "billing_hard_limit_reached", "billing_limit_user_error"),
    "moderation": (400, "moderation_blocked", "image_generation_user_error"),
    "filtered": (403, "content_filter", "invalid_request_error"),
}
#: Failures: the work may have been done, and is charged.
FAILURES = {
    "500": (500, None, "server_error"),
    "502": (502, None, "server_error"),
    "504": (504, None, "server_error"),
}
#: What is played with an answer that was paid for.
SPOILT = (
    *("slow", "cut", "cut_body", "content_type", "ok_error", "ok_quota", "packed", "endless"),
    *("broken_json", "empty", "no_picture", "too_large", "url", "redirect"),
)
#: Answers that are good enough.
ODD = ("fewer", "more", "half", "jpeg", "webp", "rewritten", "data_uri")
#: Of streams alone.
STREAMED = ("stream_cut", "stream_broken", "stream_hangs", "stream_large")
#: Errors after a stream began, by fault.
STREAM_ERRORS = {
    f"stream_{code or kind}": {"message": "No.", "type": kind, "param": None, "code": code}
    for code, kind in (
        ("content_policy_violation", "invalid_request_error"),
        ("insufficient_quota", "insufficient_quota"),
        ("invalid_value", "invalid_request_error"),
        ("rate_limit_exceeded", "rate_limit_error"),
        ("upstream_unavailable", "server_error"),
        ("model_unavailable", "server_error"),
        ("engine_failure", "server_error"),
        ("model_not_found", "invalid_request_error"),
        (None, "server_error"),
    )
}


def fault_of(prompt):
    """The fault that a prompt asks for; empty for none."""
    found = _FAULT.search(prompt)
    return found[1] if found else ""


@cache
def picture(size, kind="PNG"):
    """A picture of one colour; large ones take a while to make."""
    written = io.BytesIO()
    Image.new("RGB", size, (47, 109, 168)).save(written, kind)
    return written.getvalue()


def vast():
    """A PNG whose header claims more than 64 million pixels."""
    data = bytearray(picture((64, 64)))
    data[16:24] = (9000).to_bytes(4) + (9000).to_bytes(4)
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4)
    return bytes(data)
