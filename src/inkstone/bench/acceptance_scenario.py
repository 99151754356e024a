"""The scenario of the acceptance run: what is asked for, in whose words, and how badly behaved.

A seed decides all of it. It does not know how requests travel, nor what becomes of them.
"""

import json
import random
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: Dialects whose jobs nobody can ask for after the call that waits for them.
UNDELIVERABLE = frozenset({"aimlapi", "openai", "dashscope"})
#: The dialect of a job, and how often it is chosen.
DIALECTS = {
    "native": 6,
    "empiriolabs": 4,
    "openai": 4,
    "gccai": 3,
    "wavespeed": 3,
    "dashscope": 3,
    "aimlapi": 2,
}
#: Make one picture a request.
_ONE_EACH = frozenset({"aimlapi", "wavespeed"})
_TELLS = frozenset({"native", "wavespeed"})


class HangUp(StrEnum):
    """Whether a caller breaks its first call off."""

    NEVER = "never"
    #: While it sends.
    SENDING = "sending"
    #: Before the answer, and asks again.
    ONCE = "once"
    #: Before the answer, for good.
    FOR_GOOD = "for good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One thing that a caller wants, however often it has to ask."""

    index: int
    account_index: int
    dialect: str
    is_sync: bool
    num_images: int
    #: After how many pictures the engine is told to fail; None for not at all.
    fail_after: int | None
    steps: int
    step_ms: int
    edits: bool
    #: Whether each request carries the same idempotency key, so that it may be repeated.
    has_key: bool
    hang_up: HangUp
    hang_up_after_s: float
    #: How long after its submit it is cancelled; None for never.
    cancel_after_s: float | None
    is_told: bool

    @property
    def prompt(self) -> str:
        """What says which intent a job is of, and steers the engine."""
        fail = "" if self.fail_after is None else f" fail_after={self.fail_after}"
        return f"intent {self.index}. [steps={self.steps} step_ms={self.step_ms}{fail}]"

    @property
    def num_expected(self) -> int:
        """How many pictures a job makes that nobody stops."""
        return self.num_images if self.fail_after is None else self.fail_after


def plan(*, seed: int, num_jobs: int, num_accounts: int) -> list[Intent]:
    """All that will be asked for."""
    rng = random.Random(seed)  # noqa: S311 - it hides nothing
    return [_intent(rng, index, num_accounts) for index in range(num_jobs)]


