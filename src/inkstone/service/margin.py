"""The margin report: what jobs brought in, what they cost upstream, and what is left, by a group.

It is the operator's alone: no caller is shown what its pictures cost. It does not know prices.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inkstone.store import margin
from inkstone.store.margin import Margin, MarginGroup
from inkstone.store.unit_of_work import Store

__all__ = ["COLUMNS", "Margin", "MarginGroup", "Margins", "csv_text", "to_json", "totals"]

#: What is told of each group beside its name, in this order.
COLUMNS = (
    "jobs",
    "jobs_upstream",
    "images",
    "charged_micros",
    "refunded_micros",
    "cost_micros",
    "cost_at_risk_micros",
    "margin_micros",
    "currency",
)
#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@")


class Margins:
    """Adds up the jobs of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def by(
        self, group: MarginGroup, *, begin: datetime | None = None, end: datetime | None = None
    ) -> list[Margin]:
        """What the jobs of all accounts that ended in a period came to, in the order of groups.

        Args:
            group: what to add up by; there is a row for each currency as well.
            begin: jobs that ended then or later.
            end: jobs that ended before.
        """
        return await self._store.read(
            lambda tx: margin.margins(tx, by=group, begin=begin, end=end), snapshot=False
        )


def totals(rows: Sequence[Margin]) -> list[Margin]:
    """All groups together, for each currency."""
    found: dict[str, Margin] = {}
    for row in rows:
        so_far = found.get(row.currency, Margin(group="", currency=row.currency))
        found[row.currency] = so_far + row
    return [found[currency] for currency in sorted(found)]


def to_json(row: Margin) -> dict[str, Any]:
    """What is told of a group, by column."""
    values = (
        row.num_jobs,
        row.num_upstream,
        row.num_images,
        row.charged_micros,
        row.refunded_micros,
        row.cost_micros,
        row.cost_at_risk_micros,
        row.margin_micros,
        row.currency,
    )
    return dict(zip(COLUMNS, values, strict=True))


def csv_text(rows: Sequence[Margin], group: MarginGroup) -> str:
    """The report as CSV: a header, then a line for each group.

    Source: RFC 4180, section 2.
    """
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow((group.value, *COLUMNS))
    for row in rows:
        name = f"'{row.group}" if row.group.lstrip().startswith(_FORMULA) else row.group
        lines.writerow((name, *to_json(row).values()))
    return written.getvalue()
