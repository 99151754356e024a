"""Verifying with the client: what is sent, and what comes back."""

import io
from pathlib import Path
from typing import Any

import pytest

from inkstone.client import ConnectionFailed, RateLimited
from unit.client.scripted import Scripted, says

DATA = b"\x89PNG" + bytes(3000)
ANSWER = {
    "object": "verification",
    "verdict": "made_here",
    "summary": "This very file was made here.",
    "media_type": "image/png",
    "width": 8,
    "height": 6,
    "sha256": "0" * 64,
    "ai_labels": ["iptc"],
    "credentials": {
        "state": "trusted",
        "problems": [],
        "signed_by": "Inkstone",
        "signed_at": None,
        "is_time_stamped": False,
        "generator": "Inkstone 1",
        "ingredients": [{"title": "image 1", "manifest_id": None}],
    },
    "parameters": {"seed": 7},
    "matches": [
        {
            "by": "file",
            "certainty": "certain",
            "is_input": False,
            "image_id": "job_1-0",
            "made_at": "2026-01-01T00:00:00.000Z",
            "engine": "sketch/sketch@1",
            "model": "qwen-image-2.0",
            "distance": None,
            "job_id": None,
        }
    ],
    "from_the_future": 1,
}


def test_an_answer_becomes_values(scripted: Scripted, client: Any) -> None:
    scripted.plays(says(ANSWER))
    found = client.verify(DATA)
    assert (found.verdict, found.width, found.ai_labels) == ("made_here", 8, ("iptc",))
    assert (found.credentials.state, found.credentials.signed_by) == ("trusted", "Inkstone")
    (match,) = found.matches
    assert (match.image_id, match.certainty, match.made_at.year) == ("job_1-0", "certain", 2026)
    assert found.parameters == {"seed": 7}
    assert found.raw["from_the_future"] == 1


@pytest.mark.parametrize("kind", ["bytes", "path", "text", "file"])
def test_what_is_here_is_sent_as_the_body(
    scripted: Scripted, client: Any, kind: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(DATA)
    given = {"bytes": DATA, "path": file, "text": str(file), "file": io.BytesIO(DATA)}[kind]
    scripted.plays(says(ANSWER))
    client.verify(given)
    (seen,) = scripted.seen
    assert (seen.method, seen.path, seen.body) == ("POST", "/verify", DATA)


@pytest.mark.parametrize("text", ["https://example.com/a.png", "upload_" + "0" * 26])
def test_what_has_a_name_is_named(scripted: Scripted, client: Any, text: str) -> None:
    scripted.plays(says(ANSWER))
    client.verify(text)
    assert scripted.seen[0].json() == {"image": text}


def test_a_picture_of_which_little_is_known(scripted: Scripted, client: Any) -> None:
    scripted.plays(says({"verdict": "unknown"}))
    found = client.verify(DATA)
    assert (found.credentials, found.parameters, found.matches) == (None, None, ())


def test_it_comes_again_when_it_may(scripted: Scripted, client: Any) -> None:
    again = {"error": {"code": "rate_limit_exceeded", "message": "Later."}}
    scripted.plays(says(again, 429, Retry_After="7"), says(ANSWER))
    assert client.verify(DATA).verdict == "made_here"
    assert [each.body for each in scripted.seen] == [DATA, DATA]
    scripted.plays(says(again, 429, Retry_After="7"))
    with pytest.raises(RateLimited):
        client.verify(DATA)


def test_another_answer_is_nobodys_we_know(scripted: Scripted, client: Any) -> None:
    scripted.plays(says({"status": "fine"}))
    with pytest.raises(ConnectionFailed):
        client.verify(DATA)
