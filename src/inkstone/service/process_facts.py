"""What this process and those that it started take of their machine: memory, time, processor.

It does not know what they do with it. Where the kernel keeps no `/proc`, it says what it can.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
#: How many processes are looked at; those of this program are far fewer.
_NUM_MAX = 256
#: Where user and system time are in a process's `stat`, counted behind its name.
_TIMES = slice(11, 13)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFacts:
    """This process and all below it, just now."""

    #: What is resident; pages that processes share count once for each. `None` where unknown.
    memory_bytes: int | None
    #: Since this was set up.
    uptime_s: float
    #: User and system time, processes that have ended included.
    cpu_s: float


class ProcessWatch:
    """Looks at this process."""

    def __init__(self) -> None:
        self._began_s = time.monotonic()

    def look(self) -> ProcessFacts:
        """How things are; some small files are read, and nothing else."""
        spent, below = os.times(), _below(os.getpid())
        own = (spent.user, spent.system, spent.children_user, spent.children_system)
        resident = [_resident_bytes(pid) for pid in (os.getpid(), *below)]
        return ProcessFacts(
            memory_bytes=sum(each or 0 for each in resident) or None,
            uptime_s=time.monotonic() - self._began_s,
            cpu_s=sum(own) + sum(map(_cpu_s, below)),
        )


def _below(pid: int) -> list[int]:
    """The processes that one started, and theirs."""
    found: list[int] = []
    waiting = [pid]
    while waiting and len(found) < _NUM_MAX:
        children = _children(waiting.pop())
        found += children
        waiting += children
    return found[:_NUM_MAX]


def _children(pid: int) -> list[int]:
    """A process that has ended meanwhile has none."""
    try:
        threads = list((_PROC / str(pid) / "task").iterdir())
    except OSError:
        return []
    return [int(each) for thread in threads for each in _text(thread / "children").split()]


def _resident_bytes(pid: int) -> int | None:
    fields = _text(_PROC / str(pid) / "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if len(fields) > 1 else None


def _cpu_s(pid: int) -> float:
    # A process may have any name, spaces and brackets included; the last bracket ends it.
    fields = _text(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    return sum(map(int, fields[_TIMES])) / os.sysconf("SC_CLK_TCK")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
