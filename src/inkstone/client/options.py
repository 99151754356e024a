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
    #: How soon it must be done, in seconds; what is not, is not made.
    deadline_s: int | None
    #: -10 to 10; more is sooner, among the account's own.
    priority: int | None
    webhook_url: str | None
    metadata: Mapping[str, str] | None


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
