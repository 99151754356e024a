"""The page at `/`: what is served for it, and the one-time link that signs a browser in.

The page itself is in `web/`. This module does not know what it shows.
"""

import logging
import secrets
import shlex
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from inkstone.dialects.base import Services
from inkstone.domain.errors import InkstoneError, NotAuthenticated
from inkstone.net.signing import UrlSigner
from inkstone.server.sessions import Sessions
from inkstone.server.sign_in import SignIn
from inkstone.server.web_files import HEADERS, WebFiles
from inkstone.service.page_key import page_key

_LOG = logging.getLogger(__name__)
#: Where somebody lands whose link was used, or is none; and one whose link cannot be used now.
_USED, _UNUSABLE = "/#/sign-in?link=used", "/#/sign-in?link=unavailable"


def curl_line(base_url: str, *, key: str | None) -> str:
    """A command that makes a picture when pasted into a shell."""
    token = key or "$INKSTONE_API_KEY"
    body = (
        '{"model": "qwen-image-2-0", "sync": true, "prompt": '
        '"A lighthouse at night, poster with the title \\"THE LAST LIGHT\\""}'
    )
    return (
        f"curl -s {base_url}/v1/images/generations "
        f'-H "Authorization: Bearer {token}" '
        f"-H 'Content-Type: application/json' -d {shlex.quote(body)}"
    )


class Page:
    """The page, its files and its sign-in."""

    def __init__(
        self,
        *,
        services: Services,
        signer: UrlSigner,
        account_id: str,
        root: Traversable | None = None,
    ) -> None:
        """Read the page's files.

        Args:
            services: what keys and addresses are looked up with.
            signer: signs the sessions.
            account_id: whom the one-time link signs in as.
            root: where the files are; those of this package where it is left out.
        """
        self._services = services
        self._signer = signer
        self._account_id = account_id
        self._one_time: str | None = None
        self.files = WebFiles(root)
        self.sessions = Sessions(signer=signer, links=services.links)
        self._sign_in = SignIn(keys=services.keys, sessions=self.sessions)

    def sign_in_link(self, base_url: str) -> str:
        """A new link that signs one browser in, once."""
        self._one_time = secrets.token_urlsafe(24)
        return f"{base_url}/?signin={self._one_time}"

    def routes(self) -> list[Route]:
        """The page, its files and its sign-in."""
        return [
            Route("/", self.show, methods=["GET"]),
            *self._sign_in.routes(),
            *self.files.routes(),
        ]

    async def show(self, request: Request) -> Response:
        """The page; with a sign-in token, a cookie and the page without it."""
        token = request.query_params.get("signin")
        if token is None:
            return self.files.index()
        # A look at the headers alone must not use the link up.
        if request.method != "GET" or not self._is_good(token):
            return _sent_to("/" if await self._is_signed_in(request) else _USED)
        self._one_time = None
        try:
            account = await self._services.accounts.find(self._account_id)
            sha256 = await page_key(self._services.keys, self._signer, account)
        except InkstoneError as error:
            _LOG.warning("the link of the page signs nobody in: %s", error.message)
            self._one_time = self._one_time or token  # it was of no use yet
            return _sent_to(_UNUSABLE)
        response = _sent_to("/")
        self.sessions.begin(request, response, sha256)
        return response

    def _is_good(self, token: str) -> bool:
        return self._one_time is not None and secrets.compare_digest(
            token.encode("utf-8", "surrogatepass"), self._one_time.encode()
        )

    async def _is_signed_in(self, request: Request) -> bool:
        """Whether a browser that brings a used link needs none."""
        sha256 = self.sessions.find(request)
        if sha256 is None:
            return False
        try:
            await self._services.keys.authenticate_digest(sha256)
        except NotAuthenticated:
            return False
        return True


def _sent_to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers={**HEADERS, "cache-control": "no-store"})
