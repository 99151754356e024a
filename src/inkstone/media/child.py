"""The far side of the workshop: one picture a call, as plain JSON values and bytes.

It does not know which process asked.
"""

import io
from pathlib import Path
from typing import Any

from PIL import Image

from inkstone.media import decode as decoding
from inkstone.media import pixels
from inkstone.media.encode import encode
from inkstone.media.limits import DEFAULT_LIMITS, DecodeLimits
from inkstone.media.opening import read, silent

_WARM_PX = 64


def work(args: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Do what `args["do"]` says with the file that `args["path"]` names, or with the bytes."""
    match args["do"]:
        case "ping":
            return {}, []
        case "encode":
            encoded = encode(
                blobs[0],
                output_format=args["output_format"],
                quality=args["quality"],
                width_px=args["width_px"],
                height_px=args["height_px"],
                documents=args["documents"],
                watermark=args["watermark"],
            )
            return {}, [encoded]
        case "digest":
            return {"pixels_sha256": pixels.sha256_of_file(blobs[0])}, []
    limits = DecodeLimits(**args["limits"])
    data = read(Path(args["path"]), limits) if "path" in args else blobs[0]
    with silent():
        return _decode(args, data, limits)


def _decode(
    args: dict[str, Any], data: bytes, limits: DecodeLimits
) -> tuple[dict[str, Any], list[bytes]]:
    match args["do"]:
        case "inspect":
            media_type, width_px, height_px = decoding.inspect(data, limits)
            return {"media_type": media_type, "width_px": width_px, "height_px": height_px}, []
        case "decode":
            picture = decoding.decode(data, limits, area_px_max=args["area_px_max"])
            return {
                "width_px": picture.width_px,
                "height_px": picture.height_px,
                "source_width_px": picture.source_width_px,
                "source_height_px": picture.source_height_px,
                "media_type": picture.media_type,
                "notes": list(picture.notes),
                "texts": dict(picture.texts),
                "pixels_sha256": picture.pixels_sha256,
            }, [picture.png]
        case "decode_mask":
            size = {"width_px": args["width_px"], "height_px": args["height_px"]}
            return {}, [decoding.decode_mask(data, limits, **size)]
        case unknown:
            raise ValueError(f"The workshop has no work that is called {unknown!r}.")


def warm() -> None:
    """Load what reads and writes pictures, by doing both once."""
    file = io.BytesIO()
    Image.new("RGB", (_WARM_PX, _WARM_PX)).save(file, "JPEG")
    decoding.decode(file.getvalue(), DEFAULT_LIMITS)
