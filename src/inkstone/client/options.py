"""What can be asked for, as its caller writes it, and as the body of a call.

It does not know how the call is made.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict, cast

from inkstone.client.files import Local, Source, source_of
from inkstone.client.jobs import Picture
from inkstone.client.resources import Upload

#: A picture to start from: a file's path, bytes or an open file, which are uploaded first; or what
#: names one that the server has or can fetch: an upload or its id, a result, a URL, a `data:` URI.
ImageInput = str | Local | Upload | Picture

_NAMED = re.compile(r"(https?://|data:)|upload_[0-9a-z]+\Z", re.IGNORECASE)

#: Sequences that are one picture.
_ONE = (str, bytes, bytearray, memoryview)


class Options(TypedDict, total=False):
    """What a request may say beside its prompt and pictures; `None` is as good as nothing."""

    #: A name of the catalogue; the server's default is `qwen-image-2.0`.
    model: str | None
    #: `WIDTHxHEIGHT`, a ratio such as `16:9`, or `auto`.
    size: str | None
    #: `1K` or `2K`, with a ratio.
    resolution: str | None
    #: How many pictures, 1 to 6.
    n: int | None
    #: The same seed, the same picture.
    seed: int | None
    negative_prompt: str | None
    steps: int | None
    guidance: float | None
    enhance: bool | None
    watermark: bool | None
    #: Have the pixels carry each picture's id, unseen.
    invisible_watermark: bool | None
    #: png, jpeg, webp or avif.
    output_format: str | None
    #: 1 to 100, for formats that lose something.
    quality: int | None
    #: One of the model's engines, which alone makes it.
    engine: str | None
    #: How soon it must be done, in seconds; what is not, is not made.
    deadline_s: int | None
    #: -10 to 10; more is sooner, among the account's own.
    priority: int | None
    webhook_url: str | None
    metadata: Mapping[str, str] | None


class Search(TypedDict, total=False):
    """Which jobs are wanted; `None` is as good as nothing."""

    #: Words that are in the prompt, at most 8, whatever their case.
    q: str | None
    status: str | None
    model: str | None
    #: The API that they came in by, such as `openai`.
    dialect: str | None
    #: The id of the key that asked for them.
    key: str | None
    #: Whether they have a star.
    starred: bool | None
    #: Submitted then or later, and before, as ISO 8601 writes it.
    since: str | None
    until: str | None
    #: Older than the job of this id.
    before: str | None
    #: How many are asked for at once.
    page_size: int | None


def query_of(search: Search) -> dict[str, Any]:
    """A search as the query of a call."""
    renamed = {"since": "from", "until": "to", "page_size": "limit"}
    asked: dict[str, Any] = {renamed.get(name, name): each for name, each in search.items()}
    if asked.get("starred") is not None:
        asked["starred"] = "true" if asked["starred"] else "false"
    return asked


def body_of(
    prompt: str, images: Sequence[str], mask: str | None, options: Mapping[str, Any]
) -> dict[str, Any]:
    """The body of a submit or an estimate."""
    asked = {"prompt": prompt, "images": list(images) or None, "mask": mask, **options}
    return {name: value for name, value in asked.items() if value is not None}


def named(image: ImageInput) -> str | Source:
    """What names a picture to the server, or the bytes that have to be brought there first.

    Raises:
        OSError: the file cannot be read.
        TypeError: it is nothing that a picture can be.
    """
    if isinstance(image, Upload):
        return image.id
    if isinstance(image, Picture):
        return image.url
    if isinstance(image, str):
        return image if _NAMED.match(image) else source_of(Path(image))
    return source_of(image)


def as_several(images: ImageInput | Sequence[ImageInput]) -> tuple[ImageInput, ...]:
    """The pictures, one or several."""
    if isinstance(images, Sequence) and not isinstance(images, _ONE):
        return tuple(images)
    return (cast(ImageInput, images),)


def starting_from(images: ImageInput | Sequence[ImageInput]) -> tuple[ImageInput, ...]:
    """The pictures of an edit.

    Raises:
        ValueError: there are none, which would make a picture from nothing and charge for it.
    """
    if not (several := as_several(images)):
        raise ValueError("an edit starts from at least one picture")
    return several
