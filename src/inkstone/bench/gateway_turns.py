"""A turn of the gateway benchmark: one load on one contestant, with its memory and CPU time.

It does not know who else has turns, nor how many there are.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from inkstone.bench.gateway_contestants import Contestant
from inkstone.bench.gateway_load import Plan, Report
from inkstone.bench.gateway_pictures import LARGE
from inkstone.bench.gateway_processes import python

#: In how many parts a soak is put on; the first of them is its warm-up.
_NUM_PARTS = 10
_SOAK_CONCURRENCY = 8
#: How long a soak may take, in seconds.
_SOAK_S = 24 * 3600.0
#: How long after a load memory is read, in seconds: what is given back at all is given back then.
_SETTLE_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What came of one load."""

    report: Report
    #: CPU time of the contestant alone.
    cpu_ms_per_request: float


async def take(
    contestant: Contestant,
    *,
    size: str,
    concurrency: int,
    warm_up_s: float,
    measured_s: float,
    num_requests_max: int = 0,
) -> Turn:
    """Put one load on a contestant.

    Raises:
        Unavailable: the clients failed.
    """
    plan = Plan(
        port=contestant.process.port,
        path=contestant.path,
        key=contestant.key,
        model=contestant.model,
        size=size,
        concurrency=concurrency,
        warm_up_s=warm_up_s,
        measured_s=measured_s,
        num_requests_max=num_requests_max,
        # Equal requests in flight may be taken for retries.
        tag=f"{random.getrandbits(32):08x}",
    )
    before_s = contestant.process.cpu_s()
    data = json.dumps(asdict(plan)).encode()
    report = Report(**json.loads(await python("-m", "inkstone.bench.gateway_load", data=data)))
    used_s = contestant.process.cpu_s() - before_s
    return Turn(report=report, cpu_ms_per_request=used_s * 1e3 / max(1, report.num_sent))


async def rss_mib(contestant: Contestant) -> float:
    """Its memory once it has come to rest, in mebibytes."""
    await asyncio.sleep(_SETTLE_S)
    return round(contestant.process.rss_mib(), 1)


def figures(turns: Sequence[Turn], *, rss_mib: float) -> dict[str, Any]:
    """Medians over the turns of a case, and what went wrong in any of them."""
    reports = [turn.report for turn in turns]
    errors: Counter[str] = Counter()
    for report in reports:
        errors.update(report.errors)
    return {
        "requests_per_s": round(median(report.requests_per_s for report in reports), 1),
        "p50_ms": round(median(report.p50_ms for report in reports), 2),
        "p90_ms": round(median(report.p90_ms for report in reports), 2),
        "p99_ms": round(median(report.p99_ms for report in reports), 2),
        "cpu_ms_per_request": round(median(turn.cpu_ms_per_request for turn in turns), 2),
        "rss_mib": rss_mib,
        "num_good": sum(report.num_good for report in reports),
        "num_errors": errors.total(),
        "errors": dict(errors),
        "requests_per_s_of_rounds": [round(report.requests_per_s, 1) for report in reports],
    }


async def soak(
    contestant: Contestant, *, num_requests: int, on_progress: Callable[[int], None]
) -> dict[str, Any]:
    """Ask for many large pictures, and see what that does to memory.

    Raises:
        Unavailable: the clients failed.
    """
    memory_mib, turns = [], []
    for part in range(_NUM_PARTS):
        turn = await take(
            contestant,
            size=LARGE,
            concurrency=_SOAK_CONCURRENCY,
            warm_up_s=0,
            measured_s=_SOAK_S,
            num_requests_max=max(1, num_requests // _NUM_PARTS),
        )
        turns.append(turn)
        memory_mib.append(await rss_mib(contestant))
        on_progress(part + 1)
    measured = figures(turns, rss_mib=memory_mib[-1])
    return {
        **{name: measured[name] for name in ("num_good", "num_errors", "errors", "requests_per_s")},
        "rss_after_warm_up_mib": memory_mib[0],
        "rss_at_the_end_mib": memory_mib[-1],
        "growth_percent": round((memory_mib[-1] / memory_mib[0] - 1) * 100, 1),
        "rss_of_parts_mib": memory_mib,
    }
