"""How the server starts and stops, as product.md §6 promises it."""

import json
import re
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.inside import rows
from e2e.server import GENERATIONS, SMALL, Server, balance, ended, processes, submit, until

KEY = "a-key-of-our-own-choice"
FROM_PAGE = {"Inkstone-Page": "1"}


def test_the_start_up_lines_are_plain_and_in_order(server: Server) -> None:
    lines = server.stdout.splitlines()

    assert [line.partition(": ")[0] for line in lines] == ["Page", "API", "Key", "Engine", "Try"]
    assert re.fullmatch(r"Page: http://127\.0\.0\.1:\d+/\?signin=[\w-]{20,}", lines[0])
    assert re.fullmatch(r"API: http://127\.0\.0\.1:\d+/v1", lines[1])
    assert re.fullmatch(r"Key: sk-inkstone-[\w-]{43}", lines[2])
    assert lines[3] == "Engine: echo (asked for by name)"
    assert "\x1b" not in server.stdout


def test_the_try_line_works_when_pasted_into_a_shell(server: Server) -> None:
    answer = json.loads(server.shell(server.lines["Try"]))

    picture = httpx.get(answer["data"][0]["url"])
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.alone
@pytest.mark.slow
def test_the_lines_are_out_before_the_server_answers_and_that_is_soon(
    new_server: NewServer, record_property: Callable[[str, object], None]
) -> None:
    # The machine has other things to do, too: the best of some starts is ours.
    for number in range(3):
        server = new_server(f"server{number}", port=_free_port())
        server.lines = {"API": f"http://127.0.0.1:{server.port}/v1"}
        began_s = time.monotonic()
        server.spawn()
        until(lambda: server.answers("/healthz"), what="healthz")  # noqa: B023
        took_s = time.monotonic() - began_s
        assert "Try: " in server.stdout, "it answered before its lines were out"
        if took_s < 5:
            break

    record_property("start_s", round(took_s, 2))
    print(f"\nstart to /healthz: {took_s:.2f} s")  # noqa: T201
    assert took_s < 5


