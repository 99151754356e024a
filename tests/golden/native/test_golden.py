"""The native API's requests and answers, encoded byte for byte; the API is ours, and so are they.

A change of a file here is a change of the API, and belongs in the changelog.
"""

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contract.doors import doors
from inkstone.dialects.answers import answer
from inkstone.dialects.native.decode import decode
from inkstone.dialects.native.encode import encode_error, encode_job
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError
from inkstone.domain.job import Job, JobError, JobImage, JobStatus, JobWarning
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.domain.usage import Usage
from inkstone.domain.webhook import WebhookTarget
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

FOLDER = Path(__file__).parent
CREATED_AT = datetime.fromisoformat("2026-11-20T09:15:02.114Z")
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
ABLE = Capabilities(edits=True, num_inputs_max=10, negative_prompt=True)
BASE_URL = "https://pictures.example.test"


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
    error, ended = fields.get("error"), fields.get("finished_at")
    charged = fields.get("charged_micros")
    return Job(
        id="job_01kag6k2n2v5r8x1z4c7f0h3jm",
        account_id="acct_1",
        dialect="native",
        status=JobStatus(fields["status"]),
        attempt=1,
        queue="sketch",
        request=ImageRequest(
            model="qwen-image-2.0-2026-03-03",
            tier=Tier.STANDARD,
            prompt="A red kite",
            size=Size(1280, 720),
            seed=7,
            num_images=fields.get("n", 1),
        ),
        wire={"metadata": {"order": "1234"}, "warnings": fields.get("warnings", [])},
        per_image=Amount(30_000),
        quoted=Amount(30_000 * fields.get("n", 1)),
        charged=None if charged is None else Amount(charged),
        engine=fields.get("engine"),
        images=tuple(_image(index) for index in range(fields.get("num_images", 0))),
        warnings=tuple(JobWarning(**warning) for warning in fields.get("engine_warnings", ())),
        error=JobError(**error) if error else None,
        rewrite=fields.get("rewrite", ""),
        usage=Usage(**fields["usage"]) if "usage" in fields else None,
        created_at=CREATED_AT,
        started_at=datetime.fromisoformat(fields["started_at"]) if "started_at" in fields else None,
        finished_at=datetime.fromisoformat(ended) if ended else None,
        expires_at=CREATED_AT + timedelta(hours=1),
    )


def _image(index: int) -> JobImage:
    return JobImage(
        image_index=index,
        blob_key=f"job_01kag6k2n2v5r8x1z4c7f0h3jm/1/{index}.png",
        sha256="0" * 64,
        size_bytes=51_234,
        media_type="image/png",
        width_px=1280,
        height_px=720,
        seed=7 + index,
    )


def error_of(fields: dict[str, Any]) -> InkstoneError:
    """An error as a file describes it."""
    cls = getattr(errors, fields["class"])
    if "faults" in fields:
        found = cls(faults=[Fault(param=p, message=m, value=v) for p, m, v in fields["faults"]])
    else:
        found = cls(fields["message"])
    assert isinstance(found, InkstoneError)
    return found


@pytest.mark.parametrize("recorded", files("request"))
def test_a_recorded_request_is_decoded(recorded: dict[str, Any]) -> None:
    found = decode(
        recorded["body"],
        catalogue=catalogue(),
        capabilities=ABLE,
        references=REFERENCES,
        target=lambda url: WebhookTarget(url=url, base_url=BASE_URL),
    )
    request = json.loads(json.dumps(asdict(found.request)))
    if recorded["request"]["seed"] is None:
        request["seed"] = None  # drawn anew each time
    assert request == recorded["request"]
    assert found.to_wire() == recorded["remembered"]
    assert [each.text for each in found.references] == recorded["body"].get("images", [])
    assert (found.mask and found.mask.text) == recorded["body"].get("mask")
    assert (found.webhook and found.webhook.url) == recorded["body"].get("webhook_url")


@pytest.mark.parametrize("recorded", files("answer"))
def test_a_recorded_answer_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    wire = encode_job(
        job_of(recorded["job"]),
        progress=recorded["progress"],
        url_of=lambda blob_key, until: (
            f"{BASE_URL}/inkstone/v1/files/{blob_key}?exp={int(until.timestamp())}&sig=3b1d"
        ),
        lifetime=timedelta(days=1),
    )
    assert bytes(answer(wire).body).decode() == compact(recorded["answer"])


@pytest.mark.parametrize("recorded", files("error"))
def test_a_recorded_error_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    found = encode_error(error_of(recorded["error"]))
    assert found.status_code == recorded["status"]
    assert bytes(found.body).decode() == compact(recorded["answer"])


def test_every_file_names_its_source_and_day() -> None:
    for path in FOLDER.glob("*.json"):
        recorded = json.loads(path.read_text())
        assert recorded["source"], path.name
        assert date.fromisoformat(recorded["read_on"]), path.name
