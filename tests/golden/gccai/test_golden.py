"""GCCAI's requests and answers as its pages and its twin's show them, encoded byte for byte.

Each file names the page that it was taken from, or says that it is ours, and the day.
"""

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contract.doors import doors
from inkstone.dialects.answers import answer
from inkstone.dialects.gccai import encode
from inkstone.dialects.gccai.decode import decode
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError
from inkstone.domain.job import Job, JobError, JobStatus
from inkstone.domain.ledger import Balance
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

FOLDER = Path(__file__).parent
CREATED_AT = datetime.fromisoformat("2026-11-20T09:15:02.114Z")
YEAR = timedelta(days=365)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]


def files(prefix: str) -> list[Any]:
    """The recorded files of a kind, as test parameters."""
    found = sorted(FOLDER.glob(f"{prefix}_*.json"))
    assert found
    return [pytest.param(json.loads(path.read_text()), id=path.stem) for path in found]


def compact(value: Any) -> str:
    """JSON as it goes over the wire: the fields in their order, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _moment(fields: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(fields[name]) if name in fields else None


def job_of(fields: dict[str, Any]) -> Job:
    """A job as a file describes it."""
    return Job(
        id="job_01k9q7v3m8wz4h0n5t2c9xbeyr",
        account_id="acct_1",
        dialect="gccai",
        status=JobStatus(fields["status"]),
        attempt=1,
        queue="echo",
        request=ImageRequest(
            model="qwen-image-2.0-2026-03-03",
            tier=Tier.STANDARD,
            prompt="A red kite",
            size=Size(1024, 1024),
            num_images=2,
            seed=7,
        ),
        wire={"model": "qwen-image-2.0", "warnings": []},
        per_image=Amount(30_000),
        quoted=Amount(60_000),
        charged=Amount(fields.get("charged_micros", 0)),
        error=JobError(**fields["error"]) if "error" in fields else None,
        created_at=CREATED_AT,
        started_at=_moment(fields, "started_at"),
        finished_at=_moment(fields, "finished_at"),
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
    able = Capabilities(edits=True, num_inputs_max=3, negative_prompt=True)
    found = decode(
        recorded["body"], catalogue=catalogue(), capabilities=able, references=REFERENCES
    )
    request = json.loads(json.dumps(asdict(found.request)))
    assert recorded["request"].items() <= request.items()
    assert [[each.param, each.text] for each in found.references] == recorded["references"]
    assert found.to_wire() == recorded["remembered"]


@pytest.mark.parametrize("recorded", files("answer"))
def test_a_recorded_answer_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    if recorded["encoder"] == "balance":
        fields = recorded["balance"]
        spent = Amount(fields.pop("spent_micros"))
        response = answer(
            encode.encode_balance(Balance(account_id="a", currency="USD", **fields), spent=spent)
        )
    elif recorded["encoder"] == "submitted":
        response = answer(encode.encode_submitted(job_of(recorded["job"])))
    else:
        wire = encode.encode_task(
            job_of(recorded["job"]),
            recorded.get("urls", []),
            progress=recorded["progress"],
            url_lifetime=YEAR,
            language=recorded.get("language"),
            now=_moment(recorded, "now") or CREATED_AT,
        )
        response = answer(wire, skips_none=True)
    assert bytes(response.body).decode() == compact(recorded["answer"])


@pytest.mark.parametrize("recorded", files("error"))
def test_a_recorded_error_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    response = encode.encode_error(error_of(recorded["error"]))
    assert response.status_code == recorded["status"]
    assert bytes(response.body).decode() == compact(recorded["answer"])


def test_every_file_names_its_source_and_day() -> None:
    for path in FOLDER.glob("*_*.json"):
        recorded = json.loads(path.read_text())
        assert recorded["source"], path.name
        assert date.fromisoformat(recorded["read_on"]), path.name
