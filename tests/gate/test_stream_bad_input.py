"""Streams that do not behave, over TCP and over TLS: the same bytes must come to the same end."""

import contextlib
import os
import random
import socket
import ssl
import time
from collections.abc import Iterator

import pytest

from tests.gate.certificates import Authority, client, gate_files
from tests.gate.gates import ACME, RunningGate, SipClient, gate, invite, status_of, wait_until
from tests.gate.test_streams import is_closed, read_replies
from tests.gate.test_tls import secure

BODY = b"x" * 20
NEXT = invite(branch="z9hG4bKnext", transport="TCP")
OTHER = "127.0.2.5"  # another source, of a trunk without limits


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def one(authority: Authority) -> Iterator[RunningGate]:
    with gate(tls=gate_files(authority)) as running:
        yield running


@pytest.fixture(params=["tcp", "tls"])
def sbc(request: pytest.FixtureRequest, one: RunningGate, authority: Authority) -> Iterator[socket.socket]:
    if request.param == "tls":
        connection: socket.socket = secure(one, client(authority))
    else:
        connection = socket.create_connection(one.tcp, 2, (ACME, 0))
    connection.settimeout(5)
    with connection:
        yield connection


def message(length: bytes, body: bytes = BODY) -> bytes:
    """An INVITE whose Content-Length lines are as given, b"" for none."""
    head = invite(transport="TCP").partition(b"\r\n\r\n")[0]
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-length", b"content-type"))]
    return b"\r\n".join([*kept, *([length] if length else []), b"", body])


def statuses(connection: socket.socket, number: int) -> list[int]:
    return [status_of(reply) for reply in read_replies(connection, number)]


@pytest.mark.parametrize(
    "length",
    [
        b"Content-Length: -1",
        b"Content-Length: +5",
        b"Content-Length: 20, 20",
        b"Content-Length: 4294967328",  # 2**32 + 32
        b"Content-Length: 18446744073709551636",  # 2**64 + 20
        b"Content-Length: " + b"9" * 5_000,
        b"Content-Length: 0x14",
        b"Content-Length: 20 20",
        b"Content-Length:",
        b"Content-Length: 2\x00",
        b"Content-Length: \xd9\xa2\xd9\xa0",  # 20 in Arabic-Indic digits
        b"Content-Length: 20\r\nContent-Length: 0",
        b"Content-Length: 0\r\nl: 20",
        b"Content-Length : 0\r\nContent-Length: 20",
        b"",
    ],
    ids=lambda length: repr(length[:40]),
)
def test_a_length_that_can_not_be_trusted_ends_the_connection(
    one: RunningGate, sbc: socket.socket, length: bytes
) -> None:
    """RFC 3261 sections 18.3 and 20.14. What comes behind may be a message that somebody smuggles: it is not read."""
    before = len(one.kept.decisions)
    sbc.sendall(message(length) + NEXT)
    data = b""
    with contextlib.suppress(ConnectionError):
        while part := sbc.recv(65_536):
            data += part
    assert b"z9hG4bKnext" not in data
    assert data[:12] in (b"", b"SIP/2.0 400 ", b"SIP/2.0 513 ")
    assert all(one.call.request.fault for one in one.kept.decisions[before:])


@pytest.mark.parametrize(
    "length", [b"Content-Length: 00020", b"l:20", b"CONTENT-LENGTH:\t20", b"Content-Length:\r\n 20"]
)
def test_a_length_that_is_only_written_oddly_counts(sbc: socket.socket, length: bytes) -> None:
    sbc.sendall(message(length) + NEXT)
    assert statuses(sbc, 2) == [302, 302]


def test_the_same_length_twice_counts_for_framing_and_is_refused_for_the_call(sbc: socket.socket) -> None:
    sbc.sendall(message(b"Content-Length: 20\r\nContent-Length: 20") + NEXT)
    assert statuses(sbc, 2) in ([400, 302], [302, 302])


def test_a_length_beyond_the_body_takes_the_next_message_for_body(one: RunningGate, sbc: socket.socket) -> None:
    """A message inside what its sender called a body is body: never a second call."""
    sbc.sendall(message(b"Content-Length: %d" % (len(BODY) + len(NEXT))) + NEXT)
    assert statuses(sbc, 1) == [302]
    sbc.sendall(invite(branch="z9hG4bKafter", transport="TCP"))
    assert b"z9hG4bKafter" in read_replies(sbc, 1)[0]


def test_a_length_short_of_the_body_ends_the_connection_at_the_rest(sbc: socket.socket) -> None:
    sbc.sendall(message(b"Content-Length: 0", b"\x00" * 20) + NEXT)
    assert statuses(sbc, 1) == [302]
    assert is_closed(sbc)


def test_a_message_of_70_kb_ends_the_connection(sbc: socket.socket) -> None:
    with contextlib.suppress(ConnectionError):
        sbc.sendall(message(b"Content-Length: 70000", b"x" * 70_000))
    with contextlib.suppress(ConnectionError):
        assert sbc.recv(65_536)[:12] in (b"", b"SIP/2.0 513 ", b"SIP/2.0 400 ")  # as much of it as came is too short
    assert is_closed(sbc)


