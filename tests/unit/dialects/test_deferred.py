"""Sub-apps that are made when they are first asked for."""

import asyncio
import threading

import httpx
import pytest
from fastapi import FastAPI

from inkstone.dialects.deferred import Deferred

pytestmark = pytest.mark.anyio


async def test_many_first_requests_make_one_app_and_block_nobody() -> None:
    made: list[int] = []
    may_end = threading.Event()

    def make() -> FastAPI:
        made.append(threading.get_ident())
        assert may_end.wait(60), "the loop went on in the meantime"
        app = FastAPI()
        app.add_api_route("/", lambda: {"ok": True})
        return app

    app = Deferred(make)
    assert not made
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        asking = asyncio.gather(*(client.get("/") for _ in range(5)))
        while not made:
            await asyncio.sleep(0.005)
        may_end.set()
        answers = await asking
    assert [answer.json() for answer in answers] == [{"ok": True}] * 5
    assert len(made) == 1
    assert made[0] != threading.get_ident()


async def test_an_app_that_cannot_be_made_is_tried_again() -> None:
    tries = iter([RuntimeError("not now"), FastAPI()])

    def make() -> FastAPI:
        found = next(tries)
        if isinstance(found, Exception):
            raise found
        return found

    app = Deferred(make)
    with pytest.raises(RuntimeError, match="not now"):
        app.app()
    assert app.app() is app.app()
