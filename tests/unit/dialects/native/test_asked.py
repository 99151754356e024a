"""What a job says would have to be asked for to make it again, whatever dialect it came in by."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.dialects.native.asked import asked_of
from inkstone.domain.job import Job, JobError, JobImage, JobStatus
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, InputImage, Size, SizeRule, Tier
from inkstone.service.references import input_key
from unit.dialects.native.bodies import OTHER, UPLOAD, decoded
from unit.dialects.native.test_decode_any import VALID
from unit.dialects.running import PUBLIC_URL, Platform
from unit.media import ordinary

AT = datetime(2026, 11, 20, tzinfo=UTC)
ID = "job_" + "0" * 26
ELSEWHERE = SizeRule(area_px_min=1, area_px_max=2**22, side_px_min=1, side_px_max=2048)


def job_of(request: ImageRequest, status: str = "succeeded", **more: Any) -> Job:
    """A job that asked for this."""
    fields: dict[str, Any] = {
        "id": ID,
        "account_id": "acct_1",
        "dialect": "native",
        "status": JobStatus(status),
        "attempt": 1,
        "queue": "echo",
        "per_image": Amount(1),
        "quoted": Amount(1),
        "created_at": AT,
        "started_at": AT,
        "expires_at": AT + timedelta(hours=1),
    }
    return Job(request=request, **(fields | more))


def image_request(**fields: Any) -> ImageRequest:
    """A request as another dialect may make it."""
    usual = {"tier": Tier.STANDARD, "prompt": "a kite", "size": Size(512, 512), "seed": 7}
    return ImageRequest(**{"model": "qwen-image-2.0-2026-03-03", **usual, **fields})


def asked(job: Job) -> dict[str, Any]:
    """What it says, with addresses that show what they are of."""
    return asked_of(job, url_of=lambda key: f"https://here.example.test/{key}")


def as_asked(request: ImageRequest) -> dict[str, Any]:
    """A request without what asking again may change: where pictures are, and who drew the seed."""
    return {
        **asdict(replace(request, inputs=(), mask=None, is_seed_chosen=True)),
        "num_inputs": len(request.inputs),
        "has_mask": request.mask is not None,
    }


def with_inputs(request: ImageRequest, num: int, *, has_mask: bool) -> ImageRequest:
    """The request as a submit resolves it."""
    kept = [
        InputImage(param=f"images[{index}]", blob_key=input_key(ID, index)) for index in range(num)
    ]
    mask = InputImage(param="mask", blob_key=input_key(ID, num)) if has_mask else None
    return replace(request, inputs=tuple(kept), mask=mask)


MORE = st.fixed_dictionaries(
    {},
    optional={
        "model": st.sampled_from(["qwen-image-2.0", "qwen-image-2.0-pro"]),
        "negative_prompt": st.text(max_size=30),
        "resolution": st.sampled_from(["1K", "2K"]),
        "invisible_watermark": st.booleans(),
        "engine": st.sampled_from(["", "sketch"]),
        "mask": st.just(UPLOAD),
    },
)


@given(fields=VALID, more=MORE)
def test_what_is_asked_is_decoded_to_the_same_request(
    fields: dict[str, Any], more: dict[str, Any]
) -> None:
    body = {**fields, **more}
    if not body.get("images"):
        body.pop("mask", None)
    if body.get("images") or body.get("size") not in {"16:9", "1:1"}:
        body.pop("resolution", None)
    found = decoded(**body)
    request = with_inputs(found.request, len(found.references), has_mask=found.mask is not None)
    said = asked(job_of(request))
    assert json.loads(json.dumps(said)) == said
    again = decoded(**said)
    resolved = with_inputs(again.request, len(again.references), has_mask=again.mask is not None)
    assert as_asked(resolved) == as_asked(request)
    assert [each.text for each in again.references] == [
        f"https://here.example.test/{ID}/inputs/{index}" for index in range(len(request.inputs))
    ]


def test_what_is_as_usual_is_left_out() -> None:
    assert asked(job_of(decoded(seed=7).request)) == {
        "model": "qwen-image-2.0-2026-03-03",
        "prompt": "A kite",
        "seed": 7,
    }


def test_what_only_others_take_is_left_out_or_as_near_as_it_can_be() -> None:
    strange = image_request(
        prompt="a" * 5_000,
        negative_prompt="b" * 600,
        size=Size(3000, 200),
        num_images=10,
        steps=500,
        guidance=99.0,
        output_format="gif",
        output_quality=0,
        is_transparent=True,
    )
    assert asked(job_of(strange, dialect="openai")) == {
        "model": strange.model,
        "prompt": "a" * 4_000,
        "negative_prompt": "b" * 500,
        "n": 6,
        "seed": 7,
    }


def test_a_size_that_was_open_elsewhere_is_the_one_that_came_of_it() -> None:
    made = JobImage(
        image_index=0, blob_key="k", sha256="0", size_bytes=1, media_type="image/png",
        width_px=1280, height_px=720, seed=7,
    )  # fmt: skip
    edit = image_request(size=None, size_rule=ELSEWHERE)
    assert asked(job_of(edit, images=(made,)))["size"] == "1280x720"
    assert "size" not in asked(job_of(edit, "queued"))
    usual = image_request(size=Size(2048, 2048), size_rule=ELSEWHERE, is_size_default=True)
    assert asked(job_of(usual, "queued"))["size"] == "2048x2048"
    assert asked(job_of(usual, images=(made,)))["size"] == "1280x720"


OWN = InputImage(param="images[0]", blob_key=input_key(ID, 0))
RESULT = InputImage(param="images[0]", blob_key="job_other/1/0.png")
FAR = InputImage(param="images[0]", url=OTHER)
LOST = JobError(code="worker_lost", message="gone")


@pytest.mark.parametrize(
    ("picture", "status", "more", "expected"),
    [
        (OWN, "queued", {"started_at": None}, input_key(ID, 0)),
        (OWN, "succeeded", {}, input_key(ID, 0)),
        (OWN, "canceled", {"started_at": None}, None),
        (OWN, "failed", {"error": LOST}, None),
        (OWN, "succeeded", {"deleted_at": AT}, None),
        (RESULT, "queued", {"started_at": None}, "job_other/1/0.png"),
        (RESULT, "failed", {}, "job_other/1/0.png"),
        (RESULT, "succeeded", {}, input_key(ID, 0)),
        (FAR, "queued", {"fetches": True}, OTHER),
        (FAR, "failed", {"fetches": True}, OTHER),
        (FAR, "running", {"fetches": False}, input_key(ID, 0)),
        (FAR, "succeeded", {"fetches": False}, input_key(ID, 0)),
        (FAR, "failed", {"error": LOST}, OTHER),
        (FAR, "succeeded", {"deleted_at": AT}, None),
    ],
)
def test_a_picture_is_named_where_it_is(
    picture: InputImage, status: str, more: dict[str, Any], expected: str | None
) -> None:
    request = image_request(size=None, inputs=(picture,))
    said = asked(job_of(request, status, **more)).get("images")
    if expected is None:
        assert said is None
    else:
        is_far = expected.startswith("https:")
        assert said == [expected if is_far else f"https://here.example.test/{expected}"]


@pytest.mark.anyio
async def test_an_edit_s_own_answer_asks_for_the_same_edit(native: Platform) -> None:
    data = ordinary.example("png")
    upload = await native.client.post("/uploads", content=data, headers=native.headers)
    brought = upload.json()["id"]
    answer = await native.post("/jobs?wait=30", prompt="at night", images=[brought], mask=brought)
    job = answer.json()
    assert job["status"] == "succeeded", job
    assert (job["dialect"], job["prompt"], job["starred"]) == ("native", "at night", False)
    said = job["asked"]
    assert said["seed"] == job["request"]["seeds"][0]
    for url in (*said["images"], said["mask"]):
        assert url.startswith(f"{PUBLIC_URL}/inkstone/v1/files/{job['id']}/inputs/")
    await native.client.delete(f"/uploads/{brought}", headers=native.headers)
    again = (await native.client.post("/jobs?wait=30", json=said, headers=native.headers)).json()
    assert again["status"] == "succeeded", again
    assert [each["sha256"] for each in again["images"]] == [
        each["sha256"] for each in job["images"]
    ]
    assert again["asked"]["images"] != said["images"], "it has copies of its own"
    await native.client.delete(f"/jobs/{job['id']}", headers=native.headers)
    told = (await native.get(f"/jobs/{job['id']}")).json()
    assert (told["prompt"], told["images"]) == ("", [])
    assert "images" not in told["asked"]
    refused = await native.client.post("/jobs", json=said, headers=native.headers)
    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == "images[0]"
