"""The one thing of EXIF that decides pixels: which way up the picture is.

This module does not know where in a file the EXIF block was. Source: CIPA DC-008, 4.6.5.
"""

import struct

#: The orientation of a picture that is stored upright.
UPRIGHT = 1
_ORIENTATION = 0x0112
_SHORT = 3
_LEAD = b"Exif\0\0"


def orientation(block: bytes) -> int:
    """The orientation, 1 to 8; a block that is broken or says nothing is upright."""
    block = block.removeprefix(_LEAD).removeprefix(_LEAD)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return UPRIGHT
    try:
        (at,) = struct.unpack_from(f"{order}I", block, 4)
        (num_entries,) = struct.unpack_from(f"{order}H", block, at)
        # NOTE: Only the first directory is looked at, so that no chain of them can be a loop.
        for entry in range(at + 2, at + 2 + 12 * num_entries, 12):
            tag, kind, count, value = struct.unpack_from(f"{order}HHIH", block, entry)
            if tag == _ORIENTATION:
                return value if kind == _SHORT and count == 1 and 1 <= value <= 8 else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT
