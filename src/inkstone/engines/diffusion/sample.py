"""A sample: one picture under way, with everything that decides its pixels.

It does not know who shares its steps.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from torch import Tensor

from inkstone.engines.diffusion.models.base import Condition, Family, Grid, Prefix, Row
from inkstone.engines.diffusion.scheduler import Demand


class Moved(NamedTuple):
    """Where a step leads: (L, C) each."""

    latents: Tensor
    velocity: Tensor


@dataclass(slots=True, kw_only=True, eq=False)
class Sample:
    """One picture under way."""

    #: The sample as the scheduler sees it; its id is the sample's.
    demand: Demand
    family: Family
    positive: Condition
    #: What to avoid; `None` where there is no second branch.
    negative: Condition | None = None
    #: How far from the negative branch; 1 where there is none.
    guidance: float = 1.0
    seed: int
    grid: Grid
    #: (S + 1,) float32 on the CPU, falling to 0.
    sigmas: Tensor = field(repr=False)
    #: (L, C); `None` before the first step.
    latents: Tensor | None = field(default=None, repr=False)
    #: The latest (L, C); where the latents are heading.
    velocity: Tensor | None = field(default=None, repr=False)
    #: Steps done.
    step_index: int = 0
    #: What each branch attends to; empty while the sample is not resident.
    prefixes: tuple[Prefix, ...] = field(default=(), repr=False)

    @property
    def num_steps(self) -> int:
        """How many steps it takes."""
        return self.sigmas.shape[0] - 1

    @property
    def is_finished(self) -> bool:
        """Whether its latents are a picture."""
        return self.step_index >= self.num_steps

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What its branches are conditioned on: the positive, then the negative if there is one."""
        return (self.positive,) if self.negative is None else (self.positive, self.negative)

    def rows(self) -> list[Row]:
        """Its part of the next step: one row for each branch."""
        assert self.latents is not None, "a sample has its noise before its first step"
        # NOTE: the noise is rounded to the model's own precision before it is divided, as the
        # checkpoints' pipelines do; in bfloat16 this moves 937.3 to 936.
        timestep = (self.sigmas[self.step_index] * 1000).to(self.latents.dtype) / 1000
        return [
            Row(latents=self.latents, timestep=timestep, grid=self.grid, prefix=prefix)
            for prefix in self.prefixes
        ]

    def advanced(self, velocities: list[Tensor]) -> Moved:
        """Where one Euler step leads, in float32; the sample stays where it is.

        Args:
            velocities: (L, C) for each branch.

        Source: "Flow Matching for Generative Modeling" (arXiv 2210.02747); it rounds as diffusers'
        `FlowMatchEulerDiscreteScheduler.step` does, version 0.42.1.
        """
        assert self.latents is not None, "a sample has its noise before its first step"
        velocity = velocities[0]
        if len(velocities) > 1:
            velocity = self.family.guide(velocities[0], velocities[1], self.guidance)
        span = self.sigmas[self.step_index + 1] - self.sigmas[self.step_index]
        latents = (self.latents.float() + span * velocity).to(velocity.dtype)
        return Moved(latents, velocity)

    def move(self, to: Moved) -> None:
        """Take the step, which cannot fail any more."""
        self.latents, self.velocity = to
        self.step_index += 1

    def denoised(self) -> Tensor:
        """(L, C): the picture that the sample is heading for, as far as it can be told yet."""
        assert self.latents is not None, "a sample has its noise before its first step"
        if self.velocity is None:
            return self.latents
        return self.latents - self.sigmas[self.step_index] * self.velocity
