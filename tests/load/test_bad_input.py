"""Datagrams that hold more or less than one message: never a second call, never a second answer, never a death."""

import socket
from collections.abc import Iterator
from itertools import count

import pytest

from bench.load.gates import Gate
from bench.load.world import GREEDY

CALLING, CALLED, SMUGGLED = "+12382000101", "+17562000100", "+17562000199"
BODY = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
DECIDED = (b"302", b"503")  # overloaded, where the machine is busy
DECISIONS = "bellwarden_gate_decisions_total"
numbers = count(1)

# Each way to lie about a body's length: CVE-2026-23457 and its relatives. Over UDP the datagram's end is the message's.
LENGTHS = {
    "right": [str(len(BODY))],
    "none": [],
    "too small": ["0"],
    "too large": ["9999"],
    "2^32 more": [str(2**32 + len(BODY))],
    "2^32 + 32": [str(2**32 + 32)],
    "negative": ["-1"],
    "signed": [f"+{len(BODY)}"],
    "leading zeros": [f"000{len(BODY)}"],
    "a list": [f"{len(BODY)},{len(BODY)}"],
    "two different": [str(len(BODY)), "5"],
    "twice the same": [str(len(BODY))] * 2,
    "empty": [""],
    "hexadecimal": [hex(len(BODY))],
    "thousands of digits": ["1" * 5_000],
}


def invite(called: str, lengths: list[str] | None = None) -> bytes:
    number = next(numbers)
    lines = [
        f"INVITE sip:{called}@127.0.0.1;user=phone SIP/2.0",
        f"Via: SIP/2.0/UDP {GREEDY[2]}:5060;branch=z9hG4bKbad{number};rport",
        f"From: <sip:{CALLING}@127.0.0.1>;tag=t{number}",
        f"To: <sip:{called}@127.0.0.1>",
        f"Call-ID: bad{number}@127.0.0.1",
        "CSeq: 1 INVITE",
        "Max-Forwards: 70",
        *(f"Content-Length: {one}" for one in (lengths if lengths is not None else [str(len(BODY))])),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + BODY).encode()


@pytest.fixture
def sbc(gate: Gate) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind((GREEDY[2], 0))
        one.connect(gate.address)
        one.settimeout(5)
        yield one


def answers_before_the_next(sbc: socket.socket, *datagrams: bytes) -> list[bytes]:
    """What these draw: all that comes before the answer to a good call that is sent behind them."""
    for one in datagrams:
        sbc.send(one)
    last = invite(CALLED)
    branch = last.partition(b"branch=")[2].partition(b";")[0]
    sbc.send(last)
    found = []
    while True:
        answer = sbc.recv(65_535)
        if branch + b";" in answer or branch + b"\r" in answer:
            assert answer[8:11] in DECIDED
            return found
        found.append(answer)


@pytest.mark.parametrize("lie", LENGTHS)
def test_a_second_message_behind_the_first_is_never_a_call(gate: Gate, sbc: socket.socket, lie: str) -> None:
    before = gate.metrics().get(DECISIONS, 0.0)
    found = answers_before_the_next(sbc, invite(CALLED, LENGTHS[lie]) + invite(SMUGGLED))
    assert len(found) <= 1
    assert all(SMUGGLED.encode() not in answer for answer in found)
    assert all(answer[8:11] in (*DECIDED, b"400") for answer in found)
    assert gate.metrics()[DECISIONS] - before <= 2


def test_a_message_cut_anywhere_draws_one_answer_at_most(sbc: socket.socket) -> None:
    for length in range(0, len(invite(CALLED)), 7):
        found = answers_before_the_next(sbc, invite(CALLED)[:length])
        assert [answer[8:11] for answer in found] in ([], [b"400"], *([one] for one in DECIDED)), length


def test_empty_datagrams_and_keep_alives_draw_nothing(sbc: socket.socket) -> None:
    """RFC 5626 section 3.5.1 answers a double CRLF on streams only."""
    assert answers_before_the_next(sbc, b"", b"\r\n", b"\r\n\r\n", b"\0\0\0\0", b"\r\n" * 1_000) == []


def test_the_largest_datagram_there_is(sbc: socket.socket) -> None:
    whole = invite(CALLED).replace(b"\r\nFrom:", b"\r\nX-Filler: " + b"x" * 64_000 + b"\r\nFrom:")
    assert len(answers_before_the_next(sbc, whole[:65_507])) <= 1
