"""What a status says: whether the upstream surely did no work, and whose the fault is.

This module does not know any vendor's codes; those that do may overrule the status.
"""

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from inkstone.domain.errors import (
    InkstoneError,
    RouteUnavailable,
    UnsupportedRequest,
    UpstreamUnknown,
)

_RETRY_AFTER_S = 2
_RETRY_AFTER_S_MAX = 3600
#: Status → what the operator must mend before it can work.
_LASTING = {
    401: "refuses its key",
    402: "wants to be paid",
    403: "does not let its key do this",
    404: "does not know the model, or is somewhere else",
    405: "is no such API",
}
#: Status → why it did no work this time.
_PASSING = {
    408: "did not get the whole request",
    425: "is not ready",
    429: "is asked too often",
    503: "has no room",
}


def of_status(name: str, status: int, *, says: str = "", retry_after: str = "") -> InkstoneError:
    """The error that an answer other than 200 stands for.

    Args:
        name: the upstream's.
        status: of its answer.
        says: its own words, already fit to be shown.
        retry_after: the header of that name.
    """
    told = f"{status}: {says}" if says else str(status)
    if status in _LASTING or 300 <= status < 400:
        why = _LASTING.get(status, "sends elsewhere, which is not followed")
        # What a vendor tells its customer is for the operator alone: the log has it.
        return RouteUnavailable(f"The upstream {name} {why} ({status}).", is_lasting=True)
    if status in _PASSING:
        return RouteUnavailable(
            f"The upstream {name} {_PASSING[status]} ({status}).",
            # Whoever says when to come back is not failing.
            code="upstream_busy" if status == 429 or retry_after else None,
            retry_after_s=retry_after_s(retry_after),
        )
    if 400 <= status < 500:
        return UnsupportedRequest(
            f"The upstream {name} refuses the request ({told}).", code="upstream_refused"
        )
    return UpstreamUnknown(
        f"The upstream {name} failed ({status}); nothing is charged, and it is not asked again."
    )


def retry_after_s(said: str, *, usual_s: int = _RETRY_AFTER_S) -> int:
    """The whole seconds of a Retry-After header, or of the time until its date, within bounds.

    Args:
        said: the header; empty where there is none.
        usual_s: what counts where it says nothing.
    """
    said = said.strip()
    try:
        if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", said):
            seconds = float(said)
        else:
            date = parsedate_to_datetime(said)
            aware = date if date.tzinfo else date.replace(tzinfo=UTC)
            seconds = (aware - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return usual_s
    return min(_RETRY_AFTER_S_MAX, max(1, math.ceil(seconds)))
