"""What a file says of its making, read by programs that are not ours: c2pa's reader and exiftool.

It does not know what a test proves.
"""

import io
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import c2pa
import pytest

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
AIGC = (
    "Label",
    "ContentProducer",
    "ProduceID",
    "ReservedCode1",
    "ContentPropagator",
    "PropagateID",
    "ReservedCode2",
)
#: Where in a format's first bytes its name stands, and what stands right before its pixels.
_FORMATS = {
    "image/png": (b"\x89PNG", b"IDAT"),
    "image/jpeg": (b"\xff\xd8\xff", b"\xff\xda"),
    "image/webp": (b"WEBP", b"VP8 "),
    "image/avif": (b"ftypavif", b"mdat"),
}


def media_type_of(data: bytes) -> str:
    """What a file is."""
    (found,) = [kind for kind, (name, _) in _FORMATS.items() if name in data[:16]]
    return found


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """The manifests of a file."""

    #: `Trusted`, `Valid` or `Invalid`.
    state: str
    store: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.store["active_manifest"])

    @property
    def manifest(self) -> dict[str, Any]:
        return dict(self.store["manifests"][self.id])

    @property
    def actions(self) -> list[dict[str, Any]]:
        (found,) = (
            each for each in self.manifest["assertions"] if each["label"].startswith("c2pa.actions")
        )
        return list(found["data"]["actions"])

    @property
    def ingredients(self) -> list[dict[str, Any]]:
        return list(self.manifest.get("ingredients", []))


def credentials(data: bytes, *, anchors: str = "") -> Credentials:
    """The manifests of a file that has some; whoever signed by one of the anchors is trusted."""
    trust = {"trust": {"trust_anchors": anchors}} if anchors else {}
    context = c2pa.Context.from_dict({"version": 1, **trust})
    with c2pa.Reader(media_type_of(data), io.BytesIO(data), context=context) as reader:
        return Credentials(
            state=str(reader.get_validation_state()), store=json.loads(reader.json())
        )


def has_credentials(data: bytes) -> bool:
    """Whether a file has a manifest, whatever it is worth."""
    return c2pa.Reader.try_create(media_type_of(data), io.BytesIO(data)) is not None


def with_other_pixels(data: bytes) -> bytes:
    """The file with one bit of its pixels' bytes turned over."""
    _, before = _FORMATS[media_type_of(data)]
    at = data.index(before) + 64
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def tags(data: bytes, folder: Path) -> dict[str, Any]:
    """All that exiftool reads in a file, by its groups and names; doubles are told apart."""
    if shutil.which("exiftool") is None:
        pytest.skip("needs exiftool")
    file = folder / "picture"
    file.write_bytes(data)
    done = subprocess.run(
        ["exiftool", "-json", "-G1:4", "-a", "-struct", str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    (found,) = json.loads(done.stdout)
    return dict(found)


def marks(data: bytes, folder: Path) -> dict[str, Any]:
    """What of that somebody put there: XMP, texts and manifests."""
    said = ("XMP", "PNG:Parameters", "JUMBF", "CBOR", "C2PA", "IPTC", "ExifIFD")
    return {
        name: value
        for name, value in tags(data, folder).items()
        if name.startswith(said) or "nkstone" in name
    }
