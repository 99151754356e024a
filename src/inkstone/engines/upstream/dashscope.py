"""DashScope, where the vendor's own Qwen-Image-2.0 is: one call that waits, then its results.

It does not know how often it may be asked, nor what becomes of a picture. An order is sent once;
its results are got in as many tries as it takes, for they are paid for by then.
"""

import asyncio
import base64
import json
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from inkstone.domain.errors import (
    InkstoneError,
    RouteUnavailable,
    UnsupportedRequest,
    UpstreamUnknown,
)
from inkstone.engines import base
from inkstone.engines.upstream import dashscope_answers
from inkstone.engines.upstream.api import Order, Reach
from inkstone.engines.upstream.dashscope_answers import Bought, Told
from inkstone.engines.upstream.http import MIB, Answer, Http, parsed
from inkstone.engines.upstream.results import Lost, Results
from inkstone.net.fetch import Fetcher

_LOG = logging.getLogger(__name__)

_GENERATION = "/services/aigc/multimodal-generation/generation"
#: Lists the tasks of the last day: it costs nothing and wants the key.
_TASKS = "/tasks?page_no=1&page_size=1"
#: An answer has a kilobyte or two; results are named by URL.
_ANSWER_BYTES_MAX = MIB
#: The whole of an answer's body, once its header is there, in seconds.
_BODY_S = 60.0
_NEGATIVE_PROMPT_CHARS_MAX = 500
#: Pictures up to this size are written into a request on the event loop.
_SMALL_BYTES = 64 * 1024
_REACH = Reach(
    num_inputs_max=3,
    # 10 MB, in the vendor's words; the smaller reading of it.
    input_bytes_max=10_000_000,
    num_images_max=6,
    prompt_extend=True,
    area_px_min=512 * 512,
    area_px_max=2048 * 2048,
    # Only the area is bounded; these are what it leaves to shapes up to 1:4.
    side_px_min=256,
    side_px_max=4096,
)
#: What a wrong key, or an unpaid bill, may come with.
_STATUSES_OF_KEYS = frozenset({200, 400, 401, 402, 403})
#: What the vendor tells its customer in these is for the operator, not for a caller.
_OURS = (RouteUnavailable, UpstreamUnknown)


