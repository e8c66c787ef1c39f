"""Counts of the demonstration: verdicts as the gate kept them, answers as the callers got them, labels against both."""

from collections import Counter, deque
from dataclasses import dataclass
from typing import Any, Final

from bellwarden.cli.records import chip
from bellwarden.model.decision import Decision
from bellwarden.model.stir import SigningOutcome, VerificationStatus
from bellwarden.model.verdict import Outcome

RATE_WINDOW_S: Final = 10.0
LATENCIES_MAX: Final = 1_000
OPEN_MAX: Final = 20_000  # answers whose record has not come yet, and the other way round
DISAGREEMENTS_MAX: Final = 20
VERIFIED: Final = {
    VerificationStatus.PASSED: "good",
    VerificationStatus.FAILED: "bad",
    VerificationStatus.NONE: "not verified",
}
MEASURE: Final = "ENFORCEMENT"
WORDS: Final = ("Allowed", "Blocked", "Diverted", "Limited", "Emergency")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a caller tells about one call (simulator/__main__.py)."""

    call: int
    customer: str
    calling: str
    called: str
    story: str
    reason: str  # of a right verdict
    goes_on: bool  # whether it should
    status: int  # 0: no answer
    went_on: bool  # whether it did
    decision: str
    latency_s: float


class DemoTally:
    """`now` is monotonic, in seconds."""

    def __init__(self) -> None:
        self.words: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.signed: Counter[str] = Counter()  # calls signed by us, by attestation
        self.verified: Counter[str] = Counter()  # calls of others, by what their token was worth
        self.placed = 0
        self.good = 0
        self.bad = 0
        self.unanswered = 0
        self.unjudged = 0
        self.by_measure = 0  # met a measure that somebody set while the demonstration ran: no label knows of it
        self.agreed = 0
        self.retransmissions = 0
        self.disagreements: list[str] = []
        self.disagreed = 0
        self._latencies: deque[float] = deque(maxlen=LATENCIES_MAX)
        self._recent: deque[tuple[float, str]] = deque()
        self._verdicts: dict[str, Decision] = {}
        self._answers: dict[str, Answered] = {}

    @property
    def open(self) -> int:
        """Answers whose verdict has not been read from the spool yet."""
        return len(self._answers)

    def take_decision(self, decision: Decision, now: float) -> None:
        _, word, _ = chip(decision)
        self.words[word] += 1
        self._recent.append((now, word))
        if decision.verdict.outcome is not Outcome.CONTINUE:
            self.reasons[decision.verdict.reason] += 1
        self._note_tokens(decision)
        answered = self._answers.pop(decision.id, None)
        if answered is not None:
            self._settle(answered, decision)
        elif len(self._verdicts) < OPEN_MAX:
            self._verdicts[decision.id] = decision

    def take_answer(self, told: dict[str, Any]) -> None:
        self.retransmissions += told.pop("retransmissions", 0)
        told.pop("source_ip", None)
        answered = Answered(**told)
        self.placed += 1
        if answered.goes_on:
            self.good += 1
        else:
            self.bad += 1
        if not answered.status:
            self.unanswered += 1
            return
        self._latencies.append(answered.latency_s)
        decision = self._verdicts.pop(answered.decision, None)
        if decision is not None:
            self._settle(answered, decision)
        elif len(self._answers) < OPEN_MAX:
            self._answers[answered.decision] = answered

    def rates(self, now: float) -> dict[str, float]:
        """Calls a second by word, over the last ten seconds or as long as there were any."""
        while self._recent and self._recent[0][0] < now - RATE_WINDOW_S:
            self._recent.popleft()
        if not self._recent:
            return {}
        span = max(min(now - self._recent[0][0], RATE_WINDOW_S), 1.0)
        return {word: count / span for word, count in Counter(word for _, word in self._recent).items()}

    def latency(self, share: float) -> float:
        """The latency in seconds that this share of the last thousand calls did not exceed; 0 without calls."""
        ordered = sorted(self._latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0

    def _note_tokens(self, decision: Decision) -> None:
        verification, signing = decision.call.verification, decision.signing
        if verification is not None:
            self.verified[VERIFIED[verification.status] if verification.signature else "unsigned"] += 1
        if signing is not None and signing.outcome is SigningOutcome.SIGNED:
            self.signed[signing.attestation] += 1

    def _settle(self, answered: Answered, decision: Decision) -> None:
        verdict = decision.verdict
        if verdict.outcome is Outcome.OVERLOADED:
            self.unjudged += 1
        elif verdict.reason == MEASURE:
            self.by_measure += 1
        elif answered.went_on == answered.goes_on and verdict.reason == answered.reason:
            self.agreed += 1
        else:
            self.disagreed += 1
            if len(self.disagreements) < DISAGREEMENTS_MAX:
                self.disagreements.append(
                    f"{answered.story}: {answered.reason} expected, {verdict.reason} given, answered {answered.status} "
                    f"({answered.customer or 'nobody'}, {answered.calling} to {answered.called}, {decision.id})"
                )
