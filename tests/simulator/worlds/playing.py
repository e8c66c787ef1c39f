"""Small worlds for tests, played in memory."""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer
from bellwarden.simulator.worlds.make import Traffic
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.plan import SIZES, Member, Plan, make


class Played(NamedTuple):
    """`by` is what each customer sent, ascending."""

    plan: Plan
    calls: list[Call]
    by: dict[str, list[Call]]
    customers: list[tuple[Member, list[Customer]]]
    numbers: Numbers

    def of(self, *keys: str) -> list[Call]:
        """Calls of all customers of some classes."""
        wanted = {member.key for member, _ in self.customers if member.kind.key in keys}
        return [call for call in self.calls if call.customer in wanted]


def small(seed: int, calls_max: int = 250, holdout: bool = False, days: int = 3, customers: int = 50) -> Plan:
    about = SIZES["S"]._replace(calls_max=calls_max)
    return make(seed, "S", holdout, days, customers)._replace(about=about)


@cache
def played(seed: int, calls_max: int = 250, holdout: bool = False) -> Played:
    plan = small(seed, calls_max, holdout)
    traffics = [Traffic(plan, switch) for switch in range(len(plan.switches))]
    calls = [call for traffic in traffics for day in traffic.days() for call in day.calls]
    calls.sort(key=lambda call: call.at_ms)
    by: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        by[call.customer].append(call)
    return Played(plan, calls, by, [one for traffic in traffics for one in traffic.customers], traffics[0].numbers)
