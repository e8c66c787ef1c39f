"""A candidate tried on what happened: the story of `bellwarden replay`. Nothing is written, nothing takes effect.

Each call is judged twice, by the policy in force and by the candidate: with the counts of its time, the measures of its
time, and what is known of it. A decision made under the policy in force stands as it was made.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bellwarden.flows.replay_counts import PASSED, Complaint, Complaints, Findings, Known, Seen, answer_known, standing
from bellwarden.flows.replay_past import PastCall
from bellwarden.flows.replay_record import missing_of, unjudged_in
from bellwarden.flows.replay_sides import Judged, MeasuresThen, Side
from bellwarden.model.counting import Counting
from bellwarden.model.decision import Decision
from bellwarden.model.policy import PolicyDocument
from bellwarden.model.verdict import CALL_CONTINUES, EMERGENCY_CALL, NOT_JUDGED, POLICY_FAULT, Verdict
from bellwarden.verdict.decide import decide
from bellwarden.verdict.policy import Policy

COMPLAINT_TOLERANCE_S: Final = 3600.0  # how well people remember when they were called
TOLD_EVERY: Final = 5_000  # calls between two words on the progress

UNJUDGED: Final = "answered unjudged by a gate that was behind or broken"
PLACELESS: Final = "records whose customer, trunk and source address the policy does not know"
ANSWER_UNKNOWN: Final = "no record tells whether the call was answered"
TOKENS_UNSEEN: Final = "signatures that nobody looked at then"
HEADERS_UNREAD: Final = "headers that the policy of then did not read"


@dataclass(slots=True)
class Question:
    """What is asked of the past. `rules` names lists and conditions that the candidate has beyond the policy in force,
    where nothing else differs.
    """

    since: float
    until: float
    known: Known = field(default_factory=Known)
    complaints: Sequence[Complaint] = ()
    rules: frozenset[str] = frozenset()


def replay(
    past: Iterable[PastCall],
    live: Side | None,
    candidate: Side,
    measures: MeasuresThen,
    question: Question,
    told: Callable[[float], None],
) -> Findings:
    """Judge all that happened. Calls before `question.since` only fill the counters. `told` hears how far it has come,
    in seconds since 1970. Without a policy in force every call passed.
    """
    run = _Run(live, candidate, measures, question)
    for number, one in enumerate(past):
        if one.at >= question.until:
            break
        run.take(one)
        if number % TOLD_EVERY == 0:
            told(one.at)
    told(question.until)
    return run.finish()


class _Run:
    def __init__(self, live: Side | None, candidate: Side, measures: MeasuresThen, question: Question) -> None:
        self._live = live
        self._candidate = candidate
        self._measures = measures
        self._question = question
        self.findings = Findings(question.since, question.until)
        sides = [side.policy for side in (live, candidate) if side is not None]
        self._emergency = frozenset[str]().union(*(one.emergency_numbers for one in sides))
        # Where both find the same parties and count the same, each call is understood and counted once.
        self._one_count = live is not None and _on_same_ground(live.policy, candidate.policy)
        self._missing: Counter[frozenset[str]] = Counter()
        self._headers = candidate.policy.headers_read - (live.policy.headers_read if live is not None else frozenset())
        self._active = frozenset[str]().union(*map(active_in, sides))
        self._matcher = _Matcher(question.complaints, self.findings.complaints, question)

    def take(self, past: PastCall) -> None:
        counted = past.at >= self._question.since
        gaps = self.findings.gaps
        decision = past.decision
        if decision is not None and _nobody_judged(decision):
            if counted:
                gaps[UNJUDGED] += 1
                self.findings.outside += 1
            return
        judged = self._candidate.judge(past, self._measures)
        verdict = None if judged is None else self._live_verdict(past, judged)
        if not counted:
            return
        if judged is None or verdict is None:
            gaps[PLACELESS] += 1
            self.findings.outside += 1
            return
        self._tell_gaps(past, judged)
        emergency = judged.call.called.digits in self._emergency
        seen = Seen(
            judged.call,
            verdict,
            judged.verdict,
            past.record,
            "" if decision is None else decision.id,
            emergency,
        )
        self.findings.take(seen, self._question.known)
        self._matcher.take(seen)

    def _live_verdict(self, past: PastCall, judged: Judged) -> Verdict | None:
        live, decision = self._live, past.decision
        if live is None:
            return judged.verdict if judged.verdict.reason == EMERGENCY_CALL else CALL_CONTINUES
        if self._one_count:
            if decision is not None and decision.policy == live.policy.snapshot:
                return decision.verdict
            rules = self._question.rules
            if rules and rules.isdisjoint([one.finding.source for one in judged.verdict.weighed]):
                return judged.verdict  # only the rule could have made a difference
            policy = (
                live.policy if past.decision is not None or past.record is None else live.blind(missing_of(past.record))
            )
            return decide(judged.call, policy, judged.usage)
        found = live.judge(past, self._measures)
        if decision is not None and decision.policy == live.policy.snapshot:
            return decision.verdict
        return None if found is None else found.verdict

    def _tell_gaps(self, past: PastCall, judged: Judged) -> None:
        gaps = self.findings.gaps
        if not answer_known(past.record):
            gaps[ANSWER_UNKNOWN] += 1
        if past.decision is None:
            if past.record is not None:
                self._missing[missing_of(past.record)] += 1
            return
        if self._headers:
            gaps[HEADERS_UNREAD] += 1
        if (
            past.decision.call.verification is None
            and past.decision.call.request.identities
            and judged.call.trunk in self._candidate.policy.verifies
            and standing(judged.verdict) == PASSED
        ):
            gaps[TOKENS_UNSEEN] += 1

    def finish(self) -> Findings:
        for missing, calls in self._missing.items():
            for what in self._blind_to(missing):
                self.findings.gaps[what] += calls
        return self.findings

    def _blind_to(self, missing: frozenset[str]) -> frozenset[str]:
        """What of the missing matters to one of the two policies."""
        unjudged = unjudged_in(self._candidate.policy.document, missing)
        if self._live is not None:
            unjudged |= unjudged_in(self._live.policy.document, missing)
        return frozenset(f"{what}: {name}" for name, what in unjudged.items() if name in self._active)


def active_in(policy: Policy) -> frozenset[str]:
    """Checks and conditions (`condition:NAME`) that look at some trunk's calls."""
    found: set[str] = set()
    for trunk in policy.document.trunks:
        for step in policy.chain_for(trunk.key, trunk.customer, "").steps:
            found.add(f"condition:{step.names[0]}" if step.code == "CONDITION" else step.code.lower())
    return frozenset(found)


