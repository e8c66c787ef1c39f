"""Answers: what is echoed, what is added, where they go, and that nothing breaks out of its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip.message import read_request
from bellwarden.sip.response import Origin, build_response, reply_source
from tests.sip.messages import DECLINE, REDIRECT, SOURCE, exchange, message, read_answer, reads_as_sane

BARE = "SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKa"


def test_the_requests_own_headers_come_back_as_they_were() -> None:
    """RFC 3261 section 8.2.6.2."""
    answer = exchange(message(via=BARE, call_id="a b".replace(" ", "(")), answer=DECLINE).answer
    assert (answer.status, answer.phrase) == (603, "Decline")
    assert answer.all(b"Via") == [BARE.encode()]
    assert answer.one(b"From") == b'"Hill Dental" <sip:+12382340100@127.0.0.2>;tag=1c2'
    assert answer.one(b"Call-ID") == b"a(b"
    assert answer.one(b"CSeq") == b"1 INVITE"
    to, _, tag = answer.one(b"To").rpartition(b";tag=")
    assert to == b"<sip:+12385550123@127.0.0.1>"
    assert len(tag) == 16 and int(tag, 16) >= 0


def test_contact_and_headers_of_the_answer_are_there_in_order() -> None:
    answer = exchange(message()).answer
    assert answer.one(b"Contact") == b"<sip:+12385550123@127.0.0.3>"
    assert answer.one(b"X-Decision") == b"0123456789ab"
    assert [name for name, _ in answer.headers][-3:] == [b"Contact", b"X-Decision", b"Content-Length"]


def test_all_vias_come_back_in_order_and_only_the_topmost_is_changed() -> None:
    """RFC 3261 section 8.2.6.2: one per line or several in one."""
    data = message(
        "Via: SIP/2.0/UDP b;branch=z9hG4bKb;rport, SIP/2.0/UDP c;branch=z9hG4bKc",
        "v: SIP/2.0/TCP [::1];received=::2",
        via=f"{BARE};rport, SIP/2.0/UDP a;branch=z9hG4bKaa",
    )
    assert exchange(data).answer.all(b"Via") == [
        f"{BARE};rport=5060;received=127.0.0.2, SIP/2.0/UDP a;branch=z9hG4bKaa".encode(),
        b"SIP/2.0/UDP b;branch=z9hG4bKb;rport, SIP/2.0/UDP c;branch=z9hG4bKc",
        b"SIP/2.0/TCP [::1];received=::2",
    ]


@pytest.mark.parametrize(
    ("via", "source", "top", "to"),
    [
        (BARE, SOURCE, BARE, ("127.0.0.2", 5060)),
        (BARE, ("127.0.0.2", 40_000), BARE, ("127.0.0.2", 5060)),
        (f"{BARE};rport", ("127.0.0.2", 40_000), f"{BARE};rport=40000;received=127.0.0.2", ("127.0.0.2", 40_000)),
        (BARE, ("127.0.0.9", 5060), f"{BARE};received=127.0.0.9", ("127.0.0.9", 5060)),
        (
            "SIP/2.0/UDP hill.example:5080;branch=z9hG4bKa",
            ("127.0.0.9", 40_000),
            "SIP/2.0/UDP hill.example:5080;branch=z9hG4bKa;received=127.0.0.9",
            ("127.0.0.9", 5080),
        ),
        (
            "SIP/2.0/UDP 127.0.0.2;maddr=127.0.0.66;branch=z9hG4bKa",
            SOURCE,
            "SIP/2.0/UDP 127.0.0.2;maddr=127.0.0.66;branch=z9hG4bKa",
            ("127.0.0.2", 5060),
        ),
        (
            "SIP/2.0/UDP 127.0.0.66:53;received=127.0.0.66;branch=z9hG4bKa",
            SOURCE,
            "SIP/2.0/UDP 127.0.0.66:53;branch=z9hG4bKa;received=127.0.0.2",
            ("127.0.0.2", 53),
        ),
        (f"{BARE};rport=53", ("127.0.0.2", 40_000), f"{BARE};rport=40000;received=127.0.0.2", ("127.0.0.2", 40_000)),
    ],
)
def test_answers_go_to_the_source_host_and_nowhere_else(
    via: str, source: tuple[str, int], top: str, to: tuple[str, int]
) -> None:
    """RFC 3261 sections 18.2.1 and 18.2.2; RFC 3581 section 4; and no maddr."""
    done = exchange(message(via=via), source=source)
    assert done.answer.one(b"Via") == top.encode()
    assert done.to == to


@pytest.mark.parametrize(
    ("via", "source", "top", "to"),
    [
        (
            "SIP/2.0/UDP [::1]:5062;branch=z9hG4bKa",
            ("::1", 5062, 0, 0),
            "SIP/2.0/UDP [::1]:5062;branch=z9hG4bKa",
            ("::1", 5062, 0, 0),
        ),
        (
            "SIP/2.0/UDP [::1]:5062;branch=z9hG4bKa;rport",
            ("::1", 40_000, 0, 0),
            "SIP/2.0/UDP [::1]:5062;branch=z9hG4bKa;rport=40000;received=::1",
            ("::1", 40_000, 0, 0),
        ),
        (
            "SIP/2.0/UDP [fe80::2]:5062;branch=z9hG4bKa",
            ("fe80::1%lo", 40_000, 0, 7),
            "SIP/2.0/UDP [fe80::2]:5062;branch=z9hG4bKa;received=fe80::1",
            ("fe80::1%lo", 5062, 0, 7),
        ),
        (
            "SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKa",
            ("::ffff:127.0.0.2", 5060, 0, 0),
            "SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKa",
            ("::ffff:127.0.0.2", 5060, 0, 0),
        ),
        (
            "SIP/2.0/UDP 127.0.0.3;branch=z9hG4bKa;rport",
            ("::ffff:127.0.0.2", 5061, 0, 0),
            "SIP/2.0/UDP 127.0.0.3;branch=z9hG4bKa;rport=5061;received=127.0.0.2",
            ("::ffff:127.0.0.2", 5061, 0, 0),
        ),
    ],
)
def test_ipv6_sources(via: str, source: tuple[object, ...], top: str, to: tuple[object, ...]) -> None:
    """RFC 3261 section 25.1: `received` has no brackets. The scope and the mapping are this machine's own affair."""
    done = exchange(message(via=via), source=source)
    assert done.answer.one(b"Via") == top.encode()
    assert done.to == to


