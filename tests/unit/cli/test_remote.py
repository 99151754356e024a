"""A command with `--url`: what it asks a server for, and how it tells what came of it."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from inkstone.cli.main import app
from unit.client.scripted import KEY, Scripted, a_job, event, hangs_up, says, streams

DATA = b"a picture"


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("INKSTONE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """A server that does what the test says."""
    made = Scripted()
    yield made
    made.close()


def _run(scripted: Scripted, *args: str) -> Result:
    return CliRunner().invoke(app, [*args, "--url", scripted.url, "--api-key", KEY])


def _image(url: str, **fields: Any) -> dict[str, Any]:
    return {"index": 0, "url": url, "width": 512, "height": 288, "seed": 7,
            "sha256": hashlib.sha256(DATA).hexdigest(), **fields}  # fmt: skip


def _plays_to_its_end(scripted: Scripted, **fields: Any) -> None:
    images = [_image(f"{scripted.url}/p.png")]
    ended = a_job(engine={"name": "echo", "checkpoint": "c", "revision": "1"}, images=images)
    scripted.plays(
        says(a_job("queued"), 202),
        streams(
            event("status", {"status": "running"}, "1"),
            event("progress", {"image": 0, "step": 3, "steps": 4, "progress": 0.75}),
            event("done", {}, "2"),
        ),
        says({**ended, **fields}),
        says(body=DATA),
    )


def test_what_was_asked_for_is_asked_for_and_kept(scripted: Scripted, tmp_path: Path) -> None:
    _plays_to_its_end(scripted)
    wish = ["a fox", "--size=16:9", "--seed=7", "--negative", "snow", "-o", "fox.webp"]
    done = _run(scripted, "generate", *wish)

    assert done.exit_code == 0, done.output
    assert done.stdout == "fox.webp  512x288  seed 7\n"
    assert (tmp_path / "fox.webp").read_bytes() == DATA
    assert scripted.seen[0].json() == {
        "prompt": "a fox",
        "model": "qwen-image-2.0",
        "size": "1280x720",
        "negative_prompt": "snow",
        "n": 1,
        "seed": 7,
        "output_format": "webp",
        "quality": 90,
    }
    assert scripted.seen[0].headers["authorization"] == f"Bearer {KEY}"


def test_the_document_is_that_of_pictures_made_here(scripted: Scripted) -> None:
    warning = {"code": "words_unknown", "message": "Unknown.", "words": ["zyx"]}
    _plays_to_its_end(scripted, warnings=[warning])
    done = _run(scripted, "generate", "a fox", "--json")

    assert json.loads(done.stdout) == {
        "status": "succeeded",
        "engine": "echo/c@1",
        "model": "qwen-image-2.0",
        "images": [
            {"file": "out.png", "width": 512, "height": 288, "seed": 7,
             "sha256": hashlib.sha256(DATA).hexdigest()}
        ],
        "warnings": [warning],
        "error": None,
    }  # fmt: skip


def test_a_failed_job_is_told_and_fails(scripted: Scripted) -> None:
    error = {"code": "engine_failure", "message": "It broke.", "retryable": True}
    _plays_to_its_end(scripted, status="failed", images=[], error=error)
    done = _run(scripted, "generate", "a fox")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.strip() == "inkstone: It broke."


@pytest.mark.parametrize(
    ("status", "code", "exit_code"),
    [
        (400, "invalid_request", 2),
        (400, "input_broken", 2),
        (400, "content_refused", 1),
        (404, "model_not_found", 2),
        (401, "invalid_api_key", 4),
        (401, "http_401", 4),
        (402, "insufficient_credits", 4),
        (404, "http_404", 3),
        (409, "job_running", 2),
        (500, "internal_error", 1),
    ],
)
def test_a_refusal_is_a_line_and_the_status_that_it_has_here(
    scripted: Scripted, status: int, code: str, exit_code: int
) -> None:
    told = {"error": {"code": code, "message": "It is so."}}
    scripted.plays(says(told, status, Retry_After="0"))
    done = _run(scripted, "generate", "a fox")

    assert (done.exit_code, done.stdout) == (exit_code, ""), done.output
    assert done.stderr.strip() == "inkstone: It is so."
    as_json = _run(scripted, "generate", "a fox", "--json")
    assert json.loads(as_json.stdout)["error"]["code"] == code


def test_a_server_that_does_not_answer_may_be_tried_later(scripted: Scripted) -> None:
    scripted.plays(hangs_up)
    done = _run(scripted, "generate", "a fox")

    assert done.exit_code == 5
    assert KEY not in done.output


@pytest.mark.parametrize("flag", ["--engine=sketch", "--checkpoint=x", "--data-dir=x"])
def test_here_and_there_at_once_is_refused(scripted: Scripted, flag: str) -> None:
    done = _run(scripted, "edit", "in.png", "-p", "flip it", flag)

    assert done.exit_code == 2
    assert flag.partition("=")[0] in done.stderr
    assert not scripted.seen
