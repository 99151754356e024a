"""Pictures, bodies and money for these tests.

It does not know what a test proves.
"""

import base64
import hashlib
import io
from typing import Any

import httpx
from PIL import Image

from inkstone.store import uploads
from unit.dialects.running import Platform

GENERATIONS, EDITS = "/images/generations", "/images/edits"
KITE = {"model": "qwen-image-2.0", "prompt": "A red kite", "size": "512x512"}
SLOW = {**KITE, "prompt": "A kite [steps=400 step_ms=20]"}


def png(colour: str = "red", size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    """A small picture."""
    into = io.BytesIO()
    Image.new(mode, size, colour).save(into, "PNG")
    return into.getvalue()


def as_uri(data: bytes) -> str:
    """A picture in the request itself."""
    return "data:image/png;base64," + base64.b64encode(data).decode()


def opened(b64_json: str) -> Image.Image:
    """A picture of an answer."""
    picture = Image.open(io.BytesIO(base64.b64decode(b64_json)))
    picture.load()
    return picture


def digest(data: bytes) -> str:
    """What tells two pictures apart."""
    return hashlib.sha256(data).hexdigest()


async def edit(platform: Platform, *files: Any, **fields: Any) -> httpx.Response:
    """Send an edit as a form."""
    headers = {**platform.headers, **fields.pop("headers", {})}
    data = {"model": "qwen-image-2.0", "prompt": "A kite", **fields}
    return await platform.client.post(EDITS, data=data, files=list(files), headers=headers)


async def num_uploads(platform: Platform) -> int:
    """How many uploads the account has."""
    held = await platform.store.read(lambda tx: uploads.held(tx, platform.account_id))
    return held[0]


async def spent_micros(platform: Platform) -> int:
    """What the account has spent, with nothing held."""
    found = await platform.services.accounts.balance(platform.account_id)
    assert found.held_micros == 0
    return 100_000_000 - found.balance_micros