def test_a_tagged_to_gets_no_second_tag() -> None:
    answer = exchange(message(to="<sip:b@127.0.0.1>;tag=theirs")).answer
    assert answer.one(b"To") == b"<sip:b@127.0.0.1>;tag=theirs"


def test_a_bare_to_gets_its_tag_as_a_parameter_of_the_header() -> None:
    answer = exchange(message(to="sip:b@127.0.0.1;x=1")).answer
    assert answer.one(b"To").startswith(b"sip:b@127.0.0.1;x=1;tag=")


def build(answer: SipAnswer, data: bytes = b"") -> bytes:
    return build_response(read_request(data or message()), Origin(SOURCE), b"0123456789abcdef", answer)


INJECTIONS = ["\r\nEvil: 1", "\nEvil: 1", "\r\n\r\nSIP/2.0 200 OK", "\x00", "\x1b[31m", "\x7f", "\t\r"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_nothing_in_an_answer_ends_its_line(text: str) -> None:
    answer = read_answer(
        build(SipAnswer(302, "Moved" + text, "<sip:a@h>" + text, (("X-A", "v" + text), ("X-B" + text, "v"))))
    )
    assert answer.all(b"Evil") == []
    assert answer.one(b"Contact").startswith(b"<sip:a@h>")
    assert answer.one(b"X-A").startswith(b"v")
    assert len(answer.headers) == 8


@pytest.mark.parametrize(
    "name", ["", "X Y", "X:", "X\u00e4", "Via", "from", "TO", "Call-ID", "cseq", "Content-Length", "v", "L"]
)
def test_a_header_that_would_confuse_is_left_out(name: str) -> None:
    answer = read_answer(build(SipAnswer(603, "Decline", "", ((name, "x"), ("X-A", "1")))))
    assert answer.one(b"X-A") == b"1"
    assert len(answer.headers) == 7


def test_text_that_is_not_ascii_is_utf8_and_never_fails() -> None:
    data = build(SipAnswer(603, "Dé\ud800cline", "<sip:ü@h>", (("X-A", "\ud800ä"),)))
    answer = read_answer(data)
    assert answer.one(b"X-A") == b"?\xc3\xa4"


@pytest.mark.parametrize("status", [-1, 0, 99, 100, 199, 700, 1000])
def test_only_final_statuses_are_built(status: int) -> None:
    with pytest.raises(ValueError, match="no final SIP status"):
        build(SipAnswer(status, "x"))


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        (message(via=None), [b"From", b"To", b"Call-ID", b"CSeq"]),
        (message(call_id=None), [b"Via", b"From", b"To", b"CSeq"]),
        (message(cseq=None), [b"Via", b"From", b"To", b"Call-ID"]),
        (message("From: x", from_=None), [b"Via", b"From", b"To", b"Call-ID", b"CSeq"]),
    ],
)
def test_a_faulty_request_is_answered_as_far_as_it_goes(data: bytes, headers: list[bytes]) -> None:
    done = exchange(data)
    assert done.event is not None and done.event.fault
    answer = done.answer
    assert [name for name, _ in answer.headers[: len(headers)]] == headers
    assert done.to == SOURCE


