"""A PostgreSQL cluster of the acceptance run's own: made, restarted without warning, removed.

It does not know what is kept in it.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from inkstone.bench.acceptance_fleet import free_port
from inkstone.domain.errors import Unavailable

#: How long one of PostgreSQL's programs may take, in seconds.
_TIMEOUT_S = 60


class Cluster:
    """One cluster on loopback; every method blocks."""

    def __init__(self) -> None:
        """Find PostgreSQL and make a folder for the cluster.

        Raises:
            Unavailable: there is no PostgreSQL, or nobody who may run it.
        """
        self._programs = _programs()
        self._directory = Path(tempfile.mkdtemp(prefix="inkstone-acceptance-pg-"))
        self._port = free_port()
        # PostgreSQL refuses to run as root, so root becomes its user for these commands.
        self._run_as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._run_as = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self._directory, "postgres", "postgres")

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql://inkstone@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        data = str(self._directory / "data")
        self._run("initdb", "-D", data, "-U", "inkstone", "-A", "trust", "-E", "UTF8", "-N")
        options = (
            f"-c listen_addresses=127.0.0.1 -p {self._port} -k '{self._directory}'"
            # The machine goes on when the database is killed, so what was written is safe without
            # a sync; with it, each restart would first sync thousands of files.
            " -c max_connections=200 -c fsync=off"
        )
        self._pg_ctl("start", "-o", options)

    def restart(self) -> None:
        """Restart it as a power cut would: nobody is waited for, and the log is replayed."""
        self._pg_ctl("restart", "-m", "immediate")

    def remove(self) -> None:
        """Stop it and remove its files."""
        try:
            if (self._directory / "data" / "postmaster.pid").exists():
                self._pg_ctl("stop", "-m", "immediate")
        finally:
            shutil.rmtree(self._directory, ignore_errors=True)

    def _pg_ctl(self, verb: str, *args: str) -> None:
        data, log = str(self._directory / "data"), str(self._directory / "log")
        self._run("pg_ctl", verb, "-D", data, "-w", "-t", "50", "-l", log, *args)

    def _run(self, program: str, *args: str) -> None:
        # A file rather than a pipe: the server that pg_ctl leaves behind would hold a pipe open.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(  # noqa: S603 - the programs are PostgreSQL's
                [self._programs / program, *args],
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=_TIMEOUT_S,
                check=False,
                **self._run_as,
            )
            said.seek(0)
            if done.returncode != 0:
                raise Unavailable(f"PostgreSQL's {program} failed: {said.read()[-1000:]}")


def _programs() -> Path:
    """Where PostgreSQL's programs are; the newest of several.

    Raises:
        Unavailable: there are none, or nobody may run them.
    """
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0,
        reverse=True,
    )
    on_path = shutil.which("initdb")
    folders = [*installed, *([Path(on_path).parent] if on_path else [])]
    found = next((folder for folder in folders if (folder / "initdb").is_file()), None)
    if found is None:
        raise Unavailable("There is no initdb here; install PostgreSQL, or give --database-url.")
    if os.geteuid() == 0 and "postgres" not in {user.pw_name for user in pwd.getpwall()}:
        raise Unavailable("PostgreSQL cannot run as root, and there is no user `postgres`.")
    return found
