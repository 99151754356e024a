"""What was computed once for many steps, kept across requests within a budget of bytes.

An entry is held while samples under way use it, and idle afterwards, until its room is needed. It
does not know what an entry is, only how large it is and what it leans on. One account's entries
are never another's, unless they were told to share.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(slots=True)
class _Entry:
    value: object
    num_bytes: int
    #: Held by so many samples and so many other entries.
    num_holds: int = 0
    #: The entries that this one leans on.
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheFigures:
    """What a cache holds and how often it helped."""

    num_entries: int
    num_bytes: int
    held_bytes: int
    hits: int
    misses: int
    evictions: int


class _Parts:
    """Parts as one prefill sees them: it notes which were used."""

    def __init__(self, cache: "PrefixCache", owner: str, used: list[str]) -> None:
        self._cache = cache
        self._owner = owner
        #: The keys of all values that are made together; each is held once.
        self._used = used
        #: The keys of this value.
        self.seen: set[str] = set()

    def get(self, key: str) -> object | None:
        found = self._cache.look_up(own := f"{self._owner}/{key}")
        if found is not None:
            self._use(own)
        return found

    def put(self, key: str, part: object, *, num_bytes: int) -> None:
        self._cache.insert(own := f"{self._owner}/{key}", part, num_bytes=num_bytes)
        self._use(own)

    def _use(self, key: str) -> None:
        self.seen.add(key)
        if key not in self._used:
            self._used.append(key)
            # Held at once: making room for the rest must not drop it.
            self._cache.hold_part(key)


@dataclass(slots=True)
class _Tally:
    hits: int = 0
    misses: int = 0
    evictions: int = 0


@dataclass(slots=True)
class Held(Generic[Value]):
    """Values that a key stands for, held until `PrefixCache.release`."""

    key: str
    values: tuple[Value, ...] = field(repr=False)


class PrefixCache:
    """Prefixes and their parts, never more bytes than the budget.

    The scheduler sees to it that what is held at once fits.
    """

    def __init__(self, bytes_max: int, *, is_shared: bool = False) -> None:
        """Keep so much.

        Args:
            bytes_max: of all entries.
            is_shared: whether one account's entries serve the others.
        """
        self.bytes_max = bytes_max
        self._is_shared = is_shared
        self._set_aside_bytes = 0
        #: In the order of their last use.
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._num_bytes = 0
        self._tally = _Tally()

    @property
    def figures(self) -> CacheFigures:
        """How it does."""
        held = sum(entry.num_bytes for entry in self._entries.values() if entry.num_holds)
        return CacheFigures(
            num_entries=len(self._entries),
            num_bytes=self._num_bytes,
            held_bytes=held,
            hits=self._tally.hits,
            misses=self._tally.misses,
            evictions=self._tally.evictions,
        )

    def hold(
        self,
        key: str,
        *,
        account_id: str,
        family: str,
        num_bytes: int,
        make: Sequence[Callable[[_Parts], Value]],
        size_of: Callable[[Value], int],
    ) -> Held[Value]:
        """The values of a key, made where they are not there, and held until released.

        Args:
            key: what they are, within the account.
            account_id: whose they are.
            family: of which weights; what one computes is nothing to another.
            num_bytes: what they take at the most, with their parts.
            make: how each is made, from parts that may be there.
            size_of: what one holds in memory, with its parts.
        """
        owner = f"{'' if self._is_shared else account_id}/{family}"
        own = f"{owner}/{key}"
        entry = self._entries.get(own)
        if entry is None:
            self._tally.misses += 1
            self._make_room(num_bytes)
            entry = self._made(own, owner, make, size_of)
        else:
            self._tally.hits += 1
            self._entries.move_to_end(own)
        entry.num_holds += 1
        values = entry.value
        assert isinstance(values, tuple), "a held key stands for a tuple of values"
        return Held(own, values)

    def release(self, held: Held[Value]) -> None:
        """Let go of what was held; it stays while there is room."""
        self._entries[held.key].num_holds -= 1
        self._make_room(0)

    def set_aside(self, num_bytes: int) -> None:
        """Leave so much of the budget to others, from now on."""
        self._set_aside_bytes = num_bytes
        self._make_room(0)

    def clear(self) -> None:
        """Drop everything that nobody holds."""
        while self._drop_oldest():
            pass

    def look_up(self, key: str) -> object | None:
        """A part, if it is there."""
        entry = self._entries.get(key)
        if entry is None:
            self._tally.misses += 1
            return None
        self._tally.hits += 1
        self._entries.move_to_end(key)
        return entry.value

    def insert(self, key: str, value: object, *, num_bytes: int) -> None:
        """Keep a part."""
        self._add(key, _Entry(value, num_bytes))

    def hold_part(self, key: str) -> None:
        """Keep a part for as long as something leans on it."""
        self._entries[key].num_holds += 1

    def _made(
        self,
        key: str,
        owner: str,
        make: Sequence[Callable[[_Parts], Value]],
        size_of: Callable[[Value], int],
    ) -> _Entry:
        values: list[Value] = []
        used: list[str] = []
        own_bytes = 0
        try:
            for one in make:
                parts = _Parts(self, owner, used)
                values.append(one(parts))
                shared = sum(self._entries[part].num_bytes for part in parts.seen)
                own_bytes += size_of(values[-1]) - shared
        except BaseException:
            self._let_go(used)
            raise
        entry = _Entry(tuple(values), own_bytes, parts=tuple(used))
        self._add(key, entry)
        return entry

    def _add(self, key: str, entry: _Entry) -> None:
        assert key not in self._entries, "a key stands for one thing"
        self._entries[key] = entry
        self._num_bytes += entry.num_bytes

    def _make_room(self, num_bytes: int) -> None:
        budget = self.bytes_max - self._set_aside_bytes
        while self._num_bytes + num_bytes > budget and self._drop_oldest():
            pass

    def _drop_oldest(self) -> bool:
        """Drop the entry that was used longest ago among those that nobody holds."""
        for key, entry in self._entries.items():
            if not entry.num_holds:
                del self._entries[key]
                self._num_bytes -= entry.num_bytes
                self._tally.evictions += 1
                self._let_go(entry.parts)
                return True
        return False

    def _let_go(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._entries[key].num_holds -= 1
