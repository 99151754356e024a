"""Webhooks from a whole server to a receiver on loopback."""

import asyncio
import base64
import hashlib
import hmac
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.inside import rows
from e2e.server import Server, Worker, environment, until
from e2e.told import ALLOW, beside, receiving, submit_told
from inkstone.domain.errors import InvalidRequest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent


def secret_of(server: Server) -> str:
    async def ask() -> str:
        async with beside(server) as (parts, caller):
            return (await parts.services.webhooks.secrets(caller.account_id))[0]

    return asyncio.run(ask())


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    message = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == f"v1,{digest}"


def deliveries(server: Server) -> list[tuple[Any, ...]]:
    return rows(server.data_dir, "SELECT status, num_tries FROM webhook_deliveries")


def test_a_receiver_that_fails_twice_gets_the_same_message_a_third_time(
    new_server: NewServer,
) -> None:
    server = new_server(env={**ALLOW, "INKSTONE_WEBHOOK_RETRY_S": "0.5"}).start()
    with receiving(500, 503) as inbox:
        job_id = submit_told(server, inbox.url)
        until(lambda: deliveries(server) == [("delivered", 3)], what="it is delivered")
    assert len(inbox.got) == 3
    assert len({body for _, body in inbox.got}) == 1
    assert len({headers["webhook-id"] for headers, _ in inbox.got}) == 1
    times = [int(headers["webhook-timestamp"]) for headers, _ in inbox.got]
    assert times == sorted(times)
    assert times[2] > times[0]
    assert abs(times[2] - time.time()) < 30
    secret = secret_of(server)
    assert all(is_signed(headers, body, secret) for headers, body in inbox.got)

    message = json.loads(inbox.got[0][1])
    assert (message["type"], message["data"]["id"]) == ("job.succeeded", job_id)
    (picture,) = message["data"]["images"]
    assert picture["url"].startswith(server.url)
    assert httpx.get(picture["url"]).content.startswith(b"\x89PNG")
    assert not server.faults()


def test_what_was_being_told_at_a_kill_is_told_after_the_restart(new_server: NewServer) -> None:
    server = new_server(env=ALLOW).start()
    with receiving() as inbox:
        inbox.gate.clear()
        submit_told(server, inbox.url)
        until(lambda: inbox.got, what="the first try arrives")
        server.kill()
        inbox.gate.set()
        server.start()
        until(lambda: deliveries(server) == [("delivered", 1)], what="it is delivered")
    first, second = inbox.got
    assert first[1] == second[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]


@pytest.mark.alone
def test_a_stop_does_not_wait_for_a_receiver_that_hangs(new_server: NewServer) -> None:
    server = new_server(env=ALLOW).start()
    with receiving() as inbox:
        inbox.gate.clear()
        submit_told(server, inbox.url)
        until(lambda: inbox.got, what="the first try arrives")
        began_s = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began_s < 12
        assert deliveries(server) == [("pending", 0)]
        inbox.gate.set()
        server.start()
        until(lambda: deliveries(server) == [("delivered", 1)], what="it is delivered")


def test_a_delivery_is_repeated_when_asked(new_server: NewServer) -> None:
    server = new_server(env=ALLOW).start()

    async def repeat() -> None:
        async with beside(server) as (parts, caller):
            webhooks = parts.services.webhooks
            (made,) = await webhooks.log.deliveries(caller.account_id, limit=5)
            await webhooks.log.redeliver(made.id, account_id=caller.account_id)

    with receiving() as inbox:
        submit_told(server, inbox.url)
        until(lambda: deliveries(server) == [("delivered", 1)], what="it is delivered")
        asyncio.run(repeat())
        until(lambda: deliveries(server) == [("delivered", 2)], what="it is delivered again")
    assert inbox.got[0][1] == inbox.got[1][1]


def test_workers_on_one_postgresql_tell_each_end_once(
    new_server: NewServer, fresh_postgres_url: str
) -> None:
    url = fresh_postgres_url.replace("+asyncpg", "")
    env = {**ALLOW, "INKSTONE_DATABASE_URL": url}
    front = new_server("front", args=["--no-worker"], env=env).start()
    for name in ("one", "two"):
        new_server(name, kind=Worker, env=env, data_dir=front.data_dir).start()
    with receiving() as inbox:
        for _ in range(5):
            submit_told(front, inbox.url)
        until(lambda: len(inbox.got) == 5, what="all are told")
    assert len({headers["webhook-id"] for headers, _ in inbox.got}) == 5


