"""Statements as SQLite's driver takes them: compiled once, then only bound and run.

SQLAlchemy's way to the driver costs several times what SQLite needs for the statement itself.
This module knows no table, and opens and ends no transaction.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, CursorResult, Executable, Insert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

#: Lists of more than this are left to SQLAlchemy: each length is a statement of its own.
_LISTED_MAX = 16

_Process = Callable[[Any], Any] | None


class Rows:
    """What a statement found, read whole; each row answers to its columns' names."""

    __slots__ = ("_found", "rowcount")

    def __init__(self, found: Sequence[Any], rowcount: int) -> None:
        self._found = found
        #: How many rows an update or a delete met.
        self.rowcount = rowcount

    @classmethod
    def of(cls, result: CursorResult[Any]) -> "Rows":
        """The same of what SQLAlchemy ran."""
        return cls(result.all() if result.returns_rows else (), result.rowcount)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._found)

    def all(self) -> Sequence[Any]:
        """Every row."""
        return self._found

    def first(self) -> Any | None:
        """The first row, where there is one."""
        return self._found[0] if self._found else None

    def one(self) -> Any:
        """The only row.

        Raises:
            NoResultFound: there is none.
            MultipleResultsFound: there are several.
        """
        row = self.one_or_none()
        if row is None:
            raise NoResultFound("No row was found when one was required.")
        return row

    def one_or_none(self) -> Any | None:
        """The only row, where there is one.

        Raises:
            MultipleResultsFound: there are several.
        """
        if len(self._found) > 1:
            raise MultipleResultsFound("Several rows were found when one was required.")
        return self.first()

    def scalars(self) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self._found]

    def scalar_one(self) -> Any:
        """The first column of the only row.

        Raises:
            NoResultFound: there is none.
            MultipleResultsFound: there are several.
        """
        return self.one()[0]

    def scalar_one_or_none(self) -> Any | None:
        """The first column of the only row, where there is one.

        Raises:
            MultipleResultsFound: there are several.
        """
        row = self.one_or_none()
        return None if row is None else row[0]


class Prepared:
    """One statement for parameters of the same names, compiled for the driver."""

    def __init__(
        self, statement: Executable, dialect: Dialect, names: Sequence[str], *, is_many: bool
    ) -> None:
        self._dialect = dialect
        assert isinstance(statement, ClauseElement), "the statements are SQL, not ORM"
        # What an insert does not return, it is not to return for SQLAlchemy's own use either.
        is_silent = isinstance(statement, Insert) and not statement.exported_columns
        compiled = statement.compile(
            dialect=dialect, column_keys=list(names), for_executemany=is_many or is_silent
        )
        assert isinstance(compiled, SQLCompiler), "the tables are made elsewhere"
        assert not compiled.insert_prefetch, "defaults are the database's"
        assert not compiled.update_prefetch, "defaults are the database's"
        self._compiled = compiled
        columns = list(getattr(statement, "exported_columns", ()))
        self._row = _row_type(tuple(column.key for column in columns)) if columns else None
        self._results = [
            (index, process)
            for index, column in enumerate(columns)
            if (process := _result_process(column.type, dialect)) is not None
        ]
        self._lists = sorted(name for name, bind in compiled.binds.items() if bind.expanding)
        self._bound: dict[tuple[int, ...], _Bound] = {}

    def run(
        self,
        driver: sqlite3.Connection,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    ) -> Rows | None:
        """Run it; `None` where it cannot be run like this and nothing has happened.

        Raises:
            DBAPIError: the driver refused.
        """
        lengths: tuple[int, ...] = ()
        if self._lists:
            assert isinstance(parameters, Mapping), "only one set of parameters may hold lists"
            lengths = tuple(len(parameters[name]) for name in self._lists)
            if not all(0 < length <= _LISTED_MAX for length in lengths):
                return None
        bound = self._bound.get(lengths)
        if bound is None:
            example = parameters if isinstance(parameters, Mapping) else parameters[0]
            bound = self._bound[lengths] = _Bound(self._compiled, self._dialect, example)
        try:
            if not isinstance(parameters, Mapping):
                values = [bound.values(each) for each in parameters]
                return Rows((), driver.executemany(bound.sql, values).rowcount)
            cursor = driver.execute(bound.sql, bound.values(parameters))
            found = cursor.fetchall()
        except sqlite3.Error as error:
            raise refused(error, bound.sql, self._dialect) from error
        return Rows(self._rows(found), cursor.rowcount)

    def _rows(self, found: list[Any]) -> list[Any]:
        if not found:
            return found
        assert self._row is not None, "what returns no rows has none to read"
        make = self._row._make
        if not self._results:
            return [make(each) for each in found]
        rows = []
        for each in found:
            values = list(each)
            for index, process in self._results:
                values[index] = process(values[index])
            rows.append(make(values))
        return rows


class _Bound:
    """The SQL for lists of certain lengths, and which value stands where in it."""

    def __init__(
        self, compiled: SQLCompiler, dialect: Dialect, parameters: Mapping[str, Any]
    ) -> None:
        state = compiled.construct_expanded_state(parameters)
        self.sql = state.statement
        self._constants: list[Any] = []
        # Where a value of a call goes, and, of a list, which one.
        self._given: list[tuple[int, str, _Process]] = []
        self._listed: list[tuple[int, str, int, _Process]] = []
        # What is asked for at every call: a test's clock.
        self._asked: list[tuple[int, BindParameter[Any], _Process]] = []
        listed = {
            name: (key, at)
            for key, names in state.parameter_expansion.items()
            for at, name in enumerate(names)
        }
        for index, name in enumerate(state.positiontup or ()):
            key, at = listed.get(name, (name, -1))
            bind = compiled.binds[key]
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            constant = None
            if at >= 0:
                self._listed.append((index, key, at, process))
            elif key in parameters:
                self._given.append((index, key, process))
            elif bind.callable is not None:
                self._asked.append((index, bind, process))
            else:
                value = bind.effective_value
                constant = process(value) if process else value
            self._constants.append(constant)

    def values(self, parameters: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the statement's marks."""
        values = self._constants.copy()
        for index, key, process in self._given:
            value = parameters[key]
            values[index] = process(value) if process else value
        for index, key, at, process in self._listed:
            value = parameters[key][at]
            values[index] = process(value) if process else value
        told: dict[str, Any] = {}
        for index, bind, process in self._asked:
            # One statement is of one moment, however often it names it.
            value = told.get(bind.key)
            if value is None:
                value = told[bind.key] = bind.effective_value
            values[index] = process(value) if process else value
        return values


def refused(error: sqlite3.Error, sql: str, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy's, which is what is caught; without what was bound."""
    return DBAPIError.instance(
        sql, None, error, sqlite3.Error, hide_parameters=True, dialect=dialect
    )


def _result_process(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


@cache
def _row_type(names: tuple[str, ...]) -> Any:
    """A tuple whose fields are a statement's columns; making one takes longer than using it."""
    return namedtuple("Row", names, rename=True)
