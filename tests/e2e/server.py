"""A real Inkstone in a process of its own: started, asked, stopped, killed, looked into."""

import asyncio
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx

import inkstone
from inkstone.bootstrap import open_tables
from inkstone.domain.money import Amount
from inkstone.settings import Settings

T = TypeVar("T")

SOURCE = Path(inkstone.__file__).parent.parent
COMMAND = [sys.executable, "-m", "inkstone"]
GENERATIONS = "/v1/images/generations"
STANDARD = {"model": "qwen-image-2-0", "model_variant": "qwen-image-2.0"}
#: Small, so that tests spend their time on what they test.
SMALL = {**STANDARD, "use_custom_size": True, "custom_width": 512, "custom_height": 512}
ENDED = {"completed", "failed"}


def until(condition: Callable[[], T], *, what: str, within_s: float = 60.0) -> T:
    """Ask until the answer is truthy; a test that waits for ever says for what."""
    deadline = time.monotonic() + within_s
    while True:
        if answer := condition():
            return answer
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        time.sleep(0.02)


def environment(scratch: Path, **settings: str) -> dict[str, str]:
    """A clean environment. Every process of a server is known by its TMPDIR."""
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "LC_ALL", "HOME"}}
    return {
        **kept,
        "PYTHONPATH": str(SOURCE),
        "TMPDIR": str(scratch),
        "XDG_DATA_HOME": str(scratch / "share"),
        **settings,
    }


def processes(scratch: Path) -> set[int]:
    """Every process that a server left or has, however it is related to it."""
    mark = f"TMPDIR={scratch}".encode()
    found = set()
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and mark in (folder / "environ").read_bytes().split(b"\0"):
                found.add(int(folder.name))
        except OSError:
            continue  # it is gone, or nobody's business
    return found