def test_a_body_in_ten_pieces_is_one_body(sbc: socket.socket) -> None:
    body = b"v=0\r\n" * 200
    sbc.sendall(message(b"Content-Length: %d" % len(body), b""))
    for start in range(0, len(body), len(body) // 10):
        time.sleep(0.005)
        sbc.sendall(body[start : start + len(body) // 10])
    assert statuses(sbc, 1) == [302]


def test_one_byte_at_a_time_is_one_message(sbc: socket.socket) -> None:
    """RFC 8446 section 5.1: over TLS each byte is a record of its own."""
    for place in range(len(NEXT)):
        sbc.sendall(NEXT[place : place + 1])
    assert statuses(sbc, 1) == [302]


def test_keep_alives_between_and_inside_messages(sbc: socket.socket) -> None:
    """RFC 5626 section 3.5.1: a double CR LF between messages is answered; inside a body it is body."""
    sbc.sendall(b"\r\n\r\n" + message(b"Content-Length: 8", b"\r\n\r\n\r\n\r\n") + b"\r\n\r\n" + NEXT + b"\r\n" + NEXT)
    data = b""
    while data.count(b"SIP/2.0 302 ") < 3 or data.count(b"\r\n\r\n") < 3:
        data += sbc.recv(65_536)
    assert data.count(b"SIP/2.0 302 ") == 3
    assert data.count(b"\r\n") - sum(part.count(b"\r\n") for part in data.split(b"SIP/2.0 ")[1:]) in (0, 1, 2)


def test_a_truncated_message_is_no_call(one: RunningGate, sbc: socket.socket) -> None:
    before = one.worker.tally.datagrams
    sbc.sendall(NEXT[:-5])
    sbc.close()
    wait_until(lambda: one.worker._connections.shares.of(ACME) == 0)
    assert one.worker.tally.datagrams == before


def test_what_was_asked_before_a_half_close_is_answered(one: RunningGate) -> None:
    with socket.create_connection(one.tcp, 2, (ACME, 0)) as sbc:
        sbc.sendall(NEXT * 20)
        sbc.shutdown(socket.SHUT_WR)
        assert statuses(sbc, 20) == [302] * 20
        assert is_closed(sbc)


@pytest.mark.parametrize("seed", range(20))
def test_garbage_is_let_go_of(one: RunningGate, sbc: socket.socket, seed: int) -> None:
    chance = random.Random(seed)
    kinds = [chance.randbytes(chance.randrange(1, 3_000)), NEXT[: chance.randrange(20, 400)] + chance.randbytes(2_000)]
    with contextlib.suppress(ConnectionError):
        sbc.sendall(kinds[seed % 2] + b"\n\n")
    sbc.close()
    wait_until(lambda: one.worker._connections.shares.of(ACME) == 0)
    assert one.worker.tally.broken_messages == 0


def test_broken_records_end_the_connection(one: RunningGate, authority: Authority) -> None:
    """RFC 8446 section 5.1: garbage where a record should be, after a good handshake."""
    with secure(one, client(authority)) as sbc:
        sbc.sendall(NEXT)
        assert statuses(sbc, 1) == [302]
        os.write(sbc.fileno(), b"\x17\x03\x03\x00\x20" + bytes(32))
        with contextlib.suppress(ssl.SSLError):
            assert is_closed(sbc)
    wait_until(lambda: one.worker.tally.tcp_refused.get("tls", 0) >= 1)


def test_a_handshake_beyond_all_bounds_is_ended(one: RunningGate) -> None:
    """A hello that announces 16 MB, and pours."""
    before = one.worker.tally.tcp_refused.get("handshake", 0)
    with socket.create_connection(one.tls, 2, (ACME, 0)) as peer:
        fragment = b"\x16\x03\x01\x40\x00" + b"\x01\xff\xff\xff" + bytes(16_380)
        with contextlib.suppress(ConnectionError):
            for _ in range(200):
                peer.sendall(fragment)
        assert is_closed(peer) or is_closed(peer)
    wait_until(lambda: one.worker.tally.tcp_refused.get("handshake", 0) == before + 1)


@pytest.mark.slow
def test_a_thousand_half_open_handshakes_hold_little_and_stop_nobody(one: RunningGate, authority: Authority) -> None:
    """One known source opens them, with half a hello each: another source's calls go on, and so does its handshake."""
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
    memory = resident_kb()
    open_now = descriptors()
    held = []
    try:
        with SipClient(one.udp, OTHER) as udp:
            for number in range(1_000):
                peer = socket.create_connection(one.tls, 2, (ACME, 0))
                with contextlib.suppress(ConnectionError):
                    peer.sendall(hello)
                held.append(peer)
                if number % 100 == 0:
                    assert status_of(udp.ask(invite())) == 302
            with secure(one, client(authority), OTHER) as good:
                good.sendall(NEXT)
                assert statuses(good, 1) == [302]
            assert one.worker._connections.shares.of(ACME) <= 64
            assert len(one.worker._connections.shakes) <= 64
            assert descriptors() - open_now <= 1_000 + 64 + 5  # the peers' ends are ours, too
            assert resident_kb() - memory < 20_000
    finally:
        for peer in held:
            peer.close()
    wait_until(lambda: descriptors() <= open_now + 3)
    wait_until(lambda: len(one.worker._connections.shakes) == 0)


def resident_kb() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))
