"""The gate's own counts, as plain integers on the call path; only a scrape of the metrics reads them.

With several workers each one publishes its counts once a second on a board that all of them map, and whoever answers a
scrape adds them up. A replaced worker goes on from its predecessor's last published counts, so that no sum falls.
"""

import mmap
import struct
from bisect import bisect_left
from typing import Any, Final
from zlib import crc32

import msgspec

from bellwarden.model.decision import Decision

# Upper bounds of the latency histogram in microseconds: 0.0005 to 0.5 s.
LATENCY_BOUNDS_US: Final = (500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000)
LABELS_MAX: Final = 256  # reasons (or statuses) kept apart; checks are files, so they never reach it
OTHER_LABEL: Final = "other"

_REGION: Final = 65_536  # bytes a worker may publish
_HEADER: Final = struct.Struct("<II")  # length, crc32


FIELDS: Final = (
    "answered_elsewhere",
    "broken_messages",
    "calls_ended",
    "datagrams",
    "decisions",
    "failures",
    "faults",
    "http_requests",
    "latency",
    "latency_us",
    "observed",
    "policy_refused",
    "replies_lost",
    "resident_bytes",
    "shed",
    "spool_depth",
    "spool_dropped",
    "spool_written",
    "stream_connections",
    "tcp_connections",
    "tcp_refused",
    "tls_handshakes",
    "tls_handshaking",
    "unknown_source",
)
ACTIONS: Final = ("allow", "block", "divert", "limit")


class Tally:
    """Counts since the gate started. Dictionaries are counts by label; everything else is one count."""

    __slots__ = FIELDS

    def __init__(self) -> None:
        self.decisions: dict[str, dict[str, int]] = {action: {} for action in ACTIONS}  # action, reason
        self.latency: list[int] = [0] * (len(LATENCY_BOUNDS_US) + 1)  # by LATENCY_BOUNDS_US, the last: above all
        self.latency_us = 0  # sum
        self.observed = 0  # decisions of a gate that only observed
        self.faults: dict[str, int] = {}  # messages that were not sane, by SIP status
        self.unknown_source = 0  # datagrams and connections from addresses of no trunk: not a byte went back
        self.datagrams = 0  # from known sources
        self.shed = 0  # calls answered "overloaded" because their datagram had waited too long
        self.failures = 0  # calls that went on because judging them failed inside the gate
        self.broken_messages = 0  # messages that made the SIP core itself fail
        self.replies_lost = 0  # replies the network stack did not take
        self.answered_elsewhere = 0  # retransmissions answered from another worker's memory
        self.stream_connections = 0  # open now, over TCP and TLS
        self.tcp_connections = 0  # accepted, TLS included
        self.tls_handshakes = 0  # completed
        self.tls_handshaking = 0  # under way now
        self.tcp_refused: dict[str, int] = {}  # connections closed by the gate, by cause
        self.http_requests: dict[str, int] = {}  # by HTTP status
        self.calls_ended = 0
        self.policy_refused = 0  # snapshots not taken up
        self.resident_bytes = 0  # of this worker
        self.spool_written = 0
        self.spool_dropped = 0
        self.spool_depth = 0


def count(counts: dict[str, int], label: str) -> None:
    """Add one under a label, with a bound on the number of labels."""
    if label in counts:
        counts[label] += 1
    elif len(counts) < LABELS_MAX:
        counts[label] = 1
    else:
        counts[OTHER_LABEL] = counts.get(OTHER_LABEL, 0) + 1


def note_decision(tally: Tally, decision: Decision) -> None:
    """Count a decision by what was judged and how long it took."""
    verdict = decision.verdict
    # `_value_` is the plain attribute behind the enumeration's slow `value`.
    count(tally.decisions[verdict.action._value_], verdict.reason)
    latency_us = decision.latency_us
    tally.latency[bisect_left(LATENCY_BOUNDS_US, latency_us)] += 1
    tally.latency_us += latency_us
    if decision.observed:
        tally.observed += 1


def added(tallies: list[Tally]) -> Tally:
    """All counts of several workers together."""
    total = Tally()
    for tally in tallies:
        for name in FIELDS:
            setattr(total, name, _plus(getattr(total, name), getattr(tally, name)))
    return total


def _plus(left: object, right: object) -> object:
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        return [a + b for a, b in zip(left, right, strict=True)]
    if isinstance(left, dict) and isinstance(right, dict):
        total = dict(left)
        for label, number in right.items():
            total[label] = _plus(left[label], number) if label in left else number
        return total
    raise TypeError(f"counts of two kinds: {type(left).__name__} and {type(right).__name__}")


class Board:
    """Where the workers of a machine publish their counts. Made by the parent before it forks."""

    __slots__ = ("_last", "_memory", "workers")

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._memory = mmap.mmap(-1, workers * _REGION)
        self._last: dict[int, Tally] = {}

    def publish(self, worker: int, tally: Tally) -> None:
        """Show a worker's counts to the others; too many labels to fit leave the last published ones standing."""
        body = msgspec.msgpack.encode({name: getattr(tally, name) for name in FIELDS})
        if len(body) + _HEADER.size > _REGION:
            return
        start = worker * _REGION
        self._memory[start : start + _HEADER.size + len(body)] = _HEADER.pack(len(body), crc32(body)) + body

    def read(self, worker: int) -> Tally | None:
        """A worker's last published counts, None before the first time; caught half-written, the ones before."""
        start = worker * _REGION
        length, checksum = _HEADER.unpack_from(self._memory, start)
        body = self._memory[start + _HEADER.size : start + _HEADER.size + min(length, _REGION - _HEADER.size)]
        if length and crc32(body) == checksum:
            tally = Tally()
            for name, value in msgspec.msgpack.decode(body, type=dict[str, Any]).items():
                setattr(tally, name, value)
            self._last[worker] = tally
        return self._last.get(worker)