class DashScope:
    """Speaks the vendor's native API."""

    def __init__(
        self, *, http: Http, fetcher: Fetcher, waits_s: Sequence[float] = (0.3, 1.0, 3.0)
    ) -> None:
        """Describe it; nothing is connected before the first order.

        Args:
            http: to the API's base, such as `https://dashscope-intl.aliyuncs.com/api/v1`.
            fetcher: to results that lie elsewhere; it is its owner's to open.
            waits_s: how long to wait before a result is tried again, each time, in seconds.
        """
        self._http = http
        self._results = Results(http=http, fetcher=fetcher, waits_s=waits_s)

    def __repr__(self) -> str:
        return f"DashScope({self._http.name!r})"

    @property
    def resends(self) -> bool:
        """It has no idempotency key: a call that is made twice is paid for twice."""
        return False

    def reach(self, model: str) -> Reach:
        """The same for all models of the family; sizes are free within an area."""
        return _REACH

    async def open(self) -> None:
        """Take orders from now on."""
        await self._http.open()

    async def close(self) -> None:
        """Close the connections; orders under way fail."""
        await self._http.close()

    async def ping(self) -> str:
        """Ask for the list of tasks, which is free and needs the key.

        Raises:
            RouteUnavailable: it is not there, or refuses the key.
            UpstreamUnknown: its answer says nothing.
        """
        async with self._http.asked("GET", _TASKS, headers={"Accept": "application/json"}) as got:
            told, document = await self._told(got)
        if told.status == 200 and document and not told.code:
            return "it takes the key"
        error = dashscope_answers.error_of(self._http.name, told, has_inputs=False)
        self._logged(told, error)
        is_lasting = isinstance(error, RouteUnavailable) and error.is_lasting
        if is_lasting and told.status in _STATUSES_OF_KEYS:
            raise error
        raise UpstreamUnknown(
            f"The upstream {self._http.name} says nothing of use when pinged ({told.status})."
        )

    async def make(self, order: Order) -> AsyncGenerator[base.Event, None]:
        """Have the pictures of one order made, or get those that an earlier attempt bought.

        Raises:
            RouteUnavailable: it surely did no work for it.
            ContentRefused: its moderation objects.
            InvalidRequest: it refuses the request itself.
            UpstreamUnknown: it may have done the work, and nothing of it can be had.
        """
        bought = dashscope_answers.from_checkpoint(order.checkpoint)
        if bought is None:
            bought = await self._buy(order)
            yield base.Submitted(bought.request_id, checkpoint=bought.to_checkpoint())
        yield base.Consumed(0.0, cost_micros=order.cost_micros * bought.num_pictures)
        lost: list[Lost] = []
        async with aclosing(self._results.got(bought.urls)) as results:
            async for index, result in results:
                if isinstance(result, Lost):
                    lost.append(result)
                else:
                    yield base.Output(index, result)
        if lost:
            yield self._warned(bought, lost)

    async def _buy(self, order: Order) -> Bought:
        """Send an order and read what was made.

        Raises:
            InkstoneError: nothing was, or nobody knows.
        """
        _check(order)
        size = sum(len(each.data) for each in order.inputs)
        content = (
            await asyncio.to_thread(_written, order) if size > _SMALL_BYTES else _written(order)
        )
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        async with self._http.asked("POST", _GENERATION, content=content, headers=headers) as got:
            told, document = await self._told(got)
        if told.status == 200 and not told.code:
            bought = dashscope_answers.bought(
                document, request_id=told.request_id, num_asked=order.num_images
            )
            if bought is not None:
                return bought
            raise self._logged(told, self._unreadable("without a picture"))
        error = dashscope_answers.error_of(self._http.name, told, has_inputs=bool(order.inputs))
        raise self._logged(told, error)

    async def _told(self, answer: Answer) -> tuple[Told, Mapping[str, Any]]:
        """What an answer says, and all of it.

        Raises:
            UpstreamUnknown: it says that all went well, and cannot be read.
        """
        document: Mapping[str, Any] = {}
        cleaned, named = self._http.cleaned, answer.headers.get("x-request-id")
        try:
            document = await self._document(answer)
        except UpstreamUnknown as error:
            # A status that is none of success says enough.
            if answer.status == 200:
                self._logged(Told(status=200, request_id=cleaned(named)[:200]), error)
                raise
        named = document.get("request_id") or named
        code = document.get("code")
        told = Told(
            status=answer.status,
            # Whatever it is, it is there: then this is no success.
            code=(cleaned(code) or "unreadable")[:100] if code not in (None, "") else "",
            words=cleaned(document.get("message")),
            request_id=cleaned(named)[:200],
            retry_after=answer.headers.get("retry-after", ""),
        )
        return told, document

    async def _document(self, answer: Answer) -> Mapping[str, Any]:
        if answer.media_type != "application/json":
            raise self._unreadable("not in JSON")
        try:
            async with asyncio.timeout(_BODY_S):
                document = await parsed(await answer.body(bytes_max=_ANSWER_BYTES_MAX))
        except (TimeoutError, ValueError) as error:
            raise self._unreadable("with a body that cannot be read") from error
        if not isinstance(document, dict):
            raise self._unreadable("with no object")
        return document

    def _unreadable(self, how: str) -> UpstreamUnknown:
        return UpstreamUnknown(
            f"The upstream {self._http.name} answered {how}; nothing is charged, and it is not "
            "asked again."
        )

    def _warned(self, bought: Bought, lost: Sequence[Lost]) -> base.Warning:
        """What is said of pictures that are paid for and gone.

        Raises:
            UpstreamUnknown: they are all gone.
        """
        name, num, num_lost = self._http.name, len(bought.urls), len(lost)
        reasons = "; ".join(dict.fromkeys(each.why for each in lost))
        _LOG.warning(
            "upstream %s: %d of %d results of request %s are lost: %s",
            name, num_lost, num, bought.request_id, reasons,
        )  # fmt: skip
        if num_lost == num:
            raise UpstreamUnknown(
                f"The upstream {name} made the pictures, and they could not be fetched; nothing is "
                "charged, and they are not made again.",
                code="upstream_result_lost",
                is_final=all(each.is_final for each in lost),
            )
        message = f"{num_lost} of {num} pictures were made by {name} and could not be fetched."
        return base.Warning("upstream_result_lost", message)

    def _logged(self, told: Told, error: InkstoneError) -> InkstoneError:
        """The same error, and what the operator needs to ask the vendor about it."""
        # What is said of a caller's own words may repeat them, and is told to the caller.
        words = told.words if isinstance(error, _OURS) else ""
        level = logging.WARNING if isinstance(error, _OURS) else logging.INFO
        _LOG.log(
            level,
            "upstream %s: %d %s, request %s: %s",
            self._http.name, told.status, told.code, told.request_id, words,
        )  # fmt: skip
        return error


def _check(order: Order) -> None:
    """Refuse what the vendor would, before it is sent.

    Raises:
        UnsupportedRequest: with the limit.
    """
    if len(order.negative_prompt) > _NEGATIVE_PROMPT_CHARS_MAX:
        raise UnsupportedRequest(
            f"The negative prompt has {len(order.negative_prompt)} characters; the upstream takes "
            f"{_NEGATIVE_PROMPT_CHARS_MAX}.",
            code="upstream_refused",
        )


def _written(order: Order) -> bytes:
    """The body of a request: pictures before the text, and nothing left to defaults."""
    parts: list[dict[str, str]] = []
    for picture in order.inputs:
        data = base64.b64encode(picture.data).decode("ascii")
        parts.append({"image": f"data:image/png;base64,{data}"})
    parts.append({"text": order.prompt})
    parameters: dict[str, Any] = {
        "n": order.num_images,
        "prompt_extend": order.prompt_extend,
        "watermark": False,
        "seed": order.seed,
    }
    if order.size is not None:
        parameters["size"] = f"{order.size.width_px}*{order.size.height_px}"
    if order.negative_prompt:
        parameters["negative_prompt"] = order.negative_prompt
    body = {
        "model": order.model,
        "input": {"messages": [{"role": "user", "content": parts}]},
        "parameters": parameters,
    }
    # In ASCII: half a character in a prompt cannot be written in UTF-8.
    return json.dumps(body).encode("ascii")
