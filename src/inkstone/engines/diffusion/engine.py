"""The diffusion engine: samples come and go at any step, and those that fit share a forward.

`step` is the whole of it: pick, make ready, one forward, hand back. It does not know requests,
threads or files, and holds no clock of its own; one thread calls it.
"""

import math
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial

import torch

from inkstone.engines.base import Figure
from inkstone.engines.diffusion import figures
from inkstone.engines.diffusion.batch import StepBatch
from inkstone.engines.diffusion.failures import is_device_lost, is_out_of_memory
from inkstone.engines.diffusion.models.base import Prefix
from inkstone.engines.diffusion.prefix_cache import Held, PrefixCache
from inkstone.engines.diffusion.sample import Sample
from inkstone.engines.diffusion.scheduler import Scheduler


@dataclass(frozen=True, slots=True)
class Stepped:
    """A sample after a step that it took part in; finished and failed ones have left."""

    sample: Sample
    #: Why it failed; `None` where it moved on.
    error: Exception | None = None
    #: In how many seconds it will be finished, as things are; `None` where nobody can tell.
    eta_s: float | None = None


class DiffusionEngine:
    """Denoises samples, as many at once as is worth it."""

    def __init__(
        self,
        *,
        scheduler: Scheduler,
        cache: PrefixCache,
        is_relaxed: bool,
        clock: Callable[[], float],
    ) -> None:
        """Denoise so.

        Args:
            scheduler: who steps next.
            cache: where prefixes are kept.
            is_relaxed: whether samples may differ by rounding from what each is alone.
            clock: seconds, never backwards.
        """
        self._scheduler = scheduler
        self._cache = cache
        self._is_relaxed = is_relaxed
        self._clock = clock
        self._samples: dict[str, Sample] = {}
        self._held: dict[str, Held[Prefix]] = {}
        self._num_steps = 0
        #: Who took the last step, by id.
        self._last_step: Collection[str] = ()
        self._note()

    @property
    def has_work(self) -> bool:
        """Whether a step would do something."""
        return bool(self._samples)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """How it did when it last changed; any thread may ask, since this is replaced whole."""
        return self._figures

    def _note(self) -> None:
        self._figures = figures.of_loop(
            self._cache.figures,
            num_in_step=len(self._last_step) if self._samples else 0,
            num_waiting=len(self._samples.keys() - self._last_step),
            num_steps=self._num_steps,
        )

    def add(self, sample: Sample) -> None:
        """Take a sample in; it starts when it is its turn.

        Raises:
            TooLarge: it needs more memory than there ever is.
        """
        self._scheduler.add(sample.demand, self._clock())
        self._samples[sample.demand.id] = sample
        self._note()

    def abort(self, sample_id: str) -> None:
        """Let a sample go, wherever it is; its memory is free at once."""
        if sample_id in self._samples:
            self._scheduler.remove(sample_id)
            self._forget(self._samples[sample_id])
            self._note()

    def step(self) -> list[Stepped]:
        """One denoising step for the samples whose turn it is."""
        began_s = self._clock()
        pick = self._scheduler.pick(began_s)
        for sample_id in pick.evict:
            self._put_aside(self._samples[sample_id])
        picked = [self._samples[sample_id] for sample_id in pick.run]
        self._cache.set_aside(self._latents_bytes(picked))
        ready, stepped = self._make_ready(picked)
        stepped += self._advance(ready)
        moved = [each.sample.demand.id for each in stepped if each.error is None]
        now_s = self._clock()
        self._scheduler.done(moved, now_s - began_s, now_s)
        for each in stepped:
            if each.error is not None:
                self._scheduler.remove(each.sample.demand.id)
            if each.error is not None or each.sample.is_finished:
                self._forget(each.sample)
        self._num_steps += bool(moved)
        self._last_step = moved
        self._note()
        return [replace(each, eta_s=self._forecast(each.sample)) for each in stepped]

    def _forecast(self, sample: Sample) -> float | None:
        if sample.demand.id not in self._samples:
            return None
        eta_s = self._scheduler.eta_s(sample.demand.id, self._clock())
        return eta_s if math.isfinite(eta_s) else None

    def _latents_bytes(self, picked: list[Sample]) -> int:
        """What latents hold in memory, those of the samples that are about to start among them."""
        begun = (s for s in self._samples.values() if s.latents is not None)
        return sum(s.demand.latents_bytes for s in {*begun, *picked})

    def _make_ready(self, samples: list[Sample]) -> tuple[list[Sample], list[Stepped]]:
        """Give each its noise and its prefixes; those that cannot have them fail."""
        ready: list[Sample] = []
        failed: list[Stepped] = []
        for sample in samples:
            try:
                self._prefill(sample)
                if sample.latents is None:
                    sample.latents = sample.family.noise(sample.seed, sample.grid)
                ready.append(sample)
            except Exception as error:  # noqa: BLE001 - one sample's failure is not another's
                self._make_room(error)
                failed.append(Stepped(sample, error))
        return ready, failed

    def _prefill(self, sample: Sample) -> None:
        if sample.prefixes:
            return
        demand, family = sample.demand, sample.family
        held = self._cache.hold(
            demand.prefix or demand.id,
            account_id=demand.account_id,
            family=demand.family,
            num_bytes=demand.prefix_bytes,
            make=[
                partial(family.prefill, condition, is_relaxed=self._is_relaxed)
                for condition in sample.conditions
            ],
            size_of=_size_of,
        )
        self._held[demand.id] = held
        sample.prefixes = held.values

    def _advance(self, samples: list[Sample]) -> list[Stepped]:
        """Take the step together; where that fails, each by itself, so that one fails alone."""
        if not samples:
            return []
        error = self._failure_of_step(samples)
        if error is None:
            return [Stepped(sample) for sample in samples]
        if len(samples) == 1:
            return [Stepped(samples[0], error)]
        del error
        return [each for sample in samples for each in self._advance([sample])]

    def _failure_of_step(self, samples: list[Sample]) -> Exception | None:
        try:
            StepBatch(samples).step(is_packed=self._is_packed(samples[0]))
        except Exception as error:  # noqa: BLE001 - one sample's failure is not another's
            self._make_room(error)
            return error
        return None

    def _is_packed(self, sample: Sample) -> bool:
        return self._is_relaxed or sample.family.is_row_invariant

    def _make_room(self, error: Exception) -> None:
        """Give back what the failure holds on to and, where memory ran out, what nobody uses.

        Raises:
            Exception: the failure itself, where the device is lost for good.
        """
        if is_device_lost(error):
            raise error
        traceback.clear_frames(error.__traceback__)
        if is_out_of_memory(error):
            self._cache.clear()
            if torch.cuda.is_available():
                torch.cuda.empty_cache()

    def _put_aside(self, sample: Sample) -> None:
        """Let a sample's prefixes go; it keeps its latents, and gets equal prefixes later."""
        held = self._held.pop(sample.demand.id, None)
        if held is not None:
            self._cache.release(held)
        sample.prefixes = ()

    def _forget(self, sample: Sample) -> None:
        self._put_aside(sample)
        del self._samples[sample.demand.id]


def _size_of(prefix: Prefix) -> int:
    return prefix.num_bytes
