"""What is read from a request, and what is refused because two readers could understand it in two ways."""

import pytest

from bellwarden.sip.fault import SipFault
from bellwarden.sip.message import parse_request, read_request
from tests.sip.messages import SDP, fault_of, message

EMERGENCY = "INVITE sip:911@127.0.0.1 SIP/2.0"


def test_a_plain_invite_is_read() -> None:
    request = parse_request(message("User-Agent: Example PBX", body=SDP))
    assert request.method == b"INVITE"
    assert request.uri == b"sip:+12385550123@127.0.0.1"
    assert request.target is not None and request.target.user == "+12385550123"
    assert request.vias == [b"SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bKplain"]
    assert request.from_ == b'"Hill Dental" <sip:+12382340100@127.0.0.2>;tag=1c2'
    assert request.from_address.display_name == "Hill Dental"
    assert request.to == b"<sip:+12385550123@127.0.0.1>"
    assert request.call_id == b"plain@127.0.0.2"
    assert (request.cseq, request.cseq_digits) == (b"1 INVITE", b"1")
    assert (request.max_forwards, request.content_length) == (70, len(SDP))
    assert request.user_agent == b"Example PBX"
    assert request.header(b"x-none") == [] and request.first_value(b"x-none") == b""


def test_header_lines_are_kept_in_order() -> None:
    assert parse_request(message("X-B: 1", "X-A: 2")).lines[-2:] == [b"X-B: 1", b"X-A: 2"]


def test_compact_forms_are_the_long_ones() -> None:
    """RFC 3261 section 7.3.3."""
    short = b"\r\n".join(
        [
            b"INVITE sip:+12385550123@127.0.0.1 SIP/2.0",
            b"v: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKa",
            b"F: <sip:a@127.0.0.2>;tag=1",
            b"t: <sip:b@127.0.0.1>",
            b"I: x",
            b"CSEQ: 1 INVITE",
            b"l: 0",
            b"Y: token;info=<https://cert.example/a>",
            b"",
            b"",
        ]
    )
    request = parse_request(short)
    assert (request.from_, request.to, request.call_id) == (b"<sip:a@127.0.0.2>;tag=1", b"<sip:b@127.0.0.1>", b"x")
    assert request.content_length == 0
    assert request.identities == [b"token;info=<https://cert.example/a>"]


@pytest.mark.parametrize("name", ["FROM", "from", "fRoM", "F", "f"])
def test_header_names_have_no_case(name: str) -> None:
    """RFC 3261 section 7.3.1."""
    request = parse_request(named_from(name))
    assert request.from_ == b"<sip:a@127.0.0.2>;tag=1"


def named_from(name: str) -> bytes:
    return message(f"{name}: <sip:a@127.0.0.2>;tag=1").replace(
        b'From: "Hill Dental" <sip:+12382340100@127.0.0.2>;tag=1c2\r\n', b""
    )


@pytest.mark.parametrize("fold", ["\r\n ", "\r\n\t", " \r\n   \t", "\r\n \r\n "])
def test_folded_lines_are_joined(fold: str) -> None:
    """RFC 3261 section 7.3.1."""
    request = parse_request(message(f"Subject: one{fold}two", f"P-Asserted-Identity:{fold}<tel:+12382340100>"))
    assert request.header(b"subject") == [b"one two"]
    assert request.asserted == [b"<tel:+12382340100>"]


def test_a_folded_message_means_the_same_as_a_plain_one() -> None:
    plain = parse_request(message(body=SDP))
    folded = parse_request(message(body=SDP).replace(b": ", b":\r\n  "))
    for name in (b"via", b"from", b"to", b"call-id", b"cseq", b"max-forwards", b"content-length"):
        assert folded.header(name) == plain.header(name)


def test_repeated_list_headers_are_all_kept_in_order() -> None:
    request = parse_request(
        message(
            "Diversion: <sip:1@127.0.0.2>;reason=no-answer, <sip:2@127.0.0.2>",
            "Identity: a.b.c;info=<https://cert.example/1>",
            'Diversion: "Desk, Front" <sip:3@127.0.0.2>',
            "Identity: d.e.f;info=<https://cert.example/2>",
        )
    )
    assert request.diversions == [
        b"<sip:1@127.0.0.2>;reason=no-answer",
        b"<sip:2@127.0.0.2>",
        b'"Desk, Front" <sip:3@127.0.0.2>',
    ]
    assert [value[:5] for value in request.identities] == [b"a.b.c", b"d.e.f"]


