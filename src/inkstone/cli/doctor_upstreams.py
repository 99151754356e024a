"""What `inkstone doctor` says of upstreams: who they are, whether they answer, who is asked first.

It buys no picture, and shows no key and no path of an address.
"""

import asyncio
from collections.abc import Container, Iterator
from urllib.parse import urlsplit

from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InkstoneError
from inkstone.domain.money import Amount
from inkstone.domain.routing import Rule
from inkstone.engine_parts import Engines
from inkstone.engines import registry
from inkstone.engines.upstreams import Upstream
from inkstone.net.fetch import Fetcher
from inkstone.settings import Settings

#: Whether it is well, what it is about, what is said.
Finding = tuple[bool, str, str]

_PING_S = 10.0


async def findings(settings: Settings, engines: Engines, catalogue: Catalogue) -> list[Finding]:
    """Everything there is to say; nothing is amiss where no upstream is set up."""
    cards = engines.cards
    asked = [
        _asked(each, catalogue)
        if each.name in engines.all
        else _unasked(each.name, f"INKSTONE_ENGINE is {settings.engine}")
        for each in cards.upstreams
    ]
    left_out = [_finding(name, f"not used: {why}") for name, why in cards.left_out.items()]
    rules = _rules(settings, engines, catalogue)
    return [*await asyncio.gather(*asked), *left_out, *rules]


def _finding(name: str, says: str, *, is_well: bool = True) -> Finding:
    return is_well, f"upstream {name}", says


async def _unasked(name: str, why: str) -> Finding:
    return _finding(name, f"not used: {why}")


async def _asked(upstream: Upstream, catalogue: Catalogue) -> Finding:
    """Who it is, and how it answers."""
    served = ", ".join(
        f"{name} ({_price(upstream.models[name].cost_micros)})"
        for name in _shortest(upstream.models, catalogue)
    )
    host = urlsplit(upstream.url).hostname or "nowhere"
    who = f"{upstream.flavour} at {host}, serves {served}"
    is_well, says = await _pinged(upstream)
    return _finding(upstream.name, f"{who}; {says}", is_well=is_well)


async def _pinged(upstream: Upstream) -> tuple[bool, str]:
    engine = registry.create_upstream(upstream, Fetcher())
    try:
        async with asyncio.timeout(_PING_S):
            await engine.open()
            says = await engine.ping()
            return True, says[:1].lower() + says[1:].rstrip(".")
    except TimeoutError:
        return False, f"it did not answer within {_PING_S:g} s"
    except InkstoneError as error:
        return False, error.message
    finally:
        await engine.close()


def _rules(settings: Settings, engines: Engines, catalogue: Catalogue) -> Iterator[Finding]:
    cards = engines.cards
    for number, rule in enumerate(cards.rules, 1):
        what = f"route {number}"
        if settings.engine != "auto":
            yield True, what, f"{in_words(rule, catalogue)}; not in force beside INKSTONE_ENGINE"
            continue
        lacking = [f"{name} ({cards.left_out[name]})" for name in rule.to if name in cards.left_out]
        says = f"; not there: {', '.join(lacking)}" if lacking else ""
        yield not lacking, what, f"{in_words(rule, catalogue)}{says}"


def in_words(rule: Rule, catalogue: Catalogue) -> str:
    """A rule such as `edits of qwen-image-2.0 → dashscope, then sketch`."""
    what = {None: "all pictures", True: "edits", False: "new pictures"}[rule.edits]
    named = _shortest(rule.models, catalogue)
    conditions = [
        f"of {', '.join(named)}" if named else "",
        f"in the tier {', '.join(sorted(rule.tiers))}" if rule.tiers else "",
        f"of at most {rule.num_images_max} pictures" if rule.num_images_max is not None else "",
        f"from at most {rule.num_inputs_max} inputs" if rule.num_inputs_max is not None else "",
        f"of {rule.area_px_min} pixels or more" if rule.area_px_min else "",
        f"of at most {rule.area_px_max} pixels" if rule.area_px_max is not None else "",
    ]
    if rule.cost_max_micros is not None:
        conditions.append(f"at no more than {_price(rule.cost_max_micros)} a picture")
    subject = " ".join([what, *filter(None, conditions)])
    return f"{subject} → {', then '.join(rule.to)}"


def _shortest(names: Container[str], catalogue: Catalogue) -> list[str]:
    """The names in the catalogue's order, without snapshots that another of them means."""
    found = [model for model in catalogue.models if model.name in names]
    meant = {model.resolves_to for model in found if model.resolves_to != model.name}
    return [model.name for model in found if model.name not in meant]


def _price(micros: int) -> str:
    return f"{Amount(micros).units():f}"
