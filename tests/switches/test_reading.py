"""What is read out of an INVITE, and that nothing in one can stop the reading."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.model.call import CallRequest
from bellwarden.model.policy import Carrier
from bellwarden.sip.fault import SipFault
from bellwarden.sip.headers import split_address, unquote
from bellwarden.sip.message import read_request
from bellwarden.switches.reading import read_invite

CARRIER = Carrier("Hill Telephone")
FROM = '"Oak Dental" <sip:+12382000101@oak.example>;tag=1'


def invite(*headers: str, uri: str = "sip:+14462000142@Hill.example", sender: str = FROM) -> bytes:
    lines = [
        f"INVITE {uri} SIP/2.0",
        "Via: SIP/2.0/UDP 127.0.0.11:5060;branch=z9hG4bK1",
        f"From: {sender}",
        "To: <sip:+14462000142@hill.example>",
        "Call-ID: 1@oak.example",
        "CSeq: 1 INVITE",
        "Max-Forwards: 70",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def read(
    *headers: str,
    uri: str = "sip:+14462000142@Hill.example",
    sender: str = FROM,
    carrier: Carrier = CARRIER,
    extra: frozenset[bytes] = frozenset(),
) -> CallRequest:
    request = read_request(invite(*headers, uri=uri, sender=sender))
    return read_invite(request, "127.0.0.11", 1_790_000_000.0, carrier, "", extra)


def test_a_plain_call_is_taken_over_as_it_stands() -> None:
    assert read("User-Agent: Example PBX") == CallRequest(
        at=1_790_000_000.0,
        source_ip="127.0.0.11",
        called="+14462000142",
        calling="+12382000101",
        display_name="Oak Dental",
        host="hill.example",
        call_id="1@oak.example",
        user_agent="Example PBX",
        uri="sip:+14462000142@Hill.example",
    )


def test_the_asserted_number_outranks_from_and_from_is_kept() -> None:
    """RFC 3325 section 9.1."""
    call = read('P-Asserted-Identity: "Oak Billing" <sip:+12382000199@hill.example>')
    assert (call.calling, call.shown, call.display_name) == ("+12382000199", "+12382000101", "Oak Billing")


def test_an_asserted_number_equal_to_from_leaves_nothing_else_shown() -> None:
    assert read("P-Asserted-Identity: <sip:+12382000101@hill.example>").shown == ""


def test_a_name_that_the_asserted_identity_lacks_is_taken_from_from() -> None:
    assert read("P-Asserted-Identity: <sip:+12382000199@hill.example>").display_name == "Oak Dental"


@pytest.mark.parametrize(
    "value",
    [
        "<mailto:oak@hill.example>, <tel:+12382000199>",
        "<tel:+12382000199>, <sip:+12382000100@hill.example>",
        '"Oak, Billing" <sip:+12382000199@hill.example>',
        "tel:+12382000199",
        "<sips:+12382000199@hill.example>",
        "<SIP:+12382000199@hill.example>",
        "<sip:+12382000199:secret@hill.example>",
        "<sip:%2B12382000199@hill.example>",
    ],
)
def test_the_first_sip_or_tel_uri_is_the_asserted_one(value: str) -> None:
    assert read(f"P-Asserted-Identity: {value}").calling == "+12382000199"


def test_two_asserted_identity_headers_count_in_order() -> None:
    call = read("P-Asserted-Identity: <tel:+12382000199>", "P-Asserted-Identity: <sip:+12382000100@hill.example>")
    assert call.calling == "+12382000199"


def test_a_preferred_identity_is_only_the_callers_wish() -> None:
    """RFC 3325 section 9.2: a hint from the user agent to its own proxy."""
    assert read("P-Preferred-Identity: <sip:+12382000199@hill.example>").calling == "+12382000101"


def test_an_anonymous_from_does_not_hide_the_asserted_number() -> None:
    """RFC 3325 section 9.3; RFC 3323 section 4.1.1.3."""
    call = read(
        "P-Asserted-Identity: <sip:+12382000199@hill.example>",
        "Privacy: id",
        sender='"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1',
    )
    assert (call.calling, call.shown, call.privacy) == ("+12382000199", "anonymous", True)


def test_an_anonymous_caller_without_user_part_is_anonymous() -> None:
    assert read(sender="<sip:anonymous.invalid>;tag=1").calling == "anonymous"


@pytest.mark.parametrize(
    ("value", "asked"),
    [("id", True), ("user;id", True), ("Header; USER", True), ("none", False), ("header", False), ("ideal", False)],
)
def test_privacy_is_asked_for_by_id_and_user(value: str, asked: bool) -> None:
    """RFC 3323 section 4.2."""
    assert read(f"Privacy: {value}").privacy is asked


def test_diversions_are_read_topmost_first() -> None:
    """RFC 5806 section 3.2."""
    call = read(
        "Diversion: <sip:+12382000111@hill.example>;reason=no-answer, <tel:+12382000112>;reason=busy",
        "Diversion: <sip:+12382000113@hill.example>",
    )
    assert call.diversions == ("+12382000111", "+12382000112", "+12382000113")


def test_identity_headers_are_kept_as_digests() -> None:
    values = ["a.b.c;info=<https://c.example/1.pem>;ppt=shaken", "d.e.f;info=<https://c.example/2.pem>;ppt=div"]
    call = read(*(f"Identity: {value}" for value in values))
    assert call.identities == tuple(sha256(value.encode()).hexdigest() for value in values)


def test_an_identity_header_in_its_compact_form_is_one_too() -> None:
    """RFC 8224 section 4.1."""
    assert read("y: a.b.c").identities == (sha256(b"a.b.c").hexdigest(),)


def test_the_configured_correlation_and_spid_headers_are_read_in_any_spelling() -> None:
    carrier = Carrier("Hill", correlation_header="Session-ID", spid_header="X-SPID")
    call = read("SESSION-ID: ab30317f", "x-spid: 987E", carrier=carrier)
    assert (call.correlation, call.spid) == ("ab30317f", "987E")


def test_only_headers_that_the_policy_reads_are_kept() -> None:
    extra = frozenset((b"x-customer-address", b"x-absent"))
    call = read("X-Customer-Address: 127.0.0.11", "X-Other: 1", extra=extra)
    assert call.headers == (("x-customer-address", "127.0.0.11"),)


def test_a_header_that_came_twice_is_no_exact_value() -> None:
    """RFC 3261 section 7.3.1: who adds a second one changes what is read, and gains nothing."""
    extra = frozenset((b"x-customer-address",))
    call = read("X-Customer-Address: 127.0.0.12", "X-Customer-Address: 127.0.0.11", extra=extra)
    assert call.headers == (("x-customer-address", "127.0.0.12, 127.0.0.11"),)


@pytest.mark.parametrize(
    ("uri", "called"),
    [
        ("sip:911@hill.example", "911"),
        ("sips:911@hill.example;user=phone", "911"),
        ("sip:911;phone-context=+1@hill.example", "911;phone-context=+1"),
        ("tel:911;phone-context=+1", "911;phone-context=+1"),
        ("urn:service:sos", "urn:service:sos"),
        ("sip:911:secret@hill.example", "911"),
        ("sip:%39%31%31@hill.example", "911"),
        ("sip:911", "911"),
        ("sip:911@hill.example@other.example", "911"),
        ("sip:911@hill example", "911"),
        ("sip:911@[::1", "911"),
        ("<sip:911@hill.example>", "911"),
    ],
)
def test_the_called_number_is_found_whatever_else_is_broken(uri: str, called: str) -> None:
    assert read(uri=uri).called == called


@pytest.mark.parametrize("sender", ['"Oak <sip:+12382000101@oak.example', "<sip:", "<", '"', "Oak <sip:+1238@x"])
def test_a_from_that_cannot_be_read_is_shown_as_it_came(sender: str) -> None:
    assert read(sender=sender).calling == sender


def test_text_that_is_not_utf8_stays_visible() -> None:
    assert read("User-Agent: PBX \udcff").user_agent == "PBX \\xff"


def test_no_text_is_longer_than_256_characters() -> None:
    call = read("User-Agent: " + "ü" * 3000, sender=f'"{"n" * 500}" <sip:{"1" * 500}@oak.example>;tag=1')
    assert (len(call.user_agent), len(call.calling), len(call.display_name)) == (256, 256, 256)


def test_the_request_uri_is_never_cut_because_the_call_goes_there() -> None:
    uri = f"sip:+14462000142@hill.example;x={'y' * 900}"
    assert read(uri=uri).uri == uri


HEADERS = ["From", "P-Asserted-Identity", "Diversion", "Privacy", "Identity", "Session-ID", "X-Spid", "X-Read", "i"]
PIECES = ["<sip:", "sip:", "tel:", "@", ">", '"', "\\", ",", ";", "%", "%3", "\r\n ", ":", "1238", "ü", "\x00"]
wild = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12).map("".join)


@given(wild, wild, st.lists(st.tuples(st.sampled_from(HEADERS), wild), max_size=6))
def test_no_message_stops_the_reading(uri: str, sender: str, headers: list[tuple[str, str]]) -> None:
    carrier = Carrier("Hill", correlation_header="Session-ID", spid_header="X-Spid")
    lines = [f"{name}: {value}" for name, value in headers]
    data = invite(*lines, uri=uri.replace("\r\n ", "") or "x", sender=sender)
    _never_raises(data, carrier)


@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reading(tail: bytes) -> None:
    _never_raises(b"INVITE sip:911@hill.example SIP/2.0\r\n" + tail, CARRIER)


def _never_raises(data: bytes, carrier: Carrier) -> None:
    try:
        request = read_request(data)
    except SipFault:
        return
    call = read_invite(request, "127.0.0.11", 0.0, carrier, request.fault, frozenset((b"x-read",)))
    for text in (call.called, call.calling, call.shown, call.display_name, call.call_id, call.user_agent, call.spid):
        assert len(text) <= 256
        text.encode()


@given(
    st.sampled_from(["", "Oak ", '"Oak" ', '"O\\"ak" ', '"a<sip:b@c>" ', '" ', "ü "]),
    st.sampled_from(["sip:", "sips:", "SIP:", "tel:", "sip"]),
    st.text(alphabet='+0123456789*#-._ab%:@;=<>" ', max_size=14),
    st.sampled_from(["", "@oak.example", "@[::1]:5060", "@a@b", "@oak example"]),
    st.sampled_from(["", ";tag=1", "tag", " ;tag=1", ">", ",<sip:2@x>"]),
)
def test_the_short_way_reads_what_the_grammar_reads(name: str, scheme: str, user: str, host: str, rest: str) -> None:
    value = f"{name}<{scheme}{user}{host}>{rest}".encode()
    call = read(sender=value.decode())
    try:
        display, uri, _ = split_address(value)
    except SipFault:
        assert call.calling == value.decode().strip()
        return
    if uri[:4] == b"sip:" and b"@" in uri and b"%" not in uri:
        assert call.calling == uri[4:].partition(b"@")[0].partition(b":")[0].decode()
    assert call.display_name == unquote(display).decode()
