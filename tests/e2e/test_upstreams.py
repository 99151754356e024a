"""A vendor as the engine, over HTTP: every client works over it.

Nothing is bought twice, whatever dies.
"""

import json
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from dashscope import MultiModalConversation

from e2e.conftest import NewServer
from e2e.dashscope_calls import images_of, says, told
from e2e.dashscope_calls import picture as fetched
from e2e.dialects import DRAW, Asked
from e2e.edits import BLUE, RED, as_uri, flat, saved, upload
from e2e.inside import entry_counts, rows
from e2e.native import get, submit
from e2e.openai_sdk import client_of, pictures, size_of
from e2e.pictures import png_size
from e2e.server import Server, balance, until
from e2e.test_gccai import Client as GccaiClient
from e2e.test_moderation import CALLS, ask
from e2e.upstream_servers import KEY, Vendor, catalogue, of_vendor, selling
from e2e.wavespeed_client import EDIT, SMALL, TEXT_TO_IMAGE, sdk, size_at

pytestmark = pytest.mark.slow
MODEL = "qwen-image-2.0"
#: How each dialect says that the upstream cannot be asked, where its call waits for the end.
AWAY: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "aimlapi": (503, ("message",)),
    "dashscope": (503, ("code", "message", "request_id")),
    "openai": (503, ("error",)),
}


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    """The vendor of all tests that do not kill it."""
    with selling() as made:
        yield made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, vendor: Vendor) -> Iterator[Server]:
    """A server whose pictures the vendor makes."""
    env = of_vendor(vendor.url)
    made = Server(tmp_path_factory.mktemp("upstreams"), engine="dashscope", env=env)
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


def ended(client: httpx.Client, job_id: str) -> dict[str, Any]:
    """A job of the native API at its end."""
    until(
        lambda: get(client, f"/jobs/{job_id}")["status"] not in {"queued", "running"},
        what=f"{job_id} ends",
        within_s=100,
    )
    return get(client, f"/jobs/{job_id}")


def no_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("engine", ["auto", "dashscope"])
def test_two_variables_make_the_vendor_the_engine(
    new_server: NewServer, vendor: Vendor, engine: str
) -> None:
    server = new_server(engine=engine, env=of_vendor(vendor.url)).start()
    assert server.lines["Engine"].startswith("dashscope ("), server.stdout
    assert KEY not in server.stdout
    with server.client() as client:
        assert submit(client, f"asked by {engine}", wait=60)["status"] == "succeeded"
    assert vendor.bought(f"asked by {engine}") == 1


@pytest.mark.parametrize("name", sorted(DRAW))
def test_every_dialect_draws_over_it(server: Server, vendor: Vendor, name: str) -> None:
    with server.client() as client:
        data = DRAW[name](client, Asked(prompt=f"a kite over {name}"), at="")
    assert png_size(data) == (1024, 1024)
    assert vendor.bought(f"a kite over {name}") == 1


