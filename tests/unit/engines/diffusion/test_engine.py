"""The loop itself, on a family in pure torch: who joins, who leaves, and who fails alone."""

from itertools import count

import pytest
import torch

from inkstone.domain.request import Size
from inkstone.engines.diffusion.sample import Sample
from inkstone.engines.diffusion.scheduler import Demand, TooLarge
from unit.engines.diffusion.fakes import FakeFamily, a_loop

FAKE = FakeFamily()


@pytest.fixture
def loop():
    ticks = count()
    return a_loop(lambda: float(next(ticks)))


def a_sample(name, *, prompt="a cat", steps=4, family=FAKE, num_bytes=100, **more):
    grid = family.grid_of(Size(64, 64))
    demand = Demand(
        id=name,
        account_id="acct_1",
        family="fake",
        num_steps=steps,
        step_tflop=1.0,
        num_rows=grid.num_tokens,
        prefix=prompt,
        prefix_bytes=num_bytes,
        **more,
    )
    return Sample(
        demand=demand,
        family=family,
        positive=family.encode(prompt, []),
        seed=3,
        grid=grid,
        sigmas=family.sigmas(steps, grid),
    )


def steps_of(loop, sample):
    return [each for each in loop.step() if each.sample is sample]


def test_a_sample_takes_its_steps_and_leaves(loop):
    sample = a_sample("a", steps=3)
    loop.add(sample)
    seen = []
    while loop.has_work:
        seen += [each.sample.step_index for each in loop.step()]
    assert seen == [1, 2, 3]
    assert sample.is_finished
    assert loop.step() == []


def test_a_newcomer_joins_at_the_next_step_and_nobody_waits_for_it(loop):
    first, second = a_sample("a"), a_sample("b", prompt="a dog", steps=2)
    loop.add(first)
    loop.step()
    loop.add(second)
    assert {each.sample.demand.id for each in loop.step()} == {"a", "b"}
    assert (first.step_index, second.step_index) == (2, 1)


def figures_of(loop):
    return {each.name: each.value for each in loop.figures}


def test_its_figures_say_who_steps_and_who_waits(loop):
    assert not any(figures_of(loop).values())
    loop.add(a_sample("a", steps=3))
    found = figures_of(loop)
    assert (found["samples_in_step"], found["samples_waiting"], found["steps_done"]) == (0, 1, 0)
    loop.step()
    loop.add(a_sample("b", prompt="a dog"))
    found = figures_of(loop)
    assert (found["samples_in_step"], found["samples_waiting"], found["steps_done"]) == (1, 1, 1)
    loop.step()
    found = figures_of(loop)
    assert (found["samples_in_step"], found["samples_waiting"], found["steps_done"]) == (2, 0, 2)
    assert (found["prefix_cache_entries"], found["prefix_cache_misses"]) == (2, 2)
    assert found["prefix_cache_bytes"] == found["prefix_cache_held_bytes"] == 200
    loop.abort("a")
    loop.abort("b")
    found = figures_of(loop)
    assert (found["samples_in_step"], found["samples_waiting"], found["steps_done"]) == (0, 0, 2)
    assert (found["prefix_cache_bytes"], found["prefix_cache_held_bytes"]) == (200, 0)


def test_who_has_just_come_waits_also_when_the_last_step_emptied_the_loop(loop):
    loop.add(a_sample("a", steps=1))
    loop.step()
    assert figures_of(loop)["samples_in_step"] == 0
    loop.add(a_sample("b"))
    assert figures_of(loop)["samples_waiting"] == 1


def test_an_aborted_sample_is_gone_before_the_next_step(loop):
    first, second = a_sample("a"), a_sample("b")
    loop.add(first)
    loop.add(second)
    loop.step()
    loop.abort("a")
    loop.abort("a")
    loop.abort("nobody")
    assert [each.sample.demand.id for each in loop.step()] == ["b"]
    assert first.step_index == 1
    assert first.prefixes == ()


