"""Deleting a job over HTTP: its pictures and its words go, its bill stays."""

from dataclasses import replace

import pytest

from contract.world import image_request
from inkstone.domain.accounts import Caller
from inkstone.service.submission import Submission
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio


async def submit(native: Platform, prompt="a secret", **more):
    """A job of the platform's account; the native API makes none yet."""
    caller = Caller(account_id=native.account_id, account_name="local", key_id="key_test")
    fields = {"caller": caller, "dialect": "native", "request": image_request(prompt)}
    submission = Submission(**{**fields, "fingerprint": "f", **more})
    return (await native.services.submitter.submit(submission)).job


async def made(native: Platform, **more):
    job = await submit(native, **more)
    await native.ended(job.id)
    return job


async def delete(native: Platform, job_id, *, headers=None):
    return await native.client.delete(f"/jobs/{job_id}", headers=headers or native.headers)


async def keys(native: Platform):
    return [key async for key in native.blobs.keys("")]


async def test_a_deleted_job_keeps_its_record_and_nothing_of_its_caller_s(native: Platform):
    job = await made(native)
    before = (await native.get(f"/jobs/{job.id}")).json()
    assert len(before["images"]) == 1
    assert before["deleted_at"] is None
    answer = await delete(native, job.id)
    assert (answer.status_code, answer.content) == (204, b"")
    after = (await native.get(f"/jobs/{job.id}")).json()
    assert after["deleted_at"] is not None
    gone = {"images": [], "prompt": "", "asked": {**before["asked"], "prompt": ""}}
    assert after == {**before, **gone, "deleted_at": after["deleted_at"]}
    assert await keys(native) == []
    stored = await native.services.queries.job(job.id, account_id=native.account_id)
    assert stored.request == replace(job.request, prompt="")


async def test_a_deleted_job_is_paid_for(native: Platform):
    job = await made(native)
    before = (await native.get("/balance")).json()
    await delete(native, job.id)
    assert (await native.get("/balance")).json() == before
    assert await native.services.accounts.check_ledger() == []


async def test_what_is_deleted_cannot_be_deleted_again(native: Platform):
    job = await made(native)
    await delete(native, job.id)
    answer = await delete(native, job.id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "job_not_found")


async def test_a_job_is_deleted_by_its_own_account_only(native: Platform):
    job = await made(native)
    other = await native.new_headers("other")
    answers = [await delete(native, job_id, headers=other) for job_id in (job.id, "job_nobody")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.replace(job.id, "job_nobody") == answers[1].text
    assert (await delete(native, job.id, headers={"x": "y"})).status_code == 401
    assert len(await keys(native)) == 1


async def test_a_job_that_made_nothing_is_deleted_too(native: Platform):
    job = await made(native, prompt="a secret [fail_after=0]")
    assert (await delete(native, job.id)).status_code == 204
    after = (await native.get(f"/jobs/{job.id}")).json()
    assert (after["status"], after["error"]["code"]) == ("failed", "engine_failure")


async def test_a_job_under_way_is_canceled_before_it_is_deleted(tmp_path):
    async with run(tmp_path, dialect="native", works=False) as native:
        job = await submit(native)
        answer = await delete(native, job.id)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "job_under_way")
        await native.services.canceler.cancel(job.id, account_id=native.account_id)
        assert (await delete(native, job.id)).status_code == 204


@pytest.mark.parametrize("path", ["/jobs/%00", "/jobs/%ff", "/jobs/" + "x" * 3000])
async def test_a_strange_id_is_unknown(native: Platform, path):
    answer = await native.client.delete(path, headers=native.headers)
    assert answer.status_code == 404
    assert len(answer.content) < 1000
