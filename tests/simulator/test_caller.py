"""The live caller against a small redirect server on loopback."""

import socket
import threading
import time
from itertools import islice

import pytest

from bellwarden.simulator.__main__ import decision_of, went_on
from bellwarden.simulator.caller import CallerFault, LiveCaller
from bellwarden.simulator.dialer import CallEnd
from bellwarden.simulator.traffic import LabelledCall, traffic
from bellwarden.simulator.world import SOURCES
from bellwarden.sip.message import read_request


class Redirector:
    """Answers every INVITE with 302 to where it wanted to go; leaves out the first copy of every third."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.sources: set[str] = set()
        self.acks = 0
        self._seen: set[bytes] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def wait_for_acks(self, count: int) -> None:
        end = time.monotonic() + 2.0
        while self.acks < count and time.monotonic() < end:
            time.sleep(0.01)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self.socket.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                data, source = self.socket.recvfrom(65_535)
            except TimeoutError:
                continue
            request = read_request(data)
            self.sources.add(source[0])
            if request.method == b"ACK":
                self.acks += 1
                continue
            dropped = len(self._seen) % 3 == 2 and request.call_id not in self._seen
            self._seen.add(request.call_id)
            if not dropped:
                self.socket.sendto(self._answer(request.vias[0], request.from_, request.call_id, request.uri), source)

    def _answer(self, via: bytes, from_: bytes, call_id: bytes, uri: bytes) -> bytes:
        return (
            b"SIP/2.0 302 Moved Temporarily\r\nVia: %s\r\nFrom: %s\r\nTo: <%s>;tag=r\r\nCall-ID: %s\r\n"
            b"CSeq: 1 INVITE\r\nContact: <%s>\r\nX-Bellwarden-Decision: 0a\r\nContent-Length: 0\r\n\r\n"
            % (via, from_, uri, call_id, uri)
        )


def test_calls_are_placed_from_their_own_addresses_repeated_when_lost_and_acknowledged() -> None:
    server = Redirector()
    ends: list[tuple[LabelledCall, CallEnd]] = []
    try:
        with LiveCaller(("127.0.0.1", server.socket.getsockname()[1]), SOURCES) as caller:
            caller.run(islice(traffic(1, 200), 60), 0, "5a17", lambda call, end: ends.append((call, end)))
            server.wait_for_acks(60)
    finally:
        server.stop()
    assert len(ends) == caller.placed == 60
    assert caller.waiting == 0
    assert all(went_on(call, end) and decision_of(end) == "0a" for call, end in ends)
    assert {end.retransmissions for _, end in ends} == {0, 1}
    assert server.acks >= 60
    assert server.sources == {call.caller.address for call, _ in ends}


def test_a_caller_stops_when_told_to_though_calls_go_on_for_ever() -> None:
    server = Redirector()
    try:
        with LiveCaller(("127.0.0.1", server.socket.getsockname()[1]), SOURCES) as caller:
            caller.run(traffic(1, 100), 0, "5a17", lambda call, end: caller.stop())
    finally:
        server.stop()
    assert caller.stopped
    assert caller.placed < 100


def test_an_address_that_is_not_this_machine_s_is_told_with_the_remedy() -> None:
    with pytest.raises(CallerFault, match=r"192\.0\.2\.77 can't be used .* ifconfig lo0 alias"):
        LiveCaller(("127.0.0.1", 9), ("192.0.2.77",))
