"""IPv6 in SIP: the cases of RFC 5118 section 4 that a redirect server meets."""

import pytest

from tests.sip.messages import exchange, fault_of, message

PEER = ("2001:db8::9:1", 5060, 0, 0)
VIA = "SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111"


@pytest.mark.parametrize(
    ("uri", "host", "port"),
    [
        ("sip:[2001:db8::10]", "2001:db8::10", 0),
        ("sip:[2001:db8::10:5070]", "2001:db8::10:5070", 0),
        ("sip:[2001:db8::10]:5070", "2001:db8::10", 5070),
        ("sip:user@[2001:DB8:0:0::10]", "2001:db8:0:0::10", 0),
        ("sip:user@[::ffff:192.0.2.10]:19823;lr", "::ffff:192.0.2.10", 19_823),
    ],
)
def test_references_in_the_request_line(uri: str, host: str, port: int) -> None:
    """RFC 5118 sections 4.1, 4.3, 4.4 and 4.10: what looks like a port inside the brackets is none."""
    event = exchange(message(line=f"INVITE {uri} SIP/2.0", via=VIA), source=PEER).event
    assert event is not None and event.fault == "" and event.request.target is not None
    assert (event.request.target.host, event.request.target.port) == (host, port)


@pytest.mark.parametrize("uri", ["sip:2001:db8::10", "sip:user@2001:db8::10", "sip:[2001:db8::10", "sip:2001:db8::10]"])
def test_an_address_without_brackets_is_refused(uri: str) -> None:
    """RFC 5118 section 4.2."""
    assert fault_of(message(line=f"INVITE {uri} SIP/2.0")).startswith("400 ")


@pytest.mark.parametrize("received", ["2001:db8::9:255", "[2001:db8::9:255]"])
def test_received_with_and_without_brackets(received: str) -> None:
    """RFC 5118 section 4.5: both are read, ours is written without."""
    done = exchange(
        message(f"Via: {VIA};received={received}", via="SIP/2.0/UDP [2001:db8::9:2];branch=z9hG4bKb"), source=PEER
    )
    assert done.event is not None and done.event.fault == ""
    assert done.answer.all(b"Via") == [
        b"SIP/2.0/UDP [2001:db8::9:2];branch=z9hG4bKb;received=2001:db8::9:1",
        f"{VIA};received={received}".encode(),
    ]


def test_two_families_in_one_message() -> None:
    """RFC 5118 sections 4.6, 4.7 and 4.8: IPv4 and IPv6 in Via, Contact and SDP."""
    body = b"v=0\r\no=- 1 1 IN IP6 2001:db8::20\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\n"
    data = message(
        "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKb", "Contact: <sip:user@[2001:db8::1]>", via=VIA, body=body
    )
    done = exchange(data, source=PEER)
    assert done.event is not None and done.event.fault == ""
    assert done.to == PEER


def test_a_client_at_the_address_it_names_gets_no_received() -> None:
    assert (
        exchange(message(via=VIA.replace("db8", "DB8")), source=PEER).answer.one(b"Via")
        == VIA.replace("db8", "DB8").encode()
    )
