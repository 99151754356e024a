"""Areas: where a tone changes the picture, as a soft mask.

It does not know what the tone does.
"""

from functools import lru_cache

from PIL import Image, ImageChops, ImageFilter

from inkstone.engines.sketch.edit.pixels.operations import Region, Tone

#: Of the short side: how wide an area's edge is.
_SOFT = 0.006
_OVAL_PX = 96
#: Distances from the middle, the corner being 1, between which an oval fades.
_SUBJECT, _EDGES = (0.5, 0.78), (0.6, 0.98)


def area(tone: Tone, size: tuple[int, int], mask: Image.Image | None) -> Image.Image | None:
    """Give where a tone applies: white fully, black not at all; None for everywhere.

    Args:
        tone: what is asked.
        size: the picture's, in pixels.
        mask: where the caller allows a change; where a part is named, that part is the subject.
    """
    if tone.part == "background":
        return soft(ImageChops.invert(mask)) if mask else oval(size, *_SUBJECT)
    if tone.part == "subject" and mask is None:
        return ImageChops.invert(oval(size, *_SUBJECT))
    found = oval(size, *_EDGES) if tone.part == "edges" else None
    if tone.region is not None:
        found = soft(_rectangle(tone.region, size))
    if mask is not None:
        allowed = soft(mask)
        found = allowed if found is None else ImageChops.multiply(found, allowed)
    return found


def soft(mask: Image.Image) -> Image.Image:
    """Fade a mask's edges inwards: what was black stays black."""
    radius = max(min(mask.size) * _SOFT, 1.0)
    whole = mask.point([0] + [255] * 255)
    near = whole.filter(ImageFilter.BoxBlur(radius)).filter(ImageFilter.BoxBlur(radius / 2))
    fade = near.point([max(0, 2 * value - 255) for value in range(256)])
    return ImageChops.multiply(mask, fade)


def _rectangle(region: Region, size: tuple[int, int]) -> Image.Image:
    width, height = size
    box = (
        round(region[0] * width),
        round(region[1] * height),
        round(region[2] * width),
        round(region[3] * height),
    )
    found = Image.new("L", size, 0)
    found.paste(255, box)
    return found


def oval(size: tuple[int, int], start: float, end: float) -> Image.Image:
    """Give a mask that is black in the middle and white at the corners."""
    return _small_oval(start, end).resize(size, Image.Resampling.BICUBIC)


@lru_cache(maxsize=8)
def _small_oval(start: float, end: float) -> Image.Image:
    half = (_OVAL_PX - 1) / 2
    values = bytearray()
    for y in range(_OVAL_PX):
        for x in range(_OVAL_PX):
            # The square root of a half: the corner's distance is 1.
            distance = ((((x - half) / half) ** 2 + ((y - half) / half) ** 2) / 2) ** 0.5
            share = min(max((distance - start) / (end - start), 0.0), 1.0)
            values.append(round(255 * share * share * (3 - 2 * share)))
    return Image.frombytes("L", (_OVAL_PX, _OVAL_PX), bytes(values))
