"""One test for each published hole in another SIP server, proxy or switch that could exist in this room as well.

No secrets are kept here, no media touched, no body parsed: where an advisory is about those, the test is that we don't.
"""

import json
import tracemalloc
from random import Random

import pytest

from bellwarden.sip.headers import name_address
from bellwarden.sip.message import parse_request, read_request
from bellwarden.sip.server import RedirectServer
from tests.sip.messages import DECLINE, SDP, SECRET, SOURCE, exchange, fault_of, message

# Identity values that crashed Asterisk (GHSA-mrq5-74j5-f5cr) or were over-read by Kamailio (4930), and their kin.
IDENTITIES = [
    "",
    "a",
    "a.b",
    "a.b.c",
    ";info=<https://cert.example/a>",
    ";",
    ";;;",
    "a.b.c;info=<https://cert.example/a>;info=<https://cert.example/b>",
    "a.b.c;info=<https://cert.example/a",
    "a.b.c;info=",
    'a.b.c;ppt="shaken',
    "a.b.c;alg=ES256;ppt=\r\n shaken",
    "A" * 8_000,
    ",",
    "a.b.c,d.e.f",
]


@pytest.mark.parametrize("value", IDENTITIES)
def test_no_identity_header_stops_a_call(value: str) -> None:
    """Asterisk GHSA-mrq5-74j5-f5cr: an Identity without semicolon was a crash. RFC 8224 section 4.1."""
    event = exchange(message(f"Identity: {value}")).event
    assert event is not None and event.fault == ""
    assert len(event.request.identities) == 1


@pytest.mark.parametrize("value", ['a.b.c;ppt="shaken\r\n \x00x', "a\r\n \x00", "\x00", "a\r\n\t\x00\r\n b"])
def test_a_folded_identity_with_nul_is_a_fault_and_still_a_call(value: str) -> None:
    """Kamailio 4930: fold, no closing quote, NUL."""
    event = exchange(message(f"Identity: {value}")).event
    assert event is not None and event.fault == "400 a control byte in the headers"


def test_an_identity_of_64_kilobytes_is_too_long() -> None:
    assert fault_of(message("Identity: " + "a" * 60_000)) == "400 a header longer than 8 kB"
    assert fault_of(message("Identity: " + "a" * 70_000)) == "513 a message longer than 64 kB"


@pytest.mark.parametrize("count", [1, 2, 10])
def test_any_number_of_identity_headers_is_kept(count: int) -> None:
    """OpenSIPS 3345 crashed where an Identity was there already."""
    lines = [f"Identity: a.b.{n};ppt={'shaken' if n % 2 else 'div'}" for n in range(count)]
    event = exchange(message(*lines)).event
    assert event is not None and len(event.request.identities) == count


@pytest.mark.parametrize("ppt", ["shaken", "div", "rph", "unknown"])
def test_calls_leave_nothing_behind(ppt: str) -> None:
    """OpenSIPS 4215 leaked whatever was not "shaken"; CVE-2021-41145 was a flood until memory ran out."""
    server = RedirectServer(SECRET, answers_max=100)

    def flood(calls: int) -> None:
        for number in range(calls):
            exchange(message(f"Identity: a.b.c;ppt={ppt}", call_id=f"c{number}"), server, answer=DECLINE, now=1000.0)

    flood(2_500)  # Python keeps up to 2,000 free tuples of each length before it gives memory back
    tracemalloc.start()
    try:
        flood(300)
        before = tracemalloc.get_traced_memory()[0]
        flood(600)
        assert tracemalloc.get_traced_memory()[0] - before < 20_000
    finally:
        tracemalloc.stop()


def test_malformed_messages_leave_nothing_behind() -> None:
    from tests.sip.generated import broken_request

    messages = [broken_request(Random(seed)) for seed in range(400)]
    server = RedirectServer(SECRET, answers_max=50)
    for data in messages:
        exchange(data, server)
    tracemalloc.start()
    try:
        for data in messages:
            exchange(data, server)
        before = tracemalloc.get_traced_memory()[0]
        for data in messages * 2:
            exchange(data, server)
        assert tracemalloc.get_traced_memory()[0] - before < 50_000
    finally:
        tracemalloc.stop()


