"""Addresses of results: absolute, signed, expiring.

It does not know what is behind an address.
"""

from datetime import datetime

from starlette.requests import Request

from inkstone.domain.job import JobImage
from inkstone.net.own_urls import OwnUrls


class Links:
    """Makes the addresses of results."""

    def __init__(self, *, own: OwnUrls, default_url: str = "http://127.0.0.1:8000") -> None:
        self._own = own
        self._default_url = default_url

    def base_url(self, request: Request) -> str:
        """The address that this caller reaches us by.

        The public URL where one is set; else the request's own host, if it is a loopback address,
        the address that the connection came in by, or allowed by name: a forged `Host` must not
        end up in anybody's links.
        """
        if self._own.public_url is not None:
            return self._own.public_url
        host = request.headers.get("host", "").lower()
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        name = name.strip("[]")
        if self._own.is_own_host(name) or name == (request.scope.get("server") or ("",))[0]:
            return f"{request.url.scheme}://{host}"
        return self._default_url

    def result(self, request: Request, image: JobImage, *, expires_at: datetime) -> str:
        """The address of a finished picture."""
        return self.file(request, image.blob_key, expires_at=expires_at)

    def result_at(self, base_url: str, image: JobImage, *, expires_at: datetime) -> str:
        """The same for a caller who reaches us by a base URL, where no request is at hand."""
        return self.file_at(base_url, image.blob_key, expires_at=expires_at)

    def file_at(self, base_url: str, blob_key: str, *, expires_at: datetime) -> str:
        """The same for any file that is kept."""
        return base_url + self._own.path_of(blob_key, expires_at=expires_at)

    def file(self, request: Request, blob_key: str, *, expires_at: datetime) -> str:
        """The address of any file that is kept."""
        return self.file_at(self.base_url(request), blob_key, expires_at=expires_at)

    def local(self, image: JobImage, *, expires_at: datetime) -> str:
        """The same without a host, for a page of ours."""
        return self._own.path_of(image.blob_key, expires_at=expires_at)
