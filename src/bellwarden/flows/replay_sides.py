"""One policy judging calls of the past, with the counts and measures of then. Nothing of it leaves the memory."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from heapq import heappop, heappush
from typing import Final, NamedTuple

from bellwarden.flows.call import understand
from bellwarden.flows.replay_past import PastCall, RecordedCall
from bellwarden.flows.replay_record import Placer, missing_of, unjudged_in, without
from bellwarden.model.call import CallAttempt
from bellwarden.model.counting import Counting, CustomerCounting
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement
from bellwarden.model.policy import ModeSetting, PolicyDocument, Trunk
from bellwarden.model.usage import NO_USAGE, Usage
from bellwarden.model.verdict import Mode, Verdict
from bellwarden.ports import Counters
from bellwarden.seam.journal import EnforcementBook, JournalEvent, MeasureLifted, MeasureSet
from bellwarden.switches.dialect import REFUSES
from bellwarden.verdict.decide import SOURCE_UNKNOWN, decide
from bellwarden.verdict.policy import Policy

MakePolicy = Callable[[PolicyDocument], Policy]
CountingOf = Callable[[str], Counting | None]  # what the policy of a snapshot had counted; None: not known any more

NEW_COUNT: Final = CustomerCounting()


class MeasuresThen:
    """The journal as it stood at any time: a measure holds from its line to its end, or to the line that lifted it."""

    def __init__(self, events: Iterable[JournalEvent]) -> None:
        told = list(events)
        lifted = {one.lifts: one.at for one in told if isinstance(one, MeasureLifted)}
        self._book = EnforcementBook()
        self._book.apply([_until(one, lifted) for one in told if isinstance(one, MeasureSet)])
        self.any = any(isinstance(one, MeasureSet) for one in told)

    def of(self, call: CallAttempt) -> tuple[Enforcement, ...]:
        """What was in force against the call at its time."""
        at = call.request.at
        asked, calling = call.request, (call.calling.digits,)
        found = self._book.naming(asked.source_ip, call.customer, calling, call.called.digits, at, asked.display_name)
        return tuple(one for one in found if one.set_at <= at)


def _until(event: MeasureSet, lifted: dict[int, float]) -> MeasureSet:
    one = event.enforcement
    end = lifted.get(one.number)
    if end is None or (one.expires_at and one.expires_at < end):
        return event
    return event._replace(enforcement=one._replace(expires_at=end))


class Judged(NamedTuple):
    """A past call as one policy sees it."""

    call: CallAttempt
    verdict: Verdict
    usage: Usage


class Side:
    """One policy, with counters of its own."""

    def __init__(self, policy: Policy, make: MakePolicy, counters: Counters, counting_of: CountingOf) -> None:
        self.policy = policy
        self._make = make
        self._counters = counters
        self._counting_of = counting_of
        self._counting_then: dict[str, Counting | None] = {}
        self._blind: dict[frozenset[str], Policy] = {}
        self._placer = Placer(policy)
        self._ends: list[tuple[float, str, float]] = []  # calls let through: when each ends, its name, its length
        self._number = 0
        counters.prepare(policy.counting)

    def judge(self, past: PastCall, measures: MeasuresThen) -> Judged | None:
        """What the policy says of a call; None when it has no trunk for it. Counts the call."""
        while self._ends and self._ends[0][0] <= past.at:
            end, name, length_s = heappop(self._ends)
            self._counters.end_call(name, length_s, end)
        if past.decision is not None:
            return self._judge_decision(past.decision, past.record)
        return self._judge_record(past.record, measures) if past.record is not None else None

    def _judge_decision(self, decision: Decision, record: RecordedCall | None) -> Judged | None:
        recorded = decision.call
        call = understand(recorded.request, self.policy)
        if call is None:
            return Judged(recorded, SOURCE_UNKNOWN, NO_USAGE)
        call = call._replace(enforcements=recorded.enforcements, verification=recorded.verification)
        if self.policy.is_emergency(call.called):
            return Judged(call, decide(call, self.policy, NO_USAGE), NO_USAGE)
        usage = self._count(call)
        then = self._then(decision.policy)
        if then is not None:
            usage = readings(decision.usage, usage, then, self.policy.counting, call)
        verdict = decide(call, self.policy, usage)
        self._settle(call, usage, verdict, record)
        return Judged(call, verdict, usage)

    def _judge_record(self, record: RecordedCall, measures: MeasuresThen) -> Judged | None:
        call = self._placer.attempt(record)
        if call is None:
            return None
        policy = self.blind(missing_of(record))
        if policy.is_emergency(call.called):
            return Judged(call, decide(call, policy, NO_USAGE), NO_USAGE)
        if measures.any and (found := measures.of(call)):
            call = call._replace(enforcements=found)
        usage = self._count(call)
        verdict = decide(call, policy, usage)
        self._settle(call, usage, verdict, record)
        return Judged(call, verdict, usage)

    def blind(self, missing: frozenset[str]) -> Policy:
        """The policy without whatever can't be judged where this is missing."""
        found = self._blind.get(missing)
        if found is None:
            document = self.policy.document
            found = self._blind[missing] = self._make(without(document, unjudged_in(document, missing)))
        return found

    def _then(self, snapshot: str) -> Counting | None:
        if snapshot not in self._counting_then:
            self._counting_then[snapshot] = self._counting_of(snapshot)
        return self._counting_then[snapshot]

    def _count(self, call: CallAttempt) -> Usage:
        prices = self.policy.prices
        cost = prices.charge(call.called) if call.customer in prices.customers else 0
        return self._counters.count_attempt(call, cost)

    def _settle(self, call: CallAttempt, usage: Usage, verdict: Verdict, record: RecordedCall | None) -> None:
        """As the gate does it: a refused call is taken back, another is up until its record says that it ended."""
        if not (usage.customer_calls_up or usage.trunk_calls_up or usage.call_cost):
            return
        if verdict.outcome in REFUSES and not self.policy.observes:
            self._counters.release_call(call, usage)
            return
        self._number += 1
        name = f"{self._number:024x}"
        self._counters.book_call(name, call, usage)
        if self.policy.trunks[call.trunk].reports_ends:
            length_s = _length(record, self.policy.counting.call_s_assumed)
            heappush(self._ends, (call.request.at + length_s, name, length_s))