@pytest.mark.parametrize(("told", "kind"), [("fail", ValueError), ("oom", torch.OutOfMemoryError)])
@pytest.mark.parametrize("where", ["prefill", "step"])
def test_one_sample_fails_alone_and_the_others_keep_their_bits(loop, told, kind, where):
    alone = a_sample("alone")
    loop.add(alone)
    while loop.has_work:
        loop.step()
    broken, sound = a_sample("bad", prompt=f"[{told}={where}]"), a_sample("good")
    loop.add(broken)
    loop.add(sound)
    errors = {each.sample.demand.id: each.error for each in loop.step()}
    assert isinstance(errors["bad"], kind)
    assert errors["good"] is None
    while loop.has_work:
        assert all(each.error is None for each in loop.step())
    assert torch.equal(sound.latents, alone.latents)
    assert broken.prefixes == ()


def test_the_machines_memory_counts_as_the_devices(loop):
    idle = a_sample("idle", prompt="a dog", steps=1)
    loop.add(idle)
    loop.step()
    assert loop._cache.figures.num_bytes == 100

    class Full(FakeFamily):
        def velocities(self, rows, *, is_packed):
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried 1 TB")

    loop.add(a_sample("bad", family=Full()))
    (stepped,) = loop.step()
    assert stepped.error is not None
    assert loop._cache.figures.evictions == 1


def test_a_step_is_taken_whole_or_not_at_all(loop, monkeypatch):
    first, second = a_sample("a"), a_sample("b")

    def broken(velocities):
        raise ValueError("the second cannot move")

    loop.add(first)
    loop.add(second)
    monkeypatch.setattr(type(second), "advanced", _unless(second, broken))
    errors = {each.sample.demand.id: each.error for each in loop.step()}
    assert errors["a"] is None
    assert isinstance(errors["b"], ValueError)
    assert (first.step_index, second.step_index) == (1, 0)


def _unless(broken, fail):
    plain = type(broken).advanced
    return lambda self, given: fail(given) if self is broken else plain(self, given)


def test_a_lost_device_ends_the_loop(loop):
    class Lost(FakeFamily):
        def velocities(self, rows, *, is_packed):
            raise torch.AcceleratorError("an illegal memory access was encountered")

    loop.add(a_sample("a", family=Lost()))
    with pytest.raises(torch.AcceleratorError):
        loop.step()


def test_a_sample_says_when_it_will_be_done_and_keeps_to_it():
    now = [0.0]

    class Timed(FakeFamily):
        def velocities(self, rows, *, is_packed):
            now[0] += 2.0
            return super().velocities(rows, is_packed=is_packed)

    loop, sample = a_loop(lambda: now[0]), a_sample("a", steps=6, family=Timed())
    loop.add(sample)
    told = []
    while loop.has_work:
        told += [each.eta_s for each in steps_of(loop, sample)]
    assert told[:-1] == pytest.approx([10.0, 8.0, 6.0, 4.0, 2.0], rel=0.2)
    assert told[-1] is None


def test_what_never_fits_is_refused_at_once(loop):
    with pytest.raises(TooLarge):
        loop.add(a_sample("huge", num_bytes=2**40))
    assert not loop.has_work


def test_a_sample_that_makes_room_for_another_ends_up_with_the_same_pixels():
    ticks = count()
    loop = a_loop(lambda: float(next(ticks)), bytes_max=150)
    plain, urgent = a_sample("plain"), a_sample("urgent", prompt="a dog", priority=5)
    loop.add(plain)
    loop.step()
    loop.add(urgent)
    loop.step()
    assert (plain.prefixes, urgent.step_index) == ((), 1)
    while loop.has_work:
        loop.step()
    other = a_sample("other")
    loop.add(other)
    while loop.has_work:
        loop.step()
    assert torch.equal(plain.latents, other.latents)
