"""The native API under `/inkstone/v1`: what no vendor's API has a place for."""

from fastapi import FastAPI

from inkstone.dialects.base import Services
from inkstone.dialects.native.routes import build
from inkstone.dialects.native.webhook import NativeWebhooks
from inkstone.dialects.native.wire import NAME
from inkstone.service.webhooks import WebhookForm

__all__ = ["Native"]


class Native:
    """Our own dialect."""

    @property
    def name(self) -> str:
        """What it is called in headers and rate cards."""
        return NAME

    @property
    def prefix(self) -> str:
        """Where it is mounted."""
        return "inkstone"

    def build(self, services: Services) -> FastAPI:
        """The sub-app that speaks it."""
        return build(services)

    def webhook_form(self, services: Services) -> WebhookForm | None:
        """How it tells that a job has ended."""
        return NativeWebhooks(links=services.links, url_lifetime=services.limits.url_lifetime)
