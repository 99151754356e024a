"""Addresses of our own files: made, and recognised when a caller hands one back.

This module does not know what is in a file, nor who may use it; it opens no connection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, urlsplit

from inkstone.net.signing import SignatureInvalid, UrlSigner
from inkstone.net.urls import URL_CHARS_MAX

#: Where files are served.
FILES_PATH = "/inkstone/v1/files"
#: What asks for the thumbnail of one instead, beside what is signed.
THUMBNAIL_QUERY = "view=thumbnail"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUrls:
    """The hosts we are reached by, and the signatures on what we hand out."""

    signer: UrlSigner
    #: How callers reach this server, without a slash at the end; `None` where it was not set.
    public_url: str | None = None
    #: Other names of this server, in lower case.
    allowed_hosts: Sequence[str] = ()

    def path_of(self, blob_key: str, *, expires_at: datetime) -> str:
        """The signed path of a file."""
        return self.signer.sign(f"{FILES_PATH}/{blob_key}", expires_at=expires_at)

    def is_own_host(self, host: str) -> bool:
        """Whether a host, without its port, is loopback or one of our names."""
        return host.lower() in self.allowed_hosts or is_loopback(host)

    def key_of(self, url: str, *, now: datetime) -> str | None:
        """The key of the file that an address of ours names; `None` for anybody else's.

        A good signature proves that an address is ours, whatever name we were reached by when we
        gave it out.

        Raises:
            SignatureInvalid: it is at our host, and we did not give it out.
            SignatureExpired: we did, and its time is over.
        """
        if len(url) > URL_CHARS_MAX:
            return None
        try:
            parts = urlsplit(url)
            base = self._base_of(parts)
        except ValueError:
            return None
        path = parts.path.removeprefix(base or "")
        if parts.scheme not in _PORTS or parts.username is not None:
            return None
        if not path.startswith(f"{FILES_PATH}/"):
            return None
        query = dict(parse_qsl(parts.query))
        try:
            self.signer.verify(path, query.get("exp", ""), query.get("sig", ""), now=now)
        except SignatureInvalid:
            if base is not None:
                raise
            return None
        return path.removeprefix(f"{FILES_PATH}/")

    def _base_of(self, parts: SplitResult) -> str | None:
        """The path under which we are known at this host; `None` where it is not one of ours."""
        if self.public_url is not None:
            public = urlsplit(self.public_url)
            if _origin(parts) == _origin(public):
                return public.path.rstrip("/")
        _origin(parts)  # a port that is none is told here
        return "" if self.is_own_host(parts.hostname or "") else None


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    """Scheme, host and port, however they were spelled."""
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def is_loopback(host: str) -> bool:
    """Whether a host, without brackets, can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
