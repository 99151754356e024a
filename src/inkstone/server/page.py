"""The page at `/`: the last pictures of the account `local`, and a line to paste.

On a loopback address a one-time link signs a browser in. The page does not know how a picture is
made, and shows nobody else's.
"""

import secrets
import shlex
from datetime import UTC, datetime, timedelta
from html import escape
from importlib import resources

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from inkstone.dialects.base import Services
from inkstone.domain.errors import NotFound
from inkstone.domain.job import Job, JobStatus
from inkstone.net.signing import UrlSigner

_COOKIE = "inkstone_page"
_PURPOSE = "page"
#: How long a browser stays signed in, and how long a shown picture's address is good.
_SESSION = timedelta(hours=12)
_NUM_JOBS = 24
_HEADERS = {
    "content-security-policy": "default-src 'none'; img-src 'self'; style-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


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
    """The page and its sign-in."""

    def __init__(
        self, *, services: Services, signer: UrlSigner, account_id: str, engine: str
    ) -> None:
        self._services = services
        self._signer = signer
        self._account_id = account_id
        self._engine = engine
        self._one_time: str | None = None

    def sign_in_link(self, base_url: str) -> str:
        """A new link that signs one browser in, once."""
        self._one_time = secrets.token_urlsafe(24)
        return f"{base_url}/?signin={self._one_time}"

    def routes(self) -> list[Route]:
        """The page and its style sheet."""
        return [
            Route("/", self.show, methods=["GET"]),
            Route("/page.css", self.style, methods=["GET"]),
        ]

    async def style(self, _: Request) -> Response:
        """The style sheet."""
        return Response(_web("page.css"), media_type="text/css")

    async def show(self, request: Request) -> Response:
        """The page; with a sign-in token, a cookie and the page without it."""
        token = request.query_params.get("signin")
        if token is not None:
            return self._sign_in(request, token)
        base_url = self._services.links.base_url(request)
        if self._is_signed_in(request):
            jobs = await self._services.queries.newest(
                account_id=self._account_id, limit=_NUM_JOBS, statuses=[JobStatus.SUCCEEDED]
            )
            body = self._pictures(request, jobs) or "<p>No picture yet. Paste the line above.</p>"
        else:
            body = "<p>Open the link that the server printed when it started to see pictures.</p>"
        html = _web("page.html")
        for name, value in (
            ("{{engine}}", escape(self._engine)),
            ("{{curl}}", escape(curl_line(base_url, key=None))),
            ("{{pictures}}", body),
        ):
            html = html.replace(name, value)
        return HTMLResponse(html, headers=_HEADERS)

    def _sign_in(self, request: Request, token: str) -> Response:
        response = RedirectResponse("/", status_code=303, headers={"cache-control": "no-store"})
        if self._one_time is not None and secrets.compare_digest(
            token.encode(), self._one_time.encode()
        ):
            self._one_time = None
            expires_at = datetime.now(UTC) + _SESSION
            response.set_cookie(
                _COOKIE,
                self._signer.sign_token(_PURPOSE, self._account_id, expires_at),
                max_age=int(_SESSION.total_seconds()),
                httponly=True,
                samesite="strict",
                secure=request.url.scheme == "https",
            )
        return response

    def _is_signed_in(self, request: Request) -> bool:
        cookie = request.cookies.get(_COOKIE, "")
        try:
            account_id = self._signer.verify_token(_PURPOSE, cookie, now=datetime.now(UTC))
        except NotFound:
            return False
        return account_id == self._account_id

    def _pictures(self, request: Request, jobs: list[Job]) -> str:
        expires_at = datetime.now(UTC) + _SESSION
        return "\n".join(
            f'<figure><a href="{escape(url)}"><img loading="lazy" src="{escape(url)}" '
            f'width="{image.width_px}" height="{image.height_px}" '
            f'alt="{escape(job.request.prompt[:200])}"></a>'
            f"<figcaption>{escape(job.request.prompt[:200])}</figcaption></figure>"
            for job in jobs
            for image in job.images
            if (url := self._services.links.local(image, expires_at=expires_at))
        )


def _web(name: str) -> str:
    return (resources.files("inkstone") / "web" / name).read_text(encoding="utf-8")
