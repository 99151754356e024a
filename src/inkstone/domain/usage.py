"""What a job consumed, every field carrying its unit.

It does not know prices.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What making the pictures of one job took."""

    #: Pictures delivered.
    num_images: int
    #: Pixels delivered, summed over the pictures.
    area_px: int
    #: Milliseconds of the engine's work.
    engine_ms: int


class UsageGroup(StrEnum):
    """What an account's usage is added up by."""

    DAY = "day"
    MODEL = "model"
    KEY = "key"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """What the jobs of one group came to."""

    #: The day in UTC, the model's name or the key's id.
    group: str
    num_jobs: int
    num_images: int
    charged_micros: int
