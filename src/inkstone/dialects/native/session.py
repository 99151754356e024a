"""The native API's answer to who is calling: what a page needs to know before it shows anything.

It does not know how the caller proved it, by a key or by the page's cookie.
"""

from starlette.requests import Request
from starlette.responses import Response

from inkstone import __version__
from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.native.wire_session import (
    ServerWire,
    SessionAccountWire,
    SessionKeyWire,
    SessionWire,
)
from inkstone.domain.accounts import CURRENCY, Scope


class Session:
    """The call that tells who is calling."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def get(self, request: Request) -> Response:
        """Show who is calling; a key of any scope may ask."""
        caller = await callers.caller_of(request, self._services.keys)
        key = await self._services.keys.get(caller.key_id, account_id=caller.account_id)
        return answer(
            SessionWire(
                account=SessionAccountWire(id=caller.account_id, name=caller.account_name),
                key=SessionKeyWire(id=key.id, name=key.name, prefix=key.prefix),
                scopes=[scope.value for scope in Scope if scope in caller.scopes],
                is_operator=caller.is_operator,
                currency=CURRENCY,
                server=self._server(request),
            ),
            headers={"Cache-Control": "no-store"},
        )

    def _server(self, request: Request) -> ServerWire:
        services = self._services
        return ServerWire(
            version=__version__,
            engine=services.about.engine,
            engine_why=services.about.engine_why,
            enhancer=services.enhancer is not None and services.enhancer.is_set,
            verify_is_public=services.verify_is_public,
            base_url=services.links.base_url(request),
            upload_bytes_max=services.uploads.limits.size_bytes_max,
            idempotency_ttl_s=int(services.about.idempotency_ttl.total_seconds()),
            url_lifetime_s=int(services.limits.url_lifetime.total_seconds()),
        )
