"""R7: from the order to suspend a customer to the last of its calls that is let through, at 1,000 calls a second."""

import time
from itertools import pairwise
from typing import Final, NamedTuple

from bellwarden.flows.enforcement import EnforcementWorld, lift, suspend
from bellwarden.home import Home
from bench.load.driving import Seen, driving
from bench.load.parts import Bench, Figure, Part, wait_until
from bench.load.plan import Phase, Stream
from bench.load.world import CONTINUES, SUSPENDED, SUSPENDED_KEY

CALLS_PER_S: Final = 1_000.0
EVERY_S: Final = 1.5  # a suspension; it is lifted half-way to the next
GOAL_S: Final = 0.2


class Order(NamedTuple):
    """When it was given, and when it was on disk: seconds since 1970."""

    suspends: bool
    given: float
    kept: float


class _Now:
    def now(self) -> float:
        return time.time()


def measure(bench: Bench, rate: float = CALLS_PER_S, workers: int = 1) -> Part:
    seconds = bench.seconds(30, 5)
    with bench.gate("suspension", workers) as gate:
        stream = Stream(name="sbc", server=gate.address, source=SUSPENDED, phases=(Phase(seconds, rate),))
        with driving(bench.plan(stream, seconds=seconds, patience_s=10.0)) as one:
            orders = give_orders(Home(gate.home), one.started, one.started + seconds - 1.0)
            seen = one.finish()
    taken = until_in_force(seen, orders)
    worst = max(taken)
    what = f"suspension in force at {rate:,.0f} calls a second, from the order on; worst of {len(taken)}"
    figures = [Figure("R7", what, f"{worst * 1000:.0f} ms", "≤ 200 ms", worst <= GOAL_S)]
    details = {
        "in_force_ms": [round(one * 1000, 1) for one in taken],
        "written_ms": [round((order.kept - order.given) * 1000, 1) for order in orders],
        "failed": seen.failed(seen.calls()),
        "statuses": seen.statuses(seen.calls()),
        "driver": seen.about_driver(),
    }
    return Part(figures, details, seen.fault())


def give_orders(home: Home, start: float, end: float) -> list[Order]:
    """Suspends and reinstates in turn until the end."""
    orders: list[Order] = []
    moment = start + EVERY_S / 2
    while moment < end - EVERY_S:
        orders += give_order_and_lift(home, moment, moment + EVERY_S / 2)
        moment += EVERY_S
    return orders


def give_order_and_lift(home: Home, at: float, until: float) -> tuple[Order, Order]:
    """Suspends the customer at one moment and reinstates it at another, both in seconds since 1970."""
    journal = home.journal()
    world = EnforcementWorld(journal, journal.refresh(), None, _Now(), "bench")
    wait_until(at)
    given = time.time()
    done = suspend(SUSPENDED_KEY, "benchmark", "", world).enforcement
    suspended = Order(True, given, time.time())
    if done is None:
        raise RuntimeError("the suspension was refused")
    wait_until(until)
    given = time.time()
    lift(done.number, "benchmark", world)
    return suspended, Order(False, given, time.time())


def until_in_force(seen: Seen, orders: list[Order]) -> list[float]:
    """Seconds from each suspension to the sending of the last call that was let through before it was lifted."""
    taken = []
    for order, lifted in pairwise(orders):
        if not order.suspends:
            continue
        calls = seen.calls(since=order.given - seen.started, until=lifted.given - seen.started)
        through = [seen.rows.sent[row] for row in calls if seen.rows.status[row] == CONTINUES]
        taken.append(max(through) - order.given if through else 0.0)
    return taken
