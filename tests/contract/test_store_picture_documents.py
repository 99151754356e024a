"""What engines know of pictures, on both databases: found by pixels, gone with the pictures."""

from dataclasses import replace

import pytest

from contract.world import Parts
from inkstone.domain.job import JobImage, JobStatus
from inkstone.service.settle import Outcome, settle
from inkstone.store import picture_documents, retention

pytestmark = pytest.mark.anyio
SCENE = {"inkstone:scene": {"place": "湖", "boxes": [1.5, 2]}}


def _image(index: int = 0, **more):
    fields = {
        "image_index": index,
        "blob_key": f"key{index}",
        "sha256": "0" * 64,
        "size_bytes": 1,
        "media_type": "image/png",
        "width_px": 8,
        "height_px": 8,
        "seed": 1,
        "documents": SCENE,
        "pixels_sha256": f"{index}" * 64,
    }
    return JobImage(**(fields | more))


async def add(world: Parts, job, *images):
    await world.store.write(lambda tx: picture_documents.add(tx, job, images))


async def find(world: Parts, digest, *, account_id=None):
    return await world.store.read(
        lambda tx: picture_documents.find(
            tx, account_id=account_id or world.caller.account_id, pixels_sha256=digest
        )
    )


async def test_a_picture_is_found_by_its_pixels_and_by_its_place(world: Parts):
    job = await world.run()
    await add(world, job, _image(), _image(1, documents={"a": 1}))
    assert await find(world, "0" * 64) == SCENE
    assert await find(world, "1" * 64) == {"a": 1}
    assert await find(world, "2" * 64) == {}
    of = await world.store.read(
        lambda tx: picture_documents.of_picture(tx, job_id=job.id, image_index=1)
    )
    assert of == {"a": 1}


async def test_another_account_finds_nothing(world: Parts):
    await add(world, await world.run(), _image())
    assert await find(world, "0" * 64, account_id="acct_other") == {}


async def test_of_two_with_the_same_pixels_the_newer_counts(world: Parts):
    await add(world, await world.run(), _image(documents={"a": 1}))
    await add(world, await world.run(), _image(documents={"a": 2}))
    assert await find(world, "0" * 64) == {"a": 2}


async def test_what_has_no_digest_or_no_documents_is_not_kept(world: Parts):
    job = await world.run()
    await add(world, job, _image(pixels_sha256=None), _image(1, documents={}))
    assert await find(world, "1" * 64) == {}


async def test_they_go_with_the_pictures(world: Parts):
    job = await world.run()
    await add(world, job, _image())
    await world.store.write(lambda tx: retention.take_all(tx, [job.id]))
    assert await find(world, "0" * 64) == {}


async def test_settling_a_job_keeps_them(world: Parts):
    job = await world.submit()
    attempt = await world.claim_one()
    image = replace(_image(), pixels_sha256="e" * 64)
    outcome = Outcome(status=JobStatus.SUCCEEDED, images=(image,), engine="echo/echo@1")
    await world.store.write(lambda tx: settle(tx, attempt, outcome))
    assert (await world.job(job)).images == (image,)
    assert await find(world, "e" * 64) == SCENE
