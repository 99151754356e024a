"""The usage export: every movement of money, as CSV or JSON, and statements of accounts.

It does not know who may read it, nor where it is written to.
"""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from inkstone.domain.ledger import EntryKind
from inkstone.service.corrections import no_account
from inkstone.store import accounts, usage_export
from inkstone.store.unit_of_work import Store, Transaction
from inkstone.store.usage_export import ExportRow

__all__ = [
    "COLUMNS",
    "ExportRow",
    "Pages",
    "Statement",
    "UsageExport",
    "csv_lines",
    "json_array",
    "json_lines",
]

#: The columns of the export, in their order.
COLUMNS = tuple(field.name for field in fields(ExportRow))
#: Entries looked at in one transaction, so that it stays short; a few hundred are found by their
#: ids where PostgreSQL would rather read thousands in a row.
PAGE = 200

#: What a spreadsheet takes for the beginning of a formula, and what it skips before one.
_FORMULA = ("=", "+", "-", "@")
#: The columns in people's own words; all others are ours.
_WORDS = ("account", "model", "reason")

#: Movements, a page of them at a time.
Pages = AsyncIterator[Sequence[ExportRow]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What an account had before a period, what moved in it, and what it had after."""

    account_id: str
    account: str
    currency: str
    #: The period in UTC, without its last moment; `None` is open.
    begin: datetime | None
    end: datetime | None
    opening_micros: int
    #: By kind, signed: opening and totals add up to closing.
    totals_micros: Mapping[EntryKind, int]
    #: What is reserved for jobs under way now, whatever the period.
    held_micros: int

    @property
    def closing_micros(self) -> int:
        """What the account had at the end of the period."""
        return self.opening_micros + sum(self.totals_micros.values())

    def to_json(self) -> dict[str, Any]:
        """The statement as JSON values."""
        return {
            "account_id": self.account_id,
            "account": self.account,
            "currency": self.currency,
            "begin": self.begin and moment(self.begin),
            "end": self.end and moment(self.end),
            "opening_micros": self.opening_micros,
            "totals_micros": {kind.value: total for kind, total in self.totals_micros.items()},
            "closing_micros": self.closing_micros,
            "held_micros": self.held_micros,
        }


class UsageExport:
    """Reads the movements of money in one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def rows(
        self,
        account_id: str | None = None,
        *,
        begin: datetime | None = None,
        end: datetime | None = None,
        num_entries: int = PAGE,
    ) -> Pages:
        """The movements of an account, or of all, oldest first; never more than a page in memory.

        Every page is a transaction of its own. Movements that are entered meanwhile may be missing,
        so a period that is over a minute ago is told whole.

        Args:
            account_id: whose; `None` is everybody's.
            begin: not older than this.
            end: older than this.
            num_entries: how many entries to look at for a page.
        """
        last_id: str | None = ""
        while last_id is not None:
            found = await self._page(account_id, last_id, num_entries, begin, end)
            if found.rows:
                yield found.rows
            last_id = found.last_id

    async def _page(
        self,
        account_id: str | None,
        after_id: str,
        num_entries: int,
        begin: datetime | None,
        end: datetime | None,
    ) -> usage_export.Page:
        return await self._store.read(
            lambda tx: usage_export.page(
                tx, account_id, after_id=after_id, num_entries=num_entries, begin=begin, end=end
            ),
            snapshot=False,
        )

    async def statement(
        self, account_id: str, *, begin: datetime | None = None, end: datetime | None = None
    ) -> Statement:
        """What an account had before a period, what moved in it by kind, and what it had after.

        What one period closes with, the next opens with: `begin` belongs to it, `end` does not.

        Raises:
            NotFound: there is no such account.
        """

        def read(tx: Transaction) -> Statement:
            found = accounts.find_account(tx, account_id)
            if found is None:
                raise no_account(account_id)
            sums = usage_export.sums(tx, found.id, begin=begin, end=end)
            return Statement(
                account_id=found.id,
                account=found.name,
                currency=found.currency,
                begin=begin,
                end=end,
                opening_micros=sums.opening_micros,
                totals_micros=sums.totals_micros,
                held_micros=found.held_micros,
            )

        return await self._store.read(read)


async def csv_lines(pages: Pages) -> AsyncIterator[str]:
    """Movements as CSV (RFC 4180): a header, then a line each; a page of lines at a time.

    Source: RFC 4180, section 2.
    """
    yield _csv([COLUMNS])
    async for page in pages:
        yield _csv([[_cell(name, value) for name, value in to_json(row).items()] for row in page])


async def json_lines(pages: Pages) -> AsyncIterator[str]:
    """Movements as JSON, a document on each line; a page of lines at a time."""
    async for page in pages:
        yield "".join(_json(row) + "\n" for row in page)


async def json_array(pages: Pages) -> AsyncIterator[str]:
    """Movements as one JSON array, a page of it at a time."""
    before = "[\n"
    async for page in pages:
        yield before + ",\n".join(map(_json, page))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def to_json(row: ExportRow) -> dict[str, Any]:
    """A movement as JSON values, in the order of the columns."""
    values = {name: getattr(row, name) for name in COLUMNS}
    return values | {"at": moment(row.at), "kind": row.kind.value}


def moment(at: datetime) -> str:
    """A moment as the export writes it, always with microseconds and in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _json(row: ExportRow) -> str:
    return json.dumps(to_json(row), ensure_ascii=True)


def _csv(rows: Sequence[Sequence[Any]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


def _cell(name: str, value: Any) -> Any:
    """A value as a cell: what a spreadsheet would run as a formula is marked as text."""
    if name in _WORDS and isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return f"'{value}"
    return value
