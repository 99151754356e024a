"""Inkstone: the self-hosted Qwen Image 2.0 platform.

Importing this package does nothing; `inkstone.bootstrap` puts the parts together. The client is
imported when it is first asked for, as it alone needs an HTTP library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inkstone.client import AsyncClient, Client

__version__ = "0.1.0"
__all__ = ["AsyncClient", "Client", "__version__"]


def __getattr__(name: str) -> Any:
    if name in {"AsyncClient", "Client"}:
        return getattr(import_module("inkstone.client"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
