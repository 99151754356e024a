"""The list of engines: a name, how its engine is made, and what `auto` picks.

An engine is imported when it is made, not before.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inkstone.engines.base import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineLimits:
    """What an engine may use of this machine."""

    #: Processes for work on the CPU.
    num_processes: int
    #: Memory of one such process, in bytes.
    memory_bytes: int
    #: How long one picture may take, in seconds.
    timeout_s: float


def _sketch(limits: EngineLimits) -> Engine:
    from inkstone.engines.sketch.engine import SketchEngine

    return SketchEngine(
        num_processes=limits.num_processes,
        memory_bytes=limits.memory_bytes,
        timeout_s=limits.timeout_s,
    )


def _echo(limits: EngineLimits) -> Engine:  # noqa: ARG001 - it uses next to nothing
    from inkstone.engines.echo import EchoEngine

    return EchoEngine()


#: Name → factory.
FACTORIES: Mapping[str, Callable[[EngineLimits], Engine]] = {"sketch": _sketch, "echo": _echo}


def create(name: str, limits: EngineLimits) -> Engine:
    """The engine of a name; it is not open yet.

    Raises:
        ValueError: there is none.
    """
    if name not in FACTORIES:
        raise ValueError(f"There is no engine {name!r}, only {', '.join(sorted(FACTORIES))}.")
    return FACTORIES[name](limits)


def choose(name: str) -> tuple[str, str]:
    """The engine that a setting means, and why."""
    if name != "auto":
        return name, "asked for by name"
    if os.environ.get("DASHSCOPE_API_KEY"):
        return "sketch", "this release calls no vendor yet, though DASHSCOPE_API_KEY is set"
    return "sketch", "the built-in illustrator; this release has no other engine yet"
