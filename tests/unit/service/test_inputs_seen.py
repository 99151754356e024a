"""What an engine sees beside the pictures: a mask, and what a picture says of itself."""

import io

import pytest
from PIL import Image

from contract.world import parts
from inkstone.engines import base
from inkstone.media import pixels
from inkstone.media import png as png_texts
from unit.media import ordinary
from unit.service.brought import data_uri, made, png
from unit.service.engines import Scripted, output, picture

pytestmark = pytest.mark.anyio


async def test_a_mask_is_as_large_as_the_last_picture_and_shows_what_may_change(watched):
    hole = Image.new("RGBA", (8, 6), (0, 0, 0, 255))
    hole.paste((0, 0, 0, 0), (0, 0, 4, 6))
    mask = data_uri(ordinary.encoded(hole, "PNG"))
    job = await made(watched, data_uri(png(10, 10)), data_uri(png(40, 30)), mask=mask)
    assert job.status == "succeeded", job.error
    given = watched.engine.runs[-1].mask
    assert (given.width_px, given.height_px) == (40, 30)
    opened_mask = Image.open(io.BytesIO(given.data))
    assert opened_mask.size == (40, 30)
    assert [opened_mask.convert("L").getpixel(at) for at in ((2, 15), (37, 15))] == [255, 0]


async def test_what_a_picture_says_of_itself_reaches_the_engine(watched):
    said = {"inkstone:scene": '{"a": [1]}', "inkstone:broken": "{", "other": '"no"'}
    job = await made(watched, data_uri(png_texts.with_text(png(), said)))
    assert job.status == "succeeded", job.error
    (given,) = watched.engine.runs[-1].inputs
    assert given.metadata["inkstone:scene"] == {"a": [1]}
    assert given.metadata.get("inkstone:broken") is None
    assert "other" not in given.metadata


async def test_hostile_json_in_a_picture_is_no_fault(watched):
    deep = png_texts.with_text(png(), {"inkstone:scene": "[" * 100_000})
    assert (await made(watched, data_uri(deep))).status == "succeeded"


async def test_a_picture_of_ours_is_known_by_its_pixels_when_its_texts_are_gone(watched):
    scene = {"inkstone:scene": {"place": "lake"}}
    file = picture().data
    known = output(metadata=scene, pixels_sha256=pixels.sha256_of_file(file))
    drawing = parts(
        watched.store, engine=Scripted(base.Progress(0, 0, 1), known), blobs=watched.blobs
    )
    drawing.caller = watched.caller
    assert (await drawing.run()).status == "succeeded"
    image = Image.open(io.BytesIO(file))
    for data in (ordinary.encoded(image, "PNG"), ordinary.encoded(image, "WEBP", lossless=True)):
        assert (await made(watched, data_uri(data))).status == "succeeded"
        (given,) = watched.engine.runs[-1].inputs
        assert given.metadata == scene
    another = Image.new("RGB", image.size, "#102030")
    assert (await made(watched, data_uri(ordinary.encoded(another, "PNG")))).status == "succeeded"
    assert watched.engine.runs[-1].inputs[0].metadata == {}
