"""The list of blob stores: a name, and how its store is made.

This module does not know when a store is opened, nor what is kept in it.
"""

from collections.abc import Callable, Mapping

from inkstone.blobs.base import BlobStore


def _filesystem(location: str) -> BlobStore:
    from pathlib import Path

    from inkstone.blobs.filesystem import FilesystemBlobs

    return FilesystemBlobs(Path(location))


def _memory(location: str) -> BlobStore:  # noqa: ARG001 - memory has no address
    from inkstone.blobs.memory import MemoryBlobs

    return MemoryBlobs()


#: Name → factory, which takes the location: a directory for `filesystem`.
FACTORIES: Mapping[str, Callable[[str], BlobStore]] = {
    "filesystem": _filesystem,
    "memory": _memory,
}


def create(name: str, *, location: str = "") -> BlobStore:
    """Make the store of this name; it is not open yet.

    Raises:
        ValueError: there is no such store.
    """
    if name not in FACTORIES:
        raise ValueError(f"There is no blob store {name!r}, only {', '.join(sorted(FACTORIES))}.")
    return FACTORIES[name](location)
