"""Blobs as files: what a crash leaves, a full disk, links and permissions."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import time

import pytest

from inkstone.blobs.base import BlobMissing
from inkstone.blobs.filesystem import FilesystemBlobs


def run(root, body, *, exclusive=False):
    async def main():
        store = FilesystemBlobs(root)
        await store.open(exclusive=exclusive)
        try:
            return await body(store)
        finally:
            await store.close()

    return asyncio.run(main())


def files_of(root):
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir()}


def owners_of(root):
    return [path.name for path in (root / "objects").glob("*/*")]


async def put_one(store):
    await store.put("job_abc/1/0.png", b"bytes")


def test_blobs_outlive_the_store_that_put_them(tmp_path):
    run(tmp_path, put_one)

    async def body(store):
        assert await store.get("job_abc/1/0.png") == b"bytes"
        path = await store.path("job_abc/1/0.png")
        assert path is not None
        assert path.suffix == ".png"

    run(tmp_path, body)


def test_nobody_else_may_look_in(tmp_path):
    root = tmp_path / "new" / "blobs"
    run(root, put_one)
    for path in [root, *root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_directory_without_blobs_is_removed(tmp_path):
    async def body(store):
        await put_one(store)
        await store.put("job_abc/1/1.png", b"x")
        await store.delete("job_abc/1/0.png")
        assert owners_of(tmp_path) == ["job_abc"]
        await store.delete_prefix("job_abc/")
        assert owners_of(tmp_path) == []
        await put_one(store)
        assert await store.get("job_abc/1/0.png") == b"bytes"

    run(tmp_path, body)


def test_thousands_of_jobs_share_many_directories(tmp_path):
    async def body(store):
        await asyncio.gather(*(store.put(f"job_{n}/0", b"") for n in range(300)))
        shards = {path.parent.name for path in (tmp_path / "objects").glob("*/*")}
        assert len(shards) > 100

    run(tmp_path, body)


def run_script(command):
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


CRASHING = """
import asyncio, os, signal, sys
from pathlib import Path
from inkstone.blobs.filesystem import FilesystemBlobs

async def main():
    store = FilesystemBlobs(Path(sys.argv[1]))
    await store.open()
    await store.put("job_a/0", b"old")
    # The process dies in the middle of a put: after the bytes are written, before they are placed.
    os.rename = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
    await store.put("job_a/0", b"new")

asyncio.run(main())
"""


def test_a_crash_in_the_middle_of_a_put_leaves_the_old_bytes_and_a_draft(tmp_path):
    done = run_script([sys.executable, "-c", CRASHING, tmp_path])
    assert done.returncode == -signal.SIGKILL

    async def body(store):
        assert await store.get("job_a/0") == b"old"
        assert [key async for key in store.keys("job_a/")] == ["job_a/0"]
        return len(list((tmp_path / "drafts").iterdir()))

    # Another process may be writing that draft, so only one that is alone removes it.
    assert run(tmp_path, body) == 1
    assert run(tmp_path, body, exclusive=True) == 0


FILLING = """
import asyncio, resource, signal, sys
from pathlib import Path
from inkstone.blobs.filesystem import FilesystemBlobs
from inkstone.domain.errors import StorageFull

async def main():
    root = Path(sys.argv[1])
    store = FilesystemBlobs(root)
    await store.open()
    await store.put("job_a/0", b"old")
    if "--limit" in sys.argv:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        await store.put("job_a/0", bytes(5_000_000))
    except StorageFull:
        assert await store.get("job_a/0") == b"old"
        assert not list((root / "drafts").iterdir())
        await store.put("job_a/1", b"small")
        print("full, and nothing lost")

asyncio.run(main())
"""


def test_a_put_that_does_not_fit_says_so_and_leaves_nothing_behind(tmp_path):
    # A limit on the size of files stops the write halfway on every system, as a quota does.
    command = [sys.executable, "-c", FILLING, tmp_path, "--limit"]
    done = run_script(command)
    assert done.stdout == "full, and nothing lost\n", done.stderr


def test_a_full_disk_says_so_and_leaves_nothing_behind(tmp_path):
    # A file system of 1 MB, mounted where nobody but this command sees it.
    private = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    mount = 'mount -t tmpfs -o size=1m none "$0" && exec "$@"'
    command = [*private, "sh", "-c", mount, tmp_path]
    if not shutil.which("unshare") or run_script([*command, "true"]).returncode:
        pytest.skip("nothing may be mounted here; the limit on file size stands in")
    script = [sys.executable, "-c", FILLING, tmp_path]
    done = run_script([*command, *script])
    assert done.stdout == "full, and nothing lost\n", done.stderr


def test_links_lead_nowhere(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "0").write_bytes(b"not ours")
    root = tmp_path / "blobs"

    async def body(store):
        await store.put("job_file/0", b"x")
        await store.put("job_folder/0", b"x")
        (file,) = root.glob("objects/*/job_file/0")
        (folder,) = root.glob("objects/*/job_folder")
        file.unlink()
        file.symlink_to(outside / "0")
        shutil.rmtree(folder)
        folder.symlink_to(outside)
        for key in ("job_file/0", "job_folder/0"):
            with pytest.raises(BlobMissing):
                await store.get(key)
            assert await store.path(key) is None
        with pytest.raises(OSError, match="job_folder"):
            await store.put("job_folder/1", b"x")
        assert await store.delete_prefix("job_folder/") == 0
        await store.put("job_file/0", b"ours")
        assert await store.get("job_file/0") == b"ours"

    run(root, body)
    assert files_of(outside) == {"0"}
    assert (outside / "0").read_bytes() == b"not ours"


def test_a_pipe_in_the_place_of_a_blob_does_not_hold_the_reader(tmp_path):
    async def body(store):
        await put_one(store)
        path = await store.path("job_abc/1/0.png")
        path.unlink()
        os.mkfifo(path)
        with pytest.raises(BlobMissing):
            await store.get("job_abc/1/0.png")

    run(tmp_path, body)


def test_the_bytes_are_synced_before_they_are_placed_and_the_place_after(tmp_path, monkeypatch):
    # Only the kernel knows what would outlive a power cut, so the calls are watched.
    calls = []
    fsync, rename = os.fsync, os.rename

    def watched_fsync(fd):
        calls.append("file" if stat.S_ISREG(os.fstat(fd).st_mode) else "directory")
        fsync(fd)

    def watched_rename(*args, **kwargs):
        calls.append("rename")
        rename(*args, **kwargs)

    async def body(store):
        monkeypatch.setattr(os, "fsync", watched_fsync)
        monkeypatch.setattr(os, "rename", watched_rename)
        await store.put("job_a/0", b"x")
        # The shard and the directory of the job, then the picture's own place.
        assert calls == ["file", "directory", "directory", "rename", "directory"]
        calls.clear()
        await store.put("job_a/1", b"x")
        assert calls == ["file", "rename", "directory"]

    run(tmp_path, body)


def test_drafts_that_a_crash_left_are_tidied_once_they_are_old(tmp_path):
    root = tmp_path / "blobs"

    async def body(store):
        for name, age_s in (("old", 7200), ("young", 60)):
            draft = root / "drafts" / name
            draft.write_bytes(b"x")
            then = time.time() - age_s
            os.utime(draft, (then, then))
        assert await store.tidy(older_than_s=3600) == 1
        assert [draft.name for draft in (root / "drafts").iterdir()] == ["young"]

    run(root, body)
