"""The engine seam: what an engine is asked, and the events it answers with.

This module does not know which engines exist, nor what a job costs.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from inkstone.domain.request import ImageRequest, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an engine can do, so that a request it cannot serve is refused before it is paid for."""

    #: Whether it takes input pictures.
    edits: bool = False
    #: How many input pictures it takes at the most.
    num_inputs_max: int = 0
    #: Whether an edit may be held to a part of its picture.
    masks: bool = True
    #: Whether it can leave the background transparent.
    alpha: bool = False
    #: Whether it honours a negative prompt.
    negative_prompt: bool = False
    #: Whether it rewrites prompts itself.
    prompt_extend: bool = False
    #: Whether a request may say how many steps.
    steps: bool = False
    #: Whether a request may say how closely its prompt is followed.
    guidance: bool = False
    #: Whether it shows pictures of about a megapixel or more before they are finished.
    previews: bool = False
    #: Whether a trained model makes its pictures, or an algorithm alone.
    is_trained: bool = True
    #: Whether its pictures are made elsewhere, so that no run of it can kill its worker.
    is_remote: bool = False
    #: Whether the same request and seed give the same pixels.
    deterministic: bool = True
    #: The largest picture it makes, in pixels.
    area_px_max: int = 4096 * 4096
    #: How many pictures one request may ask it for.
    num_images_max: int = 10
    #: The public model names that it serves; `None` where it serves any.
    models: frozenset[str] | None = None
    #: Public model name → why it is not served, where the engine could tell.
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether an engine can be given work now, and if not, why and until about when."""

    is_up: bool = True
    #: Why not, for an operator.
    says: str = ""
    retry_after_s: float = 0.0
    #: How often it has gone away so far.
    num_away: int = 0


#: An engine with nothing in it that could be away.
WELL = Health()


class Unit(StrEnum):
    """What a figure counts in."""

    COUNT = "count"
    BYTES = "bytes"
    SECONDS = "s"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an engine tells of itself, for whoever watches it."""

    #: Small ASCII letters and `_`; no other figure of the engine has it.
    name: str
    value: float
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who made a picture: engine, model and revision, as every result names them."""

    engine: str
    model: str
    revision: str

    def __str__(self) -> str:
        return f"{self.engine}/{self.model}@{self.revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An encoded picture and its size."""

    data: bytes = field(repr=False)
    media_type: str = "image/png"
    width_px: int
    height_px: int
    #: Whether its file is not as ours are: no PNG, or one with a profile. It is written anew.
    is_foreign: bool = False
    #: JSON documents to embed, by name, such as `inkstone:scene`; never anything that differs
    #: between two runs of one request.
    metadata: Mapping[str, Any] = field(default_factory=dict)
    #: The digest of its pixels, as `media.pixels` makes it, of an engine whose `metadata` an edit
    #: of the same pixels should find again; None where nothing is to be found.
    pixels_sha256: str | None = None
    #: How it was drawn, as JSON values: steps, guidance, the guarantee that held. Nothing here
    #: comes from the prompt: it is embedded and answered even where prompts are not.
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One attempt at a job, as its engine sees it."""

    job_id: str
    #: Which attempt this is, from 1.
    attempt: int
    account_id: str
    #: The account's share of a shared device beside other accounts.
    account_weight: float = 1.0
    #: -10 to 10, higher first.
    priority: int = 0
    #: By when it must have begun, or it expires; an engine that cannot tell when it will begin may
    #: aim to finish by then. `None` where it may wait.
    deadline_at: datetime | None = None
    request: ImageRequest
    #: What size the pictures get. Where the request names none, an edit whose instruction changes
    #: the shape (a crop, a quarter turn) may answer with another that the request's rule allows.
    size: Size
    #: One seed for each picture asked for.
    seeds: tuple[int, ...]
    #: Upright sRGB pictures as PNG, at most 2048² pixels, with the texts they carried.
    inputs: tuple[Picture, ...] = ()
    #: As large as the last input: white may change, black may not.
    mask: Picture | None = None
    #: What an earlier attempt left for this one, as JSON values; `None` where it left nothing.
    checkpoint: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Picture `image` has done `step` of `steps`; the first of a run says that it has begun.

    While a run only waits for its turn inside the engine, nothing but warnings are said of it.
    """

    image: int
    step: int
    steps: int
    #: In how many seconds the engine will be done with the picture; `None` where it cannot tell.
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A rough look at picture `image`, at most 16 KB."""

    image: int
    picture: Picture


@dataclass(frozen=True, slots=True)
class Output:
    """Picture `image` is finished."""

    image: int
    picture: Picture
    #: Who made it, where that is not the engine's own identity: one of several models.
    made_by: Identity | None = None


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the field's own word, always used as base.Warning
    """Something asked for that the engine could not do; the picture is made without it."""

    #: A stable ASCII word, such as `unknown_words`.
    code: str
    message: str
    #: The words of the prompt it is about, in the prompt's own spelling.
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consumed:
    """What making one picture took."""

    #: Seconds of the engine's own work.
    engine_s: float
    #: What an upstream charges the operator for it, in micros of the accounts' currency.
    cost_micros: int = 0


@dataclass(frozen=True, slots=True)
class Sending:
    """The run is about to be sent upstream, where it may cost money from now on.

    The engine goes on only once this has been written down. An attempt that was sent and left no
    checkpoint is never sent again, as nobody knows what became of it.
    """

    #: What the upstream may charge for it.
    cost_micros: int = 0
    #: What a later attempt may safely go on with, as JSON values; `None` where it may not.
    checkpoint: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """An upstream answered for the run under this id."""

    upstream_id: str
    #: What a later attempt can finish the run with and buy nothing again; `None` for nothing.
    checkpoint: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The engine drew from other words than it was given."""

    prompt: str


Event = Progress | Preview | Output | Warning | Consumed | Sending | Submitted | Rewritten


class Engine(Protocol):
    """A way to make pictures."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    @property
    def identity(self) -> Identity:
        """Engine, model and revision, for every result."""
        ...

    @property
    def is_broken(self) -> bool:
        """Whether it will draw no more until it is made anew."""
        ...

    @property
    def health(self) -> Health:
        """Whether it can be given work now; an engine that only draws here is always well."""
        ...

    @property
    def figures(self) -> Sequence[Figure]:
        """How it does just now; empty where it has nothing to tell. Pure, and no work to ask."""
        ...

    async def open(self) -> None:
        """Get ready to draw: load weights, start processes. Called once."""
        ...

    async def close(self) -> None:
        """Give everything back. Runs under way must have been closed before."""
        ...

    def room(self) -> int:
        """How many more runs it would take now. Pure: it changes nothing."""
        ...

    def run(self, run: Run) -> AsyncGenerator[Event, None]:
        """Make the pictures of one run.

        The generator's `aclose()` cancels the run, and is the only way to do so. The engine raises
        an `InkstoneError` where it fails; pictures already handed out stay good.
        """
        ...
