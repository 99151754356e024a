"""The id of the HTTP request that is being answered, for logs and for the bodies that carry it.

It does not know where ids come from; the server's outermost layer sets them.
"""

from contextvars import ContextVar

#: Set for the length of one request.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the request being answered, as `x-request-id` says it; empty outside of one."""
    return request_id.get()
