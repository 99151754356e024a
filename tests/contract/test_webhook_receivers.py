"""Receivers as the world has them: whatever they do, a delivery is made or logged as given up."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from contract.receivers import Got, PlainForm, only, receiving, to, told
from contract.world import Parts
from inkstone.domain.webhook import DeliveryStatus
from inkstone.service.webhook_schedule import NUM_TRIES_MAX
from inkstone.service.webhooks import Webhooks
from inkstone.store import webhooks as store_webhooks

pytestmark = pytest.mark.anyio
HOUR_S = 3600
#: How long a try may take here.
TRY_S = 0.4


class Patient(PlainForm):
    """The plain form with as many tries as the native API has."""

    num_tries_max = NUM_TRIES_MAX


@dataclass
class Rascal:
    """A receiver that does to each message what it was told to do to that one."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    #: What to do to the next messages; take them after these.
    deeds: list[str] = field(default_factory=list)
    #: What to do to the messages at a path, before `deeds`.
    by_path: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    busy: set[asyncio.Task[None]] = field(default_factory=set)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.busy.add(task)
        with suppress(OSError, asyncio.IncompleteReadError):  # whoever posts may hang up
            try:
                await self._serve(reader, writer)
            finally:
                self.busy.discard(task)
                writer.close()
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        path = head[0].split(" ")[1]
        self.got.append(Got(path=path, headers=headers, body=body))
        deeds = self.by_path[path] or self.deeds
        await self._do(deeds.pop(0) if deeds else "200", reader, writer)

    async def _do(
        self, deed: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        match deed.split(" "):
            case [status] if status.isdigit():
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
            case ["redirect", where]:
                head = f"HTTP/1.1 307 X\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n"
                writer.write(head.encode())
            case ["hang"]:
                await reader.read()  # until whoever posts hangs up
            case ["close"]:
                pass
            case ["babble"]:
                writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")
            case ["header"]:
                await _flood(writer, b"HTTP/1.1 200 X\r\n", b"x: " + b"y" * 997 + b"\r\n")
            case ["drip"]:
                await _flood(writer, b"HTTP/1.1 200 X\r\n", b"x", pause_s=0.05)
            case ["body"]:
                await _flood(writer, b"HTTP/1.1 200 X\r\n\r\n", b"z" * 1000)
        await writer.drain()


async def _flood(
    writer: asyncio.StreamWriter, head: bytes, piece: bytes, *, pause_s: float = 0.0
) -> None:
    """Write until the other side has had enough."""
    writer.write(head)
    while not writer.is_closing():
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(pause_s)


@asynccontextmanager
async def a_rascal(*deeds: str, port: int = 0) -> AsyncIterator[Rascal]:
    """Such a receiver for the length of the block."""
    made = Rascal(deeds=list(deeds))
    server = await asyncio.start_server(made.serve, "127.0.0.1", port)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        while left := list(made.busy):
            await asyncio.wait(left)


async def play(hooks: Webhooks, advance: Callable[[float], None], *, turns: int = 20) -> None:
    """Deliver and let time pass, until nothing is due any more."""
    for _ in range(turns):
        await hooks.deliver_due()
        wait_s = await hooks.next_due_s()
        if wait_s is None:
            return
        advance(wait_s + 0.001)
    raise AssertionError("it never ends")


FAILING = {
    "500": (500, "status 500"),
    "404": (404, "status 404"),
    "hang": (None, "too long to answer"),
    "close": (None, ""),
    "babble": (None, ""),
    "header": (None, "longer header than is taken"),
    "drip": (None, "too long to answer"),
}


@pytest.mark.parametrize("deed", FAILING)
async def test_what_is_not_taken_is_logged_and_told_again(world: Parts, clock, deed):
    status, error = FAILING[deed]
    async with a_rascal(deed, deed) as rascal, told(world.store, total_s=TRY_S) as hooks:
        await world.run(webhook=to(rascal.url()))
        await play(hooks, clock.advance)
        made = await only(world, hooks)
        assert (made.status, made.num_tries) == (DeliveryStatus.DELIVERED, 3)
        _, tries = await hooks.log.find(made.id, account_id=world.caller.account_id)
        assert [each.status for each in tries] == [status, status, 200]
        assert all(each.error and error in each.error for each in tries[:2])
        assert tries[2].error is None
        assert all(each.took_ms < 1000 * (TRY_S + 2) for each in tries)
    assert len({got.body for got in rascal.got}) == 1
    assert {got.headers["webhook-id"] for got in rascal.got} == {made.id}


async def test_an_answer_whose_body_never_ends_is_an_answer(world: Parts):
    async with a_rascal("body") as rascal, told(world.store, total_s=TRY_S) as hooks:
        await world.run(webhook=to(rascal.url()))
        await hooks.deliver_due()
        made = await only(world, hooks)
        assert (made.status, made.last_status) == (DeliveryStatus.DELIVERED, 200)


async def test_a_redirect_is_logged_and_never_followed(world: Parts, clock):
    async with a_rascal() as inside, a_rascal() as rascal, told(world.store) as hooks:
        # What it leads to is even open here: no redirect is followed, wherever it leads.
        rascal.deeds = [
            f"redirect {inside.url('/private')}",
            "redirect http://169.254.169.254/latest/meta-data/",
            "redirect http://10.0.0.1/",
        ]
        await world.run(webhook=to(rascal.url()))
        await play(hooks, clock.advance)
        made = await only(world, hooks)
        assert (made.status, made.last_status) == (DeliveryStatus.FAILED, 307)
        _, tries = await hooks.log.find(made.id, account_id=world.caller.account_id)
        assert [each.error for each in tries] == ["The receiver answered with status 307."] * 3
        assert (inside.got, len(rascal.got)) == ([], 3)


async def test_a_host_that_has_become_private_is_refused_each_time_and_given_up(
    world: Parts, clock
):
    async with receiving() as inside, told(world.store, allow=()) as hooks:
        await world.run(webhook=to(inside.url()))
        await play(hooks, clock.advance)
        made = await only(world, hooks)
        assert (made.status, made.num_tries, inside.got) == (DeliveryStatus.FAILED, 3, [])
        assert "not on the public internet" in str(made.last_error)


async def test_gone_ends_it_with_a_log(world: Parts, clock):
    async with a_rascal("500", "410") as rascal, told(world.store) as hooks:
        await world.run(webhook=to(rascal.url()))
        await play(hooks, clock.advance)
        made = await only(world, hooks)
        assert (made.status, made.last_status, made.num_tries) == (DeliveryStatus.FAILED, 410, 2)
        assert len(rascal.got) == 2


async def test_a_receiver_that_was_down_for_an_hour_is_told_when_it_is_back(world: Parts, clock):
    async with told(world.store, form=Patient()) as hooks:
        async with a_rascal() as rascal:
            port = rascal.port
        await world.run(webhook=to(rascal.url()))
        came_up_at = clock.micros + HOUR_S * 1_000_000
        while clock.micros < came_up_at:
            await hooks.deliver_due()
            clock.advance((await hooks.next_due_s() or 0) + 0.001)
        down = await only(world, hooks)
        assert (down.status, down.last_status) == (DeliveryStatus.PENDING, None)
        # Six or seven tries in that hour, not hundreds.
        assert 5 <= down.num_tries <= 8
        async with a_rascal(port=port) as rascal:
            await play(hooks, clock.advance)
        made = await only(world, hooks)
        assert (made.status, made.num_tries) == (DeliveryStatus.DELIVERED, down.num_tries + 1)
        assert [got.headers["webhook-id"] for got in rascal.got] == [made.id]


async def test_who_dies_between_the_answer_and_the_note_says_the_same_again(
    world: Parts, clock, monkeypatch
):
    lease = timedelta(seconds=30)
    async with a_rascal() as rascal, told(world.store, lease=lease) as hooks:
        await world.run(webhook=to(rascal.url()))
        with monkeypatch.context() as dying:

            def die(*_: object) -> None:
                raise SystemError("killed here")

            dying.setattr(store_webhooks, "record", die)  # what a kill at this moment leaves
            with pytest.raises(SystemError, match="killed here"):
                await hooks.deliver_due()
        unknown = await only(world, hooks)
        assert (unknown.status, unknown.num_tries) == (DeliveryStatus.PENDING, 0)
        clock.advance(31)
        await hooks.deliver_due()
        first, second = rascal.got
        assert first.body == second.body
        assert first.headers["webhook-id"] == second.headers["webhook-id"] == unknown.id
        assert (await only(world, hooks)).status is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_all_is_taken_or_given_up_and_logged(world: Parts, clock, seed):
    draw = random.Random(seed)
    deeds = ["500", "close", "babble", "header", "200", "200", "410", "redirect http://10.0.0.1/"]
    # Each try counts here, so none may be too slow by chance.
    async with a_rascal() as rascal, told(world.store, form=Patient(), total_s=12 * TRY_S) as hooks:
        plans = {f"/{n}": draw.choices(deeds, k=draw.randint(0, 12)) for n in range(8)}
        for path, plan in plans.items():
            rascal.by_path[path] = plan.copy()
            await world.run(webhook=to(rascal.url(path)))
        await play(hooks, clock.advance, turns=400)
        found = await hooks.log.deliveries(world.caller.account_id, limit=100)
        assert len(found) == len(plans)
        for each in found:
            plan = plans["/" + each.url.rpartition("/")[2]]
            wanted = next((deed for deed in [*plan, "200"] if deed in ("200", "410")), "")
            num_tries = [*plan, "200"].index(wanted) + 1
            if num_tries > NUM_TRIES_MAX:
                num_tries, wanted = NUM_TRIES_MAX, "given up"
            is_taken = wanted == "200"
            assert each.status == ("delivered" if is_taken else "failed")
            _, tries = await hooks.log.find(each.id, account_id=world.caller.account_id)
            assert each.num_tries == len(tries) == num_tries
            assert [one.try_index for one in tries] == list(range(num_tries))
            assert (tries[-1].error is None) == is_taken
            its = [got for got in rascal.got if got.headers["webhook-id"] == each.id]
            assert len(its) == num_tries
            assert len({got.body for got in its}) == 1
