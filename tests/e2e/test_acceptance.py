"""The acceptance run, much reduced, and the moments of it that chance would seldom hit."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract.stores import a_store
from e2e.conftest import NewServer
from e2e.inside import blob_files, entry_counts, rows
from e2e.server import balance, ended, poll, submit, until
from inkstone.bench import acceptance
from inkstone.bench.acceptance_cluster import Cluster
from inkstone.blobs.base import BlobMissing
from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.errors import Unavailable
from inkstone.domain.money import Amount
from inkstone.service.accounts import Accounts
from inkstone.service.ids import new_id
from inkstone.service.retention import Lifetimes, Retention
from inkstone.store import uploads

GRANT, PRICE = 100_000_000, 32_200
DAY = timedelta(days=1)


def check(outcome: acceptance.Outcome, *, num_jobs: int) -> None:
    found = outcome.figures
    print(found)  # noqa: T201
    assert not outcome.violations, "\n".join(outcome.violations)
    assert found["intents"] == num_jobs
    assert found["jobs"] == found["holds"] >= found["jobs_told_of"]
    assert found["requests_cut_off"] > 0


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.timeout(240)
def test_one_process_on_sqlite_outlives_everything(tmp_path: Path) -> None:
    plan = acceptance.Plan(num_jobs=80, seed=11, num_clients=16, pause_s=3, deadline_s=200)
    outcome = asyncio.run(acceptance.run(plan, folder=tmp_path))

    check(outcome, num_jobs=80)
    assert outcome.figures["servers_killed"] + outcome.figures["frozen"] > 0


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.timeout(240)
def test_many_processes_on_postgresql_outlive_everything(tmp_path: Path) -> None:
    try:
        Cluster().remove()
    except Unavailable as error:
        pytest.skip(f"needs PostgreSQL: {error.message}")
    plan = acceptance.Plan(num_jobs=60, seed=12, num_clients=24, pause_s=2, deadline_s=200)
    outcome = asyncio.run(acceptance.run(plan, folder=tmp_path, owns_postgresql=True))

    check(outcome, num_jobs=60)
    assert outcome.figures["workers_killed"] + outcome.figures["frozen"] > 0


def _written(data_dir: Path, attempt: int) -> list[Path]:
    """What an attempt has kept."""
    return [file for file in blob_files(data_dir) if file.name.startswith(f"{attempt},")]


@pytest.mark.slow
def test_a_crash_between_a_blob_and_its_settle_charges_once(new_server: NewServer) -> None:
    server = new_server().start()
    with server.client() as client:
        job_id = submit(client, "[steps=3 step_ms=200]")
        until(lambda: poll(client, job_id)["status"] == "processing", what="it runs")
    with closing(sqlite3.connect(server.data_dir / "inkstone.db", isolation_level=None)) as held:
        # Nobody else can write from now on: the picture is kept, and its job cannot be settled.
        held.execute("BEGIN IMMEDIATE")
        first = until(lambda: _written(server.data_dir, 1), what="the picture is written")
        server.kill()
        held.execute("ROLLBACK")
    assert rows(server.data_dir, "SELECT status, attempt FROM jobs") == [("running", 1)]

    server.start()
    with server.client() as client:
        assert ended(client, job_id)["status"] == "completed"
        found = balance(client)
    assert (found["balance_micros"], found["held_micros"]) == (GRANT - PRICE, 0)
    assert entry_counts(server.data_dir) == {"hold": 1, "capture": 1}
    assert rows(server.data_dir, "SELECT attempt FROM jobs") == [(2,)]
    assert not [file for file in first if file.exists()]
    assert len(_written(server.data_dir, 2)) == 1


@pytest.mark.slow
def test_two_processes_do_not_work_on_one_data_directory(new_server: NewServer) -> None:
    first = new_server("first").start()
    second = new_server("second", data_dir=first.data_dir).spawn()
    assert second.process.wait(timeout=30) == 5
    assert "Another Inkstone" in second.stderr
    assert str(first.process.pid) in second.stderr
    with first.client() as client:
        assert ended(client, submit(client, "a red apple"))["status"] == "completed"

    # The lock dies with its holder, however that dies.
    first.kill()
    second.start()
    with second.client(first.key) as client:
        assert ended(client, submit(client, "a red apple"))["status"] == "completed"


@pytest.mark.anyio
async def test_what_an_upload_was_copied_from_is_swept_up_after_a_crash(tmp_path: Path) -> None:
    upload_id, blobs = new_id("upload"), MemoryBlobs()
    kept, raw = f"{upload_id}/picture.png", f"{upload_id}/{new_id('raw')}"
    for key in (kept, raw):
        await blobs.put(key, b"bytes")
    async with a_store(f"sqlite:///{tmp_path}/inkstone.db") as store:
        account, _ = await Accounts(store=store).ensure("bringer", grant=Amount.parse("1"))
        recorded = {"id": upload_id, "account_id": account.id, "blob_key": kept}
        measured = {"sha256": "0" * 64, "size_bytes": 5, "width_px": 1, "height_px": 1}
        await store.write(
            lambda tx: uploads.put(tx, DAY, **recorded, **measured, media_type="image/png")
        )
        lifetimes = Lifetimes(results={}, records=DAY, inputs=DAY, keys=DAY)
        later = datetime.now(UTC) + timedelta(hours=2)
        sweeper = Retention(store=store, blobs=blobs, lifetimes=lifetimes, now=lambda: later)
        assert await sweeper.sweep() == 1
    with pytest.raises(BlobMissing):
        await blobs.get(raw)
    assert await blobs.get(kept) == b"bytes"
