"""Pictures that another server made, as pictures of ours: only what decides their pixels is kept.

Nothing is decoded here: what cannot be kept as it is, is marked to be written anew elsewhere.
"""

import asyncio
from dataclasses import replace

from inkstone.domain.errors import InputRefused
from inkstone.engines import base
from inkstone.media import bare_png, sniff
from inkstone.media.limits import DecodeLimits

#: What is looked through on the event loop, in bytes; more takes longer than a hop to a thread.
_SMALL_BYTES = 64 * 1024


async def as_ours(picture: base.Picture) -> base.Picture:
    """The picture without texts and profiles of its maker's; whoever keeps it names its maker."""
    if picture.media_type != sniff.PNG.media_type:
        return replace(picture, is_foreign=True)
    if len(picture.data) <= _SMALL_BYTES:
        return _plain(picture)
    return await asyncio.to_thread(_plain, picture)


def _plain(picture: base.Picture) -> base.Picture:
    try:
        data = bare_png.plain(picture.data, DecodeLimits(bytes_max=len(picture.data) + 1))
    except InputRefused:
        data = None  # whoever decodes it says what is wrong with it
    return replace(picture, is_foreign=True) if data is None else replace(picture, data=data)
