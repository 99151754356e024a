"""Edits that outlive their server: made once, charged once, and nothing is left over."""

from pathlib import Path

import httpx
import pytest

from e2e import hosts
from e2e.conftest import NewServer
from e2e.edits import ask, noise, opened, saved
from e2e.inside import blob_files, entry_counts, rows
from e2e.server import Server, balance, ended, submit, until

TURN = "flip it horizontally"
ALLOWED = "127.0.0.1"
GRANT, PRICE = 100_000_000, 32_200


def _strays(server: Server) -> set[str]:
    """Blobs that are neither a result, nor what a job started from."""
    files = {_key(file) for file in blob_files(server.data_dir)}
    known = {str(key) for (key,) in rows(server.data_dir, "SELECT blob_key FROM job_images")}
    assert known <= files, "a picture has no blob"
    ids = {str(job_id) for (job_id,) in rows(server.data_dir, "SELECT id FROM jobs")}
    return {
        key
        for key in files - known
        if not (key.split("/")[0] in ids and key.split("/")[1] == "inputs")
    }


def _key(file: Path) -> str:
    return f"{file.parent.name}/{file.name.replace(',', '/')}"


def _check_done(server: Server, client: httpx.Client, ids: list[str]) -> None:
    """Every job is done, once, and paid, once."""
    for job_id in ids:
        job = ended(client, job_id, within_s=60)
        assert job["status"] == "completed", job
        opened(job["result"]["data"][0]["url"])
    num = len(ids)
    assert entry_counts(server.data_dir) == {"hold": num, "capture": num}
    found = balance(client)
    assert (found["balance_micros"], found["held_micros"]) == (GRANT - num * PRICE, 0)
    assert server.inkstone("accounts", "check") == {"discrepancies": []}
    until(lambda: not _strays(server), what="no blob without an owner")
    assert not list((server.data_dir / "blobs" / "drafts").iterdir())
    assert not server.faults()


@pytest.mark.slow
def test_an_edit_survives_a_kill_while_it_is_fetched_and_while_it_is_made(
    new_server: NewServer,
) -> None:
    server = new_server(engine="sketch", env={"INKSTONE_FETCH_ALLOW": ALLOWED}).start()
    with hosts.running(ALLOWED) as host:
        host.pages["/slow.png"] = hosts.trickle(host, saved(noise(900)), chunk_bytes=8192)
        with server.client() as client:
            submitted = [ask(client, TURN, host.url("/slow.png"), seed=n) for n in range(8)]
            ids = [answer.json()["job_id"] for answer in submitted]
            until(lambda: host.num_open == len(ids), what="all are fetched")
            server.kill()
        until(lambda: host.num_open == 0, what="the fetches end with their server")

        server.start()
        # No engine had them, so that none of them can have taken the server down.
        until(lambda: host.num_open == len(ids), what="all are fetched again, at once")
        host.release()
        running = "SELECT id FROM jobs WHERE status = 'running'"
        until(lambda: _fetched(server) and rows(server.data_dir, running), what="one is made")
        server.kill()
        unfinished, fetched = rows(server.data_dir, running), _fetched(server)
        assert unfinished, "the kill came too late to prove anything"
        print(f"\nkilled with {len(unfinished)} under way, {len(fetched)} fetched")  # noqa: T201

        server.start()
        with server.client() as client:
            _check_done(server, client, ids)
        # What was fetched is not fetched again.
        assert host.asked["/slow.png"] <= 3 * len(ids) - len(fetched)


@pytest.mark.slow
def test_pictures_fetched_again_after_a_kill_hold_nobody_up(new_server: NewServer) -> None:
    server = new_server(engine="sketch", env={"INKSTONE_FETCH_ALLOW": ALLOWED}).start()
    with hosts.running(ALLOWED) as host:
        host.pages["/slow.png"] = hosts.trickle(host, saved(noise(300)))
        with server.client() as client:
            for seed in range(4):
                ask(client, TURN, host.url("/slow.png"), seed=seed)
            until(lambda: host.num_open == 4, what="all are fetched")
        server.kill()
        until(lambda: host.num_open == 0, what="the fetches end with their server")

        server.start()
        with server.client() as client:
            until(lambda: host.num_open == 4, what="all are fetched again")
            plain = submit(client, "a red apple")
            assert ended(client, plain)["status"] == "completed"
            assert host.num_open == 4


def _fetched(server: Server) -> set[str]:
    """The jobs whose pictures are kept."""
    keys = (_key(file).split("/") for file in blob_files(server.data_dir))
    return {key[0] for key in keys if key[1:2] == ["inputs"]}
