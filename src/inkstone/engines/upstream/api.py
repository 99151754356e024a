"""The seam below the upstream engine: what one vendor's API is asked, and what it can be asked for.

This module does not know any vendor's words, nor how often an API may be called.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from inkstone.domain.request import Size
from inkstone.engines import base
from inkstone.engines.upstreams import Reach

__all__ = ["Api", "Order", "Reach"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an API is asked to make: a run, in sizes and numbers that it can make."""

    #: The same at every attempt of a job, and no other job's.
    id: str
    #: The upstream's own name of the model.
    model: str
    prompt: str
    negative_prompt: str = ""
    #: `None` only for an edit whose size the upstream is to choose.
    size: Size | None
    num_images: int = 1
    #: The seed of the first picture.
    seed: int
    #: PNGs.
    inputs: tuple[base.Picture, ...] = ()
    #: PNG as large as the last input: white may change, black may not.
    mask: base.Picture | None = None
    steps: int | None = None
    guidance: float | None = None
    is_transparent: bool = False
    #: Whether the upstream is to rewrite the prompt.
    prompt_extend: bool = False
    #: What the upstream charges for one picture.
    cost_micros: int = 0
    #: What an earlier attempt left; `None` for the first.
    checkpoint: Mapping[str, Any] | None = field(default=None, repr=False)


class Api(Protocol):
    """One vendor's API, spoken over HTTP."""

    @property
    def resends(self) -> bool:
        """Whether the same order may be sent twice and is made and paid for once."""
        ...

    def reach(self, model: str) -> Reach:
        """What it can be asked for, by its own name of a model."""
        ...

    async def open(self) -> None:
        """Take orders from now on."""
        ...

    async def close(self) -> None:
        """Close the connections; orders under way fail."""
        ...

    async def ping(self) -> str:
        """Ask for something free that needs the key; what it says of itself, in a few words.

        Raises:
            RouteUnavailable: it is not there, or refuses the key.
            UpstreamUnknown: its answer says nothing.
        """
        ...

    def make(self, order: Order) -> AsyncGenerator[base.Event, None]:
        """Have the pictures of one order made.

        It sends at the first `anext`, and yields `Consumed` with what was bought as soon as it is
        known, then an `Output` for each picture; `Submitted`, `Preview` and `Warning` where there
        are any. Pictures may be PNG, JPEG or WebP, of any size. It never sends an order twice.

        Raises:
            RouteUnavailable: the upstream surely did no work for it.
            ContentRefused: the upstream's moderation objects.
            InvalidRequest: the upstream refuses the request itself.
            UpstreamUnknown: it is not known whether it did the work.
        """
        ...