def _length(record: RecordedCall | None, assumed_s: float) -> float:
    """How long a call was; one that was refused then would have taken what calls are assumed to take."""
    return assumed_s if record is None or record.billable_s is None else record.billable_s


def readings(recorded: Usage, rebuilt: Usage, then: Counting, now: Counting, call: CallAttempt) -> Usage:
    """The counts of then as they were taken; counted anew where the policy of then counted something else, or did not.

    Attempts of the last second always were counted.
    """
    if then == now:
        return recorded
    was, wants = then.customers.get(call.customer, NEW_COUNT), now.customers.get(call.customer, NEW_COUNT)
    trunk_then, trunk_now = then.trunks.get(call.trunk), now.trunks.get(call.trunk)
    same = {
        "customer_attempts_1m": was.minute,
        "customer_attempts_1h": was.hour,
        "customer_attempts_1d": was.day,
        "customer_caller_ids_1h": was.caller_ids_max == wants.caller_ids_max,
        "customer_calls_up": was.call_s == wants.call_s,
        "customer_spend_1d": was == wants,
        "call_cost": was == wants,
        "trunk_attempts_1s": trunk_then is not None and trunk_then.second,
        "trunk_calls_up": trunk_then == trunk_now,
        "caller_id_calls": then.caller_id_s == now.caller_id_s,
        "pair_calls": then.pair_s == now.pair_s,
        "called_side_calls": then.called_side_s == now.called_side_s,
        "burst_calls": then.burst_s == now.burst_s,
    }
    return recorded._replace(**{name: getattr(rebuilt, name) for name, kept in same.items() if not kept})


def nothing_but(document: PolicyDocument, trunk: str, checks: Iterable[str]) -> PolicyDocument:
    """A policy by which every check is off and every recorded call comes over one trunk: a rule put on top of it is
    tried alone, where no policy is in force.
    """
    return replace(
        document, trunks=(Trunk(trunk, ()),), modes=tuple(ModeSetting(name, Mode.OFF) for name in sorted(checks))
    )
