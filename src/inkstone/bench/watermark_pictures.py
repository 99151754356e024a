"""Pictures to mark: drawings of the sketch engine, and textures that are made of numbers.

It does not know what is done to them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from inkstone.bench import sketch
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines import base, registry
from inkstone.engines.limits import EngineLimits

_MEMORY_BYTES = 1024 * 1024 * 1024
#: Most pictures are square, as most that are asked for.
_SIZES = (
    Size(1024, 1024),
    Size(1024, 1024),
    Size(1344, 768),
    Size(1024, 1024),
    Size(832, 1248),
    Size(1024, 1024),
    Size(1152, 896),
)
#: Appended to scenes when all prompts have been drawn once.
_STYLES = (
    "watercolor", "ink wash painting", "oil painting", "pencil sketch", "photorealistic", "vintage",
    "screen print", "paper cut", "chalk drawing", "cinematic photo",
)  # fmt: skip

Plane = NDArray[np.float64]


def prompts(num: int) -> Iterator[tuple[str, Size, int]]:
    """So many prompts of all kinds, each with a size and a seed; scenes come back in styles."""
    known = sketch.prompts()
    scenes = [one.text for one in known if one.kind in {"scene", "portrait", "card"}]
    # Some of each kind stand among the first few, for a short run.
    stride = 37
    for index in range(num):
        if index < len(known):
            text = known[index * stride % len(known)].text
        else:
            style = _STYLES[index % len(_STYLES)]
            text = f"{scenes[index * stride % len(scenes)]}, {style}"
        yield text, _SIZES[index % len(_SIZES)], index


async def draw(folder: Path, num: int, *, on_progress: Callable[[int], None]) -> list[Path]:
    """Draw so many pictures into a folder, and leave alone those that are there."""
    limits = EngineLimits(num_processes=1, memory_bytes=_MEMORY_BYTES, timeout_s=120)
    engine = registry.create("sketch", limits)
    files = []
    await engine.open()
    try:
        for text, size, seed in prompts(num):
            files.append(folder / f"drawn-{seed:03d}.png")
            if not files[-1].exists():
                files[-1].write_bytes(await _drawn(engine, text, size, seed))
            on_progress(len(files))
    finally:
        await engine.close()
    return files


async def _drawn(engine: base.Engine, text: str, size: Size, seed: int) -> bytes:
    request = ImageRequest(model="bench", tier=Tier.STANDARD, prompt=text, size=size, seed=seed)
    run = base.Run(
        job_id="bench", attempt=1, account_id="bench", request=request, size=size, seeds=(seed,)
    )
    png = b""
    async for event in engine.run(run):
        if isinstance(event, base.Output):
            png = event.picture.data
    return png


def made(index: int, side_px: int = 1024) -> Image.Image:
    """A picture made of numbers; its kind and its chances follow from the index."""
    chance = np.random.default_rng(10_000 + index)
    return _KINDS[index % len(_KINDS)](chance, side_px)


def clouds(chance: np.random.Generator, side_px: int, exponent: float) -> Plane:
    """Noise whose amplitude falls with the frequency, as in photographs; mean 0, deviation 1."""
    x, y = np.fft.rfftfreq(side_px)[None, :], np.fft.fftfreq(side_px)[:, None]
    distance = np.hypot(x, y)
    distance[0, 0] = 1.0
    spectrum = np.fft.rfft2(chance.standard_normal((side_px, side_px))) / distance**exponent
    spectrum[0, 0] = 0
    found: Plane = np.fft.irfft2(spectrum, s=(side_px, side_px))
    found /= found.std()
    return found


def as_image(planes: Plane) -> Image.Image:
    """Numbers around 0 to 255, one or three planes, as a picture."""
    if planes.ndim == 2:
        planes = np.repeat(planes[:, :, None], 3, axis=2)
    return Image.fromarray(np.clip(np.rint(planes), 0, 255).astype(np.uint8), "RGB")


def _texture(chance: np.random.Generator, side_px: int) -> Image.Image:
    """A surface all over, such as sand, bark or grass."""
    exponent, contrast = chance.uniform(0.8, 1.4), chance.uniform(12, 45)
    colour = chance.uniform(0.6, 1.0, 3)
    grey = 128 + contrast * clouds(chance, side_px, exponent)
    return as_image(grey[:, :, None] * colour)


def _gradient(chance: np.random.Generator, side_px: int) -> Image.Image:
    """A smooth sky with the grain of a film."""
    top, bottom = chance.uniform(0, 255, 3), chance.uniform(0, 255, 3)
    share = np.linspace(0, 1, side_px)[:, None, None]
    plane = np.broadcast_to(top + (bottom - top) * share, (side_px, side_px, 3))
    grain = chance.standard_normal((side_px, side_px, 1)) * chance.choice([0.0, 1.0, 3.0, 6.0])
    return as_image(plane + grain)


def _flat(chance: np.random.Generator, side_px: int) -> Image.Image:
    """One colour: paper white, near black, or any."""
    kind = int(chance.integers(4))
    grey = ((255,) * 3, (8,) * 3, (245, 241, 230), tuple(chance.integers(0, 256, 3)))[kind]
    return Image.new("RGB", (side_px, side_px), tuple(int(value) for value in grey))


def _landscape(chance: np.random.Generator, side_px: int) -> Image.Image:
    """Ridges, one before the other, each with its surface; out of focus far away."""
    sky = np.linspace(235, 170, side_px)[:, None] + 4 * clouds(chance, side_px, 1.8)
    image = as_image(sky[:, :, None] * np.array([0.85, 0.93, 1.0]))
    across = np.linspace(0, 1, side_px)
    for ridge in range(5):
        steps = chance.standard_normal(side_px).cumsum() / side_px**0.5
        steps -= steps[-1] * across
        line = (0.25 + 0.15 * ridge + 0.12 * steps) * side_px
        surface = (190 - 33 * ridge) + (4 + 6 * ridge) * clouds(chance, side_px, 1.1)
        layer = as_image(surface[:, :, None] * chance.uniform(0.6, 1.0, 3))
        mask = (np.arange(side_px)[:, None] > line[None, :]) * np.uint8(255)
        soft = Image.fromarray(mask).filter(ImageFilter.GaussianBlur(2.5 - 0.5 * ridge))
        image = Image.composite(layer, image, soft)
    return image


def _blots(chance: np.random.Generator, side_px: int) -> Image.Image:
    """Things of all sizes before each other, with shading: what photographs are made of."""
    picture = np.full((side_px, side_px, 3), 128.0)
    picture += 20 * clouds(chance, side_px, 1.5)[:, :, None]
    radii = side_px * 0.015 / chance.uniform(0.06, 1.0, 160) ** 0.7
    for radius in np.sort(radii)[::-1]:
        left, top = (int(chance.uniform(-radius, side_px)) for _ in range(2))
        length = int(2 * radius)
        rows, columns = np.mgrid[0:length, 0:length] - radius
        part = picture[max(0, top) : top + length, max(0, left) : left + length]
        rows, columns = rows[max(0, -top) :], columns[:, max(0, -left) :]
        rows = rows[: part.shape[0], :1]
        columns = columns[:1, : part.shape[1]]
        shade = 1 + 0.3 * (columns + rows) / radius
        inside = np.hypot(columns, rows) < radius
        part[inside] = (shade[:, :, None] * chance.uniform(10, 245, 3))[inside]
    picture += chance.normal(0, chance.uniform(0, 4), picture.shape[:2])[:, :, None]
    return as_image(picture).filter(ImageFilter.GaussianBlur(float(chance.uniform(0.5, 1.2))))


_KINDS = (_texture, _gradient, _landscape, _flat, _blots)
