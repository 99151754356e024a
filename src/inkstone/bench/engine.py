"""The engine's benchmark: how many times as fast as the plain pipeline it makes the same pictures.

Both sides run in turn in one process, so that what else the machine does falls on both; what is
told is the median of their ratios. It does not know who makes the pictures.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inkstone.domain.errors import InvalidRequest
from inkstone.engines import registry
from inkstone.engines.contest import Heat


@dataclass(frozen=True, slots=True)
class _Took:
    """What one run took."""

    wall_s: float
    #: Of all threads of the process.
    cpu_s: float


def run(
    source: str,
    *,
    num_repeats: int,
    num_threads: int,
    is_large: bool,
    only: Sequence[str],
    on_progress: Callable[[int, int], None],
) -> dict[str, Any]:
    """Time a checkpoint.

    Args:
        source: a folder or a hub id.
        num_repeats: how often each side runs; one more run of each comes first and is not counted.
        num_threads: of the libraries, on a CPU; 0 is as many as they take by themselves.
        is_large: whether pictures are timed that take minutes.
        only: the heats to run; all where it is empty.
        on_progress: called with the heats that are done, and how many there are.

    Raises:
        InkstoneError: the checkpoint is not there or cannot be used, or there is no such heat.
    """
    contest = registry.contest(source, num_threads=num_threads, is_large=is_large)
    heats = [heat for heat in contest.heats if not only or heat.name in only]
    if unknown := set(only) - {heat.name for heat in heats}:
        known = ", ".join(heat.name for heat in contest.heats)
        raise InvalidRequest(f"There is no case {', '.join(sorted(unknown))}, only {known}.")
    figures: dict[str, Any] = {**contest.facts, "repeats": num_repeats}
    for index, heat in enumerate(heats):
        on_progress(index, len(heats))
        figures[heat.name] = _figures(heat, num_repeats)
    return figures


def _figures(heat: Heat, num_repeats: int) -> dict[str, Any]:
    first = heat.engine()
    differences = {name: heat.difference(first, rival()) for name, rival in heat.rivals.items()}
    ours: list[_Took] = []
    theirs: dict[str, list[_Took]] = {name: [] for name in heat.rivals}
    for repeat in range(num_repeats):
        sides = [(ours, heat.engine), *((theirs[n], rival) for n, rival in heat.rivals.items())]
        # Each goes first as often as last.
        for record, side in sides if repeat % 2 else reversed(sides):
            record.append(_timed(side))
    return {
        "what": heat.says,
        "engine_s": _median(took.wall_s for took in ours),
        **{
            name: {
                "s": _median(took.wall_s for took in record),
                **_ratios(ours, record),
                "goal": heat.goals.get(name) or None,
                "largest_difference": float(f"{differences[name]:.2g}"),
            }
            for name, record in theirs.items()
        },
    }


def _ratios(ours: Sequence[_Took], theirs: Sequence[_Took]) -> Mapping[str, float]:
    pairs = list(zip(ours, theirs, strict=True))
    return {
        "speedup": _median(b.wall_s / a.wall_s for a, b in pairs),
        "speedup_of_cpu_time": _median(b.cpu_s / a.cpu_s for a, b in pairs),
        "speedup_of_best": round(
            min(took.wall_s for took in theirs) / min(took.wall_s for took in ours), 4
        ),
    }


def _timed(side: Callable[[], object]) -> _Took:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    side()
    return _Took(time.perf_counter() - wall_s, time.process_time() - cpu_s)


def _median(values: Any) -> float:
    return round(float(statistics.median(values)), 4)


def table(figures: Mapping[str, Any]) -> list[list[Any]]:
    """The heats as rows: name, rival, seconds of both, how many times as fast, the goal."""
    rows: list[list[Any]] = []
    for name, heat in figures.items():
        if not isinstance(heat, Mapping):
            continue
        for rival, found in heat.items():
            if isinstance(found, Mapping):
                row = [name, rival, heat["engine_s"], found["s"], found["speedup"], found["goal"]]
                rows.append([*row, found["largest_difference"]])
    return rows


#: What the columns of `table` hold.
COLUMNS = ["case", "beside", "engine s", "its s", "times as fast", "goal", "largest difference"]
