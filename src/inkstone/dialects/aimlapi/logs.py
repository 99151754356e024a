"""AIML API's usage and logs: jobs and what they cost, in the vendor's words.

It does not know which jobs are meant, nor who asks.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inkstone.dialects.aimlapi.encode import credits_of, usd
from inkstone.dialects.aimlapi.tracing import call_id, client_request_id, inference_id
from inkstone.dialects.aimlapi.wire import MODELS, NAME
from inkstone.dialects.aimlapi.wire_activity import (
    CostWire,
    KeyUsageDetailWire,
    KeyUsageWire,
    LogRowWire,
    ModelUsageWire,
    TokensWire,
)
from inkstone.dialects.answers import timestamp
from inkstone.domain.accounts import CURRENCY
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.money import Amount
from inkstone.service.query import LoggedJob, ModelUsage

_SNAPSHOT = r"(-\d{4}-\d{2}-\d{2})?"


class ModelNames:
    """The vendor's names of our models: of a name and of each of its dated snapshots."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._known = [model.name for model in catalogue.models]
        self._named = [
            (re.compile(re.escape(model.name) + _SNAPSHOT, re.ASCII), name)
            for model in catalogue.models
            for name in MODELS
            if name in (model.name, *model.aliases)
        ]

    def vendors(self, model: str) -> str:
        """What the vendor calls a model; its own name where the vendor has none."""
        return next((name for own, name in self._named if own.fullmatch(model)), model)

    def meant(self, words: Sequence[str]) -> list[str]:
        """Our models that any of a filter's words means, each taken exactly as it is written."""
        found = []
        for word in words:
            name = next((n for n, aliases in MODELS.items() if word in (n, *aliases)), None)
            found += [word] if name is None else [m for m in self._known if self.vendors(m) == name]
        return found


def encode_usage(
    found: Sequence[ModelUsage], *, prefix: str | None, start: datetime, end: datetime
) -> KeyUsageWire:
    """What was spent in a window, in all."""
    spent = Amount(sum(each.charged_micros for each in found), CURRENCY)
    return KeyUsageWire(
        api_key_prefix=prefix,
        start=timestamp(start),
        end=timestamp(end),
        spend=usd(spent),
        currency=spent.currency,
        requests=sum(each.num_jobs for each in found),
    )


def encode_models(found: Sequence[ModelUsage], names: ModelNames) -> list[ModelUsageWire]:
    """What was spent on each model, the most first."""
    totals: dict[str, tuple[int, int]] = {}
    for each in found:
        name = names.vendors(each.model)
        micros, num_jobs = totals.get(name, (0, 0))
        totals[name] = (micros + each.charged_micros, num_jobs + each.num_jobs)
    return [
        ModelUsageWire(model=name, spend=usd(Amount(micros, CURRENCY)), requests=num_jobs)
        for name, (micros, num_jobs) in sorted(totals.items(), key=lambda t: (-t[1][0], t[0]))
    ]


def encode_detail(
    total: KeyUsageWire, found: Sequence[ModelUsage], names: ModelNames
) -> KeyUsageDetailWire:
    """What was spent in a window, in all and by model."""
    return KeyUsageDetailWire(**dict(total), models=encode_models(found, names))


def call_ids() -> dict[str, str]:
    """What is kept of a call for its row in the log."""
    sent = client_request_id()
    return {"request_id": call_id()} | ({"client_request_id": sent} if sent else {})


def encode_row(job: LoggedJob, names: ModelNames) -> LogRowWire:
    """One request."""
    # Other dialects keep what is theirs under the same name.
    ids: dict[str, Any] = job.wire.get("metadata") or {} if job.dialect == NAME else {}
    return LogRowWire(
        created=timestamp(job.created_at),
        status="succeeded" if job.has_made else "failed",
        model=names.vendors(job.model),
        cost=CostWire(usd=usd(job.charged), credits=credits_of(job.charged)),
        tokens=TokensWire(),
        request_id=ids.get("request_id"),
        inference_id=inference_id(job.id),
        client_request_id=ids.get("client_request_id"),
    )
