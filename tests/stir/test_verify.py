"""What the case table can't say: properties over all tokens, and what `find` and `is_replay` are asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.model.stir import NOTHING_PRESENTED, Presented, Verification, VerificationStatus
from bellwarden.stir.certificate import accept
from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault
from bellwarden.stir.numbers import canonical
from bellwarden.stir.reason import MEANINGS, StirReason
from bellwarden.stir.revocation import NO_REVOCATIONS
from bellwarden.stir.signature import ORDER, der_signature, one_form
from bellwarden.stir.verify import Terms, certificate_urls, covers, verify
from tests.stir import pki
from tests.stir.cases import AT, CALLED, CALLING, URL, World, encode, identity

WORLD = World()
TRUST = pki.trust_of(WORLD.root)
CREDENTIALS = {
    URL.format(name): accept(WORLD.pems[name], TRUST, NO_REVOCATIONS, AT) for name in ("spc", "other", "number")
}
GOOD = identity({}, WORLD, {}).encode()
FROM, TO = f"+{CALLING}", f"+{CALLED}"


def find(url: str, at: float) -> Credential | StirFault | None:
    return CREDENTIALS.get(url, StirFault(436, StirReason.CREDENTIAL_UNREACHABLE))


def judged(*values: bytes, calling: str = FROM, called: str = TO, to: str = "", date: str = "") -> Verification:
    return verify(Presented(values, to, date), calling, "", called, AT, Terms(), find)


def test_a_good_token_tells_who_signed_what() -> None:
    outcome = judged(GOOD)
    assert outcome.status is VerificationStatus.PASSED
    assert (outcome.code, outcome.reason, outcome.attestation, outcome.signer) == (0, "", "A", "B100")
    assert (outcome.orig, outcome.dest, outcome.iat) == (CALLING, (CALLED,), AT - 2)
    assert outcome.certificate == WORLD.signers["spc"].fingerprint
    assert outcome.x5u == URL.format("spc")
    assert len(outcome.signature) == 64


def test_a_refused_token_still_tells_what_it_claimed() -> None:
    outcome = judged(GOOD, called="+12382000199")
    assert outcome.reason == "dest_mismatch"
    assert (outcome.attestation, outcome.orig, outcome.dest, outcome.iat) == ("A", CALLING, (CALLED,), AT - 2)
    assert outcome.signer == ""  # nobody's signature was looked at


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=4), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_verify_never_raises(values: list[bytes], calling: str, called: str, date: str) -> None:
    outcome = verify(Presented(tuple(values), called, date), calling, date, called, AT, Terms(), find)
    assert outcome.status is not VerificationStatus.PASSED
    if outcome.code:
        assert outcome.code == MEANINGS[StirReason(outcome.reason)].code


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_octet_of_the_token_can_be_changed(data: st.DataObject) -> None:
    """RFC 8224 section 6.2, step 5: whatever is flipped, dropped or put in, nothing of it passes."""
    token, _, tail = GOOD.partition(b";")
    at = data.draw(st.integers(0, len(token) - 1))
    octet = bytes([data.draw(st.integers(0, 255).filter(lambda value: value != token[at]))])
    changed = data.draw(st.sampled_from((token[:at] + octet + token[at + 1 :], token[:at] + token[at + 1 :])))
    outcome = judged(changed + b";" + tail)
    if octet == b";" or changed.strip(b" \t") == token:
        return  # the token ends there: judged as what stands before
    assert outcome.status is not VerificationStatus.PASSED


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=3))
def test_a_changed_header_is_judged_and_passes_only_as_the_same_token(at: int, octets: bytes) -> None:
    changed = GOOD[:at] + octets + GOOD[at + 1 :]
    outcome = judged(changed)
    if outcome.status is VerificationStatus.PASSED:
        assert changed.partition(b";")[0].strip(b" \t") == GOOD.partition(b";")[0]


@pytest.mark.parametrize("token", ["spc", "other"])
def test_find_is_asked_once_and_only_for_a_token_that_could_be_good(token: str) -> None:
    """Nobody makes us fetch a certificate for a token that is stale or made for another call."""
    asked: list[str] = []

    def ask(url: str, at: float) -> None:
        asked.append(url)

    value = identity({"signer": token}, WORLD, {}).encode()
    stale = identity({"signer": token, "age_s": 61}, WORLD, {}).encode()
    for presented, called in ((stale, TO), (value, "+12382000199"), (b"x" + value, TO)):
        verify(Presented((presented,)), FROM, "", called, AT, Terms(), ask)
    assert asked == []
    outcome = verify(Presented((value,)), FROM, "", TO, AT, Terms(), ask)
    assert asked == [URL.format(token)]
    assert (outcome.status, outcome.code, outcome.reason) == (VerificationStatus.NONE, 0, "credential_pending")
    assert certificate_urls(Presented((value,))) == (URL.format(token),)


def test_certificate_urls_names_each_once_and_nothing_of_what_will_not_be_asked() -> None:
    unknown = identity({"ppt": "rcd"}, WORLD, {}).encode()
    bad = GOOD.replace(b"https", b"http")
    assert certificate_urls(Presented((GOOD, GOOD, unknown, bad, b"", b";", b"a;info=<"))) == (URL.format("spc"),)
    assert certificate_urls(NOTHING_PRESENTED) == ()


def test_certificate_urls_names_those_of_the_tokens_inside() -> None:
    """RFC 8946 section 5: the token before the diversion has a signer of its own."""
    row = {"ppt": "div-o", "claims": {"div": {"tn": CALLED}}, "nested": {"signer": "other"}}
    value = identity(row, WORLD, {}).encode()
    assert certificate_urls(Presented((value,))) == (URL.format("spc"), URL.format("other"))
    assert certificate_urls(Presented((b"x" + value,))) == (URL.format("spc"),)


def test_replay_is_asked_last_and_with_the_lower_of_both_signatures() -> None:
    """RFC 8224 section 12.1: who turns s over makes no new token (RFC 7518 section 3.4 allows both)."""
    asked: list[bytes] = []

    def is_replay(signature: bytes) -> bool:
        asked.append(signature)
        return len(asked) > 1

    def ask(value: bytes) -> Verification:
        return verify(Presented((value,)), FROM, "", TO, AT, Terms(), find, is_replay)

    token, _, tail = GOOD.partition(b";")
    signed, _, text = token.rpartition(b".")
    raw = _decoded(text)
    s = int.from_bytes(raw[32:], "big")
    turned = signed + b"." + encode(raw[:32] + (ORDER - s).to_bytes(32, "big")) + b";" + tail
    assert ask(GOOD.replace(b".", b"..", 1)).status is VerificationStatus.FAILED
    assert asked == []
    assert ask(GOOD).status is VerificationStatus.PASSED
    outcome = ask(turned)
    assert (outcome.code, outcome.reason) == (438, "replay")
    assert asked[0] == asked[1]
    assert int.from_bytes(asked[0][32:], "big") <= ORDER // 2


def test_a_credential_holds_from_its_first_second_to_its_last() -> None:
    credential = CREDENTIALS[URL.format("spc")]
    for from_s, until_s, reason in (
        (AT, AT, ""),
        (AT + 1, AT + 2, "certificate_not_yet_valid"),
        (AT - 2, AT - 1, "certificate_expired"),
    ):
        held = credential._replace(from_s=float(from_s), until_s=float(until_s))
        outcome = verify(Presented((GOOD,)), FROM, "", TO, AT, Terms(), lambda url, at, held=held: held)
        assert outcome.reason == reason


def test_no_more_headers_are_judged_than_sixteen() -> None:
    bad = identity({"signature": "one_bit"}, WORLD, {}).encode()
    assert judged(*[bad] * 15, GOOD).status is VerificationStatus.PASSED
    assert judged(*[bad] * 16, GOOD).status is VerificationStatus.FAILED


def test_freshness_is_what_the_terms_say() -> None:
    old = identity({"age_s": 3_600}, WORLD, {}).encode()
    wide = Terms(freshness_s=3_600)
    assert verify(Presented((old,)), FROM, "", TO, AT, wide, find).status is VerificationStatus.PASSED
    stale = "Mon, 21 Sep 2026 00:00:00 GMT"
    assert judged(GOOD, date=stale).reason == "date_stale"
    careless = Terms(checks_date=False)
    presented = Presented((GOOD,), "", stale)
    assert verify(presented, FROM, "", TO, AT, careless, find).status is VerificationStatus.PASSED


def test_an_asserted_identity_without_a_number_leaves_it_to_from() -> None:
    outcome = verify(Presented((GOOD,)), "front-desk", FROM, TO, AT, Terms(), find)
    assert outcome.status is VerificationStatus.PASSED
    assert verify(Presented((GOOD,)), "+14462000101", FROM, TO, AT, Terms(), find).reason == "orig_mismatch"


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("+14462000100", "US", "14462000100"),
        ("4462000100", "US", "14462000100"),
        ("tel:+1-446-200-0100", "US", "14462000100"),
        ("sip:+14462000100;npdi@carrier.example;user=phone", "US", "14462000100"),
        ("020 7946 0018", "GB", "442079460018"),
        ("+1 446 200 010", "US", "1446200010"),  # too short for any plan: its digits are compared all the same
        ("911", "US", "911"),
        ("+67200000", "US", "67200000"),  # as it stands, though its plan writes it otherwise
        ("tel:+672-000-00", "US", "67200000"),
        ("urn:service:sos", "US", "sos"),
        ("Front-Desk", "US", "front-desk"),
        ("", "US", ""),
    ],
)
def test_canonical_numbers(text: str, country: str, expected: str) -> None:
    """RFC 8224 section 8.3."""
    assert canonical(text, country) == expected


def test_a_certificate_covers_its_numbers_and_ranges() -> None:
    credential = CREDENTIALS[URL.format("number")]._replace(
        numbers=frozenset({"14462000100"}), ranges=(("14462000200", 100), ("2382000000", 10))
    )
    covered = ["14462000100", "14462000200", "14462000299", "2382000009"]
    assert [number for number in covered if not covers(credential, number)] == []
    others = ["14462000101", "14462000199", "14462000300", "12382000000", "2382000010", "", "*67", "0014462000200"]
    assert [number for number in others if covers(credential, number)] == []


@given(st.binary(min_size=64, max_size=64))
def test_der_is_what_cryptography_writes(raw: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    assert der_signature(raw) == encode_dss_signature(r, s)
    assert one_form(one_form(raw)) == one_form(raw)


def _decoded(text: bytes) -> bytes:
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(text + b"==")


def test_a_remembered_fault_does_not_grow() -> None:
    fault = StirFault(437, StirReason.CERTIFICATE_EXPIRED, "x")
    for _ in range(100):
        outcome = verify(Presented((GOOD,)), FROM, "", TO, AT, Terms(), lambda url, at: fault)
    assert (outcome.code, outcome.reason) == (437, "certificate_expired")
    assert fault.__traceback__ is None
