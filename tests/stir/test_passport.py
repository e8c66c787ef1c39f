"""Tokens of ours and of others: the octets received are what was signed; quick and careful reading of claims agree."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.model.stir import Attestation, Presented, VerificationStatus
from bellwarden.stir.certificate import accept
from bellwarden.stir.claims import Claims, read_claims
from bellwarden.stir.date import read_date
from bellwarden.stir.fault import StirFault
from bellwarden.stir.identity import read_identity, url_fault
from bellwarden.stir.json_text import read_object
from bellwarden.stir.passport import complete, peek_ppt, read_passport
from bellwarden.stir.reason import StirReason
from bellwarden.stir.revocation import NO_REVOCATIONS
from bellwarden.stir.sign import sign_div, sign_shaken
from bellwarden.stir.verify import Terms, verify
from tests.stir import pki
from tests.stir.cases import AT, ORIGID, URL, World, as_json, encode

WORLD = World()
X5U = URL.format("spc")
SIGNER = WORLD.signers["spc"]
NUMBERS = st.from_regex(r"[2-9][0-9]{7,13}", fullmatch=True)
NAMES = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def token_of(header: dict[str, object], claims: dict[str, object]) -> bytes:
    octets = encode(as_json(header).encode()) + b"." + encode(as_json(claims).encode())
    return octets + b"." + encode(SIGNER.sign(octets))


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(Attestation))
def test_what_we_sign_we_verify(orig: str, dest: str, third: str, attest: Attestation) -> None:
    """RFC 8588 section 6 and RFC 8946 section 4: a call signed, diverted and signed again arrives whole."""
    credential = accept(SIGNER.pem, pki.trust_of(WORLD.root), NO_REVOCATIONS, AT)
    shaken, _ = sign_shaken(attest, orig, dest, AT, ORIGID, X5U, SIGNER.sign)
    div, _ = sign_div(orig, third, dest, AT, X5U, SIGNER.sign)
    for values, called in (((shaken,), dest), ((shaken, div), third)):
        presented = Presented(tuple(value.encode() for value in values))
        outcome = verify(presented, f"+{orig}", "", f"+{called}", AT, Terms(), lambda url, at: credential)
        assert outcome.status is VerificationStatus.PASSED
        assert (outcome.attestation, outcome.origid) == (attest.value, ORIGID)
        if called == third and third != dest:
            assert outcome.diverted == (dest,)


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.permutations(("attest", "dest", "iat", "orig", "origid")))
def test_other_claims_and_another_order_change_nothing(more: dict[str, object], order: list[str]) -> None:
    """RFC 7519 section 4: what is not understood is passed over."""
    wanted: dict[str, object] = {
        "attest": "B",
        "dest": {"tn": ["12382000101"]},
        "iat": AT,
        "orig": {"tn": "14462000100"},
        "origid": ORIGID,
    }
    known = {name.lower() for name in (*wanted, "div", "opt", "rph", "sph")}
    more = {name: value for name, value in more.items() if name.lower() not in known}
    text = json.dumps({**more, **{name: wanted[name] for name in order}}).encode()
    assert read_claims(text, "shaken") == Claims("14462000100", ("12382000101",), AT, "B", ORIGID)


@given(VALUES)
def test_whatever_json_can_say_is_read_as_it_was_said(value: object) -> None:
    """RFC 8259, less names that stand twice."""
    text = json.dumps({"x": value}).encode()
    try:
        assert read_object(text) == {"x": value}
    except StirFault as fault:
        assert fault.reason is StirReason.JSON_INVALID and text.count(b"[") + text.count(b"{") > 20


@given(st.text(st.sampled_from('{}[]":,\\u00e1 \n-+.eE019ntfalsru\ud800'), max_size=40))
def test_json_that_is_taken_is_taken_by_all(text: str) -> None:
    octets = text.encode("utf-8", "surrogatepass")
    try:
        found = read_object(octets)
    except StirFault:
        return
    assert json.loads(octets) == found


@pytest.mark.parametrize("place", ["header", "claims"])
def test_the_octets_received_are_what_was_signed(place: str) -> None:
    """RFC 7515 section 5.2: nothing is written again before the signature is looked at."""
    header = as_json({"alg": "ES256", "ppt": "shaken", "typ": "passport", "x5u": X5U})
    claims = as_json({"attest": "A", "dest": {"tn": ["1"]}, "iat": 1, "orig": {"tn": "2"}, "origid": ORIGID})
    texts = {"header": header, "claims": claims}
    texts[place] = " " + texts[place].replace(",", " ,\n") + " "
    octets = encode(texts["header"].encode()) + b"." + encode(texts["claims"].encode())
    found = read_passport(octets + b"." + encode(SIGNER.sign(octets)))
    assert found.signing_input == octets
    assert found.claims == Claims("2", ("1",), 1, "A", ORIGID)


def test_a_token_with_a_ppt_of_others_tells_it() -> None:
    token = token_of({"alg": "ES256", "ppt": "rcd", "typ": "passport", "x5u": X5U}, {"x": 1})
    assert peek_ppt(token) == "rcd"
    assert peek_ppt(b"") == peek_ppt(b"!.!.!") == peek_ppt(encode(b"[]") + b"..") == ""


def test_a_compact_token_is_what_the_full_one_was() -> None:
    """RFC 8225 section 7: header and claims are built in the one form of section 9."""
    full = token_of(
        {"alg": "ES256", "typ": "passport", "x5u": X5U},
        {"dest": {"tn": ["12382000101"]}, "iat": AT, "orig": {"tn": "14462000100"}},
    )
    compact = b".." + full.rpartition(b".")[2]
    found = complete(compact, X5U, "14462000100", "12382000101", AT)
    assert found.signing_input == full.rpartition(b".")[0]
    for orig, dest, iat in (("", "1", AT), ("1", "", AT), ("1", "1", 0)):
        with pytest.raises(StirFault, match="compact_form"):
            complete(compact, X5U, orig, dest, iat)


def test_a_readable_header() -> None:
    """RFC 8224 section 4: as RFC 8588 section 7 writes it, too."""
    found = read_identity(b'aa.bb.cc ;info=<https://certs.bellwarden.example/a.pem> ; alg=ES256;ppt="shaken"')
    assert found == (b"aa.bb.cc", "https://certs.bellwarden.example/a.pem", "ES256", "shaken")
    with pytest.raises(StirFault, match="436 url_refused"):
        read_identity(b"aa.bb.cc;info=<http://certs.bellwarden.example/a.pem>")


@given(st.text(max_size=60))
def test_any_text_as_url_is_told_a_code(text: str) -> None:
    fault = url_fault(text)
    assert fault is None or fault[0] == 436


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Sat, 13 Nov 2010 23:29:00 GMT", 1_289_690_940),
        ("Sat, 13 Nov 2010 23:29:00 UTC", 1_289_690_940),
        ("  Sat,  13 NOV 2010 23:29:00 GMT ", 1_289_690_940),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Sat, 13 Nov 2010 23:29:00 +0100", None),
        ("Sat, 31 Feb 2010 23:29:00 GMT", None),
        ("Sat, 13 Foo 2010 23:29:00 GMT", None),
        ("Sat, 13 Nov 2010 25:29:00 GMT", None),
        ("Sat, 1\u0663 Nov 2010 23:29:00 GMT", None),
        ("1289690940", None),
        ("", None),
    ],
)
def test_dates(text: str, seconds: int | None) -> None:
    """RFC 3261 section 20.17."""
    assert read_date(text) == seconds


@pytest.mark.parametrize("crit", [["exp"], [], ["alg"], "exp", None])
def test_no_extension_is_understood(crit: object) -> None:
    """RFC 7515 section 4.1.11: then no value of crit lets a token pass, not even one that the standard forbids."""
    header = {"alg": "ES256", "ppt": "shaken", "typ": "passport", "x5u": X5U, "crit": crit}
    with pytest.raises(StirFault, match="crit_unknown"):
        read_passport(token_of(header, {}))
