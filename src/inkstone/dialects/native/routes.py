"""The native API's routes: the balance, and a job with the full text of its warnings.

It does not know the JSON; encode does.
"""

from datetime import datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, openapi, refusals
from inkstone.dialects.base import Services
from inkstone.dialects.headers import result_headers
from inkstone.dialects.native.encode import encode_balance, encode_error, encode_job
from inkstone.dialects.native.wire import NAME, BalanceWire, ErrorWire, JobWire
from inkstone.domain.job import JobImage

_REFUSALS = {401: "No valid key.", 404: "There is no such job."}


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = openapi.Documented(title="Inkstone")
    refusals.install(app, name=NAME, encode=encode_error)

    async def balance(request: Request) -> Response:
        caller = await callers.authenticate(request, services.keys)
        found = await services.accounts.balance(caller.account_id)
        wire = encode_balance(found, account=caller.account_name)
        return Response(wire.model_dump_json(), media_type="application/json")

    async def get_job(request: Request, job_id: str) -> Response:
        caller = await callers.authenticate(request, services.keys)
        job = await services.queries.job(
            job_id, account_id=caller.account_id, lifetime=services.limits.record_lifetime
        )

        def url_of(image: JobImage, expires_at: datetime) -> str:
            return services.links.result(request, image, expires_at=expires_at)

        wire = encode_job(
            job,
            progress=services.board.get(job),
            url_of=url_of,
            lifetime=services.limits.url_lifetime,
        )
        return Response(
            wire.model_dump_json(), media_type="application/json", headers=result_headers(job)
        )

    for path, handler, summary, answer in (
        ("/balance", balance, "What the key's account has.", BalanceWire),
        ("/jobs/{job_id}", get_job, "A job, whatever dialect it came in by.", JobWire),
    ):
        app.add_api_route(
            path,
            handler,
            methods=["GET"],
            summary=summary,
            responses=openapi.answers(answer, "As asked.", error=ErrorWire, errors=_REFUSALS),
            openapi_extra=openapi.operation(),
            operation_id="get_" + path.split("/")[1],
            response_model=None,
            tags=[NAME],
        )
    return app
