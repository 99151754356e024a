"""What a data directory holds, read beside the server: its database and its blobs."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any


def rows(data_dir: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the database of a data directory holds."""
    file = data_dir / "inkstone.db"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def entry_counts(data_dir: Path) -> dict[str, int]:
    """How many ledger entries of each kind jobs have."""
    sql = "SELECT kind, COUNT(*) FROM ledger_entries WHERE job_id IS NOT NULL GROUP BY kind"
    return dict(rows(data_dir, sql))


def blob_files(data_dir: Path) -> Iterator[Path]:
    """Every file in the blob folder, finished or not."""
    return (path for path in (data_dir / "blobs").rglob("*") if path.is_file())
