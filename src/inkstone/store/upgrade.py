"""Upgrades: Alembic's migrations, run by ourselves, after a copy of SQLite's file.

It does not know when an upgrade is due.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def config() -> Config:
    """Alembic's configuration, with our scripts and no file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return made


def upgrade(connection: Connection, *, present: str | None, sqlite_file: str | None) -> None:
    """Bring a database from its present revision to the newest.

    Args:
        connection: in the transaction that the upgrade is.
        present: the revision, `None` for a new database.
        sqlite_file: the file to copy aside first, where there is one.
    """
    if present is not None and sqlite_file is not None:
        _copy_aside(Path(sqlite_file), present)
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def _copy_aside(file: Path, revision: str) -> None:
    copy = file.with_name(f"{file.name}.before-{revision}")
    with (
        closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
