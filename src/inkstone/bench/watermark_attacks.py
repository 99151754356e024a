"""What people and pages do to pictures before anybody looks for a mark in them.

Each takes a picture and chances, and gives what is left. It does not know what is looked for.
"""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PIL import Image, ImageDraw, ImageFilter, ImageFont

_KERNELS = (
    Image.Resampling.LANCZOS,
    Image.Resampling.BICUBIC,
    Image.Resampling.BILINEAR,
)
_PAPERS = ("#ffffff", "#f4f1ea", "#202124", "#0d1b2a", "#e8eef7")
_WORDS = ("the", "picture", "on", "a", "page", "with", "lines", "above", "and", "below", "it")


Change = Callable[[Image.Image, random.Random], Image.Image]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One thing that is done to a picture."""

    name: str
    change: Change
    #: The share of marks that must be found; 0 where the figure is for information.
    share_min: float


def encoded(image: Image.Image, _: random.Random, *, encoder: str, quality: int) -> Image.Image:
    """What a lossy file leaves of it."""
    file = io.BytesIO()
    image.save(file, encoder, quality=quality)
    with Image.open(file) as read:
        return read.convert("RGB")


def resized(image: Image.Image, chance: random.Random, *, share: float) -> Image.Image:
    """Shrunk or enlarged, with one of the usual kernels."""
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    return image.resize(size, chance.choice(_KERNELS))


def cropped(image: Image.Image, chance: random.Random, *, area: float) -> Image.Image:
    """A piece of the same shape from anywhere."""
    width, height = round(image.width * area**0.5), round(image.height * area**0.5)
    left = chance.randint(0, image.width - width)
    top = chance.randint(0, image.height - height)
    return image.crop((left, top, left + width, top + height))


def photographed(
    image: Image.Image, chance: random.Random, *, shares: tuple[float, float], quality: int = 0
) -> Image.Image:
    """A screenshot: on a page with text, at another size, a little lighter or darker."""
    shown = resized(image, chance, share=chance.uniform(*shares))
    left, top = chance.randint(3, 200), chance.randint(3, 200)
    right, bottom = chance.randint(3, 200), chance.randint(3, 200)
    paper = chance.choice(_PAPERS)
    page = Image.new("RGB", (shown.width + left + right, shown.height + top + bottom), paper)
    _write(page, chance, ink="#303030" if paper > "#8" else "#d0d0d0")
    page.paste(shown, (left, top))
    gamma, gain = chance.uniform(0.95, 1.05), chance.uniform(0.96, 1.04)
    curve = [min(255, round(255 * gain * (value / 255) ** gamma)) for value in range(256)]
    page = page.point(curve * 3)
    return encoded(page, chance, encoder="JPEG", quality=quality) if quality else page


def _write(page: Image.Image, chance: random.Random, *, ink: str) -> None:
    pen, font, y = ImageDraw.Draw(page), ImageFont.load_default(13.0), 4
    while y < page.height:
        line = " ".join(chance.choices(_WORDS, k=1 + page.width // 40))
        pen.text((6, y), line, fill=ink, font=font)
        y += 19


def _turned(image: Image.Image, _: random.Random, *, turn: Image.Transpose) -> Image.Image:
    return image.transpose(turn)


def _rotated(image: Image.Image, _: random.Random, *, degrees: float) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BICUBIC)


def _blurred(image: Image.Image, _: random.Random, *, radius_px: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius_px))


def _both(first: Change, second: Change) -> Change:
    return lambda image, chance: second(first(image, chance), chance)


def _as_it_is(image: Image.Image, _: random.Random) -> Image.Image:
    return image


def all_attacks() -> tuple[Attack, ...]:
    """Those that a mark must withstand, and then those that it may."""
    jpeg_70, jpeg_85 = (partial(encoded, encoder="JPEG", quality=q) for q in (70, 85))
    half, quarter = partial(resized, share=0.5), partial(cropped, area=0.25)
    required: dict[str, Change] = {
        "jpeg_70": jpeg_70,
        "jpeg_85": jpeg_85,
        "resize_50": half,
        "resize_75": partial(resized, share=0.75),
        "resize_150": partial(resized, share=1.5),
        "resize_200": partial(resized, share=2.0),
        "crop_75": partial(cropped, area=0.75),
        "crop_25": quarter,
        "screenshot_png": partial(photographed, shares=(0.67, 1.5)),
        "screenshot_jpeg_85": partial(photographed, shares=(0.67, 1.5), quality=85),
    }
    extra: dict[str, Change] = {
        "webp_75": partial(encoded, encoder="WEBP", quality=75),
        "avif_60": partial(encoded, encoder="AVIF", quality=60),
        "jpeg_50": partial(encoded, encoder="JPEG", quality=50),
        "resize_50_jpeg_70": _both(half, jpeg_70),
        "screenshot_25": _both(quarter, partial(photographed, shares=(0.67, 1.5), quality=85)),
        "quarter_turn": partial(_turned, turn=Image.Transpose.ROTATE_90),
        "mirrored": partial(_turned, turn=Image.Transpose.FLIP_LEFT_RIGHT),
        "crop_10": partial(cropped, area=0.1),
        "resize_33": partial(resized, share=0.33),
        "rotate_1_degree": partial(_rotated, degrees=1.0),
        "blur_1_px": partial(_blurred, radius_px=1.0),
        "crop_25_jpeg_70": _both(quarter, jpeg_70),
    }
    return (
        Attack(name="none", change=_as_it_is, share_min=0.99),
        *(Attack(name=name, change=change, share_min=0.95) for name, change in required.items()),
        *(Attack(name=name, change=change, share_min=0.0) for name, change in extra.items()),
    )
