"""Pictures of a job that can be fetched, each by the client that it came with.

It does not know how a fetch is repeated; the clients do.
"""

import builtins
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inkstone.client.files import Draft, checked
from inkstone.client.jobs import Picture

if TYPE_CHECKING:
    from inkstone.client.aio import AsyncClient
    from inkstone.client.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Picture):
    """One picture of a job, which can be fetched while its address is good."""

    home: "Client" = field(repr=False, compare=False)

    def read(self) -> builtins.bytes:
        """Its bytes, checked against its SHA-256."""
        for num_tries in itertools.count(1):
            pieces: list[builtins.bytes] = []
            if self.home._fetched(self.url, pieces.append, num_tries):
                return checked(b"".join(pieces), self.sha256)
        raise AssertionError("counting never ends")

    def save(self, path: str | Path) -> Path:
        """Write it to a file, which is there only once it is whole; its path."""
        for num_tries in itertools.count(1):
            with Draft(path, sha256=self.sha256) as draft:
                if self.home._fetched(self.url, draft.write, num_tries):
                    return draft.keep()
        raise AssertionError("counting never ends")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsyncImage(Picture):
    """One picture of a job, which can be fetched while its address is good."""

    home: "AsyncClient" = field(repr=False, compare=False)

    async def read(self) -> builtins.bytes:
        """Its bytes, checked against its SHA-256."""
        for num_tries in itertools.count(1):
            pieces: list[builtins.bytes] = []
            if await self.home._fetched(self.url, pieces.append, num_tries):
                return checked(b"".join(pieces), self.sha256)
        raise AssertionError("counting never ends")

    async def save(self, path: str | Path) -> Path:
        """Write it to a file, which is there only once it is whole; its path."""
        for num_tries in itertools.count(1):
            with Draft(path, sha256=self.sha256) as draft:
                if await self.home._fetched(self.url, draft.write, num_tries):
                    return draft.keep()
        raise AssertionError("counting never ends")
