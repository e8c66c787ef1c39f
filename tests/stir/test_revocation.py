"""Revocation lists: believed only when signed, indirect or not; what they say, and how long (RFC 5280 section 5)."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from bellwarden.stir.certificate import TrustList, accept
from bellwarden.stir.fault import StirFault
from bellwarden.stir.revocation import GRACE_S, NO_REVOCATIONS, RevocationFault, Revocations, read_revocation_lists
from tests.stir.pki import DAY, NOW, Authority, Signer, policy_administrator, root, trust_of

TOP = root()
OTHER = root("Other")
MIDDLE = TOP.authority()
BESIDE = OTHER.authority("Beside")
ADMINISTRATOR = policy_administrator()
TRUST = trust_of(TOP, OTHER, ADMINISTRATOR)
GOOD, BAD, ELSEWHERE = MIDDLE.signer("B100"), MIDDLE.signer("B200"), BESIDE.signer("B300")


def read(crl: bytes, trust: TrustList = TRUST, at: float = NOW) -> Revocations:
    return read_revocation_lists(crl, trust.signers, at)


def reason(signer: Signer, revoked: Revocations, at: float = NOW) -> str:
    try:
        accept(signer.pem, TRUST, revoked, at)
    except StirFault as fault:
        assert fault.code == 437
        return fault.reason.value
    return ""


def test_the_list_of_the_policy_administrator_names_certificates_of_every_authority() -> None:
    """ATIS-1000080: an indirect list; RFC 5280 section 5.3.3: entries with their issuer."""
    revoked = read(ADMINISTRATOR.crl([BAD, ELSEWHERE, OTHER], indirect=True))
    assert revoked.entries == 3
    assert [reason(one, revoked) for one in (GOOD, BAD, ELSEWHERE)] == [
        "",
        "certificate_revoked",
        "certificate_revoked",
    ]


def test_an_entry_without_issuer_has_that_of_the_entry_before() -> None:
    revoked = read(ADMINISTRATOR.crl([BAD, GOOD], indirect=True))
    assert reason(GOOD, revoked) == "certificate_revoked"


def test_the_same_serial_of_another_issuer_is_another_certificate() -> None:
    twin = BESIDE.signer("B400", serial=BAD.certificate.serial_number)
    revoked = read(ADMINISTRATOR.crl([BAD], indirect=True))
    assert reason(twin, revoked) == ""
    assert reason(BAD, revoked) == "certificate_revoked"


def test_a_revoked_authority_takes_its_signers_with_it() -> None:
    revoked = read(TOP.crl([MIDDLE]))
    assert reason(GOOD, revoked) == "certificate_revoked"
    assert reason(ELSEWHERE, revoked) == ""


def test_the_list_of_an_authority_outside_the_trust_list_is_proved_by_the_chain() -> None:
    revoked = read(MIDDLE.crl([BAD]))
    assert len(revoked) == 0
    assert reason(BAD, revoked) == "certificate_revoked"
    assert reason(GOOD, revoked) == ""


def test_a_list_in_the_name_of_an_authority_that_it_did_not_sign_says_nothing() -> None:
    forged = Authority(MIDDLE.certificate, OTHER.key).crl([GOOD])
    revoked = read(forged)
    assert reason(GOOD, revoked) == ""
    assert len(revoked) == 0


def test_a_list_in_the_name_of_a_root_that_it_did_not_sign_is_refused() -> None:
    with pytest.raises(RevocationFault, match="not signed"):
        read(TOP.crl([MIDDLE], key=OTHER.key))


def test_a_name_in_other_letters_is_the_same_issuer() -> None:
    shouting = x509.Name(
        [x509.NameAttribute(one.oid, str(one.value).upper().replace(" ", "  ")) for one in MIDDLE.certificate.subject]
    )
    revoked = read(ADMINISTRATOR.crl([(shouting, BAD.certificate.serial_number)], indirect=True))
    assert reason(BAD, revoked) == "certificate_revoked"


def test_several_lists_in_one_file_and_one_in_der() -> None:
    both = read(TOP.crl([]) + MIDDLE.crl([BAD]) + ADMINISTRATOR.crl([ELSEWHERE], indirect=True))
    assert reason(GOOD, both) == ""
    assert reason(BAD, both) == reason(ELSEWHERE, both) == "certificate_revoked"
    der = x509.load_pem_x509_crl(ADMINISTRATOR.crl([BAD], indirect=True)).public_bytes(Encoding.DER)
    assert reason(BAD, read(der)) == "certificate_revoked"


def test_an_old_list_still_names_what_it_names_and_later_knows_no_more() -> None:
    revoked = read(ADMINISTRATOR.crl([BAD], indirect=True, next_update=NOW + DAY))
    within = NOW + DAY + GRACE_S
    assert reason(GOOD, revoked, within) == ""
    assert reason(GOOD, revoked, within + 1) == "revocation_unknown"
    assert reason(BAD, revoked, within + 1) == "certificate_revoked"
    assert accept(GOOD.pem, TRUST, revoked, NOW).until_s == within


def test_a_newer_list_of_the_same_signer_speaks_in_place_of_the_older_one() -> None:
    old = ADMINISTRATOR.crl([], indirect=True, this_update=NOW - 9 * DAY, next_update=NOW - 8 * DAY)
    assert reason(GOOD, read(old)) == "revocation_unknown"
    assert reason(GOOD, read(old + ADMINISTRATOR.crl([], indirect=True))) == ""


def test_an_authoritys_own_list_says_nothing_of_others() -> None:
    old = OTHER.crl([], this_update=NOW - 9 * DAY, next_update=NOW - 8 * DAY)
    assert reason(GOOD, read(old)) == ""
    assert reason(OTHER.signer(), read(old)) == "revocation_unknown"


def test_without_any_list_nothing_is_revoked() -> None:
    assert reason(GOOD, NO_REVOCATIONS) == ""
    assert NO_REVOCATIONS.next_update_s == float("inf")


UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\5\0")
SOME = x509.IssuingDistributionPoint(
    None,
    None,
    only_contains_user_certs=False,
    only_contains_ca_certs=False,
    only_some_reasons=frozenset({x509.ReasonFlags.key_compromise}),
    indirect_crl=False,
    only_contains_attribute_certs=False,
)


@pytest.mark.parametrize(
    ("crl", "says"),
    [
        (b"", "no revocation list"),
        (b"junk", "no revocation list"),
        (b"-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n", "no revocation list"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "0 lists"),
        (TOP.crl(hash=hashes.SHA384), "not signed"),
        (TOP.crl(next_update=None), "no nextUpdate"),
        (TOP.crl(this_update=NOW + 1), "begins later"),
        (TOP.crl(extra=((UNKNOWN, True),)), "critical extension"),
        (TOP.crl(extra=((x509.DeltaCRLIndicator(1), True),)), "critical extension"),
        (TOP.crl(extra=((SOME, True),)), "some reasons"),
        (b"x" * 5_000_000, "more than"),
    ],
)
def test_a_list_that_can_not_be_used_says_why(crl: bytes, says: str) -> None:
    with pytest.raises(RevocationFault, match=says):
        read(crl)


def test_who_may_not_sign_lists() -> None:
    mute = root("Mute", usage=("key_cert_sign",))
    trust = trust_of(TOP, mute)
    revoked = read(mute.crl([], indirect=True), trust)
    assert len(revoked) == 0
