"""Many fetches at once: slow ones hold up neither the others nor the event loop."""

import asyncio
import time
from dataclasses import replace

import pytest
import uvloop

from inkstone.net.fetch import UrlUnreachable
from unit.net.raw_servers import LIMITS, Names, fetched, fetching, picture, serving


async def lag_of(work):
    """The longest time for which the loop did not come round while the work went on."""
    worst_s, is_over = 0.0, False

    async def tick():
        nonlocal worst_s
        while not is_over:
            begun_at, cpu_begun_at = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.005)
            wall_s = time.perf_counter() - begun_at - 0.005
            # Others may take the processor from us, so our own computing is what counts; a call
            # that blocks without computing shows as a much longer time.
            cpu_s = time.thread_time() - cpu_begun_at
            worst_s = max(worst_s, cpu_s if wall_s < 0.25 else wall_s)

    ticker = asyncio.create_task(tick())
    await work
    is_over = True
    await ticker
    return worst_s


def least_lag(main, loop_factory):
    """The lag of the best of some runs, until one is good."""
    lags_s = []
    for _ in range(10):
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            lags_s.append(runner.run(main()))
        if lags_s[-1] < 0.05:
            break
    return min(lags_s)


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_fifty_slow_hosts_hold_nobody_up(loop_factory):
    hosts = [f"slow{i}.test" for i in range(50)]

    async def main():
        is_over = asyncio.Event()

        async def hang(reader, writer):
            await is_over.wait()

        names = Names(dict.fromkeys([*hosts, "good.test"], ("127.0.0.1",)))
        async with (
            serving(hang) as slow,
            serving(picture()) as quick,
            fetching(names=names, allow=["*.test"]) as fetcher,
        ):
            # The first fetch loads the client.
            await fetched(fetcher, f"http://good.test:{quick.port}/")

            async def all_at_once():
                under_way = [
                    asyncio.create_task(fetched(fetcher, f"http://{host}:{slow.port}/"))
                    for host in hosts
                ]
                while slow.num_connections < 50:
                    await asyncio.sleep(0.005)
                assert await fetched(fetcher, f"http://good.test:{quick.port}/") == b"picture"
                assert not any(task.done() for task in under_way)
                is_over.set()
                found = await asyncio.gather(*under_way, return_exceptions=True)
                assert {type(error) for error in found} == {UrlUnreachable}

            return await lag_of(all_at_once())

    assert least_lag(main, loop_factory) < 0.05


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_bodies_in_crumbs_leave_the_loop_to_others(loop_factory):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    async def main():
        async with serving(head + b"1\r\nx\r\n" * 20_000) as server, fetching() as fetcher:
            url = f"http://good.test:{server.port}/"
            # The first fetch loads the client.
            await asyncio.gather(fetched(fetcher, url), return_exceptions=True)
            crumbs = [fetched(fetcher, url) for _ in range(8)]
            work = asyncio.gather(*crumbs, return_exceptions=True)
            lag_s = await lag_of(work)
            assert {type(error) for error in work.result()} == {UrlUnreachable}
            return lag_s

    assert least_lag(main, loop_factory) < 0.05


@pytest.mark.anyio
async def test_a_slow_host_takes_no_more_turns_than_its_own():
    is_over = asyncio.Event()

    async def hang(reader, writer):
        await is_over.wait()

    limits = replace(LIMITS, num_at_once=3, num_at_once_per_host=2)
    names = Names({"slow.test": ["127.0.0.1"]})
    async with (
        serving(hang) as slow,
        serving(picture()) as quick,
        fetching(names=names, allow=["*.test"], limits=limits) as fetcher,
    ):
        tasks = [
            asyncio.create_task(fetched(fetcher, f"http://slow.test:{slow.port}/"))
            for _ in range(5)
        ]
        while slow.num_connections < 2:
            await asyncio.sleep(0.005)
        assert await fetched(fetcher, f"http://good.test:{quick.port}/") == b"picture"
        assert slow.num_connections == 2
        is_over.set()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(error) for error in found} == {UrlUnreachable}
        assert slow.num_connections == 5
