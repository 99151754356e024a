"""Addresses of results: absolute, signed, expiring.

It does not know what is behind an address.
"""

from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_address

from starlette.requests import Request

from inkstone.domain.job import JobImage
from inkstone.net.signing import UrlSigner

#: Where results are served.
FILES_PATH = "/inkstone/v1/files"


class Links:
    """Makes the addresses of results."""

    def __init__(
        self,
        *,
        signer: UrlSigner,
        public_url: str | None,
        allowed_hosts: Sequence[str] = (),
        default_url: str = "http://127.0.0.1:8000",
    ) -> None:
        self._signer = signer
        self._public_url = public_url.rstrip("/") if public_url else None
        self._allowed_hosts = frozenset(host.lower() for host in allowed_hosts)
        self._default_url = default_url

    def base_url(self, request: Request) -> str:
        """The address that this caller reaches us by.

        The public URL where one is set; else the request's own host, if it is a loopback address
        or allowed by name: a forged `Host` must not end up in anybody's links.
        """
        if self._public_url is not None:
            return self._public_url
        host = request.headers.get("host", "").lower()
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if name in self._allowed_hosts or _is_loopback(name.strip("[]")):
            return f"{request.url.scheme}://{host}"
        return self._default_url

    def result(self, request: Request, image: JobImage, *, expires_at: datetime) -> str:
        """The address of a finished picture."""
        return self.base_url(request) + self.local(image, expires_at=expires_at)

    def local(self, image: JobImage, *, expires_at: datetime) -> str:
        """The same without a host, for a page of ours."""
        return self._signer.sign(f"{FILES_PATH}/{image.blob_key}", expires_at=expires_at)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
