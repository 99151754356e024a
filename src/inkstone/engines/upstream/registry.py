"""The list of APIs that upstreams speak, and how the engine of one is made.

An API is imported when an upstream speaks it, not before.
"""

from inkstone.domain.errors import InvalidRequest
from inkstone.engines.upstream.engine import UpstreamEngine
from inkstone.engines.upstream.http import Http
from inkstone.engines.upstreams import Upstream
from inkstone.net.fetch import Fetcher

#: Downloads and questions beside the requests for pictures.
_SPARE_CONNECTIONS = 8


def create(upstream: Upstream, fetcher: Fetcher) -> UpstreamEngine:
    """The engine that asks an upstream; it is not open yet.

    Args:
        upstream: who, and how often.
        fetcher: the way to results that lie elsewhere.

    Raises:
        InvalidRequest: nobody here speaks its API, or its address is none.
    """
    http = Http(
        name=upstream.name,
        url=upstream.url,
        api_key=upstream.api_key,
        timeout_s=upstream.timeout_s,
        connections_max=upstream.concurrency + _SPARE_CONNECTIONS,
    )
    if upstream.flavour == "dashscope":
        from inkstone.engines.upstream.dashscope import DashScope  # noqa: PLC0415

        return UpstreamEngine(upstream, DashScope(http=http, fetcher=fetcher))
    from inkstone.engines.upstream.openai import OpenAi  # noqa: PLC0415
    from inkstone.engines.upstream.openai_flavours import FLAVOURS  # noqa: PLC0415

    if upstream.flavour not in FLAVOURS:
        raise InvalidRequest(
            f"The upstream {upstream.name} has the flavour {upstream.flavour!r}; there are "
            f"{', '.join(('dashscope', *FLAVOURS))}."
        )
    return UpstreamEngine(upstream, OpenAi(http=http, flavour=FLAVOURS[upstream.flavour]))
