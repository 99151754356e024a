"""Random mixes: samples that share steps, come and go as they like, and put each other aside.

It does not know how many are tried, nor where what was found is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diffusion.driving import Asked, alone, engine_of, family_21, sample_of
from diffusion.driving_20b import DRAWS
from diffusion.driving_20b import family as family_20b
from inkstone.domain.request import Size
from inkstone.engines.diffusion.engine import DiffusionEngine
from inkstone.engines.diffusion.models.base import Family
from inkstone.engines.diffusion.sample import Sample

SIDES = st.sampled_from([64, 96, 128, 160])
#: What differs: references, guidance, steps. A distilled checkpoint takes its own eight.
DRAWN_BY = {
    "qwen-image-2.1": {
        "steps": st.integers(1, 4),
        "references": st.sampled_from([(), (), (0,), (0, 1), (1, 0)]),
        "negative": st.sampled_from([None, None, "ugly"]),
    },
    "qwen-image-2.1-turbo": {
        "steps": st.just(8),
        "references": st.sampled_from([(), (), (0,), (1, 0)]),
        "negative": st.none(),
    },
    DRAWS: {
        "steps": st.integers(1, 4),
        "references": st.just(()),
        "negative": st.sampled_from([None, " ", "ugly"]),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A sample of a mix."""

    asked: Asked
    #: Before which step of the engine it joins.
    joins: int
    #: After how many more it is cancelled, wherever it is: 0 is before its first step. `None` is
    #: never.
    leaves_after: int | None


@dataclass(slots=True)
class Findings:
    """What came of the mixes."""

    num_mixes: int = 0
    num_pictures: int = 0
    num_cancelled: int = 0
    #: Of those, before their first step, or put aside.
    num_cancelled_waiting: int = 0
    differences: list[float] = field(default_factory=list)


def family_of(name: str) -> Family:
    """References of a few tokens: who shares steps is what is tried here."""
    return family_20b(name) if name == DRAWS else family_21(name, reference_px=64)


@cache
def solo(name: str, one: Asked) -> torch.Tensor:
    """What a picture is alone."""
    return alone(family_of(name), one)


def guests(name: str) -> st.SearchStrategy[list[Guest]]:
    """Who takes part."""
    asked: st.SearchStrategy[Asked] = st.builds(
        Asked,
        prompt=st.sampled_from(["a", "a red fox", "make it blue, and add a hat " * 4]),
        size=st.builds(Size, SIDES, SIDES),
        seed=st.integers(0, 3),
        guidance=st.just(3.0),
        account=st.sampled_from(["acct_1", "acct_2"]),
        priority=st.integers(-1, 1),
        **DRAWN_BY[name],
    )
    leaves = st.sampled_from([None, None, None, None, 0, 1, 2, 4])
    guest = st.builds(Guest, asked=asked, joins=st.integers(0, 6), leaves_after=leaves)
    return st.lists(guest, min_size=2, max_size=6)


def try_mixes(name: str, num: int, *, is_random: bool = False) -> Findings:
    """Draw so many mixes of a family, and see that each picture is what it is alone.

    Args:
        name: of the checkpoint.
        num: how many mixes.
        is_random: whether other mixes are drawn each time.
    """
    found = Findings()

    @settings(
        max_examples=num,
        deadline=None,
        derandomize=not is_random,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(
        mix=guests(name),
        rows_max=st.sampled_from([64, 200, 4096]),
        room=st.sampled_from([1.0, 1.0, 2.5]),
    )
    def one(mix: list[Guest], rows_max: int, room: float) -> None:
        _try(name, mix, rows_max, room, found)

    one()
    return found


def _try(name: str, mix: Sequence[Guest], rows_max: int, room: float, found: Findings) -> None:
    family = family_of(name)
    samples = [sample_of(family, guest.asked) for guest in mix]
    largest = max(s.demand.latents_bytes + s.demand.prefix_bytes for s in samples)
    # Sometimes memory for one or two alone: then they put each other aside.
    bytes_max = 2**30 if room == 1.0 else int(largest * room)
    engine = engine_of(rows_max=rows_max, bytes_max=bytes_max)
    cancelled: set[int] = set()

    def each_before(tick: int) -> None:
        for index, (sample, guest) in enumerate(zip(samples, mix, strict=True)):
            if guest.joins == tick:
                engine.add(sample)
            is_to_go = guest.leaves_after is not None and guest.joins + guest.leaves_after == tick
            if is_to_go and not sample.is_finished:
                found.num_cancelled_waiting += not sample.prefixes
                engine.abort(sample.demand.id)
                cancelled.add(index)

    finished = _run(engine, each_before)
    stayed = {sample.demand.id for i, sample in enumerate(samples) if i not in cancelled}
    assert {sample.demand.id for sample in finished} == stayed
    found.num_mixes += 1
    found.num_cancelled += len(cancelled)
    for sample in finished:
        (guest,) = (g for s, g in zip(samples, mix, strict=True) if s is sample)
        found.num_pictures += 1
        wanted = solo(name, guest.asked)
        found.differences.append(float((sample.latents - wanted).abs().max()))
        assert torch.equal(sample.latents, wanted)


def _run(engine: DiffusionEngine, each_before: Callable[[int], Any]) -> list[Sample]:
    finished, tick = [], 0
    while tick < 300 and (tick <= 10 or engine.has_work):
        each_before(tick)
        for stepped in engine.step():
            assert stepped.error is None
            if stepped.sample.is_finished:
                finished.append(stepped.sample)
        tick += 1
    assert not engine.has_work
    return finished
