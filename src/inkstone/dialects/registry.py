"""The one list of dialects, and which of them answers a path at the root.

A dialect is imported when it is made, not before.
"""

import re
from collections.abc import Callable, Mapping

from inkstone.dialects.base import Dialect


def _empiriolabs() -> Dialect:
    from inkstone.dialects.empiriolabs import EmpirioLabs

    return EmpirioLabs()


def _native() -> Dialect:
    from inkstone.dialects.native import Native

    return Native()


#: Name → factory.
FACTORIES: Mapping[str, Callable[[], Dialect]] = {
    "empiriolabs": _empiriolabs,
    "native": _native,
}

#: Which dialect's prefix answers which path at the root, without `/v1` and without a trailing
#: slash; the first row that fits. A path belongs to its dialect whatever the method, so that a
#: wrong method is refused in that dialect's words.
ROOT_PATHS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"/jobs(/[^/]+(/cancel)?)?", "empiriolabs"),
        (r"/account/usage", "empiriolabs"),
        (r"/templates|/images/templates", "empiriolabs"),
        (r"/health", "empiriolabs"),
        (r"/images/generations", "empiriolabs"),
        # One entry has the fields that EmpirioLabs' and OpenAI's clients look for.
        (r"/models(/[^/]+)?", "empiriolabs"),
    )
)


def create(name: str) -> Dialect:
    """The dialect of a name.

    Raises:
        ValueError: there is none.
    """
    if name not in FACTORIES:
        raise ValueError(f"There is no dialect {name!r}, only {', '.join(sorted(FACTORIES))}.")
    return FACTORIES[name]()


def pick(path: str) -> str | None:
    """The dialect that answers a path at the root; `None` where none does.

    Args:
        path: without `/v1` and without a trailing slash.
    """
    for pattern, name in ROOT_PATHS:
        if pattern.fullmatch(path):
            return name
    return None
