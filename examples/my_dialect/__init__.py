"""A dialect of your own: one call that draws, and answers with the picture's address."""

from fastapi import FastAPI

from inkstone.dialects.base import Services
from inkstone.dialects.my_dialect.routes import build
from inkstone.dialects.my_dialect.wire import NAME
from inkstone.service.webhooks import WebhookForm

__all__ = ["MyDialect"]


class MyDialect:
    """The dialect of nobody but you."""

    @property
    def name(self) -> str:
        """What it is called in headers and rate cards."""
        return NAME

    @property
    def prefix(self) -> str:
        """Where it is mounted: `/my_dialect/...`."""
        return NAME

    def build(self, services: Services) -> FastAPI:
        """The sub-app that speaks it."""
        return build(services)

    def webhook_form(self, services: Services) -> WebhookForm | None:
        """It calls nobody back."""
        return None