def test_privacy_values_are_lower_case_members() -> None:
    """RFC 3323 section 4.2."""
    assert parse_request(message("Privacy: ID; user", "Privacy: critical")).privacy == [b"id", b"user", b"critical"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("From: <sip:x@127.0.0.9>;tag=2", "400 two From headers"),
        ("f: <sip:x@127.0.0.9>;tag=2", "400 two From headers"),
        ("t: <sip:x@127.0.0.9>", "400 two To headers"),
        ("i: other", "400 two Call-ID headers"),
        ("CSeq: 1 INVITE", "400 two CSeq headers"),
        ("Max-Forwards: 70", "400 two Max-Forwards headers"),
        ("l: 5", "400 two different Content-Length headers"),
    ],
)
def test_a_second_singleton_is_refused(line: str, fault: str) -> None:
    assert fault_of(message(line)) == fault


def test_the_same_content_length_twice_is_no_contradiction() -> None:
    assert fault_of(message("l: 0")) == ""


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["<sip:+12382340100@127.0.0.2>"], ""),
        (["<sip:+12382340100@127.0.0.2>, <tel:+12382340100>"], ""),
        (["<tel:+12382340100>", '"A, B" <sips:+12382340100@127.0.0.2>'], ""),
        (["<sip:1@127.0.0.2>", "<sip:2@127.0.0.2>"], "400 two P-Asserted-Identity of one kind"),
        (["<sip:1@127.0.0.2>, <SIPS:2@127.0.0.2>"], "400 two P-Asserted-Identity of one kind"),
        (["<tel:+12382340100>,<tel:+12382340101>"], "400 two P-Asserted-Identity of one kind"),
        (["<sip:1@127.0.0.2>", "<tel:+1>", "<urn:x>"], "400 more than two P-Asserted-Identity"),
        (["<sip:1@127.0.0.2>,"], "400 an empty member of a list"),
        (["nobody"], "400 an address without URI scheme"),
        (['"open <sip:1@127.0.0.2>'], "400 an open quote"),
    ],
)
def test_asserted_identities_are_one_of_each_kind(lines: list[str], fault: str) -> None:
    """RFC 3325 section 9.1."""
    assert fault_of(message(*(f"P-Asserted-Identity: {line}" for line in lines))) == fault


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"via": None}, "400 no Via header"),
        ({"from": None}, "400 no From header"),
        ({"to": None}, "400 no To header"),
        ({"call_id": None}, "400 no Call-ID header"),
        ({"cseq": None}, "400 no CSeq header"),
        ({"cseq": "1"}, "400 an unreadable CSeq"),
        ({"cseq": "INVITE 1"}, "400 an unreadable CSeq"),
        ({"cseq": "1 INVITE x"}, "400 an unreadable CSeq"),
        ({"cseq": "2147483648 INVITE"}, "400 an unreadable CSeq"),
        ({"cseq": "-1 INVITE"}, "400 an unreadable CSeq"),
        ({"cseq": "1_0 INVITE"}, "400 an unreadable CSeq"),
        ({"cseq": "\u0661 INVITE"}, "400 an unreadable CSeq"),
        ({"cseq": "1 OPTIONS"}, "400 a CSeq of another method"),
        ({"cseq": "1 invite"}, "400 a CSeq of another method"),
        ({"cseq": "2147483647 INVITE"}, ""),
        ({"cseq": "0009   INVITE"}, ""),
        ({"call_id": ""}, "400 an unreadable Call-ID"),
        ({"call_id": "two words"}, "400 an unreadable Call-ID"),
        ({"call_id": "a,b"}, "400 an unreadable Call-ID"),
        ({"max_forwards": None}, ""),
        ({"max_forwards": "0068"}, ""),
        ({"max_forwards": "256"}, "400 an unreadable Max-Forwards"),
        ({"max_forwards": "-1"}, "400 an unreadable Max-Forwards"),
        ({"max_forwards": "0"}, "483 Too Many Hops"),
        ({"to": "<sip:b@127.0.0.1>;tag="}, "400 a parameter without value behind its equals sign"),
        ({"to": '<sip:b@127.0.0.1>;tag=""'}, "400 an unreadable tag"),
        ({"from": "<sip:b@127.0.0.1>;tag=1;tag=2"}, "400 a parameter given twice"),
    ],
)
def test_what_every_request_needs(changed: dict[str, str | None], fault: str) -> None:
    """RFC 3261 sections 8.1.1 and 20.22."""
    assert fault_of(message(changed=changed)) == fault


