"""The two sides of a contest: our engine and diffusers' own pipeline, asked for the same pictures.

It does not know what is asked for, nor what becomes of the figures.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import diffusers
import numpy as np
import torch
from PIL import Image
from torch import Tensor

from inkstone.domain.request import Size
from inkstone.engines.diffusion.engine import DiffusionEngine
from inkstone.engines.diffusion.models.base import Condition
from inkstone.engines.diffusion.models.qwen_image_21.family import QwenImage21
from inkstone.engines.diffusion.prefix_cache import PrefixCache
from inkstone.engines.diffusion.sample import Sample
from inkstone.engines.diffusion.scheduler import Demand, Scheduler, SchedulerLimits
from inkstone.engines.diffusion.studio.preview import PreviewClock, jpeg

#: More than is ever used: what is timed here is no memory plan.
_BYTES_MAX = 2**40
ROWS_MAX = 4096
#: What a side may know from earlier calls: nothing, prefixes and their heads, or what was read too.
Known = Literal["nothing", "prefixes", "everything"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A picture to be made."""

    prompt: str
    references: tuple[Image.Image, ...] = field(default=(), repr=False)
    size: Size
    num_steps: int
    seed: int


class EngineSide:
    """Our side."""

    def __init__(self, family: QwenImage21, *, is_relaxed: bool = False) -> None:
        self._family = family
        self._is_relaxed = is_relaxed
        self._conditions: dict[tuple[str, tuple[int, ...]], Condition] = {}
        self._cache = PrefixCache(_BYTES_MAX)
        #: What each step of the last call took.
        self.steps_s: list[float] = []

    def draw(
        self,
        asked: Sequence[Asked],
        *,
        known: Known = "nothing",
        has_previews: bool = False,
    ) -> list[Tensor]:
        """The latents of pictures that are asked for at once.

        Args:
            asked: what to draw.
            known: what of the last call may be there still. Prefixes alone serve whom the same
                references belong to, and prompts and references are read all the same.
            has_previews: whether each is looked at on its way, as somebody who waits would.
        """
        self.forget(known)
        limits = SchedulerLimits(rows_max=ROWS_MAX, bytes_max=_BYTES_MAX)
        engine = DiffusionEngine(
            scheduler=Scheduler(limits),
            cache=self._cache,
            is_relaxed=self._is_relaxed,
            clock=time.perf_counter,
        )
        self.steps_s = []
        samples = [self._sample(each, index) for index, each in enumerate(asked)]
        for sample in samples:
            engine.add(sample)
        with _Looks(is_on=has_previews) as looks:
            while engine.has_work:
                began_s = time.perf_counter()
                done = engine.step()
                for stepped in done:
                    if stepped.error is not None:
                        raise stepped.error
                    looks.take(stepped.sample)
                self.steps_s.append(time.perf_counter() - began_s)
        return [sample.latents for sample in samples if sample.latents is not None]

    def forget(self, known: Known = "nothing") -> None:
        """Drop all but what may be known."""
        if known != "everything":
            self._conditions.clear()
        if known == "nothing":
            self._cache = PrefixCache(_BYTES_MAX)

    @property
    def num_hits(self) -> int:
        """How often a prefix, or a head of one, was there since all was forgotten."""
        return self._cache.figures.hits

    def pictures(self, asked: Sequence[Asked]) -> list[Tensor]:
        """The pixels, (H, W, 4) uint8."""
        grids = [self._family.grid_of(each.size) for each in asked]
        drawn = self.draw(asked)
        return [self._family.decode(x, grid) for x, grid in zip(drawn, grids, strict=True)]

    def _sample(self, asked: Asked, index: int) -> Sample:
        family = self._family
        key = asked.prompt, tuple(id(each) for each in asked.references)
        condition = self._conditions.get(key)
        if condition is None:
            condition = self._conditions[key] = family.encode(asked.prompt, asked.references)
        grid = family.grid_of(asked.size)
        return Sample(
            demand=Demand(
                id=str(index),
                account_id="",
                family=family.traits.family,
                num_steps=asked.num_steps,
                step_tflop=family.step_tflop(grid.num_tokens, condition.num_tokens),
                prefill_tflop=family.prefill_tflop(condition.num_tokens),
                num_rows=grid.num_tokens,
                prefix=repr(key),
                prefix_bytes=family.prefix_bytes(condition.num_tokens),
            ),
            family=family,
            positive=condition,
            seed=asked.seed,
            grid=grid,
            sigmas=family.sigmas(asked.num_steps, grid),
        )


class _Looks:
    """Previews, as often as one run's are taken: the look by who steps, the file by another."""

    def __init__(self, *, is_on: bool) -> None:
        self._is_on = is_on
        self._due = PreviewClock()
        self._files = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.shutdown()

    def take(self, sample: Sample) -> None:
        """Look at a sample that has just stepped, if it is time."""
        step, image = sample.step_index, int(sample.demand.id)
        if self._is_on and self._due.is_due(image, step, sample.num_steps, time.perf_counter()):
            look = sample.family.denoised_rgb(sample.denoised(), sample.grid)
            self._files.submit(jpeg, look.numpy())


def plain_pipeline(modules: Any) -> Any:
    """Diffusers' own loop around loaded modules."""
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler.from_config(modules.scheduler_config)
    made: Any = diffusers.QwenImage21Pipeline(
        scheduler=scheduler,
        vae=modules.vae,
        text_encoder=modules.text_encoder,
        processor=modules.processor,
        transformer=modules.transformer,
    )
    made.set_progress_bar_config(disable=True)
    return made


class PipelineSide:
    """The other side."""

    def __init__(self, pipeline: Any, *, reference_px: int) -> None:
        self._call = pipeline
        self._reference_px = reference_px

    def draw(self, asked: Sequence[Asked]) -> list[Tensor]:
        """The latents of pictures, one after the other."""
        return [self._drawn([each], output_type="latent")[0] for each in asked]

    def draw_together(self, asked: Sequence[Asked]) -> list[Tensor]:
        """The same in one call, which takes one prompt for all."""
        return list(self._drawn(asked, output_type="latent"))

    def pictures(self, asked: Sequence[Asked]) -> list[Tensor]:
        """The pixels, (H, W, 4) uint8."""
        made = [self._drawn([each], output_type="pil")[0] for each in asked]
        return [torch.from_numpy(np.array(each)) for each in made]

    def _drawn(self, asked: Sequence[Asked], *, output_type: str) -> Any:
        first = asked[0]
        return self._call(
            first.prompt,
            image=list(first.references) or None,
            height=first.size.height_px,
            width=first.size.width_px,
            num_inference_steps=first.num_steps,
            num_images_per_prompt=len(asked),
            generator=[torch.Generator().manual_seed(each.seed) for each in asked],
            output_type=output_type,
            output_resolution=self._reference_px,
        ).images


def noise_pictures(num: int) -> tuple[Image.Image, ...]:
    """Pictures of noise, the same in every run."""
    rng = np.random.default_rng(0)
    shapes = [(300 + 50 * index, 400, 3) for index in range(num)]
    return tuple(Image.fromarray(rng.integers(0, 255, s, dtype=np.uint8)) for s in shapes)
