"""The tables, as SQLAlchemy Core sees them; a test proves that the migrations make the same.

This module runs no statement and knows no rule about jobs or money beyond what a constraint says.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from inkstone.store.account_tables import metadata as metadata  # noqa: PLC0414 - for all
from inkstone.store.columns import Json, Timestamp


def _job() -> ForeignKey:
    """A reference to a job that the same transaction may insert later, its account row last."""
    return ForeignKey("jobs.id", deferrable=True, initially="DEFERRED")


def _only(where: str) -> dict[str, Any]:
    """What makes an index cover only some rows."""
    return {"sqlite_where": text(where), "postgresql_where": text(where)}


jobs = Table(
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("dialect", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("num_crashes", Integer, nullable=False),
    # After an unclean stop a job runs alone until it is known that it does not kill its worker.
    Column("is_suspect", Boolean, nullable=False),
    Column("queue", String(64), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("vtime", BigInteger, nullable=False),
    Column("run_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp, nullable=False),
    Column("worker_id", String(64)),
    Column("lease_until", Timestamp),
    Column("cancel_requested_at", Timestamp),
    Column("progress_permille", Integer, nullable=False),
    Column("request", Json, nullable=False),
    Column("wire", Json, nullable=False),
    # The request as the caller sent it, hashed: what a retry is recognised by.
    Column("fingerprint", String(64), nullable=False),
    Column("client_gone_at", Timestamp),
    # Whether it starts from pictures that must still be fetched: then no engine has had it.
    Column("fetches", Boolean, nullable=False, server_default=false()),
    # Where its end is told.
    Column("webhook", Json),
    # How its pictures are marked and moderated, where that was not as the server says.
    Column("policy", Json),
    Column("currency", String(3), nullable=False),
    Column("per_image_micros", BigInteger, nullable=False),
    # What the job costs beside its pictures, where it makes any.
    Column("extra_micros", BigInteger, nullable=False, server_default="0"),
    Column("quoted_micros", BigInteger, nullable=False),
    Column("charged_micros", BigInteger),
    Column("rate_card", String(64), nullable=False),
    Column("engine", String(200)),
    # The queues whose engines have refused it, in turn; then it goes to another, or waits.
    Column("tried", Json),
    # When it went upstream, what it is called there, and what a later attempt may go on with: one
    # that was sent and left nothing is never sent again.
    Column("upstream_sent_at", Timestamp),
    Column("upstream_id", String(200)),
    Column("checkpoint", Json),
    # What upstreams charge the operator for it, and what one may have charged that never told.
    Column("cost_micros", BigInteger),
    Column("cost_at_risk_micros", BigInteger),
    # The prompt that its pictures were drawn from, where that is not its caller's.
    Column("rewrite", Text),
    Column("usage", Json),
    Column("warnings", Json),
    Column("error", Json),
    Column("created_at", Timestamp, nullable=False),
    Column("started_at", Timestamp),
    Column("finished_at", Timestamp),
    # When its pictures were deleted, and when what its caller wrote was.
    Column("deleted_at", Timestamp),
    Column("forgotten_at", Timestamp),
    # When its account gave it a star, which it has not taken back.
    Column("starred_at", Timestamp),
    # The two orders in which jobs are read: by the claim, and newest first by their account.
    Index("ix_jobs_claim", "queue", "vtime", "id", **_only("status = 'queued'")),
    Index("ix_jobs_overdue", "expires_at", **_only("status = 'queued'")),
    Index("ix_jobs_account", "account_id", "id"),
    Index("ix_jobs_starred", "account_id", "id", **_only("starred_at IS NOT NULL")),
    Index("ix_jobs_running", "worker_id", **_only("status = 'running'")),
    Index("ix_jobs_retry", "key_id", "fingerprint", "id"),
    # Jobs under way that nobody waits for.
    Index(
        "ix_jobs_abandoned",
        "client_gone_at",
        **_only("client_gone_at IS NOT NULL AND finished_at IS NULL"),
    ),
    # What retention looks for.
    Index(
        "ix_jobs_kept",
        "dialect",
        "finished_at",
        **_only("deleted_at IS NULL AND finished_at IS NOT NULL"),
    ),
    Index(
        "ix_jobs_remembered",
        "finished_at",
        **_only("forgotten_at IS NULL AND finished_at IS NOT NULL"),
    ),
)

job_images = Table(
    "job_images",
    metadata,
    Column("job_id", _job(), primary_key=True),
    Column("image_index", Integer, primary_key=True),
    Column("blob_key", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("details", Json),  # how the engine drew it; nothing of it comes from the prompt
    # What a stranger's copy of it is recognised by: the manifest's name, the id in its pixels, and
    # what it looks like, whole and in four words that are each looked up.
    Column("manifest_id", String(80)),
    Column("watermark_id", BigInteger),
    Column("phash", BigInteger),
    *(Column(f"phash_{word}", Integer) for word in range(4)),
    # What moderation found in it; none where nobody looked.
    Column("findings", Json),
    # Whether it was made of other pictures; the request that says so is forgotten in time.
    Column("is_edit", Boolean),
    Index("ix_job_images_sha256", "sha256"),
    Index("ix_job_images_manifest", "manifest_id", **_only("manifest_id IS NOT NULL")),
    Index("ix_job_images_watermark", "watermark_id", **_only("watermark_id IS NOT NULL")),
    *(
        Index(f"ix_job_images_phash_{word}", f"phash_{word}", **_only(f"phash_{word} IS NOT NULL"))
        for word in range(4)
    ),
)

#: What an engine knows of a picture, such as its scene: an edit finds it by the picture's pixels.
picture_documents = Table(
    "picture_documents",
    metadata,
    Column("job_id", _job(), primary_key=True),
    Column("image_index", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("pixels_sha256", String(64), nullable=False),
    Column("documents", Json, nullable=False),
    Index("ix_picture_documents_pixels", "account_id", "pixels_sha256"),
)

job_events = Table(
    "job_events",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("job_id", _job(), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Timestamp, nullable=False),
)

#: Pictures that callers brought, to start requests from.
uploads = Table(
    "uploads",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("blob_key", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp, nullable=False, index=True),
    # What an account has is added up at every upload.
    Index("ix_uploads_account", "account_id", "expires_at"),
)

#: What callers are told when jobs end; one a job that named an address.
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("job_id", _job(), nullable=False, unique=True),
    Column("dialect", String(32), nullable=False),
    Column("url", Text, nullable=False),
    # A host that answers slowly has only some of the places.
    Column("host", String(255), nullable=False),
    Column("base_url", Text, nullable=False),
    # Written at the first try, and the same at every further one.
    Column("body", LargeBinary),
    Column("status", String(16), nullable=False),
    Column("num_tries", Integer, nullable=False),
    # When it is due; while somebody has it in hand, when that one's lease lapses.
    Column("next_at", Timestamp),
    Column("lease_until", Timestamp),
    Column("created_at", Timestamp, nullable=False),
    Column("delivered_at", Timestamp),
    Column("last_status", Integer),
    Column("last_error", String(500)),
    Index("ix_webhook_deliveries_due", "next_at", **_only("status = 'pending'")),
    Index("ix_webhook_deliveries_account", "account_id", "id"),
)

#: Every try of a delivery.
webhook_tries = Table(
    "webhook_tries",
    metadata,
    Column("delivery_id", ForeignKey("webhook_deliveries.id"), primary_key=True),
    Column("try_index", Integer, primary_key=True),
    Column("at", Timestamp, nullable=False),
    Column("status", Integer),
    Column("error", String(500)),
    Column("took_ms", Integer, nullable=False),
)

#: What enhancers made of prompts, so that the same seed keeps its pixels.
prompt_rewrites = Table(
    "prompt_rewrites",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("prompt", Text, nullable=False),
    Column("wh_ratio", String(16)),
    Column("created_at", Timestamp, nullable=False, index=True),
)

#: How far the virtual clock of fair queueing has come; one row.
fair_clock = Table(
    "fair_clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vtime", BigInteger, nullable=False),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("job_id", _job(), nullable=False),
    Column("created_at", Timestamp, nullable=False, index=True),
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("job_id", _job()),
    Column("kind", String(16), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    # The capture that a refund gives back.
    Column("refers_to", String(64)),
    # One hold, one capture, one release and one refund a job, whatever happens.
    UniqueConstraint("job_id", "kind"),
    Index("ix_ledger_entries_newest", "account_id", "id"),
)

postings = Table(
    "postings",
    metadata,
    Column("entry_id", ForeignKey("ledger_entries.id"), primary_key=True),
    Column("leg_index", Integer, primary_key=True),
    Column("ledger_account", String(100), nullable=False, index=True),
    Column("amount_micros", BigInteger, nullable=False),
)

#: Facts about this database, such as the fingerprint of the secret its hosts share.
meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