def _on_same_ground(one: Policy, other: Policy) -> bool:
    """Whether both find the same parties for every call, and no count of either depends on what it lets pass."""
    counting = one.counting
    if counting != other.counting or one.document.costs != other.document.costs or _counts_what_passes(counting):
        return False
    return _ground(one.document) == _ground(other.document)


def _ground(document: PolicyDocument) -> tuple[object, ...]:
    held = tuple((customer.key, customer.numbers) for customer in document.customers)
    return document.carrier.country, document.trunks, held, document.inventory, document.emergency_numbers


def _counts_what_passes(counting: Counting) -> bool:
    customers = any(one.call_s or one.spend for one in counting.customers.values())
    return customers or any(one.call_s for one in counting.trunks.values())


def _nobody_judged(decision: Decision) -> bool:
    return decision.verdict.reason in NOT_JUDGED or decision.verdict.reason == POLICY_FAULT


class _Matcher:
    """Finds the calls that were complained about."""

    def __init__(self, complaints: Sequence[Complaint], counts: Complaints, question: Question) -> None:
        self._counts = counts
        self._by_call = {one.call_id: one.number for one in complaints if one.call_id}
        self._by_caller: dict[str, list[Complaint]] = {}
        for one in complaints:
            counts.told += 1
            if one.call_id:
                continue
            if question.since <= one.at < question.until:
                self._by_caller.setdefault(one.calling, []).append(one)
            else:
                counts.outside += 1

    def take(self, seen: Seen) -> None:
        for number in self._complaints_of(seen):
            self._counts.matched.add(number)
            if standing(seen.live) == PASSED:
                self._counts.passed_live.add(number)
            if standing(seen.candidate) == PASSED:
                self._counts.passed_candidate.add(number)

    def _complaints_of(self, seen: Seen) -> list[int]:
        call = seen.call
        found = [self._by_call[call.request.call_id]] if call.request.call_id in self._by_call else []
        found += [
            one.number
            for one in self._by_caller.get(call.calling.digits, ())
            if abs(one.at - call.request.at) <= COMPLAINT_TOLERANCE_S and one.called in ("", call.called.digits)
        ]
        return found
