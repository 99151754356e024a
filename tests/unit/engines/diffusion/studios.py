"""Runs of the fakes' studio, followed to where a test wants them."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import anyio

from unit.engines.diffusion.fakes import ME


def open_all(family):
    """Let everything through that waits at a gate."""
    for gate in family.gates.values():
        gate.opened.set()


def events_in(studio, run, *, steps=4, key="fake"):
    """What a run says."""
    return studio.run(run, key=key, steps=steps, made_by=ME)


async def drawn(studio, run, **more):
    """All that a run says, to its end."""
    with anyio.fail_after(60):
        return [event async for event in events_in(studio, run, **more)]


async def consume(events):
    """All of it, closed well if this is cancelled."""
    async with aclosing(events):
        return [event async for event in events]


async def reached(gate):
    """Wait until a thread stands at a gate."""
    assert await asyncio.to_thread(gate.reached.wait, 60)


async def until(condition: Callable[[], object]):
    """Wait until it holds."""
    with anyio.fail_after(60):
        while not condition():
            await anyio.sleep(0.001)


def of(kind, events):
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]
