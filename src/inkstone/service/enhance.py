"""Enhance: a prompt in other words before it is drawn, the same ones for the same seed.

It does not know how a prompt is rewritten, nor what a vendor calls it. Whatever goes wrong with
it, a job is drawn from its caller's own words.
"""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inkstone.domain.errors import (
    ContentRefused,
    EngineFailure,
    InkstoneError,
    TryLater,
    Unavailable,
)
from inkstone.domain.job import Job, JobWarning
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.domain.request import ImageRequest, Size
from inkstone.domain.rewrite import Rewrite, is_same_shape, with_ratio
from inkstone.engines.base import Capabilities, Picture
from inkstone.media.workshop import Workshop
from inkstone.service.moderate import Moderator
from inkstone.service.rewrites import Question, Rewriter, Rewrites
from inkstone.store.unit_of_work import Store

_LOG = logging.getLogger(__name__)

#: Of the time that a job may wait, so much is left for its engine.
_SHARE = 0.5
#: Code → what a caller is told; why it was so is for the log.
_WARNINGS = {
    "enhancer_unavailable": "The prompt enhancer cannot be used now, so the prompt was drawn as "
    "it is.",
    "enhancer_failed": "The prompt enhancer made nothing of the prompt that can be used, so it "
    "was drawn as it is.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enhanced:
    """What a job is drawn from."""

    #: The request as it is drawn: with the rewritten prompt, or the same.
    request: ImageRequest
    #: What size its pictures get; another only where the caller fixed none.
    size: Size
    #: The prompt that was made of the caller's; empty where the caller's own is used.
    rewrite: str = ""
    warnings: tuple[JobWarning, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A rewritten prompt, as whoever asked for it alone is told."""

    rewrite: Rewrite
    #: Whether it was made before, of the same prompt with the same seed.
    is_cached: bool
    warnings: tuple[JobWarning, ...] = ()


class Enhancer:
    """Has prompts rewritten."""

    def __init__(
        self,
        *,
        store: Store,
        workshop: Workshop,
        moderator: Moderator,
        rewriter: Rewriter | None,
        timeout_s: float,
        num_at_once: int = 4,
    ) -> None:
        """Describe it; nothing starts.

        Args:
            store: where what was made of prompts is kept.
            workshop: what makes pictures small enough to be looked at.
            moderator: who has rewritten words looked at, as the caller's were.
            rewriter: who rewrites; without one every prompt stays as it is.
            timeout_s: how long one prompt may take, its turn included.
            num_at_once: how many are rewritten at once.
        """
        self._workshop = workshop
        self._moderator = moderator
        self._timeout_s = timeout_s
        self._rewrites: Rewrites | None = None
        if rewriter is not None:
            self._rewrites = Rewrites(
                rewriter, store=store, workshop=workshop, num_at_once=num_at_once
            )

    @property
    def is_set(self) -> bool:
        """Whether there is anybody who rewrites."""
        return self._rewrites is not None

    @property
    def name(self) -> str:
        """What the enhancer is called; empty where there is none."""
        return self._rewrites.rewriter.name if self._rewrites else ""

    def handles(self, *, is_edit: bool) -> bool:
        """Whether the prompts of edits, or those of new pictures, can be rewritten here."""
        return self._rewrites is not None and self._rewrites.rewriter.handles(is_edit=is_edit)

    def added_to(self, capabilities: Capabilities) -> Capabilities:
        """What an engine can do with this before it."""
        return replace(capabilities, prompt_extend=True) if self.is_set else capabilities

    def wants(self, request: ImageRequest) -> bool:
        """Whether a request's prompt is to be rewritten before it is drawn."""
        return bool(request.prompt_extend) and self.handles(is_edit=request.is_edit)

    async def enhance(self, job: Job, *, pictures: Sequence[Picture], size: Size) -> Enhanced:
        """What a job is drawn from: its prompt in other words, where that is asked for.

        Args:
            job: which an engine is about to get.
            pictures: what it starts from, decoded.
            size: what its pictures get without an enhancer.

        Raises:
            ContentRefused: moderation objects to the rewritten prompt.
            Unavailable: moderation cannot look at it, and nothing goes through unseen.
        """
        request, kept = job.request, self._rewrites
        if kept is None or not self.wants(request):
            return Enhanced(request=request, size=size)
        question = Question(
            prompt=request.prompt,
            account_id=job.account_id,
            seed=request.seed,
            pictures=pictures,
            limit_s=min(self._timeout_s, _SHARE * _wait_s(job)),
        )
        try:
            found, is_kept = await kept.find(question)
        except InkstoneError as error:
            _LOG.warning("job %s keeps its own prompt: %s", job.id, error.message)
            warning = _warning(error)
            return Enhanced(request=request, size=size, warnings=(warning,))
        warnings = await self._checked(found, job.policy)
        if not is_kept:
            found, warnings = await self._kept(kept, question, found, job.policy, warnings)
        if found.prompt == request.prompt:
            return Enhanced(request=request, size=size, warnings=warnings)
        size = _size(request, size, found, pictures)
        drawn = replace(
            request,
            prompt=found.prompt,
            # An engine that rewrites too must not do it again.
            prompt_extend=False,
            size=size if request.size else None,
        )
        return Enhanced(request=drawn, size=size, rewrite=found.prompt, warnings=warnings)

    async def rewrite(
        self,
        prompt: str,
        *,
        account_id: str,
        policy: PicturePolicy,
        seed: int,
        pictures: Sequence[Picture] = (),
    ) -> Rewritten:
        """A prompt in other words, for whoever asks for that alone.

        Args:
            prompt: the caller's.
            account_id: whose it is.
            policy: how its words are moderated.
            seed: a job with the same seed and prompt is drawn from the same words.
            pictures: what an edit would start from, decoded.

        Raises:
            ContentRefused: moderation objects to the prompt, or to what was made of it.
            EngineFailure: nothing that can be used was made of it.
            Unavailable: the enhancer, or moderation, cannot be asked now.
        """
        kept = self._rewrites
        if kept is None:
            raise Unavailable(
                "No prompt enhancer is set here; INKSTONE_ENHANCER_URL names one.",
                code="enhancer_unavailable",
            )
        flagged = await self._moderator.check_words(prompt, policy)
        question = Question(
            prompt=prompt,
            account_id=account_id,
            seed=seed,
            pictures=pictures,
            limit_s=self._timeout_s,
        )
        try:
            found, is_kept = await kept.find(question)
        except InkstoneError as error:
            _LOG.warning("a prompt was not rewritten: %s", error.message)
            raise _told(error) from error
        more = await self._checked(found, policy)
        if not is_kept:
            found, more = await self._kept(kept, question, found, policy, more)
        warnings = (*flagged, *(each for each in more if each not in flagged))
        return Rewritten(rewrite=found, is_cached=is_kept, warnings=warnings)

    async def picture(self, source: Path | bytes) -> Picture:
        """A picture that somebody brought, as `rewrite` takes it.

        Raises:
            InputRefused: it is no picture that is read here.
        """
        found = await self._workshop.decode(source)
        return Picture(data=found.png, width_px=found.width_px, height_px=found.height_px)

    async def _kept(
        self,
        rewrites: Rewrites,
        question: Question,
        found: Rewrite,
        policy: PicturePolicy,
        warnings: tuple[JobWarning, ...],
    ) -> tuple[Rewrite, tuple[JobWarning, ...]]:
        """Keep a rewrite that moderation let through; the one that counts, and its warnings."""
        try:
            first = await rewrites.keep(question, found)
        except TryLater as error:
            _LOG.warning("a rewritten prompt could not be kept: %s", error.message)
            return found, warnings
        return first, warnings if first == found else await self._checked(first, policy)

    async def _checked(self, found: Rewrite, policy: PicturePolicy) -> tuple[JobWarning, ...]:
        try:
            return await self._moderator.check_words(found.prompt, policy)
        except ContentRefused as refusal:
            message = refusal.message.replace("The prompt", "The rewritten prompt", 1)
            raise ContentRefused(message, code=refusal.code) from refusal


def _wait_s(job: Job) -> float:
    """How long a job may still wait for its engine, as of its claim."""
    if job.claimed_at is None:
        return math.inf
    return max(0.0, (job.expires_at - job.claimed_at).total_seconds())


def _warning(error: InkstoneError) -> JobWarning:
    code = "enhancer_unavailable" if isinstance(error, TryLater) else "enhancer_failed"
    return JobWarning(code=code, message=_WARNINGS[code])


def _told(error: InkstoneError) -> InkstoneError:
    """What whoever asked for a rewrite is told; why it was so is for the log."""
    if isinstance(error, TryLater):
        return Unavailable(
            "The prompt enhancer cannot be used now.",
            code="enhancer_unavailable",
            retry_after_s=error.retry_after_s,
        )
    message = "The prompt enhancer made nothing of the prompt that can be used."
    return EngineFailure(message, code="enhancer_failed")


def _size(request: ImageRequest, size: Size, found: Rewrite, pictures: Sequence[Picture]) -> Size:
    """The size that suits the rewritten prompt, where the caller left it open."""
    rule, is_open = request.size_rule, request.size is None or request.is_size_default
    ratio = found.shape([Size(each.width_px, each.height_px) for each in pictures])
    # What a mask lets change is somewhere in a picture of its shape.
    if not is_open or rule is None or request.mask is not None or ratio is None:
        return size
    return size if is_same_shape(size, ratio) else rule.size_of(with_ratio(size, ratio))
