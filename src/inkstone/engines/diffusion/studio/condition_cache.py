"""What was read once: conditions by what they were read from, the latest used within a budget.

It does not know how a condition is made. Only the thread that reads prompts uses it.
"""

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """What says how large it is."""

    @property
    def num_bytes(self) -> int:
        """What it holds in memory."""
        ...


Value = TypeVar("Value", bound=Sized)


class ConditionCache(Generic[Value]):
    """Values by key, never more bytes than the budget; what was used longest ago goes first."""

    def __init__(self, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        #: In the order of their last use.
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._num_bytes = 0

    def __len__(self) -> int:
        return len(self._values)

    @property
    def num_bytes(self) -> int:
        """What all of it holds in memory."""
        return self._num_bytes

    def get(self, key: str) -> Value | None:
        """What was kept under a key, if it still is."""
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
        return found

    def put(self, key: str, value: Value) -> None:
        """Keep a value, unless it is larger than the whole budget."""
        self._drop(key)
        if value.num_bytes > self.bytes_max:
            return
        self._values[key] = value
        self._num_bytes += value.num_bytes
        while self._num_bytes > self.bytes_max:
            self._drop(next(iter(self._values)))

    def _drop(self, key: str) -> None:
        dropped = self._values.pop(key, None)
        if dropped is not None:
            self._num_bytes -= dropped.num_bytes
