"""Rewriting with the client: what is sent, and what comes back."""

from typing import Any

import pytest

from inkstone.client import Conflict, Rewrite, Warned
from unit.client.scripted import Scripted, a_job, says

ANSWER = {
    "object": "rewrite",
    "prompt": "a grey cat on a warm wall",
    "ratio": "4:3",
    "seed": 7,
    "enhancer": "little-writer",
    "is_cached": True,
    "warnings": [{"code": "content_flagged", "message": "Hm.", "words": []}],
    "from_the_future": 1,
}
UPLOAD = {"id": "upload_1", "url": "http://x/1"}


def test_an_answer_becomes_values(scripted: Scripted, client: Any) -> None:
    scripted.plays(says(ANSWER))
    assert client.enhance("a cat", seed=7) == Rewrite(
        prompt="a grey cat on a warm wall",
        ratio="4:3",
        seed=7,
        enhancer="little-writer",
        is_cached=True,
        warnings=(Warned(code="content_flagged", message="Hm."),),
    )
    (seen,) = scripted.seen
    assert (seen.method, seen.path) == ("POST", "/enhance")
    assert seen.json() == {"prompt": "a cat", "seed": 7}


def test_pictures_that_are_only_here_are_brought_first(scripted: Scripted, client: Any) -> None:
    scripted.plays(says(UPLOAD), says(ANSWER))
    client.enhance("at night", [b"\x89PNG", "https://example.com/a.png"])
    assert [each.path for each in scripted.seen] == ["/uploads", "/enhance"]
    assert scripted.seen[1].json() == {
        "prompt": "at night",
        "images": ["upload_1", "https://example.com/a.png"],
    }


def test_a_server_without_an_enhancer_says_so_at_once(scripted: Scripted, client: Any) -> None:
    scripted.plays(says({"error": {"code": "no_enhancer", "message": "None is set."}}, 409))
    with pytest.raises(Conflict) as caught:
        client.enhance("a cat")
    assert caught.value.code == "no_enhancer"
    assert len(scripted.seen) == 1  # waiting does not help


def test_a_job_tells_what_it_was_drawn_from(scripted: Scripted, client: Any) -> None:
    scripted.plays(says(a_job(revised_prompt="a grey cat")), says(a_job()))
    assert client.get("job_1").revised_prompt == "a grey cat"
    assert client.get("job_1").revised_prompt is None