def test_a_request_that_nobody_could_match_an_answer_to_gets_none() -> None:
    done = exchange(message(via=None, call_id=None))
    assert done.event is not None
    assert done.sent == []


@pytest.mark.parametrize(
    "data",
    [
        message(via="SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bKa\x00b"),
        message(via="garbage"),
        message(via="SIP/2.0/UDP a;branch=1, "),
        message("From: x\x00\x1b", from_=None),
        message(call_id="a\x01b\udcff"),
        message(to='"\udcff" <sip:b@127.0.0.1'),
        message("Via: SIP/2.0/UDP a\x7f"),
        message("Subject: x\udcff"),
    ],
    ids=range(8),
)
def test_what_could_break_an_answer_is_masked(data: bytes) -> None:
    answer = exchange(data).answer
    assert answer.status == 302
    for _, value in answer.headers:
        assert b"\x00" not in value
        value.decode()


def test_the_answer_to_a_faulty_request_goes_to_its_source() -> None:
    """Without a readable Via the port is the source's own."""
    assert exchange(message(via="garbage"), source=("127.0.0.2", 40_000)).to == ("127.0.0.2", 40_000)


def test_at_most_seventy_vias_are_echoed() -> None:
    data = message(*["Via: SIP/2.0/UDP a;branch=z9hG4bKx"] * 150)
    assert len(exchange(data).answer.all(b"Via")) == 70


def test_unsupported_names_the_options_of_every_require_header() -> None:
    """RFC 3261 section 8.2.2.3."""
    data = message("Require: siprec, timer", "Require: x-other")
    answer = read_answer(build(SipAnswer(420, "Bad Extension"), data))
    assert answer.one(b"Unsupported") == b"siprec, x-other"
    assert read_answer(build(REDIRECT, data)).all(b"Unsupported") == []


def test_reply_source_is_the_same_object_when_nothing_changes() -> None:
    request = read_request(message(via=f"{BARE};rport"))
    assert reply_source(request, SOURCE) is SOURCE


texts = st.text(max_size=20)


@given(st.integers(200, 699), texts, texts, st.lists(st.tuples(texts.map("X-{}".format), texts), max_size=4))
def test_any_answer_is_one_well_formed_response(
    status: int, phrase: str, contact: str, headers: list[tuple[str, str]]
) -> None:
    """What overflowed Kamailio's reply builder (2018): whatever is asked for, the answer parses."""
    data = build(SipAnswer(status, phrase, contact, tuple(headers)))
    assert read_answer(data).status == status
    assert reads_as_sane(data)
