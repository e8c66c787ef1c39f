"""Remembers which INVITEs were asked about and how they were answered, so that a retransmission is no second call."""

from collections import deque
from itertools import islice
from typing import Final, Protocol

from bellwarden.model.sip_answer import SipAnswer

# RFC 3261 section 17.1.1.2: a client gives up after 64*T1 (Timer B), and so do its retransmissions.
LIFETIME_S: Final = 32.0

# At 1,000 calls a second 32 s are 32,000 calls; of some 600 bytes an answer they take 20 MB. Above that rate the memory
# gets shorter, down to the first three retransmissions (3.5 s) at 9,000 a second.
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
    """Answers by transaction, the oldest forgotten first, one for one: a generation dropped as a whole would free tens
    of thousands of answers in the middle of a call, and need twice the room.
    """

    __slots__ = ("_answers", "_answers_max", "_order", "_since")

    def __init__(self, answers_max: int = ANSWERS_MAX) -> None:
        self._answers_max = answers_max
        self._answers: dict[bytes, SipAnswer] = {}
        self._order: deque[bytes] = deque()  # transactions, the oldest first
        self._since: deque[float] = deque()  # when each of them was first asked about

    def claim(self, transaction: bytes, now: float) -> SipAnswer | None:
        """See `AnswerMemory`."""
        found = self._answers.get(transaction)
        if found is None:
            self.keep(transaction, UNANSWERED, now)
        return found

    def find(self, transaction: bytes) -> SipAnswer | None:
        """See `AnswerMemory`."""
        return self._answers.get(transaction)

    def latest(self, count: int) -> list[tuple[bytes, SipAnswer]]:
        """The transactions answered last, as far as remembered; at most `count`."""
        kept = [(transaction, self._answers[transaction]) for transaction in islice(reversed(self._order), count)]
        return [(transaction, answer) for transaction, answer in kept if answer.status]

    def keep(self, transaction: bytes, answer: SipAnswer, now: float) -> None:
        """Keep an answer for LIFETIME_S, unless `answers_max` others come after it."""
        answers = self._answers
        if transaction not in answers:
            if len(answers) >= self._answers_max:
                self._forget()
            self._order.append(transaction)
            self._since.append(now)
        answers[transaction] = answer

    def hold(self, transaction: bytes, now: float) -> None:
        """See `AnswerMemory`. What was claimed is remembered as unanswered already."""

    def turn_when_due(self, now: float) -> None:
        """See `AnswerMemory`."""
        since = self._since
        while since and now >= since[0] + LIFETIME_S:
            self._forget()

    def next_turn(self) -> float | None:
        """See `AnswerMemory`."""
        return self._since[0] + LIFETIME_S if self._since else None

    def _forget(self) -> None:
        self._since.popleft()
        del self._answers[self._order.popleft()]

    def __len__(self) -> int:
        return len(self._answers)
