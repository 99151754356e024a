"""Whatever comes and goes, and whatever runs out: budgets hold, and bits stay what they are."""

from collections.abc import Callable
from functools import cache

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from diffusion import tiny
from inkstone.domain.request import Size
from inkstone.engines.diffusion.checkpoints import checkpoint
from inkstone.engines.diffusion.engine import DiffusionEngine
from inkstone.engines.diffusion.models import registry
from inkstone.engines.diffusion.models.base import Condition, Family
from inkstone.engines.diffusion.prefix_cache import PrefixCache
from inkstone.engines.diffusion.sample import Sample
from inkstone.engines.diffusion.scheduler import Demand, Scheduler, SchedulerLimits, TooLarge
from inkstone.engines.limits import DiffusionLimits

LATENTS_BYTES = 2 * 64 * 4
PROMPTS = ("a fox", "a cup of tea on a table", "ships at sea, painted in oil, at night")


@cache
def family() -> Family:
    facts = checkpoint.inspect(str(tiny.checkpoint("qwen-image-2.1")))
    modules = checkpoint.load(facts, device="cpu", dtype=torch.float32)
    return registry.create(facts, modules, DiffusionLimits(reference_px=288, rows_max=512))


@cache
def condition(index: int) -> Condition:
    """Prompts, then the same with a reference."""
    prompt = PROMPTS[index % len(PROMPTS)]
    references = [Image.new("RGB", (300, 300), "teal")] if index >= len(PROMPTS) else []
    return family().encode(prompt, references)


def sample(name: str, index: int, *, seed: int = 0, side: int = 64, num_steps: int = 2) -> Sample:
    drawn = family()
    grid = drawn.grid_of(Size(side, side))
    own = condition(index)
    return Sample(
        demand=Demand(
            id=name,
            account_id=f"acct_{index % 2}",
            family="tiny",
            priority=index % 3,
            num_steps=num_steps,
            step_tflop=drawn.step_tflop(grid.num_tokens, own.num_tokens),
            prefill_tflop=drawn.prefill_tflop(own.num_tokens),
            num_rows=grid.num_tokens,
            latents_bytes=grid.num_tokens * LATENTS_BYTES,
            prefix=f"acct_{index % 2}/{index}",
            prefix_bytes=drawn.prefix_bytes(own.num_tokens),
        ),
        family=drawn,
        positive=own,
        seed=seed,
        grid=grid,
        sigmas=drawn.sigmas(num_steps, grid),
    )


class Watched(PrefixCache):
    """A cache that is never over its budget, in the middle of a step neither."""

    def _add(self, key: str, entry: object) -> None:
        super()._add(key, entry)  # type: ignore[arg-type]
        assert self.figures.num_bytes <= self.bytes_max


class Bench:
    """An engine and its parts."""

    def __init__(self, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        self.scheduler = Scheduler(SchedulerLimits(rows_max=64, bytes_max=bytes_max))
        self.cache = Watched(bytes_max)
        self.now_s = 0.0
        self.engine = DiffusionEngine(
            scheduler=self.scheduler, cache=self.cache, is_relaxed=False, clock=self._now
        )

    def _now(self) -> float:
        self.now_s += 0.01
        return self.now_s

    def check(self) -> None:
        figures = self.cache.figures
        assert figures.held_bytes <= figures.num_bytes <= self.bytes_max
        assert self.scheduler.resident_bytes <= self.bytes_max


def nothing_is_held(kept: PrefixCache) -> bool:
    """Whether all of it can go."""
    kept.clear()
    return kept.figures.num_bytes == 0


@cache
def alone(index: int, seed: int, side: int) -> torch.Tensor:
    """The latents of a sample that nobody shares a step with."""
    bench = Bench(2**30)
    one = sample("alone", index, seed=seed, side=side)
    bench.engine.add(one)
    while bench.engine.has_work:
        assert all(stepped.error is None for stepped in bench.engine.step())
    assert one.latents is not None
    return one.latents


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    share=st.sampled_from([1.0, 1.3, 2.2]),
    moves=st.lists(
        st.tuples(
            st.sampled_from(["add", "step", "step", "abort"]),
            st.integers(0, 5),
            st.sampled_from([32, 64]),
        ),
        max_size=14,
    ),
)
def test_budgets_hold_and_bits_stay(share: float, moves: list[tuple[str, int, int]]) -> None:
    largest = sample("largest", 5)
    bench = Bench(int(share * (largest.demand.prefix_bytes + largest.demand.latents_bytes)))
    under_way: dict[str, tuple[Sample, tuple[int, int, int]]] = {}
    for number, (move, index, side) in enumerate(moves):
        if move == "add":
            name = str(number)
            one = sample(name, index, seed=number, side=side)
            try:
                bench.engine.add(one)
            except TooLarge:
                continue
            under_way[name] = one, (index, number, side)
        elif move == "abort":
            name = str(index)
            bench.engine.abort(name)
            under_way.pop(name, None)
        else:
            assert all(stepped.error is None for stepped in bench.engine.step())
        bench.check()
    num_steps = 0
    while bench.engine.has_work:
        assert all(stepped.error is None for stepped in bench.engine.step())
        bench.check()
        num_steps += 1
        assert num_steps < 200, "everybody gets done"
    for one, what in under_way.values():
        assert one.latents is not None
        assert torch.equal(one.latents, alone(*what))
    assert nothing_is_held(bench.cache)


