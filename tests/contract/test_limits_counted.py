"""What limits are held against is counted right, whatever happens; and the self-check says so."""

import pytest
from sqlalchemy import update

from contract.test_invariants import Schedule, run_schedule
from contract.world import PRICE, Clock, Parts
from inkstone.domain.accounts import Limits
from inkstone.domain.errors import RateLimited
from inkstone.service.key_terms import KeyTerms
from inkstone.store import ledger_check
from inkstone.store.account_tables import accounts, api_keys

pytestmark = pytest.mark.anyio

TAMPERINGS = {
    "a job more under way": {"num_open": 1},
    "a job less under way": {"num_open": -1},
    "a micro more in all": {"spent_micros": 1},
    "a micro less in all": {"spent_micros": -1},
    "a micro more on its day": {"day_micros": 1},
    "a micro less on its day": {"day_micros": -1},
    "another day": {"spent_day": 1},
}


@pytest.mark.parametrize("table", [accounts, api_keys], ids=lambda table: table.name)
async def test_the_self_check_finds_every_count_that_was_tampered_with(world: Parts, table) -> None:
    class Undo(Exception):
        pass

    await world.run(n=2)
    await world.submit()
    await world.assert_sound()
    its_id = world.caller.account_id if table is accounts else world.caller.key_id
    for name, changes in TAMPERINGS.items():
        seen: list[str] = []

        def tamper(tx, changes=changes, seen=seen) -> None:
            changed = {column: table.c[column] + by for column, by in changes.items()}
            tx.connection.execute(update(table).where(table.c.id == its_id).values(**changed))
            seen += ledger_check.discrepancies(tx)
            raise Undo

        with pytest.raises(Undo):
            await world.store.write(tamper)
        assert len(seen) == 1, f"{name}: {seen}"
        assert seen[0].startswith(f"{its_id} counts ")
    await world.assert_sound()


class Limited(Schedule):
    """A random history in which days pass and limits change."""

    async def submit(self) -> None:
        try:
            await super().submit()
        except RateLimited:
            return

    async def wait(self) -> None:
        self.clock.advance(self.random.choice([1, 11, 70, 40_000]))

    async def grant(self) -> None:
        caller = self.random.choice(self.callers)
        limits = Limits(
            jobs_max=self.random.choice([None, 1, 4]),
            daily_micros=self.random.choice([None, 5 * PRICE]),
            total_micros=self.random.choice([None, 20 * PRICE]),
        )
        if self.random.random() < 0.5:
            await self.world.accounts.change(caller.account_id, limits=limits)
        else:
            await self.world.keys.change(caller.key_id, KeyTerms(limits=limits))


@pytest.mark.parametrize("seed", [7, *(pytest.param(s, marks=pytest.mark.slow) for s in (8, 9))])
async def test_counts_add_up_whatever_happens_on_whatever_day(
    world: Parts, clock: Clock, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The same history as for money, with this module's steps in the place of some.
    monkeypatch.setattr("contract.test_invariants.Schedule", Limited)
    await run_schedule(world, clock, seed=seed, num_steps=60, at_once=seed == 9)
