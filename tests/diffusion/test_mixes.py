"""Whoever shares the steps, and however they come and go, each picture keeps every bit."""

import os
from functools import cache

import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diffusion.driving import Asked, alone, engine_of, family_21, sample_of
from inkstone.domain.request import Size
from inkstone.engines.diffusion.models.qwen_image_21 import QwenImage21

#: `INKSTONE_TEST_MIXES=200` for a full run.
NUM_MIXES = int(os.environ.get("INKSTONE_TEST_MIXES", "12"))
SIDES = st.sampled_from([64, 96, 128, 160])

asked = st.builds(
    Asked,
    prompt=st.sampled_from(["a", "a red fox", "make it blue, and add a hat " * 4]),
    size=st.builds(Size, SIDES, SIDES),
    steps=st.integers(1, 4),
    seed=st.integers(0, 3),
    references=st.sampled_from([(), (), (0,), (0, 1), (1, 0)]),
    negative=st.sampled_from([None, None, "ugly"]),
    guidance=st.just(3.0),
    account=st.sampled_from(["acct_1", "acct_2"]),
    priority=st.integers(-1, 1),
)
#: When each joins, and after which of its steps it is cancelled (4 is never).
joining = st.tuples(asked, st.integers(0, 6), st.sampled_from([4, 4, 4, 1, 2]))


def small_family() -> QwenImage21:
    """References of a few tokens: who shares steps is what is tried here."""
    return family_21(reference_px=64)


@cache
def solo(one: Asked) -> torch.Tensor:
    return alone(small_family(), one)


@settings(
    max_examples=NUM_MIXES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    mix=st.lists(joining, min_size=2, max_size=6),
    rows_max=st.sampled_from([64, 200, 4096]),
    room=st.sampled_from([1.0, 1.0, 2.5]),
)
def test_each_picture_is_what_it_is_alone(mix, rows_max, room):
    family = small_family()
    samples = [sample_of(family, one) for one, _, _ in mix]
    largest = max(s.task.latents_bytes + s.task.prefix_bytes for s in samples)
    # Sometimes memory for one or two alone: then they put each other aside.
    bytes_max = 2**30 if room == 1.0 else int(largest * room)
    engine = engine_of(rows_max=rows_max, bytes_max=bytes_max)
    ends = {s.task.id: leave for s, (_, _, leave) in zip(samples, mix, strict=True)}
    finished, tick = [], 0
    while tick < 200 and (tick <= 6 or engine.has_work):
        for sample, (_, joins, _) in zip(samples, mix, strict=True):
            if joins == tick:
                engine.add(sample)
        for stepped in engine.step():
            assert stepped.error is None
            if stepped.sample.is_finished:
                finished.append(stepped.sample)
            elif stepped.sample.step_index >= ends[stepped.sample.task.id]:
                engine.abort(stepped.sample.task.id)
        tick += 1
    assert not engine.has_work
    left_early = {
        s.task.id for s, (one, _, leave) in zip(samples, mix, strict=True) if leave < one.steps
    }
    assert {s.task.id for s in finished} == set(ends) - left_early
    for sample in finished:
        (one,) = (o for s, (o, _, _) in zip(samples, mix, strict=True) if s is sample)
        assert torch.equal(sample.latents, solo(one))
