"""Examining a stranger's picture: what its file says of itself, and what it is recognised by.

It runs in a process of its own. This module does not know which pictures were made here, nor who
is trusted: it is told.
"""

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PIL import Image

from inkstone.domain.errors import InputRefused
from inkstone.media import credential_reader, decode, invisible_find, labels_read, likeness
from inkstone.media.limits import DecodeLimits
from inkstone.media.opening import guarded

#: What can be unreadable while the picture is whole.
PARTS = ("credentials", "labels", "watermark", "phash")


def examine(
    data: bytes, limits: DecodeLimits, *, anchors: str, parts: Sequence[str] = ()
) -> dict[str, Any]:
    """What there is to know of a picture from its bytes alone, as plain JSON.

    A part that cannot be read is None, and is named under `unreadable`.

    Args:
        data: anybody's picture.
        limits: what it may be.
        anchors: the authorities whose signatures are trusted, as PEM; empty for none.
        parts: what is looked at; empty for all. The others count as unreadable.

    Raises:
        InputRefused: it is not a picture, broken, or over a limit.
    """
    # No more pixels than the search for the watermark looks at.
    picture = decode.decode(data, limits, area_px_max=invisible_find.AREA_PX_MAX)
    media_type, image = picture.media_type, _opened(picture.png)
    looks: Mapping[str, Callable[[], Any]] = {
        "credentials": partial(
            credential_reader.read, data, media_type=media_type, anchors=anchors
        ),
        "labels": lambda: dict(labels_read.read(data, media_type)),
        "watermark": lambda: _watermark(image),
        "phash": lambda: likeness.phash(image),
    }
    found: dict[str, Any] = dict.fromkeys(PARTS)
    unreadable = [part for part in PARTS if parts and part not in parts]
    for part in parts or PARTS:
        try:
            with guarded(data, limits):
                found[part] = _plain(looks[part]())
        except (InputRefused, MemoryError):
            unreadable.append(part)
    return {
        "media_type": media_type,
        "width_px": picture.source_width_px,
        "height_px": picture.source_height_px,
        "sha256": hashlib.sha256(data).hexdigest(),
        **found,
        "unreadable": unreadable,
    }


def _opened(png: bytes) -> Image.Image:
    # It was written a moment ago by this process.
    image = Image.open(io.BytesIO(png), formats=["PNG"])
    image.load()
    return image


def _watermark(image: Image.Image) -> dict[str, Any] | None:
    found = invisible_find.find(image)
    return None if found is None else {"mark_id": found.mark_id, "sigmas": float(found.sigmas)}


def _plain(value: Any) -> Any:
    """The same without text that no store keeps and nobody can be told: NUL, half surrogates."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_plain(name): _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
