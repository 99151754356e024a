"""Which engines there are and who is asked first, made from the settings; nothing is opened here.

It decides nothing that a setting or the catalogue's file does not say.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inkstone import limits
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InvalidRequest
from inkstone.engines import registry
from inkstone.engines.base import Engine
from inkstone.engines.upstreams import Upstream
from inkstone.net.fetch import Fetcher
from inkstone.service.engine_report import EngineReport
from inkstone.service.metrics import Metrics
from inkstone.service.route import Route, Router
from inkstone.settings import Settings
from inkstone.store.unit_of_work import Store
from inkstone.upstream_cards import UpstreamCards, load_upstreams

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Every engine of one Inkstone, by the queue that its jobs wait in."""

    all: Mapping[str, Engine]
    #: The name of the first, and why it is.
    choice: tuple[str, str]
    router: Router
    #: The way to results of upstreams that lie elsewhere; opened and closed by whoever joins it.
    results: Fetcher
    #: What the files say of upstreams and of who is asked for what.
    cards: UpstreamCards

    @property
    def first(self) -> Engine:
        """Who makes what no rule is for."""
        return self.all[self.choice[0]]


def engines(settings: Settings, catalogue: Catalogue) -> Engines:
    """Make the engines that the settings mean, and join them.

    Raises:
        InvalidRequest: a setting, or the catalogue's file, names what is not there.
    """
    allowed = limits.engine_limits(settings, catalogue)
    cards = load_upstreams(settings, catalogue)
    upstreams = {each.name: each for each in cards.upstreams}
    _check_name(settings.engine, cards)
    choice = registry.choose(settings.engine, allowed.diffusion, upstreams=tuple(upstreams))
    is_forced = settings.engine != "auto"
    order = (choice[0],) if is_forced else tuple(dict.fromkeys((choice[0], *upstreams)))
    # Who asks for an engine by its name gets that one alone.
    rules = () if is_forced else cards.rules
    names = dict.fromkeys((*order, *(name for rule in rules for name in rule.to)))
    made: dict[str, Engine] = {}
    fetcher = Fetcher(allow=settings.fetch_allow, limits=limits.result_limits())
    for name in names:
        if name in upstreams:
            made[name] = registry.create_upstream(upstreams[name], fetcher)
        elif name not in cards.left_out:
            made[name] = registry.create(name, allowed)
    for name, why in cards.left_out.items():
        if name in names:
            _LOG.warning("upstream %s is not used: %s", name, why)
    routes = [_route(name, engine, upstreams.get(name)) for name, engine in made.items()]
    others = [name for name in order[1:] if name in made]
    says = f"{choice[1]}; then {', '.join(others)}" if others else choice[1]
    return Engines(
        all=made,
        choice=(choice[0], says),
        router=Router(routes, order=order, rules=rules),
        results=fetcher,
        cards=cards,
    )


def report(
    made: Engines, store: Store, catalogue: Catalogue, metrics: Metrics, *, are_run: bool
) -> EngineReport:
    """What tells how the engines are, and whether this process runs them; metrics ask it too."""
    running = made.all if are_run else {}
    told = EngineReport(store=store, router=made.router, catalogue=catalogue, engines=running)
    metrics.ask_figures(told.figures)
    return told


def _check_name(name: str, cards: UpstreamCards) -> None:
    if name in cards.left_out:
        raise InvalidRequest(f"The engine {name} cannot be used: {cards.left_out[name]}.")
    names: Sequence[str] = ("auto", *registry.FACTORIES, *(u.name for u in cards.upstreams))
    if name not in names:
        raise InvalidRequest(
            f"INKSTONE_ENGINE: there is no engine {name!r}, only {', '.join(names)}."
        )


def _route(name: str, engine: Engine, upstream: Upstream | None) -> Route:
    models = upstream.models if upstream else {}
    return Route(
        queue=name,
        capabilities=engine.capabilities,
        identity=engine.identity,
        costs={public: model.cost_micros for public, model in models.items()},
        health=lambda: engine.health,
    )
