"""The engine before and after it opens: what it says of itself, which weights serve which run."""

import asyncio
import subprocess
import sys
import time
from datetime import timedelta

import anyio
import pytest
from sqlalchemy import update

from contract.world import parts
from diffusion import tiny
from inkstone.domain.errors import EngineFailure, InkstoneError, NotFound, Unavailable
from inkstone.engines import base
from inkstone.engines.diffusion.async_engine import AsyncDiffusionEngine
from inkstone.engines.diffusion.models.abilities import abilities_of
from inkstone.engines.diffusion.models.base import Traits
from inkstone.engines.limits import DiffusionLimits, Weights
from inkstone.store.account_tables import accounts
from unit.engines.diffusion.fakes import FakeFamily, Gate, a_png, a_run, a_studio, traits
from unit.engines.diffusion.studios import open_all, reached, until

pytestmark = pytest.mark.anyio


def weights(family="qwen-image-2.1", **more):
    return Weights(source=str(tiny.checkpoint(family)), **more)


def engine(models, **more):
    return AsyncDiffusionEngine(DiffusionLimits(models=models, **more))


def opened(made, **families):
    """An engine whose studio is one of fakes, by the family of each checkpoint."""
    named = {}
    for served in (*made._draws.values(), *made._edits.values()):
        named[served.key] = families.get(served.facts.family.replace("-", "_").replace(".", ""))
    made._studio = a_studio({key: found or FakeFamily() for key, found in named.items()})
    return made


async def outputs(made, run):
    with anyio.fail_after(60):
        return [e async for e in made.run(run) if isinstance(e, base.Output)]


