"""DashScope's requests as its client sends them, and its answers, encoded byte for byte.

Each file names the page or the call that it was taken from, or says that it is ours, and the day.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contract.doors import doors
from inkstone.dialects.dashscope import encode
from inkstone.dialects.dashscope.decode import decode
from inkstone.dialects.request_id import request_id
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError
from inkstone.domain.job import Job, JobError, JobImage, JobStatus, JobWarning
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

FOLDER = Path(__file__).parent
CREATED_AT = datetime.fromisoformat("2026-11-20T10:00:00.000Z")


@pytest.fixture(autouse=True)
def named_request() -> Iterator[None]:
    """The request that is being answered."""
    token = request_id.set("req_1")
    yield
    request_id.reset(token)


def files(prefix: str) -> list[Any]:
    """The recorded files of a kind, as test parameters."""
    found = sorted(FOLDER.glob(f"{prefix}_*.json"))
    assert found
    return [pytest.param(json.loads(path.read_text()), id=path.stem) for path in found]


def compact(value: Any) -> str:
    """JSON as it goes over the wire: the fields in their order, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def moment(text: str | None) -> datetime | None:
    """A moment of a file, where it has one."""
    return datetime.fromisoformat(text) if text else None


def job_of(fields: dict[str, Any], *, num_made: int) -> Job:
    """A job as a file describes it."""
    error = fields.get("error")
    return Job(
        id="job_5f0c2a9e71d84b60",
        account_id="acct_1",
        dialect="dashscope",
        status=JobStatus(fields["status"]),
        attempt=1,
        queue="echo",
        request=ImageRequest(
            model="qwen-image-2.0-2026-03-03",
            tier=Tier.STANDARD,
            prompt="a red kite",
            size=Size(1024, 1024),
            num_images=fields.get("num_images", 1),
            seed=7,
        ),
        wire={"model": "qwen-image-2.0", "is_task": True, "is_prompt_form": False, "warnings": []},
        per_image=Amount(35_000),
        quoted=Amount(35_000),
        images=tuple(image(index) for index in range(num_made)),
        warnings=tuple(JobWarning(code=c, message=m) for c, m in fields.get("warnings", ())),
        error=JobError(**error) if error else None,
        rewrite=fields.get("rewrite", ""),
        created_at=CREATED_AT,
        started_at=moment(fields.get("started_at")),
        finished_at=moment(fields.get("finished_at")),
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
        found = cls(fields["message"], code=fields.get("code"))
    assert isinstance(found, InkstoneError)
    return found


REFERENCES = doors(None, None).references  # type: ignore[arg-type]
#: What a request is where a file says nothing else.
DEFAULTS = asdict(ImageRequest(model="", tier=Tier.STANDARD, prompt="", size=None, seed=0))


@pytest.mark.parametrize("recorded", files("request"))
def test_a_recorded_request_is_decoded(recorded: dict[str, Any]) -> None:
    able = Capabilities(edits=True, num_inputs_max=3, negative_prompt=True, prompt_extend=True)
    found = decode(
        recorded["body"], catalogue=catalogue(), capabilities=able, references=REFERENCES
    )
    expected = DEFAULTS | recorded["request"]
    if not found.request.is_seed_chosen:
        expected["seed"] = found.request.seed
    assert json.loads(json.dumps(asdict(found.request))) == json.loads(json.dumps(expected))
    assert [[each.param, each.text] for each in found.references] == recorded["references"]
    remembered = found.to_wire(is_task=recorded.get("is_task", False))
    assert remembered == recorded["remembered"]


@pytest.mark.parametrize("recorded", files("answer"))
def test_a_recorded_answer_is_encoded_byte_for_byte(recorded: dict[str, Any]) -> None:
    urls = recorded.get("urls", [])
    job = job_of(recorded["job"], num_made=len(urls))
    wire = {
        "generation": lambda: encode.encode_generation(job, urls),
        "submitted": lambda: encode.encode_submitted(job),
        "task": lambda: encode.encode_task(job, urls),
        "unknown": lambda: encode.encode_unknown(job.id),
    }[recorded["encoder"]]()
    answer = encode.answer(wire)
    assert answer.headers["x-request-id"] == "req_1"
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
