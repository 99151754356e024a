"""Uploads on both databases: whose they are, until when, and how much an account may have."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from contract.doors import doors
from contract.world import Parts
from inkstone.service.ids import new_id
from inkstone.service.uploads import QuotaExceeded
from inkstone.store import uploads

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)


def fields(world: Parts, *, size_bytes: int = 100, **more):
    upload_id = new_id("upload")
    return {
        "id": upload_id,
        "account_id": world.caller.account_id,
        "blob_key": f"{upload_id}/picture.png",
        "sha256": "0" * 64,
        "size_bytes": size_bytes,
        "media_type": "image/png",
        "width_px": 40,
        "height_px": 30,
        **more,
    }


async def put(world: Parts, *, lifetime=DAY, **more):
    values = fields(world, **more)
    return await world.store.write(lambda tx: uploads.put(tx, lifetime, **values))


async def get(world: Parts, upload_id, *, account_id=None):
    account_id = account_id or world.caller.account_id
    return await world.store.read(lambda tx: uploads.get(tx, upload_id, account_id=account_id))


async def held(world: Parts):
    return await world.store.read(lambda tx: uploads.held(tx, world.caller.account_id))


async def test_what_was_recorded_is_read_back(world: Parts):
    made = await put(world)
    assert await get(world, made.id) == made
    assert made.expires_at - made.created_at == DAY
    assert (made.width_px, made.height_px, made.size_bytes) == (40, 30, 100)


async def test_an_upload_is_nobody_else_s(world: Parts):
    made = await put(world)
    other = await world.open_account("other")
    assert await get(world, made.id, account_id=other.account_id) is None
    assert await get(world, "upload_nobody") is None
    assert await get(world, "upload_\0") is None


async def test_an_upload_ends_with_its_time_to_the_moment(world: Parts, clock):
    made = await put(world)
    clock.advance(24 * 3600 - 0.001)
    assert await get(world, made.id) == made
    clock.advance(0.001)
    assert await get(world, made.id) is None


async def test_what_an_account_has_is_added_up_and_ends_with_its_time(world: Parts, clock):
    assert await held(world) == (0, 0)
    await put(world, size_bytes=5)
    await put(world, size_bytes=2**40, lifetime=2 * DAY)
    other = await world.open_account("other")
    await put(world, account_id=other.account_id)
    assert await held(world) == (2, 2**40 + 5)
    clock.advance(24 * 3600)
    assert await held(world) == (1, 2**40)


async def test_only_what_is_over_its_time_is_overdue(world: Parts, clock):
    old = [await put(world) for _ in range(3)]
    young = await put(world, lifetime=2 * DAY)
    assert await world.store.read(lambda tx: uploads.overdue(tx, limit=9)) == []
    clock.advance(24 * 3600)
    found = await world.store.read(lambda tx: uploads.overdue(tx, limit=9))
    assert sorted(found) == sorted(upload.id for upload in old)
    assert len(await world.store.read(lambda tx: uploads.overdue(tx, limit=2))) == 2
    await world.store.write(lambda tx: uploads.remove(tx, found))
    ids = [*found, young.id, "upload_nobody"]
    assert await world.store.read(lambda tx: uploads.known(tx, ids)) == {young.id}


async def test_nothing_at_all_may_be_asked_about_and_removed(world: Parts):
    await world.store.write(lambda tx: uploads.remove(tx, []))
    assert await world.store.read(lambda tx: uploads.known(tx, [])) == set()


@pytest.mark.parametrize(("num_max", "bytes_max"), [(3, 10**9), (100, 399)])
async def test_of_many_at_once_only_as_many_are_kept_as_fit(world: Parts, num_max, bytes_max):
    """Each looks and records in one transaction: by number, and by bytes."""
    limits = {"num_max": num_max, "account_bytes_max": bytes_max}
    service = doors(world.store, world.blobs, upload_limits=limits).uploads
    await put(world)
    results = await asyncio.gather(
        *(world.store.write(partial(service._record, recorded=fields(world))) for _ in range(12)),
        return_exceptions=True,
    )
    refused = [each for each in results if isinstance(each, BaseException)]
    assert {type(each) for each in refused} == {QuotaExceeded}
    assert len(refused) == 10
    assert await held(world) == (3, 300)


async def test_the_quota_of_one_account_waits_for_no_other(world: Parts):
    """The lock is on the account: what another uploads does not stand in line behind it."""
    service = doors(world.store, world.blobs).uploads
    accounts = [world.caller] + [await world.open_account(f"of {n}") for n in range(3)]
    made = await asyncio.gather(
        *(
            world.store.write(
                partial(service._record, recorded=fields(world, account_id=caller.account_id))
            )
            for caller in accounts
            for _ in range(5)
        )
    )
    assert len({upload.id for upload in made}) == 20


async def test_an_upload_s_quota_and_a_submit_of_the_same_account_do_not_wait_for_each_other(
    world: Parts,
):
    """Both touch the account's row; in whatever order they come, both are done."""
    service = doors(world.store, world.blobs).uploads
    await asyncio.gather(
        *(world.store.write(partial(service._record, recorded=fields(world))) for _ in range(5)),
        *(world.submit() for _ in range(5)),
    )
    assert (await held(world))[0] == 5
    assert await world.balance() == (1000, 5)
    await world.assert_sound()
