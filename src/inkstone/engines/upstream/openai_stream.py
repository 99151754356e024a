"""Server-sent events as documents, as OpenAI-style servers send pictures under way.

It does not know what a document leads to.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from inkstone.domain.errors import UpstreamUnknown
from inkstone.engines.upstream.http import parsed

#: The ends of the names of events.
PARTIAL, COMPLETED = ".partial_image", ".completed"
#: A preview that is longer is not even read.
_PARTIAL_BYTES_MAX = 24 * 1024
_DONE = b"[DONE]"


async def documents(
    chunks: AsyncGenerator[bytes, None], *, name: str
) -> AsyncGenerator[dict[str, Any], None]:
    """Each event's document, with its `type`; what is too large for a preview is left out.

    Raises:
        UpstreamUnknown: one is no JSON object.
    """
    async with aclosing(_frames(chunks)) as frames:
        async for event, data in frames:
            is_large = event.endswith(PARTIAL) and len(data) > _PARTIAL_BYTES_MAX
            if not data or data == _DONE or is_large:
                continue
            try:
                document = await parsed(data)
            except ValueError as error:
                raise _misformed(name) from error
            if not isinstance(document, dict):
                raise _misformed(name)
            kind = document.get("type")
            yield {**document, "type": kind if isinstance(kind, str) else event}


async def _frames(chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[tuple[str, bytes], None]:
    """The name and the data of each event; one that no empty line ends is cut, and none."""
    event, data = "", bytearray()
    async with aclosing(_lines(chunks)) as lines:
        async for line in lines:
            word, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if not line:
                yield event, bytes(data)
                event, data = "", bytearray()
            elif word == b"data":
                data += b"\n" + value if data else value
            elif word == b"event":
                event = value.decode("utf-8", "replace")[:100]


async def _lines(chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    kept = bytearray()
    async with aclosing(chunks):
        async for chunk in chunks:
            *whole, rest = chunk.split(b"\n")
            for piece in whole:
                kept += piece
                yield bytes(kept).removesuffix(b"\r")
                kept.clear()
            kept += rest


def _misformed(name: str) -> UpstreamUnknown:
    return UpstreamUnknown(
        f"The upstream {name} sent an event that makes no sense; nothing is charged, and it is "
        "not asked again."
    )
