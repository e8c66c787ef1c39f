"""Calls seen on the wire, into the log: copies of SIP messages over UDP (HEP version 3), joined, handed in by minutes.

Nothing is asked and nothing answered, so routing can't be touched. What is open when the process is killed is lost,
and so is what a full receive buffer drops: it is a copy of the calls, not the calls. Both are told.
"""

import hmac
import socket
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from bellwarden.calllog.decisions import RESULTS
from bellwarden.calllog.fault import LogTrouble
from bellwarden.calllog.log import CallLog
from bellwarden.calllog.manifest import Manifest
from bellwarden.calllog.numbers import TEXT_MAX
from bellwarden.calllog.streams import Batch, Stream, StreamRow
from bellwarden.model.call_record import CallResult
from bellwarden.model.number import NumberForm, TelephoneNumber
from bellwarden.numbering.reading import read_number
from bellwarden.sip.copied import read_copied
from bellwarden.sip.hep import PACKET_BYTES_MAX, SIP, HepFault, read_hep
from bellwarden.sip.seen_calls import CALLS_MAX, SeenCall, SeenCalls

FORMAT: Final = "hep"
POLL_S: Final = 0.5
BUFFER_BYTES: Final = 8 << 20  # of the socket: a second of many thousand messages
WAITING_MAX: Final = 500_000  # calls that wait while another process writes to the log; then the oldest are lost


class HepListener:
    """One socket. `counts` says what became of the packets: messages, no HEP, wrong key, no SIP; and of the calls."""

    def __init__(
        self, log: CallLog, address: tuple[str, int], key: str = "", country: str = "US", calls_max: int = CALLS_MAX
    ) -> None:
        """OSError when the address can't be listened on."""
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        self._socket.bind(address)
        self._socket.settimeout(POLL_S)
        self.port: int = self._socket.getsockname()[1]
        host = f"[{address[0]}]" if family == socket.AF_INET6 else address[0]
        self._feed = f"{FORMAT} udp:{host}:{address[1] or self.port}"
        self._log = log
        self._key = key.encode()
        self._country = country
        self._calls = SeenCalls(calls_max)
        self._late: list[SeenCall] = []  # not handed in the last time
        self.counts: Counter[str] = Counter()

    def run(self, stop: Callable[[], bool], flush_s: float, told: Callable[[int], None]) -> None:
        """Until `stop` says so; `told` how many calls each flush handed in. What is open then is written unfinished."""
        flush_at = time.monotonic() + flush_s
        flush: Future[int] | None = None
        # Beside the socket, whose buffer holds a few hundred messages only unless the machine allows it more.
        with self._socket, ThreadPoolExecutor(1) as beside:
            while not stop():
                with suppress(TimeoutError):
                    self.take(self._socket.recv(PACKET_BYTES_MAX))
                if time.monotonic() < flush_at or (flush is not None and not flush.done()):
                    continue
                if flush is not None:
                    told(flush.result())
                flush_at = time.monotonic() + flush_s
                flush = beside.submit(self._hand_in, *self._ready())
            if flush is not None:
                told(flush.result())
        self._late += self._calls.give_up()
        told(self._hand_in(*self._ready()))

    def take(self, data: bytes) -> None:
        """One packet."""
        try:
            packet = read_hep(data)
        except HepFault:
            self.counts["no HEP 3"] += 1
            return
        if self._key and not hmac.compare_digest(packet.key, self._key):
            self.counts["wrong key"] += 1
            return
        message = read_copied(packet.payload) if packet.protocol == SIP else None
        if message is None:
            self.counts["no SIP"] += 1
            return
        self.counts["messages"] += 1
        self._calls.add(packet, message)

    def _ready(self) -> tuple[list[SeenCall], float]:
        """Calls that are over, and up to when all are."""
        now = time.time()
        calls = self._late + self._calls.over(now)
        self._late = []
        if len(calls) > WAITING_MAX:
            self.counts["lost"] += len(calls) - WAITING_MAX
            calls = calls[-WAITING_MAX:]
        return calls, min(now, self._calls.began_first or now)

    def _hand_in(self, calls: list[SeenCall], complete: float) -> int:
        """Into the log; while another process writes to it, they wait for the next time."""
        batch = Batch([self._row(one) for one in calls])

        def stream(_: Manifest) -> Stream:
            return Stream(self._feed, FORMAT, [batch], datetime.now(UTC), complete)

        try:
            self._log.import_stream(stream)
        except LogTrouble:
            self.counts["postponed"] += 1
            self._late = calls
            return 0
        self.counts["calls"] += len(batch.rows)
        return len(batch.rows)

    def _row(self, call: SeenCall) -> StreamRow:
        calling, called = _number(call.calling, self._country), _number(call.called, self._country)
        ended = None if call.ended is None else round((call.ended - call.began) * 1000)
        answered = call.answered is not None
        billable = 0 if not answered else None
        if call.answered is not None and call.ended is not None:
            billable = max(round((call.ended - call.answered) * 1000), 0)
        result = CallResult.ANSWERED.value if answered else RESULTS.get(call.status, CallResult.FAILED.value)
        if not call.status:
            result = CallResult.UNKNOWN.value
        return StreamRow(
            round(call.began * 1e6),
            calling.e164 or None,
            called.e164 or None,
            _odd(call.calling, calling),
            _odd(call.called, called),
            calling.form.value,
            result,
            call.cause,
            call.status or None,
            None if ended is None else max(ended, 0),
            billable,
            call.name,
            "",
            "",
            "",
            call.source,
            call.call_id,
            ended_by=call.ended_by,
        )


@lru_cache(maxsize=65_536)
def _number(text: str, country: str) -> TelephoneNumber:
    return read_number(text, country)


def _odd(text: str, number: TelephoneNumber) -> str:
    return "" if number.e164 and number.form is NumberForm.NANP else text[:TEXT_MAX]
