"""The EmpirioLabs API: image jobs that are polled, or waited for with `sync`."""

from fastapi import FastAPI

from inkstone.dialects.base import Services
from inkstone.dialects.empiriolabs.routes import build
from inkstone.dialects.empiriolabs.wire import NAME
from inkstone.service.webhooks import WebhookForm

__all__ = ["EmpirioLabs"]


class EmpirioLabs:
    """The dialect of `api.empiriolabs.ai`."""

    @property
    def name(self) -> str:
        """What it is called in headers and rate cards."""
        return NAME

    @property
    def prefix(self) -> str:
        """Where it is mounted, beside the root."""
        return NAME

    def build(self, services: Services) -> FastAPI:
        """The sub-app that speaks it."""
        return build(services)

    def webhook_form(self, services: Services) -> WebhookForm | None:
        """None: it tells nothing."""
        return None
