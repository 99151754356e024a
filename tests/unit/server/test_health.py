import pytest

from inkstone.domain.errors import Unavailable
from inkstone.engines.base import Health
from inkstone.service.route import Route
from unit.server.conftest import Site

pytestmark = pytest.mark.anyio


async def test_the_process_is_alive_whether_or_not_it_is_ready(site: Site) -> None:
    site.is_ready = False

    assert (await site.client.get("/healthz")).json() == {"status": "ok"}
    unready = await site.client.get("/readyz")
    assert (unready.status_code, unready.json()["status"]) == (503, "unready")
    assert "engine" in unready.json()["reason"]
    site.is_ready = True
    ready = {"status": "ready", "engines": {"echo": {"status": "up"}}}
    assert (await site.client.get("/readyz")).json() == ready


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


@pytest.fixture
def away(site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[str, Health]:
    """Another engine beside the first, and how both are."""
    state = {"echo": Health(), "lab": Health()}
    # The routes of a whole site are made of engines; an upstream takes a server of its own.
    router = site.parts.services.router
    (own,) = router.routes
    routes = {
        queue: Route(
            queue=queue,
            capabilities=own.capabilities,
            identity=own.identity,
            health=lambda queue=queue: state[queue],  # type: ignore[misc]
        )
        for queue in state
    }
    monkeypatch.setattr(router, "_routes", routes)
    return state


async def test_an_engine_that_is_away_is_told_and_others_keep_the_server_ready(
    site: Site, away: dict[str, Health]
) -> None:
    away["echo"] = Health(is_up=False, says="it keeps failing", retry_after_s=2.1, num_away=3)
    told = {"status": "away", "reason": "it keeps failing", "retry_after_s": 3}
    answer = await site.client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "engines": {"echo": told, "lab": {"status": "up"}}}
    away["lab"] = Health(is_up=False)
    answer = await site.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unready",
        "reason": "Every engine is away.",
        "engines": {"echo": told, "lab": {"status": "away"}},
    }


async def test_the_figures_say_which_engines_are_up_and_how_often_they_were_not(
    site: Site, away: dict[str, Health]
) -> None:
    away["echo"] = Health(is_up=False, num_away=3)
    for _ in range(2):
        text = (await site.client.get("/metrics")).text
        assert 'inkstone_engine_up{queue="echo"} 0.0' in text
        assert 'inkstone_engine_up{queue="lab"} 1.0' in text
        assert 'inkstone_engine_away_total{queue="echo"} 3.0' in text
        assert 'inkstone_engine_away_total{queue="lab"} 0.0' in text
    away["echo"] = Health(num_away=4)
    text = (await site.client.get("/metrics")).text
    assert 'inkstone_engine_away_total{queue="echo"} 4.0' in text
