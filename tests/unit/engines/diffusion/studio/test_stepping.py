"""The stepping thread: it takes orders, drops what nobody wants, and says so when it dies."""

import logging
import threading
import time
from dataclasses import dataclass, field

import pytest

from inkstone.domain.errors import EngineFailure
from inkstone.engines.diffusion.engine import Stepped
from inkstone.engines.diffusion.studio.stepping import Stepper
from unit.engines.diffusion.fakes import Gate


@dataclass
class FakeDemand:
    id: str
    num_rows: int = 1


@dataclass
class FakeSample:
    demand: FakeDemand
    steps_left: int = 3

    @property
    def is_finished(self):
        return self.steps_left <= 0


@dataclass
class FakeLoop:
    """Steps everything that it has."""

    samples: dict = field(default_factory=dict)
    aborted: list = field(default_factory=list)
    gate: Gate | None = None
    bug: Exception | None = None
    add_error: Exception | None = None
    is_stuck: bool = False
    num_steps: int = 0

    @property
    def has_work(self):
        return bool(self.samples)

    def add(self, sample):
        if self.add_error:
            raise self.add_error
        self.samples[sample.demand.id] = sample

    def abort(self, sample_id):
        self.aborted.append(sample_id)
        self.samples.pop(sample_id, None)

    def step(self):
        self.num_steps += 1
        if self.gate:
            self.gate()
        if self.bug:
            raise self.bug
        if self.is_stuck:
            return []
        stepped = []
        for sample in list(self.samples.values()):
            sample.steps_left -= 1
            stepped.append(Stepped(sample))
            if sample.is_finished:
                del self.samples[sample.demand.id]
        return stepped


@dataclass
class FakeOwner:
    is_over: bool = False
    steps: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    told: threading.Event = field(default_factory=threading.Event)

    def stepped(self, stepped, took_s):
        self.steps.append((stepped.sample.demand.id, took_s))
        if stepped.sample.is_finished:
            self.told.set()

    def fail(self, error):
        self.errors.append(error)
        self.told.set()


def sample(name="s", **more):
    return FakeSample(FakeDemand(name), **more)


@pytest.fixture
def started():
    """Starts steppers, and stops them."""
    made = []

    def start(loop, clock=time.monotonic):
        stepper = Stepper(loop, clock=clock)
        stepper.start()
        made.append((stepper, loop))
        return stepper

    yield start
    for stepper, loop in made:
        if loop.gate:
            loop.gate.opened.set()
        stepper.stop()


def test_a_sample_is_stepped_until_it_is_finished(started):
    owner, loop = FakeOwner(), FakeLoop()
    started(loop).add([sample(), sample("t")], owner)
    assert owner.told.wait(60)
    assert [name for name, _ in owner.steps[:2]] == ["s", "t"]
    assert loop.num_steps == 3
    assert not owner.errors


def test_a_step_is_shared_by_rows(started):
    owner, ticks = FakeOwner(), iter(range(100))
    wide = FakeSample(FakeDemand("wide", num_rows=3), steps_left=1)
    started(FakeLoop(), clock=lambda: float(next(ticks))).add(
        [wide, sample("s", steps_left=1)], owner
    )
    assert owner.told.wait(60)
    assert dict(owner.steps) == {"wide": 0.75} or owner.steps == [("wide", 0.75), ("s", 0.25)]


def test_it_sleeps_while_there_is_nothing_to_do(started):
    loop, owner = FakeLoop(), FakeOwner()
    stepper = started(loop)
    stepper.add([sample()], owner)
    assert owner.told.wait(60)
    before = time.thread_time(), loop.num_steps
    time.sleep(0.05)
    assert loop.num_steps == before[1]


def test_it_does_not_spin_where_nothing_can_be_picked(started):
    loop = FakeLoop(is_stuck=True)
    began_s = time.monotonic()
    started(loop).add([sample()], FakeOwner())
    time.sleep(0.2)
    while not loop.num_steps:
        time.sleep(0.01)
    assert loop.num_steps <= 8 * (time.monotonic() - began_s) / 0.2


def test_what_nobody_wants_leaves_before_the_next_step(started):
    loop, owner, other = FakeLoop(gate=Gate()), FakeOwner(), FakeOwner()
    stepper = started(loop)
    stepper.add([sample(), sample("t")], owner)
    assert loop.gate.reached.wait(60)
    stepper.add([sample("u", steps_left=1)], other)
    owner.is_over = True
    loop.gate.opened.set()
    assert other.told.wait(60)
    assert sorted(loop.aborted) == ["s", "t"]
    assert [name for name, _ in owner.steps] == ["s", "t"], "only the step under way"


def test_what_is_over_before_its_turn_is_never_added(started):
    loop, owner, last = FakeLoop(gate=Gate()), FakeOwner(), FakeOwner()
    stepper = started(loop)
    stepper.add([sample(steps_left=1)], FakeOwner())
    assert loop.gate.reached.wait(60)
    stepper.add([sample("late")], owner)
    owner.is_over = True
    stepper.add([sample("last", steps_left=1)], last)
    loop.gate.opened.set()
    assert last.told.wait(60)
    assert (owner.steps, loop.aborted) == ([], [])


def test_what_cannot_be_added_fails_its_own_run(started):
    loop, owner, other = FakeLoop(add_error=MemoryError("too large")), FakeOwner(), FakeOwner()
    stepper = started(loop)
    stepper.add([sample()], owner)
    assert owner.told.wait(60)
    assert owner.errors == [loop.add_error]
    loop.add_error = None
    stepper.add([sample("t")], other)
    assert other.told.wait(60)
    assert (other.errors, len(other.steps)) == ([], 3)


def test_a_bug_in_the_thread_fails_every_run_and_is_logged_loudly(started, caplog):
    loop, owners = FakeLoop(gate=Gate(), bug=AssertionError("a bug")), [FakeOwner(), FakeOwner()]
    stepper = started(loop)
    stepper.add([sample()], owners[0])
    assert loop.gate.reached.wait(60)
    stepper.add([sample("t")], owners[1])
    assert not stepper.has_failed
    loop.gate.opened.set()
    for owner in owners:
        assert owner.told.wait(60)
        (error,) = owner.errors
        assert isinstance(error, EngineFailure)
        assert error.code == "engine_stopped"
    assert owners[0].errors[0] is not owners[1].errors[0]
    assert stepper.has_failed
    late = FakeOwner()
    stepper.add([sample("u")], late)
    assert [error.code for error in late.errors] == ["engine_stopped"]
    with pytest.raises(EngineFailure, match="started again"):
        stepper.check()
    assert [record.levelno for record in caplog.records] == [logging.CRITICAL]


def test_stopping_tells_whoever_is_still_in_it(started):
    loop, owner, waiting = FakeLoop(gate=Gate()), FakeOwner(), FakeOwner()
    stepper = started(loop)
    stepper.add([sample()], owner)
    assert loop.gate.reached.wait(60)
    stepper.add([sample("t")], waiting)
    stopping = threading.Thread(target=stepper.stop)
    stopping.start()
    while not stepper._is_ending:
        time.sleep(0.001)
    loop.gate.opened.set()
    stopping.join(60)
    assert [each.errors[0].code for each in (owner, waiting)] == ["engine_closed"] * 2
