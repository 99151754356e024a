"""Jobs that are moved from an engine that is away are counted by where they came from and went."""

import pytest

from contract.world import Parts, parts
from inkstone.engines.base import Health
from inkstone.engines.echo import EchoEngine
from inkstone.service.metrics import METRICS, Metrics
from inkstone.service.reroute import Rerouter

pytestmark = pytest.mark.anyio


class Away(EchoEngine):
    """An engine that may be away."""

    state = Health()

    @property
    def health(self) -> Health:
        return self.state


async def test_each_move_is_counted_once(world: Parts) -> None:
    engines = {"echo": Away(), "other": EchoEngine()}
    made = parts(world.store, engines=engines)
    made.caller = world.caller
    for _ in range(3):
        await made.submit()
    rerouter = Rerouter(store=world.store, router=made.router, metrics=made.metrics)
    assert await rerouter.step() == 0
    engines["echo"].state = Health(is_up=False)
    assert await rerouter.step() == 3
    assert await rerouter.step() == 0
    figures = made.metrics.render({}, None).decode()
    assert 'inkstone_reroutes_total{queue="echo",to="other"} 3.0' in figures


def test_what_costs_nothing_makes_no_figure() -> None:
    metrics = Metrics()
    metrics.spent("sketch", cost_micros=None, at_risk_micros=0)
    metrics.spent("up", cost_micros=3, at_risk_micros=None)
    metrics.spent("up", cost_micros=4, at_risk_micros=5)
    figures = metrics.render({}, None).decode()
    assert 'inkstone_upstream_cost_micros_total{queue="up"} 7.0' in figures
    assert 'inkstone_upstream_cost_at_risk_micros_total{queue="up"} 5.0' in figures
    assert 'queue="sketch"' not in figures
    assert all(f"# HELP {name.removesuffix('_total')}" in figures for name in METRICS)
