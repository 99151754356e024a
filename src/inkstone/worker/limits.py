"""The limits of a worker, as the settings give them.

It reads no setting itself.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """The limits of a worker."""

    #: How long a job stays ours without a beat.
    lease: timedelta
    #: How long a drain waits for the jobs under way.
    drain_s: float
    #: How often a job may take its worker down.
    num_crashes_max: int
    #: How many jobs may be fetching their inputs at once; they hold no room of an engine.
    num_fetching_max: int = 64
    #: The dialects whose jobs nobody can ask for once their client has hung up.
    not_pollable: frozenset[str] = frozenset()
    #: How long after its client hung up such a job waits for a retry.
    grace: timedelta = timedelta(seconds=30)
    #: Whether no other worker can be there: then jobs need no lease and no beat.
    is_exclusive: bool
