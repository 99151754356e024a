"""Who goes before whom: samples within an account, and accounts beside each other.

It does not know what fits into a step or into memory.
"""

import math
from dataclasses import dataclass, field

from inkstone.engines.diffusion.scheduling.demand import Demand


@dataclass(slots=True, kw_only=True)
class Entry:
    """A sample that waits or is under way."""

    demand: Demand
    #: Its place in the order of arrival.
    index: int
    #: The place of the sample that it goes together with: they share a prefix.
    group: int
    #: When the first of those came.
    group_s: float
    steps_left: int
    #: Its priority, and what it gained by waiting.
    level: int
    #: How long it was passed over, and how much of that for want of memory.
    waited_s: float = 0.0
    blocked_s: float = 0.0
    #: Its deadline, while it meets that only if it goes before its equals; else never.
    pressing_s: float = math.inf
    #: Whether its latents are in memory.
    is_resident: bool = False
    #: The prefill that its next step begins with, and how much of that its account is charged.
    due_tflop: float = 0.0
    owed_tflop: float = 0.0

    @property
    def rest_tflop(self) -> float:
        """What its steps still take."""
        return self.steps_left * self.demand.step_tflop

    @property
    def is_pressed(self) -> bool:
        """Whether it goes before its equals."""
        return self.pressing_s < math.inf

    @property
    def next_tflop(self) -> float:
        """What its account is charged for its next step."""
        return self.demand.step_tflop + self.owed_tflop

    def take(self, num_steps: int) -> float:
        """Count steps that it made; returns what its account is charged for them."""
        charged = num_steps * self.demand.step_tflop + self.owed_tflop
        self.steps_left -= num_steps
        self.due_tflop = self.owed_tflop = 0.0
        return charged

    def wait(self, took_s: float, age_s: float) -> bool:
        """Be passed over for so long; whether that raises its level."""
        self.waited_s += took_s
        level = self.demand.priority + int(self.waited_s / age_s)
        is_raised = level != self.level
        self.level = level
        return is_raised


def _place(entry: Entry) -> tuple[int, float, int, int]:
    return -entry.level, entry.pressing_s, entry.group, entry.index


@dataclass(slots=True, kw_only=True)
class Account:
    """The samples of one account, and what it was served."""

    id: str
    weight: float
    #: What it was served, in 10^12 operations for each unit of weight.
    virtual: float
    line: list[Entry] = field(default_factory=list)
    #: How many of them have a deadline.
    num_deadlines: int = 0

    def add(self, entry: Entry) -> None:
        """Let a sample join the line."""
        self.weight = entry.demand.weight
        self.num_deadlines += entry.demand.deadline_s is not None
        self.line.append(entry)
        self.sort()

    def remove(self, entry: Entry) -> None:
        """Let a sample leave, wherever it stands."""
        self.num_deadlines -= entry.demand.deadline_s is not None
        self.line.remove(entry)

    def sort(self) -> None:
        """Order the line: by level, then the pressed, then as they came, prefix by prefix."""
        self.line.sort(key=_place)

    def charge(self, tflop: float) -> None:
        """Count what it was served."""
        self.virtual += tflop / self.weight

    def turn(self, position: int, virtual: float) -> "Turn":
        """When the sample at a position of its line has its turn, beside other accounts."""
        entry = self.line[position]
        return -entry.level, entry.pressing_s, virtual, entry.index, self, position


#: Sorts by level, by pressing deadline, by what the account was served, and by arrival.
Turn = tuple[int, float, float, int, Account, int]
