"""What every engine owes to the worker: well-formed events, exact sizes, room, an end."""

import io
import math
import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import anyio
import pytest
from PIL import Image

from contract.world import image_request
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines import base, registry
from inkstone.engines.limits import DiffusionLimits, EngineLimits, Weights
from inkstone.media import png

pytestmark = pytest.mark.anyio
SIDES = Size(320, 256)


#: An engine that starts processes takes its seconds.
ENGINES = [
    name if name == "echo" else pytest.param(name, marks=pytest.mark.slow)
    for name in sorted(registry.FACTORIES)
]


@pytest.fixture(scope="module", params=ENGINES)
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[base.Engine]:
    """Every registered engine, open."""
    limits = EngineLimits(num_processes=1, memory_bytes=2**30, timeout_s=60)
    if request.param == "diffusion":
        limits = replace(limits, diffusion=_diffusion())
    made = registry.create(request.param, limits)
    await made.open()
    try:
        yield made
    finally:
        await made.close()


def _diffusion() -> DiffusionLimits:
    """Random weights of the smallest shape, for every model that these tests name."""
    pytest.importorskip("torch", reason="needs torch: pip install 'inkstone[diffusion]'")
    from diffusion import tiny

    weights = Weights(source=str(tiny.checkpoint("qwen-image-2.1")), steps=3)
    return DiffusionLimits(models={"qwen-image-2.0": weights, "m": weights}, reference_px=288)


def a_run(prompt: str = "a red cat", *, n: int = 1, seed: int = 7, job: str = "job_1") -> base.Run:
    asked = ImageRequest(
        model="qwen-image-2.0",
        tier=Tier.STANDARD,
        prompt=prompt,
        size=SIDES,
        num_images=n,
        seed=seed,
    )
    return base.Run(
        job_id=job, attempt=1, account_id="acct_1", request=asked, size=SIDES, seeds=asked.seeds()
    )


async def events_of(engine: base.Engine, run: base.Run) -> list[base.Event]:
    with anyio.fail_after(60):
        return [event async for event in engine.run(run)]


def outputs(events: list[base.Event]) -> list[base.Output]:
    return [event for event in events if isinstance(event, base.Output)]


async def test_an_engine_that_draws_is_not_broken(engine):
    await events_of(engine, a_run())
    assert not engine.is_broken


async def test_a_run_tells_its_beginning_then_each_picture_once(engine):
    events = await events_of(engine, a_run(n=2))
    assert isinstance(events[0], base.Progress)
    assert sorted(output.image for output in outputs(events)) == [0, 1]
    done = set()
    for event in events:
        match event:
            case base.Progress():
                assert event.image in (0, 1)
                assert event.image not in done
                assert 0 <= event.step <= event.steps
            case base.Output():
                done.add(event.image)
            case base.Preview():
                assert len(event.picture.data) <= 16 * 1024
            case base.Consumed():
                assert event.engine_s >= 0
            case base.Warning():
                assert event.code.isascii()
                assert event.message


async def test_a_large_picture_is_seen_before_it_is_finished(engine):
    if not engine.capabilities.previews:
        return
    large = Size(1280, 720)
    asked = ImageRequest(
        model="m", tier=Tier.STANDARD, prompt="a cat", size=large, num_images=2, seed=7
    )
    run = base.Run(
        job_id="j", attempt=1, account_id="a", request=asked, size=large, seeds=asked.seeds()
    )
    events = await events_of(engine, run)
    for image in range(2):
        kinds = [type(e) for e in events if getattr(e, "image", None) == image]
        assert kinds.index(base.Preview) < kinds.index(base.Output)
    for event in events:
        if isinstance(event, base.Preview):
            with Image.open(io.BytesIO(event.picture.data)) as image:
                image.load()
                assert Image.MIME[image.format] == event.picture.media_type
                assert image.size == (event.picture.width_px, event.picture.height_px)


async def test_pictures_have_exactly_the_asked_size(engine):
    (output,) = outputs(await events_of(engine, a_run()))
    picture = output.picture
    assert (picture.width_px, picture.height_px) == (SIDES.width_px, SIDES.height_px)
    with Image.open(io.BytesIO(picture.data)) as image:
        image.load()
        assert image.size == (SIDES.width_px, SIDES.height_px)
        assert Image.MIME[image.format] == picture.media_type
    if picture.media_type == "image/png":
        assert png.size(picture.data) == (SIDES.width_px, SIDES.height_px)


async def test_one_seed_gives_one_picture_and_another_seed_another(engine):
    if not engine.capabilities.deterministic:
        return
    first = outputs(await events_of(engine, a_run(n=2)))
    again = outputs(await events_of(engine, a_run(n=2, job="job_2")))
    alone = outputs(await events_of(engine, a_run(seed=8)))
    assert [o.picture for o in first] == [o.picture for o in again]
    assert first[1].picture.data == alone[0].picture.data, "beside another or alone, it is the same"
    assert first[0].picture.data != first[1].picture.data


async def test_asking_for_room_changes_nothing(engine):
    assert len({engine.room() for _ in range(5)}) == 1
    assert engine.room() >= 1


async def test_a_run_takes_room_and_gives_it_back_however_it_ends(engine):
    free = engine.room()
    await events_of(engine, a_run())
    assert engine.room() == free
    with anyio.fail_after(60):
        async with aclosing(engine.run(a_run(n=4))) as events:
            await anext(events)
            assert engine.room() >= 0, "some have more room beside what they have begun with"
        assert engine.room() == free
        never_begun = engine.run(a_run())
        await never_begun.aclose()
    assert engine.room() == free
    assert outputs(await events_of(engine, a_run())), "and it works on"


async def test_a_cancelled_task_closes_its_run(engine):
    free = engine.room()

    async def consume() -> None:
        async with aclosing(engine.run(a_run(n=6))) as events:
            async for _ in events:
                begun.set()

    begun = anyio.Event()
    with anyio.fail_after(60):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(consume)
            await begun.wait()
            tasks.cancel_scope.cancel()
    assert engine.room() == free


def assert_told_well(figures):
    names = [each.name for each in figures]
    assert len(set(names)) == len(names)
    for each in figures:
        assert re.fullmatch("[a-z_]+", each.name), each
        assert math.isfinite(each.value), each
        assert each.unit in set(base.Unit), each
        assert (each.unit is base.Unit.BYTES) == each.name.endswith("_bytes"), each
        assert (each.unit is base.Unit.SECONDS) == each.name.endswith("_s"), each


async def test_its_figures_are_finite_numbers_under_names_of_their_own(engine):
    assert_told_well(engine.figures)
    async with aclosing(engine.run(a_run(n=2))) as events:
        await anext(events)
        assert_told_well(engine.figures)
    before = engine.figures
    assert_told_well(before)
    assert engine.figures == before, "asking changes nothing"
    for _ in range(100):  # from beside its own threads as well
        assert_told_well(engine.figures)


async def test_it_says_who_it_is_and_what_it_can(engine):
    assert str(engine.identity).count("/") == 1
    assert "@" in str(engine.identity)
    assert engine.capabilities.area_px_max >= SIDES.area_px
    assert engine.capabilities == engine.capabilities


async def test_the_shared_request_is_not_changed(engine):
    asked = image_request("a cat")
    before = asked.to_json()
    run = base.Run(
        job_id="j", attempt=1, account_id="a", request=asked, size=SIDES, seeds=asked.seeds()
    )
    await events_of(engine, run)
    assert asked.to_json() == before
