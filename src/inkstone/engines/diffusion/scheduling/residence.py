"""Which samples and prefixes are in memory, and what must go to make room.

It does not know why one sample goes before another; it is told their levels.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from inkstone.engines.diffusion.scheduling.demand import TooLarge
from inkstone.engines.diffusion.scheduling.turns import Entry


@dataclass(slots=True, kw_only=True)
class _Prefix:
    num_bytes: int
    #: Samples of this prefix that are known, resident or not.
    num_known: int = 0
    #: The resident ones, by id.
    holders: dict[str, Entry] = field(default_factory=dict)
    is_in: bool = False
    is_paid: bool = False


def _key(entry: Entry) -> tuple[str, str]:
    """A sample without a prefix key has a prefix to itself."""
    demand = entry.demand
    return (demand.prefix, "") if demand.prefix else ("", demand.id)


class Residence:
    """The memory for latents and prefixes."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._prefixes: dict[tuple[str, str], _Prefix] = {}
        #: Prefixes in memory, the lowest level and the youngest first; `None` until somebody asks.
        self._ranked: list[tuple[int, int, _Prefix]] | None = None
        self.used_bytes = 0

    def add(self, entry: Entry) -> None:
        """Know a sample.

        Raises:
            TooLarge: it does not fit even alone.
        """
        demand = entry.demand
        known = self._prefixes.get(_key(entry))
        prefix = known or _Prefix(num_bytes=demand.prefix_bytes)
        if demand.latents_bytes + prefix.num_bytes > self._bytes_max:
            raise TooLarge
        self._prefixes[_key(entry)] = prefix
        prefix.num_known += 1

    def remove(self, entry: Entry) -> None:
        """Forget a sample, and give its place back at once."""
        prefix = self._prefixes[_key(entry)]
        if entry.is_resident:
            del prefix.holders[entry.demand.id]
            self.used_bytes -= entry.demand.latents_bytes
            if not prefix.holders:
                self._drop(prefix)
        prefix.num_known -= 1
        if not prefix.num_known:
            del self._prefixes[_key(entry)]

    def prefill_tflop(self, entry: Entry) -> float:
        """The prefill that its next step would begin with."""
        if self._prefixes[_key(entry)].is_in:
            return entry.due_tflop
        return entry.demand.prefill_tflop

    def begin(self) -> None:
        """Begin a step: levels may have changed."""
        self._ranked = None

    def victims(self, entry: Entry) -> list[Entry] | None:
        """Whose prefixes must be dropped to let a sample in; `None` where that does not help.

        Only what is of a lower level has to go: never what had its turn before in the same step.
        """
        excess = self.used_bytes + self._missing_bytes(entry) - self._bytes_max
        found: list[Entry] = []
        if excess <= 0:
            return found
        for prefix in self._droppable(entry):
            found.extend(prefix.holders.values())
            excess -= prefix.num_bytes
            if excess <= 0:
                return found
        return None

    def admit(self, entry: Entry, victims: Collection[Entry]) -> None:
        """Let a sample in, after its victims' prefixes are dropped."""
        for victim in victims:
            self._drop(self._prefixes[_key(victim)])
        prefix = self._prefixes[_key(entry)]
        self.used_bytes += self._missing_bytes(entry)
        prefix.holders[entry.demand.id] = entry
        entry.is_resident = True
        entry.blocked_s = 0.0
        if not prefix.is_in:
            prefix.is_in = True
            entry.due_tflop = entry.demand.prefill_tflop
            entry.owed_tflop = 0.0 if prefix.is_paid else entry.due_tflop
            prefix.is_paid = True

    def copy(self, twins: dict[str, Entry]) -> "Residence":
        """The same memory with copies of its samples, by id."""
        made = Residence(self._bytes_max)
        made.used_bytes = self.used_bytes
        for key, prefix in self._prefixes.items():
            made._prefixes[key] = _Prefix(
                num_bytes=prefix.num_bytes,
                num_known=prefix.num_known,
                holders={name: twins[name] for name in prefix.holders},
                is_in=prefix.is_in,
                is_paid=prefix.is_paid,
            )
        return made

    def _missing_bytes(self, entry: Entry) -> int:
        prefix = self._prefixes[_key(entry)]
        latents = 0 if entry.is_resident else entry.demand.latents_bytes
        return latents + (0 if prefix.is_in else prefix.num_bytes)

    def _drop(self, prefix: _Prefix) -> None:
        if prefix.is_in:
            prefix.is_in = False
            self.used_bytes -= prefix.num_bytes

    def _droppable(self, entry: Entry) -> Iterator[_Prefix]:
        """Prefixes that may go, the lowest level and the youngest first."""
        if self._ranked is None:
            self._ranked = _ranked(self._prefixes.values())
        own = self._prefixes[_key(entry)]
        for level, _, prefix in self._ranked:
            if level >= entry.level:
                return
            if prefix.is_in and prefix is not own:
                yield prefix


def _ranked(prefixes: Iterable[_Prefix]) -> list[tuple[int, int, _Prefix]]:
    ranked = []
    for prefix in prefixes:
        if prefix.is_in and prefix.num_bytes:
            level = max(holder.level for holder in prefix.holders.values())
            youngest = max(holder.index for holder in prefix.holders.values())
            ranked.append((level, -youngest, prefix))
    ranked.sort(key=lambda one: one[:2])
    return ranked
