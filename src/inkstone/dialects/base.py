"""What a dialect is, and what it is given to work with.

This module knows no vendor.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from fastapi import FastAPI

from inkstone.blobs.base import BlobStore
from inkstone.dialects.links import Links
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.rate_card import RateCard
from inkstone.engines.base import Capabilities, Identity
from inkstone.net.signing import UrlSigner
from inkstone.service.accounts import Accounts
from inkstone.service.audit import AuditLog
from inkstone.service.cancel import Canceler
from inkstone.service.corrections import Corrections
from inkstone.service.engine_report import EngineReport
from inkstone.service.enhance import Enhancer
from inkstone.service.erase import Eraser
from inkstone.service.events import Events
from inkstone.service.keys import Keys
from inkstone.service.margin import Margins
from inkstone.service.metrics import Metrics
from inkstone.service.progress import ProgressBoard
from inkstone.service.query import Queries
from inkstone.service.references import References
from inkstone.service.retention import Retention
from inkstone.service.route import Router
from inkstone.service.stars import Stars
from inkstone.service.submit import Submitter
from inkstone.service.thumbnails import Thumbnails
from inkstone.service.uploads import Uploads
from inkstone.service.usage_export import UsageExport
from inkstone.service.verify import Verifier
from inkstone.service.watch import Watcher
from inkstone.service.webhooks import WebhookForm, Webhooks

#: What a dialect is built into.
DialectApp = FastAPI


@dataclass(frozen=True, slots=True, kw_only=True)
class DialectLimits:
    """The limits of one dialect, from the settings."""

    #: How long a result's URL is good.
    url_lifetime: timedelta
    #: How long after its end a job can still be read.
    record_lifetime: timedelta
    #: The largest request body, in bytes.
    body_bytes_max: int
    #: How long a sync call waits at the most, in seconds.
    sync_wait_s: float = 300.0
    #: Whether a cancelled job shows the vendor's own word for it, where clients of that vendor
    #: that poll for the two documented ends would wait for ever.
    shows_cancelled: bool = False
    #: The longest side that may be asked for, where an operator may say; 0 is the dialect's own.
    side_px_max: int = 0
    #: Whether to refuse what the vendor refuses and we could serve.
    is_strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """What a server tells every caller of itself."""

    #: Who makes what no rule is for, and why it is that one.
    engine: str = ""
    engine_why: str = ""
    #: How long an idempotency key is remembered.
    idempotency_ttl: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything a dialect may use."""

    submitter: Submitter
    references: References
    uploads: Uploads
    thumbnails: Thumbnails
    retention: Retention
    canceler: Canceler
    webhooks: Webhooks
    watcher: Watcher
    events: Events
    queries: Queries
    stars: Stars
    keys: Keys
    accounts: Accounts
    corrections: Corrections
    eraser: Eraser
    audit_log: AuditLog
    usage_export: UsageExport
    margins: Margins
    board: ProgressBoard
    metrics: Metrics
    catalogue: Catalogue
    rate_card: RateCard
    links: Links
    #: Signs the tickets by which a client without a key may bring an upload.
    signer: UrlSigner
    #: Tells what is known of any picture.
    verifier: Verifier
    #: Whether it does so without a key.
    verify_is_public: bool
    #: Where the pictures are, for dialects that answer with their bytes.
    blobs: BlobStore
    #: Which engine a request goes to.
    router: Router
    #: How the engines and their queues are.
    engine_report: EngineReport
    #: What some engine or other can do.
    capabilities: Capabilities
    #: Who makes what no rule of the operator's is for.
    identity: Identity
    limits: DialectLimits
    #: Who has prompts rewritten; nobody where it is left out.
    enhancer: Enhancer | None = None
    about: ServerFacts = ServerFacts()


class Dialect(Protocol):
    """One vendor's API."""

    @property
    def name(self) -> str:
        """What it is called in headers and rate cards."""
        ...

    @property
    def prefix(self) -> str:
        """The first part of every path under which it is mounted, without slashes."""
        ...

    def build(self, services: Services) -> DialectApp:
        """The sub-app that speaks it, with handlers of its own for errors, 404 and 405.

        Its routes are written without `/v1` and without a trailing slash; `server` strips both.
        """
        ...

    def webhook_form(self, services: Services) -> WebhookForm | None:
        """How it tells that a job has ended; None where it tells nothing."""
        ...
