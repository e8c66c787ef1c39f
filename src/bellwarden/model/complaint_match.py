"""What the call log says about a complaint: calls found and missed, whose they were, and what law and terms say."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from bellwarden.model.call_record import CallRecord

HELD: Final = 0.8


class Match(str, Enum):
    """Whose calls a complaint is about."""

    MADE_BY_CUSTOMER = "made_by_customer"
    CARRIED_FOR_UPSTREAM = "carried_for_upstream"  # they came to us from another provider
    SPOOFED = "spoofed"  # the number is ours, the calls are not
    NOT_OURS = "not_ours"
    NO_DATA = "no_data"  # the records of that time are not here, or the message doesn't tell enough to look


@dataclass(frozen=True, slots=True)
class CallMatch:
    call: CallRecord
    key: str  # its id: the switch's, else the decision's, else the place in its file
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the call log reaches."""

    since: datetime | None  # the first call; None: no calls at all
    until: datetime | None  # complete up to then
    missing_days: tuple[str, ...] = ()  # days between, 2026-05-31, of which there is no call

    def holds(self, earliest: datetime, latest: datetime) -> bool:
        """Whether calls of that time would be here: of a stretch at least four fifths."""
        if self.since is None or self.until is None:
            return False
        begin, end = max(earliest, self.since), min(latest, self.until)
        if earliest.strftime("%Y-%m-%d") in self.missing_days or begin > end:
            return False
        return latest == earliest or (end - begin) / (latest - earliest) >= HELD


@dataclass(frozen=True, slots=True)
class Matching:
    verdict: Match
    confidence: float
    reasons: tuple[str, ...]
    found: tuple[CallMatch, ...]
    near: tuple[CallMatch, ...]  # looked alike and were not taken, best first
    claimed_least: int | None
    claimed_most: int | None
    coverage: Coverage
    customer: str = ""  # its key, for staff alone
    upstream: str = ""
    holder: str = ""  # customer who holds the number complained about; "": nobody of ours
    held_by_us: bool = False  # the number is of our inventory, held or not

    @property
    def fewer_than_claimed(self) -> bool:
        return self.claimed_least is not None and bool(self.found) and len(self.found) < self.claimed_least


class Question(str, Enum):
    """What is asked of every complaint."""

    ILLEGAL = "illegal"
    AGAINST_TERMS = "against_terms"
    HARMFUL = "harmful"


class Answered(str, Enum):
    YES = "yes"
    NO = "no"
    NEEDS_FACTS = "needs_facts"


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule that spoke."""

    rule: str
    title: str
    citation: str
    status: str
    evidence: str
    verdict: str  # as the rule has it: illegal, likely, legal, terms, harmful


@dataclass(frozen=True, slots=True)
class TriageAnswer:
    question: Question
    answer: Answered
    reason: str
    grounds: tuple[Ground, ...]
    ask: tuple[str, ...] = ()  # names of facts that would decide it


@dataclass(frozen=True, slots=True)
class Triage:
    illegal: TriageAnswer
    against_terms: TriageAnswer
    harmful: TriageAnswer
    person_now: str = ""  # why a person is needed at once; "" when not
    emergency_path: str = ""
