"""What a switch's calls leave behind: who will complain, what is traced back, which unused numbers were called."""

from array import array
from collections import defaultdict
from random import Random
from typing import Any, Final, NamedTuple

from bellwarden.simulator.worlds import tracebacks
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.complaints import Told
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.plan import Member, Plan

OUTSIDE: Final = 12.0  # complaints by 100,000 answered robocalls of other carriers' customers
ORDINARY: Final = 0.5  # by 100,000 answered calls of anybody
QUESTIONS: Final = 30  # calls of each customer, good ones and bad ones, that are kept as questions to a gate
RUNG: Final = frozenset({200, 480, 487})


class Kept(NamedTuple):
    """Small enough to be handed from process to process."""

    told: list[tuple[Told, ...]]
    traced: list[Told]
    honeypot: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    do_not_call: "array[int]"  # ascending


class Aftermath:
    """Fed with one switch's days, one after the other."""

    def __init__(self, plan: Plan, members: list[Member], numbers: Numbers) -> None:
        self.plan = plan
        self.numbers = numbers
        self.kept = Kept([], [], [], [], array("q"))
        self.do_not_call: set[int] = set()
        factor = plan.about.complaints / 100_000
        self.rates = {"": OUTSIDE * factor}
        for member in members:
            self.rates[member.key] = plan.rng("complaints", member.place).uniform(*member.kind.complaints) * factor
        self.ordinary = ORDINARY * factor
        self.harassed: dict[str, list[Told]] = defaultdict(list)
        self.asked: dict[tuple[str, bool], int] = defaultdict(int)

    def see(self, rng: Random, calls: list[tuple[Call, str]]) -> None:
        """One day's calls with their ids."""
        campaigns: dict[str, list[Told]] = defaultdict(list)
        reserved = self.numbers.reserved_office
        for call, call_id in calls:
            number = call.called
            if 10_000_000_000 < number < 20_000_000_000:
                if number // 10_000 % 1000 == reserved:
                    self.kept.honeypot.append(_hit(call, call_id))
                elif call.customer and self.numbers.traits(number).do_not_call:
                    self.do_not_call.add(number)
            if call.bad:
                told = Told(call, call_id)
                if call.customer:
                    campaigns[call.campaign].append(told)
                if call.bad == "B7":
                    self.harassed[call.campaign].append(told)
                elif (
                    call.status in RUNG
                    and (call.person or call.bad == "B5" or rng.random() < 0.3)
                    and rng.random() < self.rates[call.customer]
                ):
                    self.kept.told.append((told,))
            elif call.person and call.customer and rng.random() < self.ordinary:
                self.kept.told.append((Told(call, call_id),))
            if call.customer and self.asked[call.customer, bool(call.bad)] < QUESTIONS:
                self.asked[call.customer, bool(call.bad)] += 1
                self.kept.questions.append(_question(call, call_id))
        share = min(0.5, tracebacks.SHARE * self.plan.about.complaints)
        for one in campaigns.values():
            if len(one) > tracebacks.CALLS_MIN and rng.random() < share:
                self.kept.traced.append(rng.choice(one))

    def end(self, rng: Random) -> Kept:
        """When all days were seen. Whoever is harassed complains one to five times, of several calls each time."""
        for calls in self.harassed.values():
            for _ in range(rng.randrange(1, 6)):
                at = rng.randrange(len(calls))
                group = [one for one in calls[at : at + 4] if one.call.called == calls[at].call.called]
                self.kept.told.append(tuple(group))
        return self.kept._replace(do_not_call=array("q", sorted(self.do_not_call)))


def _hit(call: Call, call_id: str) -> dict[str, Any]:
    return {"at_ms": call.at_ms, "calling": call.calling, "called": str(call.called), "call_id": call_id}


def _question(call: Call, call_id: str) -> dict[str, Any]:
    """As POST /v1/decisions has it."""
    digits = call.calling.isdigit() and len(call.calling) > 9
    question: dict[str, Any] = {
        "calling_number": f"+{call.calling}" if digits else call.calling,
        "called_number": f"+{call.called}" if call.called > 10_000 else str(call.called),
        "trunk": call.customer,
        "call_id": call_id,
    }
    if call.name:
        question["display_name"] = call.name
    if call.diverted:
        question["diversions"] = [f"+{call.diverted}"]
    return {"at_ms": call.at_ms, "question": question}
