"""AIML API's requests and answers as its pages show them, encoded byte for byte.

Each file names the page that it was taken from, or says that it is ours, and the day.
"""

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contract.doors import doors
from inkstone.dialects import request_id
from inkstone.dialects.aimlapi import bills, encode, tracing
from inkstone.dialects.aimlapi.decode import decode
from inkstone.dialects.aimlapi.wire import ImageWire
from inkstone.dialects.answers import answer
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.ledger import EntryKind, Movement
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

FOLDER = Path(__file__).parent
CREATED_AT = datetime.fromisoformat("2026-11-20T09:15:02.114Z")
JOB_ID = "job_01k9q7v3m8wz4h0n5t2c9xbeyr"
#: Made of the job's id, once and for all: bills that people keep name it.
INFERENCE_ID = "mqy43y93KJsqmKhKoLGzW"
REFERENCES = doors(None, None).references  # type: ignore[arg-type]


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
    return Job(
        id=JOB_ID,
        account_id="acct_1",
        dialect="aimlapi",
        status=JobStatus(fields["status"]),
        attempt=1,
        queue="echo",
        request=ImageRequest(
            model="qwen-image-2.0-2026-03-03",
            tier=Tier.STANDARD,
            prompt="A red kite",
            size=Size(1024, 768),
            seed=7,
        ),
        per_image=Amount(fields["charged_micros"]),
        quoted=Amount(fields["charged_micros"]),
        charged=Amount(fields["charged_micros"]),
        created_at=CREATED_AT,
        finished_at=datetime.fromisoformat(fields["finished_at"]),
        expires_at=CREATED_AT + timedelta(hours=1),
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
    able = Capabilities(edits=True, num_inputs_max=3, negative_prompt=True, prompt_extend=True)
    found = decode(
        recorded["body"], catalogue=catalogue(), capabilities=able, references=REFERENCES
    )
    request = json.loads(json.dumps(asdict(found.request)))
    assert recorded["request"].items() <= request.items()
    assert [[each.param, each.text] for each in found.references] == recorded["references"]
    assert found.to_wire() == recorded["remembered"]


@pytest.mark.parametrize("recorded", files("answer"))
def test_a_recorded_answer_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    if recorded["encoder"] == "movement":
        fields = dict(recorded["movement"])
        fields["kind"] = EntryKind(fields["kind"])
        fields["created_at"] = datetime.fromisoformat(fields["created_at"])
        wire = bills.encode_movement(Movement(entry_id="entry_1", currency="USD", **fields))
        assert bytes(answer(wire).body).decode() == compact(recorded["answer"])
        return
    job = job_of(recorded["job"])
    images = [ImageWire(**fields) for fields in recorded["images"]]
    response = answer(encode.encode_images(job, images), skips_none=True)
    assert bytes(response.body).decode() == compact(recorded["answer"])
    assert encode.usage_headers(job) == recorded["headers"]


@pytest.mark.parametrize("recorded", files("error"))
def test_a_recorded_error_is_encoded_byte_for_byte(
    recorded: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = recorded["answer"]
    # What the server's outermost layer knows of a call: there is none here.
    monkeypatch.setattr(encode, "call_id", lambda: expected["requestId"])
    monkeypatch.setattr(encode, "asked_path", lambda: expected["path"])
    response = encode.encode_error(error_of(recorded["error"]))
    assert response.status_code == recorded["status"]
    found = json.loads(bytes(response.body))
    datetime.fromisoformat(found["timestamp"])
    names = ["requestId", "statusCode", "timestamp", "path", "message"]
    assert list(found) == names
    assert {**expected, "timestamp": found["timestamp"]} == found


def test_an_inference_id_is_made_of_the_job_once_and_for_all() -> None:
    assert tracing.inference_id(JOB_ID) == INFERENCE_ID
    assert tracing.inference_id("job_1") != INFERENCE_ID


def test_a_call_goes_by_the_id_that_its_header_says() -> None:
    token = request_id.request_id.set("req_1")
    try:
        assert tracing.call_id() == "req_1"
    finally:
        request_id.request_id.reset(token)


def test_every_file_names_its_source_and_day() -> None:
    for path in FOLDER.glob("*_*.json"):
        recorded = json.loads(path.read_text())
        assert recorded["source"], path.name
        assert date.fromisoformat(recorded["read_on"]), path.name
