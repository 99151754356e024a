"""An OpenAI-style answer that is said to be a good one: its pictures, its id, its rewritten prompt.

Everything in it may be wrong or hostile. This module does not know HTTP.
"""

import asyncio
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inkstone.domain.errors import UpstreamUnknown
from inkstone.engines import base
from inkstone.engines.upstream.api import Order
from inkstone.engines.upstream.pictures import picture_of

#: What is decoded on the event loop, in characters; more takes longer than a hop to a thread.
_SMALL_CHARS = 64 * 1024
_ID_CHARS_MAX = 200
_PROMPT_CHARS_MAX = 32_000
_PREVIEW_BYTES_MAX = 48 * 1024
_UNCHARGED = "nothing is charged, and it is not asked again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of an order."""

    pictures: tuple[base.Picture, ...]
    #: How many were bought, those that are no pictures among them.
    num_bought: int
    upstream_id: str = ""
    #: The prompt that was drawn from, where it is another; else empty.
    rewritten: str = ""

    def events(self, order: Order) -> Iterator[base.Event]:
        """The same as the engine tells it."""
        if self.upstream_id:
            yield base.Submitted(self.upstream_id)
        yield base.Consumed(0.0, cost_micros=order.cost_micros * self.num_bought)
        if self.rewritten:
            yield base.Rewritten(self.rewritten)
        for index, picture in enumerate(self.pictures):
            yield base.Output(index, picture)


async def made(
    document: Mapping[str, Any], order: Order, *, name: str, prompt: str, other_id: str
) -> Made:
    """The pictures of an answer; large ones are decoded away from the event loop.

    Args:
        document: without an error in it.
        order: what was asked for.
        name: the upstream's.
        prompt: as it was sent.
        other_id: what the answer's header calls it.

    Raises:
        UpstreamUnknown: it has no picture that can be used.
    """
    given = document.get("data")
    items = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    items = items[: order.num_images]
    if not items:
        raise UpstreamUnknown(f"The upstream {name} answered without a picture; {_UNCHARGED}")
    texts = [text for each in items if isinstance(text := each.get("b64_json"), str) and text]
    if not texts and any(each.get("url") for each in items):
        raise UpstreamUnknown(
            f"The upstream {name} answered with addresses although pictures were asked for; "
            f"{_UNCHARGED}"
        )
    if sum(map(len, texts)) <= _SMALL_CHARS:
        pictures = _decoded(texts)
    else:
        pictures = await asyncio.to_thread(_decoded, texts)
    if not pictures:
        raise UpstreamUnknown(
            f"The upstream {name} answered with what is no PNG, JPEG or WebP; {_UNCHARGED}"
        )
    return Made(
        pictures=pictures,
        num_bought=len(items),
        upstream_id=_as_id(document.get("id")) or _as_id(other_id),
        rewritten=_rewritten(items, (prompt, order.prompt)),
    )


def preview(document: Mapping[str, Any]) -> base.Picture | None:
    """A picture under way; `None` where it is none, or too large to be shown."""
    text = document.get("b64_json")
    if not isinstance(text, str) or len(text) > _PREVIEW_BYTES_MAX * 4 // 3 + 4:
        return None
    picture = _picture(text)
    return picture if picture and len(picture.data) <= _PREVIEW_BYTES_MAX else None


def _decoded(texts: Sequence[str]) -> tuple[base.Picture, ...]:
    return tuple(picture for text in texts if (picture := _picture(text)))


def _picture(text: str) -> base.Picture | None:
    # Some write a data: URI.
    start = text.find(",", 0, 100) + 1 if text.startswith("data:") else 0
    try:
        return picture_of(binascii.a2b_base64(text[start:], strict_mode=True))
    except ValueError:
        return None


def _as_id(said: object) -> str:
    if not isinstance(said, str | int):
        return ""
    return "".join(c for c in str(said)[:1000] if "!" <= c <= "~")[:_ID_CHARS_MAX]


def _rewritten(items: Sequence[Mapping[str, Any]], known: Sequence[str]) -> str:
    for each in items:
        text = each.get("revised_prompt")
        if isinstance(text, str) and text.strip() and text not in known:
            return text[:_PROMPT_CHARS_MAX]
    return ""
