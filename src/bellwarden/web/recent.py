"""The last decisions, followed in the gate's spool by one thread of this process, in bounded memory.

Nothing is read before somebody looks at the live page; when nobody has for a while, what it held goes.
"""

import threading
import time
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from bellwarden.flows.telling import reported, stopped, why
from bellwarden.home import SpoolReader
from bellwarden.home.spool_reader import recorded_ms
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import EMERGENCY_CALL, Action, Outcome, Weighed
from bellwarden.verdict.explain import say, winner_of

ROWS_MAX: Final = 20_000  # about 20 MB
BACK_MAX: Final = 60_000  # decisions read back at the begin: a third of a second
SPAN_S: Final = 1_800  # shown
BUCKET_S: Final = 30
RATE_S: Final = 10  # the rate of now is that of the last seconds
POLL_S: Final = 0.5
IDLE_S: Final = 900.0
LATENCY_S: Final = 60  # percentiles are those of the last minute
LATENCIES_MAX: Final = 10_000
NOT_ALLOWED: Final = ("block", "divert", "limit")


class Seen(NamedTuple):
    """A decision as far as a list shows it."""

    id: str
    at: float
    kind: str  # allow, block, divert, limit; would_…; emergency, not_judged
    diversion: str
    reason: str  # code
    words: str
    weight: str  # evidence class of what decided; ""
    others: int  # findings beside it
    calling: str
    called: str
    name: str
    customer: str
    trunk: str
    call_id: str
    status: int
    attestation: str


class Bucket:
    """`BUCKET_S` seconds."""

    __slots__ = ("kinds", "reasons")

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()  # code and kind


class PolicyMark(NamedTuple):
    at: float
    snapshot: str


class Picture(NamedTuple):
    """What the page shows of one moment. `begins_at` is from when on everything is counted."""

    begins_at: float
    buckets: tuple[tuple[float, Bucket], ...]  # whole ones and the present one, oldest first
    rate: float | None  # calls a second; None while too little is known
    policies: tuple[PolicyMark, ...]  # changes within the span
    latency_us: tuple[int, ...]  # ascending
    faults: int


