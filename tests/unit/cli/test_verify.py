"""`inkstone verify`: what a file says, and what the data directory knows of it."""

import asyncio
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from inkstone.bootstrap import open_tables
from inkstone.cli import verify
from inkstone.media import png, xmp
from inkstone.settings import load
from inkstone.store import job_reads
from inkstone.store.tables import job_images
from unit.cli.desk import desk, ended, run, said
from unit.media import ordinary

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("desk")


def test_a_file_is_examined_without_a_data_directory() -> None:
    Path("a.jpg").write_bytes(ordinary.example("jpeg"))
    result = run("verify", "a.jpg")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["verdict", "unknown"]
    assert "proves nothing" in lines[1]
    assert "image/jpeg, 40x30" in result.stdout
    assert not load().data_dir.exists()


def test_the_document_is_the_servers() -> None:
    data = png.with_text(ordinary.example("png"), {"inkstone:parameters": '{"seed": 7}'})
    Path("a.png").write_bytes(data)
    found = said("verify", "a.png")
    assert (found["object"], found["verdict"]) == ("verification", "unknown")
    assert found["parameters"] == {"seed": 7}
    assert found["unreadable"] == []
    assert "parameters   seed 7" in run("verify", "a.png").stdout


def test_pictures_made_here_are_known_with_whose_they_are() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    (job,) = ended("shop", 1)
    data = ordinary.example("png")
    Path("a.png").write_bytes(data)
    asyncio.run(_rename(job.id, data))
    found = said("verify", "a.png")
    assert found["verdict"] == "made_here"
    (match,) = found["matches"]
    assert (match["by"], match["job_id"]) == ("file", job.id)
    assert match["account_id"].startswith("acct_")
    told = run("verify", "a.png").stdout
    assert f"made here    {job.id}-0 (by its file, certain)" in told


async def _rename(job_id: str, data: bytes) -> None:
    """Have a job's picture be this file."""
    async with open_tables(load()) as tables:
        digest = hashlib.sha256(data).hexdigest()
        change = update(job_images).where(job_images.c.job_id == job_id).values(sha256=digest)
        await tables.store.write(lambda tx: tx.connection.execute(change))
        found = await tables.store.read(lambda tx: job_reads.get(tx, job_id))
        assert found is not None
        assert found.images[0].sha256 == digest


def test_labels_are_told() -> None:
    labels = xmp.Labels(
        source_type="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        creator_tool="Some Tool 1",
        created_at=datetime(2026, 1, 2, tzinfo=UTC),
        instance_id="xmp.iid:1",
        image_id="1",
        producer="Maker",
    )
    data = png.with_xmp(ordinary.example("png"), xmp.packet({}, labels=labels))
    Path("a.png").write_bytes(data)
    told = run("verify", "a.png").stdout
    assert "verdict      labelled as made by AI" in told
    assert "source type  trainedAlgorithmicMedia" in told
    assert "made with    Some Tool 1" in told
    assert "ContentProducer Maker" in told


def test_what_cannot_be_examined_fails() -> None:
    Path("a.txt").write_text("nothing")
    for name in ("a.txt", "missing.png", "."):
        result = run("verify", name)
        assert result.exit_code == 2, result.output
        assert "Traceback" not in result.output
    error = json.loads(run("verify", "a.txt", "--json").stdout)["error"]
    assert error["code"] == "input_not_an_image"


def test_a_key_alone_is_for_no_server() -> None:
    Path("a.jpg").write_bytes(ordinary.example("jpeg"))
    assert run("verify", "a.jpg", "--api-key", "ink_sk_x").exit_code == 2
    both = run("verify", "a.jpg", "--url", "http://127.0.0.1:9", "--data-dir", "data")
    assert both.exit_code == 2


def test_strangers_texts_command_no_terminal() -> None:
    assert verify._plain("a\x1b[31mb\n\u202ec" + "d" * 999).startswith("a\ufffd[31mb\ufffd\ufffdcd")
    assert len(verify._plain("d" * 999)) == 300


def test_every_part_is_told_to_people() -> None:
    found = {
        "verdict": "changed_since_signed",
        "summary": "Changed.",
        "media_type": "image/png",
        "width": 8,
        "height": 6,
        "sha256": "0" * 64,
        "ai_labels": [],
        "credentials": {
            "state": "invalid",
            "problems": ["assertion.dataHash.mismatch"],
            "signed_by": "Somebody",
            "signed_at": "2026-01-01T00:00:00+00:00",
            "is_time_stamped": False,
            "generator": "Tool 1",
            "ingredients": [{"title": "image 1", "manifest_id": None}],
        },
        "labels": None,
        "parameters": None,
        "watermark": {"id": "00000000002a", "sigmas": 20.5},
        "matches": [
            {
                "by": "likeness",
                "certainty": "likely",
                "is_input": False,
                "image_id": "job_1-0",
                "made_at": "2026-01-01T00:00:00.000Z",
                "engine": "sketch/sketch@1",
                "model": "qwen-image-2.0",
                "is_deleted": True,
                "distance": 2,
            }
        ],
        "unreadable": ["labels"],
    }
    told = "\n".join(verify._told(found))
    for part in (
        "changed since it was signed",
        "they do NOT hold",
        "problems     assertion.dataHash.mismatch",
        "the signer's own word",
        "made from    image 1 (it had no credentials)",
        "watermark    00000000002a (20.5 sigmas)",
        "by its likeness, likely, 2 of 64 bits differ",
        "deleted since",
        "unreadable   labels",
    ):
        assert part in told
