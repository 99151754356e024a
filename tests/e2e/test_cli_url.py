"""`inkstone generate` and `inkstone edit` with a server: the same files, words and exit codes."""

import hashlib
import io
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from e2e.edits import RED, flat
from e2e.pictures import drawing
from e2e.server import COMMAND, Server, balance, environment, until
from inkstone.cli.main import app

FAILED, USAGE, NOT_ALLOWED, TRY_LATER, INTERRUPTED = 1, 2, 4, 5, 130
JOBS = "/inkstone/v1/jobs"


@pytest.fixture
def key(server: Server, request: pytest.FixtureRequest) -> str:
    """The key of an account of the test's own, with 100 USD."""
    return server.new_key(f"of {request.node.name}"[:100])


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("INKSTONE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _run(*args: str, **env: str) -> Result:
    return CliRunner().invoke(app, list(args), env=env)


def _here(folder: Path, *args: str) -> str:
    """The same in a process of its own, as it draws and logs there."""
    done = subprocess.run(
        [*COMMAND, *args],
        cwd=folder,
        env=environment(folder, LANG="C.UTF-8", INKSTONE_ENGINE="echo"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _document(done: Result) -> Any:
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_same_document_and_files_as_without_a_server(
    server: Server, key: str, tmp_path: Path
) -> None:
    wish = ["generate", "a red apple", "-n", "2", "--seed=7", "--size=256x512", "--json"]
    there = _document(_run(*wish, "--url", server.url, "--api-key", key, "-o", "there.webp"))
    env = {"INKSTONE_URL": server.url, "INKSTONE_API_KEY": key}
    again = _document(_run(*wish, "-o", "again.webp", **env))
    here = json.loads(_here(tmp_path, *wish, "-o", "here.webp"))

    assert [image["file"] for image in there["images"]] == ["there-1.webp", "there-2.webp"]
    assert there["engine"].startswith("echo")
    pictures = []
    for document in (there, again, here):
        files = [(tmp_path / image.pop("file")).read_bytes() for image in document["images"]]
        for data, image in zip(files, document["images"], strict=True):
            with Image.open(io.BytesIO(data)) as opened:
                assert (opened.format, opened.size) == ("WEBP", (256, 512))
            # Each file is signed: neither its digest nor its manifest's name is any other's.
            assert image.pop("sha256") == hashlib.sha256(data).hexdigest()
        pictures.append([drawing(data) for data in files])
    assert there == again == here
    assert pictures[0] == pictures[1] == pictures[2]


def test_an_edit_brings_its_files(server: Server, key: str, tmp_path: Path) -> None:
    flat(RED, (400, 400)).save(tmp_path / "in.png")
    flat((255, 255, 255), (400, 400)).save(tmp_path / "mask.png")
    env = {"INKSTONE_URL": server.url, "INKSTONE_API_KEY": key}
    done = _run(
        "edit", "in.png", "-p", "make it blue", "--mask", "mask.png", "-o", "out.jpg",
        "--size=512x512", **env,
    )  # fmt: skip

    assert done.exit_code == 0, done.stderr
    assert done.stdout.split()[:2] == ["out.jpg", "512x512"]
    with Image.open(tmp_path / "out.jpg") as opened:
        assert opened.format == "JPEG"


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["generate", "[fail_after=0]"], FAILED, "told to fail"),
        (["generate", "a", "--model", "gpt"], USAGE, "gpt"),
        (["generate", "a", "-o", "no/such/folder.png"], USAGE, "Cannot write"),
        (["generate", "a", "--engine", "sketch"], USAGE, "--engine"),
        (["generate", "a", "--api-key", "ink_sk_wrong"], NOT_ALLOWED, "key"),
        (["generate", "a", "--url", "http://127.0.0.1:1"], TRY_LATER, "connection"),
        (["generate", "a", "--url", "ftp://x"], USAGE, "URL"),
        (["edit", "missing.png", "-p", "x"], USAGE, "Cannot read missing.png"),
        (["edit", "notes.txt", "-p", "x"], USAGE, "notes.txt"),
    ],
)
def test_an_error_is_a_line_and_an_exit_status(
    server: Server, key: str, tmp_path: Path, args: list[str], status: int, said: str
) -> None:
    (tmp_path / "notes.txt").write_text("Buy ink.\n")
    done = _run(*args, INKSTONE_URL=server.url, INKSTONE_API_KEY=key)

    assert done.exit_code == status, done.stderr
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert key not in done.stderr


def test_a_key_needs_a_server() -> None:
    done = _run("generate", "a", "--api-key", "k")
    assert done.exit_code == USAGE
    assert "--url" in done.stderr


@pytest.mark.slow
def test_an_interrupted_command_leaves_no_job_to_pay_for(
    server: Server, key: str, tmp_path: Path
) -> None:
    env = {"INKSTONE_URL": server.url, "INKSTONE_API_KEY": key}
    with server.client(key) as client:
        process = subprocess.Popen(
            [*COMMAND, "generate", "[steps=900 step_ms=20]"],
            cwd=tmp_path,
            env=environment(tmp_path, **env),
            stderr=subprocess.PIPE,
            # Whoever runs the tests in the background has them ignore it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        try:
            until(lambda: client.get(JOBS).json()["data"], what="the job is there")
            until(lambda: client.get(JOBS).json()["data"][0]["progress"] > 0, what="it is drawn")
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == INTERRUPTED
        finally:
            process.kill()
            process.communicate()
        (job,) = client.get(JOBS).json()["data"]
        assert job["status"] == "canceled"
        assert balance(client)["available_micros"] == 100_000_000