def test_the_vendors_own_client_works_unchanged(
    server: Server, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(server.url, monkeypatch)
    answer = MultiModalConversation.call(
        api_key=server.key,
        model=MODEL,
        messages=says("two kites of its own"),
        n=2,
        size="512*512",
        seed=7,
    )
    assert [png_size(fetched(url)) for url in images_of(answer)] == [(512, 512)] * 2
    (order,) = vendor.orders("two kites of its own")
    assert order["model"].startswith(MODEL), "the snapshot that the name means"
    assert (order["parameters"]["n"], order["parameters"]["seed"]) == (2, 7)


def test_openais_client_works_unchanged(server: Server, account: httpx.Client) -> None:
    with client_of(server, "/openai/v1", account) as openai_sdk:
        made = openai_sdk.images.generate(model=MODEL, prompt="a kite", size="512x512")
        edit = openai_sdk.images.edit(
            model=MODEL, prompt="brighter", image=("a.png", saved(flat(RED, (640, 512))))
        )
    assert [size_of(data) for data in pictures(made)] == [(512, 512)]
    assert len(pictures(edit)) == 1


def test_the_other_vendors_clients_work_unchanged(server: Server) -> None:
    made = sdk(server).run(TEXT_TO_IMAGE, {"prompt": "a kite", **SMALL})
    assert size_at(made["outputs"][0]) == (256, 256), "smaller than the vendor makes any"
    image = as_uri(flat(BLUE, (512, 512)))
    edit = sdk(server).run(EDIT, {"prompt": "brighter", "images": [image]})
    assert size_at(edit["outputs"][0])
    assert len(GccaiClient(server).pictures(prompt="two kites", n=2)) == 2


def test_an_uploaded_picture_goes_to_the_vendor_in_the_request(
    server: Server, vendor: Vendor
) -> None:
    with server.client() as client:
        brought = upload(client, saved(flat(RED, (600, 512))))
        images = [brought["url"], brought["id"], as_uri(flat(BLUE))]
        job = submit(client, "join the three", images=images, wait=60, size="512x512")
    assert job["status"] == "succeeded", job
    (order,) = vendor.orders("join the three")
    parts = order["input"]["messages"][0]["content"]
    assert [part["image"].partition(",")[0] for part in parts[:-1]] == ["data:image/png;base64"] * 3
    assert brought["id"] not in json.dumps(order)


def test_an_upstream_that_is_down_is_passed_over(new_server: NewServer, tmp_path: Path) -> None:
    rule = f'\n[[route]]\nmodels = ["{MODEL}"]\nto = ["dashscope", "echo"]\n'
    env = of_vendor(f"http://127.0.0.1:{no_port()}/api/v1")
    env["INKSTONE_MODELS_FILE"] = catalogue(tmp_path / "models", rule)
    server = new_server(engine="auto", env=env).start()
    with server.client() as client:
        for name in sorted(DRAW):
            assert DRAW[name](client, Asked(prompt=f"a kite over {name}"))
        assert balance(client)["held_micros"] == 0
    found = rows(server.data_dir, "SELECT engine, tried FROM jobs ORDER BY id")
    assert {engine.partition("/")[0] for engine, _ in found} == {"echo"}
    assert json.loads(found[0][1]) == ["dashscope"]
    assert server.faults() == []


def test_where_nobody_else_is_each_dialect_says_so(new_server: NewServer, vendor: Vendor) -> None:
    # A wrong key does not mend itself by waiting.
    server = new_server(engine="dashscope", env=of_vendor(vendor.url, key="sk-wrong")).start()
    with server.client() as client:
        for name, (status, fields) in AWAY.items():
            answer = ask(client, name, "a kite for nobody")
            assert answer.status_code == status, (name, answer.text)
            assert set(fields) <= answer.json().keys(), answer.text
            assert vendor.address not in answer.text
        for name in sorted(set(CALLS) - set(AWAY)):
            assert ask(client, name, "a kite for nobody").is_success
        until(
            lambda: rows(server.data_dir, "SELECT DISTINCT status FROM jobs") == [("failed",)],
            what="all fail",
        )
        found = balance(client)
        assert found["held_micros"] == 0
    (errors,) = zip(*rows(server.data_dir, "SELECT error FROM jobs"), strict=True)
    assert {json.loads(error)["code"] for error in errors} == {"upstream_unavailable"}
    assert "capture" not in entry_counts(server.data_dir)
    assert vendor.bought("for nobody") == 0


def test_one_that_is_down_is_waited_for_and_the_job_fails_in_the_end(
    new_server: NewServer,
) -> None:
    env = of_vendor(f"http://127.0.0.1:{no_port()}/api/v1")
    server = new_server(engine="dashscope", env=env).start()
    with server.client() as client:
        job = ended(client, submit(client, "a kite")["id"])
        assert (job["status"], job["error"]["code"]) == ("failed", "upstream_unavailable"), job
        assert balance(client)["held_micros"] == 0


def test_a_killed_server_leaves_no_job_behind_and_buys_nothing_twice(
    new_server: NewServer, vendor: Vendor
) -> None:
    server = new_server(engine="dashscope", env=of_vendor(vendor.url)).start()
    with server.client() as client:
        ids = [submit(client, f"killed {i} [delay=2]", n=2)["id"] for i in range(4)]
        until(lambda: vendor.asked("killed") == 4, what="all are upstream")
        server.kill()
    server.start()
    with server.client() as client:
        jobs = [ended(client, job_id) for job_id in ids]
        assert {(job["status"], job["error"]["code"]) for job in jobs} == {
            ("failed", "upstream_unknown")
        }
        assert not any(job["error"]["retryable"] for job in jobs)
        found = balance(client)
        assert (found["balance_micros"], found["held_micros"]) == (100_000_000, 0)
    assert (vendor.asked("killed"), vendor.bought("killed")) == (4, 8)
    at_risk = rows(server.data_dir, "SELECT cost_at_risk_micros FROM jobs")
    assert at_risk == [(70_000,)] * 4
    assert server.inkstone("accounts", "check")["discrepancies"] == []


def test_what_was_bought_before_a_kill_is_fetched_after_it(
    new_server: NewServer, vendor: Vendor
) -> None:
    server = new_server(engine="dashscope", env=of_vendor(vendor.url)).start()
    with server.client() as client:
        job_id = submit(client, "fetched later [fault=result-once]")["id"]
        sql = "SELECT COUNT(*) FROM jobs WHERE checkpoint IS NOT NULL AND status = 'running'"
        until(lambda: rows(server.data_dir, sql) == [(1,)], what="the vendor has answered")
        server.kill()
    server.start()
    with server.client() as client:
        assert ended(client, job_id)["status"] == "succeeded"
    assert (vendor.asked("fetched later"), vendor.bought("fetched later")) == (1, 1)
    assert entry_counts(server.data_dir) == {"hold": 1, "capture": 1}
