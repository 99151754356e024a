"""What a job consumed, every field carrying its unit.

It does not know prices.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What making the pictures of one job took."""

    #: Pictures delivered.
    num_images: int
    #: Pixels delivered, summed over the pictures.
    area_px: int
    #: Milliseconds of the engine's work.
    engine_ms: int
