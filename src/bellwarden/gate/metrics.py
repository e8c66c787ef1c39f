"""The gate's metrics for Prometheus, read out of plain integers when somebody scrapes.

No label holds a customer, trunk or number: metrics leave the house more easily than call records do.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bellwarden.gate.faults import FAULTS, Fault
from bellwarden.gate.tally import LATENCY_BOUNDS_US, Tally, added
from bellwarden.gate.world import GateWorld

PREFIX: Final = "bellwarden_gate_"
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")

# name, help, field of Tally
COUNTS: Final = (
    ("observed_decisions", "Decisions of a gate that only observed", "observed"),
    ("unknown_source", "Datagrams and connections from addresses of no trunk; nothing was sent back", "unknown_source"),
    ("messages", "SIP messages from known sources, acknowledgements and retransmissions included", "datagrams"),
    ("shed", "Calls answered as overloaded because their message had waited too long", "shed"),
    ("failures", "Calls that went on because judging them failed inside the gate", "failures"),
    ("broken_messages", "Messages that made the SIP core itself fail", "broken_messages"),
    ("replies_lost", "Replies that the network stack did not take", "replies_lost"),
    ("answered_elsewhere", "Retransmissions answered from another worker's memory", "answered_elsewhere"),
    ("tcp_connections", "TCP connections accepted, those that speak TLS included", "tcp_connections"),
    ("tls_handshakes", "TLS handshakes completed", "tls_handshakes"),
    ("calls_ended", "Ends of calls told over HTTP", "calls_ended"),
    ("policies_refused", "Snapshots that were not taken up", "policy_refused"),
    ("spool_written", "Decisions written to the spool", "spool_written"),
    ("spool_dropped", "Decisions that the spool could not take", "spool_dropped"),
)
LABELLED: Final = (
    ("parse_faults", "Messages that were not sane, by the SIP status of the fault", "status", "faults"),
    ("tcp_refused", "TCP connections that the gate closed, by cause", "cause", "tcp_refused"),
    ("http_requests", "HTTP requests, by status", "status", "http_requests"),
)


class GateCollector(Collector):
    """Everything the gate counts. `tallies` gives the counts of every worker, this one's as they stand now."""

    def __init__(self, world: GateWorld, tallies: Callable[[], list[Tally]], faults: Mapping[str, Fault]) -> None:
        self._world = world
        self._tallies = tallies
        self._faults = faults

    def describe(self) -> list[Metric]:
        """Nothing: registering must not read the counts."""
        return []

    def collect(self) -> Iterator[Metric]:
        tallies = self._tallies()
        total = added(tallies)
        yield from _decisions(total)
        for name, meaning, field in COUNTS:
            yield CounterMetricFamily(PREFIX + name, meaning, value=getattr(total, field))
        for name, meaning, label, field in LABELLED:
            family = CounterMetricFamily(PREFIX + name, meaning, labels=[label])
            for value, number in getattr(total, field).items():
                family.add_metric([value], number)
            yield family
        yield GaugeMetricFamily(PREFIX + "spool_depth", "Decisions waiting to be written", value=total.spool_depth)
        open_now = "TCP connections open, those that speak TLS included"
        yield GaugeMetricFamily(PREFIX + "tcp_open", open_now, value=total.stream_connections)
        shaking = "TLS handshakes under way"
        yield GaugeMetricFamily(PREFIX + "tls_handshaking", shaking, value=total.tls_handshaking)
        resident = GaugeMetricFamily(PREFIX + "resident_memory_bytes", "Memory of a worker", labels=["worker"])
        for worker, tally in enumerate(tallies):
            if tally.resident_bytes:  # a number that nobody has just now
                resident.add_metric([str(worker)], tally.resident_bytes)
        yield resident
        yield from self._standing()

    def _standing(self) -> Iterator[Metric]:
        """What is in force at the worker that answers."""
        held = self._world.in_force
        if held is not None:
            age = max(self._world.call.now() - held.pushed_at, 0.0)
            yield GaugeMetricFamily(PREFIX + "policy_age_seconds", "Since the policy was pushed", value=age)
            yield GaugeMetricFamily(PREFIX + "policy_serial", "Serial of the policy in force", value=held.serial)
        yield GaugeMetricFamily(PREFIX + "workers", "Workers that read calls", value=self._world.workers)
        tls = self._world.tls
        if tls is not None:
            left = tls.days_left(self._world.call.now())
            meaning = "Until the first of our certificate and the client CAs expires; negative afterwards"
            yield GaugeMetricFamily(PREFIX + "tls_certificate_days_left", meaning, value=left)
            meaning = "1 while changed TLS files are refused and the ones before are in force"
            yield GaugeMetricFamily(PREFIX + "tls_refused_now", meaning, value=1 if tls.problem else 0)
        refused = 0 if self._world.refused is None else 1
        yield GaugeMetricFamily(PREFIX + "policy_refused_now", "1 while a newer policy is refused", value=refused)
        broken = GaugeMetricFamily(PREFIX + "fault", "1 while something is broken", labels=["fault"])
        for name in FAULTS:
            broken.add_metric([name], 1 if name in self._faults else 0)
        yield broken
        number = self._world.call.book.number
        yield GaugeMetricFamily(PREFIX + "journal_number", "Last enforcement journal line in force", value=number)


def _decisions(total: Tally) -> Iterator[Metric]:
    decisions = CounterMetricFamily(PREFIX + "decisions", "Decisions, as judged", labels=["action", "reason"])
    for action, reasons in total.decisions.items():
        for reason, number in reasons.items():
            decisions.add_metric([action, reason], number)
    yield decisions
    buckets = []
    below = 0
    for bound, number in zip(LATENCY_BOUNDS_US, total.latency, strict=False):
        below += number
        buckets.append((str(bound / 1e6), float(below)))
    buckets.append(("+Inf", float(sum(total.latency))))
    yield HistogramMetricFamily(
        PREFIX + "decision_seconds", "From message read to answer built", buckets, total.latency_us / 1e6
    )


def resident_bytes() -> int:
    """Memory of this process that is in RAM (Linux); 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[1]) * PAGE_BYTES
    except OSError:
        return 0
