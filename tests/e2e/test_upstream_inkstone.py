"""One Inkstone as the upstream of another, over HTTP: the same pictures, each bought once."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from e2e.conftest import NewServer
from e2e.dialects import DRAW, Asked
from e2e.edits import BLUE, RED, YELLOW, as_uri, flat, halves, saved
from e2e.inside import entry_counts, rows
from e2e.native import LONG, V1, frames, get, submit
from e2e.openai_sdk import client_of, pictures
from e2e.pictures import documents_of, pixels_of
from e2e.provenance import credentials
from e2e.server import Server, balance, until
from e2e.test_moderation import CALLS, ask, says
from e2e.upstream_servers import before, running

pytestmark = pytest.mark.slow
MODEL = "qwen-image-2.0"
SEEDED = {"size": "512x512", "seed": 7}
ENDED = {"succeeded", "failed", "canceled", "expired"}


@pytest.fixture(scope="module")
def inner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The one that draws; it refuses what is on a list."""
    folder = tmp_path_factory.mktemp("inner")
    (folder / "list.txt").write_text("[violence]\nbeheading\n", encoding="utf-8")
    env = {"INKSTONE_MODERATION_BLOCKLIST": str(folder / "list.txt")}
    made = Server(folder, env=env)
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, inner: Server) -> Iterator[Server]:
    """The one that is asked."""
    made = before(tmp_path_factory.mktemp("outer"), inner)
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


def made(job: dict[str, Any], index: int = 0) -> bytes:
    """A job's picture."""
    assert job["status"] == "succeeded", job
    return httpx.get(job["images"][index]["url"], timeout=60).raise_for_status().content


def ended(client: httpx.Client, job_id: str) -> dict[str, Any]:
    """A job of the native API at its end."""
    until(lambda: get(client, f"/jobs/{job_id}")["status"] in ENDED, what=f"{job_id} ends")
    return get(client, f"/jobs/{job_id}")


def both(server: Server, inner: Server, prompt: str, **fields: Any) -> list[list[str]]:
    """The pixels of one request, asked of both servers."""
    found = []
    for each in (server, inner):
        with each.client() as client:
            job = submit(client, prompt, wait=60, **{**SEEDED, **fields})
            found.append([pixels_of(made(job, index)) for index in range(fields.get("n", 1))])
    return found


def test_it_says_at_its_start_who_draws(server: Server) -> None:
    assert server.lines["Engine"].startswith("inner"), server.stdout


def test_a_picture_is_the_one_that_the_inner_draws(server: Server, inner: Server) -> None:
    through, direct = both(server, inner, "a red kite", n=3)
    assert through == direct
    assert len(set(through)) == 3


@pytest.mark.parametrize("name", sorted(set(DRAW) - {"gccai"}))
def test_every_dialect_gets_the_same(server: Server, inner: Server, name: str) -> None:
    asked = Asked(prompt=f"a kite over {name}", seed=5)
    with server.client() as outer, inner.client() as direct:
        assert pixels_of(DRAW[name](outer, asked)) == pixels_of(DRAW[name](direct, asked))


def test_edits_with_two_pictures_and_a_mask(server: Server, inner: Server) -> None:
    images = [as_uri(halves(RED, BLUE)), as_uri(flat(YELLOW))]
    mask = as_uri(halves((0, 0, 0), (255, 255, 255)))
    plain, direct = both(server, inner, "join them", images=images)
    masked, direct_masked = both(server, inner, "join them", images=images, mask=mask)
    turned, _ = both(server, inner, "join them", images=images[::-1])
    assert (plain, masked) == (direct, direct_masked)
    assert len({plain[0], masked[0], turned[0]}) == 3, "order and mask reach the engine"


def test_a_stream_shows_previews_through_both(server: Server) -> None:
    with server.client() as account, client_of(server, "/openai/v1", account) as sdk:
        stream = sdk.images.generate(
            model=MODEL,
            prompt="a kite [steps=6 step_ms=150]",
            size="1024x1024",
            stream=True,
            partial_images=2,
        )
        events = list(stream)
    kinds = [event.type for event in events]
    assert "image_generation.partial_image" in kinds
    assert kinds[-1] == "image_generation.completed"
    assert base64.b64decode(events[-1].b64_json or "")


def test_native_events_show_previews_too(server: Server) -> None:
    with server.client() as client:
        job_id = submit(client, "a kite [steps=8 step_ms=150]", **SEEDED)["id"]
        with client.stream("GET", f"{V1}/jobs/{job_id}/events") as answer:
            events = list(frames(answer.iter_lines()))
    previews = [event for event in events if event["event"] == "preview"]
    assert previews
    assert base64.b64decode(previews[0]["data"]["data"])
    assert events[-1]["event"] == "done"
    assert events[-1]["data"]["status"] == "succeeded"


def test_openais_client_edits_through_both(server: Server, inner: Server) -> None:
    found = []
    for each in (server, inner):
        with each.client() as account, client_of(each, "/openai/v1", account) as sdk:
            edit = sdk.images.edit(
                model=MODEL,
                prompt="brighter",
                image=[("a.png", saved(flat(RED))), ("b.png", saved(flat(BLUE)))],
                extra_body={"seed": 3},
            )
            found.append([pixels_of(data) for data in pictures(edit)])
    assert found[0] == found[1]


