"""AIML API's routes: what a call for a picture does, from its key to its answer.

It does not know how a field is spelled or what an error becomes; decode and encode do.
"""

import re

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, refusals, results
from inkstone.dialects.aimlapi import encode, operations
from inkstone.dialects.aimlapi.activity import Activity
from inkstone.dialects.aimlapi.decode import FORMS, decode
from inkstone.dialects.aimlapi.listings import Listings
from inkstone.dialects.aimlapi.logs import call_ids
from inkstone.dialects.aimlapi.tracing import INFERENCE_ID, Traced, inference_id
from inkstone.dialects.aimlapi.wire import NAME, ImageWire
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import fingerprint, read_object
from inkstone.dialects.headers import result_headers
from inkstone.dialects.waiting import hold_or_cancel
from inkstone.domain.errors import InkstoneError
from inkstone.domain.job import Job
from inkstone.service.submission import Submission

#: What web servers note of a client that hung up; nobody else sees it.
_CLIENT_GONE = 499


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = Traced(title="AIML API")
    refusals.install(app, name=NAME, encode=encode.encode_error)
    images, listings, activity = Images(services), Listings(services), Activity(services)
    for method, path, handler, about in (
        ("POST", "/images/generations", images.create, operations.CREATE_IMAGE),
        ("GET", "/models", listings.list_models, operations.LIST_MODELS),
        ("GET", "/api/v1/models", listings.list_models, operations.LIST_MODELS),
        ("GET", "/model/{model_id:path}", listings.get_model, operations.GET_MODEL),
        ("GET", "/v2/billing", listings.billing, operations.BILLING),
        ("GET", "/v2/billing/detail", listings.billing_detail, operations.BILLING_DETAIL),
        ("GET", "/v2/billing/transactions", listings.transactions, operations.TRANSACTIONS),
        ("GET", "/v2/usage", activity.usage, operations.USAGE),
        ("GET", "/v2/usage/detail", activity.usage_detail, operations.USAGE_DETAIL),
        ("GET", "/v2/logs", activity.logs, operations.LOGS),
        ("GET", "/billing/balance", listings.legacy_balance, operations.LEGACY_BALANCE),
    ):
        words = [word for word in re.split(r"[/{}:]+", path) if word]
        app.add_api_route(
            path,
            handler,
            methods=[method],
            summary=about.summary,
            description=about.description,
            responses=about.answers,
            openapi_extra=about.extra,
            operation_id="_".join([method.lower(), *words]),
            response_model=None,
            tags=[NAME],
        )
    for path in ("/models", "/api/v1/models"):
        # The vendor's page asks for the `ETag` alone.
        app.add_api_route(path, listings.list_models, methods=["HEAD"], include_in_schema=False)
    # Ours: where the list is, each of it is too; the root's list of all models asks there.
    app.add_api_route(
        "/models/{model_id:path}", listings.get_model, methods=["GET"], include_in_schema=False
    )
    return app


class Images:
    """The calls that make pictures."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def create(self, request: Request) -> Response:
        """Submit a job and wait for its picture: nobody could fetch it later."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        idempotency_key = callers.idempotency_key(request)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        decoded = decode(
            raw,
            catalogue=services.catalogue,
            capabilities=services.capabilities,
            references=services.references,
        )
        submitted = await services.submitter.submit(
            Submission(
                caller=caller,
                dialect=NAME,
                request=decoded.request,
                references=decoded.references,
                forms=FORMS,
                # Retention forgets what is under this name, as it does the prompt.
                wire={**decoded.to_wire(), "metadata": call_ids()},
                fingerprint=fingerprint(NAME, "/images/generations", raw),
                idempotency_key=idempotency_key,
                is_retry=callers.is_retry(request),
            )
        )
        job, is_replay = submitted.job, submitted.is_replay
        try:
            return await self._held(request, job, is_replay=is_replay)
        except InkstoneError as error:
            response = encode.encode_error(error)
            # So that what failed can be told by the same id as what came of it.
            response.headers[INFERENCE_ID] = inference_id(job.id)
            response.headers.update(_headers(job, is_replay=is_replay))
            return response

    async def _held(self, request: Request, job: Job, *, is_replay: bool) -> Response:
        services = self._services
        held = await hold_or_cancel(
            request,
            job,
            watcher=services.watcher,
            submitter=services.submitter,
            canceler=services.canceler,
            timeout_s=services.limits.sync_wait_s,
        )
        if held.is_client_gone:
            return Response(status_code=_CLIENT_GONE)
        ended = held.job
        headers = {**_headers(ended, is_replay=is_replay), **encode.usage_headers(ended)}
        if ended.wire["response_format"] == "b64_json":
            found = await results.in_base64(services.blobs, ended)
            images = [ImageWire(b64_json=each) for each in found]
        else:
            images = [ImageWire(url=url) for url in results.addresses(services, request, ended)]
        return answer(encode.encode_images(ended, images), headers=headers, skips_none=True)


def _headers(job: Job, *, is_replay: bool) -> dict[str, str]:
    return result_headers(job, is_replay=is_replay, known_warnings=job.wire["warnings"])
