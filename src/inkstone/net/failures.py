"""What can go wrong on the way to a caller's URL, one class for each thing to do about it.

This module does not know how the way is gone. No message holds more of a URL than its host, and
none holds an address that a name was found to have.
"""

from inkstone.domain.errors import InvalidRequest


class UrlRefused(InvalidRequest):
    """This server does not go to that URL."""

    code = "url_refused"


class UrlUnreachable(InvalidRequest):
    """The URL could not be reached, or did not give what was asked for."""

    code = "url_unreachable"
    retryable = True

    def __init__(self, message: str | None = None, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.retryable = retryable


class UrlTimeout(InvalidRequest):
    """The URL took too long to answer."""

    code = "url_timeout"
    retryable = True


class UrlTooLarge(InvalidRequest):
    """There is more at the URL than is taken."""

    code = "url_too_large"
