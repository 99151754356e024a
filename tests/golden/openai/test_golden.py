"""OpenAI's requests and answers as its SDK sends and reads them, encoded byte for byte.

Each file names the page or the release that it was taken from, and the day.
"""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from contract.doors import doors
from inkstone.dialects.answers import answer
from inkstone.dialects.openai import encode
from inkstone.dialects.openai.decode import decode
from inkstone.dialects.openai.edit_body import from_json
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError
from inkstone.domain.job import Job, JobImage, JobStatus
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

FOLDER = Path(__file__).parent
ENDED_AT = datetime.fromtimestamp(1795168800, UTC)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
ABLE = Capabilities(edits=True, num_inputs_max=10, negative_prompt=True)


def files(prefix: str) -> list[Any]:
    """The recorded files of a kind, as test parameters."""
    found = sorted(FOLDER.glob(f"{prefix}_*.json"))
    assert found
    return [pytest.param(json.loads(path.read_text()), id=path.stem) for path in found]


def compact(value: Any) -> str:
    """JSON as it goes over the wire: the fields in their order, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def image(index: int) -> JobImage:
    """A finished picture."""
    return JobImage(
        image_index=index,
        blob_key=f"job_1/1/{index}.png",
        sha256="0" * 64,
        size_bytes=3,
        media_type="image/png",
        width_px=1024,
        height_px=1024,
        seed=7 + index,
    )


def job_of(recorded: dict[str, Any]) -> Job:
    """The job that a file's answer is about."""
    return Job(
        id="job_1",
        account_id="acct_1",
        dialect="openai",
        status=JobStatus.SUCCEEDED,
        attempt=1,
        queue="echo",
        request=ImageRequest(
            model="qwen-image-2.0-2026-03-03",
            tier=Tier.STANDARD,
            prompt="a red kite",
            size=Size(1024, 1024),
            seed=7,
        ),
        wire={"model": "qwen-image-2.0", "warnings": [], **recorded["wire"]},
        per_image=Amount(30_000),
        quoted=Amount(30_000),
        images=tuple(image(index) for index in range(len(recorded["pictures"]))),
        rewrite=recorded.get("rewrite", ""),
        created_at=ENDED_AT - timedelta(seconds=5),
        finished_at=ENDED_AT,
        expires_at=ENDED_AT + timedelta(hours=1),
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


@pytest.mark.parametrize("recorded", files("request"))
def test_a_recorded_request_is_decoded(recorded: dict[str, Any]) -> None:
    edit = from_json(recorded["body"]) if "edits" in recorded else None
    found = decode(
        edit.fields if edit else recorded["body"],
        edit=edit,
        catalogue=catalogue(),
        capabilities=ABLE,
        references=REFERENCES,
    )
    request = json.loads(json.dumps(asdict(found.request)))
    expected = recorded["request"]
    drawn = {"seed": request["seed"]} if "seed" not in expected else {}
    assert {name: request[name] for name in {**expected, **drawn}} == {**expected, **drawn}
    assert found.to_wire() == recorded["remembered"]
    assert [each.param for each in found.images] == recorded.get("edits", [])


@pytest.mark.parametrize("recorded", files("answer"))
def test_a_recorded_answer_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    job, pictures = job_of(recorded), recorded["pictures"]
    wire: BaseModel
    if recorded["encoder"] == "images":
        wire = encode.encode_images(job, pictures)
    elif recorded["encoder"] == "completed":
        wire = encode.encode_completed(job, pictures[0])
    else:
        wire = encode.encode_partial(
            job, pictures[0], index=1, media_type="image/webp", at=ENDED_AT
        )
    made = answer(wire, skips_none=True)
    assert bytes(made.body).decode() == compact(recorded["answer"])


@pytest.mark.parametrize("recorded", files("error"))
def test_a_recorded_error_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    made = encode.encode_error(error_of(recorded["error"]))
    assert made.status_code == recorded["status"]
    assert bytes(made.body).decode() == compact(recorded["answer"])


def test_every_file_names_its_source_and_day() -> None:
    for path in FOLDER.glob("*.json"):
        recorded = json.loads(path.read_text())
        assert recorded["source"], path.name
        assert date.fromisoformat(recorded["read_on"]), path.name
