"""The native API's routes: which call is answered by what.

It does not know what the calls do.
"""

import re

from fastapi import FastAPI

from inkstone.dialects import openapi, refusals
from inkstone.dialects.base import Services
from inkstone.dialects.native import (
    operations,
    operations_engines,
    operations_enhance,
    operations_page,
    operations_verify,
    operations_webhooks,
    routes_admin,
)
from inkstone.dialects.native.account import Account
from inkstone.dialects.native.encode import encode_error
from inkstone.dialects.native.engines import Engines
from inkstone.dialects.native.enhance import Enhance
from inkstone.dialects.native.jobs import Jobs
from inkstone.dialects.native.session import Session
from inkstone.dialects.native.uploads import Uploads
from inkstone.dialects.native.verify import Verify
from inkstone.dialects.native.webhooks import WebhookCalls
from inkstone.dialects.native.wire import NAME


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = openapi.Documented(title="Inkstone")
    refusals.install(app, name=NAME, encode=encode_error)
    jobs, account, uploads = Jobs(services), Account(services), Uploads(services)
    webhooks = WebhookCalls(services)
    rows: tuple[routes_admin.Row, ...] = (
        ("POST", "/jobs", jobs.submit, operations.SUBMIT),
        ("GET", "/jobs", jobs.listing, operations.LIST_JOBS),
        ("GET", "/jobs/{job_id}", jobs.get, operations.GET_JOB),
        ("PATCH", "/jobs/{job_id}", jobs.star, operations.STAR_JOB),
        ("DELETE", "/jobs/{job_id}", jobs.delete, operations.DELETE_JOB),
        ("POST", "/jobs/{job_id}/cancel", jobs.cancel, operations.CANCEL_JOB),
        ("GET", "/jobs/{job_id}/events", jobs.events, operations.EVENTS),
        (
            "GET",
            "/jobs/{job_id}/images/{image_index}/documents",
            jobs.documents,
            operations.PICTURE_DOCUMENTS,
        ),
        ("POST", "/estimate", jobs.estimate, operations.ESTIMATE),
        ("POST", "/enhance", Enhance(services).enhance, operations_enhance.ENHANCE),
        ("GET", "/session", Session(services).get, operations_page.SESSION),
        ("GET", "/balance", account.balance, operations.BALANCE),
        ("GET", "/webhooks/secrets", account.webhook_secrets, operations.WEBHOOK_SECRETS),
        ("POST", "/webhooks/secrets/rotate", webhooks.rotate, operations_webhooks.ROTATE_SECRET),
        ("GET", "/webhooks/deliveries", webhooks.listing, operations_webhooks.LIST_DELIVERIES),
        (
            "GET",
            "/webhooks/deliveries/{delivery_id}",
            webhooks.get,
            operations_webhooks.GET_DELIVERY,
        ),
        (
            "POST",
            "/webhooks/deliveries/{delivery_id}/redeliver",
            webhooks.redeliver,
            operations_webhooks.REDELIVER,
        ),
        ("POST", "/webhooks/ping", webhooks.ping, operations_webhooks.PING),
        ("GET", "/rate-card", account.rate_card, operations.RATE_CARD),
        ("GET", "/usage", account.usage, operations.USAGE),
        ("GET", "/ledger", account.ledger, operations.LEDGER),
        ("GET", "/models", account.list_models, operations.LIST_MODELS),
        ("GET", "/models/{name:path}", account.get_model, operations.GET_MODEL),
        ("GET", "/engines", Engines(services).listing, operations_engines.LIST_ENGINES),
        ("POST", "/uploads", uploads.create, operations.CREATE_UPLOAD),
        ("GET", "/uploads/{upload_id}", uploads.get, operations.GET_UPLOAD),
        ("DELETE", "/uploads/{upload_id}", uploads.delete, operations.DELETE_UPLOAD),
        ("POST", "/verify", Verify(services).verify, operations_verify.VERIFY),
        *routes_admin.rows(services),
    )
    for method, path, handler, about in rows:
        words = [word for word in re.split(r"[/{}:-]+", path) if word]
        app.add_api_route(
            path,
            handler,
            methods=[method],
            summary=about.summary,
            description=about.description,
            status_code=about.status,
            responses=about.answers,
            openapi_extra=about.extra,
            operation_id="_".join([method.lower(), *words]),
            response_model=None,
            tags=[NAME],
        )
    return app
