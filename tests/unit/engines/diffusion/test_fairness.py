"""What accounts get of a device, how long anybody waits, and whether the estimates are honest."""

import dataclasses
import random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.diffusion.scheduler import Demand, SchedulerLimits
from unit.engines.diffusion.virtual import (
    GIB,
    LIMITS,
    SIZES,
    Device,
    a_demand,
    a_device,
    jain,
    poisson,
)

SIDES = st.sampled_from(sorted(SIZES))


def saturate(device: Device, accounts: dict[str, int], num_steps: int = 400) -> None:
    """Make so many steps while each account always has samples of its size."""
    for _ in range(num_steps):
        for account, side_px in accounts.items():
            waiting = sum(
                demand.account_id == account and name in device.scheduler
                for name, demand in device.demands.items()
            )
            if waiting < 4096 // SIZES[side_px][0] + 2:
                device.add(*[a_demand(side_px, account=account) for _ in range(4)])
        device.step()


def test_equal_accounts_get_equal_shares() -> None:
    device = a_device()
    saturate(device, {f"a{n}": 1024 for n in range(5)})
    assert jain(device.served.values()) > 0.99


@pytest.mark.parametrize("sides", [(256, 512, 1024, 2048), (256, 2048), (512, 512, 1024)])
def test_equal_accounts_get_equal_shares_whatever_their_sizes(sides: tuple[int, ...]) -> None:
    device = a_device()
    saturate(device, {f"a{n}": side for n, side in enumerate(sides)})
    assert jain(device.served.values()) >= 0.95


def test_a_double_weight_gets_a_double_share() -> None:
    device = a_device()
    device.add(*[a_demand(account="one") for _ in range(10)])
    device.add(*[a_demand(account="two", weight=2.0) for _ in range(10)])
    for _ in range(300):
        device.step()
    assert device.served["two"] / device.served["one"] == pytest.approx(2.0, rel=0.02)


def test_idle_time_earns_nothing() -> None:
    device = a_device()
    device.add(*[a_demand(account="busy") for _ in range(20)])
    for _ in range(200):
        device.step()
    device.add(*[a_demand(account="late") for _ in range(20)])
    before = device.served["busy"]
    for _ in range(100):
        device.step()
    assert device.served["late"] == pytest.approx(device.served["busy"] - before, rel=0.05)


def test_who_leaves_and_returns_is_not_served_anew() -> None:
    device = a_device()
    device.add(*[a_demand(account="patient") for _ in range(20)])
    hasty = a_demand(2048, account="hasty", num_steps=1)
    for _ in range(200):
        if hasty.id not in device.scheduler:
            hasty = a_demand(2048, account="hasty", num_steps=1)
            device.add(hasty)
        device.step()
    assert device.served["hasty"] / device.served["patient"] == pytest.approx(1.0, rel=0.1)


def test_waiting_behind_a_higher_priority_earns_nothing_either() -> None:
    device = a_device()
    device.add(*[a_demand(account="high", priority=5) for _ in range(3)], a_demand(account="high"))
    device.add(*[a_demand(account="low") for _ in range(3)])
    while any(
        device.demands[name].priority == 5 for name in device.demands if name not in device.ended_s
    ):
        device.step()
    before = device.served["high"]
    for _ in range(40):
        device.step()
    assert device.served["high"] - before == pytest.approx(device.served["low"], rel=0.2)


@settings(max_examples=25, deadline=None)
@given(
    sides=st.lists(SIDES, min_size=1, max_size=4),
    priorities=st.lists(st.integers(-10, 10), min_size=1, max_size=6),
    side_px=SIDES,
    priority=st.integers(-10, 10),
)
def test_nobody_starves(
    sides: list[int], priorities: list[int], side_px: int, priority: int
) -> None:
    device = a_device(dataclasses.replace(LIMITS, age_s=1.0))
    number = 0

    def crowd() -> None:
        # More than the device can make, for ever.
        nonlocal number
        while len(device.scheduler) < 60:
            number += 1
            side, above = sides[number % len(sides)], priorities[number % len(priorities)]
            device.add(a_demand(side, account=f"c{number % 3}", priority=above, num_steps=8))

    crowd()
    for _ in range(20):
        device.step()
    victim = a_demand(side_px, account="v", priority=priority, num_steps=8)
    device.add(victim)
    while victim.id not in device.ended_s:
        crowd()
        device.step()
        # Twenty levels of a second, and a share of what stands at its level by then.
        assert device.now_s - device.added_s[victim.id] < 20 + 40


