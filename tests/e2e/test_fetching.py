"""Pictures fetched from hosts: good ones are edited, bad ones fail and are free, and nobody is led
to where the operator did not allow it.
"""

import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from e2e import hosts
from e2e.conftest import NewServer
from e2e.edits import BLUE, RED, ask, halves, is_near, noise, nothing_charged, opened, saved, url_of
from e2e.hosts import Host
from e2e.inside import rows
from e2e.server import Server, balance, ended, submit, until

TURN = "flip it horizontally"
#: What may be fetched, and beside it, on loopback as well, what may not.
ALLOWED, FORBIDDEN = "127.0.0.1", "127.0.0.2"
GRANT, PRICE = 100_000_000, 32_200
PICTURE = saved(halves(RED, BLUE))


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """A host whose pages a test may ask for."""
    with hosts.running(ALLOWED) as made:
        yield made


@pytest.fixture(scope="module")
def canary() -> Iterator[Host]:
    """A host that nobody may come to."""
    with hosts.running(FORBIDDEN) as made:
        yield made
        assert made.num_connections == 0, made.asked


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, canary: Host) -> Iterator[Server]:
    """A running server that draws and may fetch from one address of loopback, not for long."""
    env = {"INKSTONE_FETCH_ALLOW": ALLOWED, "INKSTONE_FETCH_TIMEOUT_S": "4"}
    env |= {"INKSTONE_INPUT_BYTES_MAX": "1000000"}
    made = Server(tmp_path_factory.mktemp("server"), engine="sketch", env=env)
    try:
        yield made.start()
        assert canary.num_connections == 0, canary.asked
        faults = made.faults()
        assert not faults, faults
    finally:
        made.clean_up()


def test_a_picture_is_fetched_and_edited(host: Host, account: httpx.Client) -> None:
    host.pages["/a.png"] = hosts.file(PICTURE)
    host.pages["/untold"] = hosts.file(PICTURE, "application/octet-stream")
    host.pages["/moved"] = hosts.redirect("/a.png")
    waited = opened(url_of(ask(account, TURN, host.url("/a.png"), sync=True)))
    assert is_near(waited, (0.25, 0.5), BLUE)

    images = [host.url("/moved"), host.url("/untold?size=large&n=1")]
    host.pages["/untold?size=large&n=1"] = host.pages["/untold"]
    job = ended(account, ask(account, "put them side by side", *images).json()["job_id"])
    assert job["status"] == "completed"
    assert balance(account)["balance_micros"] == GRANT - 2 * PRICE
    assert host.asked["/moved"] == 1


def _page(host: Host, canary: Host, case: str) -> hosts.Page:
    """A page that comes to nothing."""
    html = b"<!doctype html><title>Sign in</title>"
    made: dict[str, Callable[[], hosts.Page]] = {
        "missing": lambda: hosts.status(404),
        "broken server": lambda: hosts.status(500),
        "text": lambda: hosts.file(html, "text/html"),
        "html as png": lambda: hosts.file(html, "image/png"),
        "cut off": lambda: hosts.file(PICTURE[:200]),
        "empty": lambda: hosts.file(b""),
        "promised too large": lambda: hosts.claims(2_000_000),
        "too large": lambda: hosts.file(saved(noise(600))),
        "endless": lambda: hosts.endless(PICTURE),
        "slow header": hosts.slow_header,
        "slow body": lambda: hosts.slow_body(PICTURE),
        "redirect to another address": lambda: hosts.redirect(canary.url("/a.png")),
        "redirect to a name": lambda: hosts.redirect(
            canary.url("/a.png").replace(FORBIDDEN, "localhost")
        ),
        "redirect to IPv6": lambda: hosts.redirect(
            canary.url("/a.png").replace(FORBIDDEN, "[::ffff:127.0.0.2]")
        ),
        "redirect to a file": lambda: hosts.redirect("file:///etc/passwd"),
        "redirect round": lambda: hosts.redirect("/bad/redirect%20round"),
        "redirect to metadata": lambda: hosts.redirect("http://169.254.169.254/latest/meta-data"),
    }
    return made[case]()


CASES = {
    "missing": "url_unreachable",
    "broken server": "url_unreachable",
    "text": "input_not_an_image",
    "html as png": "input_not_an_image",
    "cut off": "input_broken",
    "empty": "input_empty",
    "promised too large": "url_too_large",
    "too large": "url_too_large",
    "endless": "url_too_large",
    "slow header": "url_timeout",
    "slow body": "url_timeout",
    "redirect to another address": "url_refused",
    "redirect to a name": "url_refused",
    "redirect to IPv6": "url_refused",
    "redirect to a file": "url_refused",
    "redirect round": "url_unreachable",
    "redirect to metadata": "url_refused",
}


