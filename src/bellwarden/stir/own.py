"""Our own key and certificate chain: read and checked together, so that nothing is signed that others would refuse."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from bellwarden.stir.sign import raw_signature
from bellwarden.stir.signature import ES256_OF_DIGEST
from bellwarden.stir.tn_auth_list import OID, DerError, TNAuthList, read_tn_auth_list

CHAIN_MAX: Final = 8  # certificates; a chain of SHAKEN has two or three
SUBJECT_SIGNS_MAX: Final = 160
TN_AUTH_LIST: Final = x509.ObjectIdentifier(OID)


class OwnFault(Exception):
    """Key or chain can't be used. The text names which of them and why; nothing of a key's contents is in it."""


class OwnCredential:
    """A key that fits its certificate. The key leaves it only as signatures: neither text nor pickle hold it."""

    __slots__ = ("_key", "chain", "codes", "fingerprint", "from_s", "issuer", "serial", "subject", "until_s", "url")

    def __init__(self, key: ec.EllipticCurvePrivateKey, chain: Sequence[x509.Certificate], names: TNAuthList) -> None:
        leaf = chain[0]
        self._key = key
        self.chain = tuple(chain)  # ours first
        self.codes = names.codes
        self.fingerprint = leaf.fingerprint(SHA256()).hex()
        self.from_s = max(one.not_valid_before_utc.timestamp() for one in chain)
        # A chain is worth nothing any more when one of it has ended (RFC 5280 section 6.1.3).
        self.until_s = min(one.not_valid_after_utc.timestamp() for one in chain)
        self.subject = leaf.subject.rfc4514_string()[:SUBJECT_SIGNS_MAX]
        self.issuer = leaf.issuer.rfc4514_string()[:SUBJECT_SIGNS_MAX]
        self.serial = leaf.serial_number
        self.url = ""  # where the chain is published (x5u, RFC 8225 section 4.3); "" when nobody said

    def __repr__(self) -> str:
        return f"<own certificate {self.fingerprint[:16]} of {', '.join(self.codes)}>"

    def __reduce__(self) -> str:
        raise TypeError("a signing key is not pickled")

    def sign(self, signing_input: bytes) -> bytes:
        """ES256 over the octets: r and s, 64 bytes (RFC 7518 section 3.4)."""
        # Hashed here, OpenSSL sets up one operation fewer: three in a hundred of a signature.
        return raw_signature(self._key.sign(sha256(signing_input).digest(), ES256_OF_DIGEST))


def read_own(key_pem: bytes, chain_pem: bytes, at: float) -> OwnCredential:
    """Key and chain as they would sign at `at`, seconds since 1970, UTC. Raises OwnFault."""
    key = read_key(key_pem)
    chain = read_chain(chain_pem)
    check_pair(key, chain)
    check_order(chain)
    names = named_in(chain[0])
    if len(names.codes) != 1:
        # ATIS-1000080: the certificate of a provider names one service provider code.
        raise OwnFault(f"the certificate names {len(names.codes)} service provider codes; tokens need exactly one")
    check_dates(chain, at)
    return OwnCredential(key, chain, names)


def read_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """A private key for ES256. Raises OwnFault."""
    if not pem.strip():
        raise OwnFault("the key is empty")
    try:
        key = load_pem_private_key(pem, None)
    except TypeError:
        raise OwnFault("the key is protected by a passphrase; nobody could type it at a restart") from None
    except ValueError:
        # What the library says may quote the file.
        raise OwnFault("the key is truncated, damaged or no PEM private key") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise OwnFault("the key is none of an elliptic curve; STIR signs by ES256, on P-256 (RFC 8225 section 4.2)")
    if not isinstance(key.curve, ec.SECP256R1):
        raise OwnFault(f"the key is on the curve {key.curve.name}; STIR signs by ES256, which is P-256")
    return key


def read_chain(pem: bytes) -> list[x509.Certificate]:
    """A certificate and its issuers. Raises OwnFault."""
    if not pem.strip():
        raise OwnFault("the certificate chain is empty")
    begun = pem.count(b"-----BEGIN CERTIFICATE-----")
    if begun > CHAIN_MAX:
        raise OwnFault(f"the certificate chain has {begun} certificates; {CHAIN_MAX} are the most")
    try:
        chain = x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise OwnFault("the certificate chain is truncated, damaged or no PEM certificate") from None
    if len(chain) != begun:
        raise OwnFault(f"the certificate chain is truncated: {begun} certificates begin, {len(chain)} end")
    return chain


def check_pair(key: ec.EllipticCurvePrivateKey, chain: Sequence[x509.Certificate]) -> None:
    """That the key belongs to the first certificate. Raises OwnFault."""
    own = key.public_key()
    if _public_key(chain[0]) == own:
        return
    if any(_public_key(one) == own for one in chain[1:]):
        raise OwnFault("the key's certificate is not the first of the chain; put it before its issuers")
    raise OwnFault(f"the key does not belong to the certificate of {chain[0].subject.rfc4514_string()[:80]}")


def check_order(chain: Sequence[x509.Certificate]) -> None:
    """That each certificate was issued by the next one. Raises OwnFault."""
    for place, (issued, issuer) in enumerate(pairwise(chain), 1):
        try:
            issued.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            raise OwnFault(
                f"certificate {place + 1} of the chain did not issue certificate {place}; put each before its issuer"
            ) from None


def check_dates(chain: Sequence[x509.Certificate], at: float) -> None:
    """That every certificate is valid at `at`. Raises OwnFault."""
    for place, one in enumerate(chain):
        what = "the certificate" if place == 0 else f"the issuer's certificate {one.subject.rfc4514_string()[:80]}"
        if one.not_valid_after_utc.timestamp() <= at:
            raise OwnFault(f"{what} expired at {day(one.not_valid_after_utc.timestamp())}")
        if one.not_valid_before_utc.timestamp() > at:
            raise OwnFault(f"{what} is not valid before {day(one.not_valid_before_utc.timestamp())}")


def named_in(certificate: x509.Certificate) -> TNAuthList:
    """The TNAuthList of our certificate (RFC 8226 section 9). Raises OwnFault."""
    try:
        found = certificate.extensions.get_extension_for_oid(TN_AUTH_LIST).value
    except x509.ExtensionNotFound:
        raise OwnFault("the certificate has no TNAuthList: it is none for STIR (RFC 8226 section 9)") from None
    except (ValueError, x509.DuplicateExtension):
        raise OwnFault("the certificate's extensions can't be read") from None
    try:
        return read_tn_auth_list(found.public_bytes())
    except DerError as error:
        raise OwnFault(f"the certificate's TNAuthList can't be read: {error}") from None


def is_complete(chain: Sequence[x509.Certificate]) -> bool:
    """Whether a verifier can get from our certificate to a root: an issuer is behind it, or it is a root's own."""
    return len(chain) > 1 or chain[0].issuer == chain[0].subject


def day(at: float) -> str:
    """A moment for people."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def chain_to_publish(chain: Sequence[x509.Certificate]) -> bytes:
    """What has to lie at the x5u: our certificate and its issuers, PEM, without a root of its own.

    As application/pem-certificate-chain, RFC 8555 section 9.1.
    """
    parts = [one for place, one in enumerate(chain) if place == 0 or one.issuer != one.subject]
    return b"".join(one.public_bytes(Encoding.PEM) for one in parts)


def _public_key(certificate: x509.Certificate) -> object:
    try:
        return certificate.public_key()
    except (ValueError, TypeError):
        return None