@st.composite
def traces(draw: st.DrawFn) -> list[tuple[float, Demand]]:
    """Arrivals of all kinds that fit into 5 GiB, though barely."""
    found = []
    at_s = 0.0
    for number in range(draw(st.integers(1, 25))):
        at_s += draw(st.sampled_from([0.0, 0.0, 0.1, 2.0]))
        shared = draw(st.sampled_from(["", "", "p", "q"]))
        refs = 2 if shared else draw(st.integers(0, 2))
        demand = a_demand(
            draw(SIDES),
            id=str(number),
            account=f"a{draw(st.integers(0, 3))}",
            family=draw(st.sampled_from(["2.1", "2.1", "edit"])),
            priority=draw(st.sampled_from([-10, 0, 0, 0, 10])),
            num_steps=draw(st.integers(1, 6)),
            refs=refs,
            prefix=shared,
            weight=draw(st.sampled_from([1.0, 1.0, 3.0])),
            latents_bytes=draw(st.sampled_from([0, GIB // 100, GIB])),
            deadline_s=draw(st.sampled_from([None, None, at_s + 1.0])),
        )
        found.append((at_s, demand))
    return found


@settings(max_examples=40, deadline=None)
@given(arrivals=traces(), canceled=st.sets(st.integers(0, 24)))
def test_whatever_comes_memory_suffices_and_all_is_made(
    arrivals: list[tuple[float, Demand]], canceled: set[int]
) -> None:
    # The device checks each pick: that somebody is picked while there is work, one family, the
    # rows, and the bytes of latents and prefixes.
    limits = SchedulerLimits(rows_max=4096, bytes_max=5 * GIB, age_s=0.5)
    device = a_device(limits)
    device.play(arrivals[:15])
    device.play([(device.now_s, demand) for _, demand in arrivals[15:]], until_s=device.now_s + 0.2)
    for number in canceled:
        if str(number) in device.scheduler:
            device.remove(str(number))
    device.play([])
    assert set(device.demands) == set(device.ended_s)
    assert device.scheduler.resident_bytes == 0


def mixed(seed: int, load: float, until_s: float = 400.0) -> list[tuple[float, Demand]]:
    """Pictures and edits of many sizes from eight accounts, so much of what the device can make."""
    rng = random.Random(seed)
    shares = {256: 0.35, 512: 0.25, 1024: 0.35, 2048: 0.05}
    mean_s = sum(share * 24 * SIZES[side][1] / 790 for side, share in shares.items())
    found = []
    for at_s in poisson(rng, mean_s / load, until_s):
        side = rng.choices(list(shares), list(shares.values()))[0]
        demand = a_demand(
            side,
            account=f"a{rng.randrange(8)}",
            refs=rng.choice([0, 0, 1]),
            priority=rng.choice([0] * 9 + [5]),
            num_steps=rng.choice([8, 40]),
        )
        found.append((at_s, demand))
    return found


def errors(device: Device, promised: dict[str, float]) -> list[float]:
    """How wrong each promise was, as a share of the time that it really took."""
    return sorted(
        abs(end_s - device.ended_s[name]) / device.wait_s(name)
        for name, end_s in promised.items()
        if name in device.ended_s
    )


def warm(device: Device) -> None:
    """Let it measure steps of two sizes."""
    device.add(a_demand(1024, num_steps=4), a_demand(256, account="b", num_steps=4))
    device.play([])


def test_the_estimate_is_right_within_a_fifth_for_what_is_in_the_line() -> None:
    device = a_device(overhead_s=0.015, noise=0.05)
    warm(device)
    demands = [demand for _, demand in mixed(3, 0.9)][:60]
    device.add(*demands)
    promised = {
        demand.id: device.now_s + device.scheduler.eta_s(demand.id, device.now_s)
        for demand in demands
    }
    device.play([])
    wrong = errors(device, promised)
    assert median(wrong) < 0.1
    assert wrong[int(0.9 * len(wrong))] < 0.2


def test_the_estimate_is_right_within_a_fifth_for_most_though_others_come_later() -> None:
    device = a_device(overhead_s=0.005, noise=0.05)
    warm(device)
    device.play(mixed(4, 0.6))
    wrong = errors(device, device.promised)
    assert len(wrong) > 100
    assert median(wrong) < 0.1
    assert sum(one < 0.2 for one in wrong) / len(wrong) > 0.75


def test_an_estimate_is_infinite_until_something_is_known() -> None:
    device = a_device()
    demand = a_demand()
    device.add(demand)
    assert device.scheduler.eta_s(demand.id, 0.0) == float("inf")
    device.step()
    assert device.scheduler.eta_s(demand.id, device.now_s) == pytest.approx(39 * 66.1 / 790)
    with pytest.raises(KeyError):
        device.scheduler.eta_s("never-heard-of", 0.0)


def plain_fifo(arrivals: list[tuple[float, Demand]]) -> dict[str, float]:
    """How long each waits where they are made one after the other."""
    now_s, found = 0.0, {}
    for at_s, demand in arrivals:
        tflop = demand.num_steps * demand.step_tflop + demand.prefill_tflop
        now_s = max(now_s, at_s) + tflop / 790
        found[demand.id] = now_s - at_s
    return found


def test_who_asks_for_small_pictures_waits_less_than_in_plain_order() -> None:
    # Accounts of one size each: within an account the order stays as it is.
    arrivals = [
        (at_s, dataclasses.replace(demand, account_id=f"{demand.num_rows} {demand.account_id}"))
        for at_s, demand in mixed(5, 0.95)
    ]
    small = [demand.id for _, demand in arrivals if demand.num_rows <= 1024]
    device = a_device()
    device.play(arrivals)
    ours = sorted(device.wait_s(name) for name in small)
    fifo = plain_fifo(arrivals)
    theirs = sorted(fifo[name] for name in small)
    middle, most = len(small) // 2, int(0.99 * len(small))
    assert ours[middle] < theirs[middle] / 4
    assert ours[most] < theirs[most] / 2
