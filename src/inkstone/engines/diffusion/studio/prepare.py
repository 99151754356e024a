"""Prepare: from a run to its samples, with everything read that they are conditioned on.

It does not know when they are drawn, nor by which thread; it is for the one that reads prompts.
"""

import hashlib
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import torch
from PIL import Image

from inkstone.engines import base
from inkstone.engines.diffusion.models.base import Condition, Family, Grid
from inkstone.engines.diffusion.sample import Sample
from inkstone.engines.diffusion.scheduler import Demand
from inkstone.engines.diffusion.studio.condition_cache import ConditionCache
from inkstone.engines.diffusion.studio.finish import read_png
from inkstone.engines.diffusion.studio.recipe import Recipe

#: Latents and velocity of a token: 64 channels each, in every family.
_LATENTS_VALUES = 2 * 64
#: What the checkpoints' authors tell the model where it shall leave the background out.
_TRANSPARENT = (
    " This is an RGBA image with transparency. The image has alpha channel and the background is "
    "transparent."
)
_CUT = base.Warning(
    "prompt_cut", "The prompt is longer than this model reads; what is beyond was left out."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run is drawn: on which weights, and what it may share."""

    #: The checkpoint among all that are loaded: only samples of one key share a step.
    key: str
    family: Family
    #: Whose turn it is to encode or decode. NOTE: a VAE keeps features between its calls, so that
    #: two of them at once would mix them up.
    turn: threading.Lock = field(default_factory=threading.Lock)
    conditions: ConditionCache[Condition]
    #: Whether accounts may share what was read and prefilled.
    shares_prefixes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A run's samples, one for each seed, and what must be said of them."""

    samples: tuple[Sample, ...]
    warnings: tuple[base.Warning, ...] = ()


@dataclass(frozen=True, slots=True)
class _Branches:
    """What a run's samples are conditioned on, and the key that stands for it."""

    positive: Condition
    negative: Condition | None
    key: str

    @property
    def all(self) -> tuple[Condition, ...]:
        return (self.positive,) if self.negative is None else (self.positive, self.negative)


def prepared(run: base.Run, recipe: Recipe, place: Place, *, run_id: str, now_s: float) -> Prepared:
    """The samples of a run; those of all seeds share what they are conditioned on.

    Args:
        run: what is asked for.
        recipe: what it comes to.
        place: where it is drawn.
        run_id: no other run has it; its samples' ids begin with it.
        now_s: the time on the scheduler's clock.
    """
    family = place.family
    branches = _read(run, recipe, place)
    grid = family.grid_of(recipe.drawn)
    sigmas = family.sigmas(recipe.num_steps, grid)
    demand = _demand(run, place, branches, grid, num_steps=sigmas.shape[0] - 1, now_s=now_s)
    samples = tuple(
        Sample(
            demand=replace(demand, id=f"{run_id}/{image}"),
            family=family,
            positive=branches.positive,
            negative=branches.negative,
            guidance=recipe.guidance,
            seed=seed,
            grid=grid,
            sigmas=sigmas,
        )
        for image, seed in enumerate(run.seeds)
    )
    is_cut = any(condition.is_cut for condition in branches.all)
    return Prepared(samples=samples, warnings=(_CUT,) if is_cut else ())


def _read(run: base.Run, recipe: Recipe, place: Place) -> _Branches:
    """Each branch's condition, from the cache or read now."""
    owner = "" if place.shares_prefixes else run.account_id
    digests = tuple(hashlib.sha256(each.data).hexdigest() for each in run.inputs)
    pictures: list[Image.Image] = []

    def branch(prompt: str) -> tuple[Condition, str]:
        key = _digest(place.key, owner, prompt, *digests)
        found = place.conditions.get(key)
        if found is None:
            if not pictures:
                pictures.extend(map(read_png, run.inputs))
            with place.turn:
                found = place.family.encode(prompt, pictures)
                _wait_for_device(found)
            place.conditions.put(key, found)
        return found, key

    prompt = run.request.prompt + (_TRANSPARENT if recipe.is_transparent else "")
    positive, key = branch(prompt)
    if recipe.negative_prompt is None:
        return _Branches(positive, None, f"{owner}/{key}")
    negative, other = branch(recipe.negative_prompt)
    return _Branches(positive, negative, f"{owner}/{_digest(key, other)}")


def _wait_for_device(condition: Condition) -> None:
    """Until what was read is there: it is used in another thread, which does not wait for it."""
    states = condition.segments[0].states
    if states.is_cuda:
        torch.cuda.current_stream(states.device).synchronize()


def _digest(*parts: str) -> str:
    """One name for many texts, each with its length so that none runs into the next."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _demand(
    run: base.Run,
    place: Place,
    branches: _Branches,
    grid: Grid,
    *,
    num_steps: int,
    now_s: float,
) -> Demand:
    """What the scheduler is told of each sample; all have the same but for their id."""
    family = place.family
    lengths = [condition.num_tokens for condition in branches.all]
    deadline_s = None
    if run.deadline_at is not None:
        deadline_s = now_s + (run.deadline_at - datetime.now(UTC)).total_seconds()
    return Demand(
        id="",
        account_id=run.account_id,
        family=place.key,
        weight=run.account_weight,
        priority=run.priority,
        deadline_s=deadline_s,
        num_steps=num_steps,
        step_tflop=sum(family.step_tflop(grid.num_tokens, length) for length in lengths),
        prefill_tflop=sum(family.prefill_tflop(length) for length in lengths),
        num_rows=sum(family.step_rows(grid.num_tokens, length) for length in lengths),
        latents_bytes=grid.num_tokens * _LATENTS_VALUES * family.dtype.itemsize,
        prefix=branches.key,
        prefix_bytes=sum(family.prefix_bytes(length) for length in lengths),
    )
