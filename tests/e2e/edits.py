"""Edits for the tests: pictures to start from, requests, results opened, money that stays.

It does not know what a test proves.
"""

import base64
import io
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from PIL import Image

from e2e.server import GENERATIONS, STANDARD, balance

RED, BLUE, GREEN, YELLOW = (230, 30, 30), (30, 40, 220), (20, 170, 40), (240, 220, 20)
Colour = tuple[int, int, int]
#: Cut off or rounded, whatever a lossy format does to a flat colour.
_NEAR = 24


def flat(colour: Colour, size: tuple[int, int] = (512, 512)) -> Image.Image:
    """A picture of one colour."""
    return Image.new("RGB", size, colour)


def halves(
    first: Colour, second: Colour, size: tuple[int, int] = (512, 512), *, is_row: bool = True
) -> Image.Image:
    """Two colours side by side, or one above the other."""
    made = flat(first, size)
    width, height = size
    corner = (width // 2, 0) if is_row else (0, height // 2)
    made.paste(second, (*corner, width, height))
    return made


def noise(side_px: int, *, seed: int = 7) -> Image.Image:
    """A picture that no format makes small: three bytes a pixel."""
    data = random.Random(seed).randbytes(3 * side_px * side_px)
    return Image.frombytes("RGB", (side_px, side_px), data)


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The bytes of a file."""
    into = io.BytesIO()
    picture.save(into, kind, **options)
    return into.getvalue()


def data_uri(data: bytes, media_type: str = "image/png") -> str:
    """Bytes in the request itself."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def as_uri(picture: Image.Image) -> str:
    """A picture in the request itself."""
    return data_uri(saved(picture))


def opened(url: str) -> Image.Image:
    """A result, fetched as anybody would."""
    answer = httpx.get(url, timeout=60)
    assert answer.status_code == 200, answer.text
    picture = Image.open(io.BytesIO(answer.content))
    picture.load()
    return picture.convert("RGB")


def is_near(picture: Image.Image, at: tuple[float, float], colour: Colour) -> bool:
    """Whether a picture has a colour at a place, given in shares of its sides."""
    width, height = picture.size
    found = picture.getpixel((int(at[0] * width), int(at[1] * height)))
    assert isinstance(found, tuple)
    return all(abs(a - b) <= _NEAR for a, b in zip(found, colour, strict=True))


def body(prompt: str, images: Sequence[str], **fields: Any) -> dict[str, Any]:
    """A request for an edit."""
    return {**STANDARD, "prompt": prompt, "image": list(images), **fields}


def ask(
    client: httpx.Client,
    prompt: str,
    *images: str,
    headers: dict[str, str] | None = None,
    **fields: Any,
) -> httpx.Response:
    """Ask for an edit and do not wait."""
    return client.post(GENERATIONS, json=body(prompt, images, **fields), headers=headers)


def url_of(answer: httpx.Response) -> str:
    """Where the one picture of a waiting call is."""
    assert answer.status_code == 200, answer.text
    (image,) = answer.json()["data"]
    return str(image["url"])


def edited(client: httpx.Client, prompt: str, *images: str, **fields: Any) -> Image.Image:
    """The result of an edit."""
    return opened(url_of(ask(client, prompt, *images, sync=True, **fields)))


def upload(client: httpx.Client, data: bytes, media_type: str = "image/png") -> dict[str, Any]:
    """Bring a picture, as the whole body."""
    headers = {"content-type": media_type}
    answer = client.post("/inkstone/v1/uploads", content=data, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@contextmanager
def nothing_charged(client: httpx.Client) -> Iterator[None]:
    """See that the account has and holds the same afterwards."""
    before = balance(client)
    yield
    assert balance(client) == before
