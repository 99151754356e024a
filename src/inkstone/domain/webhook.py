"""Webhooks: where a caller wants to hear that a job has ended, and how the telling went.

It does not know what is told, nor how it travels.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")
_HOST_CHARS_MAX = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTarget:
    """Where the end of a job is told."""

    url: str
    #: How the caller who asked reaches this server, for links in the message; no slash at the end.
    base_url: str

    @property
    def host(self) -> str:
        """The host with its port, as far as it is written in the URL; never fails."""
        found = _AUTHORITY.match(self.url)
        return found[1].rpartition("@")[2].lower()[:_HOST_CHARS_MAX] if found else ""

    def to_json(self) -> dict[str, str]:
        """The target as JSON values."""
        return {"url": self.url, "base_url": self.base_url}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "WebhookTarget":
        """The target that `to_json` wrote."""
        return cls(url=value["url"], base_url=value["base_url"])


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The telling of one job's end."""

    id: str
    account_id: str
    job_id: str
    #: Empty once it was forgotten with its job.
    url: str
    status: DeliveryStatus
    num_tries: int
    #: When the next try is due; `None` where there is none to come.
    next_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None
    #: How the receiver answered the last try; `None` where it did not.
    last_status: int | None
    last_error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTry:
    """One try of a delivery, as the log has it."""

    try_index: int
    at: datetime
    #: How the receiver answered; `None` where it did not.
    status: int | None
    error: str | None
    took_ms: int