def test_one_account_s_receiver_that_hangs_delays_no_other_s_at_the_same_host(
    new_server: NewServer, fresh_postgres_url: str
) -> None:
    url = fresh_postgres_url.replace("+asyncpg", "")
    env = {**ALLOW, "INKSTONE_DATABASE_URL": url, "INKSTONE_WEBHOOK_TIMEOUT_S": "25"}
    front = new_server("front", args=["--no-worker"], env=env).start()
    for name in ("one", "two"):
        new_server(name, kind=Worker, env=env, data_dir=front.data_dir).start()
    path = "/inkstone/v1/jobs?wait=20"
    told = {"prompt": "a red apple", "size": "256x256"}

    def ids(found: list[tuple[dict[str, str], bytes]]) -> list[str]:
        return [headers["webhook-id"] for headers, _ in found]

    with (
        receiving() as inbox,
        front.client() as greedy,
        front.client(front.new_key("modest")) as modest,
    ):
        inbox.gate.clear()
        inbox.held = "/hook/slow"
        for _ in range(10):
            greedy.post(path, json={**told, "webhook_url": f"{inbox.url}/slow"})
        # Four to a process; the other two wait.
        until(lambda: len(inbox.got) == 8, what="both workers have their hands full of them")
        for _ in range(3):
            modest.post(path, json={**told, "webhook_url": f"{inbox.url}/fast"})
        until(lambda: len(inbox.got) == 11, what="the other account is told", within_s=15)
        log = modest.get("/inkstone/v1/webhooks/deliveries").json()["data"]
        assert {each["id"] for each in log} == set(ids(inbox.got[8:]))
        inbox.gate.set()
        until(lambda: len(inbox.got) == 13, what="the rest is told as well")
        assert len(set(ids(inbox.got))) == 13


def test_a_server_killed_as_the_receiver_answers_says_the_same_again(
    new_server: NewServer,
) -> None:
    server = new_server(env=ALLOW).start()
    with receiving() as inbox:
        inbox.gate.clear()
        submit_told(server, inbox.url)
        until(lambda: inbox.got, what="the first try arrives")
        # Stopped, it cannot note the answer that reaches it now; then it is killed.
        server.process.send_signal(signal.SIGSTOP)
        inbox.gate.set()
        until(lambda: inbox.num_answered == 1, what="it is answered")
        server.kill()
        server.start()
        until(lambda: deliveries(server) == [("delivered", 1)], what="it is delivered")
    first, second = inbox.got
    assert first[1] == second[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]


def test_a_server_that_opens_nothing_tells_nothing_to_its_own_network(
    new_server: NewServer,
) -> None:
    server = new_server().start()
    with receiving() as inbox:
        # What the test opens for itself stands for a name that was public at the submit.
        submit_told(server, inbox.url)
        until(lambda: deliveries(server) == [("pending", 1)], what="a try was refused")
        assert inbox.got == []

    async def refused() -> None:
        async with beside(server) as (parts, _):
            with pytest.raises(InvalidRequest) as error:
                parts.services.webhooks.target(
                    "http://10.0.0.1/", base_url=server.url, param="webhook_url"
                )
            assert error.value.faults[0].param == "webhook_url"

    asyncio.run(refused())


def test_the_example_receives_what_is_genuine(new_server: NewServer) -> None:
    server = new_server(env=ALLOW).start()
    env = environment(server.scratch, INKSTONE_WEBHOOK_SECRET=secret_of(server))
    example = [sys.executable, "-u", str(ROOT / "examples" / "receive_webhooks.py"), "0"]
    process = subprocess.Popen(example, stdout=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        assert httpx.post(url, content=b"{}").status_code == 401
        forged = {"webhook-id": "x", "webhook-timestamp": str(int(time.time()))}
        forged["webhook-signature"] = "v1,AAAA"
        assert httpx.post(url, content=b"{}", headers=forged).status_code == 401
        job_id = submit_told(server, url)
        assert process.stdout.readline() == f"job.succeeded {job_id}\n"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def test_the_page_shows_the_example_s_own_lines() -> None:
    page = (ROOT / "docs" / "how-to" / "webhooks.md").read_text(encoding="utf-8")
    example = (ROOT / "examples" / "receive_webhooks.py").read_text(encoding="utf-8")
    (shown,) = [block.partition("```")[0] for block in page.split("```python\n")[1:]]
    assert shown in example
