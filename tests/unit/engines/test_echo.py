"""The echo engine: what it prints, and how a prompt steers it."""

import io

import pytest
from PIL import Image

from contract.world import image_request
from inkstone.domain.errors import EngineFailure
from inkstone.engines import base
from inkstone.engines.echo import EchoEngine
from inkstone.media import png

pytestmark = pytest.mark.anyio


def a_run(prompt="a cat", *, n=1, side=64):
    request = image_request(prompt, n=n, side=side)
    return base.Run(
        job_id="job_1",
        attempt=1,
        account_id="acct_1",
        request=request,
        size=request.size,
        seeds=request.seeds(),
    )


async def events_of(run, engine=None):
    return [event async for event in (engine or EchoEngine()).run(run)]


@pytest.mark.parametrize("side", [1, 7, 64, 300, 2048])
async def test_the_picture_is_a_whole_png_of_the_asked_size(side):
    (output,) = [e for e in await events_of(a_run(side=side)) if isinstance(e, base.Output)]
    assert png.size(output.picture.data) == (side, side)
    with Image.open(io.BytesIO(output.picture.data)) as image:
        image.load()
        assert image.size == (side, side)


async def test_pictures_differ_by_prompt_and_by_seed():
    pictures = set()
    for prompt in ("a cat", "a dog"):
        for event in await events_of(a_run(prompt, n=3)):
            if isinstance(event, base.Output):
                pictures.add(event.picture.data)
    assert len(pictures) == 6


async def test_steps_are_told_before_each_picture():
    events = await events_of(a_run("[steps=3 step_ms=1]", n=2))
    steps = [(e.image, e.step, e.steps) for e in events if isinstance(e, base.Progress)]
    assert steps == [(i, s, 3) for i in range(2) for s in range(3)]


async def test_it_fails_after_as_many_pictures_as_told():
    run = EchoEngine().run(a_run("[fail_after=2]", n=4))
    seen = [type(await anext(run)) for _ in range(6)]
    with pytest.raises(EngineFailure):
        await anext(run)
    assert seen.count(base.Output) == 2


@pytest.mark.parametrize("prompt", ["[steps=]", "[steps=99999999]", "[sleep=1]", "", "[]", "[ ]"])
async def test_what_is_no_steering_is_a_prompt(prompt):
    events = await events_of(a_run(prompt))
    assert [type(event) for event in events] == [
        base.Progress,
        base.Preview,
        base.Output,
        base.Consumed,
    ]


async def test_a_run_without_steps_still_says_that_it_has_begun():
    events = await events_of(a_run("[steps=0]"))
    assert isinstance(events[0], base.Progress)


async def test_odd_prompts_are_printed_too():
    for prompt in ("a\0b", "half \ud83d pair", "x" * 4000, "🎨"):
        assert await events_of(a_run(prompt))


async def test_room_is_what_is_left():
    engine = EchoEngine(num_runs_max=2)
    runs = [engine.run(a_run("[step_ms=1]")) for _ in range(2)]
    assert engine.room() == 2
    for left, run in zip((1, 0), runs, strict=True):
        await anext(run)
        assert engine.room() == left
    for run in runs:
        await run.aclose()
    assert engine.room() == 2


async def test_each_picture_is_seen_once_before_it_is_finished():
    events = await events_of(a_run("[steps=4]", n=2))
    previews = [event for event in events if isinstance(event, base.Preview)]
    assert [preview.image for preview in previews] == [0, 1]
    for preview in previews:
        at = events.index(preview)
        assert base.Progress(preview.image, 2, 4) in events[:at]
        assert base.Progress(preview.image, 3, 4) in events[at:]
        with Image.open(io.BytesIO(preview.picture.data)) as image:
            image.load()
            assert image.size == (32, 32)
