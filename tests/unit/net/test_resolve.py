"""Lookups run in threads of their own: slow ones block neither the loop nor each other."""

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from inkstone.net.fetch import Fetcher, FetchLimits, UrlRefused, UrlTimeout, UrlUnreachable
from inkstone.net.resolve import SystemResolver

pytestmark = pytest.mark.anyio


@pytest.fixture
def slow_dns(monkeypatch):
    """A system's resolver that answers for slow names only when told to."""
    release = threading.Event()

    def look_up(host, port, **kwargs):
        if host.startswith("slow"):
            release.wait(60)
        if host.startswith("none"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    # Patched, because the real one would ask the network.
    monkeypatch.setattr("socket.getaddrinfo", look_up)
    yield release
    release.set()


async def test_fifty_slow_lookups_block_nobody(slow_dns):
    fetcher = Fetcher(limits=FetchLimits(total_s=90, lookup_s=90))
    await fetcher.open()

    async def fetch(host):
        async with fetcher.get(f"http://{host}/"):
            pass

    slow = [asyncio.create_task(fetch(f"slow{i}.test")) for i in range(50)]
    await asyncio.sleep(0)
    with pytest.raises(UrlRefused, match=r"quick\.test leads to an address"):
        await fetch("quick.test")
    # The pool of everybody else is free, too.
    await asyncio.to_thread(lambda: None)
    assert not slow_dns.is_set()
    assert not any(task.done() for task in slow)
    slow_dns.set()
    found = await asyncio.gather(*slow, return_exceptions=True)
    assert {type(error) for error in found} == {UrlRefused}
    with pytest.raises(UrlUnreachable, match="has no address"):
        await fetch("none.test")
    await fetcher.close()


async def test_a_slow_lookup_is_not_waited_for(slow_dns):
    fetcher = Fetcher(limits=FetchLimits(lookup_s=0.1))
    await fetcher.open()
    with pytest.raises(UrlTimeout, match="could not be looked up"):
        async with fetcher.get("http://slow.test/"):
            pass
    assert not slow_dns.is_set()
    await fetcher.close()


async def test_the_system_is_asked_for_addresses_of_this_computers_families():
    with ThreadPoolExecutor(1) as threads:
        answers = await SystemResolver(threads)("127.0.0.1", 80)
    assert answers == ["127.0.0.1"]
