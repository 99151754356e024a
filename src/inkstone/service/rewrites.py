"""Rewrites: one prompt put in other words in time, or the words that it was put in before.

It does not know what is drawn from them, nor how a prompt is rewritten.
"""

import asyncio
import hashlib
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from inkstone.domain.errors import TryLater, Unavailable
from inkstone.domain.rewrite import Rewrite
from inkstone.engines.base import Picture
from inkstone.media.workshop import Workshop
from inkstone.store import rewrites
from inkstone.store.unit_of_work import Store

#: Enhancers are shown pictures of at most so many pixels, as they were trained on.
_AREA_PX_MAX = 1024 * 1024
_QUALITY = 90
#: For so long after one could not be reached nobody waits for it.
_AWAY_S = 15.0


class Rewriter(Protocol):
    """Puts prompts in other words."""

    @property
    def name(self) -> str:
        """What it is called in answers."""
        ...

    @property
    def revision(self) -> str:
        """Another one wherever the same prompt may be rewritten otherwise."""
        ...

    def handles(self, *, is_edit: bool) -> bool:
        """Whether it rewrites the prompts of edits, or those of new pictures."""
        ...

    async def rewrite(
        self, prompt: str, *, pictures: Sequence[bytes] = (), seed: int | None = None
    ) -> Rewrite:
        """A prompt in other words.

        Args:
            prompt: the caller's.
            pictures: JPEGs of at most a megapixel, of what an edit starts from, in order.
            seed: of the request.

        Raises:
            TryLater: it cannot be asked now.
            InkstoneError: it made nothing of it that can be used.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One prompt to rewrite."""

    prompt: str
    #: Whose it is.
    account_id: str
    #: The same one, of the same prompt, gets the same words.
    seed: int
    #: What an edit starts from, decoded.
    pictures: Sequence[Picture] = ()
    #: How long it may take.
    limit_s: float


class Rewrites:
    """Asks whoever rewrites, and keeps the answers."""

    def __init__(
        self,
        rewriter: Rewriter,
        *,
        store: Store,
        workshop: Workshop,
        num_at_once: int,
    ) -> None:
        self.rewriter = rewriter
        self._store = store
        self._workshop = workshop
        self._slots = asyncio.Semaphore(num_at_once)
        self._away_until_s = -math.inf

    async def find(self, question: Question) -> tuple[Rewrite, bool]:
        """What was made of a prompt, now or before; and whether it was before and is kept.

        Raises:
            InkstoneError: nothing was.
        """
        where = {"account_id": question.account_id, "key": self._key(question)}
        kept = await self._store.read(lambda tx: rewrites.get(tx, **where), snapshot=False)
        if kept is not None:
            return kept, True
        if time.monotonic() < self._away_until_s:
            raise Unavailable("The prompt enhancer could not be reached a moment ago.")
        try:
            async with asyncio.timeout(question.limit_s), self._slots:
                return await self._asked(question), False
        except TimeoutError as error:
            raise Unavailable(
                f"The prompt enhancer did not answer within {question.limit_s:g} s."
            ) from error

    async def _asked(self, question: Question) -> Rewrite:
        jpegs = [await jpeg_of(each, self._workshop) for each in question.pictures]
        try:
            return await self.rewriter.rewrite(question.prompt, pictures=jpegs, seed=question.seed)
        except TryLater:
            self._away_until_s = time.monotonic() + _AWAY_S
            raise

    async def keep(self, question: Question, rewrite: Rewrite) -> Rewrite:
        """Keep what was made of a prompt; of two that were made at once the first.

        Raises:
            Unavailable: the database does not answer.
        """
        where = {"account_id": question.account_id, "key": self._key(question)}
        return await self._store.write(lambda tx: rewrites.put(tx, rewrite=rewrite, **where))

    def _key(self, question: Question) -> str:
        parts = [
            question.prompt,
            self.rewriter.name,
            self.rewriter.revision,
            question.seed,
            *(hashlib.sha256(each.data).hexdigest() for each in question.pictures),
        ]
        return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


async def jpeg_of(picture: Picture, workshop: Workshop) -> bytes:
    """A picture as an enhancer is shown it."""
    scale = min(1.0, math.sqrt(_AREA_PX_MAX / (picture.width_px * picture.height_px)))
    return await workshop.encode(
        picture.data,
        output_format="jpeg",
        quality=_QUALITY,
        width_px=max(1, int(picture.width_px * scale)),
        height_px=max(1, int(picture.height_px * scale)),
        documents={},
    )