INJECTIONS = [
    "\\'; DROP TABLE calls;--",
    "' OR 1=1 --",
    "\\",
    "%s%n%x",
    "${jndi:x}",
    "<script>alert(1)</script>",
    "=1+1",
    "$(id)",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_texts_are_taken_over_as_they_stand(text: str) -> None:
    """CVE-2022-26651 (SQL through a backslash), ES2021-02 (script through a User-Agent): nothing is changed on the way
    in, so that whoever stores or shows it can escape it.
    """
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    data = message(f"User-Agent: {text}", f"X-Any: {text}", from_=f'"{quoted}" <sip:a@127.0.0.2>;tag=1')
    event = exchange(data).event
    assert event is not None and event.fault == ""
    assert event.request.user_agent == text.encode()
    assert event.request.header(b"x-any") == [text.encode()]
    assert event.request.from_address.display_name == text


@pytest.mark.parametrize("name", ["To", "From"])
@pytest.mark.parametrize(
    "second", ["<sip:b@127.0.0.1>;tag=", "<sip:b@127.0.0.1>;tag", "<sip:b@127.0.0.1>", "", ";tag="]
)
def test_two_to_headers_and_an_empty_tag(name: str, second: str) -> None:
    """CVE-2018-14767: Kamailio fell over a second To with an empty tag."""
    done = exchange(message(f"{name}: {second}"))
    assert done.event is not None and done.event.fault == f"400 two {name} headers"
    assert len(done.answer.all(name.encode())) == 1


@pytest.mark.parametrize(
    "via",
    [
        "",
        ";branch=",
        "SIP/2.0/UDP ;branch=z9hG4bKa",
        "SIP/2.0/UDP 127.0.0.2;branch=",
        "SIP/2.0/UDP 127.0.0.2;branch",
        "SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKa;received=",
        "SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKa;rport=x",
        "SIP/2.0/UDP 127.0.0.2" + ";branch=z9hG4bKa" * 20,
    ],
)
def test_an_invalid_via_is_a_fault_with_an_answer(via: str) -> None:
    """CVE-2018-16657: Kamailio fell while it made a To tag out of an invalid Via."""
    done = exchange(message(via=via))
    assert done.event is not None and done.event.fault.startswith("400 ")
    assert done.to == SOURCE
    assert b";tag=" in done.answer.one(b"To")


@pytest.mark.parametrize("value", ["127.0.0.66", "[::1]", "junk", "'--", "a" * 1_000])
def test_a_received_of_the_clients_own_misleads_nobody(value: str) -> None:
    done = exchange(message(via=f"SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bKa;received={value}"))
    assert done.event is not None and done.event.fault == ""
    assert done.to == SOURCE
    assert value.encode() not in done.answer.one(b"Via")


def test_255_vias() -> None:
    event = exchange(message(*["Via: SIP/2.0/UDP a;branch=z9hG4bKx"] * 180)).event
    assert event is not None and event.fault == "400 more than 70 Via"
    data = message("Via: " + ", ".join(["SIP/2.0/UDP a"] * 100), "Via: " + ", ".join(["SIP/2.0/UDP a"] * 100))
    assert fault_of(data) == "400 more than 70 Via"
    assert fault_of(message("Via: " + ", ".join(["SIP/2.0/UDP a"] * 254))) == "400 a list of more than 100 members"


@pytest.mark.parametrize("blank", [" ", "\t", " \t "])
def test_a_header_with_a_blank_before_its_colon_is_found_and_refused(blank: str) -> None:
    """ES2020-01 and ES2020-09: Kamailio's remove_hf did not see `X : y`, the next hop did."""
    event = exchange(message(f"P-Asserted-Identity{blank}: <sip:+19005550123@127.0.0.2>")).event
    assert event is not None and event.fault == "400 a blank before the colon of a header"
    assert event.request.header(b"p-asserted-identity") == [b"<sip:+19005550123@127.0.0.2>"]


@pytest.mark.parametrize("code", [*range(0x21), 0x7F, 0x80, 0xA0, 0xFF])
def test_control_bytes_are_no_blanks(code: int) -> None:
    """CVE-2016-9938: Asterisk's chan_sip took any control byte in front of a colon for a blank."""
    data = message("Contact: <sip:a@h>").replace(b"Contact:", b"Contact" + bytes([code]) + b":")
    event = exchange(data).event
    assert event is not None and event.fault.startswith("400 ")


@pytest.mark.parametrize("count", [0, 1, 1_000])
def test_multipart_boundaries_are_nothing_to_us(count: int) -> None:
    """Kamailio 4791: a boundary overflowed. SIPREC and ISUP bodies pass unread."""
    body = b"--b\r\nContent-Type: application/sdp\r\n\r\nx\r\n" * count + b"--b--\r\n"
    data = message('Content-Type: multipart/mixed;boundary="' + "b" * 70 + '"', body=body)
    assert fault_of(data) == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        SDP,
        SDP * 500,
        b"v=\x00\xff" * 9_000,
        b"a=rtpmap:" * 7_000,
        b"m=audio -1 RTP/AVP " + b"9" * 60_000,
        b"\r\n" * 30_000,
    ],
)
def test_no_body_is_ever_read(body: bytes) -> None:
    """Sofia-SIP CVE-2022-31001 to -31003, CVE-2023-22741, CVE-2023-32307; CVE-2026-57191 (sscanf in a NOTIFY body)."""
    assert fault_of(message("Content-Type: application/sdp", body=body)) == ""
    assert exchange(message(line="NOTIFY sip:a@127.0.0.1 SIP/2.0", body=body)).answer.status == 405


