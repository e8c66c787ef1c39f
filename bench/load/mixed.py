"""R17: a million calls of every kind, sane and broken, over UDP, TCP and HTTP: memory and descriptors stay flat."""

import http.client
import json
import random
import socket
import threading
import time
from contextlib import suppress
from itertools import count
from statistics import median
from typing import Final, NamedTuple

from bellwarden.sip.transactions import ANSWERS_MAX
from bench.calls import calls
from bench.load.driving import Seen, driving
from bench.load.gates import Gate
from bench.load.parts import BLOCKED_EVERY, EMERGENCY_EVERY, Bench, Figure, Part, emergencies, wait_until
from bench.load.plan import Phase, Stream
from bench.load.world import GREEDY, STRANGER
from bench.soak import broken_messages

CALLS: Final = 1_000_000
RATE_MAX: Final = 4_000.0
SIDE_PER_S: Final = 200.0  # broken and other messages, one after another
SAMPLES: Final = 40
SETTLED_CALLS: Final = 8 * ANSWERS_MAX  # the memory of answers has filled long before the second quarter ends
GROWTH_MB_MAX: Final = 3.0  # between the medians of the second and the last quarter
SIDE_SOURCE: Final = GREEDY[-1]
# RFC 3261 sections 9.1, 11.1 and 21.4.6: what else an SBC sends, and what it should not.
METHODS: Final = (b"OPTIONS", b"CANCEL", b"REGISTER", b"SUBSCRIBE", b"PRACK", b"NONSENSE")


class Sample(NamedTuple):
    at: float  # seconds after the start
    rss_mb: float  # of the largest process
    descriptors: int
    processes: int


class Side(threading.Thread):
    """Beside the calls: messages that are broken, cut, for other methods, over TCP and HTTP, each on its own."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(daemon=True)
        self._gate = gate
        self._stopped = threading.Event()
        self.sent = 0

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def run(self) -> None:
        broken, chance = broken_messages(), random.Random(17)
        sane = [call.invite for call in calls(9_000_000, 200, 5060)]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.bind((SIDE_SOURCE, 0))
            datagrams.setblocking(False)
            for number in count():
                if self._stopped.wait(1 / SIDE_PER_S):
                    return
                self.sent += 1
                data = sane[number % len(sane)]
                with suppress(OSError, http.client.HTTPException):
                    if number % 20 == 0:
                        self._stream(data, chance)
                    elif number % 20 == 1:
                        self._ask(number)
                    elif number % 4 == 2:
                        datagrams.sendto(data.replace(b"INVITE", METHODS[number % len(METHODS)]), self._gate.address)
                    else:
                        datagrams.sendto(next(broken), self._gate.address)
                with suppress(BlockingIOError):
                    while datagrams.recv(65_535):
                        pass

    def _stream(self, data: bytes, chance: random.Random) -> None:
        """One connection: two messages at once, or one that is cut."""
        with socket.create_connection(self._gate.stream_address, 1, (SIDE_SOURCE, 0)) as stream:
            stream.settimeout(0.5)
            data = data.replace(b"SIP/2.0/UDP", b"SIP/2.0/TCP")
            stream.sendall(data + data if chance.random() < 0.5 else data[: chance.randrange(len(data))])
            if chance.random() < 0.5:
                stream.recv(65_535)

    def _ask(self, number: int) -> None:
        body = json.dumps(
            {"calling_number": "+12382000101", "called_number": "+17562000100", "source_ip": SIDE_SOURCE}
            if number % 3
            else {"calling_number": ["not", "one"], "nonsense": number}
        )
        client = http.client.HTTPConnection(self._gate.url.removeprefix("http://"), timeout=1)
        try:
            client.request("POST", "/v1/decisions", body, {"Content-Type": "application/json"})
            client.getresponse().read()
        finally:
            client.close()


def measure(bench: Bench, whole: int = CALLS) -> Part:
    with bench.gate("mixed") as gate:
        rate = min(bench.rated(gate), RATE_MAX)
        seconds = max(whole * bench.scale, 5_000) / rate
        side = Side(gate)
        samples = []
        with driving(bench.plan(*streams(bench, gate, rate, seconds), seconds=seconds, patience_s=10.0)) as one:
            side.start()
            for place in range(SAMPLES):
                wait_until(one.started + seconds * (place + 1) / SAMPLES)
                samples.append(sample(gate, one.started))
            side.stop()
            seen = one.finish()
        time.sleep(1.0)
        samples.append(sample(gate, one.started))
    details = {
        "samples": [one._asdict() for one in samples],
        "statuses": seen.statuses(seen.calls()),
        "driver": seen.about_driver(),
    }
    # A shorter run sees the memory of answers fill.
    figures = figures_of(seen, side.sent, samples, seconds * rate >= SETTLED_CALLS)
    return Part([*figures, emergencies(seen)], details, seen.fault())


def streams(bench: Bench, gate: Gate, rate: float, seconds: float) -> tuple[Stream, ...]:
    """Eight parts calls of the SBC, one part calls whose INVITEs come three times, one part from nobody we know."""
    storm = Stream(
        name="storm",
        server=gate.address,
        source=GREEDY[0],
        phases=(Phase(seconds, rate * 0.1),),
        copies=3,
        blocked_every=BLOCKED_EVERY,
        emergency_every=EMERGENCY_EVERY,
    )
    stranger = Stream(
        name="stranger", server=gate.address, source=STRANGER, phases=(Phase(seconds, rate * 0.1),), unknown=True
    )
    return bench.sbc(gate, Phase(seconds, rate * 0.8)), storm, stranger


def figures_of(seen: Seen, others: int, samples: list[Sample], settled: bool) -> list[Figure]:
    known = seen.calls()
    growth = quarter([one.rss_mb for one in samples], 3) - quarter([one.rss_mb for one in samples], 1)
    grown = f"{growth:+.1f} MB of {samples[-1].rss_mb:.0f}"
    flat = growth <= GROWTH_MB_MAX if settled else None
    more = samples[-1].descriptors - samples[0].descriptors
    failed = seen.failed(known) + seen.wrong(known)
    total = f"{len(seen.rows) + others:,} mixed calls and messages"
    to_unknown = seen.driven.bytes_to_unknown
    return [
        Figure("R17", f"{total}: growth of memory, second to last quarter", grown, f"≤ {GROWTH_MB_MAX:.0f} MB", flat),
        Figure("R17", "growth of open descriptors", f"{more:+d} of {samples[-1].descriptors}", "≤ 0", more <= 0),
        Figure("R17", "good calls failed or answered wrongly", f"{failed} of {len(known):,}", "0", failed == 0),
        Figure("R17", "bytes sent back to an unknown source", str(to_unknown), "0", to_unknown == 0),
    ]


def sample(gate: Gate, started: float) -> Sample:
    return Sample(time.time() - started, gate.memory().rss_mb, gate.descriptors(), len(gate.processes()))


def quarter(values: list[float], which: int) -> float:
    """Median of the first (0) to last (3) quarter."""
    size = max(len(values) // 4, 1)
    return median(values[which * size : (which + 1) * size] or values)
