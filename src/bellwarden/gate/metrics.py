"""The gate's metrics for Prometheus, read out of plain integers when somebody scrapes.

Most of them are lines of `Tally`; here are those that are made of several. Customers and trunks are named only to a
scraper that holds an API key (or, where none is configured, on this machine): metrics leave the house more easily
than call records do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from time import monotonic
from typing import Final, NamedTuple

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.core import Metric as Family
from prometheus_client.registry import Collector

from bellwarden import __version__
from bellwarden.gate.counts import (
    LATENCY_BOUNDS_US,
    METRICS,
    OTHER_PARTY,
    Kind,
    Metric,
    Parties,
    Tally,
    added,
    counter,
    is_live,
)
from bellwarden.gate.faults import FAULTS, Fault
from bellwarden.gate.signing import signing_fault
from bellwarden.gate.world import GateWorld

PREFIX: Final = "bellwarden_gate_"
_PARTIES: Final = (("customer", "customers"), ("trunk", "trunks"))


class GateCollector(Collector):
    """Everything the gate counts. `tallies` gives the counts of every worker, summed up as far as the metrics need."""

    def __init__(
        self,
        world: GateWorld,
        tallies: Callable[[], Iterable[Tally]],
        faults: Mapping[str, Fault],
        named: bool,
    ) -> None:
        self._world = world
        self._tallies = tallies
        self._faults = faults
        self._named = named  # whether customers and trunks may be

    def describe(self) -> list[Family]:
        """Nothing: registering must not read the counts."""
        return []

    def collect(self) -> Iterator[Family]:
        tallies = list(self._tallies())
        now = monotonic()
        total = added(tallies, now)
        live = [(number, tally) for number, tally in enumerate(tallies) if is_live(tally, now)]
        yield _decisions(total)
        yield _latency(total)
        for field, one in METRICS.items():
            name = PREFIX + (one.name or field)
            if one.kind in (Kind.COUNTER, Kind.GAUGE):
                yield _summed(name, one, getattr(total, field))
            else:
                yield _each(name, one, [(number, getattr(tally, field)) for number, tally in live])
        wanted = max((tally.workers_wanted for _, tally in live), default=1)
        yield GaugeMetricFamily(PREFIX + "workers", "Workers there should be", value=wanted)
        alive = sum(tally.serving for _, tally in live)
        yield GaugeMetricFamily(PREFIX + "workers_alive", "Workers that take calls, heard of lately", value=alive)
        yield from self._standing()
        if self._named:
            for label, field in _PARTIES:
                yield from _parties(label, [getattr(tally, field) for tally in tallies])

    def _standing(self) -> Iterator[Family]:
        """What is in force at the worker that answers."""
        world = self._world
        loaded = world.loaded
        mode = "" if loaded is None else loaded.bundle.document.carrier.mode.value
        info = {"version": __version__, "snapshot": "" if loaded is None else loaded.snapshot, "mode": mode}
        yield InfoMetricFamily(PREFIX + "policy", "Version of the gate, snapshot in force and its mode", value=info)
        now = world.call.now()
        held = world.in_force
        age = float("nan") if held is None else max(now - held.pushed_at, 0.0)
        yield GaugeMetricFamily(PREFIX + "policy_age_seconds", "Since the policy was pushed", value=age)
        serial = 0 if held is None else held.serial
        yield GaugeMetricFamily(PREFIX + "policy_serial", "Serial of the policy in force; 0: none", value=serial)
        refused = 0 if world.refused is None else 1
        yield GaugeMetricFamily(PREFIX + "policy_refused", "1 while a newer policy is refused", value=refused)
        broken = GaugeMetricFamily(PREFIX + "fault", "1 while something is broken", labels=["fault"])
        for name in FAULTS:
            broken.add_metric([name], 1 if name in self._faults else 0)
        yield broken
        number = world.call.book.number
        yield GaugeMetricFamily(PREFIX + "journal_number", "Last enforcement journal line in force", value=number)
        age = max(monotonic() - world.journal_read_at, 0.0)
        yield GaugeMetricFamily(PREFIX + "journal_age_seconds", "Since the journal was last read to its end", value=age)
        yield from self._tls(now)
        yield from self._stir_key(now)

    def _stir_key(self, now: float) -> Iterator[Family]:
        """Without a sample where there is no key to sign by."""
        meaning = "When our STIR certificate or an issuer of it expires, seconds since 1970"
        expiry = GaugeMetricFamily(PREFIX + "stir_certificate_expiry_timestamp_seconds", meaning, labels=())
        meaning = "1 while calls that we should sign can't be, or a changed key is refused and the one before signs"
        broken = GaugeMetricFamily(PREFIX + "stir_key_refused", meaning, labels=())
        signer = self._world.signer
        if signer is not None and signer.has_files:
            expiry.add_metric([], signer.until_s)
            broken.add_metric([], 1 if signing_fault(signer, now) else 0)
        yield expiry
        yield broken

    def _tls(self, now: float) -> Iterator[Family]:
        """Without a sample where no address speaks TLS."""
        meaning = "When the first of our certificate and the client CAs expires, seconds since 1970"
        expiry = GaugeMetricFamily(PREFIX + "tls_certificate_expiry_timestamp_seconds", meaning, labels=())
        meaning = "1 while changed TLS files are refused and the ones before are in force"
        refused = GaugeMetricFamily(PREFIX + "tls_refused", meaning, labels=())
        tls = self._world.tls
        if tls is not None:
            expiry.add_metric([], now + tls.days_left(now) * 86_400)
            refused.add_metric([], 1 if tls.problem else 0)
        yield expiry
        yield refused


class Description(NamedTuple):
    """A metric as the reference tells it."""

    name: str
    type: str
    labels: tuple[str, ...]
    meaning: str


def descriptions(world: GateWorld) -> Iterator[Description]:
    """Every metric there is, in the order of a scrape."""
    for family in GateCollector(world, lambda: [Tally(at=monotonic())], {}, named=True).collect():
        end = {"counter": "_total", "info": "_info"}.get(family.type, "")
        labels = getattr(family, "_labelnames", ())
        if family.type == "info":
            labels = tuple(family.samples[0].labels)
        yield Description(family.name + end, family.type, tuple(labels), family.documentation)


def _family(name: str, one: Metric, labels: list[str]) -> CounterMetricFamily | GaugeMetricFamily:
    if one.kind in (Kind.COUNTER, Kind.COUNTER_PER_WORKER):
        return CounterMetricFamily(name, one.meaning, labels=labels)
    return GaugeMetricFamily(name, one.meaning, labels=labels)


def _summed(name: str, one: Metric, value: int | dict[str, int]) -> CounterMetricFamily | GaugeMetricFamily:
    family = _family(name, one, [one.label] if one.label else [])
    if isinstance(value, dict):
        for key, number in value.items():
            family.add_metric([key], number)
    else:
        family.add_metric([], value)
    return family


def _each(name: str, one: Metric, values: list[tuple[int, float]]) -> CounterMetricFamily | GaugeMetricFamily:
    family = _family(name, one, [one.label])
    for worker, value in values:
        family.add_metric([str(worker)], value)
    return family


def _decisions(total: Tally) -> Family:
    decisions = CounterMetricFamily(PREFIX + "decisions", "Decisions, as judged", labels=["action", "reason"])
    for action, reasons in total.decisions.items():
        for reason, number in reasons.items():
            decisions.add_metric([action, reason], number)
    return decisions


def _latency(total: Tally) -> Family:
    bounds = [f"{bound / 1e6:f}".rstrip("0") for bound in LATENCY_BOUNDS_US]
    buckets = list(zip([*bounds, "+Inf"], map(float, accumulate(total.latency)), strict=True))
    meaning = "From message read to answer built"
    return HistogramMetricFamily(PREFIX + "decision_seconds", meaning, buckets, total.latency_us / 1e6)


def _parties(label: str, of_workers: list[Parties]) -> Iterator[Family]:
    """Attempts and refusals of the busy by name, and of all others together. No sum falls, see `Parties`."""
    attempts = {OTHER_PARTY: sum(one.all_attempts for one in of_workers)}
    refused = {OTHER_PARTY: sum(one.all_refused for one in of_workers)}
    for parties in of_workers:
        for key, (calls, not_taken) in parties.shown.items():
            attempts[key] = attempts.get(key, 0) + calls
            refused[key] = refused.get(key, 0) + not_taken
            attempts[OTHER_PARTY] -= calls
            refused[OTHER_PARTY] -= not_taken
    judged = counter(f"Calls judged, by {label}; the busiest by name", label)
    yield _summed(f"{PREFIX}{label}_attempts", judged, attempts)
    meaning = f"Calls refused or diverted (or that would be, while observing), by {label}"
    yield _summed(f"{PREFIX}{label}_refused", counter(meaning, label), refused)
