"""What every measurement stands on: a model with random weights, a clock, peaks of memory.

It does not know what is measured.
"""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import random_weights
import torch
from PIL import Image

from inkstone.domain.request import Size
from inkstone.engines.diffusion.contest.fresh_weights import REAL
from inkstone.engines.diffusion.contest.sides import (
    ROWS_MAX,
    Asked,
    EngineSide,
    PipelineSide,
    noise_pictures,
)
from inkstone.engines.diffusion.memory.footprint import Footprint
from inkstone.engines.diffusion.models.qwen_image_21.family import QwenImage21

PROMPT = "a red fox asleep in the snow, photographed from above, the whole picture sharp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What some work took."""

    s: float
    #: The most that was allocated meanwhile; 0 where the device does not say.
    peak_bytes: int


class Rig:
    """A model on a device, and both ways to draw with it."""

    def __init__(self, device: str, *, is_tiny: bool) -> None:
        self.device = torch.device(device)
        self.is_tiny = is_tiny
        self.is_gpu = self.device.type == "cuda"
        self.dtype = torch.bfloat16
        self.shape = random_weights.SMALL if is_tiny else REAL
        self.pipeline: Any = random_weights.pipeline(
            self.device, dtype=self.dtype, shape=self.shape
        )
        #: A tiny model's processor refuses what is smaller.
        self.reference_px = 288 if is_tiny else 1024
        self.family = self._family()
        self.plain = PipelineSide(self.pipeline, reference_px=self.reference_px)

    def _family(self) -> QwenImage21:
        pipeline = self.pipeline
        modules = SimpleNamespace(
            transformer=pipeline.transformer,
            vae=pipeline.vae,
            text_encoder=pipeline.text_encoder,
            processor=pipeline.processor,
            scheduler_config=dict(pipeline.scheduler.config),
        )
        rows_max = 256 if self.is_tiny else ROWS_MAX
        return QwenImage21(modules, reference_px=self.reference_px, rows_max=rows_max)

    def side(self, *, is_relaxed: bool = False) -> EngineSide:
        """Our engine, with nothing cached."""
        return EngineSide(self.family, is_relaxed=is_relaxed)

    @cached_property
    def footprint(self) -> Footprint:
        """What it is said to hold and to take."""
        return Footprint(
            family="qwen-image-2.1",
            weights_bytes=self.family.weights_bytes,
            value_bytes=self.dtype.itemsize,
            num_layers=self.shape.num_layers,
            width=self.shape.num_heads * self.shape.head_width,
            vae_encoder_width=self.shape.vae_width,
            vae_decoder_width=self.shape.vae_decoder_width,
            vae_num_blocks=self.shape.vae_num_blocks,
            text_width=self.shape.text_width,
            num_references_max=10,
            is_guided=True,
        )

    def wait(self) -> None:
        """Until the device has done what it was told."""
        if self.is_gpu:
            torch.cuda.synchronize(self.device)

    def took(self, work: Callable[[], object]) -> Took:
        """Time some work; what it makes is dropped."""
        if self.is_gpu:
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats(self.device)
        self.wait()
        began_s = time.perf_counter()
        work()
        self.wait()
        took_s = time.perf_counter() - began_s
        peak = torch.cuda.max_memory_allocated(self.device) if self.is_gpu else 0
        return Took(s=took_s, peak_bytes=peak)

    def best(self, work: Callable[[], object], *, repeats: int = 3) -> Took:
        """The fastest of some runs, after one that is not counted; or just the one."""
        # A toy shows that it runs, not how fast.
        repeats = 1 if self.is_tiny else repeats
        if repeats > 1:
            work()
        runs = [self.took(work) for _ in range(repeats)]
        return min(runs, key=lambda run: run.s)

    def rival(self, work: Callable[[], object], *, repeats: int = 3) -> Took | None:
        """The same of what may not fit where ours does; `None` where it does not."""
        try:
            return self.best(work, repeats=repeats)
        except torch.OutOfMemoryError:
            pass
        # Out here the error is gone, and with it what its frames held.
        gc.collect()
        if self.is_gpu:
            torch.cuda.empty_cache()
        return None

    @cached_property
    def peak_tflop_s(self) -> float:
        """What the device does in one large product of matrices, in 10^12 operations a second."""
        side = 256 if self.is_tiny else 8192
        a, b = (torch.randn(side, side, device=self.device, dtype=self.dtype) for _ in range(2))
        num = 20

        def work() -> None:
            for _ in range(num):
                torch.mm(a, b)

        return num * 2 * side**3 / 1e12 / self.best(work).s


def asked(
    size: Size,
    num_steps: int,
    *,
    num: int = 1,
    references: Sequence[Image.Image] = (),
    prompt: str = PROMPT,
) -> list[Asked]:
    """So many pictures of one prompt."""
    return [
        Asked(
            prompt=prompt, references=tuple(references), size=size, num_steps=num_steps, seed=seed
        )
        for seed in range(num)
    ]


def references(num: int) -> tuple[Image.Image, ...]:
    """Pictures of noise; what they show does not matter."""
    return tuple(each.resize((400, 400)) for each in noise_pictures(num))


@contextmanager
def without_gradients() -> Iterator[None]:
    """As an engine's threads are."""
    with torch.inference_mode():
        yield
