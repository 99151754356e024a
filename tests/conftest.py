"""What every suite shares: the rule about skips, where files go, a throw-away PostgreSQL.

A test that skips for want of a component gives a reason that starts with "needs ". On a user's
machine that is fine; with INKSTONE_TEST_REQUIRE_ALL=1 it fails. Only tests marked `gpu` may always
skip, as they are never needed for green.
"""

import gc
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How many examples a property is tried on, where its test does not say: enough for every run, and
# many more with `--hypothesis-profile=full`. Time is measured by other tests.
_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("usual", _UNTIMED, max_examples=40)
settings.register_profile("full", _UNTIMED, max_examples=1000)
settings.load_profile("usual")

REQUIRE_ALL = os.environ.get("INKSTONE_TEST_REQUIRE_ALL") == "1"


#: A folder in memory: most of what tests write waits for a disk to sync, one after the other.
_MEMORY = Path("/dev/shm")
_MEMORY_FREE_BYTES_MIN = 4 * 2**30


def pytest_configure() -> None:
    """Put the tests' folders into memory where there is plenty."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _MEMORY_FREE_BYTES_MIN:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def _missing_component(report: pytest.TestReport | pytest.CollectReport) -> str | None:
    """The reason of a skip that a missing component caused, else None."""
    if not report.skipped or hasattr(report, "wasxfail") or not isinstance(report.longrepr, tuple):
        return None
    reason = str(report.longrepr[2]).removeprefix("Skipped: ")
    return reason if reason.startswith("needs ") else None


def _fail_if_required(report: Any) -> None:
    if REQUIRE_ALL and (reason := _missing_component(report)):
        report.outcome = "failed"
        report.longrepr = f"skipped although INKSTONE_TEST_REQUIRE_ALL=1: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skip for want of a component into a failure where everything is required."""
    report = yield
    if item.get_closest_marker("gpu") is None:
        _fail_if_required(report)
    # Some tests log half a character, which cannot be sent from one process to another.
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """The same for modules that skip as a whole."""
    report = yield
    _fail_if_required(report)
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests that need a CUDA device where there is none."""
    marked = [item for item in items if item.get_closest_marker("gpu")]
    if marked and not _has_cuda():
        for item in marked:
            item.add_marker(pytest.mark.skip(reason="needs a CUDA device"))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Take what is loaded by now out of the garbage collector's sight.

    It stays until the end, and a full collection would look through all of it: a second each time.
    """
    gc.collect()
    gc.freeze()


def _has_cuda() -> bool:
    if find_spec("torch") is None:
        return False
    import torch  # type: ignore[import-not-found,unused-ignore]

    return bool(torch.cuda.is_available())


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the server does."""
    return "asyncio"


class Postgres:
    """A PostgreSQL cluster of our own: empty, on loopback, gone afterwards."""

    def __init__(self, bindir: Path) -> None:
        self.bindir = bindir
        self.directory = Path(tempfile.mkdtemp(prefix="inkstone-pg-"))
        self.port = 0
        # PostgreSQL refuses to run as root, so root becomes its user for these commands.
        self._run_as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._run_as = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.directory, "postgres", "postgres")

    def run(self, program: str, *args: str) -> None:
        """Run one of PostgreSQL's programs; raise with what it said where it fails."""
        # A file rather than a pipe: the server that pg_ctl leaves behind would hold a pipe open.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [self.bindir / program, *args],
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=60,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                check=False,
                **self._run_as,
            )
            said.seek(0)
            if done.returncode != 0:
                raise RuntimeError(f"{program} failed ({done.returncode}): {said.read()}")

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        data = str(self.directory / "data")
        self.run("initdb", "-D", data, "-U", "inkstone", "-A", "trust", "-E", "UTF8", "--no-sync")
        for attempt in range(3):
            self.port = _free_port()
            options = (
                f"-c listen_addresses=127.0.0.1 -p {self.port} -k '{self.directory}'"
                " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
                " -c max_connections=200"
            )
            log = str(self.directory / "log")
            try:
                self.run("pg_ctl", "-D", data, "-w", "-t", "30", "-l", log, "-o", options, "start")
            except RuntimeError:
                # Somebody else took the port between our look and PostgreSQL's.
                if attempt == 2:
                    raise
            else:
                return

    def stop(self) -> None:
        """Stop the cluster, whatever is connected to it, and remove its files."""
        data = str(self.directory / "data")
        try:
            if (self.directory / "data" / "postmaster.pid").exists():
                self.run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database, as SQLAlchemy's asyncpg dialect wants it."""
        return f"postgresql+asyncpg://inkstone@127.0.0.1:{self.port}/{database}"

    def client_args(self) -> tuple[str, ...]:
        """The arguments that point createdb and dropdb at this cluster."""
        return ("-h", "127.0.0.1", "-p", str(self.port), "-U", "inkstone")


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _postgres_bindir() -> Path | None:
    """Where the server's programs are; the newest of several."""
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0,
        reverse=True,
    )
    if pg_config := shutil.which("pg_config"):
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.insert(0, Path(said.stdout.strip()))
    return next((path for path in candidates if (path / "initdb").is_file()), None)


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Postgres]:
    bindir = _postgres_bindir()
    if bindir is None:
        pytest.skip("needs PostgreSQL: no initdb found beside pg_config or in /usr/lib/postgresql")
    if os.geteuid() == 0 and not _has_user("postgres"):
        pytest.skip("needs PostgreSQL to have a user `postgres`: root cannot run it")
    cluster = Postgres(bindir)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def postgres_url(_postgres: Postgres) -> str:
    """The maintenance database of a throw-away cluster that lives as long as the test run."""
    return _postgres.url("postgres")


@pytest.fixture
def fresh_postgres_url(_postgres: Postgres) -> Iterator[str]:
    """An empty database of the test's own, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    _postgres.run("createdb", *_postgres.client_args(), name)
    yield _postgres.url(name)
    _postgres.run("dropdb", "--force", *_postgres.client_args(), name)