def failing(real: Callable[..., object], fails: Callable[..., bool]) -> Callable[..., object]:
    """What runs out of memory where it is told to."""

    def call(*args: object, **kwargs: object) -> object:
        if fails(*args):
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return real(*args, **kwargs)

    return call


def drawn_beside(bench: Bench, samples: list[Sample]) -> dict[str, Exception]:
    """Step until all are done; who failed."""
    for each in samples:
        bench.engine.add(each)
    failed: dict[str, Exception] = {}
    while bench.engine.has_work:
        for stepped in bench.engine.step():
            if stepped.error is not None:
                failed[stepped.sample.demand.id] = stepped.error
        bench.check()
    return failed


def test_memory_that_runs_out_in_a_prefill_fails_that_sample_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench(2**28)
    samples = [sample(str(index), index, seed=index) for index in range(3)]
    prefill = family().prefill
    monkeypatch.setattr(
        family(), "prefill", failing(prefill, lambda own, *_: own is condition(1)), raising=False
    )

    failed = drawn_beside(bench, samples)

    assert list(failed) == ["1"]
    assert isinstance(failed["1"], torch.OutOfMemoryError)
    for index in (0, 2):
        latents = samples[index].latents
        assert latents is not None
        assert torch.equal(latents, alone(index, index, 64))
    assert nothing_is_held(bench.cache)
    monkeypatch.undo()
    again = sample("again", 1, seed=1)
    assert not drawn_beside(bench, [again])
    assert again.latents is not None
    assert torch.equal(again.latents, alone(1, 1, 64))


def test_memory_that_runs_out_in_the_middle_of_a_prefill_leaves_nothing_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench(2**28)
    num_calls = 0

    def second(*_: object) -> bool:
        nonlocal num_calls
        num_calls += 1
        return num_calls == 2

    transformer = family()._transformer  # type: ignore[attr-defined]
    monkeypatch.setattr(transformer, "prefill", failing(transformer.prefill, second))

    # Its head is computed and kept, then what follows fails.
    failed = drawn_beside(bench, [sample("edit", 4)])

    assert list(failed) == ["edit"]
    assert nothing_is_held(bench.cache)


def test_a_shared_step_that_runs_out_of_memory_is_taken_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench(2**28)
    samples = [sample(str(index), index, seed=index) for index in range(3)]
    velocities = family().velocities
    monkeypatch.setattr(
        family(), "velocities", failing(velocities, lambda rows: len(rows) > 1), raising=False
    )

    assert not drawn_beside(bench, samples)

    for index, each in enumerate(samples):
        assert each.latents is not None
        assert torch.equal(each.latents, alone(index, index, 64))


def test_of_a_shared_step_only_the_one_that_does_not_fit_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench(2**28)
    samples = [
        sample("large", 0, seed=5, side=96),
        sample("small", 1, seed=6, side=32),
        sample("other", 2, seed=7, side=32),
    ]
    velocities = family().velocities
    monkeypatch.setattr(
        family(),
        "velocities",
        failing(velocities, lambda rows: sum(len(row.latents) for row in rows) > 30),
        raising=False,
    )

    failed = drawn_beside(bench, samples)

    assert list(failed) == ["large"]
    for each, index, seed in ((samples[1], 1, 6), (samples[2], 2, 7)):
        assert each.latents is not None
        assert torch.equal(each.latents, alone(index, seed, 32))


def test_memory_that_runs_out_gives_up_what_nobody_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(2**28)
    assert not drawn_beside(bench, [sample("before", 3)])
    kept_bytes = bench.cache.figures.num_bytes
    own_bytes = sample("fails", 0).demand.prefix_bytes
    monkeypatch.setattr(
        family(), "velocities", failing(family().velocities, lambda _: True), raising=False
    )

    assert list(drawn_beside(bench, [sample("fails", 0)])) == ["fails"]

    assert own_bytes < kept_bytes
    assert bench.cache.figures.num_bytes <= own_bytes
