"""The caller's reader of SIP responses."""

import pytest

from bellwarden.simulator.response import read_response

REDIRECT = (
    b"SIP/2.0 302 Moved Temporarily\r\n"
    b"Via: SIP/2.0/UDP 127.0.1.1:5066;branch=z9hG4bKabc;rport=5066;received=127.0.1.1\r\n"
    b"From: <sip:+12382000100@127.0.1.1>;tag=1\r\nTo: <sip:+14462000100@gate.example>;tag=2\r\n"
    b"Call-ID: x@127.0.1.1\r\nCSeq: 1 INVITE\r\nContact: <sip:+14462000100@gate.example>;decision=0a\r\n"
    b"X-Bellwarden-Decision: 0a\r\nContent-Length: 0\r\n\r\n"
)


def test_a_redirect_is_read_with_its_contact_and_headers() -> None:
    response = read_response(REDIRECT)
    assert response is not None
    assert (response.status, response.phrase) == (302, "Moved Temporarily")
    assert response.branch == b"z9hG4bKabc"
    assert response.method == b"INVITE"
    assert response.contact == "<sip:+14462000100@gate.example>;decision=0a"
    assert (b"x-bellwarden-decision", b"0a") in response.headers


def test_compact_header_names_are_understood() -> None:
    compact = REDIRECT.replace(b"Via:", b"v:").replace(b"\r\nTo:", b"\r\nt:").replace(b"Call-ID:", b"i:")
    assert read_response(compact) == read_response(REDIRECT)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\n\r\n",
        REDIRECT.replace(b"302", b"30x"),
        REDIRECT.replace(b"\r\n\r\n", b"\r\n"),
        REDIRECT.replace(b"CSeq:", b"CSeq"),
        b"\r\n".join(line for line in REDIRECT.split(b"\r\n") if not line.startswith(b"To:")),
    ],
)
def test_what_is_no_response_is_none(data: bytes) -> None:
    assert read_response(data) is None