@pytest.mark.slow
def test_an_idle_server_is_small(
    new_server: NewServer, record_property: Callable[[str, object], None]
) -> None:
    server = new_server().start()
    with server.client() as client:
        assert client.get("/v1/models").status_code == 200

    record_property("rss_mb", server.rss_bytes() // 1_000_000)
    print(f"\nidle RSS: {server.rss_bytes() / 1_000_000:.0f} MB")  # noqa: T201
    assert server.rss_bytes() < 150_000_000


@pytest.mark.slow
def test_a_second_start_makes_no_key_and_the_first_one_still_works(new_server: NewServer) -> None:
    server = new_server().start()
    key = server.key
    assert server.stop() == 0

    server.start()
    assert "Key" not in server.lines
    assert "$INKSTONE_API_KEY" in server.lines["Try"]
    with server.client(key) as client:
        assert balance(client)["balance_micros"] == 100_000_000
    answer = json.loads(server.shell(server.lines["Try"], INKSTONE_API_KEY=key))
    assert answer["data"]


@pytest.mark.slow
def test_a_chosen_key_works_is_not_printed_and_starts_with_the_grant(
    new_server: NewServer,
) -> None:
    env = {"INKSTONE_API_KEY": KEY, "INKSTONE_INITIAL_GRANT": "12.5"}
    server = new_server(env=env).start()

    assert "Key" not in server.lines
    assert KEY not in server.stdout + server.stderr
    with server.client(KEY) as client:
        found = balance(client)
    assert found == {
        "account": "local",
        "currency": "USD",
        "balance_micros": 12_500_000,
        "held_micros": 0,
        "available_micros": 12_500_000,
    }


@pytest.mark.slow
def test_a_key_made_beside_the_server_works_until_it_is_revoked(server: Server) -> None:
    made = server.inkstone("keys", "create", "app", "--account=shop", "--grant=0.322")

    assert set(made) == {"key", "key_id", "account"}
    assert made["account"] == "shop"
    with server.client(made["key"]) as client:
        assert balance(client)["available_micros"] == 322_000
        server.inkstone("keys", "revoke", made["key_id"])
        refused = client.get("/v1/models")
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "invalid_api_key"


@pytest.mark.slow
def test_the_page_link_signs_one_browser_in_once(new_server: NewServer) -> None:
    server = new_server().start()
    link, token = server.lines["Page"], server.lines["Page"].partition("signin=")[2]

    with httpx.Client(base_url=server.url, headers=FROM_PAGE) as browser:
        came = browser.get(link)
        assert (came.status_code, came.headers["location"]) == (303, "/")
        assert browser.get("/").headers["referrer-policy"] == "no-referrer"
        told = browser.get("/inkstone/v1/session").json()
        assert (told["account"]["name"], told["key"]["name"]) == ("local", "page")
        job = browser.post("/inkstone/v1/jobs?wait=60", json={"prompt": "a red apple"}).json()
        assert job["status"] == "succeeded"
        ((name, cookie),) = browser.cookies.items()
    with httpx.Client(base_url=server.url, headers=FROM_PAGE) as other:
        assert other.get(link).headers["location"] == "/#/sign-in?link=used"
        assert other.get("/inkstone/v1/session").status_code == 401
        typed = other.post("/page/session", json={"key": server.key})
        assert typed.status_code == 204
        second = other.cookies[name]
        assert other.post("/page/session", json={"key": "a-wrong-key-of-mine"}).status_code == 401
    assert len(server.log()) > 5
    for secret in ("signin", token, server.key, cookie, second, "a-wrong-key-of-mine"):
        assert secret not in server.stderr
    assert server.stdout.count(token) == 1


@pytest.mark.slow
def test_a_session_outlives_the_server_and_ends_with_its_key(new_server: NewServer) -> None:
    server = new_server(port=_free_port()).start()
    with httpx.Client(base_url=server.url, headers=FROM_PAGE) as browser:
        browser.get(server.lines["Page"])
        key_id = browser.get("/inkstone/v1/session").json()["key"]["id"]
    cookies = browser.cookies
    assert server.stop() == 0

    server.start()
    with httpx.Client(base_url=server.url, headers=FROM_PAGE, cookies=cookies) as browser:
        assert browser.get("/inkstone/v1/session").status_code == 200
        server.inkstone("keys", "revoke", key_id)
        until(
            lambda: browser.get("/inkstone/v1/session").status_code == 401,
            what="the server forgets the key",
        )
        assert browser.get(server.lines["Page"]).headers["location"] == "/"
        assert browser.get("/inkstone/v1/session").json()["key"]["id"] != key_id


def test_a_page_without_a_sign_in_shows_nothing_of_anybody(server: Server) -> None:
    page = httpx.get(server.url + "/")

    assert page.status_code == 200
    assert "set-cookie" not in page.headers
    assert server.key not in page.text
    refused = httpx.get(server.url + "/inkstone/v1/session", headers=FROM_PAGE)
    assert refused.status_code == 401
    for path in re.findall(r'(?:src|href)="(/page/[^"]+)"', page.text):
        file = httpx.get(server.url + path)
        assert (file.status_code, file.headers.get("content-encoding")) == (200, "gzip"), path


@pytest.mark.slow
def test_a_stop_answers_who_waits_and_the_job_goes_on_after_the_restart(
    new_server: NewServer,
) -> None:
    server = new_server(env={"INKSTONE_DRAIN_S": "0.5"}).start()
    body = {**SMALL, "prompt": "[steps=4 step_ms=1200]", "sync": True}
    with ThreadPoolExecutor() as pool, server.client() as client:
        waiting = pool.submit(client.post, GENERATIONS, json=body)
        until(lambda: rows(server.data_dir, "SELECT 1 FROM jobs WHERE status = 'running'"), what="")
        assert server.stop() == 0
        answer = waiting.result()
    assert answer.status_code == 202
    job_id = answer.json()["job_id"]
    assert answer.headers["inkstone-job"] == job_id
    assert not server.faults()

    server.start()
    with server.client() as client:
        assert ended(client, job_id)["status"] == "completed"
        assert balance(client)["balance_micros"] == 100_000_000 - 32_200
    crashes = rows(server.data_dir, "SELECT num_crashes, is_suspect FROM jobs")
    assert crashes == [(0, 0)], "a drain is no crash"


@pytest.mark.alone
@pytest.mark.slow
def test_a_stop_lets_a_job_of_some_seconds_finish_and_exits_within_its_time(
    new_server: NewServer,
) -> None:
    server = new_server().start()
    with server.client() as client:
        short = submit(client, "[steps=3 step_ms=1200]")
        until(lambda: rows(server.data_dir, "SELECT 1 FROM jobs WHERE status = 'running'"), what="")
        began_s = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        until(
            lambda: httpx.get(server.url + "/readyz").status_code == 503,
            what="it says that it is not ready while it drains",
        )
        assert server.process.wait(timeout=60) == 0
    # A stop waits for 10 s at the most.
    assert time.monotonic() - began_s < 9
    assert rows(server.data_dir, "SELECT id, status FROM jobs") == [(short, "succeeded")]


@pytest.mark.slow
def test_a_port_in_use_is_said_and_the_key_of_the_first_start_is_not_lost(
    new_server: NewServer,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = new_server(port=taken.getsockname()[1]).spawn()
        assert server.process.wait(timeout=60) == 5
    assert f"port {server.port}" in server.stderr
    assert "Traceback" not in server.stderr
    assert "Choose another with --port" in server.stderr
    assert server.stdout == ""

    server.port = 0
    assert server.start().lines["Key"], "the failed start made a key and showed it to nobody"


@pytest.mark.slow
def test_two_servers_do_not_share_a_data_directory(new_server: NewServer) -> None:
    first = new_server("first").start()
    second = new_server("second", data_dir=first.data_dir).spawn()

    assert second.process.wait(timeout=60) == 5
    assert "--no-worker" in second.stderr
    assert str(first.process.pid) in second.stderr
    assert "Traceback" not in second.stderr
    assert first.answers("/readyz")


@pytest.mark.slow
def test_a_server_without_a_worker_takes_jobs_for_the_one_that_has(new_server: NewServer) -> None:
    front = new_server("front", args=["--no-worker"]).start()
    with front.client() as client:
        job_id = submit(client, "a red apple")
        assert client.get(f"/v1/jobs/{job_id}").json()["status"] == "queued"
        worker = new_server("worker", data_dir=front.data_dir).start()
        assert "Key" not in worker.lines
        assert ended(client, job_id)["status"] == "completed"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_at_any_moment_of_the_start_leaves_nothing(
    new_server: NewServer, number: signal.Signals
) -> None:
    server = new_server().spawn()
    until(lambda: "Page: " in server.stdout, what="the first line")
    server.process.send_signal(number)

    assert server.process.wait(timeout=60) == 0
    assert "Traceback" not in server.stderr
    assert not processes(server.scratch)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
