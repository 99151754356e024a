"""The diffusion engine as the platform sees it: open weights, drawn with by threads of its own.

It does not know how a picture comes about; what it has opened does. torch is imported as it opens,
so that a server says where it listens before its weights are in memory.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inkstone.domain.errors import EngineFailure, NotFound, Unavailable
from inkstone.engines import base
from inkstone.engines.diffusion.checkpoints import checkpoint
from inkstone.engines.diffusion.models.abilities import Abilities, abilities_of, capabilities
from inkstone.engines.limits import DiffusionLimits, Weights
from inkstone.engines.weights import CheckpointFacts

if TYPE_CHECKING:
    from inkstone.engines.diffusion.studio.studio import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What draws for a model: a checkpoint, and how many steps the model's tier takes."""

    facts: CheckpointFacts
    steps: int

    @property
    def key(self) -> str:
        """The checkpoint among all that are loaded."""
        return f"{self.facts.name}@{self.facts.revision}"

    @property
    def identity(self) -> base.Identity:
        """The checkpoint, for results."""
        return base.Identity(
            engine="diffusion",
            # Without the owner of a hub id: the revision tells apart what shares a name.
            model=self.facts.name.rpartition("/")[2],
            revision=self.facts.revision,
        )


class AsyncDiffusionEngine:
    """Draws with the open weights that are on this machine."""

    def __init__(self, limits: DiffusionLimits) -> None:
        """Look at the files of the checkpoints, and load nothing.

        Raises:
            InkstoneError: there is none, or one of them is not here or cannot be used.
        """
        self._limits = limits
        facts = _inspected([*limits.models.values(), *limits.edit_models.values()])
        self._draws = _served(limits.models, facts)
        self._edits = {**self._draws, **_served(limits.edit_models, facts)}
        self._capabilities = capabilities(
            self._draws.keys() | self._edits.keys(),
            [*_abilities(self._draws), *_abilities(self._edits)],
            is_relaxed=limits.is_relaxed,
            left_out=limits.left_out,
        )
        self._studio: Studio | None = None
        self._num_runs = 0
        #: Those of them that have taken a step.
        self._num_stepping = 0

    @property
    def capabilities(self) -> base.Capabilities:
        """What the best of its checkpoints can do."""
        return self._capabilities

    @property
    def identity(self) -> base.Identity:
        """The first checkpoint; each result names its own."""
        return next(iter((self._draws or self._edits).values())).identity

    @property
    def is_broken(self) -> bool:
        """Whether its stepping thread has met a fault."""
        return self._studio is not None and self._studio.has_failed

    @property
    def health(self) -> base.Health:
        """Always well: it draws here."""
        return base.WELL

    @property
    def figures(self) -> Sequence[base.Figure]:
        """Its runs and, once it is open, what its studio tells."""
        own = base.Figure("runs_in_hand", self._num_runs)
        return (own, *self._studio.figures) if self._studio is not None else (own,)

    async def open(self) -> None:
        """Load the weights, and start the threads.

        Raises:
            InkstoneError: the weights cannot be loaded.
        """
        self._studio = await asyncio.to_thread(self._open)

    def _open(self) -> "Studio":
        from inkstone.engines.diffusion import opening  # noqa: PLC0415 - torch takes seconds

        served = [*self._draws.values(), *self._edits.values()]
        return opening.studio({each.key: each.facts for each in served}, self._limits)

    async def close(self) -> None:
        """Stop the threads and let go of the weights."""
        studio, self._studio = self._studio, None
        if studio is not None:
            await asyncio.to_thread(studio.close)

    def room(self) -> int:
        """Twice as many may wait as are under way, so that other workers have the rest.

        Never more than it may hold, and none where it can draw no more.
        """
        if self._studio is not None and self._studio.has_failed:
            return 0
        num_waiting = self._num_runs - self._num_stepping
        room = max(1, 2 * self._num_stepping) - num_waiting
        return max(0, min(room, self._limits.runs_max - self._num_runs))

    async def run(self, run: base.Run) -> AsyncGenerator[base.Event, None]:
        """Draw the pictures of one run, all seeds together."""
        self._num_runs += 1
        is_stepping = False
        try:
            if self._studio is None:
                raise EngineFailure("The engine is not open.", code="engine_closed")
            served = self._served_of(run)
            events = self._studio.run(
                run, key=served.key, steps=served.steps, made_by=served.identity
            )
            async with aclosing(events):
                async for event in events:
                    if not is_stepping and isinstance(event, base.Progress):
                        is_stepping = True
                        self._num_stepping += 1
                    yield event
        finally:
            self._num_runs -= 1
            self._num_stepping -= is_stepping

    def _served_of(self, run: base.Run) -> Served:
        names = self._edits if run.inputs else self._draws
        served = names.get(run.request.model)
        if served is None:
            raise Unavailable(
                f"There are no weights for {run.request.model} on this machine; "
                f"there are for {', '.join(sorted(names)) or 'none'}.",
                retry_after_s=60,
            )
        return served


def _inspected(weights: Iterable[Weights]) -> dict[tuple[str, str], CheckpointFacts]:
    """What is known of each checkpoint, by source and revision."""
    places = {(each.source, each.revision) for each in weights}
    if not places:
        raise NotFound("The diffusion engine was given no weights.", code="checkpoint_not_found")
    return {place: checkpoint.inspect(*place) for place in sorted(places)}


def _served(
    models: Mapping[str, Weights], facts: Mapping[tuple[str, str], CheckpointFacts]
) -> dict[str, Served]:
    return {
        name: Served(facts=facts[each.source, each.revision], steps=each.steps)
        for name, each in models.items()
    }


def _abilities(served: Mapping[str, Served]) -> Iterable[Abilities]:
    return (abilities_of(each.facts) for each in served.values())
