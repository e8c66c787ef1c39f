"""A chain up to the trust list: every wrongness has its reason (ATIS-1000080 section 6.4.1, RFC 5280 section 6)."""

import base64
import random
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification
from cryptography.x509.oid import ExtensionOID, ObjectIdentifier

from bellwarden.stir.certificate import CHAIN_MAX, CHAIN_OCTETS_MAX, TrustList, accept, read_roots
from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault
from bellwarden.stir.revocation import NO_REVOCATIONS
from tests.stir.pki import (
    DAY,
    NOW,
    SHAKEN_POLICY,
    TN_AUTH_LIST,
    Authority,
    Signer,
    pem,
    policy_administrator,
    rebuilt,
    root,
    self_signed,
    tn_auth_list,
    trust_of,
    twice,
)

TOP = root()
MIDDLE = TOP.authority()
TRUST = trust_of(TOP)
UNKNOWN = ObjectIdentifier("1.3.6.1.4.1.99999.1")


def reason(chain: bytes, trust: TrustList = TRUST, at: float = NOW) -> str:
    """The reason against it, "" for none. All faults of a certificate are 437."""
    try:
        accept(chain, trust, NO_REVOCATIONS, at)
    except StirFault as fault:
        assert fault.code == 437
        return fault.reason.value
    return ""


def test_a_credential_says_what_its_certificate_says() -> None:
    signer = MIDDLE.signer("B100")
    found = accept(signer.pem, TRUST, NO_REVOCATIONS, NOW)
    assert found.codes == ("B100",)
    assert (found.numbers, found.ranges) == (frozenset(), ())
    assert found.fingerprint == signer.fingerprint
    assert found.serial == signer.certificate.serial_number
    assert (found.from_s, found.until_s) == (NOW - 30 * DAY, NOW + 300 * DAY)
    assert found.subject == "CN=SHAKEN B100,O=Invented Telephone,C=US"
    signature = signer.key.sign(b"octets", ec.ECDSA(hashes.SHA256()))
    found.key.verify(signature, b"octets", ec.ECDSA(hashes.SHA256()))


def test_it_holds_no_longer_than_the_first_of_its_authorities() -> None:
    middle = TOP.authority(not_after=NOW + DAY)
    assert accept(middle.signer().pem, TRUST, NO_REVOCATIONS, NOW).until_s == NOW + DAY


@pytest.mark.parametrize(
    "signer",
    [
        TOP.signer(),
        MIDDLE.signer(),
        TOP.authority(path_length=1).authority("Lower", path_length=0).signer(),
        TOP.authority().authority("Lower").authority("Lowest").signer(),
        MIDDLE.signer(policies=("2.16.840.1.114569.1.1.1",)),
        MIDDLE.signer(policies=("2.16.840.1.114569.1.1.4", "1.2.3")),
        MIDDLE.signer(critical=("tn_auth_list",)),
        MIDDLE.signer(critical=("policies",)),
        MIDDLE.signer(extra=((x509.UnrecognizedExtension(UNKNOWN, b"\5\0"), False),)),
        MIDDLE.signer(ca=None),
        TOP.authority(policies=("2.5.29.32.0",)).signer(),
        TOP.authority(policies=None).signer(),
        TOP.authority(path_length=0).signer(),
        MIDDLE.signer(tn_auth_list=tn_auth_list("+14462000100", ("14462000200", 50))),
    ],
    ids=[
        *("by a root", "by an intermediate", "by two", "by three", "first policy", "newer policy", "critical list"),
        *("critical policies", "unknown extension", "no constraints", "any policy", "authority without policy"),
        *("path length 0", "numbers"),
    ],
)
def test_what_is_accepted(signer: Signer) -> None:
    assert reason(signer.pem) == ""


def test_the_file_may_hold_the_root_as_well() -> None:
    assert reason(pem(MIDDLE.signer().certificate, MIDDLE.certificate, TOP.certificate)) == ""
    assert reason(pem(TOP.signer().certificate, TOP.certificate)) == ""


def test_a_root_renewed_with_its_key_under_its_name() -> None:
    renewed = rebuilt(TOP.certificate, TOP.key, lambda body: body)
    assert renewed.public_bytes(Encoding.DER) != TOP.certificate.public_bytes(Encoding.DER)
    assert reason(pem(MIDDLE.signer().certificate, MIDDLE.certificate, renewed)) == ""


