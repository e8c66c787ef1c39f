"""What the gate counts and measures about itself, as one table; the metrics and `bellwarden top` read it.

Everything the gate counts or measures about itself is one line of `Tally`. The line says what it means and how the
values of several workers go together; the metric, its place on the shared board and in GET /v1/counts follow from it.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any, Final, NamedTuple, get_type_hints

from bellwarden.model.verdict import Action

# Upper bounds of the latency histogram in microseconds. The gate takes 30 to 100 µs for most calls; 50, 150 and 200 ms
# are what it promises at p99, at p99.9 and at the very most.
LATENCY_BOUNDS_US: Final = (
    *(25, 50, 75, 100, 150, 250, 500),
    *(1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 150_000, 200_000, 500_000),
)
LABELS_MAX: Final = 256  # reasons (or statuses) kept apart; checks are files, so they never reach it
OTHER_LABEL: Final = "other"
PARTIES_MAX: Final = 8_192  # customers, and trunks, that a worker counts one by one
OTHER_PARTY: Final = "(other)"  # all beyond; no key of a policy has brackets
PARTY_REASONS_MAX: Final = 8
NAMED_MAX: Final = 100  # customers, and trunks, that the metrics name
NAMED_FROM_CALLS: Final = 100


class Kind(Enum):
    """What a count is for Prometheus, and how those of several workers go together."""

    COUNTER = "counter"  # only grows; the sum of all workers
    GAUGE = "gauge"  # goes up and down; the sum of all workers
    PER_WORKER = "per worker"  # goes up and down; each worker's own, told apart by the label `worker`
    COUNTER_PER_WORKER = "counter per worker"  # only grows, from nothing again when the worker is replaced


class Metric(NamedTuple):
    """What stands behind a field that becomes the metric bellwarden_gate_NAME (a counter: NAME_total)."""

    kind: Kind
    meaning: str
    label: str  # of a dictionary: what its keys are
    name: str  # "" when it is the field's own


def counter(meaning: str, label: str = "", name: str = "") -> Metric:
    """A field that only grows."""
    return Metric(Kind.COUNTER, meaning, label, name)


def gauge(meaning: str, label: str = "", name: str = "") -> Metric:
    """A field that is set again and again, and adds up over the workers."""
    return Metric(Kind.GAUGE, meaning, label, name)


def per_worker(meaning: str, name: str = "", grows: bool = False) -> Metric:
    """A field that is set again and again, and says something about one worker."""
    return Metric(Kind.COUNTER_PER_WORKER if grows else Kind.PER_WORKER, meaning, "worker", name)


@dataclass(slots=True)
class Parties:
    """Attempts by customer, or by trunk. Refused counts diverted calls too, and what observing let go on.

    Plain dictionaries, because thousands of customers are published every second. The metrics name the busy ones only:
    what one of them did before it was named stays with the others, so that no count ever falls.
    """

    attempts: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)  # of what was refused
    named: dict[str, tuple[int, int]] = field(default_factory=dict)  # attempts and refusals before it was named
    # For the metrics, brought up to date when they are asked for: everybody's, and of the named what is shown.
    all_attempts: int = 0
    all_refused: int = 0
    shown: dict[str, tuple[int, int]] = field(default_factory=dict)

    def refused(self, key: str) -> int:
        """How many attempts of this party were refused."""
        reasons = self.reasons.get(key)
        return sum(reasons.values()) if reasons else 0

    def note_new_reason(self, key: str, reason: str) -> None:
        """One attempt of this party was refused for a reason for which none of its was before."""
        if key not in self.attempts:
            key = OTHER_PARTY
        reasons = self.reasons.setdefault(key, {})
        if reason not in reasons and len(reasons) >= PARTY_REASONS_MAX:
            reason = OTHER_LABEL
        reasons[reason] = reasons.get(reason, 0) + 1

    def note_first(self, key: str) -> None:
        """The first attempt of a party; with all places taken, it is counted with all others."""
        if len(self.attempts) >= PARTIES_MAX:
            key = OTHER_PARTY
        self.attempts[key] = self.attempts.get(key, 0) + 1

    def sum_up(self) -> None:
        """Choose who is named, the busiest first (whoever is stays so), and bring up to date what the metrics show."""
        attempts = self.attempts
        free = NAMED_MAX - len(self.named)
        if free > 0:
            busy = [key for key, calls in attempts.items() if calls >= NAMED_FROM_CALLS and self._may_be_named(key)]
            busy.sort(key=attempts.__getitem__, reverse=True)
            for key in busy[:free]:
                self.named[key] = attempts[key], self.refused(key)
        self.all_attempts = sum(attempts.values())
        self.all_refused = sum(sum(reasons.values()) for reasons in self.reasons.values())
        self.shown = {
            key: (attempts[key] - calls, self.refused(key) - not_taken)
            for key, (calls, not_taken) in self.named.items()
        }

    def summary(self) -> "Parties":
        """What the metrics need of it, and no more."""
        return Parties(all_attempts=self.all_attempts, all_refused=self.all_refused, shown=self.shown)

    def _may_be_named(self, key: str) -> bool:
        return key not in self.named and key not in ("", OTHER_PARTY)


@dataclass(slots=True)
class Tally:
    """Counts since the gate started, and where this worker stands now. One line makes a metric.

    Slots, because they are the fastest to add to.
    """

    # Calls. `decisions` by action and reason; `latency` by LATENCY_BOUNDS_US, the last above all.
    decisions: dict[str, dict[str, int]] = field(default_factory=lambda: {one.value: {} for one in Action})
    latency: list[int] = field(default_factory=lambda: [0] * (len(LATENCY_BOUNDS_US) + 1))
    latency_us: int = 0
    customers: Parties = field(default_factory=Parties)
    trunks: Parties = field(default_factory=Parties)
    observed: Annotated[int, counter("Decisions of a gate that only observed", name="observed_decisions")] = 0
    unjudged: Annotated[int, counter("Calls that went on without a verdict: asked too late, or judging failed")] = 0
    shed: Annotated[int, counter("Calls answered as overloaded because their message had waited too long")] = 0
    failures: Annotated[int, counter("Calls that went on because judging them failed inside the gate")] = 0
    calls_ended: Annotated[int, counter("Ends of calls told over HTTP")] = 0

    # Tokens of STIR. Labels are words of the standards and of ours, never of a message.
    verifications: Annotated[
        dict[str, int], counter("Calls whose Identity was looked at, by what the called party is told", "verstat")
    ] = field(default_factory=dict)
    verification_faults: Annotated[
        dict[str, int], counter("Calls whose token was not accepted, by SIP code and reason", "reason")
    ] = field(default_factory=dict)
    signings: Annotated[
        dict[str, int], counter("Calls that went on, by what was done about their Identity", "outcome")
    ] = field(default_factory=dict)
    parked: Annotated[int, gauge("Calls that wait for a certificate now")] = 0
    parked_calls: Annotated[
        dict[str, int], counter("Calls whose certificate was not here, by how their waiting ended", "end")
    ] = field(default_factory=dict)
    parked_us: Annotated[int, counter("Time that calls waited for certificates, µs", name="parked_microseconds")] = 0
    certificates_fetched: Annotated[
        dict[str, int], counter("Fetches of other signers' certificates, by what came of them", "result")
    ] = field(default_factory=dict)
    signers_known: Annotated[int, gauge("Certificates of other signers that are here")] = 0

    # Messages and connections.
    datagrams: Annotated[int, counter("SIP messages read, from known sources; repetitions too", name="messages")] = 0
    unknown_source: Annotated[int, counter("Messages and connections from addresses of no trunk, not answered")] = 0
    faults: Annotated[
        dict[str, int], counter("Messages that were not sane, by the status of the fault", "status", "parse_faults")
    ] = field(default_factory=dict)
    broken_messages: Annotated[int, counter("Messages that made the SIP core itself fail")] = 0
    replies_lost: Annotated[int, counter("Replies that the network stack did not take")] = 0
    answered_elsewhere: Annotated[int, counter("Retransmissions answered from another worker's memory")] = 0
    tcp_connections: Annotated[int, counter("Stream connections accepted, TCP and TLS")] = 0
    tls_handshakes: Annotated[int, counter("TLS handshakes completed")] = 0
    tls_handshaking: Annotated[int, gauge("TLS handshakes under way")] = 0
    stream_connections: Annotated[
        int, gauge("Stream connections that are open, TCP and TLS", name="tcp_connections_open")
    ] = 0
    tcp_refused: Annotated[dict[str, int], counter("Stream connections that the gate closed, by cause", "cause")] = (
        field(default_factory=dict)
    )
    http_requests: Annotated[dict[str, int], counter("HTTP requests, by status", "status")] = field(
        default_factory=dict
    )

    # STIR.
    stir_signatures: Annotated[int, counter("Signatures made by our own key")] = 0
    stir_signing_failed: Annotated[int, counter("Calls that our own key could not sign; they go on unsigned")] = 0

    # Policy, journal and spool.
    policy_swaps: Annotated[dict[str, int], counter("Snapshots taken up or refused by a worker", "result")] = field(
        default_factory=lambda: {"taken": 0, "refused": 0}
    )
    policy_serial: Annotated[int, per_worker("Serial of the policy in force", name="worker_policy_serial")] = 0
    journal_number: Annotated[int, per_worker("Last journal line in force", name="worker_journal_number")] = 0
    spool_written: Annotated[int, counter("Decisions written to the spool")] = 0
    spool_written_bytes: Annotated[int, counter("Bytes written to the spool")] = 0
    spool_dropped: Annotated[int, counter("Decisions that the spool could not take")] = 0
    spool_depth: Annotated[int, gauge("Decisions waiting to be written")] = 0
    spool_depth_bytes: Annotated[int, gauge("Bytes of the decisions waiting to be written")] = 0
    spool_removed_segments: Annotated[int, counter("Spool files removed to keep the spool within its bound")] = 0
    spool_failing: Annotated[int, gauge("Workers whose spool the disk does not take at present")] = 0

    # The worker itself.
    serving: Annotated[int, per_worker("1 while it takes calls, 0 while it only finishes what is open")] = 0
    starts: Annotated[int, counter("Workers started, the first ones included", name="worker_starts")] = 0
    deaths: Annotated[int, counter("Workers that ended without being told to", name="worker_deaths")] = 0
    started_at: Annotated[float, per_worker("When it was started last", name="worker_start_time_seconds")] = 0.0
    resident_bytes: Annotated[int, per_worker("Memory of a worker", name="resident_memory_bytes")] = 0
    descriptors: Annotated[int, per_worker("Files and sockets a worker has open", name="open_fds")] = 0
    descriptors_max: Annotated[int, per_worker("Files and sockets a worker may have open", name="max_fds")] = 0
    cpu_s: Annotated[
        float, per_worker("Processor time used since its start", name="worker_cpu_seconds", grows=True)
    ] = 0.0
    delay_s: Annotated[
        float, per_worker("How long a call had to wait for a worker, at worst in the last second", name="delay_seconds")
    ] = 0.0
    sick: Annotated[int, per_worker("1 while OPTIONS is answered 503 because the worker is late")] = 0

    # No metrics: text for people, and the moment of publishing by the machine's monotonic clock.
    at: float = 0.0
    pid: int = 0
    workers_wanted: int = 1
    version: str = ""
    addresses: list[str] = field(default_factory=list)
    policy_snapshot: str = ""
    policy_mode: str = ""
    policy_pushed_at: float = 0.0
    policy_problem: str = ""
    journal_problem: str = ""
    spool_problem: str = ""


# A worker publishes once a second; one that missed this many seconds does not answer calls either.
SILENT_S: Final = 3.0

# The lines of Tally that become metrics, by field.
METRICS: Final[dict[str, Metric]] = {
    name: one
    for name, hint in get_type_hints(Tally, include_extras=True).items()
    for one in getattr(hint, "__metadata__", ())
    if isinstance(one, Metric)
}
_SUMMED: Final = (
    *(name for name, one in METRICS.items() if one.kind is Kind.COUNTER),
    *("decisions", "latency", "latency_us"),
)
_GAUGES: Final = tuple(name for name, one in METRICS.items() if one.kind is Kind.GAUGE)


def is_live(tally: Tally, now: float) -> bool:
    """Whether its worker was heard of lately. `now` is the machine's monotonic clock."""
    return now - tally.at <= SILENT_S


def added(tallies: list[Tally], now: float) -> Tally:
    """All counts of several workers together, also of those that ended; gauges of the live ones only.

    What is one worker's own is not added, nor are customers and trunks.
    """
    total = Tally()
    for tally in tallies:
        if is_live(tally, now):
            for name in _GAUGES:
                setattr(total, name, getattr(total, name) + getattr(tally, name))
        for name in _SUMMED:
            setattr(total, name, _plus(getattr(total, name), getattr(tally, name)))
    return total


def _plus(left: Any, right: Any) -> Any:
    if isinstance(left, list):
        return [a + b for a, b in zip(left, right, strict=True)]
    if isinstance(left, dict):
        total = dict(left)
        for label, number in right.items():
            total[label] = _plus(left[label], number) if label in left else number
        return total
    return left + right
