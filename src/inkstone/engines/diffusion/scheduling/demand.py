"""What the scheduler is told of a sample, what it may use, and what it answers.

It does not know how a pick is made.
"""

import math
from dataclasses import dataclass


class TooLarge(Exception):
    """The sample needs more memory than there is, even alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A sample as the scheduler sees it: what it takes, and whose it is."""

    id: str
    account_id: str
    #: Only samples of one family share a step.
    family: str
    #: The account's share beside other accounts; the newest sample's counts.
    weight: float = 1.0
    #: -10 to 10, higher first.
    priority: int = 0
    #: On the clock of `now_s`; `None` where it may take its time.
    deadline_s: float | None = None
    num_steps: int
    #: What one step takes, with both branches, in 10^12 operations.
    step_tflop: float
    #: What comes before its first step, once for each prefix.
    prefill_tflop: float = 0.0
    #: Target tokens × branches.
    num_rows: int
    latents_bytes: int = 0
    #: Samples of one key share a prefix, and its bytes; empty where it has one to itself.
    prefix: str = ""
    prefix_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulerLimits:
    """How much a step may hold, and how long a sample may be passed over."""

    #: Rows that share a step at the most; a larger sample steps alone.
    rows_max: int
    #: Memory for the prefixes and latents of resident samples, in bytes.
    bytes_max: int
    #: A sample gains one level of priority for each so many seconds that it was passed over.
    age_s: float = 10.0
    #: What a shared step may take, prefills included, so that it stays short; in 10^12 operations.
    pack_tflop_max: float = math.inf
    #: What the device is thought to do before a step was measured; 0 where nobody knows.
    rate_tflop_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Pick:
    """The samples of the next step."""

    #: In order of rank; they are of one family.
    run: tuple[str, ...]
    #: Resident samples whose prefix has to be dropped first; their latents stay, and the prefix is
    #: computed again when they are picked next.
    evict: tuple[str, ...]