def test_text_around_the_blocks_is_read_over() -> None:
    assert reason(b"subject=CN = SHAKEN B100\n\n" + MIDDLE.signer().pem.replace(b"\n", b"\r\n") + b"\n# end\n") == ""


def damaged(signer: Signer, at: int) -> bytes:
    der = bytearray(signer.certificate.public_bytes(Encoding.DER))
    der[at] ^= 1
    return pem_of(bytes(der)) + pem(*signer.above)


def pem_of(der: bytes) -> bytes:
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"


SIGNER = MIDDLE.signer()
OTHER = root("Other")
IMPOSTOR = root("Root")  # another key under the root's name


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        (b"", "certificate_unreadable"),
        (b"<html></html>", "certificate_unreadable"),
        (b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "certificate_unreadable"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "certificate_unreadable"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB=A==\n-----END CERTIFICATE-----\n", "certificate_unreadable"),
        (b"-----BEGIN CERTIFICATE-----\nM\n", "certificate_unreadable"),
        (SIGNER.pem + SIGNER.key_pem, "certificate_unreadable"),
        (SIGNER.pem + b"-----BEGIN CERTIFICATE-----\n", "certificate_unreadable"),
        (pem_of(SIGNER.certificate.public_bytes(Encoding.DER) + b"\0"), "certificate_unreadable"),
        (SIGNER.pem + b" " * CHAIN_OCTETS_MAX, "chain_too_long"),
        (SIGNER.pem + pem(*[OTHER.authority(f"A{n}").certificate for n in range(CHAIN_MAX)]), "chain_too_long"),
        (SIGNER.pem + pem(MIDDLE.certificate), "chain_order"),
        (pem(MIDDLE.certificate, SIGNER.certificate), "chain_order"),
        (pem(SIGNER.certificate, TOP.certificate, MIDDLE.certificate), "chain_order"),
        (pem(SIGNER.certificate, TOP.authority("Beside").certificate), "chain_order"),
        (pem(SIGNER.certificate), "chain_untrusted"),
        (OTHER.authority().signer().pem, "chain_untrusted"),
        (OTHER.signer().pem + OTHER.pem, "chain_untrusted"),
        (IMPOSTOR.authority().signer().pem, "chain_signature"),
        (pem(IMPOSTOR.authority().signer().certificate, MIDDLE.certificate), "chain_signature"),
        (damaged(SIGNER, -1), "chain_signature"),
        (self_signed().pem, "certificate_self_signed"),
        (pem(TOP.certificate), "certificate_self_signed"),
        (pem(MIDDLE.certificate), "certificate_is_ca"),
        (MIDDLE.signer(ca=True).pem, "certificate_is_ca"),
        (MIDDLE.signer(not_after=NOW - 1).pem, "certificate_expired"),
        (MIDDLE.signer(not_before=NOW + 1).pem, "certificate_not_yet_valid"),
        (TOP.authority(not_after=NOW - 1).signer().pem, "certificate_expired"),
        (TOP.authority(not_before=NOW + 1).signer().pem, "certificate_not_yet_valid"),
        (MIDDLE.signer(curve=ec.SECP384R1).pem, "certificate_key"),
        (MIDDLE.signer(curve=ec.SECP256K1).pem, "certificate_key"),
        (MIDDLE.signer(curve=None).pem, "certificate_key"),
        (TOP.authority(curve=ec.SECP384R1).signer().pem, "certificate_key"),
        (MIDDLE.signer(hash=hashes.SHA384).pem, "certificate_algorithm"),
        (TOP.authority(hash=hashes.SHA512).signer().pem, "certificate_algorithm"),
        (MIDDLE.signer(usage=None).pem, "key_usage"),
        (MIDDLE.signer(usage=("key_agreement",)).pem, "key_usage"),
        (TOP.authority(usage=("digital_signature", "crl_sign")).signer().pem, "key_usage"),
        (TOP.authority(usage=None).signer().pem, "key_usage"),
        (TOP.authority(ca=False).signer().pem, "issuer_not_ca"),
        (TOP.authority(ca=None).signer().pem, "issuer_not_ca"),
        (TOP.authority(path_length=0).authority("Lower").signer().pem, "path_too_long"),
        (TOP.authority(path_length=1).authority("B").authority("C").signer().pem, "path_too_long"),
        (MIDDLE.signer(policies=None).pem, "certificate_policy"),
        (MIDDLE.signer(policies=("2.5.29.32.0",)).pem, "certificate_policy"),
        (MIDDLE.signer(policies=("2.16.840.1.114569.1.2.1",)).pem, "certificate_policy"),
        (MIDDLE.signer(policies=("2.16.840.1.114569.1.1.1.1",)).pem, "certificate_policy"),
        (TOP.authority(policies=("1.2.3",)).signer().pem, "certificate_policy"),
        (MIDDLE.signer(extra=((x509.UnrecognizedExtension(UNKNOWN, b"\5\0"), True),)).pem, "certificate_extension"),
        (MIDDLE.signer(critical=("crl",)).pem, "certificate_extension"),
        (
            TOP.authority(extra=((x509.NameConstraints([x509.DNSName("a.example")], None), True),)).signer().pem,
            "certificate_extension",
        ),
        (pem(twice(SIGNER.certificate, MIDDLE.key, TN_AUTH_LIST), *SIGNER.above), "certificate_extension"),
        (pem(twice(SIGNER.certificate, MIDDLE.key, ExtensionOID.KEY_USAGE), *SIGNER.above), "certificate_extension"),
        (MIDDLE.signer(tn_auth_list=None).pem, "tn_auth_list_missing"),
        (MIDDLE.signer(tn_auth_list=b"\x30\x00").pem, "tn_auth_list_malformed"),
        (MIDDLE.signer(tn_auth_list=b"B100").pem, "tn_auth_list_malformed"),
        (MIDDLE.signer(tn_auth_list=tn_auth_list("B100", "B200")).pem, "tn_auth_list_content"),
        (MIDDLE.signer(tn_auth_list=tn_auth_list("B100", "+14462000100")).pem, "tn_auth_list_content"),
    ],
)
def test_what_is_refused_and_why(chain: bytes, expected: str) -> None:
    assert reason(chain) == expected