def test_a_killed_server_buys_once(new_server: NewServer, tmp_path: Path) -> None:
    inner = new_server("inner").start()
    outer = before(tmp_path / "outer", inner, make=lambda folder, **k: new_server("outer", **k))
    outer.start()
    with outer.client() as client:
        job_id = submit(client, "a kite [steps=10 step_ms=200]", **SEEDED)["id"]
        running(inner)
        outer.kill()
    outer.start()
    with outer.client() as client:
        job = ended(client, job_id)
        assert pixels_of(made(job))
        assert balance(client)["held_micros"] == 0
    assert entry_counts(inner.data_dir) == {"hold": 1, "capture": 1}
    assert entry_counts(outer.data_dir) == {"hold": 1, "capture": 1}
    assert rows(inner.data_dir, "SELECT COUNT(*) FROM jobs") == [(1,)]
    found = rows(outer.data_dir, "SELECT attempt, cost_micros, cost_at_risk_micros FROM jobs")
    assert found == [(2, 20_000, None)]
    keys = rows(inner.data_dir, "SELECT key FROM idempotency_keys")
    assert keys == [(job_id,)], "the outer's job is the inner's key"


@pytest.mark.parametrize("name", sorted(CALLS))
def test_what_the_inner_refuses_is_refused_in_every_dialects_words(
    server: Server, account: httpx.Client, name: str
) -> None:
    refused = ask(account, name, "the beheading of a king")
    said = refused.json()
    if name in {"native", "gccai"}:
        # Their calls do not wait: the job says it.
        said = _job_that_failed(account, name, said)
        assert "content" in json.dumps(said).lower() or "refuse" in json.dumps(said).lower(), said
    elif name in {"empiriolabs", "wavespeed"}:
        assert "refuse" in json.dumps(_job_that_failed(account, name, said)).lower()
    else:
        assert refused.status_code == 400, refused.text
        assert says(said, CALLS[name][2]), said
    found = balance(account)
    assert (found["balance_micros"], found["held_micros"]) == (100_000_000, 0)


def _job_that_failed(client: httpx.Client, name: str, told: dict[str, Any]) -> Any:
    """What a call that does not wait says in the end."""
    path, read = {
        "native": (lambda t: f"{V1}/jobs/{t['id']}", lambda t: t["status"]),
        "gccai": (
            lambda t: f"/gccai/v1/tasks/{t['data'][0]['task_id']}",
            lambda t: t["data"]["status"],
        ),
        "empiriolabs": (lambda t: f"/empiriolabs/v1/jobs/{t['job_id']}", lambda t: t["status"]),
        "wavespeed": (
            lambda t: f"/wavespeed/api/v3/predictions/{t['data']['id']}/result",
            lambda t: t["data"]["status"],
        ),
    }[name]

    def failed() -> Any:
        found = client.get(path(told)).json()
        return found if read(found) == "failed" else None

    return until(failed, what="it fails")


def test_an_inner_without_funds_is_no_fault_of_the_callers(
    new_server: NewServer, inner: Server, tmp_path: Path
) -> None:
    poor = inner.new_key("poor", grant="0.001")
    outer = before(
        tmp_path / "outer", inner, key=poor, make=lambda folder, **k: new_server("outer", **k)
    ).start()
    with outer.client() as client:
        job = submit(client, "a kite", wait=60, **SEEDED)
        assert (job["status"], job["error"]["code"]) == ("failed", "upstream_unavailable"), job
        with client_of(outer, "/openai/v1", client) as sdk:
            with pytest.raises(openai.InternalServerError) as caught:
                sdk.images.generate(model=MODEL, prompt="a kite", size="512x512")
            assert caught.value.status_code == 503
        text = f"{job} {caught.value.body}"
        assert "paid" not in text or poor not in text
        assert poor not in text + outer.stderr
        assert inner.url not in text
        assert balance(client)["held_micros"] == 0
    assert entry_counts(outer.data_dir).get("capture", 0) == 0


def test_a_cancel_reaches_the_end(server: Server, account: httpx.Client) -> None:
    job_id = submit(account, LONG, **SEEDED)["id"]
    until(lambda: get(account, f"/jobs/{job_id}")["status"] == "running", what="it runs")
    assert account.post(f"{V1}/jobs/{job_id}/cancel").is_success
    assert ended(account, job_id)["status"] == "canceled"
    found = balance(account)
    assert (found["balance_micros"], found["held_micros"]) == (100_000_000, 0)


def test_what_the_outer_made_of_it_is_signed_by_the_outer(server: Server, inner: Server) -> None:
    with server.client() as client:
        data = made(submit(client, "a kite", wait=60, **SEEDED))
    anchors = (server.data_dir / "credentials" / "ca.pem").read_text()
    found = credentials(data, anchors=anchors)
    assert (found.state, credentials(data).state) == ("Trusted", "Valid")
    theirs = (inner.data_dir / "credentials" / "ca.pem").read_text()
    assert credentials(data, anchors=theirs).state == "Valid", "the inner did not sign it"
    assert json.loads(documents_of(data)["inkstone:parameters"])["engine"].startswith("inner/")
    assert inner.url not in json.dumps(found.store)
