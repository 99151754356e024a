"""Requests per minute, counted in SQL, so that the count holds across processes and restarts.

One number a row: up to when the calls let in so far have used the rate up. A call that is let in
moves it on by its share of a minute; one that finds it all other shares ahead of now is refused
(the generic cell rate algorithm, ITU-T I.371). So all of a minute's calls pass at once, and then
one each time that a share has gone by. It does not know which calls count.
"""

from sqlalchemy import BigInteger, ColumnElement, Executable, Table, bindparam, case, select, update

from inkstone.store.account_tables import accounts, api_keys
from inkstone.store.unit_of_work import Transaction

_MINUTE_US = 60_000_000
#: A minute, and what rounding its shares up may add.
_AHEAD_MAX_US = 2 * _MINUTE_US


def take_for_account(tx: Transaction, account_id: str, *, per_minute: int) -> float:
    """Count one call of an account; seconds to wait where it is refused, else 0."""
    return _take(tx, accounts, account_id, per_minute)


def take_for_key(tx: Transaction, key_id: str, *, per_minute: int) -> float:
    """Count one call of a key; seconds to wait where it is refused, else 0."""
    return _take(tx, api_keys, key_id, per_minute)


def _take(tx: Transaction, table: Table, its_id: str, per_minute: int) -> float:
    if per_minute < 1:
        return _MINUTE_US / 1e6
    share_us = -(-_MINUTE_US // per_minute)
    # NOTE: not a minute less a share: shares are rounded up, and the last call would be lost.
    values = {"its_id": its_id, "share": share_us, "ahead": share_us * (per_minute - 1)}
    taken = tx.run(("take_rate", table.name), lambda: _taken(table, tx.now()), values)
    if taken.rowcount:
        return 0.0
    left = tx.run(("rate_left", table.name), lambda: _left(table, tx.now()), values)
    wait_us = left.scalar_one_or_none()
    return 0.0 if wait_us is None else max(float(wait_us), 1) / 1e6


def _begins(table: Table, now: ColumnElement[int]) -> ColumnElement[int]:
    # What lies further ahead than any rate reaches was written before the clock was set back.
    is_ahead = table.c.rate_until.between(now + 1, now + _AHEAD_MAX_US)
    return case((is_ahead, table.c.rate_until), else_=now)


def _taken(table: Table, now: ColumnElement[int]) -> Executable:
    begins = _begins(table, now)
    return (
        update(table)
        .where(
            table.c.id == bindparam("its_id"),
            begins - now <= bindparam("ahead", type_=BigInteger),
        )
        .values(rate_until=begins + bindparam("share", type_=BigInteger))
    )


def _left(table: Table, now: ColumnElement[int]) -> Executable:
    ahead = bindparam("ahead", type_=BigInteger)
    return select(_begins(table, now) - now - ahead).where(table.c.id == bindparam("its_id"))
