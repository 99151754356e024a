"""What fails in the studio fails alone: a picture, a run, and at the worst the thread for all."""

import asyncio
import logging

import anyio
import pytest

from inkstone.domain.errors import EngineFailure, UnsupportedRequest
from inkstone.engines import base
from unit.engines.diffusion.fakes import (
    FakeFamily,
    a_loop,
    a_png,
    a_run,
    a_studio,
)
from unit.engines.diffusion.studios import drawn, events_in, of, open_all, reached, until

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("place", ["encode", "prefill", "step"])
@pytest.mark.parametrize(("word", "code"), [("fail", "engine_failure"), ("oom", "out_of_memory")])
async def test_a_failure_is_its_own_runs_alone(studio, family, place, word, code):
    gate = family.gate("step")
    good = asyncio.create_task(drawn(studio, a_run("good", job_id="j1")))
    await reached(gate)
    bad = asyncio.create_task(drawn(studio, a_run(f"bad [{word}={place}]", n=2)))
    await anyio.sleep(0.02)
    open_all(family)
    with pytest.raises(EngineFailure) as caught:
        await bad
    assert caught.value.code == code
    assert of(base.Output, await good)
    assert of(base.Output, await drawn(studio, a_run("later")))


async def test_a_decoder_out_of_memory_fails_its_run_and_the_next_is_drawn(studio, family):
    family.decode_errors = [RuntimeError("DefaultCPUAllocator: can't allocate memory")]
    with pytest.raises(EngineFailure) as caught:
        await drawn(studio, a_run())
    assert caught.value.code == "out_of_memory"
    assert of(base.Output, await drawn(studio, a_run()))


@pytest.mark.parametrize("lost", [0, 1, 2])
async def test_the_other_pictures_of_a_run_are_made_although_one_fails(studio, family, lost):
    family.decode_errors = [None] * lost + [ValueError("one of three")]
    events = []

    async def follow():
        async for event in events_in(studio, a_run(n=3)):
            events.append(event)

    with pytest.raises(EngineFailure):
        await follow()
    assert len({output.image for output in of(base.Output, events)}) == 2


async def test_numbers_out_of_range_are_no_picture(studio, family):
    family.noise = lambda seed, grid: FakeFamily.noise(family, seed, grid) * float("nan")
    with pytest.raises(EngineFailure) as caught:
        await drawn(studio, a_run())
    assert caught.value.code == "not_finite"


async def test_a_sample_that_fits_nowhere_is_refused(family):
    studio = a_studio(family, bytes_max=10)
    try:
        with pytest.raises(UnsupportedRequest) as caught:
            await drawn(studio, a_run())
        assert caught.value.code == "too_large_for_device"
    finally:
        studio.close()


async def test_a_bug_in_the_thread_fails_all_runs_and_refuses_later_ones(family, caplog):
    import time

    loop = a_loop(time.monotonic)
    studio = a_studio(family, loop=loop)
    gate = family.gate("step")
    tasks = [asyncio.create_task(drawn(studio, a_run(p, job_id=p))) for p in ("one", "two")]
    await reached(gate)
    await until(lambda: len(family.encoded) == 2)
    loop.step = None  # the next call raises, as a bug of ours would
    gate.opened.set()
    for task in tasks:
        with pytest.raises(EngineFailure) as caught:
            await task
        assert caught.value.code == "engine_stopped"
    assert studio.has_failed
    with pytest.raises(EngineFailure, match="started again"):
        await drawn(studio, a_run())
    assert any(record.levelno == logging.CRITICAL for record in caplog.records)
    studio.close()


async def test_what_cannot_be_drawn_is_refused_before_anything_is_read(studio, family):
    with pytest.raises(UnsupportedRequest):
        await drawn(studio, a_run(inputs=(a_png(),) * 3))
    assert family.encoded == []


async def test_a_look_that_fails_costs_no_picture(studio, family, caplog):
    looks = []

    def look(latents, grid):
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError("the first look")
        return FakeFamily.denoised_rgb(family, latents, grid)

    family.denoised_rgb = look
    events = await drawn(studio, a_run(n=2))
    assert len(of(base.Output, events)) == 2
    assert "cannot be shown" in caplog.text


async def test_who_is_left_at_the_close_is_told(family):
    studio = a_studio(family)
    gate = family.gate("encode")
    runs = [asyncio.create_task(drawn(studio, a_run(p, job_id=p))) for p in ("one", "two")]
    await reached(gate)
    closing = asyncio.create_task(asyncio.to_thread(studio.close))
    await until(lambda: studio._stepper._is_ending)
    open_all(family)
    await closing
    for run in runs:
        with pytest.raises(EngineFailure) as caught:
            await run
        assert caught.value.code == "engine_closed"


async def test_a_close_does_not_wait_for_a_step_without_end(family, monkeypatch, caplog):
    monkeypatch.setattr("inkstone.engines.diffusion.studio.stepping._STOP_S", 0.05)
    studio = a_studio(family)
    gate = family.gate("step")
    run = asyncio.create_task(drawn(studio, a_run()))
    await reached(gate)
    await asyncio.to_thread(studio.close)
    assert "is not waited for" in caplog.text
    with pytest.raises(EngineFailure):
        await run
    open_all(family)
