"""Two ways to make the same pictures, to be timed beside each other.

It holds values alone: who makes them is an engine's affair, and how they are timed a benchmark's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Pictures that an engine makes, and a rival beside it."""

    #: Such as `mixed-128`.
    name: str
    #: What is made, in a few words.
    says: str
    engine: Callable[[], object] = field(repr=False)
    #: By name; the first is the plain one.
    rivals: Mapping[str, Callable[[], object]] = field(repr=False)
    #: How many times as fast as each rival the engine is meant to be; 0 where that is open.
    goals: Mapping[str, float] = field(default_factory=dict)
    #: Says how far what the engine made lies from what the first rival made: 0 is bit for bit.
    difference: Callable[[object, object], float] = field(repr=False)


class Contest(Protocol):
    """What an engine can be timed at."""

    @property
    def facts(self) -> Mapping[str, object]:
        """What figures must be read with: the checkpoint, libraries, threads."""
        ...

    @property
    def heats(self) -> Sequence[Heat]:
        """In order; each can be run any number of times."""
        ...
