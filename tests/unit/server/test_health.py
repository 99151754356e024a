import pytest

from inkstone.domain.errors import Unavailable
from unit.server.conftest import Site

pytestmark = pytest.mark.anyio


async def test_the_process_is_alive_whether_or_not_it_is_ready(site: Site) -> None:
    site.is_ready = False

    assert (await site.client.get("/healthz")).json() == {"status": "ok"}
    unready = await site.client.get("/readyz")
    assert (unready.status_code, unready.json()["status"]) == (503, "unready")
    assert "engine" in unready.json()["reason"]
    site.is_ready = True
    assert (await site.client.get("/readyz")).json() == {"status": "ready"}


async def test_a_database_that_is_away_makes_it_unready(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: object) -> None:
        raise Unavailable("The database is away.")

    # A SQLite file cannot be taken away from an open connection, so the ping is replaced.
    monkeypatch.setattr(type(site.parts.store), "ping", away)
    answer = await site.client.get("/readyz")

    assert (answer.status_code, answer.json()["reason"]) == (503, "The database is away.")


async def test_the_figures_count_the_answers(site: Site) -> None:
    await site.client.get("/nothing")
    answer = await site.client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'status="404"' in answer.text
