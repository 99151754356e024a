"""WaveSpeed: predictions that are polled or waited for."""

from fastapi import FastAPI

from inkstone.dialects.base import Services
from inkstone.dialects.wavespeed.routes import build
from inkstone.dialects.wavespeed.webhook import WaveSpeedWebhooks
from inkstone.dialects.wavespeed.wire import NAME
from inkstone.service.webhooks import WebhookForm

__all__ = ["WaveSpeed"]


class WaveSpeed:
    """The dialect of WaveSpeed."""

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
        """The prediction, signed by the third version of the vendor's signature."""
        return WaveSpeedWebhooks(links=services.links, url_lifetime=services.limits.url_lifetime)
