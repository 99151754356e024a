"""OpenAI's SDK for the tests: pointed at our server, its pictures opened, the money counted.

It does not know what a test proves.
"""

import base64
import io
from typing import Any

import httpx
import openai
from PIL import Image

from e2e.edits import saved
from e2e.server import Server, balance

MODEL = "qwen-image-2.0"
BASES = ("/v1", "/openai/v1")
PRICE = 30_000


def client_of(server: Server, base: str, account: httpx.Client, **options: Any) -> openai.OpenAI:
    """The SDK with an account's key."""
    key = account.headers["authorization"].removeprefix("Bearer ")
    return openai.OpenAI(base_url=server.url + base, api_key=key, **{"max_retries": 0, **options})


def pictures(made: openai.types.ImagesResponse) -> list[bytes]:
    """The files of an answer."""
    assert made.data is not None
    return [base64.b64decode(image.b64_json or "") for image in made.data]


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a file."""
    return Image.open(io.BytesIO(data)).size


def spent_micros(account: httpx.Client) -> int:
    """What the account has spent, with nothing held any more."""
    found = balance(account)
    assert found["held_micros"] == 0
    return 100_000_000 - int(found["balance_micros"])


def part(name: str, picture: Image.Image) -> tuple[str, bytes]:
    """A file as the SDK takes it."""
    return name, saved(picture)
