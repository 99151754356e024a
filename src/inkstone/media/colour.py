"""Colours of any kind turned into 8-bit sRGB, with alpha where there was some.

This module does not know files: it takes a picture that is decoded.
"""

import io

from PIL import Image, ImageChops, ImageCms

from inkstone.media.bare import Bare

#: The modes that pictures are resized in; everything else is turned into one of these first.
PLAIN_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "LAB"})
#: By the colour space that a profile names: the modes whose samples it describes.
_MODES = {"RGB": {"RGB", "RGBA"}, "GRAY": {"L", "LA"}, "CMYK": {"CMYK"}, "LAB": {"LAB"}}
#: What Pillow and its colour library raise for a profile that is of no use.
_PROFILE_FAILURES = (
    ImageCms.PyCMSError,
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    LookupError,
)
_WORD_MAX = 65_535
_BYTE_MAX = 255


def plain(image: Image.Image, bare: Bare) -> Image.Image:
    """The picture with 8 bits a sample, no palette, and alpha instead of a see-through colour."""
    if image.mode.startswith("I") or image.mode == "F":
        seen_through = bare.transparent
        image = _in_bytes(image)
    elif image.mode == "1":
        seen_through = bare.transparent
        image = image.convert("L")
    else:
        seen_through = bare.transparent if image.mode in {"L", "RGB"} else None
    if seen_through is not None:
        image.info["transparency"] = seen_through
    if image.mode in {"P", "PA", "L", "RGB"} and image.has_transparency_data:
        return image.convert("LA" if image.mode == "L" else "RGBA")
    if image.mode in PLAIN_MODES:
        return image
    return image.convert({"La": "LA", "RGBa": "RGBA"}.get(image.mode, "RGB"))


def _in_bytes(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits, or of fractions, as bytes.

    16 bits are 0 to 65535 and fractions 0 to 1. What goes beyond that has no white that is known,
    so it is stretched from its darkest to its lightest.
    """
    if image.mode.startswith("I;16"):
        low, high, image = 0.0, float(_WORD_MAX), image.convert("I")
    else:
        low, high = (float(end) for end in _extrema(image))
        white = _WORD_MAX if image.mode == "I" else 1
        if low >= 0 and high <= white:
            low, high = 0.0, float(white)
    scale = _BYTE_MAX / (high - low) if high > low else 1.0
    # Turning it into whole numbers cuts, so a half is added to round.
    offset = 0.5 - low * scale
    return image.convert("F").point(lambda value: value * scale + offset).convert("L")


def _extrema(image: Image.Image) -> tuple[float, float]:
    low, high = image.getextrema()
    assert not isinstance(low, tuple), "a picture of one band"
    assert not isinstance(high, tuple), "a picture of one band"
    return low, high


def to_srgb(image: Image.Image, bare: Bare) -> tuple[Image.Image, bool]:
    """The plain picture in sRGB, as RGB or RGBA, and whether its profile, if any, was of use."""
    if bare.is_ink and image.mode == "CMYK":
        # The decoder takes every CMYK JPEG for one of Adobe's, whose samples are inverted.
        image = ImageChops.invert(image)
    profile = _profile(bare.icc, image.mode)
    alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
    if image.mode == "LAB" and profile is None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    is_used = profile is not None or not bare.icc
    if profile is not None and not _is_srgb(profile):
        opaque = image.convert(image.mode.removesuffix("A")) if alpha else image
        try:
            image = _transformed(opaque, profile)
        except _PROFILE_FAILURES:
            is_used = False
    image = image.convert("RGB")
    if alpha is not None and alpha.getextrema() != (_BYTE_MAX, _BYTE_MAX):
        image.putalpha(alpha)
    return image, is_used


def _profile(icc: bytes, mode: str) -> ImageCms.ImageCmsProfile | None:
    """The profile, if it is whole and describes such samples."""
    if not icc:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        space = profile.profile.xcolor_space.strip().upper()
    except _PROFILE_FAILURES:
        return None
    return profile if mode in _MODES.get(space, set()) else None


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """Whether it says that it is sRGB: then not a single sample need change."""
    try:
        return ImageCms.getProfileDescription(profile).startswith("sRGB")
    except _PROFILE_FAILURES:
        return False


def _transformed(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    made = ImageCms.profileToProfile(
        image,
        profile,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.PERCEPTUAL,
        outputMode="RGB",
    )
    assert made is not None, "it is made anew, not in place"
    return made
