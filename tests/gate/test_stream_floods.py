"""Thousands of connections that do nothing: nobody else notices, and the gate holds no more than its bounds.

The numbers are those of AST-2016-005, where sixty idle connections were enough, and well beyond.
"""

import contextlib
import os
import re
import resource
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.gate.certificates import GATE_NAME, Authority, client, gate_files
from tests.gate.gates import ACME, STRANGER, SipClient, invite, status_of, wait_until
from tests.gate.test_streams import read_replies

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
POLICY = f"""\
[carrier]
name = "Kestrel Voice"
mode = "enforce"

[trunk.acme-pbx]
addresses = ["{ACME}"]
customer = "acme"

[trunk.transit-in]
addresses = ["127.0.2.0/24"]
customer = "acme"

[customer.acme]
name = "Acme Dental Group"
any_caller_id = true
"""
OTHER = "127.0.2.5"  # of a trunk without limits
HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"  # half of one


class Served:
    """The gate by its own command, as processes of its own, so that what it holds can be seen apart from its peers."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        files = gate_files(authority)
        (folder / "policy").mkdir()
        (folder / "policy" / "all.toml").write_text(POLICY)
        command = [sys.executable, "-m", "bellwarden", "gate", "--home", folder / "home", "--policy", folder / "policy"]
        command += ["--sip", "udp:127.0.0.1:0,tcp:127.0.0.1:0,tls:127.0.0.1:0", "--http", "127.0.0.1:0"]
        command += ["--tls-cert", files.certificate, "--tls-key", files.key]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        with (folder / "gate.log").open("wb") as log:
            self.child = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=log, env=environment)
        assert self.child.stdout is not None
        ready = self.child.stdout.readline().decode()
        ports = {name: int(port) for name, port in re.findall(r"(udp|tcp|tls|http):127\.0\.0\.1:(\d+)", ready)}
        self.udp, self.tcp, self.tls = (("127.0.0.1", ports[name]) for name in ("udp", "tcp", "tls"))
        self.url = f"http://127.0.0.1:{ports['http']}"

    def processes(self) -> list[int]:
        """The one that was started, and the workers below it, if there are any."""
        below = Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read_text()
        return [self.child.pid, *map(int, below.split())]

    def resident_mb(self) -> float:
        pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in self.processes())
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def descriptors(self) -> int:
        return sum(len(os.listdir(f"/proc/{one}/fd")) for one in self.processes())

    def stop(self) -> None:
        self.child.terminate()
        self.child.wait(10)
        if self.child.stdout is not None:
            self.child.stdout.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def served(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    one = Served(tmp_path_factory.mktemp("gate"), authority)
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
    number = room if transport == "tcp" else room // 5
    flood = Flood(getattr(served, transport), source, sends)
    worst_s = 0.0
    with SipClient(served.udp, OTHER) as udp, httpx.Client(base_url=served.url, trust_env=False) as web:
        assert status_of(udp.ask(invite())) == 302 and web.get("/healthz").status_code == 200
        memory, held = served.resident_mb(), served.descriptors()
        try:
            for _ in range(20):
                flood.add(number // 20)
                began = time.monotonic()
                assert status_of(udp.ask(invite())) == 302
                worst_s = max(worst_s, time.monotonic() - began)
                assert web.get("/healthz").status_code == 200
            assert served.descriptors() - held <= 64 + 2
            assert served.resident_mb() - memory < 15
            # New good connections, of another source and, where it is a trunk's, of the flooding one.
            for good in {OTHER, source} - {STRANGER}:
                assert_answered(served, client(authority), good)
            assert flood.heard() == 0
        finally:
            flood.close()
        assert worst_s < 0.5
    wait_until(lambda: served.descriptors() <= held + 1, 10.0)


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

    def round_of(number: int) -> None:
        for place in range(number):
            assert_answered(served, context, OTHER)
            with contextlib.suppress(OSError), socket.create_connection(served.tls, 5, (OTHER, 0)) as half:
                half.sendall(HELLO if place % 2 else invite())
            with socket.create_connection(served.tcp, 5, (OTHER, 0)) as odd:
                odd.sendall(invite(transport="TCP").replace(b"Content-Length: ", b"Content-Length: -"))

    round_of(100)
    memory, held = served.resident_mb(), served.descriptors()
    round_of(200)
    wait_until(lambda: served.descriptors() <= held + 2)
    assert served.resident_mb() - memory < 4
