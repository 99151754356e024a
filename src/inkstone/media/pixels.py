"""The digest of a picture's pixels, which is the same whichever lossless file carries them.

This module does not know what a digest is looked up for.
"""

import hashlib
import io

from PIL import Image


def sha256(image: Image.Image) -> str:
    """The digest of an upright sRGB picture; one that is opaque throughout is as if without alpha.

    Args:
        image: grey, RGB or RGBA with 8 bits a sample.
    """
    if image.mode in {"LA", "RGBA"} and image.getchannel("A").getextrema() != (255, 255):
        plain = image.convert("RGBA")
    else:
        plain = image.convert("RGB")
    found = hashlib.sha256(f"{plain.mode} {plain.width}x{plain.height}:".encode())
    found.update(plain.tobytes())
    return found.hexdigest()


def sha256_of_file(data: bytes) -> str:
    """The digest of a picture of ours, as another one decodes it."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return sha256(image)
