"""Presence: one listener a request, which only begins when somebody asks."""

import asyncio
from typing import Any

import pytest

from inkstone.dialects.presence import presence

pytestmark = pytest.mark.anyio


class Client:
    """A client that hangs up when told to, and counts who listens to it."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()
        self.num_listeners = 0

    async def receive(self) -> dict[str, Any]:
        self.num_listeners += 1
        await self.gone.wait()
        return {"type": "http.disconnect"}


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_hang_up_is_known_once_somebody_has_asked() -> None:
    client = Client()
    client.gone.set()
    here = presence({}, client.receive)
    assert not here.is_gone()
    await settled()
    assert here.is_gone()


async def test_who_waits_and_who_asks_share_a_listener() -> None:
    client, scope = Client(), {}
    waiting = asyncio.create_task(presence(scope, client.receive).left())
    await settled()
    here = presence(scope, client.receive)
    assert not here.is_gone()
    client.gone.set()
    await waiting
    assert here.is_gone()
    assert client.num_listeners == 1


async def test_who_waits_takes_up_the_listener_of_who_asked() -> None:
    client, scope = Client(), {}
    assert not presence(scope, client.receive).is_gone()
    waiting = asyncio.create_task(presence(scope, client.receive).left())
    await settled()
    assert not waiting.done()
    client.gone.set()
    await waiting
    await presence(scope, client.receive).left()
    assert client.num_listeners == 1


async def test_who_stops_waiting_stops_listening() -> None:
    client = Client()
    here = presence({}, client.receive)
    assert not here.is_gone()
    waiting = asyncio.create_task(here.left())
    await settled()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    client.gone.set()
    await settled()
    assert not here.is_gone()


async def test_another_client_of_the_same_scope_is_not_taken_for_the_first() -> None:
    first, second, scope = Client(), Client(), {}
    first.gone.set()
    await presence(scope, first.receive).left()
    assert not presence(scope, second.receive).is_gone()
    second.gone.set()
    await settled()
