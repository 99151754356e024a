"""What the native API tells when a job has ended."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from inkstone.dialects import registry
from inkstone.domain.accounts import Caller
from inkstone.domain.job import JobStatus
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.service.submission import Submission
from unit.dialects.running import PUBLIC_URL, Platform

pytestmark = pytest.mark.anyio
BASE_URL = "https://elsewhere.example.test/ink"


async def job_of(platform: Platform):
    request = ImageRequest(
        model="qwen-image-2.0",
        tier=Tier.STANDARD,
        prompt="ein Haus 房子",
        size=Size(64, 64),
        num_images=2,
        seed=7,
    )
    submission = Submission(
        caller=Caller(account_id=platform.account_id, account_name="local", key_id="key_1"),
        dialect="native",
        request=request,
        fingerprint="f",
    )
    job = (await platform.services.submitter.submit(submission)).job
    return await platform.services.watcher.wait(job, timeout_s=20)


def form_of(platform: Platform):
    form = registry.create("native").webhook_form(platform.services)
    assert form is not None
    return form


async def test_it_tells_the_job_as_polling_shows_it(native: Platform):
    job = await job_of(native)
    said = json.loads(form_of(native).body(job, base_url=BASE_URL))
    polled = (await native.get(f"/jobs/{job.id}")).json()
    assert said["type"] == "job.succeeded"
    assert said["timestamp"] == polled["finished_at"]
    assert len(said["data"]["images"]) == 2
    for told, shown in zip(said["data"]["images"], polled["images"], strict=True):
        assert told["url"].startswith(f"{BASE_URL}/inkstone/v1/files/job_")
        assert told["url"] == shown["url"].replace(PUBLIC_URL, BASE_URL)
        assert told["thumbnail_url"] == f"{told['url']}&view=thumbnail"
        told["url"], told["thumbnail_url"] = shown["url"], shown["thumbnail_url"]
    assert said["data"] == polled


async def test_a_message_holds_no_picture_and_its_links_lead_to_them(native: Platform):
    job = await job_of(native)
    body = form_of(native).body(job, base_url=BASE_URL)
    assert len(body) < 4000
    for picture in json.loads(body)["data"]["images"]:
        url = httpx.URL(picture["url"])
        path = url.path.removeprefix("/ink")
        native.signer.verify(path, url.params["exp"], url.params["sig"], now=datetime.now(UTC))


@pytest.mark.parametrize("status", [status for status in JobStatus if status.is_terminal])
async def test_the_type_says_how_it_ended(native: Platform, status):
    job = replace(await job_of(native), status=status)
    said = json.loads(form_of(native).body(job, base_url=BASE_URL))
    assert said["type"] == f"job.{status.value}"
    assert said["data"]["status"] == status.value


async def test_it_is_tried_for_about_a_day(native: Platform):
    assert form_of(native).num_tries_max >= 10
