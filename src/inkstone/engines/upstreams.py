"""Which upstreams there are: their addresses, their models, what these cost and what they can do.

It reads no file and calls nobody: `cards.py` of the package fills it in.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from inkstone.domain.request import Size
from inkstone.engines.base import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What an upstream can be asked for; what exceeds it is refused, or made as near as it goes."""

    #: Input pictures at the most; 0 where it makes pictures from text only.
    num_inputs_max: int = 0
    #: The largest input that is sent, in bytes.
    input_bytes_max: int = 10 * 1024 * 1024
    num_images_max: int = 1
    mask: bool = False
    seed: bool = True
    negative_prompt: bool = True
    steps: bool = False
    guidance: bool = False
    alpha: bool = False
    #: Whether it can be told to rewrite prompts.
    prompt_extend: bool = False
    #: Whether it shows pictures before they are finished.
    previews: bool = False
    #: The sizes that it makes and no others; empty where it makes any within the bounds below.
    sizes: tuple[Size, ...] = ()
    area_px_min: int = 1
    area_px_max: int = 4096 * 4096
    side_px_min: int = 1
    side_px_max: int = 4096
    #: Both sides are multiples of this.
    multiple_px: int = 1
    #: The longer side is at most so many times the shorter.
    ratio_max: float = math.inf

    def nearest(self, size: Size) -> Size:
        """The size that it can make whose shape, and then whose area, is nearest to another."""
        if self.sizes:
            return min(self.sizes, key=lambda each: (_apart(each, size), _larger(each, size)))
        area = min(max(size.area_px, self.area_px_min), self.area_px_max)
        scale = math.sqrt(area / size.area_px)
        width, height = (self._side(side * scale) for side in (size.width_px, size.height_px))
        step = self.multiple_px
        while width * height > self.area_px_max:
            width, height = (width - step, height) if width >= height else (width, height - step)
        while width * height < self.area_px_min:
            width, height = (width + step, height) if width <= height else (width, height + step)
        return self._in_shape(Size(width, height))

    def _in_shape(self, size: Size) -> Size:
        """A size whose longer side is cut to what the shorter allows."""
        shorter, longer = sorted((size.width_px, size.height_px))
        if longer <= shorter * self.ratio_max:
            return size
        side = int(shorter * self.ratio_max) // self.multiple_px * self.multiple_px
        return Size(min(size.width_px, side), min(size.height_px, side))

    def _side(self, side: float) -> int:
        bounded = min(max(side, self.side_px_min), self.side_px_max)
        rounded = round(bounded / self.multiple_px) * self.multiple_px
        while rounded < self.side_px_min:
            rounded += self.multiple_px
        while rounded > self.side_px_max:
            rounded -= self.multiple_px
        return rounded


def _apart(size: Size, other: Size) -> float:
    """How far two shapes lie apart."""
    ratio = size.width_px * other.height_px / (size.height_px * other.width_px)
    return round(abs(math.log(ratio)), 6)


def _larger(size: Size, other: Size) -> float:
    """How far two areas lie apart; what must be enlarged counts double."""
    apart = math.log(size.area_px / other.area_px)
    return apart if apart >= 0 else -2 * apart


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamModel:
    """What serves a public model upstream."""

    #: The upstream's own name of it.
    name: str
    #: What the upstream charges for one picture, in micros of the accounts' currency.
    cost_micros: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """One upstream, as the operator describes it."""

    #: The queue that its jobs wait in, and the engine's name in every result.
    name: str
    #: Which API it speaks, and with which quirks.
    flavour: str
    #: What paths are added to, such as `https://api.openai.com/v1`.
    url: str
    api_key: str = field(default="", repr=False)
    #: Public model name → what serves it there.
    models: Mapping[str, UpstreamModel] = field(default_factory=dict)
    #: Requests under way at once.
    concurrency: int = 8
    #: 0 for no limit.
    requests_per_minute: int = 0
    #: How long it may be silent, in seconds.
    timeout_s: float = 600.0
    #: Failures in a row after which it is left alone …
    failures_max: int = 5
    #: … for this long, in seconds, before one request tries it again.
    rest_s: float = 15.0
    #: What it can be asked for where that is not what its flavour says, by the fields of `Reach`.
    reach: Mapping[str, Any] = field(default_factory=dict)


class Remote(Engine, Protocol):
    """An engine whose pictures an upstream makes."""

    async def ping(self) -> str:
        """Ask for something free; what the upstream says of itself.

        Raises:
            RouteUnavailable: it is not there, or refuses the key.
            UpstreamUnknown: its answer says nothing.
        """
        ...
