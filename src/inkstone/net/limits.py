"""How much time, data and company one fetch may have, each number with its unit and reason.

This module does not know who keeps to them.
"""

from dataclasses import dataclass, fields

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """The limits of all fetches of one fetcher."""

    #: The largest body: twice what vendors take for a picture (10 MB).
    size_bytes_max: int = 20 * MIB
    #: The whole fetch with its waiting, its lookups and its redirects, in seconds.
    total_s: float = 20.0
    #: One lookup of a name; two tries of a system's resolver take longer, and a caller waits.
    lookup_s: float = 5.0
    #: Connection and TLS handshake together, shared by the addresses that are tried.
    connect_s: float = 5.0
    #: From the connection to the end of the answer's header.
    first_byte_s: float = 10.0
    #: A body may not come more slowly than this, on average, in bytes per second …
    rate_bytes_per_s_min: int = 1024
    #: … once it was waited for so many seconds.
    grace_s: float = 5.0
    #: Image hosts redirect once or twice (to https, to a CDN).
    num_redirects_max: int = 3
    #: Fetches under way together.
    num_at_once: int = 64
    #: The same to one host, so that a slow one does not take all turns.
    num_at_once_per_host: int = 8
    #: Fetches that wait for their turn; more are turned away at once.
    num_waiting_max: int = 256
    #: New fetches to one host in a minute, so that callers cannot have us flood it.
    per_host_per_minute: int = 120
    #: The answer's header with its status line; servers send 1 to 4 KiB.
    header_bytes_max: int = 32 * 1024
    #: Lines of the answer's header.
    num_headers_max: int = 100
    #: How much of a reply to a post is kept.
    reply_bytes_max: int = 4096
    #: Threads for lookups; a lookup cannot be ended, so a slow one holds its thread.
    num_lookups_at_once: int = 64

    def __post_init__(self) -> None:
        for field in fields(self):
            least = 0 if field.name == "num_redirects_max" else 1e-6
            if getattr(self, field.name) < least:
                raise ValueError(f"{field.name} is too small.")
