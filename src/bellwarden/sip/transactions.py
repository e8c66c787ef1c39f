"""Remembers which INVITEs were asked about and how they were answered, so that a retransmission is no second call."""

from itertools import chain, islice
from typing import Final, Protocol

from bellwarden.model.sip_answer import SipAnswer

# RFC 3261 section 17.1.1.2: a client gives up after 64*T1 (Timer B), and so do its retransmissions.
LIFETIME_S: Final = 32.0

# At 1,000 calls a second 32 s are 32,000 calls. Two generations of this size and some 600 bytes an answer stay under
# 40 MB; above that rate the memory gets shorter, down to the first three retransmissions (3.5 s) at 9,000 a second.
ANSWERS_MAX: Final = 32_768

# A call that waits for its answer has it well before; should its worker die, its retransmissions find another one then.
HELD_S: Final = 1.0

# The INVITE has been handed out and is not answered yet: a retransmission must wait for the same answer.
UNANSWERED: Final = SipAnswer(0, "")


class AnswerMemory(Protocol):
    """What a redirect server remembers of its transactions. Its own, or one that the workers of a machine share."""

    def claim(self, transaction: bytes, now: float) -> SipAnswer | None:
        """The answer given, UNANSWERED while somebody else judges; None: the caller judges it now, and keeps it."""

    def find(self, transaction: bytes) -> SipAnswer | None:
        """The answer given, UNANSWERED while it is being judged, None for a transaction that is not known."""

    def keep(self, transaction: bytes, answer: SipAnswer, now: float) -> None:
        """Remember an answer for at least LIFETIME_S, as far as there is room."""

    def hold(self, transaction: bytes, now: float) -> None:
        """The transaction claimed will be answered later, within HELD_S: until then it is UNANSWERED for everybody."""

    def turn_when_due(self, now: float) -> None:
        """Forget what is over."""

    def next_turn(self) -> float | None:
        """When turn_when_due has something to do at the latest; None for never."""


class RecentAnswers:
    """Answers by transaction, in two generations: the older one is dropped as a whole, so forgetting costs nothing."""

    __slots__ = ("_answers_max", "_old", "_turn_at", "_young")

    def __init__(self, answers_max: int = ANSWERS_MAX) -> None:
        self._answers_max = answers_max
        self._young: dict[bytes, SipAnswer] = {}
        self._old: dict[bytes, SipAnswer] = {}
        self._turn_at = 0.0

    def claim(self, transaction: bytes, now: float) -> SipAnswer | None:
        """See `AnswerMemory`."""
        found = self.find(transaction)
        if found is None:
            self.keep(transaction, UNANSWERED, now)
        return found

    def find(self, transaction: bytes) -> SipAnswer | None:
        """See `AnswerMemory`."""
        found = self._young.get(transaction)
        if found is None and self._old:
            found = self._old.get(transaction)
        return found

    def latest(self, count: int) -> list[tuple[bytes, SipAnswer]]:
        """The transactions answered last, as far as remembered; at most `count`."""
        kept = chain(reversed(self._young.items()), reversed(self._old.items()))
        return [(transaction, answer) for transaction, answer in islice(kept, count) if answer.status]

    def keep(self, transaction: bytes, answer: SipAnswer, now: float) -> None:
        """Keep an answer for at least LIFETIME_S, unless more than `answers_max` others come after it."""
        young = self._young
        if not young:
            self._turn_at = now + LIFETIME_S
        elif now >= self._turn_at or len(young) >= self._answers_max:
            self.turn(now)
            young = self._young
        young[transaction] = answer

    def hold(self, transaction: bytes, now: float) -> None:
        """See `AnswerMemory`. What was claimed is remembered as unanswered already."""

    def turn(self, now: float) -> None:
        """Begin a new generation. What nobody has asked for during two lifetimes goes at once."""
        self._old = {} if now >= self._turn_at + LIFETIME_S else self._young
        self._young = {}
        self._turn_at = now + LIFETIME_S

    def turn_when_due(self, now: float) -> None:
        if self.next_turn() is not None and now >= self._turn_at:
            self.turn(now)

    def next_turn(self) -> float | None:
        """When turn_when_due has something to do; None while nothing is remembered."""
        return self._turn_at if self._young or self._old else None

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
