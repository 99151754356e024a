"""The engines of a server and the process that answered, as it tells them.

It does not know how they are asked for. What the server says beyond the fields here is in `raw`.
"""

from dataclasses import dataclass, field

from inkstone.client.jobs import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that an engine tells of itself."""

    name: str
    value: float
    #: `count`, `bytes` or `s`.
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One engine, when it was asked about."""

    name: str
    is_up: bool
    #: Why it is not; told to who runs the server alone, as are all fields that can be `None`.
    reason: str | None
    #: In about how many seconds it may be up again.
    retry_after_s: int | None
    deterministic: bool
    models: tuple[str, ...]
    #: How many jobs wait for it, of all accounts.
    queued: int
    #: How many it has in hand.
    running: int | None
    figures: tuple[Figure, ...]
    raw: Document = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The process that answered, with all that it started."""

    memory_bytes: int | None
    uptime_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Every engine of a server."""

    engines: tuple[Engine, ...]
    #: `None` to all but who runs the server.
    process: Process | None


def decode_engines(document: Document) -> Engines:
    """The engines from their JSON."""
    process = document.get("process")
    return Engines(
        engines=tuple(_engine(each) for each in document["data"]),
        process=None
        if process is None
        else Process(
            memory_bytes=process.get("memory_bytes"),
            uptime_s=process.get("uptime_s", 0.0),
            cpu_s=process.get("cpu_s", 0.0),
        ),
    )


def _engine(document: Document) -> Engine:
    return Engine(
        name=document["name"],
        is_up=bool(document["is_up"]),
        reason=document.get("reason"),
        retry_after_s=document.get("retry_after_s"),
        deterministic=bool(document.get("deterministic")),
        models=tuple(document.get("models") or ()),
        queued=document.get("queued", 0),
        running=document.get("running"),
        figures=tuple(
            Figure(name=each["name"], value=each["value"], unit=each.get("unit", ""))
            for each in document.get("figures") or ()
        ),
        raw=document,
    )
