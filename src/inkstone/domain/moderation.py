"""Moderation: what was found in words and pictures, and what is to be done about it.

It does not know who looked, nor where.
"""

from dataclasses import dataclass
from enum import StrEnum


class Handling(StrEnum):
    """What is done about content that somebody objects to."""

    #: No job, or no picture, and nothing charged.
    REFUSE = "refuse"
    #: Made and charged as usual; the result says what was found.
    FLAG = "flag"
    #: Nobody looks.
    ALLOW = "allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that somebody objects to."""

    #: What it is, such as `violence`, in the words of whoever looked.
    category: str
    #: Who looked: `blocklist`, `endpoint` or `classifier`.
    source: str
    #: How sure, 0 to 1; `None` where it is a plain match.
    score: float | None = None
