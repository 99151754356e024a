"""Keeping: the file has the asked format, exactly the asked size, and says how it was made."""

import html
import io
import json
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from contract.world import image_request
from inkstone.domain.errors import EngineFailure
from inkstone.domain.request import Size
from inkstone.engines import base
from inkstone.media import png as png_texts
from inkstone.media.stamp import box
from inkstone.service.keep import Drawn
from unit.service.brought import data_uri, made, opened, png
from unit.service.engines import Scripted, output, picture

pytestmark = pytest.mark.anyio
PROGRESS = base.Progress(0, 0, 1)
FORMATS = [
    ("jpeg", "JPEG", "jpg"),
    ("webp", "WEBP", "webp"),
    ("avif", "AVIF", "avif"),
    ("png", "PNG", "png"),
]


def asked(prompt="a cat", **fields):
    return replace(image_request(prompt), **fields)


def drawn(desk, event):
    """A picture as its engine hands it over."""
    return Drawn(event=event, made_by=desk.engine.identity, is_trained=False)


def said_by(data, name="inkstone:parameters"):
    """What a picture says of itself, whatever its format."""
    if data.startswith(png_texts.SIGNATURE):
        return json.loads(png_texts.texts(data)[name])
    tag = name.encode()
    written = data[data.index(b"<" + tag + b">") :].partition(b"</" + tag + b">")[0]
    return json.loads(html.unescape(written.partition(b">")[2].decode()))


@pytest.mark.parametrize(("name", "pillow", "extension"), FORMATS)
async def test_each_format_has_the_exact_size_and_its_parameters(desk, name, pillow, extension):
    size = Size(97, 63)
    job = await desk.run(request=asked("a <fox> & «hen»", size=size, output_format=name))
    assert job.status == "succeeded", job.error
    (image,) = job.images
    assert (image.width_px, image.height_px) == (97, 63)
    assert image.media_type == f"image/{name}"
    assert image.blob_key == f"{job.id}/1/0.{extension}"
    data = await desk.blobs.get(image.blob_key)
    assert image.size_bytes == len(data)
    with Image.open(io.BytesIO(data)) as opened_file:
        assert (opened_file.format, opened_file.size) == (pillow, (97, 63))
    assert said_by(data) == {
        "engine": "echo/echo@1",
        "model": "qwen-image-2.0",
        "seed": 7,
        "width": 97,
        "height": 63,
        "prompt": "a <fox> & «hen»",
        "negative_prompt": "",
    }


@pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
async def test_the_same_request_gives_the_same_bytes(desk, name):
    one, two = [await desk.run(request=asked(output_format=name)) for _ in range(2)]
    assert one.images[0].sha256 == two.images[0].sha256


@pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
async def test_quality_counts(world, workshop, name):
    noisy = base.Output(0, base.Picture(data=png(256, 256), width_px=256, height_px=256))
    async with opened(world, workshop, engine=Scripted(PROGRESS, noisy)) as desk:
        sizes = [
            (
                await desk.run(
                    request=asked(size=Size(256, 256), output_format=name, output_quality=quality)
                )
            )
            .images[0]
            .size_bytes
            for quality in (5, 95)
        ]
    assert sizes[0] < sizes[1]


@pytest.mark.parametrize("name", ["png", "jpeg"])
@pytest.mark.parametrize("size", [Size(64, 48), Size(200, 10), Size(1, 1)])
async def test_an_engine_s_picture_of_a_wrong_size_is_brought_to_the_right_one(
    world, workshop, name, size
):
    said = {"inkstone:scene": {"objects": 3}}
    wrong = output(0, metadata=said)
    async with opened(world, workshop, engine=Scripted(PROGRESS, wrong)) as desk:
        job = await desk.run(request=asked(size=size, output_format=name))
        data = await desk.blobs.get(job.images[0].blob_key)
    with Image.open(io.BytesIO(data)) as opened_file:
        assert opened_file.size == (size.width_px, size.height_px)
    assert (job.images[0].width_px, job.images[0].height_px) == opened_file.size
    if name == "png":
        assert json.loads(png_texts.texts(data)["inkstone:scene"]) == {"objects": 3}


async def test_a_picture_as_asked_is_not_coded_again(world, workshop):
    given = picture()
    async with opened(world, workshop, engine=Scripted(PROGRESS, base.Output(0, given))) as desk:
        job = await desk.run()
        data = await desk.blobs.get(job.images[0].blob_key)
    pixels = given.data[given.data.index(b"IDAT") :]
    assert data.endswith(pixels)


