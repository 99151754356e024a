"""Rows to values and back: what a job looks like in SQL.

It does not run statements.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Function, Row, Text, func, type_coerce

from inkstone.domain.job import Job, JobError, JobImage, JobStatus, JobWarning
from inkstone.domain.moderation import Finding
from inkstone.domain.money import Amount
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.domain.request import ImageRequest
from inkstone.domain.usage import Usage
from inkstone.domain.webhook import WebhookTarget
from inkstone.store.tables import jobs

#: What stands before the model's name in a request as it is stored, and around the prompt. Within
#: a text every quote follows a backslash, so the first that follows none ends it.
_BEFORE_MODEL = '{"model":"'
_BEFORE_PROMPT, _AFTER_PROMPT = ',"prompt":"', '","'


def job_from_row(row: Row[Any], images: Sequence[JobImage] = ()) -> Job:
    """A job from a row of all its columns."""
    currency = row.currency
    charged = row.charged_micros
    return Job(
        id=row.id,
        account_id=row.account_id,
        key_id=row.key_id,
        dialect=row.dialect,
        status=JobStatus(row.status),
        attempt=row.attempt,
        num_crashes=row.num_crashes,
        queue=row.queue,
        priority=row.priority,
        request=ImageRequest.from_json(row.request),
        wire=row.wire,
        per_image=Amount(row.per_image_micros, currency),
        extra=Amount(row.extra_micros, currency),
        quoted=Amount(row.quoted_micros, currency),
        charged=None if charged is None else Amount(charged, currency),
        engine=row.engine,
        tried=tuple(row.tried or ()),
        is_sent=row.upstream_sent_at is not None,
        upstream_id=row.upstream_id,
        checkpoint=row.checkpoint,
        cost_micros=row.cost_micros,
        cost_at_risk_micros=row.cost_at_risk_micros,
        rewrite=row.rewrite or "",
        images=tuple(images),
        warnings=tuple(
            JobWarning(code=w["code"], message=w["message"], words=tuple(w["words"]))
            for w in row.warnings or ()
        ),
        error=JobError(**row.error) if row.error else None,
        usage=Usage(**row.usage) if row.usage else None,
        progress=row.progress_permille / 1000,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
        fetches=row.fetches,
        is_abandoned=row.client_gone_at is not None and row.finished_at is None,
        deleted_at=row.deleted_at,
        is_starred=row.starred_at is not None,
        webhook=WebhookTarget.from_json(row.webhook) if row.webhook else None,
        policy=PicturePolicy.from_json(row.policy),
    )


def image_from_row(row: Row[Any]) -> JobImage:
    """A finished picture from its row."""
    return JobImage(
        image_index=row.image_index,
        blob_key=row.blob_key,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        media_type=row.media_type,
        width_px=row.width_px,
        height_px=row.height_px,
        seed=row.seed,
        details=row.details or {},
        is_edit=bool(row.is_edit),
        manifest_id=row.manifest_id or "",
        watermark_id=row.watermark_id,
        phash=None if row.phash is None else row.phash % 2**64,
        findings=None if row.findings is None else tuple(Finding(**f) for f in row.findings),
    )


def model_of(database: str) -> ColumnElement[str]:
    """The model's name out of a stored request, whose first field it is.

    The databases' own functions for JSON differ, and one of them fails at half a character
    anywhere in the document.
    """
    find = _find(database)
    rest = func.substr(type_coerce(jobs.c.request, Text), len(_BEFORE_MODEL) + 1)
    return func.substr(rest, 1, find(rest, '"') - 1)


def prompt_of(database: str) -> ColumnElement[str]:
    """The prompt out of a stored request, with JSON's backslashes."""
    find, request = _find(database), type_coerce(jobs.c.request, Text)
    rest = func.substr(request, find(request, _BEFORE_PROMPT) + len(_BEFORE_PROMPT))
    return func.substr(rest, 1, find(rest, _AFTER_PROMPT) - 1)


def _find(database: str) -> Callable[..., Function[Any]]:
    """Where a text begins within another, from 1."""
    return func.strpos if database == "postgresql" else func.instr
