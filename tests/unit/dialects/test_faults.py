"""Checking bodies: what counts as a number, what a message says, what stays usable."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from inkstone.dialects.faults import QUERY_WHOLE, WHOLE, QueryMoment, Wire, allowed, check, shown


class Body(Wire):
    """A body with one field of each kind."""

    count: Annotated[int, Field(ge=1, le=6), WHOLE] | None = None
    least: Annotated[int, Field(ge=2), WHOLE] | None = None
    most: Annotated[int, Field(le=3), WHOLE] | None = None
    flag: bool | None = None
    word: Literal["a", "b"] | None = None
    only: Literal["one"] | None = None
    text: str | None = Field(None, max_length=5)
    items: list[str] | None = Field(None, max_length=2)


class Query(Wire):
    """A query."""

    limit: Annotated[int, Field(ge=1, le=9), QUERY_WHOLE] = 3
    after: QueryMoment | None = None


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("count", 0, "`count` is 0; it must be an integer from 1 to 6."),
        ("count", "2", '`count` is "2"; it must be an integer from 1 to 6.'),
        ("count", True, "`count` is true; it must be an integer from 1 to 6."),
        ("count", 1.5, "`count` is 1.5; it must be an integer from 1 to 6."),
        ("least", 1, "`least` is 1; it must be an integer of at least 2."),
        ("most", 4, "`most` is 4; it must be an integer of at most 3."),
        ("flag", 1, "`flag` is 1; it must be true or false."),
        ("word", "c", '`word` is "c"; it must be one of a, b.'),
        ("word", ["a"], "`word` is an array of 1; it must be one of a, b."),
        ("only", "two", '`only` is "two"; it must be one.'),
        ("text", 1, "`text` is 1; it must be a string of at most 5 characters."),
        ("text", "sixsix", '`text` is "sixsix"; it must be a string of at most 5 characters.'),
        (
            "text",
            "x" * 61,
            "`text` has 61 characters; it must be a string of at most 5 characters.",
        ),
        ("items", {}, "`items` is an object; it must be an array of at most 2."),
        ("items", ["a"] * 3, "`items` is an array of 3; it must be an array of at most 2."),
    ],
)
def test_a_fault_names_the_field_the_value_and_the_range(
    field: str, value: Any, message: str
) -> None:
    (fault,) = check(Body, {field: value}).faults
    assert (fault.param, fault.message) == (field, message)


def test_a_whole_float_is_an_integer_and_null_is_omitted() -> None:
    wire = check(Body, {"count": 2.0, "flag": None, "unknown": 1}).wire
    assert (wire.count, wire.flag) == (2, None)
    assert type(wire.count) is int


def test_every_fault_is_found_and_good_fields_stay_usable() -> None:
    checked = check(
        Body, {"count": 9, "flag": "x", "text": "good", "items": ["a", 1]}, required=("word",)
    )
    assert {fault.param for fault in checked.faults} == {"count", "flag", "items[1]", "word"}
    assert (checked.wire.text, checked.wire.count, checked.wire.items) == ("good", None, None)
    assert checked.is_good("text")
    assert not checked.is_good("text", "items")


def test_a_query_is_read_from_text() -> None:
    wire = check(Query, {"limit": "5", "after": "2026-11-20T09:15:02Z"}).wire
    assert (wire.limit, wire.after) == (5, datetime(2026, 11, 20, 9, 15, 2, tzinfo=UTC))
    assert check(Query, {"after": "2026-11-20"}).wire.after == datetime(2026, 11, 20, tzinfo=UTC)
    assert [f.param for f in check(Query, {"limit": "5.0", "after": "now"}).faults] == [
        "limit",
        "after",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("short", '"short"'),
        ("墨香", '"墨香"'),
        ("a\nb\x1b\u202e", '"a\\nb\\u001b\\u202e"'),
        ("word " * 20, '"word word word word word word word word "… (100 characters)'),
        ("iVBORw0K" * 100, "a string of 800 characters"),
        (
            "data:image/png;base64," + "A" * 50,
            'a data: URI of 72 characters, "data:image/png;base64"',
        ),
        (1.5, "1.5"),
        (10**80, "a number of 81 digits"),
        (False, "false"),
    ],
)
def test_a_value_is_shown_short_and_printable(value: Any, text: str) -> None:
    assert shown(value) == text


def test_a_field_without_bounds_says_its_kind() -> None:
    assert allowed({"type": "array"}) == "an array"
    assert allowed({"type": "string"}) == "a string"
    assert allowed({"type": "integer"}) == "an integer"
