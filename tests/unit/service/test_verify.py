"""Verify: what is let in, what runs at once, and what a picture may do to a process."""

import asyncio

import pytest

from contract.world import Parts
from inkstone.domain.errors import InputRefused, RateLimited, UnsupportedRequest
from inkstone.isolate.pool import WorkerCrashed
from inkstone.service.turnstile import Busy
from inkstone.service.verification import Verdict
from inkstone.service.verify import NUM_AT_ONCE, NUM_PLACES_EACH, Verifier
from unit.media import ordinary
from unit.service.verified import AI, Seen, labels, verifier

pytestmark = pytest.mark.anyio


async def test_without_a_store_there_is_what_the_file_says():
    seen = Seen(labels=labels(digital_source_type=AI))
    found = await verifier(None, seen).verify(b"", None)
    assert (found.verdict, found.matches) == (Verdict.LABELLED_AS_AI, ())
    assert seen.anchors == ["PEM"]


async def test_a_part_that_ends_the_process_costs_the_rest_nothing():
    class Deadly(Seen):
        async def examine(self, source, *, anchors="", parts=()):
            if not parts:
                raise InputRefused("It is broken.", code="input_broken") from WorkerCrashed()
            assert parts == ("labels", "phash")
            return self.found | {"unreadable": ["credentials", "watermark"]}

    found = await verifier(None, Deadly()).verify(b"", None)
    assert found.unreadable == ("credentials", "watermark")


async def test_what_is_no_picture_is_refused_once():
    class Broken(Seen):
        async def examine(self, source, *, anchors="", parts=()):
            self.anchors.append(anchors)
            raise InputRefused("It is broken.", code="input_broken")

    seen = Broken()
    with pytest.raises(InputRefused):
        await verifier(None, seen).verify(b"", None)
    assert len(seen.anchors) == 1


async def test_few_are_examined_at_once():
    class Slow(Seen):
        num_now = num_most = 0

        async def examine(self, source, *, anchors="", parts=()):
            self.num_now += 1
            self.num_most = max(self.num_most, self.num_now)
            await asyncio.sleep(0)
            self.num_now -= 1
            return self.found

    seen = Slow()
    shared = verifier(None, seen)
    await asyncio.gather(*(shared.verify(b"", None) for _ in range(9)))
    assert seen.num_most == NUM_AT_ONCE


async def test_callers_are_told_apart_by_account_else_by_address(world: Parts):
    gate = Verifier(store=None, workshop=Seen(), anchors="", per_minute=1)  # type: ignore[arg-type]

    async def come(caller, address):
        async with gate.admit(caller, address):
            pass

    await come(None, "192.0.2.1")
    await come(None, "192.0.2.2")
    await come(world.caller, "192.0.2.1")
    for caller, address in [(None, "192.0.2.1"), (world.caller, "192.0.2.9")]:
        with pytest.raises(RateLimited):
            await come(caller, address)


async def test_one_caller_does_not_take_every_place():
    gate = verifier(None, Seen())
    async with asyncio.timeout(5):
        places = [gate.admit(None, "192.0.2.1") for _ in range(NUM_PLACES_EACH)]
        for place in places:
            await place.__aenter__()
        with pytest.raises(Busy):
            async with gate.admit(None, "192.0.2.1"):
                pass
        async with gate.admit(None, "192.0.2.2"):
            pass
        for place in places:
            await place.__aexit__(None, None, None)


async def test_nothing_is_fetched_without_a_fetcher():
    with pytest.raises(UnsupportedRequest):
        await verifier(None, Seen()).fetch("https://example.com/a.png")


async def test_a_real_picture_is_examined_in_a_process(world: Parts, workshop):
    real = verifier(world.store, workshop)
    found = await real.verify(ordinary.example("jpeg"), None)
    assert (found.media_type, found.width_px, found.height_px) == ("image/jpeg", 40, 30)
    assert (found.verdict, found.unreadable) == (Verdict.UNKNOWN, ())
    with pytest.raises(InputRefused):
        await real.verify(b"nothing", None)