@pytest.mark.parametrize(
    "text", ["\udcff", "\udced\udca0\udc80", "\x00", "\x85", "\u2028", '"\\', "\\ud800", "{" * 500, "\U0010ffff"]
)
def test_what_is_read_can_always_be_written_as_json(text: str) -> None:
    """CVE-2026-45538: OpenSIPS's sip_to_json. No lone surrogate leaves this room."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    request = read_request(message(f"X-Any: {text}", from_=f'"{quoted}" <sip:%ff%00%ed%a0%80@127.0.0.2>;tag=1'))
    address = name_address(request.from_)
    texts = [address.display_name, *address.params.values(), request.fault]
    assert json.loads(json.dumps(texts).encode()) == texts
    "".join(texts).encode()


@pytest.mark.parametrize(
    "length", ["4294967328", "-1", "+5", "1,1", "99999999999999999999999999", "0x10", "1e1", " 1 1"]
)
def test_no_second_message_hides_behind_a_content_length(length: str) -> None:
    """CVE-2026-23457: nf_conntrack_sip cut 2**32 + 32 to 32. On streams: tests/sip/test_stream.py."""
    hidden = message(call_id="hidden")
    event = exchange(message(content_length=length, body=b"x" * 32 + hidden)).event
    assert event is not None and event.fault == "400 an unreadable Content-Length"
    assert event.request.call_id == b"plain@127.0.0.2"


def test_leading_zeros_are_zeros() -> None:
    assert fault_of(message(content_length="00010", body=b"x" * 10)) == ""


@pytest.mark.parametrize("method", ["MESSAGE", "SUBSCRIBE", "PUBLISH", "REGISTER", "REFER"])
def test_nobody_registers_subscribes_or_writes_here(method: str) -> None:
    """CVE-2021-37624 and CVE-2021-41157: FreeSWITCH took MESSAGE and SUBSCRIBE without asking who it was."""
    server = RedirectServer(SECRET)
    done = exchange(message("Event: presence", line=f"{method} sip:a@127.0.0.1 SIP/2.0"), server)
    assert done.answer.status == 405
    assert server.next_timeout() is None


@pytest.mark.parametrize("status", ["401 Unauthorized", "407 Proxy Authentication Required", "200 OK", "302 Moved"])
def test_no_response_is_ever_answered(status: str) -> None:
    """ES2021-05: a switch that answers challenges leaks digests. We are no client."""
    data = message('WWW-Authenticate: Digest realm="x",nonce="y"').replace(
        b"INVITE sip:+12385550123@127.0.0.1 SIP/2.0", f"SIP/2.0 {status}".encode(), 1
    )
    server = RedirectServer(SECRET)
    exchange(message(), server)
    assert exchange(data, server) == (None, [])


def test_no_answer_is_a_challenge() -> None:
    for method in ("INVITE", "OPTIONS", "CANCEL", "BYE", "REGISTER", "NOVEL"):
        for _, address in exchange(message(line=f"{method} sip:a@127.0.0.1 SIP/2.0")).sent:
            assert address[0] == "127.0.0.2"
        assert exchange(message(line=f"{method} sip:a@127.0.0.1 SIP/2.0")).answer.status not in (401, 407)


def test_a_strangers_via_never_points_our_answer_at_a_third_party() -> None:
    """Reflection: maddr, received, sent-by and rport all name somebody else."""
    via = "SIP/2.0/UDP 203.0.113.9:53;maddr=203.0.113.9;received=203.0.113.9;rport=53;branch=z9hG4bKa"
    for source in (("127.0.0.2", 5060), ("::1", 5060, 0, 0)):
        assert exchange(message(via=via), source=source).to[0] == source[0]


# PROTOS c07-sip's idea: one element at a time is replaced by something exceptional.
ELEMENTS = {
    "{method}": "INVITE",
    "{user}": "+12385550123",
    "{host}": "127.0.0.1",
    "{version}": "SIP/2.0",
    "{sent_by}": "127.0.0.2:5060",
    "{branch}": "z9hG4bKplain",
    "{name}": "Hill Dental",
    "{tag}": "1c2",
    "{call_id}": "plain@127.0.0.2",
    "{cseq}": "1",
    "{forwards}": "70",
    "{length}": "0",
    "{type}": "application/sdp",
}
TEMPLATE = (
    "{method} sip:{user}@{host} {version}\r\nVia: SIP/2.0/UDP {sent_by};branch={branch}\r\nMax-Forwards: {forwards}\r\n"
    'From: "{name}" <sip:+12382340100@127.0.0.2>;tag={tag}\r\nTo: <sip:{user}@{host}>\r\nCall-ID: {call_id}\r\n'
    "CSeq: {cseq} INVITE\r\nContact: <sip:{user}@{host}>\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n\r\n"
)
EXCEPTIONS = [
    *("", " ", "\t", "\r\n", "\r\n ", "\x00", "\x01\x1f\x7f", "\udc80\udcff", "\ufeff", "ÄÖ日"),
    *("a" * size for size in (17, 129, 257, 1_025, 4_097, 8_193, 32_769, 65_536)),
    *("9" * size for size in (10, 20, 300)),
    *("-1", "0", "2147483648", "4294967296", "18446744073709551616", "+1", "1.0", "0x41414141"),
    *("%s" * 50, "%n" * 50, "%00", "%", "%%%", "%u0041", "&#60;"),
    *(
        "<",
        ">",
        "<<<<",
        '"',
        '"""',
        "\\",
        ",",
        ",,,,",
        ";",
        ";;;;",
        ":",
        "::::",
        "@",
        "@@@@",
        "=",
        "?",
        "/",
        "[",
        "]",
        "(",
        ")",
    ),
    *(
        "../../etc/passwd",
        "http://127.0.0.1/",
        "sip:",
        "[::]",
        "[::ffff:0:0:0:0:0:0:0:1]",
        "255.255.255.255",
        "localhost:99999",
    ),
]


@pytest.mark.parametrize("element", list(ELEMENTS))
def test_exceptional_elements(element: str) -> None:
    """CERT CA-2003-06: 4,527 such messages crashed half of the SIP products of their time."""
    for exception in EXCEPTIONS:
        text = TEMPLATE
        for name, plain in ELEMENTS.items():
            text = text.replace(name, exception if name == element else plain)
        done = exchange(text.encode("utf-8", "surrogateescape"))
        assert done.event is not None or done.sent or element in ("{method}", "{user}", "{host}", "{version}")
        for _, address in done.sent:
            assert address[0] == "127.0.0.2"
        if done.sent:
            assert done.answer.status >= 300


def test_the_template_itself_is_sane() -> None:
    text = TEMPLATE
    for name, plain in ELEMENTS.items():
        text = text.replace(name, plain)
    assert parse_request(text.encode()).fault == ""
