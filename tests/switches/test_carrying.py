"""How Identity headers get into the answer of each dialect."""

from dataclasses import replace
from urllib.parse import unquote

import pytest

from bellwarden import switches
from bellwarden.model.call import CallRequest
from bellwarden.model.policy import Carrier, IdentityPlace, Signs, Trunk
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.verdict import CALL_CONTINUES, Outcome
from bellwarden.sip.headers import split_address
from bellwarden.sip.uri import parse_uri
from bellwarden.switches.answers import answer
from bellwarden.switches.carrying import in_contact

SWITCHES = switches.load()
VALUE = "eyJ.eyJ.abc-_;info=<https://cert.example.org/p.pem>;alg=ES256;ppt=shaken"
SECOND = "a.b.c;info=<https://x.example/y>;alg=ES256;ppt=div"
REQUEST = CallRequest(0.0, "192.0.2.1", "+14462005555", "+12382001000", uri="sip:+14462005555@192.0.2.7;user=phone")
TRUNK = Trunk("t", ("192.0.2.1",), signs=Signs.ALWAYS)
CARRIER = Carrier("Kestrel Voice")


def told(
    dialect: str,
    trunk: Trunk = TRUNK,
    identities: tuple[str, ...] | None = (VALUE,),
    request: CallRequest = REQUEST,
) -> SipAnswer:
    return answer(SWITCHES[dialect], CALL_CONTINUES, request, trunk, CARRIER, "ab12", identities)


def in_headers(said: SipAnswer) -> list[str]:
    return [value for name, value in said.headers if name == "Identity"]


CARRIED = [
    ("generic", 302, True),
    ("asterisk", 302, True),
    ("clearip", 302, True),
    ("freeswitch", 302, True),
    ("kamailio", 302, True),
    ("metaswitch", 302, True),
    ("opensips", 302, True),
    ("ribbon", 300, False),
]


def test_every_dialect_is_looked_at() -> None:
    assert {name for name, _, _ in CARRIED} | {"oracle"} == set(SWITCHES)


@pytest.mark.parametrize(("dialect", "status", "header"), CARRIED)
def test_a_signed_call_goes_on_by_a_redirect(dialect: str, status: int, header: bool) -> None:
    said = told(dialect)
    assert said.status == status
    assert said.status in SWITCHES[dialect].continues_on
    assert in_headers(said) == ([VALUE] if header else [])
    assert ("Identity=" in said.contact) is not header
    assert said.contact.startswith("<sip:+14462005555@192.0.2.7;user=phone")
    assert not any(value.startswith("SIP;cause=") for _, value in said.headers)


@pytest.mark.parametrize("dialect", SWITCHES)
def test_an_unsigned_call_goes_on_as_ever(dialect: str) -> None:
    said = told(dialect, identities=None)
    assert said.status == SWITCHES[dialect].table[Outcome.CONTINUE].status
    assert in_headers(said) == []


def test_a_switch_that_follows_no_redirect_is_told_what_it_understands() -> None:
    said = told("oracle")
    assert (said.status, said.contact, in_headers(said)) == (404, "", [])
    chosen = told("oracle", replace(TRUNK, continue_status=302))
    assert (chosen.status, in_headers(chosen)) == (302, [VALUE])


@pytest.mark.parametrize(("status", "expected"), [(300, 300), (302, 302), (503, 300)])
def test_a_trunk_s_redirect_stays_its_own(status: int, expected: int) -> None:
    assert told("ribbon", replace(TRUNK, continue_status=status)).status == expected


@pytest.mark.parametrize("dialect", ["generic", "ribbon"])
def test_a_trunk_chooses_where_it_takes_the_identity_from(dialect: str) -> None:
    for place, header, contact in (
        (IdentityPlace.HEADER, True, False),
        (IdentityPlace.CONTACT, False, True),
        (IdentityPlace.BOTH, True, True),
    ):
        said = told(dialect, replace(TRUNK, identity_in=place))
        assert (bool(in_headers(said)), "Identity=" in said.contact) == (header, contact)


def test_a_contact_s_header_reads_as_what_was_signed() -> None:
    """RFC 3261 section 19.1.1: what is not allowed in a URI's header is escaped."""
    said = told("ribbon", identities=(VALUE, SECOND))
    _, uri, _ = split_address(said.contact.encode())
    headers = parse_uri(uri).headers.decode()
    assert [unquote(one.removeprefix("Identity=")) for one in headers.split("&")] == [VALUE, SECOND]
    assert not set(headers.replace("&", "").replace("Identity=", "")) & set(';<>=,"@ &')


CONTACTS = [
    ("<sip:1@h>;decision=7", "<sip:1@h?Identity=a%3Bb>;decision=7"),
    ("<sips:1@h?Replaces=1>", "<sips:1@h?Replaces=1&Identity=a%3Bb>"),
    ("<SIP:1@h;user=phone>", "<SIP:1@h;user=phone?Identity=a%3Bb>"),
    ("<tel:+14462005555>", ""),
    ("", ""),
]


@pytest.mark.parametrize(("contact", "expected"), CONTACTS)
def test_a_uri_has_headers_where_its_scheme_allows_them(contact: str, expected: str) -> None:
    assert in_contact(contact, ("a;b",)) == expected


def test_a_tel_uri_leaves_it_to_the_header() -> None:
    said = told("ribbon", request=REQUEST._replace(uri="tel:+14462005555"))
    assert (in_headers(said), "Identity" in said.contact) == ([VALUE], False)


def test_an_sbc_is_told_to_remove_a_customer_s_own_identity() -> None:
    remove = ("X-Bellwarden-Identity", "remove")
    for dialect in SWITCHES:
        assert remove in told(dialect, identities=()).headers
        assert remove not in told(dialect, identities=None).headers
        assert remove not in told(dialect).headers


@pytest.mark.parametrize("dialect", SWITCHES)
def test_over_http_they_are_headers_whatever_the_dialect(dialect: str) -> None:
    assert in_headers(told(dialect, request=REQUEST._replace(protocol="http"))) == [VALUE]
