"""The Via header, which CVE-2018-16657 crashed a proxy with: odd, empty and doubled parts are read or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.sip import via as via_module
from bellwarden.sip.fault import SipFault
from bellwarden.sip.via import Via, is_unique_branch, read_via


def parts(via: Via) -> tuple[str, int, bytes, bool]:
    return via.host, via.port, via.branch, via.rport


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKa", ("127.0.0.2", 0, b"z9hG4bKa", False)),
        (b" SIP/2.0/TCP Hill.Example:5061;branch=z9hG4bKa;rport", ("hill.example", 5061, b"z9hG4bKa", True)),
        (b"SIP/2.0/UDP 127.0.0.2;rport;branch=z9hG4bKa", ("127.0.0.2", 0, b"z9hG4bKa", True)),
        (b"SIP/2.0/UDP 127.0.0.2;RPORT;Branch=z9hG4bKa", ("127.0.0.2", 0, b"z9hG4bKa", True)),
        (b"SIP/2.0/UDP 127.0.0.2", ("127.0.0.2", 0, b"", False)),
        (b"SIP/2.0/UDP [::1]:5062;branch=z9hG4bKa", ("::1", 5062, b"z9hG4bKa", False)),
        (b"SIP / 2.0  / TCP     spindle.example   ; branch  =   z9hG4bKa", ("spindle.example", 0, b"z9hG4bKa", False)),
        (b"SIP/2.0/UDP a : 5070;branch=z9hG4bKa", ("a", 5070, b"z9hG4bKa", False)),
        (b"sip/2.0/udp a;branch=z9hG4bKa", ("a", 0, b"z9hG4bKa", False)),
        (b"SIP/2.0/UNKNOWN a;branch=z9hG4bKa", ("a", 0, b"z9hG4bKa", False)),
        (b"SIP/2.0/UDP a;branch=z9hG4bKa;rport=70", ("a", 0, b"z9hG4bKa", True)),
        (b'SIP/2.0/UDP a;branch=z9hG4bKa;x-tag="cid:a;b@h"', ("a", 0, b"z9hG4bKa", False)),
        (b"SIP/2.0/UDP a;maddr=127.0.0.9;ttl=1;branch=z9hG4bKa", ("a", 0, b"z9hG4bKa", False)),
    ],
)
def test_vias_are_read(text: bytes, expected: tuple[object, ...]) -> None:
    """RFC 3261 sections 20.42 and 25.1."""
    assert parts(read_via(text)) == expected
    assert parts(read_via(text)) == expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (b"SIP/2.0/UDP a;rport;branch=z9hG4bKa", b"SIP/2.0/UDP a;branch=z9hG4bKa"),
        (b"SIP/2.0/UDP a;branch=z9hG4bKa;rport", b"SIP/2.0/UDP a;branch=z9hG4bKa"),
        (b"SIP/2.0/UDP a;received=9.9.9.9;branch=z9hG4bKa;rport=1;x", b"SIP/2.0/UDP a;branch=z9hG4bKa;x"),
        (b"SIP/2.0/UDP a;received=junk?!", b"SIP/2.0/UDP a"),
    ],
)
def test_what_a_client_says_of_its_own_address_is_dropped(text: bytes, kept: bytes) -> None:
    """RFC 3261 section 18.2.1; RFC 3581 section 4: the server writes both."""
    assert read_via(text).text == kept


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b";branch=z9hG4bKa",
        b"SIP/2.0/UDP",
        b"SIP/2.0/UDP ",
        b"SIP/2.0/UDP ;branch=z9hG4bKa",
        b"SIP/2.0/UDP :5060;branch=z9hG4bKa",
        b"SIP/2.0 a;branch=z9hG4bKa",
        b"SIP/3.0/UDP a;branch=z9hG4bKa",
        b"HTTP/2.0/UDP a;branch=z9hG4bKa",
        b"SIP/2.0/U(P a;branch=z9hG4bKa",
        b"SIP/2.0/UDP a b;branch=z9hG4bKa",
        b"SIP/2.0/UDP a:0;branch=z9hG4bKa",
        b"SIP/2.0/UDP a:65536;branch=z9hG4bKa",
        b"SIP/2.0/UDP ::1;branch=z9hG4bKa",
        b"SIP/2.0/UDP a_b;branch=z9hG4bKa",
        b"SIP/2.0/UDP a;branch=",
        b"SIP/2.0/UDP a;branch",
        b'SIP/2.0/UDP a;branch="z9hG4bKa"',
        b"SIP/2.0/UDP a;branch=z9 hG",
        b"SIP/2.0/UDP a;branch=1;branch=2",
        b"SIP/2.0/UDP a;branch=1;BRANCH=2",
        b"SIP/2.0/UDP a;rport;branch=1;rport",
        b"SIP/2.0/UDP a;rport;rport=1",
        b"SIP/2.0/UDP a;rport=x;branch=1",
        b"SIP/2.0/UDP a;rport=65536",
        b"SIP/2.0/UDP a;received=1;received=2",
        b"SIP/2.0/UDP a;received=",
        b"SIP/2.0/UDP a;;branch=1",
        b"SIP/2.0/UDP a;branch=1;",
        b"SIP/2.0/UDP a;x;x",
        b'SIP/2.0/UDP a;x="open',
        b"SIP/2.0/UDP a" + b";p" * 65,
        b"SIP/2.0/UDP a,SIP/2.0/UDP b",
    ],
)
def test_unreadable_vias_are_refused(text: bytes) -> None:
    with pytest.raises(SipFault) as caught:
        read_via(text)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("branch", "unique"),
    [(b"z9hG4bKa", True), (b"z9hG4bK", False), (b"", False), (b"1", False), (b"Z9HG4BKa", False)],
)
def test_unique_branches(branch: bytes, unique: bool) -> None:
    """RFC 3261 section 17.2.3; RFC 4475 section 3.2.1 for the bare cookie."""
    assert is_unique_branch(branch) is unique


@given(st.binary(max_size=120))
def test_any_bytes_are_a_via_or_a_fault(data: bytes) -> None:
    for text in (data, b"SIP/2.0/UDP " + data, b"SIP/2.0/UDP a;" + data):
        try:
            read_via(text)
        except SipFault as fault:
            assert fault.status == 400


pieces = st.lists(
    st.sampled_from(
        ["rport", "branch=z9hG4bKa", "branch=", "received=1", "rport=1", "x", "x=1", "", 'y="a;b"', "RPORT"]
    ),
    max_size=4,
)
heads = st.sampled_from(["SIP/2.0/UDP a", "SIP/2.0/TCP [::1]:1", "SIP/2.0/UDP a:0", "SIP/2.0/UDP", "SIP/2.0/UDP  a"])


@given(heads, pieces, st.sampled_from(["", " "]))
def test_the_quick_and_the_careful_reading_agree(head: str, params: list[str], blank: str) -> None:
    text = (blank + ";".join([head, *params])).encode()
    outcomes: list[object] = []
    for reading in (read_via, via_module._read_piecewise):
        try:
            via = reading(text)
            outcomes.append((*parts(via), via.text.strip()))
        except SipFault:
            outcomes.append("fault")
    assert outcomes[0] == outcomes[1]
