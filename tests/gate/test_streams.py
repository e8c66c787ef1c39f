"""Calls over TCP on loopback, and what peers may hold."""

import contextlib
import errno
import resource
import socket
import time

import pytest

from bellwarden.gate.settings import StreamBounds
from bellwarden.gate.streams import descriptors_for
from tests.gate.gates import ACME, STRANGER, RunningGate, ack, gate, invite, status_of, wait_until


def connect(one: RunningGate, source: str = ACME) -> socket.socket:
    connection = socket.create_connection(one.tcp, 2, (source, 0))
    connection.settimeout(2)
    return connection


def read_replies(connection: socket.socket, number: int) -> list[bytes]:
    data = b""
    while data.count(b"\r\n\r\n") < number:
        more = connection.recv(65_536)
        assert more, f"closed after {data!r}"
        data += more
    return [part + b"\r\n\r\n" for part in data.split(b"\r\n\r\n")[:-1]]


def is_closed(connection: socket.socket, seconds: float = 2.0) -> bool:
    connection.settimeout(seconds)
    try:
        return connection.recv(65_536) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


def is_refused(address: tuple[str, int], source: str) -> bool:
    """Whether a connection is closed at once, without a byte. The reset may come before connect returns."""
    try:
        with socket.create_connection(address, 2, (source, 0)) as connection:
            return is_closed(connection)
    except ConnectionError:
        return True


def test_pipelined_invites_are_answered_in_order() -> None:
    with gate() as one, connect(one) as sbc:
        asked = [invite(branch=f"z9hG4bKpipe{i}", transport="TCP") for i in range(20)]
        sbc.sendall(b"".join(asked))
        replies = read_replies(sbc, 20)
        assert [status_of(reply) for reply in replies] == [302] * 20
        assert all(f"branch=z9hG4bKpipe{i};".encode() in replies[i] for i in range(20))
        sbc.sendall(ack(asked[0], replies[0]))
        sbc.sendall(invite(transport="TCP"))
        assert status_of(read_replies(sbc, 1)[0]) == 302
        assert len(one.decisions(21)) == 21


def test_an_invite_in_many_pieces_is_one_invite() -> None:
    """RFC 3261 section 18.3."""
    with gate() as one, connect(one) as sbc:
        data = invite(transport="TCP")
        for start in range(0, len(data), 100):
            sbc.sendall(data[start : start + 100])
            time.sleep(0.002)
        assert status_of(read_replies(sbc, 1)[0]) == 302


def test_an_unknown_source_is_closed_without_a_byte() -> None:
    with gate() as one:
        assert is_refused(one.tcp, STRANGER)
        assert one.worker.tally.unknown_source == 1
        assert one.worker.tally.datagrams == 0


def test_a_keep_alive_is_answered() -> None:
    """RFC 5626 section 3.5.1."""
    with gate() as one, connect(one) as sbc:
        sbc.sendall(b"\r\n\r\n")
        assert sbc.recv(100) == b"\r\n"


def test_a_peer_holds_so_many_connections_and_others_are_unaffected() -> None:
    with gate(streams=StreamBounds(connections_per_source=3)) as one:
        held = [connect(one) for _ in range(3)]
        for connection in held:  # in use, so that none of them makes room
            connection.sendall(invite(transport="TCP"))
            read_replies(connection, 1)
        assert is_refused(one.tcp, ACME)
        with connect(one, "127.0.1.2") as other:
            other.sendall(invite(transport="TCP"))
            assert status_of(read_replies(other, 1)[0]) == 302
        held.pop().close()
        wait_until(lambda: one.worker._connections.shares.of(ACME) == 2)
        with connect(one) as again:
            again.sendall(invite(transport="TCP"))
            assert status_of(read_replies(again, 1)[0]) == 302
        assert one.worker.tally.tcp_refused == {"too_many": 1}
        for connection in held:
            connection.close()


def test_a_connection_that_was_never_used_makes_room_the_oldest_first() -> None:
    with gate(streams=StreamBounds(connections_per_source=3)) as one:
        held = [connect(one) for _ in range(3)]
        held[0].sendall(invite(transport="TCP"))
        read_replies(held[0], 1)
        with connect(one) as new:
            new.sendall(invite(transport="TCP"))
            assert status_of(read_replies(new, 1)[0]) == 302
            assert is_closed(held[1])
            for connection in (held[0], held[2]):
                connection.sendall(invite(transport="TCP"))
                assert status_of(read_replies(connection, 1)[0]) == 302
        assert one.worker.tally.tcp_refused == {"displaced": 1}
        for connection in held:
            connection.close()


def test_an_idle_connection_is_closed_and_a_trickle_of_bytes_is_idle() -> None:
    """RFC 3261 section 17.2.1: 32 s, here a fraction of one."""
    with (
        gate(streams=StreamBounds(idle_s=0.3)) as one,
        connect(one) as idle,
        connect(one) as trickling,
        connect(one) as busy,
    ):
        data = invite(transport="TCP")
        for i in range(10):
            try:
                trickling.sendall(data[i : i + 1])
            except ConnectionError:
                break
            busy.sendall(b"\r\n\r\n")
            time.sleep(0.06)
        assert is_closed(idle)
        assert is_closed(trickling)
        busy.sendall(data)
        assert busy.recv(100).startswith(b"\r\n")
        assert one.worker.tally.tcp_refused == {"idle": 2}


