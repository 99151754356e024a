"""Samples, and an engine to drive them with: what the tests of pictures share.

The oracle is the plain pipeline at batch 1, given the same noise.
"""

from dataclasses import dataclass
from functools import cache
from itertools import count

import numpy as np
import torch
from diffusers import DiffusionPipeline
from PIL import Image

from diffusion import tiny
from inkstone.domain.request import Size
from inkstone.engines.diffusion.engine import DiffusionEngine
from inkstone.engines.diffusion.models.base import Family
from inkstone.engines.diffusion.models.qwen_image_21.family import QwenImage21
from inkstone.engines.diffusion.prefix_cache import PrefixCache
from inkstone.engines.diffusion.sample import Sample
from inkstone.engines.diffusion.scheduler import Demand, Scheduler, SchedulerLimits

#: As small as the plain pipeline's own processor takes.
REFERENCE_PX = 288


SQUARE = Size(128, 128)


class Parts:
    """The pipeline's modules, as a family takes them."""

    def __init__(self, pipeline: DiffusionPipeline) -> None:
        self.transformer, self.vae = pipeline.transformer, pipeline.vae
        self.text_encoder, self.tokenizer = (
            pipeline.text_encoder,
            getattr(pipeline, "tokenizer", None),
        )
        self.processor = getattr(pipeline, "processor", None)
        self.scheduler_config = dict(pipeline.scheduler.config)


@cache
def oracle(name: str) -> DiffusionPipeline:
    """The plain pipeline of a tiny checkpoint."""
    return tiny.pipeline(tiny.checkpoint(name))


@cache
def family_21(name: str = "qwen-image-2.1", reference_px: int = REFERENCE_PX) -> QwenImage21:
    """The family of the same weights."""
    pipeline = oracle(name)
    return QwenImage21(
        Parts(pipeline),
        sigmas=pipeline.config.sample_sigmas,
        reference_px=reference_px,
        rows_max=1024,
    )


@cache
def reference(index: int) -> Image.Image:
    """A noisy picture; each has a shape of its own."""
    rng = np.random.default_rng(index)
    shape = (90 + 20 * (index % 4), 120 + 10 * (index % 3), 3 + index % 2)
    return Image.fromarray(rng.integers(0, 255, shape, dtype=np.uint8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One picture that a test asks for."""

    prompt: str = "a red fox"
    size: Size = SQUARE
    steps: int = 3
    seed: int = 1
    references: tuple[int, ...] = ()
    negative: str | None = None
    guidance: float = 1.0
    account: str = "acct_1"
    priority: int = 0


_ids = count()


def sample_of(family: Family, asked: Asked) -> Sample:
    """The picture as a sample, encoded and ready to be added."""
    pictures = [reference(index) for index in asked.references]
    grid = family.grid_of(asked.size)
    positive = family.encode(asked.prompt, pictures)
    negative = None if asked.negative is None else family.encode(asked.negative, pictures)
    conditions = [positive] if negative is None else [positive, negative]
    sigmas = family.sigmas(asked.steps, grid)
    demand = Demand(
        id=f"sample_{next(_ids)}",
        account_id=asked.account,
        family=family.traits.family,
        priority=asked.priority,
        num_steps=len(sigmas) - 1,
        step_tflop=sum(family.step_tflop(grid.num_tokens, c.num_tokens) for c in conditions),
        prefill_tflop=sum(family.prefill_tflop(c.num_tokens) for c in conditions),
        num_rows=sum(family.step_rows(grid.num_tokens, c.num_tokens) for c in conditions),
        latents_bytes=2 * grid.num_tokens * 64 * family.dtype.itemsize,
        prefix=repr((asked.prompt, asked.references, asked.negative)),
        prefix_bytes=sum(family.prefix_bytes(c.num_tokens) for c in conditions),
    )
    return Sample(
        demand=demand,
        family=family,
        positive=positive,
        negative=negative,
        guidance=asked.guidance,
        seed=asked.seed,
        grid=grid,
        sigmas=sigmas,
    )


def engine_of(
    *,
    rows_max: int = 4096,
    bytes_max: int = 2**30,
    is_relaxed: bool = False,
    cache_bytes: int | None = None,
) -> DiffusionEngine:
    """An engine whose clock counts calls."""
    ticks = count()
    return DiffusionEngine(
        scheduler=Scheduler(SchedulerLimits(rows_max=rows_max, bytes_max=bytes_max)),
        cache=PrefixCache(bytes_max if cache_bytes is None else cache_bytes),
        is_relaxed=is_relaxed,
        clock=lambda: float(next(ticks)),
    )


def latents_of(engine: DiffusionEngine, samples: list[Sample]) -> list[torch.Tensor]:
    """Run samples to their ends."""
    for sample in samples:
        engine.add(sample)
    while engine.has_work:
        for stepped in engine.step():
            if stepped.error is not None:
                raise stepped.error
    return [sample.latents for sample in samples]


def alone(family: Family, asked: Asked) -> torch.Tensor:
    """The latents of a picture that shares no step with anybody."""
    (latents,) = latents_of(engine_of(), [sample_of(family, asked)])
    return latents


def oracles(name: str, family: Family, asked: Asked) -> torch.Tensor:
    """The latents that the plain pipeline makes of the same."""
    pictures = [reference(index) for index in asked.references]
    noise = family.noise(asked.seed, family.grid_of(asked.size))
    made = oracle(name)(
        asked.prompt,
        image=pictures or None,
        negative_prompt=asked.negative,
        true_cfg_scale=asked.guidance,
        latents=noise[None],
        width=asked.size.width_px,
        height=asked.size.height_px,
        num_inference_steps=asked.steps,
        output_resolution=REFERENCE_PX,
        output_type="latent",
    )
    return made.images[0]
