"""The application: dialects, results, health, the page and the documents behind one front.

It is handed its dialects and names none.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.routing import Router
from starlette.types import ASGIApp

from inkstone.blobs.base import BlobStore
from inkstone.dialects.base import Services
from inkstone.dialects.deferred import Deferred
from inkstone.net.signing import UrlSigner
from inkstone.server.access import Access
from inkstone.server.documents import Documents
from inkstone.server.files import Files
from inkstone.server.forwarded import Forwarded
from inkstone.server.front import Front
from inkstone.server.health import Health
from inkstone.server.page import Page
from inkstone.server.sessions import CountSessions
from inkstone.store.unit_of_work import Store

#: The whole server, as uvicorn runs it.
Application = ASGIApp

#: What a page of another origin may read of an answer.
_EXPOSED = (
    "x-request-id",
    "retry-after",
    "inkstone-job",
    "inkstone-dialect",
    "inkstone-engine",
    "inkstone-warning",
    "idempotent-replayed",
    "location",
    "x-inference-id",
    "x-client-request-id",
    "x-aimlapi-credits-used",
    "x-aimlapi-usd-spent",
    "openai-processing-ms",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerParts:
    """What the application is made of."""

    store: Store
    blobs: BlobStore
    signer: UrlSigner
    services: Services
    #: Prefix → sub-app.
    dialects: Mapping[str, Deferred]
    #: Normalised path at the root → prefix.
    pick: Callable[[str], str | None]
    #: Normalised path at the root that several dialects share → what tells whose a request is.
    shared: Mapping[str, Callable[[Request], Awaitable[str]]]
    #: What `pick` may name beside the dialects.
    only_at_root: Mapping[str, ASGIApp]
    is_ready: Callable[[], bool]
    cors_origins: Sequence[str]
    #: Addresses and networks of proxies that are believed.
    trusted_proxies: Sequence[str]
    page: Page


def build_app(parts: ServerParts) -> Application:
    """Put the application together."""
    services = parts.services
    health = Health(
        store=parts.store,
        blobs=parts.blobs,
        queries=services.queries,
        metrics=services.metrics,
        is_ready=parts.is_ready,
        router=services.router,
    )
    ours = Router(
        [
            *health.routes(),
            *Files(blobs=parts.blobs, signer=parts.signer, thumbnails=services.thumbnails).routes(),
            *Documents(
                dialects=parts.dialects,
                catalogue=services.catalogue,
                style=parts.page.files.address("css/documents.css"),
            ).routes(),
            *parts.page.routes(),
        ],
        redirect_slashes=False,
    )
    app: ASGIApp = Front(
        ours=ours,
        dialects=parts.dialects,
        pick=parts.pick,
        shared=parts.shared,
        only_at_root=parts.only_at_root,
    )
    app = CountSessions(app, sessions=parts.page.sessions)
    if parts.cors_origins:
        app = CORSMiddleware(
            app,
            allow_origins=list(parts.cors_origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            # No cookies are taken from elsewhere, and vendors' clients send headers of their own.
            allow_headers=["*"],
            expose_headers=list(_EXPOSED),
        )
    app = Access(app, metrics=services.metrics)
    return Forwarded(app, trusted=parts.trusted_proxies) if parts.trusted_proxies else app
