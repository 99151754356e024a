"""Cut-outs put together: subjects of pictures that carry no scene, on a ground.

It does not know how an instruction is read.
"""

from dataclasses import dataclass

from PIL import Image

from inkstone.engines.sketch.edit.pixels import composing
from inkstone.engines.sketch.edit.pixels.cutout import cut_out
from inkstone.engines.sketch.scene import Box

#: How tall a subject is, of the picture's height, and how wide at most.
_HEIGHT, _WIDTH_MAX = 0.52, 0.8
#: Where feet are, of the picture's height.
_FEET = 0.93
#: How tall something is beside what it stands by, and how far into it something on it sits.
_BESIDE, _ON, _SINK = 0.9, 0.62, 0.42


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something cut out."""

    #: RGBA, without room around it.
    picture: Image.Image
    is_guessed: bool = False


def subject_of(picture: Image.Image) -> Subject:
    """The subject of a picture."""
    cut = cut_out(picture)
    whole = composing.with_alpha(picture, cut.mask)
    box = cut.mask.point([0] * 24 + [255] * 232).getbbox()
    return Subject(picture=whole.crop(box) if box else whole, is_guessed=cut.is_guessed)


def host_of(picture: Image.Image) -> Box | None:
    """Where the subject of the ground is; None where that is not known."""
    cut = cut_out(picture)
    box = cut.mask.point([0] * 128 + [255] * 128).getbbox()
    if box is None or box == (0, 0, *picture.size):
        return None
    left, top, right, low = box
    return Box(x=left, y=top, width=right - left, height=low - top)


def composed(
    ground: Image.Image, subjects: list[Subject], *, kind: str | None, host: Box | None
) -> Image.Image:
    """Lay subjects on a ground, one beside the other.

    Args:
        ground: RGB.
        subjects: from left to right.
        kind: how they stand to the host, such as `on`; None for anywhere.
        host: where that is.
    """
    found = ground.convert("RGB")
    for index, subject in enumerate(subjects):
        across = (index + 1) / (len(subjects) + 1)
        tall, x, feet = _stand(found.size, across, kind, host)
        size = _size(found.size, subject, tall, len(subjects))
        cut = subject.picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        cut = composing.lit_like(cut, ground)
        at = (round(x - size[0] / 2), round(feet - size[1]))
        at = (_within(at[0], size[0], found.width), _within(at[1], size[1], found.height))
        found = composing.laid(found, cut, at)
    return found


def _within(start: int, length: int, side: int) -> int:
    return min(max(start, min(side - length, 0)), max(side - length, 0))


def _size(ground: tuple[int, int], subject: Subject, tall: float, num: int) -> tuple[int, int]:
    """How large a subject is that should be so tall beside others."""
    aspect = subject.picture.width / max(subject.picture.height, 1)
    tall = min(tall, ground[0] * _WIDTH_MAX / num / aspect, ground[1] * 0.96)
    return max(round(tall * aspect), 1), max(round(tall), 1)


def _stand(
    ground: tuple[int, int], across: float, kind: str | None, host: Box | None
) -> tuple[float, float, float]:
    """How tall a subject is, and where the middle of its feet is."""
    width, height = ground
    if host is None or kind is None:
        return height * _HEIGHT, width * across, height * _FEET
    tall, x, feet = _by_host(kind, host, height)
    return tall, x + (across - 0.5) * host.width * 0.8, feet


def _by_host(kind: str, host: Box, height: int) -> tuple[float, float, float]:
    middle, low = host.x + host.width / 2, host.y + host.height
    if kind in ("on", "sitting_on", "lying_on", "inside", "riding"):
        tall = min(max(host.height * _ON, height * 0.2), height * 0.5)
        return tall, middle, host.y + host.height * _SINK
    tall = min(max(host.height * _BESIDE, height * 0.25), height * 0.6)
    if kind == "left_of":
        return tall, host.x - host.width * 0.12, low
    if kind in ("right_of", "next_to", "facing", "looking_at", "playing_with"):
        return tall, host.x + host.width * 1.12, low
    if kind in ("behind", "above"):
        return tall * 0.8, middle, host.y + host.height * 0.3
    return tall, middle, min(low + height * 0.04, height * 0.97)
