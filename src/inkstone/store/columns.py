"""Kinds of columns that both databases keep alike, and the database's own clock.

It knows no table.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

_SURROGATE = re.compile("[\ud800-\udfff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


#: How indexes, constraints and keys are named; the migrations use the same.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Timestamp(TypeDecorator[datetime]):
    """A moment, kept as whole microseconds since 1970 so that both databases compare it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write an aware datetime."""
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read an aware datetime in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Json(TypeDecorator[Any]):
    """A JSON document, kept as text: it is only ever read whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Write a document."""
        if value is None:
            return None
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        # Half of a surrogate pair has no UTF-8; escaped it does.
        is_text = written.isascii() or not _SURROGATE.search(written)
        return written if is_text else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:
        """Read a document."""
        return None if value is None else json.loads(value)


class database_now(FunctionElement[int]):  # noqa: N801 - reads as a SQL function
    """Microseconds since 1970 by the database's own clock."""

    type = BigInteger()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _now_sqlite(_element: database_now, _compiler: SQLCompiler, **_: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)"


@compiles(database_now, "postgresql")
def _now_postgresql(_element: database_now, _compiler: SQLCompiler, **_: Any) -> str:
    # One moment for a whole statement, so that an index serves a comparison with it.
    return "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000000 AS BIGINT)"