class Recent:
    """What the thread fills and pages read; `step` is one turn of it."""

    def __init__(self, reader: SpoolReader, clock: Callable[[], float] = time.time) -> None:
        self._reader = reader
        self._clock = clock
        self._lock = threading.Lock()
        self._rows: deque[Seen] = deque(maxlen=ROWS_MAX)
        self._buckets: dict[int, Bucket] = {}
        self._seconds: Counter[int] = Counter()
        self._latencies: deque[tuple[float, int]] = deque(maxlen=LATENCIES_MAX)
        self._policies: deque[PolicyMark] = deque(maxlen=50)
        self._ends = reader.ends()
        self._read: frozenset[str] = frozenset()  # ids of what was read back, until the first step
        self.begins_at = self._read_back()

    def _read_back(self) -> float:
        now = self._clock()
        found: list[Decision] = []
        for decision in self._reader.read(since=now - SPAN_S, newest_first=True):
            found.append(decision)
            if len(found) >= BACK_MAX:
                break
        self._take(reversed(found))
        self._read = frozenset(one.id for one in found)
        if len(found) >= BACK_MAX:
            return found[-1].call.request.at
        begun = self._reader.begins_at()
        return max(now - SPAN_S, now if begun is None else begun)

    def step(self) -> int:
        """Take in what was written since; how many there were."""
        # What was written between the look at the ends and the reading back was seen by both.
        fresh = [one for one in self._reader.grown(self._ends) if one.id not in self._read]
        self._read = frozenset()
        return self._take(fresh)

    def _take(self, decisions: Iterable[Decision]) -> int:
        taken = [(one, seen_of(one)) for one in decisions]
        with self._lock:
            for decision, seen in taken:
                self._rows.append(seen)
                at = recorded_ms(decision) / 1000
                bucket = self._buckets.setdefault(int(at) // BUCKET_S, Bucket())
                bucket.kinds[seen.kind] += 1
                if seen.kind != "allow":
                    bucket.reasons[seen.reason, seen.kind] += 1
                self._seconds[int(at)] += 1
                self._latencies.append((at, decision.latency_us))
                if decision.policy and (not self._policies or self._policies[-1].snapshot != decision.policy):
                    self._policies.append(PolicyMark(at, decision.policy))
            self._forget(self._clock())
        return len(taken)

    def _forget(self, now: float) -> None:
        for place in [one for one in self._buckets if (one + 1) * BUCKET_S < now - SPAN_S]:
            del self._buckets[place]
        for second in [one for one in self._seconds if one < now - 2 * RATE_S]:
            del self._seconds[second]

    def rows(self) -> Iterator[Seen]:
        """Newest first, as they are now."""
        with self._lock:
            held = tuple(self._rows)
        return reversed(held)

    @property
    def reaches_back_to(self) -> float:
        """Time of the oldest row held; 0.0 without one."""
        with self._lock:
            return self._rows[0].at if self._rows else 0.0

    def picture(self) -> Picture:
        now = self._clock()
        with self._lock:
            self._forget(now)
            first = int(max(now - SPAN_S, self.begins_at)) // BUCKET_S
            places = range(first, int(now) // BUCKET_S + 1)
            # An hour without a call is drawn as none: the spool was read, and there was none in it.
            buckets = tuple((place * float(BUCKET_S), self._buckets.get(place, Bucket())) for place in places)
            last = int(now)
            calls = sum(self._seconds[second] for second in range(last - RATE_S, last))
            marks = tuple(one for one in self._policies if one.at > now - SPAN_S)
            since = bisect_left(self._latencies, now - LATENCY_S, key=lambda one: one[0])
            latencies = sorted(self._latencies[place][1] for place in range(since, len(self._latencies)))
        rate = calls / RATE_S if now - self.begins_at >= RATE_S else None
        # The first policy seen is no change.
        changes = marks[1:] if marks and marks[0] == self._policies[0] else marks
        return Picture(self.begins_at, buckets, rate, changes, tuple(latencies), self._reader.fault_count)


def seen_of(decision: Decision) -> Seen:
    call, verdict = decision.call, decision.verdict
    deciding = winner_of(verdict) or reported(verdict)
    found, signing = call.verification, decision.signing
    kind = kind_of(decision)
    return Seen(
        decision.id,
        call.request.at,
        kind,
        verdict.outcome.value if verdict.action is Action.DIVERT else "",
        deciding.finding.code if deciding is not None else verdict.reason,
        _words(decision, deciding),
        deciding.finding.evidence.value if deciding is not None else "",
        max(0, len(verdict.weighed) - 1),
        call.calling.digits or call.request.calling,
        call.called.digits or call.request.called,
        call.request.display_name,
        call.customer,
        call.trunk,
        call.request.call_id,
        decision.answer.status,
        (signing.attestation if signing is not None else "") or (found.attestation if found is not None else ""),
    )


def _words(decision: Decision, deciding: Weighed | None) -> str:
    text = say(deciding.finding) if deciding is not None else why(decision.verdict)
    return text[:1].upper() + text[1:]


def kind_of(decision: Decision) -> str:
    verdict = decision.verdict
    if verdict.reason == EMERGENCY_CALL:
        return "emergency"
    if verdict.outcome is Outcome.OVERLOADED:
        return "not_judged"
    if decision.observed and stopped(verdict):
        return f"would_{verdict.action.value}"
    if verdict.action is Action.ALLOW:
        would = reported(verdict)
        return "allow" if would is None else f"would_{would.action.value}"
    return str(verdict.action.value)


class Follower:
    """Keeps one `Recent` up to date while somebody asks for it."""

    def __init__(self, make: Callable[[], Recent]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._recent: Recent | None = None
        self._asked_at = 0.0

    def recent(self) -> Recent:
        """At once: what is held, brought up to date within half a second."""
        with self._lock:
            self._asked_at = time.monotonic()
            if self._recent is None:
                self._recent = self._make()
                threading.Thread(target=self._run, name="live calls", daemon=True).start()
            return self._recent

    def stop(self) -> None:
        """What was held goes; whoever asks begins anew."""
        with self._lock:
            self._recent = None

    def _run(self) -> None:
        while True:
            with self._lock:
                recent = self._recent
                if recent is None or time.monotonic() - self._asked_at > IDLE_S:
                    self._recent = None
                    return
            with suppress(OSError):  # the spool is being moved, a disk does not answer: the next look may find it
                recent.step()
            time.sleep(POLL_S)
