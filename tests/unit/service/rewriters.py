"""Whoever rewrites prompts for tests: as it is told, at once, late or not at all."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.domain.request import Size, SizeRule
from inkstone.domain.rewrite import Rewrite
from inkstone.engines.base import Picture
from inkstone.service.enhance import Enhancer
from inkstone.service.metrics import Metrics
from inkstone.service.moderate import Moderator
from unit.service.brought import png

SIZE = Size(1024, 1024)
RULE = SizeRule(
    area_px_min=1, area_px_max=SIZE.area_px, side_px_min=256, side_px_max=2048, multiple_px=16
)


@dataclass
class Rewriting:
    """Puts `better` before each prompt and numbers the answers, or does what it is told to."""

    name: str = "tests"
    revision: str = "1"
    ratio: str = ""
    #: What it raises instead.
    fails: Exception | None = None
    #: What it waits for before it answers.
    gate: asyncio.Event | None = None
    kinds: frozenset[bool] = frozenset({False, True})
    #: What it answers, where that is not made of the prompt.
    says: str | None = None
    asked: list[str] = field(default_factory=list)
    pictures: list[Sequence[bytes]] = field(default_factory=list)
    seeds: list[int | None] = field(default_factory=list)
    num_at_once_max: int = 0
    _num_at_once: int = 0

    def handles(self, *, is_edit: bool) -> bool:
        """Whether it is told to."""
        return is_edit in self.kinds

    async def rewrite(
        self, prompt: str, *, pictures: Sequence[bytes] = (), seed: int | None = None
    ) -> Rewrite:
        """A better prompt."""
        self.asked.append(prompt)
        self.pictures.append(pictures)
        self.seeds.append(seed)
        number = len(self.asked)
        self._num_at_once += 1
        self.num_at_once_max = max(self.num_at_once_max, self._num_at_once)
        try:
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self._num_at_once -= 1
        if self.fails is not None:
            raise self.fails
        said = f"better {prompt} {number}" if self.says is None else self.says
        return Rewrite(prompt=said, ratio=self.ratio)


def enhancer(world, workshop, rewriter, *, judges=(), timeout_s=5.0, **more):
    """Who has prompts rewritten by this one."""
    moderator = Moderator(
        usual=PicturePolicy(moderation=Handling.REFUSE),
        workshop=workshop,
        metrics=Metrics(),
        texts=judges,
    )
    return Enhancer(
        store=world.store,
        workshop=workshop,
        moderator=moderator,
        rewriter=rewriter,
        timeout_s=timeout_s,
        **more,
    )


async def a_job(world, **fields):
    """A claimed job that asks for another prompt."""
    job = await world.submit()
    claimed = await world.claim_one()
    assert claimed.id == job.id
    return replace(claimed, request=replace(job.request, **{"prompt_extend": True} | fields))


def picture(width_px=40, height_px=30):
    """A decoded input."""
    return Picture(data=png(width_px, height_px), width_px=width_px, height_px=height_px)