def test_the_algorithm_inside_must_be_the_one_outside() -> None:
    inside = bytes.fromhex("300a06082a8648ce3d040302")
    other = bytes.fromhex("300a06082a8648ce3d040303")
    changed = rebuilt(SIGNER.certificate, MIDDLE.key, lambda body: body.replace(inside, other, 1))
    assert reason(pem(changed, *SIGNER.above)) == "certificate_algorithm"


def test_delegates_have_no_more_than_their_issuer() -> None:
    """RFC 9060 section 4."""
    held = TOP.authority("Delegating", tn_auth_list=tn_auth_list(("14462000000", 1_000)))
    assert reason(held.signer(tn_auth_list=tn_auth_list(("14462000100", 100))).pem) == ""
    assert reason(held.signer(tn_auth_list=tn_auth_list("+14462001000")).pem) == "tn_auth_list_exceeded"
    assert reason(held.signer("B100").pem) == "tn_auth_list_exceeded"
    below = held.authority("Lower", tn_auth_list=tn_auth_list(("14462000000", 2_000)))
    assert reason(below.signer(tn_auth_list=tn_auth_list("+14462000100")).pem) == "tn_auth_list_exceeded"
    damaged_list = TOP.authority("Damaged", tn_auth_list=b"\x30\x00")
    assert reason(damaged_list.signer().pem) == "tn_auth_list_malformed"


def test_whom_a_root_vouched_for_is_remembered_but_time_and_path_are_looked_at_again() -> None:
    middle = TOP.authority(not_after=NOW + DAY, path_length=0)
    trust = trust_of(TOP)
    assert reason(middle.signer().pem, trust) == ""
    assert reason(middle.signer("B200").pem, trust) == ""
    late = middle.signer(not_after=NOW + 20 * DAY)
    assert reason(late.pem, trust, NOW + 2 * DAY) == "certificate_expired"
    stolen = Signer(IMPOSTOR.signer().certificate, SIGNER.key, middle.chain)
    assert reason(stolen.pem, trust) == "chain_order"
    forged = Authority(middle.certificate, IMPOSTOR.key, ()).signer()
    assert reason(forged.pem, trust) == "chain_signature"


def test_an_expired_root_anchors_nothing() -> None:
    assert reason(SIGNER.pem, at=NOW + 20_000 * DAY) == "certificate_expired"


def test_a_trust_list_out_of_files() -> None:
    both = read_roots(TOP.pem, OTHER.pem + policy_administrator().pem)
    assert len(both) == 2
    assert len(both.signers) == 3
    assert reason(OTHER.signer().pem, both) == ""
    assert read_roots(OTHER.pem, TOP.pem).version == read_roots(TOP.pem + OTHER.pem).version
    assert read_roots(TOP.pem).version != both.version


