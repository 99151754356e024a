"""What the gateway benchmark wants: the goals, held against the figures, and both as tables.

It measures nothing and starts nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from inkstone.bench.gateway_contestants import DIRECT, INKSTONE, LITELLM

#: As many times LiteLLM's requests a second.
RATE_RATIO_MIN = 1.5
#: What Inkstone may add to one request where nobody else asks, at the median.
ADDED_MS_MAX = 10.0
#: How much memory may grow while it is asked for large pictures.
GROWTH_PERCENT_MAX = 10.0
#: The cases, as they are named in the figures.
ALONE, BUSY, CROWDED, LARGE = "small_1", "small_32", "small_200", "large_8"

COLUMNS = ("case", "who", "requests/s", "p50 ms", "p90 ms", "p99 ms", "CPU ms", "RSS MiB", "errors")
_SHOWN = (
    *("requests_per_s", "p50_ms", "p90_ms", "p99_ms"),
    *("cpu_ms_per_request", "rss_mib", "num_errors"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One thing that is wanted, and what was found."""

    name: str
    found: float
    wanted: str
    is_met: bool


def goals(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The goals that these figures say anything about, as they are saved."""
    found = [*_against_litellm(figures["cases"]), *_added(figures["cases"]), *_growth(figures)]
    return [asdict(goal) for goal in found]


def missed(figures: Mapping[str, Any]) -> list[str]:
    """A line for each goal that is not met."""
    return [
        f"{goal['name']}: {goal['found']}, wanted is {goal['wanted']}"
        for goal in figures["goals"]
        if not goal["is_met"]
    ]


def table(figures: Mapping[str, Any]) -> Sequence[list[Any]]:
    """The rows under `COLUMNS`."""
    return [
        [case, who, *(measured[name] for name in _SHOWN)]
        for case, contestants in figures["cases"].items()
        for who, measured in contestants.items()
    ]


def _against_litellm(cases: Mapping[str, Any]) -> Iterator[Goal]:
    for case in (BUSY, CROWDED):
        ours, theirs = (cases.get(case, {}).get(who) for who in (INKSTONE, LITELLM))
        if not ours or not theirs:
            continue
        their_rate = theirs["requests_per_s"]
        ratio = round(ours["requests_per_s"] / their_rate, 2) if their_rate else 0.0
        yield Goal(
            name=f"{case}: requests/s, times LiteLLM's",
            found=ratio,
            wanted=f"at least {RATE_RATIO_MIN:g}",
            is_met=ratio >= RATE_RATIO_MIN,
        )
        for name in ("p50_ms", "p99_ms"):
            yield Goal(
                name=f"{case}: {name}",
                found=ours[name],
                wanted=f"less than LiteLLM's {theirs[name]:g}",
                is_met=0 < ours[name] < theirs[name],
            )


def _added(cases: Mapping[str, Any]) -> Iterator[Goal]:
    ours, bare = (cases.get(ALONE, {}).get(who) for who in (INKSTONE, DIRECT))
    if ours and bare:
        added_ms = round(ours["p50_ms"] - bare["p50_ms"], 2)
        yield Goal(
            name=f"{ALONE}: added at p50, in ms",
            found=added_ms,
            wanted=f"at most {ADDED_MS_MAX:g}",
            is_met=ours["p50_ms"] > 0 and added_ms <= ADDED_MS_MAX,
        )


def _growth(figures: Mapping[str, Any]) -> Iterator[Goal]:
    if soak := figures.get("soak"):
        yield Goal(
            name=f"memory after {soak['num_good']} large pictures, growth in per cent",
            found=soak["growth_percent"],
            wanted=f"less than {GROWTH_PERCENT_MAX:g}",
            is_met=soak["growth_percent"] < GROWTH_PERCENT_MAX,
        )
