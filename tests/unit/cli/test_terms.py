"""What is written in flags: read strictly, and refused in words one can act on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.cli import terms
from inkstone.domain.accounts import NO_LIMITS, Limits
from inkstone.domain.errors import InvalidRequest


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0", timedelta()),
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("24h", timedelta(days=1)),
        ("30d", timedelta(days=30)),
    ],
)
def test_a_span_has_a_unit(text: str, found: timedelta) -> None:
    assert terms.span(text, "--overlap") == found


@pytest.mark.parametrize(
    "text", ["", "1", "00s", "-1d", "+1d", "1.5h", "1D", " 1d", "1d ", "1w", "1e3s", "٣d", "1d\n"]
)
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="--overlap"):
        terms.span(text, "--overlap")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T12:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:07Z", datetime(2026, 1, 31, 12, 0, 7, tzinfo=UTC)),
        ("2026-01-31T12:00:07.250000Z", datetime(2026, 1, 31, 12, 0, 7, 250_000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_in_utc(text: str, found: datetime) -> None:
    assert terms.moment(text, "--from") == found


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-1-1",
        "20260131",
        "31.01.2026",
        "2026-01-31T12:00",
        "2026-01-31T12:00+02:00",
        "2026-01-31 12:00Z",
        "2026-01-31T25:00Z",
        "0000-01-01",
        "2026-01-31\n",
        "yesterday",
        "",
    ],
)
def test_what_is_no_moment_in_utc_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="--from"):
        terms.moment(text, "--from")


@given(at=st.datetimes(timezones=st.just(UTC)))
def test_any_moment_is_read_as_it_is_written(at: datetime) -> None:
    assert terms.moment(f"{at:%H:%M}".join(_around(at)), "--to") == at


def _around(at: datetime) -> tuple[str, str]:
    return f"{at.date().isoformat()}T", f":{at.second:02}.{at.microsecond:06}Z"


def test_a_period_must_have_something_in_it() -> None:
    assert terms.period(None, None) == (None, None)
    begin, end = terms.period("2026-01-01", "2026-02-01")
    assert begin is not None
    assert end is not None
    assert end - begin == timedelta(days=31)
    for until in ("2026-01-01", "2025-12-31"):
        with pytest.raises(InvalidRequest, match="not after"):
            terms.period("2026-01-01", until)


def test_an_end_is_a_span_a_moment_or_none() -> None:
    assert terms.ends_at("none", "--expires") is None
    assert terms.ends_at("2030-01-01", "--expires") == datetime(2030, 1, 1, tzinfo=UTC)
    left = terms.ends_at("30d", "--expires")
    assert left is not None
    assert abs(left - datetime.now(UTC) - timedelta(days=30)) < timedelta(minutes=1)
    for text in ("soon", "99999999d", "2030-13-01"):
        with pytest.raises(InvalidRequest, match="--expires"):
            terms.ends_at(text, "--expires")


@pytest.mark.parametrize("text", ["0", "-1", "1.0", "1e3", "1000001", "", "٣", "many", "1_000"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="--rpm"):
        terms.count(text, "--rpm")


def test_limits_change_where_a_flag_is_given_and_go_by_none() -> None:
    was = Limits(requests_per_minute=5, jobs_max=2, daily_micros=1_000_000)
    nothing = {"rpm": None, "jobs": None, "daily": None, "total": None}
    assert terms.changed(was, **nothing) == was
    assert terms.changed(was, **dict.fromkeys(nothing, "none")) == NO_LIMITS
    found = terms.changed(was, rpm="7", jobs=None, daily="none", total="0.322")
    assert found == Limits(requests_per_minute=7, jobs_max=2, total_micros=322_000)
    for flags in ({"daily": "-1"}, {"total": "much"}, {"jobs": "0"}, {"total": "nan"}):
        with pytest.raises(InvalidRequest, match="--"):
            terms.changed(was, **(nothing | flags))
