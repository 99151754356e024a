"""Answers of JSON, and what all of them write the same way.

It does not know a vendor's fields.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import BaseModel
from starlette.responses import Response


def answer(
    wire: BaseModel,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    skips_none: bool = False,
) -> Response:
    """An answer of JSON."""
    return Response(
        wire.model_dump_json(exclude_none=skips_none, by_alias=True),
        status_code=status,
        headers=dict(headers or {}),
        media_type="application/json",
    )


def timestamp(moment: datetime) -> str:
    """A moment to the millisecond, such as `2026-11-20T09:15:02.114Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def epoch_s(moment: datetime) -> int:
    """A moment in whole seconds since 1970."""
    return int(moment.timestamp())
