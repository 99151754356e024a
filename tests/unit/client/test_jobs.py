"""Waiting for jobs, their pictures as bytes and files, and how requests are written."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from inkstone.client import BadRequest, DamagedPicture, JobFailed, TimedOut
from inkstone.client.options import as_several, named
from unit.client.scripted import (
    KEY,
    Hasty,
    Scripted,
    a_job,
    breaks_off,
    image_of,
    says,
)

DATA = b"\x89PNG" + bytes(300_000)


def _picture(url: str, sha256: str = hashlib.sha256(DATA).hexdigest()) -> dict[str, Any]:
    return {"index": 0, "url": url, "expires_at": "2099-01-01T00:00:00+00:00", "width": 2,
            "height": 3, "seed": 7, "media_type": "image/png", "bytes": len(DATA),
            "sha256": sha256, "colour": "red"}  # fmt: skip


def test_generating_submits_once_and_waits_to_the_end(scripted: Scripted, client: Any) -> None:
    scripted.plays(says(a_job("queued"), 202), says(a_job("running")), says(a_job()))
    job = client.generate("a fox", n=2, size="16:9", seed=None, metadata={"a": "b"})

    assert (job.status, job.is_terminal, job.price.charged_micros) == ("succeeded", True, 30_000)
    assert job.raw["from_the_future"] == {"a": 1}
    methods = [(each.method, each.path) for each in scripted.seen]
    assert methods == [("POST", "/jobs"), ("GET", "/jobs/job_1"), ("GET", "/jobs/job_1")]
    assert scripted.seen[0].json() == {
        "prompt": "a fox", "n": 2, "size": "16:9", "metadata": {"a": "b"},
    }  # fmt: skip
    assert scripted.seen[0].target.endswith("?wait=30")
    assert scripted.seen[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        ("failed", {"code": "engine_failure", "message": "It broke.", "retryable": True},
         "engine_failure"),
        ("canceled", None, "job_canceled"),
        ("expired", None, "job_expired"),
    ],
)  # fmt: skip
def test_a_job_that_made_nothing_is_an_error(
    scripted: Scripted, client: Any, status: str, error: Any, code: str
) -> None:
    scripted.plays(says(a_job(status, error=error)))
    with pytest.raises(JobFailed) as caught:
        client.generate("a fox")

    assert caught.value.code == code
    assert caught.value.job.status == status
    assert "job_1" in str(caught.value)
    assert client.wait("job_1").status == status


def test_a_wait_that_is_too_short_names_the_job(scripted: Scripted) -> None:
    scripted.plays(says(a_job("running"), 202))
    with Hasty(scripted.url) as client, pytest.raises(TimedOut) as caught:
        client.generate("a fox", timeout_s=0.5)

    assert caught.value.job is not None
    assert caught.value.job.id == "job_1"
    assert all(pause <= 2 for pause in client.pauses)


def test_a_picture_is_read_and_saved_whole(scripted: Scripted, client: Any, tmp_path: Path) -> None:
    good = says(body=DATA)
    scripted.plays(
        says(a_job(images=[_picture(f"{scripted.url}/p.png?sig=s")])), breaks_off, good, good
    )
    image = image_of(client, client.get("job_1"))
    assert image.read() == DATA
    saved = image.save(tmp_path / "a.png")

    assert saved.read_bytes() == DATA
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    plain = tmp_path / "plain"
    plain.touch()
    assert saved.stat().st_mode == plain.stat().st_mode
    assert (image.width, image.height, image.seed) == (2, 3, 7)
    assert "sig=s" not in repr(image)
    # An address opens by itself: the key stays at home, even with our own server.
    assert all("authorization" not in each.headers for each in scripted.seen[1:])


def test_a_damaged_picture_is_not_kept(scripted: Scripted, client: Any, tmp_path: Path) -> None:
    picture = _picture(f"{scripted.url}/p.png", sha256="0" * 64)
    scripted.plays(says(a_job(images=[picture])), says(body=DATA))
    image = image_of(client, client.get("job_1"))
    (tmp_path / "a.png").write_text("before")
    with pytest.raises(DamagedPicture):
        image.read()
    with pytest.raises(DamagedPicture):
        image.save(tmp_path / "a.png")

    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_a_picture_elsewhere_is_fetched_without_the_key(scripted: Scripted, client: Any) -> None:
    other = Scripted()
    try:
        away = says(status=302, Location=f"{other.url}/there")
        scripted.plays(says(a_job(images=[_picture("/p.png")])), away)
        other.plays(says(body=DATA))
        assert image_of(client, client.get("job_1")).read() == DATA
        assert "authorization" not in other.seen[0].headers
        assert KEY not in str(other.seen)
    finally:
        other.close()


def test_a_redirect_of_the_api_is_not_followed(scripted: Scripted, client: Any) -> None:
    scripted.plays(says(status=307, Location="http://127.0.0.1:9/x?token=t"))
    with pytest.raises(Exception, match="base_url") as caught:
        client.balance()
    assert "token" not in str(caught.value)
    assert len(scripted.seen) == 1


def test_what_is_only_here_is_brought_first(
    scripted: Scripted, client: Any, tmp_path: Path
) -> None:
    (tmp_path / "cat.png").write_bytes(b"cat")
    brought = [says({"id": f"upload_{n}", "url": "u"}, 201) for n in range(4)]
    scripted.plays(*brought, says(a_job()))
    given = [
        tmp_path / "cat.png", b"bytes", io.BytesIO(b"file"), "https://x/y.png", "upload_9a",
        "data:image/png;base64,AA==",
    ]  # fmt: skip
    client.edit("make it blue", given, mask=b"mask", timeout_s=5)

    bodies = [each.body for each in scripted.seen[:4]]
    assert bodies == [b"cat", b"bytes", b"file", b"mask"]
    sent = scripted.seen[4].json()
    assert sent["images"] == [
        "upload_0", "upload_1", "upload_2", "https://x/y.png", "upload_9a",
        "data:image/png;base64,AA==",
    ]  # fmt: skip
    assert sent["mask"] == "upload_3"


@pytest.mark.parametrize(
    ("images", "error"),
    [
        ([], ValueError),
        (["missing.png", b"x"], FileNotFoundError),
        ([b"x", 7], TypeError),
        ([io.StringIO("text")], TypeError),
    ],
)
def test_what_is_no_picture_costs_nothing(
    scripted: Scripted, client: Any, images: Any, error: type[Exception]
) -> None:
    scripted.plays(says(a_job()))
    with pytest.raises(error):
        client.edit("make it blue", images)
    assert all(each.path != "/jobs" for each in scripted.seen)


def test_one_picture_needs_no_list() -> None:
    assert as_several("cat.png") == ("cat.png",)
    assert as_several(b"cat") == (b"cat",)
    assert as_several(Path("cat.png")) == (Path("cat.png"),)
    assert as_several(["a", "b"]) == ("a", "b")


@pytest.mark.parametrize(
    "text", ["http://x/y", "HTTPS://x/y", "data:image/png;base64,", "upload_1"]
)
def test_what_has_a_name_is_named(text: str) -> None:
    assert named(text) == text


@pytest.mark.parametrize("job_id", ["", "..", "a/b", "a?b", "a#b", "a b", "%2e"])
def test_an_id_is_no_path(scripted: Scripted, client: Any, job_id: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        client.get(job_id)
    assert not scripted.seen


def test_the_pages_of_a_listing_are_one(scripted: Scripted, client: Any) -> None:
    first = {"data": [a_job(id="job_2"), a_job(id="job_3")], "next_before": "job_3"}
    scripted.plays(says(first), says({"data": [a_job(id="job_4")], "next_before": None}))

    assert [job.id for job in client.list(status="succeeded")] == ["job_2", "job_3", "job_4"]
    assert [each.target.partition("?")[2] for each in scripted.seen] == [
        "status=succeeded", "status=succeeded&before=job_3",
    ]  # fmt: skip


def test_a_refused_submit_tells_its_faults(scripted: Scripted, client: Any) -> None:
    faults = [{"param": "n", "message": "Too many."}, {"param": "size", "message": "Too wide."}]
    scripted.plays(says({"error": {"code": "x", "message": "m", "faults": faults}}, 400))
    with pytest.raises(BadRequest) as caught:
        client.submit("a fox")
    assert [fault.param for fault in caught.value.faults] == ["n", "size"]
