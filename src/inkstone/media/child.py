"""The far side of the workshop: one picture a call, as plain JSON values and bytes.

It does not know which process asked.
"""

import importlib
import io
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from PIL import Image

from inkstone.media import decode as decoding
from inkstone.media import pixels
from inkstone.media.encode import encode
from inkstone.media.limits import DEFAULT_LIMITS, DecodeLimits
from inkstone.media.opening import read, silent
from inkstone.media.thumbnail import thumbnail
from inkstone.media.xmp import Labels

_WARM_PX = 64
#: Of processes that examine, which do nothing else.
_NICENESS = 10


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
                labels=Labels.from_json(args["labels"]) if args["labels"] else None,
                watermark=args["watermark"],
                visible_label=args["visible_label"],
                mark_id=args["mark_id"],
            )
            return {}, [encoded]
        case "digest":
            return {"pixels_sha256": pixels.sha256_of_file(blobs[0])}, []
        case "bare_ingredient":
            return {}, [_credentials().bare_ingredient(**_named(args))]
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
        case "thumbnail":
            return {}, [thumbnail(data, limits)]
        case "ingredient":
            named = _named(args)
            return {}, [_credentials().ingredient(data, **named, anchors=args["anchors"])]
        case "examine":
            # It is anybody's, and for nothing: whatever else runs on this machine comes first.
            os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
            examine = importlib.import_module("inkstone.media.examine").examine
            return examine(data, limits, anchors=args["anchors"], parts=args["parts"]), []
        case unknown:
            raise ValueError(f"The workshop has no work that is called {unknown!r}.")


def _named(args: dict[str, Any]) -> dict[str, Any]:
    return {name: args[name] for name in ("media_type", "title", "index")}


def _credentials() -> ModuleType:
    """Loaded when it is first needed: it would make each start half as long again."""
    return importlib.import_module("inkstone.media.credentials")


def warm() -> None:
    """Load what reads and writes pictures, by doing both once."""
    file = io.BytesIO()
    Image.new("RGB", (_WARM_PX, _WARM_PX)).save(file, "JPEG")
    decoding.decode(file.getvalue(), DEFAULT_LIMITS)
