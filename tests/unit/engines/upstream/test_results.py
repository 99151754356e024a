"""Results at an upstream's own origin are told from all others, however a URL is written."""

import asyncio
import time

import pytest

from inkstone.engines.upstream.http import Http
from inkstone.engines.upstream.pictures import picture_of
from inkstone.engines.upstream.results import Lost, Results
from inkstone.net.fetch import Fetcher
from unit.engines.upstream.dashscope_orders import calling

pytestmark = pytest.mark.anyio


def http(url):
    return Http(name="acme", url=url, api_key="", timeout_s=5, connections_max=4)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://api.acme.test/f/1.png?a=b%2B", "/f/1.png?a=b%2B"),
        ("HTTPS://API.acme.TEST:443/f/1.png;v=2#there", "/f/1.png;v=2"),
        ("https://api.acme.test", "/"),
        ("https://api.acme.test//x", "//x"),
        ("http://api.acme.test/f", ""),
        ("https://api.acme.test:444/f", ""),
        ("https://api.acme.test.evil.test/f", ""),
        ("https://user@api.acme.test/f", ""),
        ("https://evil.test/https://api.acme.test/f", ""),
        ("data:image/png;base64,AAAA", ""),
        ("/f", ""),
        ("", ""),
    ],
)
def test_the_own_origin_is_known_by_scheme_host_and_port(url, target):
    assert http("https://api.acme.test/v1").target_of(url) == target


async def test_what_stands_in_a_path_goes_over_the_line_as_it_is():
    async with calling() as (client, server):
        url = f"http://127.0.0.1:{server.port}//a;b=c?d=e;f"
        found = [each async for each in client._results.got([url])]
        assert found == [(0, Lost(why="the upstream answered with status 404"))]
        assert server.requests[-1].target == "//a;b=c?d=e;f"


async def test_nothing_is_asked_for_where_nothing_is_named():
    results = Results(http=http("http://127.0.0.1:9/v1"), fetcher=Fetcher(), waits_s=())
    assert [each async for each in results.got([])] == []
    ((index, lost),) = [each async for each in results.got([""])]
    assert index == 0
    assert isinstance(lost, Lost)


async def test_a_fetcher_that_is_closed_loses_them_and_breaks_nothing():
    results = Results(http=http("http://127.0.0.1:9/v1"), fetcher=Fetcher(), waits_s=(0,))
    async with asyncio.timeout(5):
        ((_, lost),) = [each async for each in results.got(["http://10.0.0.1/x.png"])]
    assert "not on the public internet" in lost.why
    ((_, lost),) = [each async for each in results.got(["http://example.test/x.png"])]
    assert "does not fetch now" in lost.why


def test_a_header_that_goes_on_for_ever_is_left_soon():
    began_s = time.process_time()
    assert picture_of(b"\xff\xd8" + b"\xff" * 10_000_000) is None
    assert time.process_time() - began_s < 1
