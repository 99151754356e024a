"""Retries of edits: the same job again, although what it started from may be gone by now."""

import asyncio
import time

import pytest

from inkstone.domain.errors import Gone, IdempotencyMismatch, InputRefused, Unavailable
from inkstone.service.attempt import Attempt
from unit.service.brought import brought, data_uri, made, png
from unit.service.brought import upload as bring

pytestmark = pytest.mark.anyio
KEY = {"idempotency_key": "k", "fingerprint": "f"}


async def test_a_replay_answers_although_its_inputs_are_gone(desk):
    upload = await bring(desk, png())
    first = await desk.submitted(**brought(upload.id), **KEY)
    await desk.doors.uploads.delete(upload.id, account_id=desk.caller.account_id)
    again = await desk.submitted(**brought(upload.id), **KEY)
    assert (first.is_replay, again.is_replay) == (False, True)
    assert again.job.id == first.job.id
    assert await desk.balance() == (1000, 1)
    with pytest.raises(InputRefused):
        await desk.submit(**brought(upload.id), idempotency_key="l", fingerprint="f")


async def test_a_replay_keeps_nothing_of_what_it_brings(desk):
    first = await desk.submit(**brought(data_uri(png())), **KEY)
    kept = await desk.blob_keys()
    again = await desk.submit(**brought(data_uri(png())), **KEY)
    assert again.id == first.id
    assert await desk.blob_keys() == kept == [f"{first.id}/inputs/0"]


async def test_another_request_under_the_same_key_is_refused_before_anything_is_kept(desk):
    await desk.submit(**brought(data_uri(png())), **KEY)
    kept = await desk.blob_keys()
    with pytest.raises(IdempotencyMismatch):
        await desk.submit(
            **brought(data_uri(png(9, 9))), idempotency_key="k", fingerprint="another"
        )
    assert await desk.blob_keys() == kept


async def test_of_two_equal_edits_at_once_one_is_kept(desk):
    both = await asyncio.gather(
        *(desk.submitted(**brought(data_uri(png())), **KEY) for _ in range(6))
    )
    assert len({each.job.id for each in both}) == 1
    assert await desk.blob_keys() == [f"{both[0].job.id}/inputs/0"]
    assert await desk.balance() == (1000, 1)


@pytest.mark.parametrize("is_edit", [False, True])
async def test_the_replay_of_a_deleted_job_is_gone(desk, is_edit):
    fields = brought(data_uri(png())) if is_edit else {}
    job = await desk.run(**fields, **KEY)
    await desk.doors.retention.delete_job(job.id, account_id=job.account_id)
    with pytest.raises(Gone) as caught:
        await desk.submit(**fields, **KEY)
    assert caught.value.code == "result_deleted"
    assert await desk.balance() == (999, 0)
    assert await desk.blob_keys() == []


async def test_a_key_whose_edit_failed_runs_again_with_what_it_brings_now(desk):
    failed = await desk.run(**brought(data_uri(b"x" * 80)), **KEY)
    assert failed.status == "failed"
    again = await desk.run(**brought(data_uri(b"x" * 80)), **KEY)
    assert again.id != failed.id
    assert again.status == "failed"
    assert await desk.balance() == (1000, 0)


async def test_a_client_that_says_it_retries_an_edit_gets_its_job(desk):
    job = await made(desk, data_uri(png()))
    upload = await bring(desk, png())
    first = await desk.submit(**brought(upload.id), fingerprint="f")
    await desk.doors.uploads.delete(upload.id, account_id=desk.caller.account_id)
    again = await desk.submitted(**brought(upload.id), fingerprint="f", is_retry=True)
    assert (again.is_replay, again.job.id) == (True, first.id)
    assert first.id != job.id


@pytest.mark.parametrize("is_retry", [True, False])
async def test_a_retry_without_a_key_of_a_deleted_job_is_made_anew(desk, is_retry):
    """Whether the client says that it retries, or hung up a moment ago."""
    job = await desk.run(**brought(data_uri(png())), fingerprint="f")
    await desk.submitter.abandon(job.id)
    await desk.doors.retention.delete_job(job.id, account_id=job.account_id)
    again = await desk.submitted(**brought(data_uri(png())), fingerprint="f", is_retry=is_retry)
    assert not again.is_replay
    assert again.job.id != job.id
    assert await desk.blob_keys() == [f"{again.job.id}/inputs/0"]


class LosesAnAnswer:
    """A store that commits once, and then says that it did not answer."""

    def __init__(self, store):
        self._store = store
        self._is_lost = False

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def write(self, work):
        result = await self._store.write(work)
        if not self._is_lost:
            self._is_lost = True
            raise Unavailable
        return result


async def test_a_submit_whose_answer_was_lost_keeps_what_its_job_starts_from(desk):
    desk.submitter._store = LosesAnAnswer(desk.store)
    with pytest.raises(Unavailable):
        await desk.submit(**brought(data_uri(png())), **KEY)
    again = await desk.submitted(**brought(data_uri(png())), **KEY)
    assert again.is_replay
    assert await desk.blob_keys() == [f"{again.job.id}/inputs/0"]
    assert await desk.balance() == (1000, 1)
    await desk.executor.execute(Attempt(await desk.claim_one()))
    assert (await desk.job(again.job)).status == "succeeded"


async def test_a_retry_that_overtakes_the_submit_of_a_client_that_is_gone_gets_its_job(desk):
    """It came while the job was being made, so nobody could have noted the hang-up yet."""

    async def given_up():
        job = await desk.submit(fingerprint="f")
        await desk.submitter.abandon(job.id)  # as a waiting call does when it first listens
        return job

    first, again = await asyncio.gather(given_up(), desk.submitted(fingerprint="f"))
    assert (again.job.id, again.is_replay) == (first.id, True)
    assert await desk.balance() == (1000, 1)


async def test_a_retry_waits_for_the_submit_of_a_client_that_is_known_to_be_gone(desk):
    async def given_up():
        job = await desk.submit(fingerprint="f", is_gone=lambda: True)
        await desk.submitter.abandon(job.id)
        return job

    retry = desk.submitted(fingerprint="f", is_gone=lambda: False)
    first, again = await asyncio.gather(given_up(), retry)
    assert (again.job.id, again.is_replay) == (first.id, True)
    assert await desk.balance() == (1000, 1)


async def test_equal_requests_whose_clients_are_there_do_not_wait_for_each_other(desk):
    began_s = time.monotonic()
    forty = await asyncio.gather(
        *(desk.submitted(fingerprint="f", is_gone=lambda: False) for _ in range(40))
    )
    took_s = time.monotonic() - began_s
    assert len({each.job.id for each in forty}) == 40
    assert not any(each.is_replay for each in forty)
    assert took_s < 0.7, "one after the other they would take 0.8 s of waiting alone"


async def test_equal_requests_that_are_waited_for_are_a_job_each(desk):
    four = await asyncio.gather(*(desk.submitted(fingerprint="f") for _ in range(4)))
    assert len({each.job.id for each in four}) == 4
    assert not any(each.is_replay for each in four)
    assert await desk.balance() == (1000, 4)


async def test_a_refused_request_holds_up_no_equal_one(desk):
    refused, _ = await asyncio.gather(
        desk.submit(fingerprint="f", n=100_000),
        desk.submit(fingerprint="f"),
        return_exceptions=True,
    )
    assert isinstance(refused, Exception)
    assert await desk.balance() == (1000, 1)
