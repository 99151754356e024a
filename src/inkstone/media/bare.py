"""A picture's file with what the decoder needs and nothing else.

Text, thumbnails, further frames and the EXIF tree are left out before the decoder sees the file:
what is not there cannot be a bomb. This module does not know the formats.
"""

from dataclasses import dataclass, field
from typing import Literal

from inkstone.media.exif import UPRIGHT
from inkstone.media.sniff import Kind

#: What a caller may want to know about how his picture was read.
Note = Literal["animation_first_frame", "first_page", "icc_ignored", "shrunk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """One picture, ready for the decoder."""

    kind: Kind
    data: bytes = field(repr=False)
    orientation: int = UPRIGHT
    icc: bytes = field(default=b"", repr=False)
    notes: tuple[Note, ...] = ()
    #: The XMP packet, as it stands in the file.
    xmp: bytes = field(default=b"", repr=False)
    #: The sample that is see-through, in 8 bits: a PNG's tRNS of a grey or RGB picture.
    transparent: int | tuple[int, int, int] | None = None
    #: Whether C, M, Y and K are written as ink is, not inverted as Adobe does.
    is_ink: bool = False
