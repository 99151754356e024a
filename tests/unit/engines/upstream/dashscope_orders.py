"""A DashScope client beside the server that imitates the vendor, and orders for it."""

import asyncio
import contextlib

from inkstone.domain.request import Size
from inkstone.engines import base
from inkstone.engines.upstream.api import Order
from inkstone.engines.upstream.dashscope import DashScope
from inkstone.engines.upstream.http import Http
from inkstone.net.fetch import Fetcher, FetchLimits
from unit.engines.upstream.dashscope_faults import KEY
from unit.engines.upstream.dashscope_server import DashScopeServer

COST_MICROS = 35_000
#: As a test may fetch from one host as often as it likes.
_UNHURRIED = FetchLimits(per_host_per_minute=10_000, num_at_once_per_host=64, num_waiting_max=1000)


def order(prompt="a red kite", **changed):
    """An order for one small picture."""
    fields = {"id": "job_1", "model": "qwen-image-2.0", "size": Size(512, 640), "seed": 7}
    return Order(**{**fields, "prompt": prompt, "cost_micros": COST_MICROS, **changed})


@contextlib.asynccontextmanager
async def calling(*, url="", api_key=KEY, timeout_s=30.0, allow=("127.0.0.1",)):
    """A server and its client; the client is closed first."""
    server = DashScopeServer()
    await server.start()
    http = Http(
        name="acme",
        url=url or server.url,
        api_key=api_key,
        timeout_s=timeout_s,
        connections_max=64,
    )
    fetcher = Fetcher(allow=allow, limits=_UNHURRIED)
    client = DashScope(http=http, fetcher=fetcher, waits_s=(0.01, 0.01, 0.01))
    await fetcher.open()
    await client.open()
    try:
        yield client, server
    finally:
        await client.close()
        await fetcher.close()
        await server.stop()


async def made(client, given, events=None):
    """All events of an order; those before a failure are in the list that is brought."""
    events = [] if events is None else events
    async for event in client.make(given):
        events.append(event)
    return events


def outputs(events):
    """The pictures among events, by index."""
    return {each.image: each.picture for each in events if isinstance(each, base.Output)}


def only(events, kind):
    """The one event of a kind."""
    (found,) = [each for each in events if isinstance(each, kind)]
    return found


async def until(is_so):
    """Wait for what another task brings about."""
    async with asyncio.timeout(5):
        while not is_so():
            await asyncio.sleep(0.005)
