"""The routes: what each call does, from its key to its answer.

They do not know how a field is spelled; decode and encode do.
"""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, openapi, refusals, results
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import fingerprint, read_object
from inkstone.dialects.headers import result_headers
from inkstone.dialects.my_dialect.decode import decode
from inkstone.dialects.my_dialect.encode import encode_error, encode_picture
from inkstone.dialects.my_dialect.wire import NAME, DrawWire, PictureWire, ProblemWire
from inkstone.dialects.openapi import Documented
from inkstone.dialects.waiting import hold_or_cancel
from inkstone.service.submission import Submission

_PATH = "/draw"


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = Documented(title="My dialect")
    refusals.install(app, name=NAME, encode=encode_error)

    async def draw(request: Request) -> Response:
        caller = await callers.authenticate(request, services.keys)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        submitted = await services.submitter.submit(
            Submission(
                caller=caller,
                dialect=NAME,
                request=decode(raw, catalogue=services.catalogue),
                fingerprint=fingerprint(NAME, _PATH, raw),
                idempotency_key=callers.idempotency_key(request),
                is_retry=callers.is_retry(request),
            )
        )
        # Nobody can ask for the job later, so it ends with the wait; errors of the job are raised.
        held = await hold_or_cancel(
            request,
            submitted.job,
            watcher=services.watcher,
            submitter=services.submitter,
            canceler=services.canceler,
            timeout_s=services.limits.sync_wait_s,
        )
        if held.is_client_gone:
            return Response(status_code=499)
        (address,) = results.addresses(services, request, held.job)
        return answer(
            encode_picture(held.job, address),
            headers=result_headers(held.job, is_replay=submitted.is_replay),
        )

    app.add_api_route(
        _PATH,
        draw,
        methods=["POST"],
        summary="Draw a picture.",
        response_model=None,
        responses=openapi.answers(
            PictureWire, "The picture.", error=ProblemWire, errors={400: "A fault.", 401: "No key."}
        ),
        openapi_extra=openapi.operation(
            body=openapi.body_of(
                DrawWire, required=("text",), examples={"kite": {"text": "a kite"}}
            )
        ),
        tags=[NAME],
    )
    return app
