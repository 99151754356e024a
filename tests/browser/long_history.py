"""A history of thousands of jobs, put into a server's database, scrolled, and taken out again.

It does not know how fast scrolling must be.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from inkstone.service.ids import id_at

NUM_FRAMES = 240
#: Scrolls for so many frames and answers how long each took, in milliseconds, shortest first.
SCROLL = """async ([step, num]) => {
  const took = [];
  let last = await new Promise(requestAnimationFrame);
  for (let n = 0; n < num; n += 1) {
    scrollBy(0, step);
    const now = await new Promise(requestAnimationFrame);
    took.push(now - last);
    last = now;
  }
  return took.sort((a, b) => a - b);
}"""
#: Brings all there is, and answers how many cells the document has by then.
TO_THE_END = """async () => {
  const foot = document.querySelector(".history-foot");
  while (!foot.textContent.includes("everything")) {
    scrollTo(0, document.documentElement.scrollHeight);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return document.querySelectorAll(".tile").length;
}"""


@contextmanager
def grown(database: Path, num: int) -> Iterator[None]:
    """A history of so many more jobs: those there are, over and over, each with its own id."""
    ids = _grow(database, num)
    yield
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        connection.executemany("DELETE FROM job_images WHERE job_id = ?", ids)
        connection.executemany("DELETE FROM jobs WHERE id = ?", ids)
        connection.commit()


def _grow(database: Path, num: int) -> list[tuple[str]]:
    """Insert the jobs; their ids."""
    ids = []
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute(
            "SELECT * FROM jobs WHERE status = 'succeeded' AND deleted_at IS NULL"
        ).fetchall()
        now = datetime.now(UTC)
        for n in range(num):
            row = dict(found[n % len(found)])
            images = connection.execute(
                "SELECT * FROM job_images WHERE job_id = ?", (row["id"],)
            ).fetchall()
            at = now - timedelta(seconds=2 * (n + 60))
            earlier = row["created_at"] - int(at.timestamp() * 1e6)
            moments = {
                name: row[name] - earlier for name in ("created_at", "started_at", "finished_at")
            }
            row |= {"id": id_at("job", at, end=n), "fingerprint": f"{n}", **moments}
            _insert(connection, "jobs", row)
            for image in images:
                _insert(connection, "job_images", {**dict(image), "job_id": row["id"]})
            ids.append((str(row["id"]),))
        connection.commit()
    return ids


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", [*row.values()])


def measured(page: Page, step: int) -> tuple[float, float]:
    """How long frames take while a page is scrolled, 95 of 100, and what it does itself in one."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def cpu_ms() -> float:
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        return (
            float(next(each["value"] for each in metrics if each["name"] == "TaskDuration")) * 1e3
        )

    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".tile").first).to_be_in_viewport()
    before = cpu_ms()
    took = page.evaluate(SCROLL, [step, NUM_FRAMES])
    used = (cpu_ms() - before) / NUM_FRAMES
    devtools.detach()
    return took[int(NUM_FRAMES * 0.95)], used