@pytest.mark.parametrize(("name", "pillow", "extension"), FORMATS)
async def test_a_watermark_is_stamped_where_it_was_asked_for(desk, name, pillow, extension):
    plain, marked = [
        await desk.run(
            request=asked(
                "a cat",
                size=Size(256, 256),
                output_format=name,
                output_quality=100,
                watermark=is_marked,
            )
        )
        for is_marked in (False, True)
    ]
    before, after = [await desk.blobs.get(job.images[0].blob_key) for job in (plain, marked)]
    assert said_by(after) == {**said_by(before), "watermark": True}
    assert "watermark" not in said_by(before)
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as other:
        assert (other.format, other.size) == (pillow, (256, 256))
        changed = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L")
    corner = box((256, 256), "AI · Inkstone")
    assert changed.crop(corner).getextrema()[1] > 60
    changed.paste(0, corner)
    assert changed.getextrema()[1] <= (0 if name == "png" else 24)
    assert not marked.warnings


async def test_a_stamped_picture_keeps_what_its_engine_knows_of_it(world, workshop):
    known = output(0, metadata={"inkstone:scene": {"objects": 3}})
    async with opened(world, workshop, engine=Scripted(PROGRESS, known)) as desk:
        job = await desk.run(request=asked(watermark=True))
        data = await desk.blobs.get(job.images[0].blob_key)
    assert json.loads(png_texts.texts(data)["inkstone:scene"]) == {"objects": 3}


async def test_an_edit_without_a_size_has_the_engine_s(desk):
    job = await made(desk, data_uri(png(50, 20)), output_format="webp")
    assert (job.images[0].width_px, job.images[0].height_px) == (50, 20)
    assert said_by(await desk.blobs.get(job.images[0].blob_key))["width"] == 50


@pytest.mark.parametrize("name", ["png", "jpeg", "webp", "avif"])
async def test_a_picture_need_not_tell_its_prompt_in_any_format(world, workshop, name):
    async with opened(world, workshop, policy={"prompt": False}) as desk:
        job = await desk.run(request=asked("a secret", output_format=name))
        data = await desk.blobs.get(job.images[0].blob_key)
    assert b"secret" not in data
    assert "prompt" not in said_by(data)
    assert said_by(data)["seed"] == 7


@pytest.mark.parametrize("name", ["png", "jpeg", "webp", "avif"])
async def test_how_it_was_drawn_is_told_even_where_its_prompt_is_not(world, workshop, name):
    drawn = {"steps": 8, "guidance": 1.0, "guarantee": "strict"}
    scene = {"inkstone:scene": {"says": "a secret"}}
    engine = Scripted(PROGRESS, output(0, metadata=scene, details=drawn))
    async with opened(world, workshop, engine=engine, policy={"prompt": False}) as desk:
        job = await desk.run(request=asked("a secret", output_format=name))
        data = await desk.blobs.get(job.images[0].blob_key)
    assert b"secret" not in data
    assert said_by(data, "inkstone:echo") == drawn
    assert job.images[0].details == drawn


@pytest.mark.parametrize("name", ["png", "jpeg", "webp", "avif"])
async def test_odd_characters_come_back_as_they_were_written(desk, name):
    odd = "]]> &amp; \x01\x0b\x7f \ufffe\U0010ffff 狐 🦊 \u202e"
    job = await desk.run(request=asked(odd, output_format=name))
    assert job.status == "succeeded", job.error
    assert said_by(await desk.blobs.get(job.images[0].blob_key))["prompt"] == odd


@pytest.mark.parametrize("name", ["png", "jpeg"])
async def test_what_is_no_picture_at_all_fails_and_is_free(live, workshop, name):
    broken = base.Output(0, base.Picture(data=b"nothing", width_px=64, height_px=64))
    async with opened(live, workshop, engine=Scripted(PROGRESS, broken)) as desk, desk.working():
        job = await desk.ended(await desk.submit(request=asked(output_format=name)))
        assert (job.status, job.charged.micros) == ("failed", 0)
        assert job.error.retryable
        assert not job.error.is_callers
        assert await desk.blob_keys() == []


async def test_a_picture_that_nobody_asked_for_is_an_engine_s_fault(desk):
    await desk.submit(n=2)
    job = await desk.claim_one()
    for index in (2, -1):
        with pytest.raises(EngineFailure, match=f"picture {index}"):
            await desk.doors.keeper.keep(job, drawn(desk, output(index)))
    assert await desk.blob_keys() == []


async def test_what_is_no_picture_is_an_engine_s_fault_as_well(desk):
    await desk.submit()
    job = await desk.claim_one()
    nothing = base.Output(0, base.Picture(data=b"nothing", width_px=64, height_px=64))
    with pytest.raises(EngineFailure):
        await desk.doors.keeper.keep(job, drawn(desk, nothing))
    assert await desk.blob_keys() == []
