"""How money, limits, moments and spans are written in flags, read strictly; moments are in UTC.

It does not know which command asks.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from inkstone.domain.accounts import Limits
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.money import Amount

#: What takes a limit off.
NONE = "none"
#: The largest count in a limit, here as over HTTP.
_COUNT_MAX = 1_000_000
_SPAN = re.compile(r"0|([1-9][0-9]{0,8})([smhd])", re.ASCII)
_SPAN_UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z)?", re.ASCII)

Rpm = Annotated[
    str | None, typer.Option("--rpm", help="Calls a minute that ask for work; none for any number.")
]
Jobs = Annotated[
    str | None, typer.Option("--jobs", help="Jobs under way at once; none for any number.")
]
Daily = Annotated[
    str | None, typer.Option("--daily", help="Money (USD) for a day's jobs, in UTC; or none.")
]
Total = Annotated[str | None, typer.Option("--total", help="Money (USD) for all jobs; or none.")]
Begin = Annotated[
    str | None,
    typer.Option("--from", help="Not older than this: 2026-01-31, or 2026-01-31T12:00Z."),
]
End = Annotated[
    str | None, typer.Option("--to", help="Older than this, which does not belong to it.")
]


def money(text: str, flag: str) -> Amount:
    """A sum of money, not less than nothing.

    Raises:
        InvalidRequest: it is not one.
    """
    found = signed_money(text, flag)
    if found.micros < 0:
        raise InvalidRequest(f"{flag}: {text!r} is less than nothing")
    return found


def signed_money(text: str, flag: str) -> Amount:
    """A sum of money, also one to take away.

    Raises:
        InvalidRequest: it is not one.
    """
    try:
        return Amount.parse(text)
    except ValueError as error:
        raise InvalidRequest(f"{flag}: {error}") from error


def count(text: str, flag: str, *, most: int = _COUNT_MAX) -> int:
    """A whole number from 1.

    Raises:
        InvalidRequest: it is not one, or too large.
    """
    if not re.fullmatch("[0-9]{1,9}", text, re.ASCII) or not 1 <= int(text) <= most:
        raise InvalidRequest(f"{flag}: {text!r} is not a whole number from 1 to {most}")
    return int(text)


def changed(
    limits: Limits, *, rpm: str | None, jobs: str | None, daily: str | None, total: str | None
) -> Limits:
    """Limits as flags change them: what is not given stays, and `none` takes one off.

    Raises:
        InvalidRequest: a flag has no such value.
    """
    values: dict[str, int | None] = {}
    for name, flag, text in (
        ("requests_per_minute", "--rpm", rpm),
        ("jobs_max", "--jobs", jobs),
    ):
        if text is not None:
            values[name] = None if text == NONE else count(text, flag)
    for name, flag, text in (
        ("daily_micros", "--daily", daily),
        ("total_micros", "--total", total),
    ):
        if text is not None:
            values[name] = None if text == NONE else money(text, flag).micros
    return replace(limits, **values)


def span(text: str, flag: str) -> timedelta:
    """A length of time, such as `90s`, `15m`, `24h`, `30d` or `0`.

    Raises:
        InvalidRequest: it is not one.
    """
    found = _SPAN.fullmatch(text)
    if found is None:
        raise InvalidRequest(f"{flag}: {text!r} is not a length of time such as 90s, 24h or 30d")
    if found[1] is None:
        return timedelta()
    try:
        return timedelta(seconds=int(found[1]) * _SPAN_UNITS_S[found[2]])
    except OverflowError as error:
        raise InvalidRequest(f"{flag}: {text!r} is too long") from error


def moment(text: str, flag: str) -> datetime:
    """A day's beginning or a moment, in UTC.

    Raises:
        InvalidRequest: it is not one.
    """
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError(text)
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidRequest(
            f"{flag}: {text!r} is not a day such as 2026-01-31, "
            "nor a moment in UTC such as 2026-01-31T12:00Z"
        ) from error


def period(begin: str | None, end: str | None) -> tuple[datetime | None, datetime | None]:
    """What `--from` and `--to` say.

    Raises:
        InvalidRequest: one of them is no moment, or nothing lies between them.
    """
    since = None if begin is None else moment(begin, "--from")
    until = None if end is None else moment(end, "--to")
    if since is not None and until is not None and since >= until:
        raise InvalidRequest(
            f"--to: {end!r} is not after --from {begin!r}, and does not belong to it"
        )
    return since, until


def ends_at(text: str, flag: str) -> datetime | None:
    """When something ends: in a length of time, at a moment, or never with `none`.

    Raises:
        InvalidRequest: it is nothing of the kind.
    """
    if text == NONE:
        return None
    if _MOMENT.fullmatch(text):
        return moment(text, flag)
    try:
        return datetime.now(UTC) + span(text, flag)
    except OverflowError as error:
        raise InvalidRequest(f"{flag}: {text!r} is too long") from error
    except InvalidRequest as error:
        raise InvalidRequest(
            f"{flag}: {text!r} is neither a length of time such as 30d, nor a day such as "
            f"2026-12-31, nor {NONE}"
        ) from error


def reason(text: str) -> str:
    """Why money moves, in words that can be stored.

    Raises:
        InvalidRequest: it has bytes that are no text.
    """
    if not text.isprintable():
        raise InvalidRequest("--reason: it has characters that cannot be printed")
    return text


def words(value: datetime | None) -> str | None:
    """A moment for people and programs, to the second."""
    return None if value is None else value.astimezone(UTC).isoformat(timespec="seconds")
