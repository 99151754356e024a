"""WaveSpeed's routes: which call is answered by what.

It does not know what the calls do.
"""

import re

from fastapi import FastAPI

from inkstone.dialects import refusals
from inkstone.dialects.base import Services
from inkstone.dialects.openapi import Documented
from inkstone.dialects.wavespeed import operations
from inkstone.dialects.wavespeed.account import Account
from inkstone.dialects.wavespeed.encode import encode_error
from inkstone.dialects.wavespeed.listing import Listing
from inkstone.dialects.wavespeed.polling import Polling
from inkstone.dialects.wavespeed.submitting import Submitting
from inkstone.dialects.wavespeed.uploads import Uploads
from inkstone.dialects.wavespeed.wire import NAME, ROOT

_PREDICTION = "/predictions/{job_id}"


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = Documented(title="WaveSpeed")
    refusals.install(app, name=NAME, encode=encode_error)
    submitting, polling, listing = Submitting(services), Polling(services), Listing(services)
    account, uploads = Account(services), Uploads(services)
    for method, path, handler, about in (
        ("GET", f"{_PREDICTION}/result", polling.get, operations.RESULT),
        ("GET", _PREDICTION, polling.get, operations.RESULT),
        ("DELETE", _PREDICTION, polling.delete, operations.DELETE),
        ("POST", "/predictions", listing.by_body, operations.LIST_BY_BODY),
        ("GET", "/predictions", listing.by_query, operations.LIST_BY_QUERY),
        ("POST", "/predictions/delete", polling.delete_many, operations.DELETE_MANY),
        ("POST", "/media/uploads", uploads.ticket, operations.TICKET),
        ("PUT", "/media/uploads/{upload_id}", uploads.put, operations.PUT),
        ("POST", "/media/upload/binary", uploads.form, operations.FORM),
        ("POST", "/upload", uploads.form, operations.FORM),
        ("GET", "/balance", account.balance, operations.BALANCE),
        ("GET", "/account/balance", account.balance, operations.BALANCE),
        ("POST", "/model/pricing", account.pricing, operations.PRICING),
        ("GET", "/webhook/secret", account.webhook_secret, operations.WEBHOOK_SECRET),
        (
            "POST",
            "/{owner}/{model_id}/text-to-image",
            submitting.text_to_image,
            operations.TEXT_TO_IMAGE,
        ),
        ("POST", "/{owner}/{model_id}/edit", submitting.edit, operations.EDIT),
        # The vendor's client puts whatever it is given behind the root.
        ("POST", "/{owner}/{model_id}", submitting.no_task, operations.NO_MODEL),
        ("POST", "/{owner}/{model_id}/{task}", submitting.other_task, operations.NO_MODEL),
    ):
        words = [word for word in re.split(r"[/{}-]+", path) if word]
        app.add_api_route(
            ROOT + path,
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
    return app
