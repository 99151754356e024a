"""Currency: whether a picture still shows the scene that it carries.

It does not know what will be done with either.
"""

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from inkstone.engines.sketch.draw import glance
from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.styles.registry import find

#: The longer side of the drawing, and of what is compared.
_DRAWN_PX, _SEEN_PX = 256, 40
#: How far colours may differ, of 255: on the whole, and in how many places by how much.
_MEAN_MAX, _SPOT_MIN, _SPOTS_MAX = 7.0, 34.0, 0.012
#: A style's strokes are as large as its picture says: a small one differs more.
_STYLED_MEAN_MAX, _STYLED_SPOTS_MAX = 26.0, 0.3
_RATIO_MAX = 0.02
Seen = NDArray[np.float32]


def shows(picture: Image.Image, scene: Scene) -> bool:
    """Whether a picture looks as its scene says, but for its size and its compression."""
    ratio = (picture.width * scene.height_px) / (picture.height * scene.width_px)
    if abs(ratio - 1) > _RATIO_MAX:
        return False
    drawn = _drawn(scene)
    size = _small(scene)
    differs = np.abs(_seen(picture.convert("RGB"), size) - _seen(drawn, size)).max(axis=2)
    style = find(scene.style)
    is_styled = style is not None and style.finish is not None
    mean_max = _STYLED_MEAN_MAX if is_styled else _MEAN_MAX
    spots_max = _STYLED_SPOTS_MAX if is_styled else _SPOTS_MAX
    spots = float(np.mean(differs > _SPOT_MIN))
    return float(differs.mean()) <= mean_max and spots <= spots_max


@lru_cache(maxsize=4)
def _drawn(scene: Scene) -> Image.Image:
    with Image.open(io.BytesIO(glance(scene, side_px=_DRAWN_PX))) as picture:
        drawn = picture.convert("RGB")
    style = find(scene.style)
    if style is None or style.finish is None:
        return drawn
    return Image.fromarray(style.finish(np.asarray(drawn, dtype=np.uint8), scene.seed))


def _small(scene: Scene) -> tuple[int, int]:
    shrink = _SEEN_PX / max(scene.width_px, scene.height_px)
    return max(round(scene.width_px * shrink), 4), max(round(scene.height_px * shrink), 4)


def _seen(picture: Image.Image, size: tuple[int, int]) -> Seen:
    small = picture.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    soft = small.filter(ImageFilter.GaussianBlur(0.8))
    return np.asarray(soft, dtype=np.float32)
