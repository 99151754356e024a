"""The far side of the signer: one file of ours a call, signed and recognised.

It does not know which process asked, and decodes nothing that a stranger made.
"""

import io
import warnings
from pathlib import Path
from typing import Any

from PIL import AvifImagePlugin, Image

from inkstone.media import credentials, likeness
from inkstone.media.certificates import IdentityRefused
from inkstone.media.claim import Claim
from inkstone.media.local_ca import SigningIdentity

_FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
_WARM_PX = 64


def work(args: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Sign the first of the bytes, where `args["claim"]` says what to sign."""
    data, *ingredients = blobs
    looks = _phash(data, args["media_type"]) if args["tells_looks"] else None
    answer = {"phash": looks, "manifest_id": "", "is_time_stamped": False}
    if "claim" not in args:
        return answer, []
    try:
        signed = credentials.sign(
            data,
            media_type=args["media_type"],
            claim=Claim.from_json(args["claim"]),
            ingredients=ingredients,
            identity=_identity(args["identity"]),
            timestamp_url=args["timestamp_url"],
        )
    except (credentials.SigningRefused, IdentityRefused, OSError) as error:
        return {"refusal": str(error)}, []
    answer |= {"manifest_id": signed.manifest_id, "is_time_stamped": signed.is_time_stamped}
    return answer, [signed.data]


def _identity(written: dict[str, Any]) -> SigningIdentity:
    anchors = written["anchors"]
    return SigningIdentity(
        chain=Path(written["chain"]),
        key=Path(written["key"]),
        anchors=Path(anchors) if anchors else None,
        is_local=written["is_local"],
    )


def _phash(data: bytes, media_type: str) -> int | None:
    """What it looks like; None where there is no room to look: no picture fails for that."""
    with warnings.catch_warnings():
        # It is a picture of ours, whatever its size.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as image:
                return likeness.phash(image)
        except (MemoryError, OSError):
            return None


def warm() -> None:
    """Load what reads pictures, by doing it once."""
    # The pool has as many processes as may run.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    file = io.BytesIO()
    Image.new("RGB", (_WARM_PX, _WARM_PX)).save(file, "JPEG")
    _phash(file.getvalue(), "image/jpeg")
    credentials.bare_ingredient(media_type="image/jpeg", title="", index=0)
