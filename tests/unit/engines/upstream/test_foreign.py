"""Another server's picture keeps its pixels and loses what it says of itself."""

import io

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from inkstone.engines import base
from inkstone.engines.upstream.foreign import as_ours
from inkstone.media.encode import encode

pytestmark = pytest.mark.anyio
PIXELS = Image.effect_noise((64, 48), 80).convert("RGB")


def picture(form="PNG", image=PIXELS, **more):
    file = io.BytesIO()
    image.save(file, form, **more)
    media_type = f"image/{form.lower()}"
    return base.Picture(data=file.getvalue(), media_type=media_type, width_px=64, height_px=48)


def anew(data):
    return encode(data, output_format="png", quality=90, width_px=64, height_px=48, documents={})


def pixels(data):
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


async def test_a_png_loses_its_texts_and_nothing_else():
    texts = PngInfo()
    texts.add_text("parameters", "a vendor's words")
    texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>")
    ours = await as_ours(picture(pnginfo=texts))
    assert not ours.is_foreign
    assert b"vendor" not in ours.data
    assert b"xmpmeta" not in ours.data
    assert pixels(ours.data) == PIXELS.tobytes()
    assert anew(ours.data) == ours.data, "it is kept as it is"


@pytest.mark.parametrize(
    "given",
    [
        picture("JPEG", quality=95),
        picture("WEBP", lossless=True),
        picture(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()),
    ],
    ids=["jpeg", "webp", "profile"],
)
async def test_what_is_no_plain_png_is_written_anew(given):
    ours = await as_ours(given)
    assert ours.is_foreign
    written = anew(ours.data)
    assert written.startswith(b"\x89PNG")
    assert b"iCCP" not in written
    assert max(abs(a - b) for a, b in zip(pixels(written), PIXELS.tobytes(), strict=True)) < 60


async def test_a_turned_png_is_written_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    ours = await as_ours(picture(exif=exif))
    assert ours.is_foreign


async def test_large_ones_are_looked_through_elsewhere_with_the_same_result():
    large = Image.effect_noise((400, 400), 90).convert("RGB")
    ours = await as_ours(picture(image=large))
    assert not ours.is_foreign
    assert pixels(ours.data) == large.tobytes()


async def test_what_is_broken_is_left_to_whoever_decodes_it():
    whole = picture()
    broken = base.Picture(data=whole.data[:-30], width_px=64, height_px=48)
    assert (await as_ours(broken)).is_foreign
