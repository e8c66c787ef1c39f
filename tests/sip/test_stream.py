"""TCP framing: whatever the pieces, the same messages; whenever their ends are in doubt, none behind."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.sip.fault import SipFault
from bellwarden.sip.server import RedirectServer
from bellwarden.sip.stream import MessageStream
from tests.sip.messages import SDP, SECRET, SOURCE, message, read_answer

FIRST = message(call_id="first", body=SDP)
SECOND = message(call_id="second")


def lost(*pieces: bytes) -> SipFault:
    """The fault that ends a stream."""
    stream = MessageStream()
    with pytest.raises(SipFault) as caught:
        for piece in pieces:
            stream.receive_data(piece)
    with pytest.raises(SipFault):
        stream.receive_data(SECOND)
    return caught.value


def test_one_message_in_one_piece() -> None:
    assert MessageStream().receive_data(FIRST) == [FIRST]


def test_pipelined_messages_are_cut_at_their_content_length() -> None:
    """RFC 3261 section 18.3."""
    assert MessageStream().receive_data(FIRST + SECOND + FIRST) == [FIRST, SECOND, FIRST]


def test_a_message_in_single_bytes() -> None:
    stream = MessageStream()
    data = b"\r\n" + FIRST + b"\r\n" + SECOND
    out = [found for index in range(len(data)) for found in stream.receive_data(data[index : index + 1])]
    assert out == [FIRST, SECOND]


@given(st.lists(st.integers(0, 3 * len(FIRST)), max_size=12))
def test_the_pieces_make_no_difference(cuts: list[int]) -> None:
    data = FIRST + b"\r\n\r\n" + SECOND + FIRST
    places = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    stream = MessageStream()
    out = [found for at, to in pairwise(places) for found in stream.receive_data(data[at:to])]
    assert out == [FIRST, SECOND, FIRST]
    assert stream.keep_alive_answer() == b"\r\n"


def test_an_unfinished_message_waits() -> None:
    stream = MessageStream()
    assert stream.receive_data(FIRST[:-1]) == []
    assert stream.receive_data(FIRST[-1:] + SECOND[:20]) == [FIRST]
    assert stream.receive_data(SECOND[20:]) == [SECOND]


@pytest.mark.parametrize(
    ("data", "pong"),
    [
        (b"\r\n\r\n", b"\r\n"),
        (b"\r\n", b""),
        (b"\r\n\r\n\r\n\r\n", b"\r\n\r\n"),
        (b"\r\n" * 1_000, b"\r\n" * 16),
        (b"\r\n\r\n" + SECOND, b"\r\n"),
        (SECOND + b"\r\n\r\n", b"\r\n"),
        (b"\r", b""),
    ],
)
def test_keep_alives_are_answered(data: bytes, pong: bytes) -> None:
    """RFC 5626 section 3.5.1; a single empty line is none (RFC 3261 section 7.5)."""
    stream = MessageStream()
    stream.receive_data(data)
    assert stream.keep_alive_answer() == pong
    assert stream.keep_alive_answer() == b""


@pytest.mark.parametrize("name", ["Content-Length", "content-length", "CONTENT-LENGTH", "l", "L", "cOnTeNt-LeNgTh"])
def test_content_length_in_all_its_spellings(name: str) -> None:
    data = message(f"{name}: 4", content_length=None) + b"body"
    assert MessageStream().receive_data(data + SECOND) == [data, SECOND]


@pytest.mark.parametrize("value", ["4", "4 ", "  4", "\t4", "00004", "\r\n 4"])
def test_one_length_however_it_is_written(value: str) -> None:
    data = message(content_length=value) + b"body"
    assert MessageStream().receive_data(data + SECOND) == [data, SECOND]


@pytest.mark.parametrize(
    "value",
    ["-1", "+5", "4,4", "4, 5", "4;x", "4 4", "0x4", "4.0", "", "four", "4294967328", "18446744073709551620", "\u0664"],
)
def test_a_doubtful_content_length_smuggles_nothing_in(value: str) -> None:
    """CVE-2026-23457: a length of 2**32 + 32 was taken for 32, and the rest for a second message."""
    hidden = SECOND
    fault = lost(FIRST + message(content_length=value) + b"body" * 8 + hidden)
    assert fault.status in (400, 513)
    assert fault.messages[0] == FIRST
    assert len(fault.messages) == 2
    assert fault.messages[1].startswith(b"INVITE")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (message(content_length=None), "no Content-Length on a stream"),
        (message("l: 4"), "two different Content-Length headers"),
        (message("Content-Length : 4", content_length=None), "an unreadable header name"),
        (message("X : 1"), "an unreadable header name"),
        (message("X\x0b: 1"), "a head that can't be cut into lines"),
        (message("X: \x00"), "a head that can't be cut into lines"),
        (message("X: a\rb"), "a head that can't be cut into lines"),
        (message("X: a\nContent-Length: 9"), "a head that can't be cut into lines"),
        (message("nothing"), "an unreadable header name"),
        (message(*["X: 1"] * 250), "a head that can't be cut into lines"),
        (message(content_length="65536"), "a message longer than 64 kB"),
        (message(content_length="2147483647"), "a message longer than 64 kB"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "no SIP on this stream"),
        (b"\x00", "no SIP on this stream"),
        (b" INVITE", "no SIP on this stream"),
        (b"\rINVITE", "no SIP on this stream"),
        (b"INVITE sip:a@h SIP/2.0\n", "a line that does not end with CR LF"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "no Content-Length on a stream"),
    ],
    ids=range(18),
)
def test_a_stream_is_given_up_when_its_framing_is_in_doubt(data: bytes, reason: str) -> None:
    """RFC 3261 sections 18.3 and 20.14."""
    fault = lost(data)
    assert fault.reason == reason
    assert fault.messages[-1][:6] == data[:6]


def test_an_endless_head_is_given_up_at_64_kilobytes() -> None:
    stream = MessageStream()
    with pytest.raises(SipFault) as caught:
        for _ in range(100):
            stream.receive_data(b"X" * 1_000)
    assert caught.value.status == 513
    assert len(caught.value.messages[-1]) <= 65_537


def test_the_same_length_twice_is_one_length() -> None:
    data = message("l: 4", content_length="4") + b"body"
    assert MessageStream().receive_data(data + SECOND) == [data, SECOND]


def test_the_call_in_front_of_a_fault_and_the_faulty_one_are_both_calls() -> None:
    """An emergency call whose length is unreadable is still handed out before the connection is closed."""
    fault = lost(FIRST + message(line="INVITE sip:911@127.0.0.1 SIP/2.0", call_id="e", content_length="-1"))
    server = RedirectServer(SECRET, reliable=True)
    for data in fault.messages:
        server.receive_datagram(data, SOURCE, 1000.0)
    events = [server.next_event(), server.next_event(), server.next_event()]
    assert [event.fault for event in events if event] == ["", "400 an unreadable Content-Length"]
    assert events[1] is not None and events[1].request.target is not None
    assert events[1].request.target.user == "911"


@pytest.mark.parametrize(
    "data",
    [
        message(content_length=None),
        message("l: 4"),
        message("X : 1"),
        message("X: \x00"),
        message(content_length="+5"),
        message(content_length="70000"),
        message("X: a\nb"),
    ],
)
def test_what_ends_a_stream_is_a_fault_for_the_server_too(data: bytes) -> None:
    fault = lost(data)
    server = RedirectServer(SECRET, reliable=True)
    server.receive_datagram(fault.messages[-1].replace(b"INVITE", b"OPTIONS"), SOURCE, 1000.0)
    ((answer, _),) = server.datagrams_to_send(1000.0)
    assert read_answer(answer).status == 400


@given(
    st.lists(
        st.sampled_from([FIRST, SECOND, b"\r\n", b"\r\n\r\n", b"\n", b"\x00", b"INVITE ", b"l: 7\r\n"])
        | st.binary(max_size=9)
    )
)
def test_any_bytes_are_messages_or_a_fault(pieces: list[bytes]) -> None:
    stream = MessageStream()
    given_up = False
    for piece in pieces:
        try:
            for found in stream.receive_data(piece):
                assert not given_up and b"\r\n\r\n" in found
        except SipFault as fault:
            given_up = True
            assert fault.status in (400, 513)


def test_a_slow_sender_costs_no_more_than_its_bytes() -> None:
    """64 kB in single bytes stay cheap: nothing is searched twice."""
    stream = MessageStream()
    data = b"INVITE sip:a@h SIP/2.0\r\n" + b"X: 1\r\n" * 9_000
    steps = random.Random(1)
    at = 0
    with pytest.raises(SipFault):
        while True:
            size = steps.randrange(1, 4)
            stream.receive_data(data[at : at + size] or b"Y")
            at += size
    assert at > 54_000
