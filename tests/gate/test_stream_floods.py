"""Thousands of connections that do nothing: nobody else notices, and the gate holds no more than its bounds.

The numbers are those of AST-2016-005, where sixty idle connections were enough, and well beyond.
"""

import contextlib
import os
import resource
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.gate.certificates import GATE_NAME, Authority, client, gate_files
from tests.gate.gates import ACME, STRANGER, SipClient, invite, status_of, wait_until
from tests.gate.processes import Served
from tests.gate.test_streams import read_replies

pytestmark = pytest.mark.slow

OTHER = "127.0.2.5"  # of a trunk without limits
HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"  # half of one


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def served(authority: Authority, tmp_path: Path) -> Iterator[Served]:
    files = gate_files(authority)
    one = Served(tmp_path, 1, "udp:127.0.0.1:0,tcp:127.0.0.1:0,tls:127.0.0.1:0", (files.certificate, files.key))
    try:
        yield one
    finally:
        one.stop()


@pytest.fixture
def room() -> Iterator[int]:
    """How many connections this process may hold, up to 5,000."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield 5_000 if hard == resource.RLIM_INFINITY else min(5_000, hard - 200)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Flood:
    """Connections from one source, each with the same few bytes sent over it, all kept open."""

    def __init__(self, address: tuple[str, int], source: str, sends: bytes = b"") -> None:
        self._address = address
        self._source = source
        self._sends = sends
        self._held: list[socket.socket] = []

    def add(self, number: int) -> None:
        for _ in range(number):
            try:
                peer = socket.create_connection(self._address, 5, (self._source, 0))
            except ConnectionError:
                continue  # reset before connect returned
            self._held.append(peer)
            if self._sends:
                with contextlib.suppress(OSError):
                    peer.sendall(self._sends)

    def heard(self) -> int:
        """Bytes that came back over all of them."""
        total = 0
        for peer in self._held:
            peer.setblocking(False)
            with contextlib.suppress(OSError):
                total += len(peer.recv(65_536))
        return total

    def close(self) -> None:
        for peer in self._held:
            peer.close()


def resident_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def descriptors(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))


@pytest.mark.parametrize(
    ("transport", "source", "sends"),
    [
        ("tcp", STRANGER, b""),
        ("tcp", ACME, b""),
        ("tcp", ACME, b"INVITE sip:"),
        ("tls", STRANGER, HELLO),
        ("tls", ACME, HELLO),
    ],
    ids=["strangers", "idle", "begun", "strangers over TLS", "half-open handshakes"],
)
def test_a_flood_of_connections_starves_nobody(
    served: Served, room: int, authority: Authority, transport: str, source: str, sends: bytes
) -> None:
    process = served.child.pid
    number = room if transport == "tcp" else room // 5
    flood = Flood(getattr(served, transport), source, sends)
    worst_s = 0.0
    with SipClient(served.udp, OTHER) as udp, httpx.Client(base_url=served.url, trust_env=False) as web:
        assert status_of(udp.ask(invite())) == 302 and web.get("/healthz").status_code == 200
        memory, held = resident_mb(process), descriptors(process)
        try:
            for _ in range(20):
                flood.add(number // 20)
                began = time.monotonic()
                assert status_of(udp.ask(invite())) == 302
                worst_s = max(worst_s, time.monotonic() - began)
                assert web.get("/healthz").status_code == 200
            assert descriptors(process) - held <= 64 + 2
            assert resident_mb(process) - memory < 15
            # New good connections, of another source and, where it is a trunk's, of the flooding one.
            for good in {OTHER, source} - {STRANGER}:
                assert_answered(served, client(authority), good)
            assert flood.heard() == 0
        finally:
            flood.close()
        assert worst_s < 0.5
    wait_until(lambda: descriptors(process) <= held + 1, 10.0)


def assert_answered(served: Served, context: ssl.SSLContext, source: str) -> None:
    with socket.create_connection(served.tcp, 5, (source, 0)) as plain:
        plain.sendall(invite(transport="TCP"))
        assert status_of(read_replies(plain, 1)[0]) == 302
    raw = socket.create_connection(served.tls, 5, (source, 0))
    with context.wrap_socket(raw, server_hostname=GATE_NAME) as secure:
        secure.sendall(invite(transport="TLS"))
        assert status_of(read_replies(secure, 1)[0]) == 302


def test_handshakes_at_full_speed_leave_udp_its_turn(served: Served, authority: Authority) -> None:
    """Eighty handshakes at once, whole ones: their work is done in small turns, and no call waits for all of it."""
    raw = [socket.create_connection(served.tls, 5, (f"127.0.2.{1 + number % 40}", 0)) for number in range(80)]
    context = client(authority)
    shaking = [context.wrap_socket(one, server_hostname=GATE_NAME, do_handshake_on_connect=False) for one in raw]
    for one in shaking:
        one.setblocking(False)
    waits = []
    with SipClient(served.udp, OTHER) as udp:
        left = list(shaking)
        while left:
            for one in list(left):
                try:
                    one.do_handshake()
                    left.remove(one)
                except OSError:  # ssl.SSLWantReadError is one
                    pass
            began = time.monotonic()
            assert status_of(udp.ask(invite())) == 302
            waits.append(time.monotonic() - began)
    for one in shaking:
        one.close()
    assert sorted(waits)[len(waits) * 9 // 10] < 0.05


def test_memory_and_descriptors_stay_flat_over_thousands_of_connections(served: Served, authority: Authority) -> None:
    context = client(authority)
    process = served.child.pid

    def round_of(number: int) -> None:
        for place in range(number):
            assert_answered(served, context, OTHER)
            with contextlib.suppress(OSError), socket.create_connection(served.tls, 5, (OTHER, 0)) as half:
                half.sendall(HELLO if place % 2 else invite())
            with socket.create_connection(served.tcp, 5, (OTHER, 0)) as odd:
                odd.sendall(invite(transport="TCP").replace(b"Content-Length: ", b"Content-Length: -"))

    round_of(100)
    memory, held = resident_mb(process), descriptors(process)
    round_of(200)
    wait_until(lambda: descriptors(process) <= held + 2)
    assert resident_mb(process) - memory < 4
