"""The example receivers, run as a reader would run them, before a whole server."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.inside import rows
from e2e.server import Server, environment, until
from e2e.told import ALLOW

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).parent.parent.parent / "examples" / "webhook_receiver"
API = "/inkstone/v1"


@contextmanager
def running(server: Server, name: str, secret: str) -> Iterator[tuple[str, list[str]]]:
    """An example for the length of the block: its address, and the lines that it printed."""
    program = sys.executable if name.endswith(".py") else shutil.which("node")
    if program is None:
        pytest.skip("needs Node.js: no `node` found")
    printed = server.scratch / f"{name}.txt"
    with printed.open("w") as out:
        process = subprocess.Popen(
            [program, str(EXAMPLES / name), "0"],
            stdout=out,
            env=environment(server.scratch, INKSTONE_WEBHOOK_SECRET=secret),
        )
    lines: list[str] = []

    def look() -> list[str]:
        lines[:] = printed.read_text().splitlines()
        return lines

    try:
        url = until(look, what="it listens")[0].split()[-1]
        yield url, lines
        look()
    finally:
        process.terminate()
        process.wait(10)


def delivered(server: Server) -> int:
    """How many deliveries were taken."""
    (found,) = rows(
        server.data_dir, "SELECT count(*) FROM webhook_deliveries WHERE status = 'delivered'"
    )
    return int(found[0])


def post(client: httpx.Client, path: str, **body: object) -> dict[str, object]:
    """A call of the native API and its answer."""
    answer = client.post(API + path, json=body)
    assert answer.status_code < 300, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("name", ["receiver.py", "receiver.mjs"])
def test_an_example_takes_what_is_genuine_once_also_while_secrets_change(
    new_server: NewServer, name: str
) -> None:
    server = new_server(env=ALLOW).start()
    with server.client() as client:
        (secret,) = client.get(f"{API}/webhooks/secrets").json()["secrets"]
        with running(server, name, secret) as (url, lines):
            stamp = str(int(time.time()))
            forged = {"webhook-id": "x", "webhook-timestamp": stamp, "webhook-signature": "v1,AAAA"}
            for headers in ({}, forged, {**forged, "webhook-signature": "nothing"}):
                assert httpx.post(url, content=b"{}", headers=headers).status_code == 401
            ping = post(client, "/webhooks/ping", url=url)
            assert (ping["delivered"], ping["status"]) == (True, 204)

            told = {"prompt": "a red apple", "size": "256x256", "webhook_url": url}
            first = post(client, "/jobs?wait=20", **told)["id"]
            until(lambda: delivered(server) == 1, what="it is delivered")
            (delivery,) = client.get(f"{API}/webhooks/deliveries").json()["data"]
            post(client, f"/webhooks/deliveries/{delivery['id']}/redeliver")
            until(
                lambda: rows(server.data_dir, "SELECT num_tries FROM webhook_deliveries") == [(2,)],
                what="it is delivered again",
            )

            # The receiver goes on with the old secret, and is understood.
            post(client, "/webhooks/secrets/rotate", overlap_s=3600)
            second = post(client, "/jobs?wait=20", **told)["id"]
            until(lambda: delivered(server) == 2, what="the second is delivered")
            shown = client.get(f"{API}/webhooks/deliveries/{delivery['id']}").json()
    assert lines[1:] == [f"ping {ping['id']}", f"job.succeeded {first}", f"job.succeeded {second}"]
    assert [each["status"] for each in shown["tries"]] == [204, 204]
    assert not server.faults()
