"""Runs side by side: what each hears, what overlaps, and how each is cancelled."""

import asyncio
import threading
from contextlib import aclosing

import anyio
import pytest

from inkstone.domain.request import Size
from inkstone.engines import base
from unit.engines.diffusion.fakes import (
    ME,
    FakeFamily,
    a_run,
    a_studio,
    image_of,
    traits,
)
from unit.engines.diffusion.studios import consume, drawn, events_in, of, open_all, reached, until

pytestmark = pytest.mark.anyio


async def test_a_run_is_told_from_its_beginning_to_its_pictures(studio):
    events = await drawn(studio, a_run(n=2, negative_prompt="rain"))
    for image in range(2):
        steps = [e.step for e in of(base.Progress, events) if e.image == image]
        assert steps == [1, 2, 3, 4]
        own = [type(e) for e in events if getattr(e, "image", None) == image]
        assert base.Preview in own[: own.index(base.Output)]
    outputs = of(base.Output, events)
    assert {o.made_by for o in outputs} == {ME}
    assert outputs[0].picture.details["sigmas"] == "steps"
    assert len(of(base.Consumed, events)) == 2
    assert all(e.engine_s >= 0 for e in of(base.Consumed, events))


async def test_two_runs_share_their_steps_and_get_what_they_get_alone(studio, family):
    runs = [a_run("a cat", job_id="j1"), a_run("a dog", job_id="j2", size=Size(96, 64))]
    alone = [of(base.Output, await drawn(studio, run))[0].picture for run in runs]
    gate = family.gate("step")
    async with anyio.create_task_group() as tasks:
        found = {}

        async def draw(number):
            found[number] = await drawn(studio, runs[number])

        for number in range(2):
            tasks.start_soon(draw, number)
        await reached(gate)
        # Both are in the step, or the other waits for the next one.
        await until(lambda: studio._stepper._orders or len(studio._stepper._owners) == 2)
        open_all(family)
    together = [of(base.Output, found[number])[0].picture for number in range(2)]
    assert together == alone
    assert 2 in family.steps


@pytest.mark.parametrize("place", ["encode", "step", "decode"])
async def test_a_cancel_takes_a_run_out_wherever_it_is(studio, family, place):
    gate = family.gate(place)
    run = events_in(studio, a_run(n=3))
    consuming = asyncio.create_task(consume(run))
    await reached(gate)
    consuming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await consuming
    await run.aclose()
    num_steps = len(family.steps)
    family.gates.clear()
    gate.opened.set()
    # Another is served, and what was cancelled made at most the step that was under way.
    assert of(base.Output, await drawn(studio, a_run("another", job_id="j2")))
    await until(lambda: not studio._stepper._owners)
    assert len(family.steps) - num_steps <= 1 + 4


async def test_a_cancelled_wait_for_the_reader_is_never_read(studio, family):
    gate = family.gate("encode")
    first = asyncio.create_task(consume(events_in(studio, a_run("first"))))
    await reached(gate)
    second = asyncio.create_task(consume(events_in(studio, a_run("second"))))
    await anyio.sleep(0.01)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    gate.opened.set()
    await first
    await drawn(studio, a_run("third"))
    assert [prompt for prompt, _ in family.encoded] == ["first", "third"]


async def test_reading_and_finishing_are_never_at_once(studio, family):
    gate = family.gate("decode")
    first = asyncio.create_task(drawn(studio, a_run("first")))
    await reached(gate)
    second = asyncio.create_task(drawn(studio, a_run("second")))
    await anyio.sleep(0.02)
    assert [prompt for prompt, _ in family.encoded] == ["first"]
    open_all(family)
    await asyncio.gather(first, second)
    assert not family.has_collided


async def test_steps_go_on_while_a_picture_is_decoded(studio, family):
    await drawn(studio, a_run("known"))
    gate = family.gate("decode")
    first = asyncio.create_task(drawn(studio, a_run("first")))
    await reached(gate)
    async with aclosing(events_in(studio, a_run("known"))) as events:
        with anyio.fail_after(60):
            async for event in events:
                if event == base.Progress(0, 4, 4):
                    break
    assert not first.done()
    open_all(family)
    await first


async def test_steps_go_on_while_a_prompt_is_read(studio, family):
    await drawn(studio, a_run("known"))
    at_step, at_encode = family.gate("step"), family.gate("encode")
    first = asyncio.create_task(drawn(studio, a_run("known")))
    await reached(at_step)
    second = asyncio.create_task(drawn(studio, a_run("second")))
    await reached(at_encode)
    num_steps = len(family.steps)
    at_step.opened.set()
    await until(lambda: len(family.steps) == num_steps + 4)
    assert not second.done()
    open_all(family)
    await asyncio.gather(first, second)


async def test_a_run_has_begun_when_its_first_step_is_made(studio, family):
    gate = family.gate("step")
    async with aclosing(events_in(studio, a_run(n=2, negative_prompt="rain"))) as events:
        first = asyncio.ensure_future(anext(events))
        await reached(gate)
        await anyio.sleep(0.01)
        assert not first.done(), "it was only read"
        open_all(family)
        assert (await first).step == 1


async def test_warnings_come_with_reading_and_name_what_was_left_out():
    studio = a_studio(FakeFamily(traits=traits(sigmas=(1.0, 0.5), prompt_tokens_max=3)))
    try:
        events = await drawn(studio, a_run(steps=9))
    finally:
        studio.close()
    assert [w.code for w in of(base.Warning, events)] == ["steps_unavailable", "prompt_cut"]
    assert all(isinstance(event, base.Warning) for event in events[:2])
    assert isinstance(events[2], base.Progress)
    (output,) = of(base.Output, events)
    assert output.picture.details["sigmas"] == "checkpoint"


async def test_several_checkpoints_draw_side_by_side():
    families = {"one": FakeFamily(), "two": FakeFamily()}
    studio = a_studio(families)
    try:
        async with anyio.create_task_group() as tasks:
            for key in families:
                tasks.start_soon(lambda key=key: drawn(studio, a_run(key, job_id=key), key=key))
        assert all(family.steps for family in families.values())
    finally:
        studio.close()


async def test_previews_are_small_and_show_where_the_picture_is_heading(studio):
    events = await drawn(studio, a_run(size=Size(512, 256), steps=12))
    (preview, *_) = of(base.Preview, events)
    image = image_of(preview.picture)
    assert (image.format, image.size) == ("JPEG", (256, 128))
    assert len(preview.picture.data) <= 16 * 1024


async def test_a_studio_leaves_no_thread_behind(family):
    before = threading.active_count()
    studio = a_studio(family)
    await drawn(studio, a_run())
    await asyncio.to_thread(studio.close)
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("inkstone-")]
    assert before <= threading.active_count() <= before + 8  # asyncio's own
