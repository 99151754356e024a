"""Statements as the driver takes them: what they bind, find and refuse is what SQLAlchemy's do."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound, OperationalError

from inkstone.store.columns import Json, Timestamp
from inkstone.store.prepared import Prepared, Rows

AT = datetime(2026, 7, 1, 12, 30, 1, 5, UTC)
THINGS = Table(
    "things",
    MetaData(),
    Column("seq", Integer, primary_key=True),
    Column("id", String(20), unique=True),
    Column("is_good", Boolean),
    Column("at", Timestamp),
    Column("said", Json),
    Column("index", Integer, nullable=False, server_default="7"),
)
GIVEN = [
    {"id": "a", "is_good": True, "at": AT, "said": {"k": ["naïve 中文", None]}},
    {"id": "b", "is_good": False, "at": None, "said": None},
    {"id": "c", "is_good": None, "at": AT, "said": "half \ud83d pair"},
]


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        THINGS.create(connection)
        yield connection
    engine.dispose()


def run(connection, statement, parameters):
    """Run a statement in our way; `None` where it is left to SQLAlchemy."""
    is_many = not isinstance(parameters, dict)
    names = list(parameters[0] if is_many else parameters)
    prepared = Prepared(statement, connection.dialect, names, is_many=is_many)
    return prepared.run(connection.connection.driver_connection, parameters)


def fill(connection):
    return run(connection, insert(THINGS), GIVEN)


def test_what_is_written_is_read_by_both_ways_alike(connection):
    assert fill(connection).rowcount == 3
    statement = select(THINGS, (THINGS.c.seq + 1).label("next")).order_by(THINGS.c.seq)
    found, known = run(connection, statement, {}), connection.execute(statement).all()
    assert found.all() == known
    for row, given in zip(found, GIVEN, strict=True):
        assert {key: getattr(row, key) for key in given} == given
        assert (row.index, row.next) == (7, row.seq + 1)
    assert [row._asdict() for row in found] == [row._asdict() for row in known]


@pytest.mark.parametrize("ids", [["a"], ["a", "c"], ["c", "a"], list("abcdefghijklmnop")])
def test_a_list_of_any_short_length_is_bound(connection, ids):
    fill(connection)
    wanted = select(THINGS.c.id).where(THINGS.c.id.in_(bindparam("ids", expanding=True)))
    query = wanted.where(THINGS.c.index == bindparam("i")).order_by(THINGS.c.id)
    prepared = Prepared(query, connection.dialect, ["ids", "i"], is_many=False)
    driver = connection.connection.driver_connection
    for given in (ids, ["b"], ids):
        found = prepared.run(driver, {"ids": given, "i": 7}).scalars()
        assert found == sorted({"a", "b", "c"}.intersection(given))


@pytest.mark.parametrize("ids", [[], ["a"] * 17])
def test_an_empty_or_a_long_list_is_left_to_sqlalchemy(connection, ids):
    query = select(THINGS).where(THINGS.c.id.in_(bindparam("ids", expanding=True)))
    assert run(connection, query, {"ids": ids}) is None


def test_a_change_says_how_many_rows_it_met_and_what_they_are_now(connection):
    fill(connection)
    change = update(THINGS).where(THINGS.c.is_good == bindparam("was"))
    changed = run(connection, change, {"was": True, "at": AT, "index": 8})
    assert changed.rowcount == 1
    assert run(connection, change, {"was": True, "index": 9}).rowcount == 1
    more = update(THINGS).where(THINGS.c.is_good == bindparam("was"))
    back = more.values(index=THINGS.c.index + 1).returning(THINGS.c.id, THINGS.c.index)
    assert run(connection, back, {"was": True}).one() == ("a", 10)
    assert run(connection, change, {"was": bool("yes"), "said": [1]}).rowcount == 1
    assert run(connection, select(THINGS.c.said), {}).scalars() == [[1], None, GIVEN[2]["said"]]


def test_an_insert_gives_back_what_the_database_made_of_it(connection):
    row = run(connection, insert(THINGS).returning(*THINGS.c), GIVEN[0]).one()
    assert (row.seq, row.at, row.index) == (1, AT, 7)
    quiet = run(connection, insert(THINGS), GIVEN[1])
    assert quiet.all() == []
    assert run(connection, select(func.count()).select_from(THINGS), {}).scalar_one() == 2


def test_what_a_statement_asks_for_itself_is_asked_at_every_run(connection):
    ticks = iter(range(5))
    clock = bindparam("now", callable_=lambda: next(ticks), type_=BigInteger(), unique=True)
    prepared = Prepared(select(clock), connection.dialect, [], is_many=False)
    driver = connection.connection.driver_connection
    first, second = (prepared.run(driver, {}).scalar_one() for _ in range(2))
    assert second == first + 1


def test_the_driver_s_errors_are_sqlalchemy_s_and_tell_nothing_that_was_bound(connection):
    fill(connection)
    with pytest.raises(IntegrityError) as taken:
        run(connection, insert(THINGS), {"id": "a", "said": "a secret prompt"})
    assert "secret" not in str(taken.value)
    with pytest.raises(IntegrityError):
        run(connection, insert(THINGS), [{"id": "d"}, {"id": "a"}])
    THINGS.drop(connection)
    with pytest.raises(OperationalError):
        run(connection, select(THINGS), {})


def test_rows_are_as_many_as_they_are_asked_to_be():
    none, one, two = (Rows([("a", 1), ("b", 2)][:num], num) for num in range(3))
    assert (none.first(), none.one_or_none(), none.scalar_one_or_none()) == (None, None, None)
    assert (one.first(), one.one(), one.scalar_one(), one.scalar_one_or_none()) == (
        ("a", 1),
        ("a", 1),
        "a",
        "a",
    )
    assert (two.first(), list(two), two.scalars()) == (("a", 1), [("a", 1), ("b", 2)], ["a", "b"])
    with pytest.raises(NoResultFound):
        none.one()
    for only in (two.one, two.one_or_none, two.scalar_one):
        with pytest.raises(MultipleResultsFound):
            only()
