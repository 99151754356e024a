"""What an OpenAI-style error says: whose fault it is, and whether the server surely did no work.

It reads every shape that such servers use. This module does not know how an answer came.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from inkstone.domain.errors import (
    ContentRefused,
    InkstoneError,
    RouteUnavailable,
    UpstreamUnknown,
)
from inkstone.engines.upstream.refusal import of_status

_LOG = logging.getLogger(__name__)

_EXCERPT_BYTES = 500
#: An error inside an answer that is said to be a good one, or inside a stream.
EMBEDDED = 0

_CONTENT = frozenset(
    {
        "content_policy_violation",
        "content_filter",
        "content_filtered",
        "content_refused",
        "contentfilter",
        "moderation_blocked",
        "policy_violation",
        "responsibleaipolicyviolation",
        "safety_violation",
        "sensitive_content",
    }
)
_UNPAID = frozenset(
    {
        "budget_exceeded",
        "insufficient_balance",
        "insufficient_credits",
        "insufficient_funds",
        "insufficient_quota",
    }
)
#: Word → the status that says the same. Those that a server is late to find out are not here: the
#: work may have been done by then.
_MEANINGS: Mapping[str, int] = {
    "authentication_error": 401,
    "invalid_api_key": 401,
    "missing_api_key": 401,
    "permission_denied": 403,
    "permission_error": 403,
    "model_not_found": 404,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "upstream_busy": 429,
    "upstream_unavailable": 503,
}
#: The same for kinds of error, which many a word goes with.
_KINDS: Mapping[str, int] = {"invalid_request_error": 400, "badrequesterror": 400}
#: Of words that say more than their status does.
_OPERATORS = frozenset({401, 404})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An error as its sender words it."""

    message: str
    #: Code and type in small letters, those that there are.
    words: tuple[str, ...] = ()
    #: A status inside the body; 0 for none.
    status: int = 0

    @property
    def means(self) -> int:
        """The status that its words stand for; 0 where they tell nothing."""
        for table in (_MEANINGS, _KINDS):
            for word in self.words:
                if word in table:
                    return table[word]
        return self.status if 400 <= self.status < 500 else 0


def read(document: Any, body: bytes = b"") -> Told:
    """An error, from a parsed body as far as it is one, else from its first bytes."""
    fields = document if isinstance(document, dict) else {}
    error = fields.get("error")
    inner = error if isinstance(error, dict) else fields
    words = tuple(
        word.lower()
        for word in (inner.get("code"), inner.get("type"))
        if isinstance(word, str) and word
    )
    status = inner.get("code")
    return Told(
        message=_message(error, fields, inner) or body[:_EXCERPT_BYTES].decode("utf-8", "replace"),
        words=words,
        status=status if isinstance(status, int) and not isinstance(status, bool) else 0,
    )


def _message(error: Any, fields: Mapping[str, Any], inner: Mapping[str, Any]) -> str:
    if isinstance(error, str):
        return error
    detail = fields.get("detail")
    if isinstance(inner.get("message"), str):
        return str(inner["message"])
    if isinstance(detail, str):
        return detail
    if isinstance(detail, dict):
        return str(detail.get("message") or detail.get("error") or "")
    if isinstance(detail, list):
        return "; ".join(_fault(each) for each in detail[:5])
    return ""


def _fault(fault: Any) -> str:
    if not isinstance(fault, dict):
        return str(fault)
    loc = fault.get("loc")
    where = ".".join(map(str, loc)) if isinstance(loc, list) else ""
    return f"{where}: {fault.get('msg')}" if where else str(fault.get("msg"))


def refusal(
    told: Told,
    *,
    name: str,
    status: int,
    cleaned: Callable[[object], str],
    misset: tuple[str, ...] = (),
    retry_after: str = "",
) -> InkstoneError:
    """The error that stands for it here.

    Args:
        told: as its sender words it.
        name: the upstream's.
        status: of the answer, or `EMBEDDED`.
        cleaned: makes the sender's words fit to be shown.
        misset: words, in small letters, that the operator must mend.
        retry_after: the header of that name.
    """
    says = cleaned(told.message)
    error = _by_words(told, name, status=status, says=says, misset=misset)
    if error is None and status == EMBEDDED:
        error = UpstreamUnknown(
            f"The upstream {name} answered with an error; nothing is charged, and it is not "
            "asked again."
        )
    if error is None:
        error = of_status(name, status, says=says, retry_after=retry_after)
    is_key = 401 in {status, told.means}
    if isinstance(error, RouteUnavailable | UpstreamUnknown) and not is_key:
        # A caller is not shown what a vendor tells its customer; and a wrong key may be quoted.
        _LOG.warning("upstream %s said %s: %s", name, status or "an error", says)
    return error


def _by_words(
    told: Told, name: str, *, status: int, says: str, misset: tuple[str, ...]
) -> InkstoneError | None:
    """What its words stand for, where they say more than its status; else None."""
    is_refused = status in {EMBEDDED, 400, 403, 422, 451}
    if is_refused and not _CONTENT.isdisjoint(told.words):
        why = f" ({says})" if says else ""
        return ContentRefused(f"The upstream {name} refuses this content{why}.")
    is_unpaid = not _UNPAID.isdisjoint(told.words) or any(
        word.startswith("billing") for word in told.words
    )
    if is_unpaid and status in {EMBEDDED, 400, 402, 403, 429}:
        return RouteUnavailable(f"The upstream {name} wants to be paid.", is_lasting=True)
    if status in {400, 404} and any(each in told.message.lower() for each in misset):
        return of_status(name, 404)
    is_operators = status in {400, 403} and told.means in _OPERATORS
    if is_operators or (status == EMBEDDED and told.means):
        return of_status(name, told.means, says=says)
    return None
