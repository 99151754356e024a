"""What limits are held against, in SQL: counted where money is reserved and where it is resolved.

One set of expressions serves accounts and keys, whose rows have the same columns. It does not know
whose limits they are.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    Table,
    and_,
    bindparam,
    case,
    or_,
    select,
)

from inkstone.domain.accounts import Limits, Spending
from inkstone.store.unit_of_work import Transaction

_DAY_S = 86_400
#: A day, as the database counts time.
DAY_US = _DAY_S * 1_000_000


def day_of(at: datetime) -> int:
    """The day of a moment in UTC, counted since 1970."""
    return int(at.timestamp() // _DAY_S)


def limits_of(row: Row[Any]) -> Limits:
    """The limits in a row of an account or a key."""
    return Limits(
        requests_per_minute=row.requests_per_minute,
        jobs_max=row.jobs_max,
        daily_micros=row.daily_micros,
        total_micros=row.total_micros,
    )


def limit_values(limits: Limits) -> Mapping[str, int | None]:
    """The columns of limits."""
    return {
        "requests_per_minute": limits.requests_per_minute,
        "jobs_max": limits.jobs_max,
        "daily_micros": limits.daily_micros,
        "total_micros": limits.total_micros,
    }


def today(tx: Transaction) -> ColumnElement[int]:
    """The day by the database's clock, to be read beside a row for `spending_of`."""
    return (tx.now() // DAY_US).label("today")


def left_of_today(tx: Transaction) -> timedelta:
    """How long the day still lasts by the database's clock."""
    now_us = int(tx.connection.execute(select(tx.now())).scalar_one())
    return timedelta(microseconds=DAY_US - now_us % DAY_US)


def spending_of(row: Row[Any]) -> Spending:
    """What was counted in a row of an account or a key, which was read beside `today`."""
    return Spending(
        num_open=row.num_open,
        today_micros=row.day_micros if row.spent_day == row.today else 0,
        total_micros=row.spent_micros,
    )


def _spent_on(table: Table, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """What the jobs of a day came to."""
    return case((table.c.spent_day == day, table.c.day_micros), else_=0)


def has_room(table: Table, now: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether one more job of `:amount` micros is within the limits of a row."""
    amount = bindparam("amount", type_=BigInteger)
    columns = table.c
    today = _spent_on(table, now // DAY_US)
    return and_(
        or_(columns.jobs_max.is_(None), columns.num_open < columns.jobs_max),
        or_(columns.daily_micros.is_(None), today + amount <= columns.daily_micros),
        or_(columns.total_micros.is_(None), columns.spent_micros + amount <= columns.total_micros),
    )


def taken(table: Table, now: ColumnElement[int]) -> dict[str, Any]:
    """What a row becomes by one more job of `:amount` micros."""
    amount = bindparam("amount", type_=BigInteger)
    today = now // DAY_US
    return {
        "num_open": table.c.num_open + 1,
        "spent_micros": table.c.spent_micros + amount,
        "day_micros": _spent_on(table, today) + amount,
        "spent_day": today,
    }


def given_back(table: Table) -> dict[str, Any]:
    """What a row becomes when a job of `:job_day` ends and `:released` micros come back."""
    released = bindparam("released", type_=BigInteger)
    is_its_day = table.c.spent_day == bindparam("job_day", type_=Integer)
    return {
        "num_open": table.c.num_open - 1,
        "spent_micros": table.c.spent_micros - released,
        "day_micros": table.c.day_micros - case((is_its_day, released), else_=0),
    }