class Server:
    """One `inkstone serve` on a data directory; it can be started again and again."""

    def __init__(
        self,
        folder: Path,
        *,
        engine: str = "echo",
        args: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        data_dir: Path | None = None,
        port: int = 0,
        reached_at: str = "",
    ) -> None:
        self.scratch = folder / "scratch"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.data_dir = data_dir or folder / "data"
        self.env = dict(env or {})
        self.key = self.env.get("INKSTONE_API_KEY", "")
        self.lines: dict[str, str] = {}
        self.port = port
        #: Where it is asked, if that is not what it says of itself.
        self._reached_at = reached_at
        self._engine = engine
        self._args = list(args)
        self._process: subprocess.Popen[bytes] | None = None
        self._num_starts = 0

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None, "it was started"
        return self._process

    @property
    def url(self) -> str:
        return self._reached_at or self.lines["API"].removesuffix("/v1")

    @property
    def stdout(self) -> str:
        return (self.scratch / f"stdout.{self._num_starts}").read_text()

    @property
    def stderr(self) -> str:
        return (self.scratch / f"stderr.{self._num_starts}").read_text()

    def arguments(self) -> list[str]:
        """The command line after `inkstone`."""
        where = [f"--engine={self._engine}", f"--data-dir={self.data_dir}"]
        return ["serve", *where, f"--port={self.port}", *self._args]

    def spawn(self) -> "Server":
        """Start the process and do not wait for anything."""
        self._num_starts += 1
        self.scratch.mkdir(parents=True, exist_ok=True)
        with (
            (self.scratch / f"stdout.{self._num_starts}").open("wb") as out,
            (self.scratch / f"stderr.{self._num_starts}").open("wb") as err,
        ):
            self._process = subprocess.Popen(
                [*COMMAND, *self.arguments()],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=environment(self.scratch, **self.env),
                cwd=self.scratch,
            )
        return self

    def start(self, *, is_ready: bool = True) -> "Server":
        """Start it, read its start-up lines and wait until it can draw."""
        self.spawn()
        until(lambda: "Try: " in self.read_lines() or self._is_dead(), what="start-up lines")
        assert not self._is_dead(), self.stderr
        self.key = self.lines.get("Key") or self.key
        if is_ready:
            until(self.is_ready, what=f"ready\n{self.stderr}", within_s=60)
        return self

    def read_lines(self) -> str:
        """The start-up lines as printed so far."""
        text = self.stdout
        pairs = (line.partition(": ") for line in text.splitlines())
        self.lines = {name: value for name, _, value in pairs}
        return text

    def _is_dead(self) -> bool:
        return self.process.poll() is not None

    def is_ready(self) -> bool:
        assert not self._is_dead(), f"it died: {self.stderr}"
        return self.answers("/readyz")

    def answers(self, path: str) -> bool:
        try:
            return httpx.get(self.url + path, timeout=20).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        """Ask it to stop; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.process.kill()
        self.process.wait(timeout=60)

    def clean_up(self) -> None:
        """Stop whatever runs, and see that no process is left behind."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        until(lambda: not processes(self.scratch), what="every process of the server is gone")

    def log(self) -> list[dict[str, Any]]:
        """What this run logged: every line is JSON."""
        return [json.loads(line) for line in self.stderr.splitlines()]

    def faults(self) -> list[dict[str, Any]]:
        """What it logged as its own fault."""
        return [
            event
            for event in self.log()
            if "traceback" in event
            or event.get("status", 0) == 500
            or (event["level"] == "error" and not event["logger"].startswith("inkstone."))
        ]

    def rss_bytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * int(status.split("VmRSS:")[1].split()[0])

    def client(self, key: str | None = None, *, timeout: float = 60) -> httpx.Client:
        headers = {"Authorization": f"Bearer {key or self.key}"}
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
        return httpx.Client(base_url=self.url, headers=headers, timeout=timeout, limits=limits)

    def inkstone(self, *args: str) -> Any:
        """Run a command beside the server; its JSON."""
        done = subprocess.run(
            [*COMMAND, *args, f"--data-dir={self.data_dir}", "--json"],
            capture_output=True,
            text=True,
            timeout=60,
            env=environment(self.scratch, **self.env),
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def new_key(self, account: str, *, grant: str = "100") -> str:
        """A key of a new account, made beside the server as `inkstone keys create` does it."""

        async def make() -> str:
            url = self.env.get("INKSTONE_DATABASE_URL", "")
            settings = Settings(data_dir=self.data_dir, database_url=url)
            async with open_tables(settings) as tables:
                owner, _ = await tables.accounts.ensure(account, grant=Amount.parse(grant))
                made = await tables.keys.create(account_id=owner.id, account=account, name="test")
            return made.key

        return asyncio.run(make())

    def shell(self, line: str, **env: str) -> str:
        """Paste a line into a shell."""
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            capture_output=True,
            text=True,
            timeout=60,
            env=environment(self.scratch, **env),
            check=False,
        )
        assert done.returncode == 0, f"{shlex.quote(line)}: {done.stderr}"
        return done.stdout


class Worker(Server):
    """One `inkstone worker`, which draws for servers on its database."""

    def arguments(self) -> list[str]:
        """The command line after `inkstone`."""
        return ["worker", f"--engine={self._engine}", f"--data-dir={self.data_dir}"]

    def start(self, *, is_ready: bool = True) -> "Server":
        """Start it and wait until it draws."""
        self.spawn()
        until(lambda: "Engine: " in self.stdout or self._is_dead(), what="the engine's line")
        assert not self._is_dead(), self.stderr
        return self


def submit(client: httpx.Client, prompt: str, **fields: Any) -> str:
    """Submit a small job; its id."""
    answer = client.post(GENERATIONS, json={**SMALL, "prompt": prompt, **fields})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["job_id"])


def poll(client: httpx.Client, job_id: str) -> dict[str, Any]:
    """A job as it is now."""
    answer = client.get(f"/v1/jobs/{job_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ended(client: httpx.Client, job_id: str, *, within_s: float = 60.0) -> dict[str, Any]:
    """A job at its end."""

    def found() -> dict[str, Any] | None:
        job = poll(client, job_id)
        return job if job["status"] in ENDED else None

    job = until(found, what=f"{job_id} ends", within_s=within_s)
    assert job is not None
    return job


def balance(client: httpx.Client) -> dict[str, Any]:
    """What the client's account has."""
    return dict(client.get("/inkstone/v1/balance").json())
