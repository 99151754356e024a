"""The clients of the gateway benchmark and its upstream: what is counted, what is an error."""

import asyncio
import io
from contextlib import asynccontextmanager

import pytest
from PIL import Image

from inkstone.bench import gateway_load
from inkstone.bench.acceptance_client import Call, exchange
from inkstone.bench.gateway_load import Plan
from inkstone.bench.gateway_mock import COUNTS_PATH, Connection, Mock
from inkstone.bench.gateway_pictures import LARGE, SMALL, is_whole, png


class Watched(Connection):
    """One whose end can be waited for."""

    def __init__(self, mock):
        super().__init__(mock)
        self.ended = asyncio.Event()

    def connection_lost(self, exc):
        super().connection_lost(exc)
        self.ended.set()


@asynccontextmanager
async def serving(mock):
    made = []

    def connection():
        made.append(Watched(mock))
        return made[-1]

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await asyncio.gather(*(each.ended.wait() for each in made))


def load(port, **fields):
    return Plan(
        **{
            "port": port,
            "path": "/v1/images/generations",
            "key": "k",
            "model": "mock-image",
            "size": SMALL,
            "concurrency": 4,
            "warm_up_s": 0.0,
            "measured_s": 30.0,
            "num_requests_max": 20,
            "tag": "test",
            **fields,
        }
    )


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_the_pictures_are_pictures(size):
    opened = Image.open(io.BytesIO(png(size)))
    opened.load()
    assert "x".join(map(str, opened.size)) == size
    assert is_whole(png(size))


def test_a_large_picture_has_two_megabytes():
    assert 1.9e6 < len(png(LARGE)) < 2.3e6
    assert len(png(SMALL)) < 2000


@pytest.mark.anyio
@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_mock_is_asked_as_often_as_clients_were_answered(size):
    mock = Mock(delay_s=0)
    async with serving(mock) as port:
        report = await gateway_load.run(load(port, size=size))
    assert (report.num_sent, report.num_good, report.errors) == (20, 20, {})
    assert mock.counts == {"k": 20}
    assert 0 < report.p50_ms <= report.p90_ms <= report.p99_ms
    assert report.requests_per_s > 0


@pytest.mark.anyio
async def test_the_mock_waits_as_long_as_it_is_told():
    async with serving(Mock(delay_s=0.02)) as port:
        report = await gateway_load.run(load(port, concurrency=2, num_requests_max=4))
    assert report.p50_ms >= 20


@pytest.mark.anyio
async def test_the_mock_tells_its_models_and_counts_and_refuses_the_rest():
    async with serving(Mock(delay_s=0)) as port:

        async def get(path):
            return await exchange(port, Call(method="GET", path=path))

        assert (await get("/v1/models")).json()["data"][0]["id"] == "mock-image"
        assert (await get(COUNTS_PATH)).json() == {}
        assert (await get("/v1/nothing")).status == 404
        asked = Call(method="POST", path="/v1/images/generations", body=b"[]")
        assert (await exchange(port, asked)).status == 400


@pytest.mark.anyio
async def test_refusals_are_errors_and_no_answers():
    async with serving(Mock(delay_s=0)) as port:
        report = await gateway_load.run(load(port, path="/v1/nothing", num_requests_max=5))
    assert (report.num_good, report.errors) == (0, {"status 404": 5})
    assert report.p50_ms == report.requests_per_s == 0


@pytest.mark.anyio
async def test_nobody_there_is_an_error():
    async with serving(Mock(delay_s=0)) as port:
        pass
    report = await gateway_load.run(load(port, num_requests_max=2, concurrency=1))
    assert report.errors == {"ConnectionRefusedError": 2}


@pytest.mark.anyio
async def test_a_connection_that_is_cut_is_an_error():
    class Rude(asyncio.Protocol):
        def connection_made(self, transport):
            transport.close()

    loop = asyncio.get_running_loop()
    server = await loop.create_server(Rude, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    report = await gateway_load.run(load(port, num_requests_max=2, concurrency=1))
    server.close()
    assert sum(report.errors.values()) == 2


@pytest.mark.parametrize(
    ("status", "body", "wrong"),
    [
        (500, b"", "status 500"),
        (200, b"no json", "no picture: JSONDecodeError"),
        (200, b'{"data": []}', "no picture: ValueError"),
        (200, b'{"data": [{"url": "http://x"}]}', "no picture: KeyError"),
        (200, b'{"data": [{"b64_json": "bm90IGEgcGljdHVyZQ=="}]}', "not a PNG"),
    ],
)
def test_only_a_whole_png_is_a_good_answer(status, body, wrong):
    assert gateway_load.fault(status, body) == wrong
