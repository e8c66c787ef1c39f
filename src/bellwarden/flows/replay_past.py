"""Calls as they happened: decisions of the spool and rows of the call log, brought together in the order of time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from math import inf
from typing import Final, Generic, NamedTuple, TypeVar

from bellwarden.model.decision import Decision

Item = TypeVar("Item")

SLACK_S: Final = 120.0  # how far the clocks of gate and switch may be apart, and a record late


class RecordedCall(NamedTuple):
    """A row of the call log, as far as a replay needs it. "" and None: the record does not tell."""

    at: float  # seconds since 1970, UTC
    calling: str  # E.164 with plus sign, or the text received
    called: str
    result: str  # a `CallResult`
    billable_s: float | None
    customer: str
    trunk: str
    upstream: str
    source_ip: str
    call_id: str
    name: str
    decision_id: str


class PastCall(NamedTuple):
    """A call with what is kept of it: the gate's decision, the switch's record, or both."""

    at: float
    decision: Decision | None
    record: RecordedCall | None


class _Ahead(Generic[Item]):
    """A source read ahead of what is told of it. `items` are those read and not yet told."""

    def __init__(self, source: Iterable[Item], at: Callable[[Item], float]) -> None:
        self._source = iter(source)
        self._at = at
        self._next = next(self._source, None)
        self.items: deque[Item] = deque()

    def begins(self) -> float:
        """When the next one to be told was made; infinity when there is none."""
        first = self.items[0] if self.items else self._next
        return inf if first is None else self._at(first)

    def read(self, until: float) -> list[Item]:
        """Read on to a time; what is new."""
        found, one, at = [], self._next, self._at
        while one is not None and at(one) <= until:
            found.append(one)
            one = next(self._source, None)
        self._next = one
        self.items.extend(found)
        return found


def in_order(decisions: Iterable[Decision], records: Iterable[RecordedCall]) -> Iterator[PastCall]:
    """Both sources as one, each ascending in time; the record of a decision comes with it. Keeps a few minutes of calls
    in memory.
    """
    gate = _Ahead(decisions, lambda one: one.call.request.at)
    log = _Ahead(records, lambda one: one.at)
    recorded: dict[str, RecordedCall] = {}  # rows that name a decision, until it or their own time has come
    decided: dict[str, float] = {}  # decisions that a row may name, oldest first
    horizon = -inf  # so far both were read
    while (here := min(gate.begins(), log.begins())) < inf:
        if here + SLACK_S > horizon:
            horizon = here + 2 * SLACK_S
            decided.update((one.id, one.call.request.at) for one in gate.read(horizon))
            recorded.update((one.decision_id, one) for one in log.read(horizon) if one.decision_id)
            while decided and here - decided[oldest := next(iter(decided))] > SLACK_S:
                del decided[oldest]
        if gate.begins() <= log.begins():
            decision = gate.items.popleft()
            yield PastCall(here, decision, recorded.pop(decision.id, None))
            continue
        row = log.items.popleft()
        # A row whose decision is not kept any more is a call like any other; the second row of one is not.
        alone = not row.decision_id
        if alone or (recorded.pop(row.decision_id, None) is not None and row.decision_id not in decided):
            yield PastCall(here, None, row)
