"""Fitting: a picture of any shape into an exact size.

It does not know which size was asked for, nor why.
"""

from PIL import Image, ImageFilter

#: Shapes that differ by no more are cut to one another; others keep all that they show.
RATIO_MAX = 1.35
#: What surrounds a whole picture is its own copy: this small, this much out of focus, this dark.
_ROUGH_PX = 160
_BLUR_PX = 7
_DIM = 0.55
#: Over this the picture is first made smaller by whole numbers, which is faster.
_REDUCING_GAP = 2.0


def fit(picture: Image.Image, size: tuple[int, int], *, is_stretched: bool = False) -> Image.Image:
    """Bring a picture to a size: cut a little, or whole over a dim copy of itself."""
    if picture.size == size:
        return picture
    if is_stretched:
        return _scaled(picture, size)
    if _difference(picture.size, size) <= RATIO_MAX:
        return _scaled(picture, size, box=_covering(picture.size, size))
    canvas = _surroundings(picture, size)
    inner, at = _inside(picture.size, size)
    canvas.paste(_scaled(picture, inner), at)
    return canvas


def fit_mask(
    mask: Image.Image, size: tuple[int, int], *, is_stretched: bool = False
) -> Image.Image:
    """Bring a mask to a size the way that `fit` brings its picture."""
    if mask.size == size:
        return mask
    if is_stretched:
        return _scaled(mask, size)
    if _difference(mask.size, size) <= RATIO_MAX:
        return _scaled(mask, size, box=_covering(mask.size, size))
    canvas = Image.new("L", size, 0)
    inner, at = _inside(mask.size, size)
    canvas.paste(_scaled(mask, inner), at)
    return canvas


def cover(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Fill a size, cutting what is over on two sides."""
    if picture.size == size:
        return picture
    return _scaled(picture, size, box=_covering(picture.size, size))


def _difference(one: tuple[int, int], other: tuple[int, int]) -> float:
    ratio = (one[0] * other[1]) / (one[1] * other[0])
    return max(ratio, 1 / ratio)


def _covering(of: tuple[int, int], size: tuple[int, int]) -> tuple[float, float, float, float]:
    scale = min(of[0] / size[0], of[1] / size[1])
    width, height = size[0] * scale, size[1] * scale
    left, top = max((of[0] - width) / 2, 0.0), max((of[1] - height) / 2, 0.0)
    return left, top, min(left + width, of[0]), min(top + height, of[1])


def _inside(of: tuple[int, int], size: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    scale = min(size[0] / of[0], size[1] / of[1])
    width = min(max(round(of[0] * scale), 1), size[0])
    height = min(max(round(of[1] * scale), 1), size[1])
    return (width, height), ((size[0] - width) // 2, (size[1] - height) // 2)


def _scaled(
    picture: Image.Image,
    size: tuple[int, int],
    *,
    box: tuple[float, float, float, float] | None = None,
) -> Image.Image:
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=_REDUCING_GAP)


def _surroundings(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    if picture.mode == "RGBA":
        return Image.new("RGBA", size, (0, 0, 0, 0))
    shrink = _ROUGH_PX / max(size)
    small = (max(round(size[0] * shrink), 1), max(round(size[1] * shrink), 1))
    rough = cover(picture, small).filter(ImageFilter.GaussianBlur(_BLUR_PX))
    return rough.point(lambda value: value * _DIM).resize(size, Image.Resampling.BICUBIC)
