"""Pictures without a mark that could be taken for marked ones: patterns that repeat, above all.

It does not know who looks at them.
"""

import random
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inkstone.bench import watermark_attacks, watermark_pictures

#: Pictures one after the other whose pieces are of one drawing, half of them.
_NUM_PIECES = 20
_SIDES_PX = (256, 384, 512, 640)
_WORDS = ("Lines", "of", "words", "make", "a", "page,", "as", "in", "any", "book", "or", "letter.")


def unmarked(index: int, drawings: Sequence[Path]) -> tuple[str, Image.Image]:
    """A kind and a picture of it; both follow from the index."""
    # Not for secrets: the same index must give the same picture.
    chance = random.Random(f"unmarked {index}")  # noqa: S311
    side_px = chance.choice(_SIDES_PX)
    if index % 2 == 0 and drawings:
        return "drawing", _changed(
            _piece(drawings[index // _NUM_PIECES % len(drawings)], chance), chance
        )
    kind = tuple(_KINDS)[index // 2 % len(_KINDS)]
    return kind, _changed(_KINDS[kind](chance, side_px), chance)


def _piece(drawing: Path, chance: random.Random) -> Image.Image:
    return watermark_attacks.cropped(_opened(drawing), chance, area=chance.uniform(0.15, 0.6))


@lru_cache(maxsize=1)
def _opened(drawing: Path) -> Image.Image:
    with Image.open(drawing) as image:
        return image.convert("RGB")


def _changed(image: Image.Image, chance: random.Random) -> Image.Image:
    """Mirrored, scaled and packed, or not."""
    if chance.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if chance.random() < 0.4:
        image = watermark_attacks.resized(image, chance, share=chance.uniform(0.6, 1.3))
    if chance.random() < 0.5:
        encoder, quality = chance.choice(("JPEG", "JPEG", "WEBP")), chance.randint(30, 95)
        image = watermark_attacks.encoded(image, chance, encoder=encoder, quality=quality)
    return image


def _numbers(chance: random.Random) -> np.random.Generator:
    return np.random.default_rng(chance.getrandbits(32))


def _made(chance: random.Random, side_px: int) -> Image.Image:
    return watermark_pictures.made(chance.randint(1000, 9999), side_px)


def _noise(chance: random.Random, side_px: int) -> Image.Image:
    numbers = _numbers(chance)
    shape = (side_px, side_px, chance.choice((1, 3)))
    grain = numbers.standard_normal(shape) * chance.uniform(0.3, 60)
    return watermark_pictures.as_image(np.broadcast_to(128 + grain, (side_px, side_px, 3)))


def _tiled(chance: random.Random, side_px: int, *, tile_px: int = 0) -> Image.Image:
    """A square of any content over and over, faint or strong."""
    side = tile_px or chance.randint(8, 200)
    square = watermark_pictures.clouds(_numbers(chance), side, chance.uniform(0, 1.2))
    repeats = -(-side_px // side)
    plane = np.tile(square, (repeats, repeats))[:side_px, :side_px]
    return watermark_pictures.as_image(128 + chance.uniform(0.5, 40) * plane)


def _halftone(chance: random.Random, side_px: int) -> Image.Image:
    """The dots of a press, larger where it is darker."""
    y, x = np.mgrid[0:side_px, 0:side_px]
    pitch, angle = chance.uniform(3, 24), chance.uniform(0, np.pi / 2)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    dots = np.cos(2 * np.pi * along / pitch) + np.cos(2 * np.pi * across / pitch)
    shade = watermark_pictures.clouds(_numbers(chance), side_px, 1.6)
    return watermark_pictures.as_image(np.where(dots > shade, 240.0, 30.0))


def _grid(chance: random.Random, side_px: int) -> Image.Image:
    image = Image.new("RGB", (side_px, side_px), "#f6f4ee")
    pen, pitch = ImageDraw.Draw(image), chance.choice((8, 16, 20, 32, 48, 64, 96, 128))
    for at in range(chance.randrange(pitch), side_px, pitch):
        pen.line((at, 0, at, side_px), fill="#98a8c0", width=chance.choice((1, 1, 2)))
        pen.line((0, at, side_px, at), fill="#98a8c0", width=chance.choice((1, 1, 2)))
    return image


def _bricks(chance: random.Random, side_px: int) -> Image.Image:
    image = Image.new("RGB", (side_px, side_px), "#c8c0b4")
    pen, width, height = ImageDraw.Draw(image), chance.randint(16, 100), chance.randint(8, 50)
    for row, top in enumerate(range(0, side_px, height)):
        for left in range(-width * (row % 2) // 2, side_px, width):
            red = chance.randint(120, 190)
            box = (left + 1, top + 1, left + width - 2, top + height - 2)
            pen.rectangle(box, fill=(red, red // 2, red // 3))
    return image


def _checkers(chance: random.Random, side_px: int) -> Image.Image:
    y, x = np.mgrid[0:side_px, 0:side_px] // chance.choice((2, 4, 8, 11, 16, 32, 64))
    low, high = chance.uniform(0, 255), chance.uniform(0, 255)
    return watermark_pictures.as_image(np.where((x + y) % 2, low, high))


def _page(chance: random.Random, side_px: int) -> Image.Image:
    image = Image.new("RGB", (side_px, side_px), chance.choice(("#ffffff", "#fbf7ee", "#1c1c1e")))
    pen, size = ImageDraw.Draw(image), chance.uniform(9, 26)
    font, y = ImageFont.load_default(size), chance.uniform(0, 20)
    while y < side_px:
        line = " ".join(chance.choices(_WORDS, k=side_px // int(size * 2)))
        pen.text((10, y), line, fill="#777777" if chance.random() < 0.2 else "#4a4a4a", font=font)
        y += size * 1.4
    return image


def _blocks(chance: random.Random, side_px: int) -> Image.Image:
    """What is left by a JPEG of hardly any quality."""
    image = _made(chance, side_px)
    quality = chance.randint(3, 25)
    return watermark_attacks.encoded(image, chance, encoder="JPEG", quality=quality)


_KINDS: dict[str, Callable[[random.Random, int], Image.Image]] = {
    "made": _made,
    "noise": _noise,
    "tiled": _tiled,
    "tiled_128": partial(_tiled, tile_px=128),
    "halftone": _halftone,
    "grid": _grid,
    "bricks": _bricks,
    "checkers": _checkers,
    "page": _page,
    "blocks": _blocks,
}
