"""When a webhook that was not taken is tried again.

It does not know what is told, nor to whom.
"""

from datetime import timedelta

#: Tries in all, for a form that has no reason for another number: about a day of them.
NUM_TRIES_MAX = 11
#: Each wait is so many times the one before …
_GROWTH = 4
#: … to the longest.
_WAIT_MAX = timedelta(hours=6)
#: Beyond this the power would only overflow.
_POWER_MAX = 16
#: Waits differ by so much either way, so that receivers who come back are not met by all at once.
_JITTER = 0.2


def wait_after(num_tries: int, *, first_wait: timedelta, jitter: float = 0.0) -> timedelta:
    """How long to wait after so many tries have failed.

    Args:
        num_tries: at least 1.
        first_wait: after the first.
        jitter: −1 to 1: where in its span the wait falls.
    """
    factor = float(_GROWTH ** min(num_tries - 1, _POWER_MAX))
    return min(first_wait * factor, _WAIT_MAX) * (1 + _JITTER * jitter)