def _intent(rng: random.Random, index: int, num_accounts: int) -> Intent:
    dialect = rng.choices(list(DIALECTS), list(DIALECTS.values()))[0]
    is_sync = dialect in {"openai", "aimlapi"} or (dialect != "gccai" and rng.random() < 0.4)
    num_images = 1 if dialect in _ONE_EACH else rng.choices([1, 2, 3, 4, 6], [8, 4, 2, 2, 1])[0]
    fail_after, draw = None, rng.random()
    if draw < 0.06:
        fail_after = 0
    elif draw < 0.16 and dialect not in _ONE_EACH:
        num_images, fail_after = 6, 4
    # Some outlast a lease, and the shorter limits of waiting calls.
    is_slow = rng.random() < 0.08
    steps, step_ms = (
        (rng.randint(15, 30), 100 // num_images) if is_slow else (rng.randint(1, 4), 20)
    )
    hang_up = rng.choices(list(HangUp), [75, 4, 14, 7])[0]
    return Intent(
        index=index,
        account_index=rng.randrange(num_accounts),
        dialect=dialect,
        is_sync=is_sync,
        num_images=num_images,
        fail_after=fail_after,
        steps=steps,
        step_ms=step_ms,
        edits=rng.random() < 0.15,
        has_key=rng.random() < 0.75,
        hang_up=hang_up,
        hang_up_after_s=rng.uniform(0.0, 0.6),
        cancel_after_s=rng.uniform(0.0, 1.5) if not is_sync and rng.random() < 0.15 else None,
        is_told=dialect in _TELLS and not is_sync and rng.random() < 0.5,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """An intent in its dialect's words."""

    path: str
    headers: Mapping[str, str]
    body: bytes


def wire(intent: Intent, *, picture_url: str | None, hook_url: str) -> Wire:
    """Write an intent down.

    Args:
        intent: which.
        picture_url: what an edit starts from.
        hook_url: where it wants to be told.
    """
    images = [picture_url] if picture_url else []
    path, body = _WRITERS[intent.dialect](intent, images)
    if intent.is_told:
        body["webhook_url"] = hook_url
    headers = {"Content-Type": "application/json"}
    if intent.dialect == "dashscope" and not intent.is_sync:
        headers["X-DashScope-Async"] = "enable"
    return Wire(path=path, headers=headers, body=json.dumps(body).encode())


_Written = tuple[str, dict[str, Any]]


def _native(intent: Intent, images: list[str]) -> _Written:
    body = {"prompt": intent.prompt, "size": "256x256", "n": intent.num_images}
    path = "/inkstone/v1/jobs" + ("?wait=20" if intent.is_sync else "")
    return path, body | ({"images": images} if images else {})


def _empiriolabs(intent: Intent, images: list[str]) -> _Written:
    body = {
        "model": "qwen-image-2-0",
        "model_variant": "qwen-image-2.0",
        "use_custom_size": True,
        "custom_width": 512,
        "custom_height": 512,
        "prompt": intent.prompt,
        "n": intent.num_images,
        "sync": intent.is_sync,
    }
    return "/empiriolabs/v1/images/generations", body | ({"image": images} if images else {})


def _openai(intent: Intent, images: list[str]) -> _Written:
    body = {
        "model": "qwen-image-2.0",
        "prompt": intent.prompt,
        "size": "256x256",
        "n": intent.num_images,
        "response_format": "url",
    }
    if images:
        return "/openai/v1/images/edits", body | {"images": [{"image_url": images[0]}]}
    return "/openai/v1/images/generations", body


def _gccai(intent: Intent, images: list[str]) -> _Written:
    body = {"model": "qwen-image-2.0", "prompt": intent.prompt, "n": intent.num_images}
    return "/gccai/v1/images/generations", body | ({"image_urls": images} if images else {})


def _aimlapi(intent: Intent, images: list[str]) -> _Written:
    body = {
        "model": "alibaba/qwen-image-2-0",
        "prompt": intent.prompt,
        "image_size": {"width": 512, "height": 512},
    }
    return "/aimlapi/v1/images/generations", body | ({"image_urls": images} if images else {})


def _wavespeed(intent: Intent, images: list[str]) -> _Written:
    verb = "edit" if images else "text-to-image"
    body = {
        "prompt": intent.prompt,
        "size": "256*256",
        "enable_sync_mode": intent.is_sync,
    }
    path = f"/wavespeed/api/v3/wavespeed-ai/qwen-image-2.0/{verb}"
    return path, body | ({"images": images} if images else {})


def _dashscope(intent: Intent, images: list[str]) -> _Written:
    content = [*({"image": url} for url in images), {"text": intent.prompt}]
    body = {
        "model": "qwen-image-2.0",
        "input": {"messages": [{"role": "user", "content": content}]},
        "parameters": {"size": "512*512", "n": intent.num_images},
    }
    return "/dashscope/api/v1/services/aigc/multimodal-generation/generation", body


_WRITERS = {
    "native": _native,
    "empiriolabs": _empiriolabs,
    "openai": _openai,
    "gccai": _gccai,
    "aimlapi": _aimlapi,
    "wavespeed": _wavespeed,
    "dashscope": _dashscope,
}


def picture(number: int, side_px: int = 512) -> bytes:
    """A flat PNG, another for each number."""
    row = b"\0" + bytes([number % 256, number // 256 % 256, 128]) * side_px
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", side_px, side_px, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(row * side_px, 9)),
            (b"IEND", b""),
        )
    )
