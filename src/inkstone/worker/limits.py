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
    #: Whether no other worker can be there: then jobs need no lease and no beat.
    is_exclusive: bool
