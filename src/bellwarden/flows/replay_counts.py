"""What a replay found: every call judged by the policy in force and by a candidate, counted in bounded memory."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bellwarden.flows.replay_past import RecordedCall
from bellwarden.model.call import CallAttempt
from bellwarden.model.number import NumberForm
from bellwarden.model.verdict import Action, Outcome, Verdict
from bellwarden.switches.dialect import GOES_ON

NAMES_MAX: Final = 100_000  # customers and destinations told apart; the rest is counted as one
SAMPLES_MAX: Final = 20
SAMPLES_EACH: Final = 3  # of one customer and one kind of change
OTHERS: Final = "(others)"
PASSED: Final = "passed"
DIVERTED: Final = "diverted"
LIMITED: Final = "limited"
STOPPED: Final = "stopped"
STANDINGS: Final = (PASSED, STOPPED, LIMITED, DIVERTED)


def standing(verdict: Verdict) -> str:
    """What became of the call: passed, stopped, limited or diverted."""
    if verdict.outcome in GOES_ON:
        return PASSED
    if verdict.action is Action.DIVERT:
        return DIVERTED
    return LIMITED if verdict.outcome is Outcome.LIMIT else STOPPED


class Seen(NamedTuple):
    """One past call under both policies."""

    call: CallAttempt
    live: Verdict
    candidate: Verdict
    record: RecordedCall | None
    decision_id: str
    emergency: bool


@dataclass(slots=True)
class Toll:
    """What a candidate would have done to the calls of one customer, or to one destination."""

    calls: int = 0
    held_live: int = 0  # stopped, limited or diverted
    held_candidate: int = 0
    newly: int = 0  # held by the candidate alone
    released: int = 0  # held by the policy in force alone
    answered: int = 0  # of the newly held, calls that were answered
    answered_s: float = 0.0


@dataclass(slots=True)
class Complaints:
    """Complaints about calls that are kept, and what would have become of those calls."""

    told: int = 0
    outside: int = 0  # of another time
    matched: set[int] = field(default_factory=set)
    passed_live: set[int] = field(default_factory=set)  # at least one of its calls passed
    passed_candidate: set[int] = field(default_factory=set)

    @property
    def prevented(self) -> int:
        """Of those whose calls passed, the ones none of whose calls the candidate would have let pass."""
        return len(self.passed_live - self.passed_candidate)


class Complaint(NamedTuple):
    """A complaint: a number that called, when, whom; the call itself where it is known."""

    number: int  # of the complaint in its list
    calling: str  # E.164 digits
    called: str  # "" when it does not say
    at: float
    call_id: str = ""


@dataclass(slots=True)
class Known:
    """Customers, trunks or caller IDs that are known to be good or bad."""

    good: frozenset[str] = frozenset()
    bad: frozenset[str] = frozenset()

    def of(self, call: CallAttempt) -> str:
        for name in (call.customer, call.calling.digits, call.trunk):
            if name in self.bad:
                return "bad"
            if name in self.good:
                return "good"
        return ""


@dataclass(slots=True)
class Findings:
    """Everything that a replay counts."""

    since: float = 0.0
    until: float = 0.0
    first_at: float = 0.0  # of the calls that were judged
    last_at: float = 0.0
    calls: int = 0
    decisions: int = 0  # of them by their recorded decision
    outside: int = 0  # calls that could not be judged at all
    live: Counter[str] = field(default_factory=Counter)
    candidate: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    other_reason: int = 0  # same end, for another reason
    reasons_new: Counter[str] = field(default_factory=Counter)
    reasons_gone: Counter[str] = field(default_factory=Counter)
    customers: dict[str, Toll] = field(default_factory=dict)
    destinations: dict[str, Toll] = field(default_factory=dict)
    good: dict[str, Toll] = field(default_factory=dict)
    bad: dict[str, Toll] = field(default_factory=dict)
    emergency: int = 0
    emergency_held: int = 0
    untimed: int = 0  # newly held calls of which nobody knows whether they were answered
    gaps: Counter[str] = field(default_factory=Counter)
    samples: list[Seen] = field(default_factory=list)
    complaints: Complaints = field(default_factory=Complaints)
    total: Toll = field(default_factory=Toll)
    _sampled: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def changed(self) -> int:
        """Calls that would have ended otherwise."""
        return sum(self.moves.values())

    def take(self, seen: Seen, known: Known) -> None:
        """Count one call."""
        was, would = standing(seen.live), standing(seen.candidate)
        self.last_at = seen.call.request.at
        self.first_at = self.first_at or self.last_at
        self.calls += 1
        self.decisions += bool(seen.decision_id)
        self.live[was] += 1
        self.candidate[would] += 1
        if seen.emergency:
            self.emergency += 1
            self.emergency_held += would != PASSED
        group = known.of(seen.call)
        tolls = [
            self.total,
            _toll(self.customers, seen.call.customer),
            _toll(self.destinations, destination(seen.call)),
        ]
        if group:
            kept = self.good if group == "good" else self.bad
            tolls.append(_toll(kept, seen.call.customer or seen.call.calling.digits))
        for toll in tolls:
            toll.calls += 1
            toll.held_live += was != PASSED
            toll.held_candidate += would != PASSED
        if was != would:
            self._changed(seen, was, would, tolls)
        elif seen.live.reason != seen.candidate.reason:
            self.other_reason += 1

    def _changed(self, seen: Seen, was: str, would: str, tolls: list[Toll]) -> None:
        self.moves[was, would] += 1
        if would != PASSED:
            self.reasons_new[reason_of(seen.candidate)] += 1
        if was != PASSED:
            self.reasons_gone[reason_of(seen.live)] += 1
        newly = was == PASSED
        length_s = None if seen.record is None else seen.record.billable_s
        answered = seen.record is not None and seen.record.result == "answered"
        self.untimed += newly and not answer_known(seen.record)
        for toll in tolls:
            toll.newly += newly
            toll.released += would == PASSED
            if newly and answered:
                toll.answered += 1
                toll.answered_s += length_s or 0.0
        kind = (was, would, seen.call.customer)
        if len(self.samples) < SAMPLES_MAX and self._sampled[kind] < SAMPLES_EACH:
            self._sampled[kind] += 1
            self.samples.append(seen)


def answer_known(record: RecordedCall | None) -> bool:
    return record is not None and record.result != "unknown"


def _toll(tolls: dict[str, Toll], name: str) -> Toll:
    found = tolls.get(name)
    if found is None:
        name = name if len(tolls) < NAMES_MAX else OTHERS
        found = tolls.setdefault(name, Toll())
    return found


def reason_of(verdict: Verdict) -> str:
    """The winner's code, with the list or condition it stands on."""
    for one in verdict.weighed:
        if one.finding.code == verdict.reason and one.finding.source:
            return f"{verdict.reason} {one.finding.source}"
    return verdict.reason


def destination(call: CallAttempt) -> str:
    """Where a call went: area code of the North American plan, else country, else the short code."""
    called = call.called
    if called.form is NumberForm.NANP:
        return f"+1 {called.digits[1:4]}"
    if called.e164:
        return called.country or "unknown country"
    return called.digits or "no number"
