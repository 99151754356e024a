"""All samples that wait or are under way, and which of them take the next step.

It does not know how long a step takes, nor what time it is; it is told.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush

from inkstone.engines.diffusion.scheduling.demand import Demand, SchedulerLimits
from inkstone.engines.diffusion.scheduling.pace import Pace
from inkstone.engines.diffusion.scheduling.residence import Residence
from inkstone.engines.diffusion.scheduling.turns import Account, Entry, Turn

#: A sample is pressed where its share would be late; alone in the line it has this much slack.
_SLACK = 2.0
_PATIENCE = 0.9


@dataclass(slots=True, kw_only=True)
class Choice:
    """Who takes the next step, and who was passed over."""

    run: dict[str, Entry] = field(default_factory=dict)
    evict: list[str] = field(default_factory=list)
    #: Those who had their turn, but found no room in memory.
    blocked: list[Entry] = field(default_factory=list)
    num_rows: int = 0
    tflop: float = 0.0
    #: Of the first in the run.
    family: str = ""
    level: int = 0
    is_pressed: bool = False
    #: Whether one waits for room so long that nothing new comes in before it.
    is_closed: bool = False


class Line:
    """Accounts and their samples."""

    def __init__(self, limits: SchedulerLimits) -> None:
        self._limits = limits
        self._residence = Residence(limits.bytes_max)
        self._accounts: dict[str, Account] = {}
        #: Accounts that have no samples now, but were served more than their share.
        self._idle: dict[str, Account] = {}
        #: What the account that was served least was served: where newcomers begin.
        self._floor = 0.0
        self._num_added = 0
        self.entries: dict[str, Entry] = {}

    @property
    def used_bytes(self) -> int:
        """What residents hold in memory."""
        return self._residence.used_bytes

    @property
    def rest_tflop(self) -> float:
        """What all steps still take, without prefills."""
        return sum(entry.rest_tflop for entry in self.entries.values())

    def add(self, demand: Demand, now_s: float) -> None:
        """Let a sample join.

        Raises:
            TooLarge: it does not fit into memory even alone.
        """
        account = self._account(demand)
        entry = Entry(
            demand=demand,
            index=self._num_added,
            group=self._num_added,
            group_s=now_s,
            steps_left=demand.num_steps,
            level=demand.priority,
        )
        self._join(entry, account, now_s)
        self._residence.add(entry)
        self._num_added += 1
        self.entries[demand.id] = entry
        self._accounts[account.id] = account
        self._idle.pop(account.id, None)
        account.add(entry)

    def remove(self, sample_id: str) -> None:
        """Let a sample leave at once."""
        entry = self.entries.pop(sample_id)
        self._residence.remove(entry)
        account = self._accounts[entry.demand.account_id]
        account.remove(entry)
        if not account.line:
            del self._accounts[account.id]
            self._idle[account.id] = account

    def choose(self, now_s: float, pace: Pace) -> Choice:
        """Who takes the next step: the first in rank leads, and those that fit go beside it."""
        self._press(now_s, pace)
        self._residence.begin()
        choice = Choice()
        turns = [account.turn(0, account.virtual) for account in self._accounts.values()]
        heapify(turns)
        while turns and choice.num_rows < self._limits.rows_max:
            turn = heappop(turns)
            entry = turn[4].line[turn[5]]
            if choice.run and not self._goes_beside(entry, choice):
                # Those behind it in its account do not overtake it.
                continue
            is_taken = self._take(entry, choice)
            following = _following(turn, is_taken=is_taken)
            if following is not None:
                heappush(turns, following)
            if is_taken and len(choice.run) == 1:
                # Most of a long line is of no use to this step: it is not sorted in vain.
                room = self._limits.rows_max - choice.num_rows
                turns = [one for one in turns if one[4].line[one[5]].demand.num_rows <= room]
                heapify(turns)
        self._raise_floor(choice)
        return choice

    def advance(
        self, choice: Choice, run: Iterable[str], took_s: float, num_steps: int = 1
    ) -> list[str]:
        """Count steps that were made, and the time that others waited; returns who is done."""
        done = []
        for sample_id in run:
            entry = self.entries.get(sample_id)
            if entry is None:
                continue
            self._accounts[entry.demand.account_id].charge(entry.take(num_steps))
            if entry.steps_left <= 0:
                done.append(sample_id)
        for sample_id in done:
            self.remove(sample_id)
        self._pass_over(choice, took_s)
        self._forget_idle()
        return done

    def copy(self) -> "Line":
        """The same line, to play through what comes."""
        made = Line(self._limits)
        made.entries = {name: replace(entry) for name, entry in self.entries.items()}
        made._accounts = {
            name: replace(account, line=[made.entries[entry.demand.id] for entry in account.line])
            for name, account in self._accounts.items()
        }
        made._residence = self._residence.copy(made.entries)
        made._floor, made._num_added = self._floor, self._num_added
        return made

    def _account(self, demand: Demand) -> Account:
        known = self._accounts.get(demand.account_id)
        if known is not None:
            return known
        # Idle time earns nothing, and does not settle what was served ahead of others.
        account = self._idle.get(demand.account_id) or Account(
            id=demand.account_id, weight=demand.weight, virtual=self._floor
        )
        account.virtual = max(account.virtual, self._floor)
        return account

    def _join(self, entry: Entry, account: Account, now_s: float) -> None:
        """Put a sample with those of its prefix, unless they came so long ago that it jumps."""
        if not entry.demand.prefix:
            return
        for other in reversed(account.line):
            is_same = other.demand.prefix == entry.demand.prefix
            if is_same and now_s - other.group_s < self._limits.age_s:
                entry.group, entry.group_s = other.group, other.group_s
                return

    def _press(self, now_s: float, pace: Pace) -> None:
        """Find who meets its deadline only if it goes before its equals."""
        hurried = [one for one in self._accounts.values() if one.num_deadlines]
        if not hurried or not pace.is_known:
            return
        weights = sum(one.weight for one in self._accounts.values())
        for account in hurried:
            share = max(_SLACK, weights / account.weight)
            is_changed = False
            for entry in account.line:
                is_changed |= _press(entry, now_s, pace, share)
            if is_changed:
                account.sort()

    def _goes_beside(self, entry: Entry, choice: Choice) -> bool:
        demand = entry.demand
        if choice.num_rows + demand.num_rows > self._limits.rows_max:
            return False
        tflop = choice.tflop + demand.step_tflop + self._residence.prefill_tflop(entry)
        return demand.family == choice.family and tflop <= self._limits.pack_tflop_max

    def _take(self, entry: Entry, choice: Choice) -> bool:
        """Let a sample take part, if there is room for it in memory."""
        if entry.demand.id in choice.evict or (choice.is_closed and not entry.is_resident):
            return False
        victims = self._residence.victims(entry)
        if victims is None:
            choice.blocked.append(entry)
            # After a while nothing new comes in before it: what is in gets done, and leaves room.
            choice.is_closed |= entry.blocked_s >= self._limits.age_s
            return False
        self._residence.admit(entry, victims)
        choice.evict.extend(victim.demand.id for victim in victims)
        if not choice.run:
            choice.family = entry.demand.family
            choice.level, choice.is_pressed = entry.level, entry.is_pressed
        choice.run[entry.demand.id] = entry
        choice.num_rows += entry.demand.num_rows
        choice.tflop += entry.demand.step_tflop + entry.due_tflop
        return True

    def _raise_floor(self, choice: Choice) -> None:
        if choice.run:
            level = choice.level
            ready = [one.virtual for one in self._accounts.values() if one.line[0].level >= level]
            self._floor = max(self._floor, min(ready))

    def _pass_over(self, choice: Choice, took_s: float) -> None:
        """Let those wait that others of a higher rank went before, or that found no room.

        To wait for its account's share does not count: the share itself sees to that.
        """
        blocked = {entry.demand.id for entry in choice.blocked}
        for entry in choice.blocked:
            entry.blocked_s += took_s
        for account in self._accounts.values():
            if account.line[0].level < choice.level:
                # Nor does waiting for a higher level earn anything.
                account.virtual = max(account.virtual, self._floor)
            is_raised = False
            for entry in reversed(account.line):
                if not _is_behind(entry, choice):
                    if not blocked:
                        break
                    if entry.demand.id not in blocked:
                        continue
                if entry.demand.id not in choice.run:
                    is_raised |= entry.wait(took_s, self._limits.age_s)
            if is_raised:
                account.sort()

    def _forget_idle(self) -> None:
        if not self._accounts:
            self._idle.clear()
            self._floor = 0.0
        elif self._idle:
            floor = self._floor
            self._idle = {name: one for name, one in self._idle.items() if one.virtual > floor}


def _following(turn: Turn, *, is_taken: bool) -> Turn | None:
    """The next turn of an account: while one waits for room, only residents go before it."""
    _, _, virtual, _, account, position = turn
    if is_taken:
        virtual += account.line[position].next_tflop / account.weight
    for index in range(position + 1, len(account.line)):
        if is_taken or account.line[index].is_resident:
            return account.turn(index, virtual)
    return None


def _press(entry: Entry, now_s: float, pace: Pace, share: float) -> bool:
    """Whether a sample became pressed, or is so no longer."""
    demand = entry.demand
    if demand.deadline_s is None:
        return False
    is_new = entry.steps_left == demand.num_steps
    rest_tflop = entry.rest_tflop + (demand.prefill_tflop if is_new else 0.0)
    rest_s = pace.seconds(rest_tflop, entry.steps_left)
    # Once pressed, it is not let down for the noise of a measurement.
    can_be_met = now_s + rest_s * (_PATIENCE if entry.is_pressed else 1.0) <= demand.deadline_s
    is_pressed = can_be_met and (entry.is_pressed or now_s + rest_s * share > demand.deadline_s)
    is_changed = is_pressed != entry.is_pressed
    entry.pressing_s = demand.deadline_s if is_pressed else math.inf
    return is_changed


def _is_behind(entry: Entry, choice: Choice) -> bool:
    if entry.level != choice.level:
        return entry.level < choice.level
    return choice.is_pressed and not entry.is_pressed
