"""Pings: one of an account at a time, few in all, and a place that is never lost."""

import asyncio
import logging
from datetime import UTC, datetime

import pytest

from inkstone.domain.errors import RateLimited
from inkstone.net.fetch import Fetcher
from inkstone.service.webhook_ping import Pinger, PingLimits
from inkstone.service.webhook_post import Posted, Poster

pytestmark = pytest.mark.anyio
SECRETS = ("whsec_" + "A" * 43 + "=",)
URL = "https://example.test/hook?token=hidden"


class Held:
    """A poster that waits until it may answer."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.num_begun = 0

    async def post(self, url, *, body, headers) -> Posted:
        self.num_begun += 1
        await self.gate.wait()
        return Posted(status=204, error=None, took_ms=3)


class Watch:
    """The seconds as a test tells them."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def pinger(poster, watch, **limits) -> Pinger:
    return Pinger(
        poster=poster,
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        limits=PingLimits(**limits),
        clock_s=watch,
    )


async def begun(poster: Held, num: int) -> None:
    while poster.num_begun < num:
        await asyncio.sleep(0)


async def test_an_account_has_one_ping_under_way_and_then_a_pause() -> None:
    poster, watch = Held(), Watch()
    pings = pinger(poster, watch)
    first = asyncio.create_task(pings.ping("acct_a", URL, secrets=SECRETS))
    await begun(poster, 1)
    watch.now_s = 60
    with pytest.raises(RateLimited):
        await pings.ping("acct_a", URL, secrets=SECRETS)
    poster.gate.set()
    assert (await first).posted.status == 204
    # Its pause was over before it ended.
    await pings.ping("acct_a", URL, secrets=SECRETS)
    watch.now_s += 0.9
    with pytest.raises(RateLimited):
        await pings.ping("acct_a", URL, secrets=SECRETS)
    watch.now_s += 0.2
    await pings.ping("acct_a", URL, secrets=SECRETS)


async def test_only_so_many_are_under_way_in_all() -> None:
    poster = Held()
    pings = pinger(poster, Watch(), num_at_once=2)
    tasks = [asyncio.create_task(pings.ping(f"acct_{n}", URL, secrets=SECRETS)) for n in range(2)]
    await begun(poster, 2)
    with pytest.raises(RateLimited):
        await pings.ping("acct_c", URL, secrets=SECRETS)
    poster.gate.set()
    await asyncio.gather(*tasks)
    await pings.ping("acct_c", URL, secrets=SECRETS)


async def test_a_ping_whose_caller_hung_up_gives_its_place_back() -> None:
    poster, watch = Held(), Watch()
    pings = pinger(poster, watch, num_at_once=1)
    task = asyncio.create_task(pings.ping("acct_a", URL, secrets=SECRETS))
    await begun(poster, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    poster.gate.set()
    await pings.ping("acct_b", URL, secrets=SECRETS)


async def test_a_ping_is_logged_without_what_its_address_may_hide(caplog) -> None:
    caplog.set_level(logging.INFO)
    poster = Held()
    poster.gate.set()
    await pinger(poster, Watch()).ping("acct_a", URL, secrets=SECRETS)
    assert "of acct_a to example.test, 3 ms: taken with status 204" in caplog.text
    assert "hidden" not in caplog.text


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1"])
async def test_a_name_that_leads_inside_is_refused_once_it_is_looked_up(address) -> None:
    async def resolve(host, port):
        return [address]

    fetcher = Fetcher(resolve=resolve)
    await fetcher.open()
    try:
        poster = Poster(fetcher)
        poster.check("http://hooks.test/", param="url")  # its form is good
        outcome = await pinger(poster, Watch()).ping(
            "acct_a", "http://hooks.test/", secrets=SECRETS
        )
    finally:
        await fetcher.close()
    assert (outcome.posted.status, outcome.posted.is_taken) == (None, False)
    assert "not on the public internet" in str(outcome.posted.error)
    # Where inside it leads is not for the caller to learn.
    assert address not in str(outcome.posted.error)
