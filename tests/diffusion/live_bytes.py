"""How many bytes of tensors live at once while something is computed, on any device, meta included.

It sees what each operation gives out, and not what one allocates and frees within itself.
"""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class LiveBytes(TorchDispatchMode):
    """Counts what is made while it is entered; what was there before is not counted."""

    def __init__(self) -> None:
        super().__init__()
        self.peak_bytes = 0
        self._known: set[int] = set()
        self._live: dict[int, tuple[StorageWeakRef, int]] = {}

    @property
    def live_bytes(self) -> int:
        """What lives now."""
        for key in [key for key, (ref, _) in self._live.items() if ref.expired()]:
            del self._live[key]
        return sum(size for _, size in self._live.values())

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        given = {_key(tensor) for tensor in _tensors((args, kwargs))}
        made = func(*args, **(kwargs or {}))
        for tensor in _tensors(made):
            if _key(tensor) not in given and _key(tensor) not in self._live:
                storage = tensor.untyped_storage()
                self._live[_key(tensor)] = StorageWeakRef(storage), storage.nbytes()
        self.peak_bytes = max(self.peak_bytes, self.live_bytes)
        return made


def peak_bytes(work: Callable[[], object]) -> int:
    """The most that lives at once while something is computed, its result included."""
    with LiveBytes() as counted:
        result = work()
    del result
    return counted.peak_bytes


def _tensors(tree: object) -> Iterator[torch.Tensor]:
    return (leaf for leaf in tree_leaves(tree) if isinstance(leaf, torch.Tensor))


def _key(tensor: torch.Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)
