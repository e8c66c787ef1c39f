"""The driver of the load benchmark is an honest client: else a slow driver would read as a slow gate."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import report
from bench.calls import key_of
from bench.load import table
from bench.load.driving import Seen, drive
from bench.load.messages import Messages, index_of
from bench.load.plan import Burst, Kind, Phase, Plan, Stream

Answer = Callable[[bytes, int], list[bytes]]


@contextmanager
def server(answer: Answer) -> Iterator[tuple[tuple[str, int], list[bytes]]]:
    """Answers the n-th copy of each message by `answer(message, n)`; what it was sent."""
    got: list[bytes] = []
    stopped = threading.Event()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(0.05)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)

        def serve() -> None:
            while not stopped.is_set():
                try:
                    data, source = sock.recvfrom(65_535)
                except TimeoutError:
                    continue
                got.append(data)
                for one in answer(data, got.count(data)):
                    sock.sendto(one, source)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield sock.getsockname(), got
        finally:
            stopped.set()
            thread.join()


def final(invite: bytes) -> bytes:
    """A 302 as a server makes it: Via, From, Call-ID and CSeq as they came, a tag of its own."""
    head = invite.partition(b"\r\n\r\n")[0].split(b"\r\n")
    kept = [line for line in head if line.startswith((b"Via:", b"From:", b"Call-ID:", b"CSeq:"))]
    to = next(line for line in head if line.startswith(b"To:"))
    return b"\r\n".join([b"SIP/2.0 302 Moved Temporarily", *kept, to + b";tag=own", b"Content-Length: 0", b"", b""])


def calls(count: int, answer: Answer, patience_s: float = 10.0, copies: int = 1) -> tuple[Seen, list[bytes]]:
    with server(answer) as (address, got):
        stream = Stream(name="sbc", server=address, bursts=(Burst(0.05, count),), emergency_every=2, copies=copies)
        return drive(Plan(streams=(stream,), seconds=0.2, patience_s=patience_s)), got


def invites(got: list[bytes]) -> list[bytes]:
    return [data for data in got if data.startswith(b"INVITE ")]


def test_an_answer_at_once_is_one_sending() -> None:
    seen, got = calls(20, lambda data, copy: [final(data)] if data.startswith(b"INVITE ") else [])
    assert seen.statuses(seen.calls()) == {"302": 20}
    assert list(seen.rows.sends) == [1] * 20
    assert len(invites(got)) == len(got) / 2 == 20


def test_a_call_is_repeated_until_it_is_answered_and_counted_once() -> None:
    """RFC 3261 section 17.1.1.2: after T1 and after twice as long; its delay runs from the first sending."""
    seen, got = calls(5, lambda data, copy: [final(data)] if data.startswith(b"INVITE ") and copy == 3 else [])
    assert list(seen.rows.sends) == [3] * 5
    assert seen.failed(seen.calls()) == 0
    assert all(1.4 < delay < 4.0 for delay in seen.rows.delay)
    assert len(set(invites(got))) == 5


def test_a_call_that_nobody_answers_has_failed_when_patience_ends() -> None:
    seen, got = calls(3, lambda data, copy: [], patience_s=1.2)
    assert seen.failed(seen.calls()) == 3
    assert list(seen.rows.sends) == [2] * 3
    assert len(got) == 6


def test_every_final_answer_gets_its_ack() -> None:
    """RFC 3261 section 17.1.1.3: same branch, and the To of the answer."""
    seen, got = calls(4, lambda data, copy: [final(data)] * 2 if data.startswith(b"INVITE ") else [])
    acks = [data for data in got if data.startswith(b"ACK ")]
    assert len(acks) == 8
    assert {key_of(ack) for ack in acks} == {key_of(invite) for invite in invites(got)}
    assert all(b";tag=own\r\n" in ack and ack.endswith(b"\r\n\r\n") for ack in acks)
    assert list(seen.rows.answers) == [2] * 4


def test_a_provisional_answer_is_none() -> None:
    def answer(data: bytes, copy: int) -> list[bytes]:
        return [final(data).replace(b"302 Moved Temporarily", b"100 Trying")] if data.startswith(b"INVITE ") else []

    seen, _ = calls(2, answer, patience_s=0.8)
    assert seen.failed(seen.calls()) == 2


def test_a_storm_sends_the_same_message_again() -> None:
    seen, got = calls(2, lambda data, copy: [final(data)] if data.startswith(b"INVITE ") else [], copies=20)
    assert len(invites(got)) == 40
    assert len(set(invites(got))) == 2
    assert seen.repeated(seen.calls()) == 0


def test_a_poisson_stream_offers_its_rate_and_says_how_late_it_was() -> None:
    with server(lambda data, copy: []) as (address, _):
        stream = Stream(name="s", server=address, phases=(Phase(0.5, 1_000.0), Phase(0.5, 100.0)), unknown=True)
        seen = drive(Plan(streams=(stream,), seconds=1.0, patience_s=1.0))
    first, second = seen.rows.sent[0], seen.rows.sent[-1]
    assert 400 < len(seen.rows) < 700
    assert second - first < 1.5
    assert min(seen.rows.late) >= 0.0
    assert seen.about_driver()["calls"] == len(seen.rows)


def test_messages_are_made_from_the_number_alone() -> None:
    stream = Stream(name="s", server=("127.0.0.1", 1), customers=20, blocked_every=10, emergency_every=100)
    messages = Messages(stream, 5060)
    assert messages.invite(7) == messages.invite(7)
    assert index_of(messages.invite(1234567)) == 1234567
    assert index_of(b"SIP/2.0 200 OK\r\n\r\n") == -1
    assert [messages.kind(number) for number in (100, 105, 101)] == [Kind.EMERGENCY, Kind.BLOCKED, Kind.LAWFUL]
    assert len({messages.invite(number) for number in range(1_000)}) == 1_000
    head, _, body = messages.invite(5).partition(b"\r\n\r\n")
    assert int(head.rpartition(b"Content-Length:")[2]) == len(body)


def test_each_run_leaves_the_others_section_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "PAGE", tmp_path / "benchmarks.md")
    monkeypatch.setattr(report, "tables", lambda figures: f"redirect {figures['run']}\n")
    report.write({"run": 1})
    report.write_section("Under load", "load 1\n")
    report.write({"run": 2})
    assert report.PAGE.read_text().endswith("redirect 2\n\n## Under load\n\nload 1\n")
    report.write_section("Under load", "load 2\n")
    assert report.PAGE.read_text().endswith("redirect 2\n\n## Under load\n\nload 2\n")


def test_an_invalid_round_is_never_shown_as_met() -> None:
    figure = {"promise": "R4", "what": "answered", "value": "99 %", "goal": "≥ 95 %", "met": True}
    part = {"figures": [figure], "invalid": "the driver was late", "scale": 1}
    assert table.rows_of(part) == [["R4", "answered", "99 %", "≥ 95 %", "invalid"]]
    assert table.rows_of({**part, "invalid": ""})[0][-1] == "yes"
