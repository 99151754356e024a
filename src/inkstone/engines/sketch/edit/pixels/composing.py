"""Composing: a cut-out laid on another picture, with its shadow and in its light.

It does not know where the cut-out comes from.
"""

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from inkstone.engines.sketch.edit.pictures import pasted

_SHADOW_OPACITY = 0.34
#: How far a cut-out's light follows that of the picture it is laid on.
_MEAN_SHARE, _SPREAD_SHARE = 0.3, 0.25


def lit_like(cut: Image.Image, ground: Image.Image) -> Image.Image:
    """A cut-out with its brightness and contrast nearer to those of a picture."""
    alpha = cut.getchannel("A")
    if alpha.getbbox() is None:
        return cut
    own = ImageStat.Stat(cut.convert("RGB"), alpha.point([0] * 64 + [255] * 192))
    other = ImageStat.Stat(ground.convert("RGB"))
    pixels = np.asarray(cut.convert("RGB"), dtype=np.float32)
    means, aims = np.asarray(own.mean), np.asarray(other.mean)
    spread = float(np.mean(own.stddev)) or 1.0
    gain = 1 + _SPREAD_SHARE * (min(max(float(np.mean(other.stddev)) / spread, 0.6), 1.5) - 1)
    shifted = (pixels - means) * gain + means + (aims - means) * _MEAN_SHARE * 0.6
    found = Image.fromarray(np.clip(shifted, 0, 255).astype(np.uint8))
    found.putalpha(alpha)
    return found


def shadow(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Darken the ground where something stands.

    Args:
        picture: which is changed.
        box: left, top, right and bottom of what stands.
    """
    left, _, right, low = box
    wide = right - left
    tall = max(round(wide * 0.11), 4)
    reach = max(tall // 2, 2)
    shade = Image.new("L", (wide + 4 * reach, 2 * tall + 4 * reach), 0)
    oval = (2 * reach, 2 * reach, 2 * reach + wide, 2 * reach + 2 * tall)
    ImageDraw.Draw(shade).ellipse(oval, fill=round(255 * _SHADOW_OPACITY))
    shade = shade.filter(ImageFilter.GaussianBlur(reach))
    layer = Image.new("RGBA", shade.size, "#0b1024")
    layer.putalpha(shade)
    pasted(picture, layer, (left - 2 * reach, low - round(tall * 1.25) - 2 * reach))


def laid(
    picture: Image.Image, cut: Image.Image, at: tuple[int, int], *, stands: bool = True
) -> Image.Image:
    """A picture with a cut-out at a place."""
    found = picture.copy()
    box = cut.getchannel("A").getbbox()
    if box is None:
        return found
    if stands:
        left, top, right, low = (box[0] + at[0], box[1] + at[1], box[2] + at[0], box[3] + at[1])
        shadow(found, (left, top, right, low))
    pasted(found, cut, at)
    return found


def with_alpha(picture: Image.Image, mask: Image.Image) -> Image.Image:
    """A picture that is seen through a mask."""
    found = picture.convert("RGBA")
    found.putalpha(ImageChops.multiply(found.getchannel("A"), mask))
    return found
