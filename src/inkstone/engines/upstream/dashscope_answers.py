"""DashScope's answers, read: what was bought and where it lies, or what an error code means.

Source: the vendor's pages of qwen-image and of its error codes, read on 2026-11-20. This module
does not know how an answer comes; every answer may be wrong or hostile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inkstone.domain.errors import (
    ContentRefused,
    InkstoneError,
    InputRefused,
    UpstreamUnknown,
)
from inkstone.engines.upstream.refusal import of_status
from inkstone.net.failures import UrlRefused
from inkstone.net.urls import parse_url

#: More than any order asks for; what comes beyond is not looked at.
_NUM_URLS_MAX = 64
#: The first word of a code → the status that it stands for, whatever it came with.
_STATUS_OF: Mapping[str, int] = {
    "invalidapikey": 401,
    "arrearage": 402,
    "accessdenied": 403,
    "modelnotfound": 404,
    "model": 404,
    "notfound": 404,
    "throttling": 429,
    "internalerror": 500,
    "serviceunavailable": 503,
    "gatewaytimeout": 504,
}
#: What is wrong with a request; a server that fails may blame it wrongly.
_BAD_REQUEST = frozenset({"invalidparameter", "badrequest", "unsupportedoperation"})
#: Whoever is not let in has caused no work, whatever else is said.
_NOT_LET_IN = frozenset({401, 403})
_MODERATION = "datainspection"
_BAD_INPUTS = ("invalidurl", "invalidimage", "invalidfile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer that is no success, as far as it could be read."""

    status: int
    #: Fit to be shown, as are the words; empty where there is none.
    code: str = ""
    words: str = ""
    request_id: str = ""
    #: The header of that name.
    retry_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What an answer says was made."""

    request_id: str
    #: Where the pictures lie; empty in place of what is no URL.
    urls: tuple[str, ...] = field(repr=False)
    #: How many the vendor charges for.
    num_pictures: int

    def to_checkpoint(self) -> dict[str, Any]:
        """As JSON values, for a later attempt."""
        return {
            "urls": list(self.urls),
            "request_id": self.request_id,
            "num_pictures": self.num_pictures,
        }


def from_checkpoint(left: Mapping[str, Any] | None) -> Bought | None:
    """What an earlier attempt bought; `None` where it left nothing to go on with."""
    urls = (left or {}).get("urls")
    if not left or not isinstance(urls, list | tuple) or not urls:
        return None
    num = left.get("num_pictures")
    return Bought(
        request_id=str(left.get("request_id") or ""),
        urls=tuple(map(str, urls)),
        num_pictures=num if isinstance(num, int) else len(urls),
    )


def bought(document: Mapping[str, Any], *, request_id: str, num_asked: int) -> Bought | None:
    """The pictures of a success, in order; `None` where it has none.

    Args:
        document: the answer.
        request_id: fit to be shown.
        num_asked: how many were ordered; what is more is left where it lies.
    """
    urls = _urls(document.get("output"))
    if not urls:
        return None
    usage = document.get("usage")
    counted = usage.get("image_count") if isinstance(usage, dict) else None
    if type(counted) is not int or not len(urls) <= counted <= num_asked:
        counted = len(urls)
    return Bought(
        request_id=request_id,
        urls=tuple(_usable(url) for url in urls[:num_asked]),
        num_pictures=counted,
    )


def error_of(name: str, told: Told, *, has_inputs: bool) -> InkstoneError:
    """The error that an answer stands for; its code counts for more than its status.

    Args:
        name: the upstream's.
        told: the answer.
        has_inputs: whether pictures were sent, which the vendor may object to.
    """
    code = told.code.casefold()
    family = code.partition(".")[0]
    says = f": {told.words}" if told.words else "."
    if family.startswith(_MODERATION):
        return ContentRefused(f"The upstream {name} refuses the content{says}")
    if _is_input(code, told.words, has_inputs=has_inputs):
        return InputRefused(f"The upstream {name} cannot use a picture that was sent{says}")
    status = _status(told.status, family)
    # A gateway says 503 of a server that broke off at work, too: code and status must agree.
    has_no_room = family == "serviceunavailable" and told.status in {200, 503}
    if status == 200 or (status == 503 and not has_no_room):
        return UpstreamUnknown(
            f"The upstream {name} answered with an error that is not known here ({told.status}); "
            "nothing is charged, and it is not asked again."
        )
    return of_status(name, status, says=told.words, retry_after=told.retry_after)


def _status(status: int, family: str) -> int:
    """The status that an answer should have had."""
    if status in _NOT_LET_IN:
        return status
    if status == 200 and family in _BAD_REQUEST:
        return 400
    return _STATUS_OF.get(family, status)


def _is_input(code: str, words: str, *, has_inputs: bool) -> bool:
    if code.startswith(_BAD_INPUTS) or code.endswith("inputdownloadfailed"):
        return True
    # One code for values and for pictures; which of the two it is, the words tell.
    return has_inputs and code.startswith("invalidparameter") and "image" in words.casefold()


def _urls(output: object) -> Sequence[object]:
    """Each `image` of each part of each choice."""
    found: list[object] = []
    for choice in _list(output, "choices"):
        message = choice.get("message") if isinstance(choice, dict) else None
        for part in _list(message, "content"):
            if isinstance(part, dict) and part.get("image"):
                found.append(part["image"])
    return found[:_NUM_URLS_MAX]


def _list(value: object, name: str) -> list[Any]:
    given = value.get(name) if isinstance(value, dict) else None
    return given if isinstance(given, list) else []


def _usable(url: object) -> str:
    """A URL that can be stored and fetched; nothing where it is none."""
    try:
        return str(parse_url(url)) if isinstance(url, str) else ""
    except UrlRefused:
        return ""
