"""The usage export and statements on both databases: they re-add to the micro, page by page."""

import csv
import io
import json
import random
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from contract.world import PRICE, Clock, Parts
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.domain.job import JobImage, JobStatus
from inkstone.domain.ledger import MOVING, EntryKind
from inkstone.domain.money import Amount
from inkstone.service.corrections import Corrections
from inkstone.service.settle import Outcome, settle
from inkstone.service.usage_export import (
    COLUMNS,
    UsageExport,
    csv_lines,
    json_array,
    json_lines,
)

pytestmark = pytest.mark.anyio


async def rows(world: Parts, account_id: str | None = None, **more):
    """The whole export, and that no page of it is empty."""
    found = []
    async for page in UsageExport(world.store).rows(account_id, **more):
        assert page
        found += page
    return found


async def written(lines) -> str:
    return "".join([chunk async for chunk in lines])


def image(index: int) -> JobImage:
    return JobImage(
        image_index=index,
        blob_key=f"b/{index}",
        sha256="0" * 64,
        size_bytes=1,
        media_type="image/png",
        width_px=64,
        height_px=64,
        seed=index,
    )


async def end(world: Parts, *, num_asked: int, num_made: int):
    """A job that ends with some of its pictures made."""
    submitted = await world.submit(n=num_asked)
    job = await world.claim_one()
    assert job.id == submitted.id
    status = JobStatus.SUCCEEDED if num_made == num_asked else JobStatus.CANCELED
    outcome = Outcome(status=status, images=[image(index) for index in range(num_made)])
    assert await world.store.write(lambda tx: settle(tx, job, outcome))
    return job


async def test_a_row_says_what_its_job_was_of(world: Parts):
    job = await end(world, num_asked=3, num_made=2)
    refunded = Amount(7)
    await Corrections(store=world.store).refund(job.id, amount=refunded, reason="a fault")
    grant, capture, refund = await rows(world, world.caller.account_id)
    assert (grant.kind, grant.amount_micros) == (EntryKind.GRANT, 1000 * PRICE)
    assert (grant.job_id, grant.model, grant.size, grant.images_made) == (None, None, "", None)
    assert (capture.kind, capture.amount_micros) == (EntryKind.CAPTURE, -2 * PRICE)
    assert (refund.kind, refund.amount_micros, refund.reason) == (EntryKind.REFUND, 7, "a fault")
    for row in (capture, refund):
        assert (row.job_id, row.key_id) == (job.id, world.caller.key_id)
        assert (row.dialect, row.model, row.tier) == ("native", "qwen-image-2.0", "standard")
        assert (row.size, row.images_asked, row.images_made) == ("64x64", 3, 2)
        assert (row.per_image_micros, row.extra_micros, row.rate_card) == (PRICE, 0, "test")
        assert (row.account, row.currency) == ("local", "USD")


async def test_holds_and_releases_move_nothing_and_are_no_rows(world: Parts):
    failed = await world.run("[fail_after=0]", n=2)
    await world.submit()
    assert failed.charged == Amount(0)
    assert [row.kind for row in await rows(world)] == [EntryKind.GRANT]


@pytest.mark.parametrize("num_entries", [1, 2, 3, 100])
async def test_pages_of_any_length_give_every_movement_once_in_order(
    world: Parts, num_entries: int
):
    other = await world.open_account("other", images=5)
    for num_made in (1, 0, 2):
        await end(world, num_asked=2, num_made=num_made)
    everything = await rows(world)
    assert [row.entry_id for row in everything] == sorted({row.entry_id for row in everything})
    assert await rows(world, num_entries=num_entries) == everything
    alone = await rows(world, other.account_id, num_entries=num_entries)
    assert alone == [row for row in everything if row.account == "other"]
    assert len(alone) == 1
    assert await rows(world, "acct_none") == []


async def test_a_period_has_its_first_moment_and_not_its_last(world: Parts, clock: Clock):
    clock.advance(60)
    at = datetime.fromtimestamp(clock.micros / 1e6, UTC)
    await world.accounts.grant(world.caller.account_id, Amount(5), reason="more")
    micro = timedelta(microseconds=1)
    assert len(await rows(world, begin=at, end=at + micro)) == 1
    assert await rows(world, begin=at, end=at) == []
    assert await rows(world, begin=at + micro) == []
    assert len(await rows(world, end=at)) == 1


async def test_statements_of_periods_in_a_row_join_without_a_gap(world: Parts, clock: Clock):
    export, account_id = UsageExport(world.store), world.caller.account_id
    begin = datetime.fromtimestamp(clock.micros / 1e6, UTC)
    await end(world, num_asked=2, num_made=1)
    clock.advance(86_400)
    await world.accounts.grant(account_id, Amount(11), reason="more")
    clock.advance(86_400)
    await Corrections(store=world.store).adjust(account_id, Amount(-4), reason="less")
    await world.submit(n=3)
    days = [begin + timedelta(days=day) for day in range(4)]
    found = [
        await export.statement(account_id, begin=first, end=then) for first, then in pairwise(days)
    ]
    assert found[0].opening_micros == 0
    assert found[0].totals_micros == {
        EntryKind.GRANT: 1000 * PRICE,
        EntryKind.CAPTURE: -PRICE,
        EntryKind.REFUND: 0,
        EntryKind.ADJUST: 0,
    }
    assert [each.closing_micros for each in found[:-1]] == [
        each.opening_micros for each in found[1:]
    ]
    balance = await world.accounts.balance(account_id)
    assert found[-1].closing_micros == balance.balance_micros == 999 * PRICE + 7
    assert {each.held_micros for each in found} == {balance.held_micros} == {3 * PRICE}
    whole = await export.statement(account_id)
    assert (whole.opening_micros, whole.closing_micros) == (0, balance.balance_micros)
    assert whole.to_json()["begin"] is None
    with pytest.raises(NotFound, match="nobody"):
        await export.statement("nobody")


