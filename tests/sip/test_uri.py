"""URIs in their parts, and those that two readers would cut differently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.sip import uri as uri_module
from bellwarden.sip.fault import SipFault
from bellwarden.sip.uri import Uri, parse_uri


def parts(uri: Uri) -> tuple[str, str, str, int, dict[str, str]]:
    return uri.scheme, uri.user, uri.host, uri.port, dict(uri.params)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"sip:+12385550123@127.0.0.1", ("sip", "+12385550123", "127.0.0.1", 0, {})),
        (b"SIPS:a@Hill.Example:5061", ("sips", "a", "hill.example", 5061, {})),
        (b"sip:hill.example", ("sip", "", "hill.example", 0, {})),
        (b"sip:a:secret@hill.example", ("sip", "a", "hill.example", 0, {})),
        (b"sip:a@[::1]:5062;user=phone", ("sip", "a", "::1", 5062, {"user": "phone"})),
        (b"sip:a@h;LR;Transport=UDP", ("sip", "a", "h", 0, {"lr": "", "transport": "UDP"})),
        (b"sip:1234#12385550123@h", ("sip", "1234#12385550123", "h", 0, {})),
        (b"sip:%2B1238@h", ("sip", "+1238", "h", 0, {})),
        (b"sip:a%40b@h;x=%61", ("sip", "a@b", "h", 0, {"x": "a"})),
        (b"sip:+1;npdi;rn=+1446@h", ("sip", "+1;npdi;rn=+1446", "h", 0, {})),
        (b"sip:a?b/c@h", ("sip", "a?b/c", "h", 0, {})),
        (b"sip:911@h", ("sip", "911", "h", 0, {})),
        (b"sip:*67@h", ("sip", "*67", "h", 0, {})),
        (b"tel:+1-238-555-0123;ext=5", ("tel", "+1-238-555-0123", "", 0, {"ext": "5"})),
        (b"tel:911;phone-context=+1", ("tel", "911", "", 0, {"phone-context": "+1"})),
        (b"urn:service:sos", ("urn", "service:sos", "", 0, {})),
        (b"URN:Service:SOS.police", ("urn", "service:sos.police", "", 0, {})),
    ],
)
def test_uris_are_read(text: bytes, expected: tuple[object, ...]) -> None:
    """RFC 3261 section 19.1; RFC 3966 section 3; RFC 3986 section 3.1; RFC 5031 section 4.2."""
    assert parts(parse_uri(text)) == expected


def test_headers_are_kept_apart() -> None:
    assert parse_uri(b"sip:a@h;lr?Route=%3Csip:h%3E&x=").headers == b"Route=%3Csip:h%3E&x="


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"", 400),
        (b"911", 400),
        (b":911", 400),
        (b"1sip:a@h", 400),
        (b"s p:a@h", 400),
        (b"sip:", 400),
        (b"sip:a@", 400),
        (b"sip:@h", 400),
        (b"sip::pw@h", 400),
        (b"sip:a@b@h", 400),
        (b"sip:a@h@", 400),
        (b"sip:a b@h", 400),
        (b"sip:<a>@h", 400),
        (b'sip:"a"@h', 400),
        (b"sip:a%@h", 400),
        (b"sip:a%4@h", 400),
        (b"sip:a\x00@h", 400),
        (b"sip:\xc3\xa4@h", 400),
        (b"sip:a@h;", 400),
        (b"sip:a@h;;lr", 400),
        (b"sip:a@h;x=", 400),
        (b"sip:a@h;x=1;X=2", 400),
        (b"sip:a@h;%78=1;x=2", 400),
        (b"sip:a@h;x=a b", 400),
        (b"sip:a@h?x y", 400),
        (b"sip:a@2001:db8::1", 400),
        (b"sip:a@h" + b";p" * 400, 400),
        (b"sip:a@h;" + b";".join(b"p%d" % i for i in range(65)), 400),
        (b"tel:", 400),
        (b"tel:+1 238", 400),
        (b"tel:anna", 400),
        (b"tel:+1;x=1;x=1", 400),
        (b"urn:", 400),
        (b"urn:a b", 400),
        (b"mailto:a@h", 416),
        (b"http://h", 416),
        (b"soap.beep://h:3002", 416),
        (b"sip:" + b"9" * 1_020 + b"@h", 414),
    ],
)
def test_unreadable_uris_are_refused(text: bytes, status: int) -> None:
    """RFC 3261 sections 8.2.2.1 and 21.4.12 for 416 and 414."""
    with pytest.raises(SipFault) as caught:
        parse_uri(text)
    assert caught.value.status == status


@given(st.binary(max_size=120))
def test_any_bytes_are_a_uri_or_a_fault(data: bytes) -> None:
    try:
        uri = parse_uri(data)
    except SipFault:
        return
    assert uri.scheme in ("sip", "sips", "tel", "urn")
    repr(uri).encode()


users = st.text("abz019+-_.!~*'()&=$,;?/#%:", max_size=12)
hosts = st.sampled_from(["127.0.0.1", "a.example", "[::1]", "[::1", "a:5060", "a:0", "", "a_b", "A.Example:1"])
tails = st.sampled_from(["", ";lr", ";user=phone", ";a=1;a=2", ";", ";a=", "?x=1", ";lr?x=1", ";a=%41", ";x=a/b"])


@given(st.sampled_from(["sip:", "sips:", "SIP:", "tel:"]), users, st.sampled_from(["@", ""]), hosts, tails)
def test_the_quick_and_the_careful_reading_agree(scheme: str, user: str, at: str, host: str, tail: str) -> None:
    text = f"{scheme}{user}{at}{host}{tail}".encode()
    outcomes = []
    for reading in (parse_uri, uri_module._read_piecewise):
        try:
            outcomes.append(repr(reading(text)))
        except SipFault:
            outcomes.append("fault")
    assert outcomes[0] == outcomes[1]