@pytest.mark.parametrize(
    ("length", "fault"),
    [
        ("4", ""),
        ("0004", ""),
        ("3", ""),
        ("0", ""),
        ("5", "400 a body shorter than Content-Length"),
        ("00010", "400 a body shorter than Content-Length"),
        ("-1", "400 an unreadable Content-Length"),
        ("+4", "400 an unreadable Content-Length"),
        ("4,4", "400 an unreadable Content-Length"),
        ("4 4", "400 an unreadable Content-Length"),
        ("0x4", "400 an unreadable Content-Length"),
        ("4294967328", "400 an unreadable Content-Length"),
        ("18446744073709551620", "400 an unreadable Content-Length"),
        ("\u0664", "400 an unreadable Content-Length"),
        ("", "400 an unreadable Content-Length"),
        (None, ""),
    ],
)
def test_content_length_against_the_datagram(length: str | None, fault: str) -> None:
    """RFC 3261 section 18.3: what is too much is ignored, what is missing is refused."""
    assert fault_of(message(content_length=length, body=b"body")) == fault


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("INVITE sip:a@127.0.0.1 sip/2.0", ""),
        ("INVITE sip:a@127.0.0.1 SIP/3.0", "505 Version Not Supported"),
        ("INVITE sip:a@127.0.0.1 SIP/2.00", "505 Version Not Supported"),
        ("INVITE sip:a@127.0.0.1", "400 a request line without SIP version"),
        ("INVITE sip:a@127.0.0.1 HTTP/1.1", "400 a request line without SIP version"),
        ("INVITE  sip:a@127.0.0.1 SIP/2.0", "400 stray blanks in the request line"),
        ("INVITE sip:a@127.0.0.1 SIP/2.0 ", "400 stray blanks in the request line"),
        ("INVITE sip:a b@127.0.0.1 SIP/2.0", "400 stray blanks in the request line"),
        ("INVITE sip:a\tb@127.0.0.1 SIP/2.0", "400 forbidden signs in a URI's user part"),
        ("INVITE <sip:a@127.0.0.1> SIP/2.0", "400 a request URI in angle brackets"),
        ("INVITE mailto:a@127.0.0.1 SIP/2.0", "416 Unsupported URI Scheme"),
        ("INVITE 911 SIP/2.0", "400 no URI scheme"),
        ("INVITE sip:a@127.0.0.1?Route=x SIP/2.0", "400 headers in the request URI"),
        ("INVITE sip:" + "9" * 1_100 + "@127.0.0.1 SIP/2.0", "414 a URI longer than 1 kB"),
        ("INVITE urn:service:sos SIP/2.0", ""),
        ("INVITE tel:+12385550123 SIP/2.0", ""),
    ],
)
def test_request_lines(line: str, fault: str) -> None:
    """RFC 3261 sections 7.1, 21.4.12 and 21.5.6; RFC 5031 section 4.2 for service URNs."""
    assert fault_of(message(line=line)) == fault


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"\x00" * 40,
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"SIP/2.0 200 OK\r\n\r\n",
        b"SIP/2.0 999 \r\nVia: x\r\n\r\n",
        b"INVITE\r\n\r\n",
        b"INVITE \r\n\r\n",
        b"IN\x00VITE sip:a@b SIP/2.0\r\n\r\n",
        b" INVITE sip:a@b SIP/2.0\r\n\r\n",
    ],
)
def test_what_is_no_request_has_no_request(data: bytes) -> None:
    with pytest.raises(SipFault) as caught:
        parse_request(data)
    assert caught.value.request is None


def test_empty_lines_in_front_are_skipped() -> None:
    """RFC 3261 section 7.5."""
    assert fault_of(b"\r\n\r\n" + message()) == ""


@pytest.mark.parametrize("name", ["X", "From", "Via", "P-Asserted-Identity", "f", "Content-Length"])
@pytest.mark.parametrize("blank", [" ", "\t", "  "])
def test_a_blank_before_the_colon_is_refused(name: str, blank: str) -> None:
    """Stricter than RFC 3261 section 7.3.1 on purpose."""
    assert fault_of(message(f"{name}{blank}: 0")) == "400 a blank before the colon of a header"


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, *range(0x80, 0x100)])
def test_strange_bytes_in_a_header_name_are_refused(code: int) -> None:
    data = message("X-Y: 1").replace(b"X-Y", b"X" + bytes([code]) + b"Y")
    assert fault_of(data).startswith("400 ")


@pytest.mark.parametrize("code", [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
def test_control_bytes_in_a_header_value_are_refused(code: int) -> None:
    data = message("Subject: a").replace(b"Subject: a", b"Subject: a" + bytes([code]))
    assert fault_of(data) == "400 a control byte in the headers"


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\r\n", b"\n\r\n", b"\n\n"])
def test_lines_end_with_cr_lf_alone(end: bytes) -> None:
    """RFC 3261 section 7."""
    data = message("Subject: a", "X-B: 1").replace(b"Subject: a\r\n", b"Subject: a" + end)
    assert fault_of(data) == "400 a line that does not end with CR LF"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("no colon", "400 a header line without colon"),
        ("To", "400 a header line without colon"),
        (": value", "400 an unreadable header name"),
        ("X(Y: 1", "400 an unreadable header name"),
        ("X Y: 1", "400 an unreadable header name"),
        ("Subject: \udcff", "400 a header that is not UTF-8"),
    ],
)
def test_unreadable_header_lines_are_refused(line: str, fault: str) -> None:
    assert fault_of(message(line)) == fault