async def _live(world: Parts, clock: Clock, rng: random.Random) -> None:
    """Something that moves money, or that may not."""
    corrections = Corrections(store=world.store)
    clock.advance(rng.choice([0, 0.000001, 1, 3600]))
    match rng.choice(["grant", "job", "job", "refund", "adjust", "hold"]):
        case "grant":
            amount = Amount(rng.randrange(1, 10 * PRICE))
            await world.accounts.grant(world.caller.account_id, amount, reason="=more")
        case "job":
            num_asked = rng.randint(1, 4)
            await end(world, num_asked=num_asked, num_made=rng.randint(0, num_asked))
        case "refund":
            charged = [row for row in await rows(world) if row.kind is EntryKind.CAPTURE]
            if charged:
                row = rng.choice(charged)
                part = Amount(rng.randint(1, -row.amount_micros))
                # It may have been refunded before.
                with suppress(InvalidRequest):
                    await corrections.refund(row.job_id, amount=part, reason="a fault")
        case "adjust":
            micros = rng.randint(-PRICE, PRICE) or 1
            await corrections.adjust(world.caller.account_id, Amount(micros), reason="by hand")
        case "hold":
            await world.canceler.cancel(
                (await world.submit()).id, account_id=world.caller.account_id
            )


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_export_and_statements_add_up(world: Parts, clock: Clock, seed: int):
    rng = random.Random(seed)
    callers = [world.caller, await world.open_account("other", images=40)]
    began = datetime.fromtimestamp(clock.micros / 1e6, UTC)
    for _ in range(30):
        world.caller = rng.choice(callers)
        await _live(world, clock, rng)
    clock.advance(1)
    over = datetime.fromtimestamp(clock.micros / 1e6, UTC)
    cuts = sorted(began + rng.random() * (over - began) for _ in range(3))
    export, everything = UsageExport(world.store), await rows(world)
    for caller in callers:
        account_id = caller.account_id
        balance = (await world.accounts.balance(account_id)).balance_micros
        own = await rows(world, account_id, num_entries=rng.randint(1, 20))
        assert own == [row for row in everything if row.account_id == account_id]
        assert sum(row.amount_micros for row in own) == balance
        opening = 0
        for first, then in zip([None, *cuts], [*cuts, None], strict=True):
            statement = await export.statement(account_id, begin=first, end=then)
            within = await rows(world, account_id, begin=first, end=then)
            assert statement.opening_micros == opening
            for kind in MOVING:
                moved = sum(row.amount_micros for row in within if row.kind is kind)
                assert statement.totals_micros[kind] == moved
            opening = statement.closing_micros
        assert opening == balance
    await world.assert_sound()


HOSTILE = ['=1+1"', "+1", "-1", "@SUM(A1)", "  =1", 'a, "b"', "naïve 漢字", "plain"]


async def test_the_csv_is_read_back_and_holds_no_formula(world: Parts):
    for reason in HOSTILE:
        await world.accounts.grant(world.caller.account_id, Amount(1), reason=reason)
    await end(world, num_asked=1, num_made=1)
    export = UsageExport(world.store)
    told = await written(csv_lines(export.rows(num_entries=4)))
    header, *found = list(csv.reader(io.StringIO(told, newline=""), strict=True))
    assert tuple(header) == COLUMNS
    expected = await rows(world)
    assert len(found) == len(expected) == len(HOSTILE) + 2
    assert re.search(r"(?<!\r)\n", told) is None, "lines end as RFC 4180 wants them to"
    for line, row in zip(found, expected, strict=True):
        cells = dict(zip(COLUMNS, line, strict=True))
        assert int(cells["amount_micros"]) == row.amount_micros
        assert cells["reason"] in {row.reason, f"'{row.reason}"}
        assert not cells["reason"].lstrip().startswith(("=", "+", "-", "@"))
        assert datetime.fromisoformat(cells["at"]) == row.at
    assert any(cells[-1] == "plain" for cells in found)


async def test_the_json_is_read_back_whole(world: Parts):
    export = UsageExport(world.store)
    for reason in HOSTILE:
        await world.accounts.grant(world.caller.account_id, Amount(1), reason=reason)
    array = json.loads(await written(json_array(export.rows(num_entries=3))))
    lines = (await written(json_lines(export.rows()))).splitlines()
    assert array == [json.loads(line) for line in lines]
    assert [tuple(row) for row in array] == [COLUMNS] * len(array)
    assert [row["reason"] for row in array[1:]] == HOSTILE


async def test_an_export_of_nothing_is_a_document_too(world: Parts):
    export = UsageExport(world.store)
    none = {"account_id": "acct_none"}
    assert await written(csv_lines(export.rows(**none))) == ",".join(COLUMNS) + "\r\n"
    assert json.loads(await written(json_array(export.rows(**none)))) == []
    assert await written(json_lines(export.rows(**none))) == ""
