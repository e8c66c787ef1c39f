"""Digits, hosts and escapes: only ASCII, only one reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import is_token, one_of, read_digits, read_host, read_host_port, unescape


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (b"0", 0),
        (b"70", 70),
        (b"0070", 70),
        (b"0000000000000070", 70),
        (b"255", 255),
        (b"256", -1),
        (b"99999999999999999999", -1),
        (b"", -1),
        (b"-1", -1),
        (b"+1", -1),
        (b"1_0", -1),
        (b" 1", -1),
        (b"1.0", -1),
        ("\u0661".encode(), -1),
        (b"\xb2", -1),
    ],
)
def test_only_ascii_digits_are_digits(text: bytes, number: int) -> None:
    assert read_digits(text, 255) == number


def test_tokens() -> None:
    """RFC 3261 section 25.1."""
    assert is_token(b"X-Header_1.!%*+`'~")
    for text in (b"", b"a b", b"a:b", b"a@b", b"a\x00", b"\xc3\xa4"):
        assert not is_token(text)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        (b"127.0.0.1", "127.0.0.1", 0),
        (b"Hill.Example:5061", "hill.example", 5061),
        (b"hill.example.", "hill.example.", 0),
        (b"[::1]", "::1", 0),
        (b"[2001:DB8::1]:5060", "2001:db8::1", 5060),
        (b"[::ffff:127.0.0.1]:1", "::ffff:127.0.0.1", 1),
    ],
)
def test_hosts_are_read(text: bytes, host: str, port: int) -> None:
    assert read_host_port(text) == (host, port)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b":5060",
        b"a:",
        b"a:0",
        b"a:65536",
        b"a:x",
        b"a:50:60",
        b"a b",
        b".a",
        b"-a",
        b"a_b",
        b"2001:db8::1",
        b"[2001:db8::1",
        b"[::1]5060",
        b"[]",
        b"[127.0.0.1]",
        b"[::g]",
        b"[::1%eth0]",
        b"[" + b":" * 46 + b"]",
        b"a" * 256,
        "bücher.example".encode(),
    ],
)
def test_unreadable_hosts_are_refused(text: bytes) -> None:
    """RFC 1035 section 2.3.4 for the length of a name; RFC 5118 section 4.2 for the brackets."""
    with pytest.raises(SipFault):
        read_host_port(text)


def test_a_host_has_no_port() -> None:
    with pytest.raises(SipFault):
        read_host(b"a:5060")


@pytest.mark.parametrize(
    ("text", "plain"),
    [(b"a%41%62", b"aAb"), (b"%2541", b"%41"), (b"%00", b"\x00"), (b"%c3%A4", b"\xc3\xa4"), (b"", b"")],
)
def test_escapes_are_undone_once(text: bytes, plain: bytes) -> None:
    """RFC 3261 section 19.1.2."""
    assert unescape(text) == plain


@pytest.mark.parametrize("text", [b"%", b"%4", b"a%4", b"%zz", b"%4g", b"%-1", b"% 1", b"%%41"])
def test_broken_escapes_are_refused(text: bytes) -> None:
    with pytest.raises(SipFault):
        unescape(text)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_host_or_a_fault(data: bytes) -> None:
    try:
        host, port = read_host_port(data)
    except SipFault:
        return
    assert host.isascii() and host == host.lower() and 0 <= port <= 65_535


def test_a_class_of_signs_takes_each_of_them_literally() -> None:
    assert one_of(b"a-z]^\\") == b"[" + rb"a\-z\]\^\\" + b"]"
