"""Inputs: kept as the job's own before anything else, read once, and answered for by the caller."""

import json

import pytest
from PIL import Image

from contract.world import PRICE
from inkstone.domain.money import Amount
from inkstone.domain.request import Size, SizeRule
from inkstone.media import png as png_texts
from inkstone.service.attempt import Attempt
from unit.media import ordinary
from unit.service.brought import brought, data_uri, handed_back, made, png, url_of
from unit.service.brought import upload as bring

pytestmark = pytest.mark.anyio


async def test_an_engine_gets_upright_pictures_in_their_order(watched):
    turned = ordinary.encoded(ordinary.gradient(40, 30), "JPEG", exif=ordinary.exif(6))
    upload = await bring(watched, png(24, 16))
    earlier = (await watched.run("a cat")).images[0]
    job = await made(
        watched, data_uri(turned, "image/jpeg"), upload.id, url_of(watched, earlier.blob_key)
    )
    assert job.status == "succeeded", job.error
    run = watched.engine.runs[-1]
    assert [(p.width_px, p.height_px) for p in run.inputs] == [(30, 40), (24, 16), (64, 64)]
    assert [png_texts.size(p.data) for p in run.inputs] == [(30, 40), (24, 16), (64, 64)]
    assert {p.media_type for p in run.inputs} == {"image/png"}
    assert run.mask is None
    assert run.size == Size(64, 64)


async def test_an_edit_costs_as_much_as_its_pictures_and_is_paid_once(desk):
    job = await made(desk, data_uri(png()), num_images=2)
    assert (job.status, job.charged) == ("succeeded", Amount(2 * PRICE))
    assert {(image.width_px, image.height_px) for image in job.images} == {(40, 30)}
    assert await desk.entries(job) == {"hold": 2 * PRICE, "capture": 2 * PRICE}


async def test_the_last_picture_gives_the_shape_within_the_rule(watched):
    rule = SizeRule(
        area_px_min=4096, area_px_max=4096, side_px_min=16, side_px_max=256, multiple_px=16
    )
    job = await made(watched, data_uri(png(30, 30)), data_uri(png(128, 32)), size_rule=rule)
    assert watched.engine.runs[-1].size == Size(128, 32)
    assert (job.images[0].width_px, job.images[0].height_px) == (64, 64)  # as the engine says


async def test_a_size_that_is_named_is_the_size(desk):
    job = await made(desk, data_uri(png()), size=Size(33, 17))
    data = await desk.blobs.get(job.images[0].blob_key)
    assert png_texts.size(data) == (33, 17) == (job.images[0].width_px, job.images[0].height_px)


async def test_a_large_picture_is_shrunk_for_the_engine_and_still_gives_its_own_shape(watched):
    large = ordinary.encoded(Image.new("L", (2600, 1800), 90), "PNG")
    rule = SizeRule(area_px_min=1, area_px_max=10**7, side_px_min=1, side_px_max=4000)
    await made(watched, data_uri(large), size_rule=rule)
    run = watched.engine.runs[-1]
    assert run.inputs[0].width_px * run.inputs[0].height_px <= 2048 * 2048
    assert run.size == Size(2600, 1800)


async def test_what_was_done_to_a_picture_is_told(watched):
    moving = ordinary.animation("GIF")
    pages = ordinary.encoded(
        Image.new("RGB", (8, 8)), "TIFF", save_all=True, append_images=[Image.new("RGB", (8, 8))]
    )
    broken = ordinary.encoded(ordinary.gradient(), "PNG", icc_profile=b"no profile" * 20)
    job = await made(watched, data_uri(moving), data_uri(pages), data_uri(broken))
    assert job.status == "succeeded", job.error
    assert [(w.code, w.message.partition(":")[0]) for w in job.warnings] == [
        ("input_animation_first_frame", "`image[0]`"),
        ("input_first_page", "`image[1]`"),
        ("input_icc_ignored", "`image[2]`"),
    ]


async def test_an_upload_that_is_deleted_after_the_first_attempt_is_still_there(desk):
    upload = await bring(desk, png())
    job = await desk.submit(**brought(upload.id))
    first = await desk.claim_one()
    async with desk.doors.inputs.gathered(first):
        pass
    await desk.doors.uploads.delete(upload.id, account_id=job.account_id)
    await desk.executor.execute(await handed_back(desk, first))
    assert (await desk.job(job)).status == "succeeded"


async def test_an_upload_may_be_deleted_before_its_job_begins(desk):
    upload = await bring(desk, png())
    job = await desk.submit(**brought(data_uri(png()), upload.id))
    await desk.doors.uploads.delete(upload.id, account_id=job.account_id)
    await desk.executor.execute(Attempt(await desk.claim_one()))
    ended = await desk.job(job)
    assert (ended.status, len(ended.images)) == ("succeeded", 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><body>not here</body></html>", "input_not_an_image"),
        (png()[:60], "input_broken"),
        (b"", "input_empty"),
    ],
)
async def test_a_picture_that_is_none_fails_the_job_with_its_own_code(watched, data, code):
    job = await made(watched, data_uri(png()), data_uri(data))
    assert (job.status, job.error.code, job.charged) == ("failed", code, Amount(0))
    assert job.error.is_callers
    assert not job.error.retryable
    assert job.error.message.startswith("`image[1]`: ")
    assert watched.engine.runs == []
    assert await watched.entries(job) == {"hold": PRICE, "release": PRICE}
    assert await watched.balance() == (1000, 0)
    await watched.assert_sound()


async def test_every_bad_picture_is_named_in_the_order_of_the_request(watched):
    job = await made(watched, data_uri(b"x" * 80), data_uri(png()), data_uri(png()[:50]))
    assert job.error.code == "input_not_an_image"
    first, second = job.error.message.index("`image[0]`"), job.error.message.index("`image[2]`")
    assert first < second
    assert "image[1]" not in job.error.message
    assert job.error.param == "image[0]"


async def test_a_bad_mask_fails_the_job_too(watched):
    job = await made(watched, data_uri(png()), mask=data_uri(b"x" * 80))
    assert (job.status, job.error.code) == ("failed", "input_not_an_image")
    assert job.error.message.startswith("`mask`: ")
    assert job.error.param == "mask"


async def test_text_to_image_has_nothing_to_get_ready(desk):
    await desk.submit()
    job = await desk.claim_one()
    async with desk.doors.inputs.gathered(job) as gathered:
        assert (gathered.pictures, gathered.mask, gathered.size) == ((), None, Size(64, 64))
    assert not Attempt(job).is_fetching


async def test_the_same_pictures_and_seed_make_the_same_picture(desk):
    one, two = [await made(desk, data_uri(png())) for _ in range(2)]
    other = await made(desk, data_uri(png(41, 30)), size=Size(40, 30))
    first, second, third = [
        await desk.blobs.get(job.images[0].blob_key) for job in (one, two, other)
    ]
    assert first == second != third
    said = json.loads(png_texts.texts(first)["inkstone:parameters"])
    assert (said["width"], said["height"], said["prompt"]) == (40, 30, "as at night")
