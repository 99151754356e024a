"""The upstream engine: runs are made by another server, as often and as many as it may be asked.

It does not know that server's words: an `Api` does. It never sends a run twice, unless that API
makes and charges equal orders once.
"""

import asyncio
import logging
import math
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from inkstone.domain.errors import (
    ContentRefused,
    InvalidRequest,
    RouteUnavailable,
    UpstreamUnknown,
)
from inkstone.engines import base
from inkstone.engines.upstream.api import Api, Order, Reach
from inkstone.engines.upstream.breaker import Breaker, State
from inkstone.engines.upstream.foreign import as_ours
from inkstone.engines.upstream.ordering import order_of
from inkstone.engines.upstream.tally import Tally
from inkstone.engines.upstreams import Upstream, UpstreamModel

_LOG = logging.getLogger(__name__)

#: How long to wait before an order that may be sent again is, in seconds.
_RESEND_S = (0.2, 1.0, 3.0)


class UpstreamEngine:
    """Has pictures made by another server."""

    def __init__(
        self, upstream: Upstream, api: Api, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Describe it; nothing is connected yet.

        Args:
            upstream: who is asked, for what, and how often.
            api: how.
            clock: the time, in seconds.
        """
        self._upstream = upstream
        self._api = api
        self._clock = clock
        self._breaker = Breaker(
            failures_max=upstream.failures_max, rest_s=upstream.rest_s, clock=clock
        )
        self._tally = Tally()
        self._num_running = 0
        #: When requests went, as far as the limit a minute counts them.
        self._tokens = float(upstream.requests_per_minute)
        self._filled_s = clock()
        self._reach = self._reach_of(next(iter(upstream.models.values())).name)

    def _reach_of(self, model: str) -> Reach:
        return replace(self._api.reach(model), **self._upstream.reach)

    @property
    def capabilities(self) -> base.Capabilities:
        """What the server can do; any size, as pictures are scaled to what was asked for."""
        reach = self._reach
        return base.Capabilities(
            edits=reach.num_inputs_max > 0,
            num_inputs_max=reach.num_inputs_max,
            num_images_max=reach.num_images_max,
            masks=reach.mask,
            alpha=reach.alpha,
            negative_prompt=reach.negative_prompt,
            prompt_extend=reach.prompt_extend,
            steps=reach.steps,
            guidance=reach.guidance,
            previews=reach.previews,
            deterministic=False,
            is_remote=True,
            models=frozenset(self._upstream.models),
        )

    @property
    def identity(self) -> base.Identity:
        """The upstream; each picture names the model that made it."""
        return base.Identity(
            engine=self._upstream.name, model=self._upstream.flavour, revision="upstream"
        )

    @property
    def is_broken(self) -> bool:
        """It may be away, but it comes back by itself."""
        return False

    @property
    def health(self) -> base.Health:
        """Whether it may be asked now."""
        if self._breaker.state is not State.OPEN:
            return base.Health(num_away=self._breaker.num_opened)
        wait_s = self._breaker.opens_again_in_s
        return base.Health(
            is_up=False,
            says=f"it keeps failing, and is tried again in {math.ceil(wait_s)} s",
            retry_after_s=wait_s,
            num_away=self._breaker.num_opened,
        )

    @property
    def figures(self) -> Sequence[base.Figure]:
        """What became of its calls."""
        return self._tally.figures(self._num_running)

    async def open(self) -> None:
        """Make connections possible; the first run makes one."""
        await self._api.open()

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()

    async def ping(self) -> str:
        """Ask for something free; what the server says of itself.

        Raises:
            RouteUnavailable: it is not there, or refuses the key.
            UpstreamUnknown: its answer says nothing.
        """
        return await self._api.ping()

    def room(self) -> int:
        """How many more requests may go now."""
        room = self._upstream.concurrency - self._num_running
        if self._upstream.requests_per_minute:
            room = min(room, int(self._tokens_now()))
        let_through = self._breaker.num_let_through
        return max(0, room if let_through is None else min(room, let_through))

    def _tokens_now(self) -> float:
        a_minute = self._upstream.requests_per_minute
        gained = (self._clock() - self._filled_s) * a_minute / 60
        return min(float(a_minute), self._tokens + gained)

    def _take_token(self) -> None:
        if self._upstream.requests_per_minute:
            self._tokens, self._filled_s = max(0.0, self._tokens_now() - 1), self._clock()

    async def run(self, run: base.Run) -> AsyncGenerator[base.Event, None]:
        """Have the pictures of one run made."""
        model = self._upstream.models[run.request.model]
        order, warnings = order_of(run, model, self._reach_of(model.name), name=self._upstream.name)
        # What was bought before is only fetched, and says nothing of how the upstream is.
        buys = run.checkpoint is None or self._api.resends
        if buys and not self._breaker.enter():
            raise RouteUnavailable(
                f"The upstream {self._upstream.name} is away.",
                retry_after_s=max(1, math.ceil(self._breaker.opens_again_in_s)),
            )
        self._num_running += 1
        began_s = self._clock()
        is_told = not buys
        try:
            yield base.Progress(0, 0, 1)
            for warning in warnings:
                yield warning
            if buys:
                self._take_token()
                yield base.Sending(
                    order.cost_micros * order.num_images,
                    checkpoint={} if self._api.resends else None,
                )
            async with aclosing(self._made(order)) as events:
                async for event in events:
                    yield await self._named(event, model)
            if buys:
                self._breaker.succeed()
            is_told = True
            self._tally.ok(self._clock() - began_s)
            yield base.Consumed(self._clock() - began_s)
        except (RouteUnavailable, UpstreamUnknown) as error:
            if buys:
                self._note(error)
            is_told = True
            self._tally.failed()
            raise
        except (ContentRefused, InvalidRequest):
            is_told = True
            self._breaker.succeed()
            self._tally.refused()
            raise
        finally:
            self._num_running -= 1
            if not is_told:
                self._breaker.leave()

    async def _made(self, order: Order) -> AsyncGenerator[base.Event, None]:
        """What the API says; asked again where it may be, and nothing has come of it."""
        waits = iter(_RESEND_S if self._api.resends else ())
        while True:
            has_output = False
            try:
                async with aclosing(self._api.make(order)) as events:
                    async for event in events:
                        has_output |= isinstance(event, base.Output | base.Consumed)
                        yield event
            except UpstreamUnknown as error:
                wait_s = next(waits, None)
                if has_output or wait_s is None:
                    raise
                _LOG.info("order %s is sent again: %s", order.id, error.message)
                await asyncio.sleep(wait_s)
            else:
                return

    def _note(self, error: RouteUnavailable | UpstreamUnknown) -> None:
        _LOG.warning("upstream %s: %s", self._upstream.name, error.message)
        if error.code == "upstream_result_lost":
            self._breaker.succeed()  # it did its work
            return
        rest_s = 0.0
        if isinstance(error, RouteUnavailable) and error.code == "upstream_busy":
            rest_s = error.retry_after_s  # it says when it is to be asked again
        self._breaker.fail(rest_s=rest_s)

    async def _named(self, event: base.Event, model: UpstreamModel) -> base.Event:
        if not isinstance(event, base.Output):
            return event
        made_by = base.Identity(
            engine=self._upstream.name, model=model.name, revision=self._upstream.flavour
        )
        picture = await as_ours(event.picture)
        return replace(event, picture=picture, made_by=event.made_by or made_by)
