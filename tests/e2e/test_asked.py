"""Asking for the same again with what a job says of itself: the same pixels, in any dialect."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from e2e.dialects import DRAW, Asked
from e2e.native import V1, get
from e2e.pictures import pixels_of
from e2e.server import Server

ASKED = Asked(prompt="a red kite over a lake", seed=11)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that sketches."""
    made = Server(tmp_path_factory.mktemp("asked"), engine="sketch")
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


def made_of(client: httpx.Client, body: dict[str, Any]) -> dict[str, Any]:
    """The job of a body, at its good end."""
    job = client.post(f"{V1}/jobs?wait=60", json=body).json()
    assert job.get("status") == "succeeded", job
    return dict(job)


def pixels(client: httpx.Client, job: dict[str, Any]) -> list[str]:
    """What a job's pictures show."""
    return [pixels_of(client.get(image["url"]).content) for image in job["images"]]


@pytest.mark.parametrize(
    "fields",
    [
        {"n": 2, "size": "16:9", "watermark": True},
        {"seed": 5, "output_format": "webp", "quality": 40, "negative_prompt": "sun"},
        {"size": "300x500", "engine": "sketch", "invisible_watermark": False},
    ],
)
def test_a_job_made_again_has_the_same_pixels(server: Server, fields: dict[str, Any]) -> None:
    with server.client() as client:
        job = made_of(client, {"prompt": "a fox in the snow, a house", **fields})
        again = made_of(client, job["asked"])
        assert pixels(client, again) == pixels(client, job)
        assert again["asked"] == job["asked"]


def test_an_edit_made_again_has_the_same_pixels(server: Server) -> None:
    with server.client() as client:
        first = made_of(client, {"prompt": "a fox in the snow", "size": "640x480", "seed": 1})
        body = {"prompt": "make it night", "images": [first["images"][0]["url"]], "seed": 2}
        edit = made_of(client, body)
        client.delete(f"{V1}/jobs/{first['id']}").raise_for_status()
        again = made_of(client, edit["asked"])
        assert pixels(client, again) == pixels(client, edit)
        small = client.get(f"{again['asked']['images'][0]}&view=thumbnail")
        assert small.headers["content-type"] == "image/webp"


def test_a_job_of_every_dialect_can_be_made_again(server: Server) -> None:
    with server.client() as client:
        for name, draw in DRAW.items():
            # One vendor has no seeds; the job still tells the one that was drawn.
            picture = draw(client, replace(ASKED, seed=None) if name == "gccai" else ASKED)
            (job,) = get(client, "/jobs", limit=1)["data"]
            assert (job["dialect"], job["prompt"]) == (name, ASKED.prompt)
            again = made_of(client, job["asked"])
            (same,) = pixels(client, again)
            assert same == pixels_of(picture), name
        found = get(client, "/jobs", q="KITE lake", dialect="openai")["data"]
        assert [job["dialect"] for job in found] == ["openai"]
