"""The client of OpenAI-style image servers: one request for an order, and what its answer means.

What differs from server to server is data. It does not know when an order may be sent again.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

from inkstone.domain.errors import InkstoneError, RouteUnavailable, UpstreamUnknown
from inkstone.engines import base
from inkstone.engines.upstream import openai_answer, openai_refusal, openai_stream, openai_wire
from inkstone.engines.upstream.api import Order, Reach
from inkstone.engines.upstream.http import MIB, Answer, Http, parsed
from inkstone.engines.upstream.openai_answer import Made
from inkstone.engines.upstream.openai_flavours import FLAVOURS, Flavour
from inkstone.engines.upstream.openai_refusal import EMBEDDED, Told
from inkstone.engines.upstream.openai_wire import EVENTS, JSON, Asked
from inkstone.engines.upstream.refusal import of_status

__all__ = ["FLAVOURS", "Flavour", "OpenAi"]

#: A picture of 4 megapixels that is all noise has 17 MB as PNG, and 22 MB in base64.
_PICTURE_BYTES_MAX = 32 * MIB
_ERROR_BYTES_MAX = 64 * 1024
_MODELS_BYTES_MAX = 4 * MIB
_NUM_MODELS_TOLD = 5
#: How long a stream may take to end after its last word; then its connection is not kept.
_END_S = 1.0


class OpenAi:
    """Has pictures made by a server that speaks OpenAI's image API."""

    def __init__(self, *, http: Http, flavour: Flavour) -> None:
        """Describe it; nothing is connected before `open`.

        Args:
            http: the connections.
            flavour: how the server departs from OpenAI's.
        """
        self._http = http
        self._flavour = flavour

    def __repr__(self) -> str:
        return f"OpenAi({self._http.name!r}, {self._flavour.name!r})"

    @property
    def resends(self) -> bool:
        """Whether the server folds equal orders into one."""
        return self._flavour.resends

    def reach(self, model: str) -> Reach:
        """What it can be asked for; the same for all models of a server."""
        return self._flavour.reach

    async def open(self) -> None:
        """Take orders from now on."""
        await self._http.open()

    async def close(self) -> None:
        """Close the connections; orders under way fail."""
        await self._http.close()

    async def ping(self) -> str:
        """Ask for the models; some of their names.

        Raises:
            RouteUnavailable: it is not there, or refuses the key.
            UpstreamUnknown: its answer says nothing.
        """
        name = self._http.name
        async with self._http.asked("GET", "/models", headers={"Accept": JSON}) as answer:
            if answer.status == 404:
                return "It answers, and lists no models."
            if answer.status in {401, 403}:
                raise of_status(name, answer.status)
            if answer.status != 200:
                message = f"The upstream {name} cannot tell its models ({answer.status})."
                raise UpstreamUnknown(message)
            body = await answer.body(bytes_max=_MODELS_BYTES_MAX)
        document = await _document(body)
        listed = document.get("data") if document else None
        if not isinstance(listed, list):
            raise UpstreamUnknown(f"The upstream {name} tells its models in words of its own.")
        names = [self._http.cleaned(each.get("id")) for each in listed if isinstance(each, dict)]
        told = ", ".join(each[:100] for each in names[:_NUM_MODELS_TOLD] if each)
        more = ", …" if len(names) > _NUM_MODELS_TOLD else ""
        return f"It lists {told}{more}." if told else "It answers, and lists no models."

    async def make(self, order: Order) -> AsyncGenerator[base.Event, None]:
        """Have the pictures of one order made; it is sent once.

        Raises:
            RouteUnavailable: the upstream surely did no work for it.
            ContentRefused: the upstream's moderation objects.
            InvalidRequest: the upstream refuses the request itself.
            UpstreamUnknown: it is not known whether it did the work.
        """
        asked = await openai_wire.asked(self._flavour, order)
        made: Made | None = None
        async with self._http.asked(
            "POST", asked.path, content=asked.content, headers=asked.headers
        ) as answer:
            if answer.status != 200:
                raise await self._refusal(answer)
            if asked.is_streamed and answer.media_type == EVENTS:
                async with aclosing(self._streamed(answer, asked, order)) as told:
                    async for each in told:
                        if isinstance(each, Made):
                            made = each
                        else:
                            yield each
            else:
                made = await self._read(answer, asked, order)
        if made is None:
            raise self._unknown("ended its answer before the picture")
        for warning in asked.unsaid:
            yield warning
        for event in made.events(order):
            yield event

    async def _read(self, answer: Answer, asked: Asked, order: Order) -> Made:
        """An answer that comes as a whole."""
        if answer.media_type != JSON:
            raise self._unknown("answered with something that is not said to be JSON")
        body = await answer.body(bytes_max=_PICTURE_BYTES_MAX * order.num_images + MIB)
        document = await _document(body)
        if document is None:
            raise self._unknown("answered with what is no JSON object")
        if document.get("error"):
            raise self._told(openai_refusal.read(document), status=EMBEDDED)
        return await self._made(document, answer, asked, order)

    async def _streamed(
        self, answer: Answer, asked: Asked, order: Order
    ) -> AsyncGenerator[base.Preview | Made, None]:
        """An answer that comes as events: previews, then what was made, if all went well."""
        chunks = answer.chunks(bytes_max=2 * _PICTURE_BYTES_MAX)
        stream = openai_stream.documents(chunks, name=self._http.name)
        async with aclosing(stream) as documents:
            async for document in documents:
                kind = document["type"]
                if document.get("error"):
                    raise self._told(openai_refusal.read(document), status=EMBEDDED)
                if kind.endswith(openai_stream.PARTIAL):
                    if picture := openai_answer.preview(document):
                        yield base.Preview(0, picture)
                elif kind.endswith(openai_stream.COMPLETED):
                    yield await self._made({**document, "data": [document]}, answer, asked, order)
                    await _end(documents)
                    return

    async def _made(
        self, document: dict[str, Any], answer: Answer, asked: Asked, order: Order
    ) -> Made:
        headers = (answer.headers.get(each, "") for each in self._flavour.id_headers)
        return await openai_answer.made(
            document,
            order,
            name=self._http.name,
            prompt=asked.prompt,
            other_id=next(filter(None, headers), ""),
        )

    async def _refusal(self, answer: Answer) -> InkstoneError:
        """What an answer that is none stands for."""
        try:
            body = await answer.body(bytes_max=_ERROR_BYTES_MAX)
        except UpstreamUnknown:
            body = b""  # the status says enough
        return self._told(
            openai_refusal.read(await _document(body), body),
            status=answer.status,
            retry_after=answer.headers.get("retry-after", ""),
        )

    def _told(self, told: Told, *, status: int, retry_after: str = "") -> InkstoneError:
        error = openai_refusal.refusal(
            told,
            name=self._http.name,
            status=status,
            cleaned=self._http.cleaned,
            misset=self._flavour.misset,
            retry_after=retry_after,
        )
        if self.resends and status == 503 and isinstance(error, RouteUnavailable):
            # It may have taken the order and be stopping: it alone may be asked for it again.
            return self._unknown("stopped while it was asked")
        return error

    def _unknown(self, what: str) -> UpstreamUnknown:
        return UpstreamUnknown(
            f"The upstream {self._http.name} {what}; nothing is charged, and it is not asked again."
        )


async def _document(body: bytes) -> dict[str, Any] | None:
    """A JSON object; `None` where it is none."""
    try:
        document = await parsed(body)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


async def _end(documents: AsyncGenerator[Any, None]) -> None:
    """Read a stream to its end, so that its connection can be kept; what comes does not matter."""
    with suppress(UpstreamUnknown, TimeoutError):
        async with asyncio.timeout(_END_S):
            async for _ in documents:
                pass
