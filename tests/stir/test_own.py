"""Our own key and chain: every way in which they can be wrong is named, and no text ever holds the key."""

import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from bellwarden.stir.own import OwnFault, chain_to_publish, read_chain, read_own
from tests.stir.own_keys import CODE, DAY, NOW, Issuer, Pair, pem

ISSUER = Issuer()
GOOD = ISSUER.issue()
OTHER = ISSUER.issue()


def test_a_good_pair_signs_as_the_certificate_says() -> None:
    own = read_own(GOOD.key, GOOD.chain, NOW)
    assert own.codes == (CODE,)
    assert own.fingerprint == GOOD.certificate.fingerprint(SHA256()).hex()
    assert own.until_s == NOW + 60 * DAY
    signature = own.sign(b"header.claims")
    assert len(signature) == 64
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    GOOD.certificate.public_key().verify(der, b"header.claims", ec.ECDSA(SHA256()))


def test_the_earliest_end_of_the_chain_counts() -> None:
    short = Issuer(days=10)
    pair = short.issue(days=60)
    assert read_own(pair.key, pair.chain, NOW).until_s == NOW + 10 * DAY


def cases() -> dict[str, tuple[bytes, bytes, str]]:
    """Key, chain, and what is said of them."""
    wrong_curve = ISSUER.issue(key=ec.generate_private_key(ec.SECP384R1()))
    rsa_pair = ISSUER.issue(key=rsa.generate_private_key(65_537, 2_048))
    expired = ISSUER.issue(days=-0.5)
    future = ISSUER.issue(since=3)
    two = ISSUER.issue(codes=("823K", "824K"))
    none = ISSUER.issue(extension=b"")
    damaged = ISSUER.issue(extension=b"\x30\x02\xa0\x00")
    private = ec.generate_private_key(ec.SECP256R1())
    locked = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    leaf, issuer = (one.public_bytes(Encoding.PEM) for one in read_chain(GOOD.chain))
    stranger = Issuer("Heron STI-CA").certificate.public_bytes(Encoding.PEM)
    return {
        "key empty": (b" \n", GOOD.chain, "the key is empty"),
        "key truncated": (GOOD.key[:120], GOOD.chain, "the key is truncated"),
        "key of garbage": (b"\x00\xff" * 99, GOOD.chain, "the key is truncated, damaged or no PEM"),
        "key is a certificate": (GOOD.chain, GOOD.chain, "the key is truncated, damaged or no PEM"),
        "key with a passphrase": (locked, GOOD.chain, "protected by a passphrase"),
        "key on another curve": (wrong_curve.key, wrong_curve.chain, "the key is on the curve secp384r1"),
        "key of RSA": (rsa_pair.key, rsa_pair.chain, "the key is none of an elliptic curve"),
        "key of Ed25519": (pem(ed25519.Ed25519PrivateKey.generate()), GOOD.chain, "none of an elliptic curve"),
        "key of another certificate": (OTHER.key, GOOD.chain, "the key does not belong to the certificate of CN="),
        "issuer first": (GOOD.key, issuer + leaf, "not the first of the chain"),
        "chain empty": (GOOD.key, b"", "the certificate chain is empty"),
        "chain truncated": (GOOD.key, GOOD.chain[:-60], "the certificate chain is truncated"),
        "chain is a key": (GOOD.key, GOOD.key, "truncated, damaged or no PEM certificate"),
        "chain too long": (GOOD.key, leaf * 9, "9 certificates; 8 are the most"),
        "chain of strangers": (GOOD.key, leaf + stranger, "certificate 2 of the chain did not issue certificate 1"),
        "expired": (expired.key, expired.chain, "the certificate expired at 2026-11-2"),
        "not yet valid": (future.key, future.chain, "is not valid before"),
        "two codes": (two.key, two.chain, "names 2 service provider codes"),
        "no TNAuthList": (none.key, none.chain, "has no TNAuthList"),
        "damaged TNAuthList": (damaged.key, damaged.chain, "TNAuthList can't be read"),
    }


CASES = cases()


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_named(case: str) -> None:
    key, chain, said = CASES[case]
    with pytest.raises(OwnFault) as fault:
        read_own(key, chain, NOW)
    assert said in str(fault.value)
    assert fault.value.__cause__ is None


def test_an_expired_issuer_is_named() -> None:
    short = Issuer(days=1)
    pair = short.issue(days=60)
    with pytest.raises(OwnFault, match=r"the issuer's certificate CN=Rookery STI-CA expired"):
        read_own(pair.key, pair.chain, NOW + 2 * DAY)


def test_the_key_is_in_no_text_and_no_pickle() -> None:
    own = read_own(GOOD.key, GOOD.chain, NOW)
    assert repr(own) == f"<own certificate {own.fingerprint[:16]} of {CODE}>"
    with pytest.raises(TypeError):
        pickle.dumps(own)


def test_no_fault_quotes_the_key() -> None:
    # A single line of a key's text, put where a certificate or a key of another kind belongs.
    secret = GOOD.key.splitlines()[1]
    for key, chain, _ in (*CASES.values(), (GOOD.key[:-40], GOOD.chain, "")):
        with pytest.raises(OwnFault) as fault:
            read_own(key, chain, NOW)
        assert secret.decode() not in str(fault.value)


def test_what_is_published_has_no_root() -> None:
    # RFC 8555 section 9.1
    with_root = Pair(GOOD.key, GOOD.chain + ISSUER.root.public_bytes(Encoding.PEM), GOOD.certificate)
    own = read_own(with_root.key, with_root.chain, NOW)
    assert chain_to_publish(own.chain) == GOOD.chain
