"""The AIML API: pictures in one call, with what they cost."""

from fastapi import FastAPI

from inkstone.dialects.aimlapi.routes import build
from inkstone.dialects.aimlapi.wire import NAME
from inkstone.dialects.base import Services
from inkstone.service.webhooks import WebhookForm

__all__ = ["AimlApi"]


class AimlApi:
    """The dialect of AIML API."""

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
