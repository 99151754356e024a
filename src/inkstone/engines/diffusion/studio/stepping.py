"""The stepping thread: the only one that touches the loop of denoising steps.

It does not know what a step computes, nor what is done with a sample that is finished.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from inkstone.domain.errors import EngineFailure
from inkstone.engines.base import Figure
from inkstone.engines.diffusion.engine import Stepped
from inkstone.engines.diffusion.sample import Sample

_LOG = logging.getLogger(__name__)
#: How long the thread looks away where the loop has work and still did none, in seconds.
_PAUSE_S = 0.05
#: How long a stop waits for the step under way, in seconds. NOTE: a process that ends inside a step
#: is aborted by torch, so this is more than a step of a large picture takes on a CPU.
_STOP_S = 60.0
_FAULT = (
    "The engine has stopped after a fault of its own; its server must be started again.",
    "engine_stopped",
)


class Loop(Protocol):
    """What is stepped: `DiffusionEngine`."""

    @property
    def has_work(self) -> bool:
        """Whether a step would do something."""
        ...

    @property
    def figures(self) -> Sequence[Figure]:
        """How it does; any thread may ask."""
        ...

    def add(self, sample: Sample) -> None:
        """Take a sample in."""
        ...

    def abort(self, sample_id: str) -> None:
        """Drop a sample."""
        ...

    def step(self) -> list[Stepped]:
        """Make one step."""
        ...


class Owner(Protocol):
    """Whoever a sample is drawn for."""

    @property
    def is_over(self) -> bool:
        """Whether nobody wants it any more."""
        ...

    def stepped(self, stepped: Stepped, took_s: float) -> None:
        """Hear of a step, in the stepping thread; must not raise."""
        ...

    def fail(self, error: Exception) -> None:
        """Hear that the samples will not be drawn."""
        ...


@dataclass(frozen=True, slots=True)
class _Order:
    samples: Sequence[Sample]
    owner: Owner


class Stepper:
    """Steps for as long as there is work, and sleeps otherwise."""

    def __init__(self, loop: Loop, *, clock: Callable[[], float]) -> None:
        self._loop = loop
        self._clock = clock
        #: Guards everything that other threads touch: orders, the end, the failure.
        self._turn = threading.Condition()
        self._orders: list[_Order] = []
        self._is_ending = False
        #: Why it will never step again, if so: message and code.
        self._end: tuple[str, str] | None = None
        #: By sample; the stepping thread's own.
        self._owners: dict[str, Owner] = {}
        self._thread = threading.Thread(target=self._main, name="inkstone-steps", daemon=True)

    @property
    def has_failed(self) -> bool:
        """Whether it will never step again."""
        return self._end is not None

    def check(self) -> None:
        """Refuse what it cannot step any more.

        Raises:
            EngineFailure: it has ended.
        """
        if self._end is not None:
            raise _failure(self._end)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the step under way; whoever still has samples in it is told.

        A step that takes longer than that is left to end with the process.
        """
        with self._turn:
            self._is_ending = True
            self._turn.notify()
        self._thread.join(_STOP_S)
        if self._thread.is_alive():
            _LOG.warning("the step under way takes longer than %g s; it is not waited for", _STOP_S)

    def add(self, samples: Sequence[Sample], owner: Owner) -> None:
        """Have samples stepped until they are finished, or their owner is over."""
        with self._turn:
            end = self._end
            if end is None:
                self._orders.append(_Order(samples, owner))
                self._turn.notify()
        if end is not None:
            owner.fail(_failure(end))

    def _main(self) -> None:
        try:
            # Which mode torch is in is each thread's own.
            with torch.inference_mode():
                while self._take_orders():
                    self._step()
            end = ("The engine was closed.", "engine_closed")
        except Exception:  # noqa: BLE001 - a bug of ours must not leave runs waiting for ever
            _LOG.critical("the stepping thread died; this engine draws no more", exc_info=True)
            end = _FAULT
        with self._turn:
            self._end = end
            left = [order.owner for order in self._orders]
            self._orders.clear()
        for owner in {id(each): each for each in (*self._owners.values(), *left)}.values():
            owner.fail(_failure(end))
        self._owners.clear()

    def _take_orders(self) -> bool:
        """Wait for work and take it in; false at the end."""
        with self._turn:
            while not (self._is_ending or self._orders or self._loop.has_work):
                self._turn.wait()
            orders, self._orders = self._orders, []
            if self._is_ending:
                self._orders = orders  # told of the end with all others
                return False
        for order in orders:
            self._take(order)
        self._drop_orphans()
        return True

    def _take(self, order: _Order) -> None:
        for sample in order.samples:
            if order.owner.is_over:
                return
            self._owners[sample.demand.id] = order.owner
            try:
                self._loop.add(sample)
            except Exception as error:  # noqa: BLE001 - what cannot be drawn fails its own run
                del self._owners[sample.demand.id]
                order.owner.fail(error)
                return

    def _drop_orphans(self) -> None:
        """Have those leave whose owners want them no more."""
        for sample_id in [key for key, owner in self._owners.items() if owner.is_over]:
            del self._owners[sample_id]
            self._loop.abort(sample_id)

    def _step(self) -> None:
        if not self._loop.has_work:
            return
        began_s = self._clock()
        done = self._loop.step()
        took_s = self._clock() - began_s
        num_rows = sum(each.sample.demand.num_rows for each in done)
        for each in done:
            demand = each.sample.demand
            owner = self._owners.get(demand.id)
            assert owner is not None, "only what was added is stepped"
            # Told before it is forgotten: should telling fail, the owner hears of the end at least.
            owner.stepped(each, took_s * demand.num_rows / num_rows)
            if each.error is not None or each.sample.is_finished:
                del self._owners[demand.id]
        if not done:
            # Nothing could be picked: wait for a change rather than ask again at once.
            with self._turn:
                self._turn.wait_for(lambda: self._orders or self._is_ending, timeout=_PAUSE_S)


def _failure(end: tuple[str, str]) -> EngineFailure:
    """A new one each time: what is raised by several runs carries the frames of all of them."""
    message, code = end
    return EngineFailure(message, code=code)
