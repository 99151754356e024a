"""EmpirioLabs' requests and answers as its pages show them, encoded byte for byte.

Each file names the page that it was taken from, or says that it is ours, and the day.
"""

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from contract.doors import doors
from inkstone.dialects import answers
from inkstone.dialects.empiriolabs import encode
from inkstone.dialects.empiriolabs.decode import decode
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError
from inkstone.domain.job import Job, JobError, JobImage, JobStatus
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

FOLDER = Path(__file__).parent
CREATED_AT = datetime.fromisoformat("2026-11-20T09:15:02.114Z")


def files(prefix: str) -> list[Any]:
    """The recorded files of a kind, as test parameters."""
    found = sorted(FOLDER.glob(f"{prefix}_*.json"))
    assert found
    return [pytest.param(json.loads(path.read_text()), id=path.stem) for path in found]


def compact(value: Any) -> str:
    """JSON as it goes over the wire: the fields in their order, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def job_of(fields: dict[str, Any]) -> Job:
    """A job as a file describes it."""
    finished = fields.get("finished_at")
    error = fields.get("error")
    return Job(
        id="job_5f0c2a9e71d84b60",
        account_id="acct_1",
        dialect="empiriolabs",
        status=JobStatus(fields["status"]),
        attempt=1,
        queue="echo",
        request=ImageRequest(
            model="qwen-image-2.0-pro-2026-04-22",
            tier=Tier.PRO,
            prompt="A red kite",
            size=Size(1024, 1024),
            seed=7,
        ),
        wire={"model": "qwen-image-2-0", "response_format": "url", "warnings": []},
        per_image=Amount(69_000),
        quoted=Amount(69_000),
        error=JobError(**error) if error else None,
        created_at=CREATED_AT,
        finished_at=datetime.fromisoformat(finished) if finished else None,
        expires_at=CREATED_AT + timedelta(hours=1),
    )


def image(index: int) -> JobImage:
    """A finished picture."""
    return JobImage(
        image_index=index,
        blob_key=f"job_5f0c2a9e71d84b60/1/{index}.png",
        sha256="0" * 64,
        size_bytes=3,
        media_type="image/png",
        width_px=1024,
        height_px=1024,
        seed=7 + index,
    )


def error_of(fields: dict[str, Any]) -> InkstoneError:
    """An error as a file describes it."""
    cls = getattr(errors, fields["class"])
    if "faults" in fields:
        found = cls(faults=[Fault(param=p, message=m) for p, m in fields["faults"]])
    else:
        found = cls(fields["message"])
    assert isinstance(found, InkstoneError)
    return found


REFERENCES = doors(None, None).references  # type: ignore[arg-type]
FROM_TEXT = {
    "is_size_default": False,
    "size_rule": None,
    "inputs": [],
    "mask": None,
    "steps": None,
    "guidance": None,
    "output_format": "png",
    "output_quality": 90,
    "is_transparent": False,
    "invisible_watermark": False,
    "engine": "",
}


@pytest.mark.parametrize("recorded", files("request"))
def test_a_recorded_request_is_decoded(recorded: dict[str, Any]) -> None:
    able = Capabilities(negative_prompt=True)
    found = decode(
        recorded["body"], catalogue=catalogue(), capabilities=able, references=REFERENCES
    )
    request = json.loads(json.dumps(asdict(found.request)))
    # None of them starts from pictures; every other field is recorded.
    expected = FROM_TEXT | recorded["request"]
    assert request | {"seed": expected.get("seed")} == {"seed": None} | expected
    assert found.to_wire() == recorded["remembered"]
    assert found.is_sync == recorded["body"].get("sync", False)


@pytest.mark.parametrize("recorded", files("answer"))
def test_a_recorded_answer_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    job = job_of(recorded["job"])
    images = [encode.encode_url(image(i), url) for i, url in enumerate(recorded.get("urls", ()))]
    for index, text in enumerate(recorded.get("bytes", ())):
        images.append(encode.encode_bytes(image(index), text.encode()))
    if recorded["encoder"] == "submitted":
        wire = encode.encode_submitted(job, shows_cancelled=False)
    elif recorded["encoder"] == "images":
        wire = encode.encode_images(job, images)
    else:
        progress = recorded["progress"]
        wire = encode.encode_job(job, images, progress=progress, shows_cancelled=False)
    answer = answers.answer(wire)
    assert isinstance(answer, Response)
    assert bytes(answer.body).decode() == compact(recorded["answer"])


@pytest.mark.parametrize("recorded", files("error"))
def test_a_recorded_error_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    answer = encode.encode_error(error_of(recorded["error"]))
    assert answer.status_code == recorded["status"]
    assert bytes(answer.body).decode() == compact(recorded["answer"])


def test_every_file_names_its_source_and_day() -> None:
    for path in FOLDER.glob("*.json"):
        recorded = json.loads(path.read_text())
        assert recorded["source"], path.name
        assert date.fromisoformat(recorded["read_on"]), path.name
