"""Moderate: when words and pictures are looked at, and what follows from what is found.

It does not know how a judge comes to its findings, nor what a vendor calls a refusal.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from inkstone.domain.errors import ContentRefused, TryLater, Unavailable
from inkstone.domain.job import JobWarning
from inkstone.domain.moderation import Finding, Handling
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.engines.base import Picture
from inkstone.media.workshop import Workshop
from inkstone.service.metrics import Metrics

_LOG = logging.getLogger(__name__)

#: What judges are shown of a picture: they look at it smaller still.
_SIDE_PX_MAX = 768
_QUALITY = 85
#: A finished picture is worth a few tries; whoever submits can try again for nothing.
_WAITS_S = (0.5, 2.0, 5.0)
#: For so long after a judge could not answer nobody tries more than once.
_AWAY_S = 15.0
#: Of what a picture says of itself, so much is looked at: a scene has a few thousand characters.
_WORDS_CHARS_MAX = 20_000
#: Categories that one message names.
_NUM_NAMED_MAX = 5


class TextJudge(Protocol):
    """Looks at words."""

    name: str

    async def judge_text(self, text: str) -> Sequence[Finding]:
        """What it objects to in a text.

        Raises:
            Unavailable: it cannot answer now.
        """
        ...


class PictureJudge(Protocol):
    """Looks at pictures."""

    name: str

    async def judge_picture(self, jpeg: bytes) -> Sequence[Finding]:
        """What it objects to in a JPEG of at most 768 pixels a side.

        Raises:
            Unavailable: it cannot answer now.
        """
        ...


class Moderator:
    """Has content looked at, as a policy says."""

    def __init__(
        self,
        *,
        usual: PicturePolicy,
        workshop: Workshop,
        metrics: Metrics,
        texts: Sequence[TextJudge] = (),
        pictures: Sequence[PictureJudge] = (),
        allows_on_failure: bool = False,
    ) -> None:
        """Describe it; nothing starts.

        Args:
            usual: what is done where neither key nor account say otherwise.
            workshop: what makes pictures small enough to be looked at.
            metrics: where findings are counted.
            texts: who looks at words.
            pictures: who looks at pictures.
            allows_on_failure: whether what a judge could not look at goes through.
        """
        self._usual = usual
        self._workshop = workshop
        self._metrics = metrics
        self._texts = tuple(texts)
        self._pictures = tuple(pictures)
        self._allows_on_failure = allows_on_failure
        self._away_until_s = 0.0

    def looks_at_words(self, policy: PicturePolicy) -> bool:
        """Whether prompts under such a policy are looked at."""
        return bool(self._texts) and self._handling(policy) is not Handling.ALLOW

    def looks_at_pictures(self, policy: PicturePolicy) -> bool:
        """Whether pictures of such a policy are looked at."""
        return bool(self._pictures) and self._handling(policy) is not Handling.ALLOW

    async def check_words(self, text: str, policy: PicturePolicy) -> tuple[JobWarning, ...]:
        """Have a prompt looked at before it becomes a job; warnings where it is flagged.

        What a negative prompt names is what is not wanted: nobody looks at it.

        Raises:
            ContentRefused: somebody objects, and such content is refused.
            Unavailable: a judge cannot answer, and nothing goes through unseen.
        """
        if not self.looks_at_words(policy):
            return ()
        return await self._judge_words(text, policy, "The prompt", waits_s=())

    async def _judge_words(
        self, text: str, policy: PicturePolicy, what: str, *, waits_s: Sequence[float]
    ) -> tuple[JobWarning, ...]:
        looks = [lambda judge=judge: judge.judge_text(text) for judge in self._texts]
        found = await self._found(looks, policy, waits_s=waits_s)
        return self._heard(found or (), policy, what)

    async def check_inputs(
        self, pictures: Sequence[Picture], policy: PicturePolicy
    ) -> tuple[JobWarning, ...]:
        """Have the pictures that a job starts from looked at; warnings where some are flagged.

        What they say of themselves is looked at as words: an engine may draw from it.

        Raises:
            ContentRefused, Unavailable: as for words.
        """
        named = [(f"Input picture {number}", each) for number, each in enumerate(pictures, 1)]
        said = {what: text for what, each in named if (text := _words_in(each.metadata))}
        told = [
            self._judge_words(text, policy, f"{what}'s own text", waits_s=_WAITS_S)
            for what, text in said.items()
            if self.looks_at_words(policy)
        ]
        flagged = [*await asyncio.gather(*told)]
        for _, more in await asyncio.gather(*(self.judge(each, policy, w) for w, each in named)):
            flagged.append(more)
        return tuple(warning for each in flagged for warning in each)

    async def judge(
        self, picture: Picture, policy: PicturePolicy, what: str
    ) -> tuple[tuple[Finding, ...] | None, tuple[JobWarning, ...]]:
        """What is found in a picture, `None` where nobody looked; a warning where it is flagged.

        Args:
            picture: any picture of ours.
            policy: what key and account say.
            what: how messages name it.

        Raises:
            ContentRefused: somebody objects, and such content is refused.
            Unavailable: a judge cannot answer, and nothing goes through unseen.
        """
        if not self.looks_at_pictures(policy):
            return None, ()
        scale = min(1.0, _SIDE_PX_MAX / max(picture.width_px, picture.height_px))
        jpeg = await self._workshop.encode(
            picture.data,
            output_format="jpeg",
            quality=_QUALITY,
            width_px=max(1, round(picture.width_px * scale)),
            height_px=max(1, round(picture.height_px * scale)),
            documents={},
        )
        looks = [lambda judge=judge: judge.judge_picture(jpeg) for judge in self._pictures]
        found = await self._found(looks, policy, waits_s=_WAITS_S)
        return found, self._heard(found or (), policy, what)

    def _heard(
        self, found: Sequence[Finding], policy: PicturePolicy, what: str
    ) -> tuple[JobWarning, ...]:
        """What follows from what was found."""
        for finding in found:
            self._metrics.objected(finding.source)
        if not found:
            return ()
        if self._handling(policy) is Handling.REFUSE:
            raise ContentRefused(f"{what} was refused: {_named(found)}. Nothing is charged for it.")
        message = f"{what} was flagged: {_named(found)}."
        return (JobWarning(code="content_flagged", message=message),)

    def _handling(self, policy: PicturePolicy) -> Handling:
        return policy.moderation or self._usual.moderation or Handling.ALLOW

    async def _found(
        self,
        looks: Sequence[Callable[[], Awaitable[Sequence[Finding]]]],
        policy: PicturePolicy,
        waits_s: Sequence[float],
    ) -> tuple[Finding, ...] | None:
        """What all judges found together; `None` where one could not look, and that may be."""
        if time.monotonic() < self._away_until_s:
            # It was waited for a moment ago, and nobody is to wait for it again and again.
            waits_s = ()
        told = await asyncio.gather(
            *(_insisting(look, waits_s) for look in looks), return_exceptions=True
        )
        found: list[Finding] = []
        away: Unavailable | None = None
        for each in told:
            match each:
                case Unavailable():
                    _LOG.warning("moderation: %s", each.message)
                    away, self._away_until_s = away or each, time.monotonic() + _AWAY_S
                case BaseException():
                    raise each
                case _:
                    found += each
        # What one objects to is refused, whatever another would have said.
        is_certain = bool(found) and self._handling(policy) is Handling.REFUSE
        if away is not None and not (self._allows_on_failure or is_certain):
            raise away
        return tuple(found) if found or away is None else None


async def _insisting(
    look: Callable[[], Awaitable[Sequence[Finding]]], waits_s: Sequence[float]
) -> Sequence[Finding]:
    for wait_s in waits_s:
        try:
            return await look()
        except TryLater:
            await asyncio.sleep(wait_s)
    return await look()


def _words_in(documents: Mapping[str, Any]) -> str:
    """The strings that JSON documents hold, each once, one a line."""
    words: dict[str, None] = {}
    left: list[Any] = [dict(documents)]
    while left:
        match left.pop():
            case str() as text if text:
                words[text] = None
            case dict() as table:
                left += table.values()
            case list() as row:
                left += row
            case _:
                pass
    return "\n".join(words)[:_WORDS_CHARS_MAX]


def _named(found: Sequence[Finding]) -> str:
    categories = list(dict.fromkeys(finding.category for finding in found))
    more = len(categories) - _NUM_NAMED_MAX
    named = ", ".join(categories[:_NUM_NAMED_MAX])
    return f"{named} and {more} more" if more > 0 else named
