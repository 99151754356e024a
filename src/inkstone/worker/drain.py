"""Drain: what becomes of the jobs in hand when a worker stops.

It does not know why the worker stops, nor where the jobs go.
"""

import asyncio
import logging
from collections.abc import Mapping

from inkstone.service.attempt import Attempt, StopReason

_LOG = logging.getLogger(__name__)

#: How long handing back may take, in seconds.
_HAND_BACK_S = 2.0

InHand = Mapping[str, tuple[Attempt, "asyncio.Task[None]"]]


async def finish_up(in_hand: InHand, *, drain_s: float) -> None:
    """Give jobs that have begun some time to end, and hand the others back.

    Args:
        in_hand: by id; whoever ends is taken out meanwhile.
        drain_s: how long those under way may take, in seconds.
    """
    for attempt, _ in list(in_hand.values()):
        if not attempt.has_begun:
            attempt.stop(StopReason.DRAINED)
    await _wait(in_hand, drain_s)
    for attempt, _ in list(in_hand.values()):
        attempt.stop(StopReason.DRAINED)
    await _wait(in_hand, _HAND_BACK_S)
    if in_hand:
        _LOG.error("%d jobs could not be handed back in time", len(in_hand))


async def _wait(in_hand: InHand, timeout_s: float) -> None:
    tasks = [task for _, task in in_hand.values()]
    if tasks:
        await asyncio.wait(tasks, timeout=timeout_s)