def test_one_root_that_can_not_be_used_does_not_spoil_the_list() -> None:
    wide = root("Wide", curve=ec.SECP384R1)
    trust = read_roots(wide.pem + TOP.pem + pem(SIGNER.certificate))
    assert len(trust) == 1
    assert [one.partition(",")[0] for one in trust.unusable] == ["CN=Wide", "CN=SHAKEN B100"]
    assert reason(SIGNER.pem, trust) == ""
    assert reason(wide.signer().pem, trust) == "chain_untrusted"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "no certificate"),
        (pem(SIGNER.certificate), "issuer_not_ca"),
        (root(curve=ec.SECP384R1).pem, "certificate_key"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "parsing"),
        (SIGNER.key_pem, "something else"),
    ],
)
def test_a_trust_list_that_can_not_be_used(text: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_roots(text)


def test_no_octet_can_be_changed_without_a_fault() -> None:
    der = SIGNER.certificate.public_bytes(Encoding.DER)
    for number in range(len(der)):
        assert reason(damaged(SIGNER, number)) != "", f"octet {number}"


def test_a_signature_that_is_short_of_a_bit() -> None:
    """A library reads it as the same signature where the last bit is 0: another fingerprint of the same certificate."""
    signers = [MIDDLE.signer() for _ in range(20)]
    even = next(one for one in signers if not one.certificate.signature[-1] & 1)
    der = bytearray(even.certificate.public_bytes(Encoding.DER))
    der[-len(even.certificate.signature) - 1] = 1
    assert x509.load_der_x509_certificate(bytes(der)).signature == even.certificate.signature
    assert reason(pem_of(bytes(der)) + pem(*even.above)) == "certificate_unreadable"


def test_damaged_chains_are_refused_and_never_raise_anything_else() -> None:
    chance = random.Random(4)
    chain = SIGNER.pem
    for _ in range(2_000):
        broken = bytearray(chain)
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        reason(bytes(broken))


def oracle(signer: Signer, trust: Authority, at: float) -> bool:
    """What `cryptography`'s own verifier says of the path, SHAKEN's own rules left out."""
    anyone = verification.ExtensionPolicy.permit_all()
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([trust.certificate]))
        .time(datetime.fromtimestamp(at, UTC))
        .max_chain_depth(4)
        .extension_policies(ca_policy=verification.ExtensionPolicy.webpki_defaults_ca(), ee_policy=anyone)
        .build_client_verifier()
    )
    try:
        verifier.verify(signer.certificate, list(signer.above))
    except verification.VerificationError:
        return False
    return True


OF_THE_PATH = {
    *("", "certificate_expired", "certificate_not_yet_valid", "chain_untrusted", "chain_signature", "path_too_long"),
    *("issuer_not_ca", "key_usage", "certificate_extension", "certificate_key"),
}


@pytest.mark.parametrize(
    "signer",
    [
        SIGNER,
        TOP.signer(),
        TOP.authority(path_length=1).authority("Lower", path_length=0).signer(),
        OTHER.authority().signer(),
        IMPOSTOR.authority().signer(),
        MIDDLE.signer(not_after=NOW - 1),
        MIDDLE.signer(not_before=NOW + 1),
        TOP.authority(not_after=NOW - 1).signer(),
        TOP.authority(not_before=NOW + 1).signer(),
        TOP.authority(path_length=0).authority("Lower").signer(),
        TOP.authority(ca=False).signer(),
        TOP.authority(usage=("crl_sign",)).signer(),
        MIDDLE.signer(extra=((x509.UnrecognizedExtension(UNKNOWN, b"\5\0"), True),)),
        MIDDLE.signer(extra=((x509.UnrecognizedExtension(UNKNOWN, b"\5\0"), False),)),
    ],
)
def test_another_verifier_says_the_same_of_the_path(signer: Signer) -> None:
    ours = reason(signer.pem)
    assert ours in OF_THE_PATH
    assert oracle(signer, TOP, NOW) == (ours == "")


def test_what_the_other_verifier_can_not_accept() -> None:
    """A critical TNAuthList: allowed by RFC 8226 section 9, unknown to a general verifier."""
    signer = MIDDLE.signer(critical=("tn_auth_list",))
    assert not oracle(signer, TOP, NOW)
    assert isinstance(accept(signer.pem, TRUST, NO_REVOCATIONS, NOW), Credential)


def test_the_policy_of_the_test_world_is_a_shaken_one() -> None:
    assert SHAKEN_POLICY.startswith("2.16.840.1.114569.1.1.")
