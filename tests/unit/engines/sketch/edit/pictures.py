"""Small pictures for the tests of edits, and an edit in one call."""

import io
from typing import Any

from PIL import Image, ImageChops, ImageStat

from inkstone.domain.request import SizeRule
from inkstone.engines.sketch.edit.run import Edited, edit

RULE = SizeRule(area_px_min=16 * 16, area_px_max=2048 * 2048, side_px_min=16, side_px_max=4096)
RED, GREEN, BLUE, WHITE = (220, 30, 40), (30, 160, 60), (40, 60, 210), (245, 245, 240)


def png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def quarters(width: int = 120, height: int = 80) -> Image.Image:
    """Red, green / blue, white."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    picture.paste(WHITE, (width // 2, height // 2, width, height))
    return picture


def ramp(width: int = 120, height: int = 80) -> Image.Image:
    """Colours that are all between black and white."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.blend(across, down, 0.3)))


def left_mask(width: int = 120, height: int = 80) -> Image.Image:
    mask = Image.new("L", (width, height), 0)
    mask.paste(255, (0, 0, width // 2, height))
    return mask


def run(
    instruction: str,
    *pictures: Image.Image,
    mask: Image.Image | None = None,
    size: tuple[int, int] | None = None,
    rule: SizeRule | None = RULE,
    seed: int = 1,
) -> Edited:
    chosen = pictures or (quarters(),)
    return edit(
        instruction=instruction,
        inputs=[png(each) for each in chosen],
        mask=png(mask) if mask else None,
        size=size,
        default_size=chosen[-1].size,
        rule=rule,
        seed=seed,
    )


def result(instruction: str, *pictures: Image.Image, **rest: Any) -> Image.Image:
    done = run(instruction, *pictures, **rest)
    with Image.open(io.BytesIO(done.png)) as picture:
        picture.load()
        assert picture.size == (done.width_px, done.height_px)
        return picture.copy()


def near(one: object, other: tuple[int, int, int], slack: int = 6) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) <= slack for a, b in zip(one[:3], other, strict=True))


def same(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None


def mean(picture: Image.Image) -> float:
    return float(ImageStat.Stat(picture.convert("L")).mean[0])