def test_a_peer_that_does_not_read_its_replies_is_read_no_more_and_closed() -> None:
    with gate(streams=StreamBounds(unsent_s=1.0)) as one, socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        slow.bind((ACME, 0))
        slow.connect(one.tcp)
        slow.settimeout(0.2)
        data = b"".join(invite(transport="TCP") for _ in range(50))
        sent = 0
        deadline = time.monotonic() + 20.0
        # Pour on: the kernel's own buffers take a good deal first.
        while not one.worker.tally.tcp_refused and time.monotonic() < deadline:
            with contextlib.suppress(ConnectionError, TimeoutError):
                sent = (sent + slow.send(data[sent:])) % len(data)
        assert one.worker.tally.tcp_refused == {"slow_reader": 1}
        with connect(one) as other:
            other.sendall(invite(transport="TCP"))
            assert status_of(read_replies(other, 1)[0]) == 302


def test_a_worker_that_leaves_answers_once_more_and_closes() -> None:
    with gate() as one, connect(one) as busy, connect(one) as quiet:
        busy.sendall(invite(transport="TCP"))
        read_replies(busy, 1)
        streams = one.worker._connections
        one.call_soon(lambda: streams.leave(0.0))  # at a moment when both were busy
        wait_until(lambda: streams.leaving)
        busy.sendall(invite(transport="TCP") * 2)
        assert [status_of(reply) for reply in read_replies(busy, 2)] == [302, 302]
        assert is_closed(busy)
        one.call_soon(lambda: streams.leave(time.monotonic() + 1.0))
        assert is_closed(quiet)
        wait_until(lambda: len(streams.shares) == 0)
        assert one.worker.tally.tcp_refused == {"moved": 2}


def test_a_shortage_of_descriptors_pauses_accepting_until_there_is_room(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with gate() as one, connect(one) as before:
        before.sendall(invite(transport="TCP"))
        read_replies(before, 1)
        tries = []

        def short(self: socket.socket) -> tuple[socket.socket, object]:
            tries.append(time.monotonic())
            raise OSError(errno.EMFILE, "Too many open files")

        monkeypatch.setattr(socket.socket, "accept", short)
        with connect(one) as waiting:
            waiting.sendall(invite(transport="TCP"))
            wait_until(lambda: len(tries) >= 3)
            assert tries[2] - tries[0] > 0.2  # the loop does not turn on it
            before.sendall(invite(transport="TCP"))
            assert status_of(read_replies(before, 1)[0]) == 302
            monkeypatch.undo()
            assert status_of(read_replies(waiting, 1)[0]) == 302
    assert caplog.text.count("no room for a further connection: Too many open files") == 1


def test_connections_are_as_many_as_descriptors_allow(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    limits = [(256, 1_000)]
    monkeypatch.setattr(resource, "getrlimit", lambda which: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda which, both: limits.append(both))
    assert descriptors_for(100) == 100
    assert limits[-1] == (612, 1_000)
    assert descriptors_for(2_000) == 488
    assert limits[-1] == (1_000, 1_000)
    assert "only 488 of 2000 connections have room" in caplog.text


def test_lost_framing_closes_the_connection_after_the_answer() -> None:
    """RFC 3261 section 18.3: Content-Length alone says where a message ends."""
    with gate() as one, connect(one) as sbc:
        good, bad = invite(transport="TCP"), invite(transport="TCP").replace(b"Content-Length: ", b"Content-Length: -")
        sbc.sendall(good + bad + good)
        replies = read_replies(sbc, 2)
        assert [status_of(reply) for reply in replies] == [302, 400]
        assert is_closed(sbc)
        assert one.worker.tally.tcp_refused == {"framing": 1}


def test_no_sip_at_all_is_closed() -> None:
    with gate() as one, connect(one) as other:
        other.sendall(b"\x16\x03\x01\x02\x00")
        assert is_closed(other)


def test_a_broken_message_leaves_no_answer_behind_for_the_next_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    with gate() as one, connect(one) as first, connect(one, "127.0.1.2") as second:
        server = type(one.worker._streams._server)
        answer = server.answer

        def breaks(self: object, event: object, said: object, now: float) -> None:
            answer(self, event, said, now)  # type: ignore[arg-type]
            monkeypatch.undo()
            raise IndexError("after the answer was queued")

        monkeypatch.setattr(server, "answer", breaks)
        first.sendall(invite(branch="z9hG4bKfirst", transport="TCP"))
        wait_until(lambda: one.worker.tally.broken_messages == 1)
        second.sendall(invite(branch="z9hG4bKsecond", transport="TCP"))
        assert b"z9hG4bKsecond" in read_replies(second, 1)[0]
        first.settimeout(0.1)
        with pytest.raises(TimeoutError):
            first.recv(1)


def test_stopping_closes_connections_at_once() -> None:
    with gate() as one, connect(one) as sbc:
        sbc.sendall(invite(transport="TCP"))
        read_replies(sbc, 1)
        assert one.stop() < 1.0
        assert is_closed(sbc)
        assert one.kept.closed