def test_utf8_in_values_is_welcome() -> None:
    """RFC 3261 section 7.3.1."""
    request = parse_request(message(from_='"Zahnärztin Müller" <sip:+12382340100@127.0.0.2>;tag=1'))
    assert request.from_address.display_name == "Zahnärztin Müller"


def test_a_fold_behind_the_request_line_is_refused() -> None:
    assert fault_of(message().replace(b"\r\nVia", b"\r\n x\r\nVia", 1)) == "400 a folded request line"


def test_a_missing_empty_line_is_refused() -> None:
    assert fault_of(message()[:-2]) == "400 no empty line behind the headers"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (message("X: 1", *["X: 1"] * 192), ""),
        (message("X: 1", *["X: 1"] * 193), "400 more than 200 headers"),
        (message("X: " + "a" * 8_189), ""),
        (message("X: " + "a" * 8_190), "400 a header longer than 8 kB"),
        (message("X: a\r\n " + "a" * 8_190), "400 a header longer than 8 kB"),
        (message(body=b"x" * 65_200), ""),
        (message(body=b"x" * 65_536), "513 a message longer than 64 kB"),
        (message(*["Via: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKx"] * 69), ""),
        (message(*["Via: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKx"] * 70), "400 more than 70 Via"),
        (message("Via: " + ",".join(["SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKx"] * 70)), "400 more than 70 Via"),
    ],
    ids=str,
)
def test_limits(data: bytes, fault: str) -> None:
    """RFC 3261 section 21.5.7 for a message too long."""
    assert fault_of(data) == fault


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Require: 100rel, timer", ""),
        ("Require: resource-priority", ""),
        ("Require: Timer", ""),
        ("Require: siprec", "420 Bad Extension"),
        ("Require:", "420 Bad Extension"),
        ("Proxy-Require: anything", ""),
    ],
)
def test_required_extensions(line: str, fault: str) -> None:
    """RFC 3261 section 8.2.2.3; Proxy-Require is for proxies."""
    assert fault_of(message(line)) == fault


def test_the_first_fault_is_the_one_reported() -> None:
    data = message("To : x", "Require: x", from_=None, content_length="-1")
    assert fault_of(data) == "400 a blank before the colon of a header"
    assert fault_of(data.replace(b"SIP/2.0\r\n", b"SIP/3.0\r\n", 1)) == "505 Version Not Supported"


def test_a_refusal_carries_what_could_be_read() -> None:
    with pytest.raises(SipFault) as caught:
        parse_request(message("From: <sip:x@127.0.0.9>;tag=2"))
    fault = caught.value
    assert (fault.status, fault.reason, str(fault)) == (400, "two From headers", "400 two From headers")
    assert fault.request is not None
    assert fault.request.from_ == b'"Hill Dental" <sip:+12382340100@127.0.0.2>;tag=1c2'


@pytest.mark.parametrize(
    "data",
    [
        message(line=EMERGENCY)[:60],
        message(line=EMERGENCY).replace(b"\r\n", b"\n"),
        message(line=EMERGENCY).replace(b"\r\n", b"\r"),
        message(line=EMERGENCY).replace(b"SIP/2.0\r\n", b"SIP/9\r\n", 1),
        message(line=EMERGENCY).replace(b" SIP/2.0\r\n", b"\r\n", 1),
        message(line=EMERGENCY).replace(b"Via", b"\x00\xff", 1),
        message(line="INVITE   sip:911@127.0.0.1   SIP/2.0"),
        message(line="INVITE <sip:911@127.0.0.1> SIP/2.0"),
        message(line=EMERGENCY, body=b"\xff" * 70_000),
        message(*["X: y"] * 1_000, line=EMERGENCY),
        message("From: x", "To: y", "Call-ID: z", "CSeq: 0", line=EMERGENCY),
        EMERGENCY.encode(),
    ],
    ids=range(12),
)
def test_an_emergency_call_is_seen_whatever_else_is_malformed(data: bytes) -> None:
    request = read_request(data)
    assert request.fault
    assert request.method == b"INVITE"
    assert request.uri == b"sip:911@127.0.0.1"
    assert request.target is not None and request.target.user == "911"


def test_faults_never_repeat_what_was_sent() -> None:
    for line in ("evil\x1b[31m: 1", "X\x00evil: 1", "Require: evil", "From: evil"):
        assert "evil" not in fault_of(message(line))
