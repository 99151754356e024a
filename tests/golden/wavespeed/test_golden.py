"""WaveSpeed's requests and answers as its pages show them, encoded byte for byte.

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
from inkstone.dialects.answers import answer
from inkstone.dialects.wavespeed import encode
from inkstone.dialects.wavespeed.decode import Base64ByWebhook, Surroundings, decode
from inkstone.dialects.wavespeed.wire_answers import PageAnswer, PageWire
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError
from inkstone.domain.job import Job, JobError, JobStatus
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

FOLDER = Path(__file__).parent
BASE = "https://pictures.example.test"
CREATED_AT = datetime.fromisoformat("2026-11-20T10:00:00.123Z")
WITHIN = Surroundings(
    catalogue=catalogue(),
    capabilities=Capabilities(edits=True, num_inputs_max=6),
    references=doors(None, None).references,  # type: ignore[arg-type]
)


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
    took_ms, error = fields.get("took_ms"), fields.get("error")
    return Job(
        id="job_5f0c1d9a2b7e",
        account_id="acct_1",
        dialect="wavespeed",
        status=JobStatus(fields["status"]),
        attempt=1,
        queue="echo",
        request=ImageRequest(
            model="qwen-image-2.0-2026-03-03",
            tier=Tier.STANDARD,
            prompt="a red kite",
            size=Size(1024, 1024),
            seed=7,
        ),
        wire={"model": fields["model"], "is_base64": False, "warnings": []},
        per_image=Amount(30_000),
        quoted=Amount(30_000),
        error=JobError(**error) if error else None,
        created_at=CREATED_AT,
        started_at=None if took_ms is None else CREATED_AT,
        finished_at=None if took_ms is None else CREATED_AT + timedelta(milliseconds=took_ms),
        expires_at=CREATED_AT + timedelta(hours=1),
    )


def error_of(fields: dict[str, Any]) -> InkstoneError:
    """An error as a file describes it."""
    if fields["class"] == Base64ByWebhook.__name__:
        return Base64ByWebhook()
    cls = getattr(errors, fields["class"])
    if "faults" in fields:
        found = cls(faults=[Fault(**fault) for fault in fields["faults"]])
    else:
        found = cls(fields["message"])
    assert isinstance(found, InkstoneError)
    return found


def answer_of(recorded: dict[str, Any]) -> bytes:
    """What a file's job is encoded as."""
    job, outputs = job_of(recorded["job"]), recorded.get("outputs", [])
    match recorded["encoder"]:
        case "overdue":
            made = encode.answer_job(encode.encode_overdue(job, base_url=BASE), {})
        case "page":
            items = [encode.encode_listed(job, outputs, base_url=BASE)]
            made = answer(PageAnswer(data=PageWire(page=1, items=items)), skips_none=True)
        case "told":
            told = encode.encode_told(job, outputs, base_url=BASE)
            made = Response(told.model_dump_json(exclude_none=True))
        case _:
            made = encode.answer_job(encode.encode_job(job, outputs, base_url=BASE), {})
    return bytes(made.body)


@pytest.mark.parametrize("recorded", files("request"))
def test_a_recorded_request_is_decoded(recorded: dict[str, Any]) -> None:
    found = decode(
        recorded["body"],
        model=recorded["model"],
        task=recorded["task"],
        query=recorded.get("query", {}),
        within=WITHIN,
    )
    request = json.loads(json.dumps(asdict(found.request)))
    expected = recorded["request"]
    assert {name: request[name] for name in expected} == expected
    assert [each.text for each in found.references] == recorded["body"].get("images", [])
    assert found.webhook == recorded.get("webhook", "")
    assert found.to_wire() == recorded["remembered"]
    assert found.is_sync == recorded["body"].get("enable_sync_mode", False)


@pytest.mark.parametrize("recorded", files("refused"))
def test_a_recorded_sample_that_lacks_a_field_is_refused(recorded: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidRequest) as caught:
        decode(
            recorded["body"],
            model=recorded["model"],
            task=recorded["task"],
            query={},
            within=WITHIN,
        )
    refusal = encode.encode_error(caught.value)
    assert refusal.status_code == recorded["status"]
    assert bytes(refusal.body).decode() == compact(recorded["answer"])


@pytest.mark.parametrize("recorded", files("answer"))
def test_a_recorded_answer_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    assert answer_of(recorded).decode() == compact(recorded["answer"])


@pytest.mark.parametrize("recorded", files("error"))
def test_a_recorded_error_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    refusal = encode.encode_error(error_of(recorded["error"]))
    assert refusal.status_code == recorded["status"]
    assert bytes(refusal.body).decode() == compact(recorded["answer"])


def test_every_file_names_its_source_and_day() -> None:
    for path in FOLDER.glob("*.json"):
        recorded = json.loads(path.read_text())
        assert recorded["source"], path.name
        assert date.fromisoformat(recorded["read_on"]), path.name
