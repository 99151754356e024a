"""The engine report: queues of all hosts, health and figures of this process."""

import pytest

from contract.world import image_request, parts, router_of
from inkstone.domain.catalogue import Catalogue
from inkstone.engines import base
from inkstone.engines.echo import EchoEngine
from inkstone.service import engine_report
from inkstone.service.engine_report import EngineReport
from inkstone.service.metrics import Metrics
from unit.dialects.cards import catalogue

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _always_looks(monkeypatch):
    # A look is good for a second, which no test wants to wait for.
    monkeypatch.setattr(engine_report, "_FRESH_S", 0.0)


class Picky(EchoEngine):
    """Serves one model, and breaks when it is told to."""

    is_broken = False
    capabilities = base.Capabilities(models=frozenset({"qwen-image-2.0-pro-2026-06-22"}))


def report(world, engines=None, *, running=None):
    engines = engines or {"echo": world.engine}
    return EngineReport(
        store=world.store,
        router=router_of(engines),
        catalogue=catalogue(),
        engines=engines if running is None else running,
    )


async def test_what_waits_and_what_runs_is_told_by_queue(world, clock):
    made = report(world)
    (state,) = await made.engines()
    assert (state.num_queued, state.oldest_queued_s, state.num_running) == (0, None, 0)
    for _ in range(3):
        await world.submit()
        clock.advance(2)
    await world.claim_one()
    (state,) = await made.engines()
    assert (state.num_queued, state.oldest_queued_s, state.num_running) == (2, 4.0, 1)


async def test_a_queue_that_nobody_here_serves_is_not_listed(world):
    await world.submit()
    (state,) = await report(world, {"other": EchoEngine()}).engines()
    assert (state.queue, state.num_queued) == ("other", 0)


async def test_each_engine_names_the_models_that_it_is_asked_for(world):
    echo, picky = await report(world, {"echo": EchoEngine(), "picky": Picky()}).engines()
    assert set(echo.models) == {model.name for model in catalogue().models}
    assert picky.models
    assert all("pro" in name for name in picky.models)
    (nobody,) = await EngineReport(
        store=world.store,
        router=router_of({"echo": EchoEngine()}),
        catalogue=Catalogue(()),
        engines={},
    ).engines()
    assert nobody.models == []


async def test_figures_are_told_only_of_engines_that_run_here(world):
    (state,) = await report(world).engines()
    assert [each.name for each in state.figures] == ["runs_in_hand"]
    (elsewhere,) = await report(world, running={}).engines()
    assert elsewhere.figures == ()


async def test_an_engine_that_draws_no_more_is_not_up(world):
    engine = Picky()
    made = report(world, {"echo": engine})
    assert (await made.engines())[0].health.is_up
    engine.is_broken = True
    (state,) = await made.engines()
    assert not state.health.is_up
    assert "started again" in state.health.says


async def test_many_who_ask_at_once_share_a_look(world, monkeypatch):
    monkeypatch.setattr(engine_report, "_FRESH_S", 60.0)
    made = report(world)
    await made.engines()
    await world.submit()
    (state,) = await made.engines()
    assert state.num_queued == 0


async def test_figures_are_scraped_and_forgotten_with_their_engine(world):
    metrics, found = Metrics(), {"echo": (base.Figure("runs_in_hand", 3),)}
    metrics.ask_figures(lambda: found)
    line = b'inkstone_engine_figure{name="runs_in_hand",queue="echo"} 3.0'
    assert line in metrics.render({}, None)
    found.clear()
    assert b"runs_in_hand" not in metrics.render({}, None)


async def test_a_run_in_hand_is_seen(world):
    made = parts(world.store)
    events = made.engine.run(
        base.Run(
            job_id="j",
            attempt=1,
            account_id="a",
            request=image_request(),
            size=image_request().size,
            seeds=(1,),
        )
    )
    await anext(events)
    (state,) = await report(made).engines()
    assert state.figures == (base.Figure("runs_in_hand", 1),)
    await events.aclose()