@pytest.mark.parametrize("case", CASES)
def test_a_picture_that_cannot_be_had_is_free(
    host: Host, canary: Host, server: Server, account: httpx.Client, case: str
) -> None:
    path = "/bad/" + case.replace(" ", "%20")
    host.pages[path] = _page(host, canary, case)
    with nothing_charged(account), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, account, TURN, host.url(path), sync=True)
        submitted = ask(account, TURN, host.url(path))
        assert submitted.status_code == 200, submitted.text
        job_id = submitted.json()["job_id"]
        job, waited = ended(account, job_id, within_s=60), waiting.result()

    assert (job["status"], job["result"]) == ("failed", None)
    assert job["error"]["code"] == CASES[case], job["error"]
    assert "`image[0]`" in job["error"]["message"]
    assert waited.status_code == 400, waited.text
    error = waited.json()["error"]
    assert (error["code"], error["type"]) == (CASES[case], "invalid_request_error")
    entries = f"SELECT kind FROM ledger_entries WHERE job_id = '{job_id}' ORDER BY kind"
    assert rows(server.data_dir, entries) == [("hold",), ("release",)]
    assert canary.num_connections == 0


def test_one_bad_picture_of_three_is_named(host: Host, account: httpx.Client) -> None:
    host.pages["/a.png"] = hosts.file(PICTURE)
    images = [host.url("/a.png"), host.url("/nowhere"), host.url("/a.png")]
    with nothing_charged(account):
        answer = ask(account, "make a collage", *images, sync=True)
    message = answer.json()["error"]["message"]

    assert answer.status_code == 400
    assert "`image[1]`" in message
    assert "`image[0]`" not in message


@pytest.mark.parametrize(
    "url",
    [
        "http://{canary}/a.png",
        "http://localhost:{port}/a.png",
        "http://a.localhost:{port}/a.png",
        "http://[::1]:{port}/a.png",
        "http://[::ffff:127.0.0.2]:{port}/a.png",
        "http://2130706434:{port}/a.png",
        "http://0x7f000002:{port}/a.png",
        "http://0177.0.0.2:{port}/a.png",
        "http://127.2:{port}/a.png",
        "http://127。0。0。2:{port}/a.png",
        "http://0.0.0.0/a.png",
        "http://10.0.0.1/a.png",
        "http://192.168.1.1/a.png",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/a.png",
        "http://[fd00::1]/a.png",
        "http://user:password@127.0.0.1/a.png",
        "http://{canary}/inkstone/v1/files/job_x/1/0.png",
        "ftp://127.0.0.1/a.png",
        "file:///etc/passwd",
        "//127.0.0.2/a.png",
    ],
)
def test_an_address_that_is_not_allowed_is_refused_at_submit(
    canary: Host, server: Server, account: httpx.Client, url: str
) -> None:
    netloc = httpx.URL(canary.url("/")).netloc.decode()
    url = url.format(canary=netloc, port=netloc.partition(":")[2])
    count = "SELECT COUNT(*) FROM jobs"
    before = rows(server.data_dir, count)
    with nothing_charged(account):
        for is_sync in (True, False):
            answer = ask(account, TURN, url, sync=is_sync)
            assert answer.status_code == 400, answer.text
            error = answer.json()["error"]
            assert (error["param"], error["type"]) == ("image[0]", "invalid_request_error")
    assert rows(server.data_dir, count) == before
    assert canary.num_connections == 0


def _p99_ms(client: httpx.Client, *, num: int = 200) -> float:
    took = []
    for _ in range(num):
        began_s = time.perf_counter()
        client.get("/healthz").raise_for_status()
        took.append(1000 * (time.perf_counter() - began_s))
        time.sleep(0.003)
    return sorted(took)[math.ceil(0.99 * num) - 1]


@pytest.mark.alone
@pytest.mark.slow
def test_fifty_slow_pictures_slow_nobody_else_down(new_server: NewServer) -> None:
    addresses = [f"127.0.0.{last}" for last in range(1, 8)]
    env = {"INKSTONE_FETCH_ALLOW": "127.0.0.0/29", "INKSTONE_FETCH_TIMEOUT_S": "60"}
    server = new_server(engine="sketch", env=env).start()
    with hosts.running(*addresses) as host, server.client() as client:
        host.pages["/slow.png"] = hosts.trickle(host, saved(noise(200)))
        submit(client, "a red apple")
        _p99_ms(client)  # what is loaded once
        idle_ms = _p99_ms(client)
        ids = [
            ask(client, TURN, host.url("/slow.png", addresses[i % 7])).json()["job_id"]
            for i in range(50)
        ]
        until(lambda: host.num_open == 50, what="all are fetched at once")
        # The machine has other things to do, too: the best of some is what we cause.
        busy_ms = math.inf
        for _ in range(6):
            busy_ms = min(busy_ms, _p99_ms(client))
            if busy_ms - idle_ms <= 20:
                break
        print(f"\n/healthz p99: idle {idle_ms:.1f} ms, 50 fetches {busy_ms:.1f} ms")  # noqa: T201

        others = [submit(client, "a red apple", seed=seed) for seed in range(4)]
        assert {ended(client, job_id)["status"] for job_id in others} == {"completed"}
        assert host.num_open == 50, "the plain ones overtook the slow ones"
        host.release()
        jobs = [ended(client, job_id, within_s=60) for job_id in ids]
    assert {job["status"] for job in jobs} == {"completed"}
    assert busy_ms - idle_ms <= 20
