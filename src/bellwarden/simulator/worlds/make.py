"""From a plan to calls: one switch after the other, day by day, customer by customer."""

from collections.abc import Iterator
from typing import NamedTuple

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Scene
from bellwarden.simulator.worlds.plan import Member, Plan
from bellwarden.simulator.worlds.times import DAY_MS


class SwitchDay(NamedTuple):
    """What a switch saw between midnight and midnight, UTC, in the order of the calls' beginnings."""

    switch: int
    day: int
    calls: list[Call]


class Traffic:
    """Calls of one switch. Customers are kept, so that their days build on each other; `customers` tells the truth."""

    def __init__(self, plan: Plan, switch: int) -> None:
        self.plan = plan
        self.switch = switch
        self.numbers = plan.numbers()
        members = [member for member in plan.members if member.switch == switch]
        self.customers: list[tuple[Member, list[Customer]]] = [
            (one, [plan.customer(one, self.numbers, kind) for kind in (one.kind, one.also) if kind]) for one in members
        ]

    def days(self) -> Iterator[SwitchDay]:
        begin = round(self.plan.begin.timestamp() * 1000)
        late: list[Call] = []  # calls of local days that reach beyond midnight UTC
        for number in range(self.plan.days):
            for member, customers in self.customers:
                for customer in customers:
                    rng = self.plan.rng("day", member.place, number, customer.kind.key)
                    late += customer.kind.day(Scene(customer, self.numbers, self.plan.day_of(member, number), rng))
            late.sort(key=lambda call: call.at_ms)
            midnight = begin + (number + 1) * DAY_MS
            today = [call for call in late if call.at_ms < midnight]
            late = late[len(today) :]
            yield SwitchDay(self.switch, number, today)
        if late:
            yield SwitchDay(self.switch, self.plan.days, late)
