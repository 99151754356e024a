"""`inkstone webhooks` as an operator runs it, beside what a server has left in the database."""

import asyncio
import json
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook
from typer.testing import CliRunner

from contract.receivers import to
from contract.world import parts
from inkstone.bootstrap import open_tables
from inkstone.cli.main import app
from inkstone.settings import load

NO_SUCH = "delivery_" + "0" * 26


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # A command logs to the stderr that its runner closes afterwards.
    handlers, level = logging.root.handlers[:], logging.root.level
    for name in list(os.environ):
        if name.startswith("INKSTONE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("INKSTONE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("INKSTONE_FETCH_ALLOW", "127.0.0.1")
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def _json(*args: str, status: int = 0) -> Any:
    result = CliRunner().invoke(app, ["webhooks", *args, "--json"])
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


def _told(*urls: str) -> list[str]:
    """Jobs of the account `local` that have ended and are to be told; their ids."""

    async def end() -> list[str]:
        async with open_tables(load()) as tables:
            world = parts(tables.store)
            world.caller = await world.open_account()
            return [(await world.run(webhook=to(url))).id for url in urls]

    return asyncio.run(end())


@contextmanager
def _receiver(status: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    got: list[tuple[dict[str, str], bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((dict(self.headers.items()), body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", got
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def test_deliveries_are_listed_shown_and_made_due() -> None:
    jobs = _told("https://one.test/", "https://two.test/")
    newest, oldest = _json("list")
    assert [newest["job_id"], oldest["job_id"]] == jobs[::-1]
    assert _json("list", "--job", jobs[0]) == [oldest]
    assert _json("list", "--before", newest["id"]) == [oldest]
    assert _json("list", "--status", "delivered") == []
    assert _json("list", "--limit", "1") == [newest]
    shown = _json("show", oldest["id"])
    assert (shown["url"], shown["status"], shown["tries"]) == ("https://one.test/", "pending", [])
    assert _json("redeliver", oldest["id"])["status"] == "pending"


def test_people_are_shown_tables_and_sentences() -> None:
    _told("https://one.test/")
    (made,) = _json("list")
    runner = CliRunner()
    for name, *args in (("list",), ("show", made["id"]), ("redeliver", made["id"])):
        result = runner.invoke(app, ["webhooks", name, *args])
        assert result.exit_code == 0, result.output
        assert "delivery_" in result.stdout.replace("\n", "")


def test_another_account_s_deliveries_are_not_found() -> None:
    _told("https://one.test/")
    (made,) = _json("list")
    assert CliRunner().invoke(app, ["accounts", "create", "other"]).exit_code == 0
    assert _json("list", "--account", "other") == []
    for name in ("show", "redeliver"):
        refused = _json(name, made["id"], "--account", "other", status=3)
        assert refused["error"]["code"] == "delivery_not_found"
    assert _json("show", NO_SUCH, status=3)["error"]["code"] == "delivery_not_found"
    assert _json("list", "--account", "nobody", status=3)["error"]["code"] == "account_not_found"
    assert "--limit" in _json("list", "--limit", "0", status=2)["error"]["message"]


def test_a_ping_and_a_rotation_are_of_the_account_s_secret() -> None:
    _told()
    first = _json("rotate")["secret"]
    second = _json("rotate", "--overlap-s", "60")
    assert (second["account"], second["overlap_s"]) == ("local", 60)
    with _receiver(204) as (url, got):
        assert _json("ping", url)["delivered"] is True
    headers, body = got[0]
    for secret in (first, second["secret"]):
        assert Webhook(secret).verify(body, headers)["type"] == "ping"
    assert _json("rotate", "--overlap-s", "-1", status=2)["error"]["code"] == "invalid_request"


def test_a_rotation_is_noted_without_the_secret() -> None:
    _told()
    secret = _json("rotate", "--overlap-s", "60")["secret"]
    said = CliRunner().invoke(app, ["audit", "list", "--json"]).stdout
    newest = json.loads(said)[0]
    assert (newest["action"], newest["actor"]) == ("webhook_secret.rotate", "command line")
    assert newest["details"] == {"overlap_s": 60}
    assert secret not in said


def test_an_id_in_a_table_is_whole_however_narrow_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    url = "https://example.com/" + "a" * 60
    (job_id,) = _told(url)
    said = CliRunner().invoke(app, ["webhooks", "list"]).stdout.splitlines()
    assert len(said) == 2
    assert job_id in said[1]
    assert url in said[1]


def test_a_ping_that_is_not_taken_fails() -> None:
    _told()
    with _receiver(500) as (url, _):
        failed = _json("ping", url, status=1)
        told = CliRunner().invoke(app, ["webhooks", "ping", url])
    assert (failed["delivered"], failed["status"]) == (False, 500)
    assert told.exit_code == 1
    assert told.stdout.startswith("The receiver answered with status 500. It took ")
    assert _json("ping", "http://10.0.0.1/", status=2)["error"]["code"] == "invalid_request"