def test_what_it_can_do_is_known_before_torch_is_imported():
    code = (
        "import sys; from inkstone.engines.limits import *; "
        "from inkstone.engines.diffusion.async_engine import AsyncDiffusionEngine as E; "
        f"E(DiffusionLimits(models={{'m': Weights(source={weights().source!r})}})).capabilities; "
        "assert not {'torch', 'diffusers', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_without_weights_there_is_no_engine(tmp_path):
    with pytest.raises(NotFound):
        engine({})
    with pytest.raises(InkstoneError):
        engine({"m": Weights(source=str(tmp_path))})


def test_it_can_do_what_the_best_of_its_checkpoints_can():
    turbo, base_ = weights("qwen-image-2.1-turbo"), weights("qwen-image-2.1")
    can = engine({"fast": turbo}).capabilities
    assert (can.edits, can.num_inputs_max, can.alpha) == (True, 10, True)
    assert (can.steps, can.guidance, can.negative_prompt) == (False, False, False)
    assert (can.models, can.previews, can.deterministic) == (frozenset({"fast"}), True, True)
    can = engine({"fast": turbo, "good": base_}, is_relaxed=True).capabilities
    assert (can.steps, can.guidance, can.negative_prompt) == (True, True, True)
    assert (can.models, can.deterministic) == (frozenset({"fast", "good"}), False)
    can = engine({"old": weights("qwen-image-2512")}).capabilities
    assert (can.edits, can.num_inputs_max, can.alpha) == (False, 0, False)


def named(figures):
    return {each.name: each.value for each in figures}


async def test_its_figures_grow_when_it_opens_and_tell_of_a_run():
    made = engine({"m": weights()})
    assert named(made.figures) == {"runs_in_hand": 0}
    family = FakeFamily()
    gate = family.gate("step")
    opened(made, qwen_image_21=family)
    run = asyncio.create_task(outputs(made, a_run(model="m")))
    await reached(gate)
    found = named(made.figures)
    assert (found["runs_in_hand"], found["samples_waiting"], found["steps_done"]) == (1, 1, 0)
    open_all(family)
    assert await run
    await until(lambda: named(made.figures)["samples_in_step"] == 0)
    found = named(made.figures)
    assert (found["runs_in_hand"], found["prefix_cache_misses"]) == (0, 1)
    assert found["steps_done"] >= 1
    assert not [name for name in found if name.startswith("device_")], "a CPU's is everybody's"
    await made.close()
    assert named(made.figures) == {"runs_in_hand": 0}


def test_it_names_the_checkpoint_and_its_revision():
    identity = engine({"m": weights()}).identity
    assert identity.engine == "diffusion"
    assert identity.model == tiny.checkpoint("qwen-image-2.1").name
    assert identity.revision.startswith("local-")
    assert str(identity).count("/") == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", list(tiny.FAMILIES))
async def test_what_is_said_before_is_what_the_weights_turn_out_to_be(name):
    made = engine({"m": weights(name)})
    await made.open()
    try:
        (served,), (place,) = made._draws.values(), made._studio._places.values()
        found: Traits = place.family.traits
        said = abilities_of(served.facts)
        assert said.num_references_max == found.num_references_max
        assert said.has_alpha == found.has_alpha
        assert said.is_distilled == (found.sigmas is not None)
        assert said.is_distilled == (found.guidance_for_negative <= 1)
    finally:
        await made.close()


async def test_equal_weights_are_loaded_once_and_steps_are_the_models_own():
    made = opened(engine({"a": weights(steps=2), "b": weights(steps=3)}))
    assert len(made._studio._places) == 1
    for model, steps in (("a", 2), ("b", 3)):
        (output,) = await outputs(made, a_run(model=model))
        assert output.picture.details["steps"] == steps
    await made.close()


async def test_edits_are_made_by_the_weights_for_edits():
    draws, edits = FakeFamily(traits=traits(num_references_max=0)), FakeFamily()
    made = opened(
        engine(
            {"m": weights("qwen-image-2512", steps=2)},
            edit_models={"m": weights("qwen-image-edit-2511", steps=2)},
        ),
        qwen_image=draws,
        qwen_image_edit_plus=edits,
    )
    assert made.capabilities.num_inputs_max == 3
    (drawn,) = await outputs(made, a_run())
    (edited,) = await outputs(made, a_run(inputs=(a_png(),)))
    assert (len(draws.encoded), len(edits.encoded)) == (1, 1)
    names = [str(output.made_by) for output in (drawn, edited)]
    assert "2512" in names[0]
    assert "2511" in names[1]
    await made.close()


async def test_a_job_s_weight_and_deadline_reach_the_scheduler_and_its_details_the_job(live):
    made = opened(engine({"qwen-image-2.0": weights(steps=2)}))
    loop, told = made._studio._stepper._loop, []
    add = loop.add
    loop.add = lambda sample: (told.append(sample.demand), add(sample))
    await live.store.write(
        lambda tx: tx.connection.execute(update(accounts).values(weight=4)).close()
    )
    world = parts(live.store, engine=made, blobs=live.blobs)
    world.caller = live.caller
    begun_s = time.monotonic()
    job = await world.run(n=2, priority=3, wait_max=timedelta(seconds=60))
    await made.close()
    assert (job.status, job.error) == ("succeeded", None)
    assert {(demand.account_id, demand.weight, demand.priority) for demand in told} == {
        (job.account_id, 4, 3)
    }
    for demand in told:
        assert begun_s + 55 < demand.deadline_s <= time.monotonic() + 60
    for image in job.images:
        assert image.details["guarantee"] == "strict"
        assert (image.details["steps"], image.details["drawn"]) == (2, "64x64")


async def test_a_model_without_weights_is_not_available_now():
    made = opened(engine({"m": weights()}))
    with pytest.raises(Unavailable, match=r"no weights for another .* there are for m"):
        await outputs(made, a_run(model="another"))
    await made.close()


async def test_twice_as_many_may_wait_as_take_steps():
    family = FakeFamily()
    gate = family.gate("step")
    made = opened(engine({"m": weights()}, runs_max=4), qwen_image_21=family)
    assert made.room() == 1
    runs, firsts = [made.run(a_run(n=3)), made.run(a_run()), made.run(a_run())], []
    firsts.append(asyncio.ensure_future(anext(runs[0])))
    await reached(gate)
    assert made.room() == 0, "nothing begins beside one that only waits"
    open_all(family)
    assert isinstance(await firsts[0], base.Progress)
    assert made.room() == 2
    gate.opened.clear()
    family.gates["encode"] = Gate()
    firsts += [asyncio.ensure_future(anext(run)) for run in runs[1:]]
    await until(lambda: made.room() == 0)  # two wait behind one
    open_all(family)
    await asyncio.gather(*firsts)
    assert made.room() == 1, "three take steps, and it holds four at the most"
    for run in runs:
        await run.aclose()
    assert made.room() == 1
    await made.close()


async def test_an_engine_that_is_not_open_draws_nothing():
    made = engine({"m": weights()})
    with pytest.raises(EngineFailure):
        await outputs(made, a_run())
    await made.close()
    assert made.room() == 1


async def test_an_engine_whose_thread_died_has_no_room():
    made = opened(engine({"m": weights()}))
    made._studio._stepper._loop.step = None
    made._studio._stepper._loop.abort = None
    with pytest.raises(EngineFailure, match="started again"):
        await outputs(made, a_run())
    assert made.room() == 0
    await made.close()
