"""A signer's certificate chain: read, checked up to a root of the operator's trust list, made a `Credential`.

By hand, where a library would decide for us: SHAKEN certificates have no subjectAltName, may mark the TNAuthList
critical (RFC 8226 section 9 leaves it open), and stand under a policy of their own. `cryptography`'s verifier is the
oracle of the tests. Nothing is fetched for it, nor is the CRL or the issuer that a certificate points at: what may be
trusted is the operator's to say.
"""

import hashlib
import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Sequence
from typing import Final, NamedTuple, NoReturn

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason
from bellwarden.stir.revocation import Revocations, name_key
from bellwarden.stir.tn_auth_list import INTEGER, SEQUENCE, DerError, TNAuthList, read_tn_auth_list, take
from bellwarden.stir.tn_auth_list import OID as TN_AUTH_LIST

CHAIN_OCTETS_MAX: Final = 16_384
CHAIN_MAX: Final = 5  # certificates in a file; the STI-CAs of 2026 have two or three
ROOTS_OCTETS_MAX: Final = 1_000_000
ROOTS_MAX: Final = 500
VOUCHED_MAX: Final = 500  # intermediate certificates whose signature need not be checked again

# Every version of the SHAKEN certificate policy has its own last number: 1, 3 and 4 are seen in certificates of 2025.
POLICY_ARC: Final = "2.16.840.1.114569.1.1."  # ATIS-1000080 section 6.4.1
ANY_POLICY: Final = "2.5.29.32.0"

# AlgorithmIdentifier of ecdsa-with-SHA256, in its only form: without parameters (RFC 5758 section 3.2).
ECDSA_WITH_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")
BIT_STRING: Final = 0x03
_ECDSA: Final = ECDSA(SHA256())

# Critical extensions whose meaning is looked at here. Any other makes a certificate unusable (RFC 5280 section 4.2).
UNDERSTOOD: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS.dotted_string,
        ExtensionOID.KEY_USAGE.dotted_string,
        ExtensionOID.CERTIFICATE_POLICIES.dotted_string,
        TN_AUTH_LIST,
    }
)

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----")
_SPACE: Final = b" \t\r\n"


class Authority(NamedTuple):
    """A certificate that may issue others, as far as a chain needs it."""

    name: str  # `name_key` of its subject
    shown: str  # its subject, for people
    issuer: str  # `name_key`
    key: EllipticCurvePublicKey
    serial: int
    from_s: float
    until_s: float
    path_length: int  # how many authorities may stand between it and a signer; CHAIN_MAX for any
    may_sign_lists: bool
    tn_auth_list: TNAuthList | None


class _Read(NamedTuple):
    """What a certificate says, nothing of it checked against others."""

    certificate: x509.Certificate
    der: bytes
    key: EllipticCurvePublicKey
    subject: str
    issuer: str
    from_s: float
    until_s: float
    ca: bool
    path_length: int
    usage: x509.KeyUsage | None
    policies: tuple[str, ...] | None
    tn_auth_list: bytes | None


class TrustList:
    """The roots that the operator trusts, and who may sign revocation lists beside them.

    Any authority may be one, also an intermediate. A certificate that is none but may sign revocation lists (the
    STI-PA's) anchors no chain. One that can be neither is left out and named in `unusable`: a list of many authorities
    must not fail for one of them. It remembers whom its roots vouched for: that depends on the octets alone, so a
    memory of it changes no answer; what depends on time is looked at each time.
    """

    def __init__(self, roots: Sequence[x509.Certificate]) -> None:
        self._anchors: dict[bytes, Authority] = {}
        self._by_name: dict[str, list[Authority]] = {}
        self._vouched: dict[bytes, tuple[Authority, ...]] = {}
        self.signers = tuple(roots)  # of revocation lists, as far as their key usage allows
        unusable: list[str] = []
        for one in roots:
            der = one.public_bytes(Encoding.DER)
            try:
                read = _read(der)
                if not read.ca and read.usage is not None and read.usage.crl_sign:
                    continue
                authority = _authority(read, anchor=True)
            except StirFault as fault:
                unusable.append(f"{_shown(one)} can be no root: {fault.reason.value} {fault.detail}".rstrip())
                continue
            self._anchors[hashlib.sha256(der).digest()] = authority
            self._by_name.setdefault(authority.name, []).append(authority)
        self.unusable = tuple(unusable)  # one sentence each, for people
        self.version = hashlib.sha256(b"".join(sorted(self._anchors))).hexdigest()

    def __len__(self) -> int:
        return len(self._anchors)

    def anchor(self, fingerprint: bytes) -> Authority | None:
        """The root of this SHA-256 fingerprint."""
        return self._anchors.get(fingerprint)

    def named(self, name: str) -> Sequence[Authority]:
        """The roots of a name; a root that was renewed is there twice."""
        return self._by_name.get(name, ())

    def vouched(self, fingerprint: bytes) -> tuple[Authority, ...]:
        """The path from this intermediate certificate up to its root, where it was found before; else empty."""
        return self._vouched.get(fingerprint, ())

    def vouch(self, fingerprint: bytes, path: tuple[Authority, ...]) -> None:
        if len(self._vouched) >= VOUCHED_MAX:
            del self._vouched[next(iter(self._vouched))]
        self._vouched[fingerprint] = path


def read_roots(*pems: bytes) -> TrustList:
    """The trust list out of PEM files of certificates. ValueError: one can't be read, or none of them can be a root."""
    roots = []
    for pem in pems:
        if len(pem) > ROOTS_OCTETS_MAX:
            raise ValueError(f"a trust list of more than {ROOTS_OCTETS_MAX} octets")
        ders = _blocks(pem, ROOTS_MAX)
        if not ders:
            raise ValueError("no certificate in PEM")
        roots += [x509.load_der_x509_certificate(one) for one in ders]
    trust = TrustList(roots)
    if not trust:
        raise ValueError("no certificate that can be a root; " + "; ".join(trust.unusable[:3]))
    return trust


def accept(chain_pem: bytes, trust: TrustList, revoked: Revocations, at: float) -> Credential:
    """Check the chain that an x5u gave, signer first, and make its credential. `at` is seconds since 1970, UTC.

    StirFault with 437 for whatever stands against it (RFC 8224 section 6.2.2; ATIS-1000080 section 6.4.1).
    """
    ders = _read_chain(chain_pem)
    leaf = _read(ders[0])
    _look_at_order(leaf, ders)
    path = _path(leaf, ders[1:], trust)
    _look_at_times(leaf, path, at)
    until_s = _look_at_revocation(leaf, path, revoked, at)
    if leaf.usage is None or not leaf.usage.digital_signature:
        _refuse(StirReason.KEY_USAGE, "the signer's key is not for digital signatures")
    if leaf.policies is None or not any(_is_shaken(one) for one in leaf.policies):
        _refuse(StirReason.CERTIFICATE_POLICY, ", ".join(leaf.policies or ())[:100])
    held = _rights(leaf, path)
    certificate = leaf.certificate
    return Credential(
        leaf.key,
        held.codes,
        held.numbers,
        held.ranges,
        hashlib.sha256(leaf.der).hexdigest(),
        max(leaf.from_s, *(one.from_s for one in path)),
        until_s,
        certificate.subject.rfc4514_string()[:200],
        certificate.serial_number,
        path[0].shown,
    )


def _read_chain(chain_pem: bytes) -> list[bytes]:
    if len(chain_pem) > CHAIN_OCTETS_MAX:
        _refuse(StirReason.CHAIN_TOO_LONG, f"{len(chain_pem)} octets")
    try:
        ders = _blocks(chain_pem, CHAIN_MAX + 1)
    except ValueError as error:
        _refuse(StirReason.CERTIFICATE_UNREADABLE, str(error))
    if not ders:
        _refuse(StirReason.CERTIFICATE_UNREADABLE, "no certificate in PEM")
    if len(ders) > CHAIN_MAX:
        _refuse(StirReason.CHAIN_TOO_LONG, f"more than {CHAIN_MAX} certificates")
    return ders


def _blocks(pem: bytes, most: int) -> list[bytes]:
    """The DER of each certificate in PEM (RFC 7468 section 5). Text around them is read over, other blocks are not."""
    found = _PEM.findall(pem)
    if len(found) != pem.count(b"-----BEGIN ") or len(found) != pem.count(b"-----END "):
        raise ValueError("something else than certificates in PEM, or a damaged one")
    try:
        return [a2b_base64(one.translate(None, _SPACE), strict_mode=True) for one in found[:most]]
    except Base64Error as error:
        raise ValueError(f"no PEM: {error}") from None


def _read(der: bytes) -> _Read:
    try:
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
        subject, issuer = name_key(certificate.subject), name_key(certificate.issuer)
        from_s = certificate.not_valid_before_utc.timestamp()
        until_s = certificate.not_valid_after_utc.timestamp()
    except UnsupportedAlgorithm as error:
        _refuse(StirReason.CERTIFICATE_KEY, str(error))
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        _refuse(StirReason.CERTIFICATE_UNREADABLE, str(error))
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        _refuse(StirReason.CERTIFICATE_KEY, _shown(certificate))
    ca, path_length, usage, policies, tn_auth_list = False, CHAIN_MAX, None, None, None
    for one in _extensions(certificate):
        oid, value = one.oid.dotted_string, one.value
        if isinstance(value, x509.BasicConstraints):
            ca = value.ca
            path_length = CHAIN_MAX if value.path_length is None else value.path_length
        elif isinstance(value, x509.KeyUsage):
            usage = value
        elif isinstance(value, x509.CertificatePolicies):
            policies = tuple([policy.policy_identifier.dotted_string for policy in value])
        elif oid == TN_AUTH_LIST and isinstance(value, x509.UnrecognizedExtension):
            tn_auth_list = value.value
        if one.critical and oid not in UNDERSTOOD:
            _refuse(StirReason.CERTIFICATE_EXTENSION, f"critical: {oid[:60]}")
    return _Read(
        certificate, der, key, subject, issuer, from_s, until_s, ca, path_length, usage, policies, tn_auth_list
    )


def _extensions(certificate: x509.Certificate) -> x509.Extensions:
    try:
        return certificate.extensions
    except x509.DuplicateExtension as error:
        _refuse(StirReason.CERTIFICATE_EXTENSION, f"twice: {error.oid.dotted_string}")
    except (ValueError, TypeError, x509.UnsupportedGeneralNameType) as error:
        _refuse(StirReason.CERTIFICATE_EXTENSION, str(error))


def _look_at_order(leaf: _Read, ders: list[bytes]) -> None:
    if len(set(ders)) != len(ders):
        _refuse(StirReason.CHAIN_ORDER, "a certificate twice")
    if leaf.ca:
        others = [_read(one) for one in ders[1:]]
        if any(not one.ca for one in others):
            _refuse(StirReason.CHAIN_ORDER, "the signer's certificate does not come first")
    if leaf.subject == leaf.issuer:
        _refuse(StirReason.CERTIFICATE_SELF_SIGNED, _shown(leaf.certificate))
    if leaf.ca:
        _refuse(StirReason.CERTIFICATE_IS_CA, _shown(leaf.certificate))


def _path(leaf: _Read, ders: list[bytes], trust: TrustList) -> tuple[Authority, ...]:
    """The authorities from the leaf's issuer up to a root, every signature among them checked.

    The file may hold the root or leave it out; what follows a root is not looked at.
    """
    path: list[Authority] = []
    prints: list[bytes] = []
    below = leaf
    for der in ders:
        fingerprint = hashlib.sha256(der).digest()
        anchor = trust.anchor(fingerprint)
        known = (anchor,) if anchor is not None else trust.vouched(fingerprint)
        if known:
            if known[0].name != below.issuer:
                _refuse(StirReason.CHAIN_ORDER, f"{_shown(below.certificate)} was issued by another")
            _verify(below, known[0].key)
            return _found(path, prints, known, trust)
        above = _read(der)
        if above.subject != below.issuer:
            _refuse(StirReason.CHAIN_ORDER, f"{_shown(below.certificate)} was issued by another")
        if above.subject == above.issuer:
            break  # a root that we do not have in these octets, but perhaps renewed under its name
        authority = _authority(above)
        _verify(below, authority.key)
        path.append(authority)
        prints.append(fingerprint)
        below = above
    for root in trust.named(below.issuer):
        if _is_signed(below, root.key):
            return _found(path, prints, (root,), trust)
    if trust.named(below.issuer):
        _refuse(StirReason.CHAIN_SIGNATURE, _shown(below.certificate))
    _refuse(StirReason.CHAIN_UNTRUSTED, below.certificate.issuer.rfc4514_string())


def _found(
    path: list[Authority], prints: list[bytes], end: tuple[Authority, ...], trust: TrustList
) -> tuple[Authority, ...]:
    whole = (*path, *end)
    for number, fingerprint in enumerate(prints):
        trust.vouch(fingerprint, whole[number:])
    for between, one in enumerate(whole):
        if one.path_length < between:
            _refuse(StirReason.PATH_TOO_LONG, f"{between} authorities below one that allows {one.path_length}")
    return whole


def _authority(read: _Read, anchor: bool = False) -> Authority:
    """What a certificate must have to issue others (RFC 5280 sections 4.2.1.3 and 4.2.1.9).

    Of an anchor only name and key are trusted (section 6.1.1, d), so it need not say what its key is for.
    """
    shown = _shown(read.certificate)
    if not read.ca:
        _refuse(StirReason.ISSUER_NOT_CA, shown)
    if not read.usage.key_cert_sign if read.usage is not None else not anchor:
        _refuse(StirReason.KEY_USAGE, f"not for signing certificates: {shown}")
    # Roots have no policy, and intermediates issued before ATIS-1000080.v004 may have none, either; where one is named,
    # it has to be ours, or any.
    if read.policies is not None and not any(one == ANY_POLICY or _is_shaken(one) for one in read.policies):
        _refuse(StirReason.CERTIFICATE_POLICY, shown)
    held = None if read.tn_auth_list is None else _tn_auth_list(read.tn_auth_list)
    return Authority(
        read.subject,
        read.certificate.subject.rfc4514_string()[:200],
        read.issuer,
        read.key,
        read.certificate.serial_number,
        read.from_s,
        read.until_s,
        read.path_length,
        read.usage is None or read.usage.crl_sign,
        held,
    )


def _look_at_times(leaf: _Read, path: tuple[Authority, ...], at: float) -> None:
    if at < leaf.from_s or at > leaf.until_s:
        reason = StirReason.CERTIFICATE_NOT_YET_VALID if at < leaf.from_s else StirReason.CERTIFICATE_EXPIRED
        _refuse(reason, _shown(leaf.certificate))
    for one in path:
        if at < one.from_s or at > one.until_s:
            reason = StirReason.CERTIFICATE_NOT_YET_VALID if at < one.from_s else StirReason.CERTIFICATE_EXPIRED
            _refuse(reason, "an authority of the chain")


def _look_at_revocation(leaf: _Read, path: tuple[Authority, ...], revoked: Revocations, at: float) -> float:
    """Until when all of it holds."""
    until_s = min(leaf.until_s, *(one.until_s for one in path))
    for one in path:
        if one.may_sign_lists:
            revoked.prove(one.name, one.key)
    issued = [(leaf.issuer, leaf.certificate.serial_number), *((one.issuer, one.serial) for one in path)]
    for issuer, serial in issued:
        if revoked.is_revoked(issuer, serial):
            _refuse(StirReason.CERTIFICATE_REVOKED, f"serial {serial:x}")
    for issuer, _ in issued[:-1]:  # nobody lists a root: it leaves the trust list
        known_until_s = revoked.known_until(issuer)
        if at > known_until_s:
            _refuse(StirReason.REVOCATION_UNKNOWN, "the revocation list is too old")
        until_s = min(until_s, known_until_s)
    return until_s


def _rights(leaf: _Read, path: tuple[Authority, ...]) -> TNAuthList:
    """One service provider code (ATIS-1000080 section 6.4.1), or numbers only: a delegate's (RFC 9060 section 4)."""
    if leaf.tn_auth_list is None:
        _refuse(StirReason.TN_AUTH_LIST_MISSING)
    held = _tn_auth_list(leaf.tn_auth_list)
    if len(held.codes) > 1 or (held.codes and (held.numbers or held.ranges)):
        _refuse(StirReason.TN_AUTH_LIST_CONTENT, ", ".join(held.codes)[:100])
    below = held
    for one in path:
        if one.tn_auth_list is None:
            continue
        if not one.tn_auth_list.encloses(below):
            _refuse(StirReason.TN_AUTH_LIST_EXCEEDED)
        below = one.tn_auth_list
    return held


def _tn_auth_list(der: bytes) -> TNAuthList:
    try:
        return read_tn_auth_list(der)
    except DerError as error:
        _refuse(StirReason.TN_AUTH_LIST_MALFORMED, str(error))


def _verify(below: _Read, key: EllipticCurvePublicKey) -> None:
    if not _is_signed(below, key):
        _refuse(StirReason.CHAIN_SIGNATURE, _shown(below.certificate))


def _is_signed(below: _Read, key: EllipticCurvePublicKey) -> bool:
    """Whether the key signed the certificate, by ecdsa-with-SHA256, named inside and outside (RFC 5280 4.1.1.2).

    By the octets as they came: the library's are written anew, and it takes a signature whose last octet is short of a
    bit, so that one certificate could have two fingerprints.
    """
    outer, _ = take(below.der, 0, SEQUENCE)  # the library has read all of it before: it is well-formed
    inner, tbs_end = take(outer, 0, SEQUENCE)
    at = 0
    if inner[0] == 0xA0:  # version
        _, at = take(inner, 0, 0xA0)
    _, at = take(inner, at, INTEGER)  # serial number
    named = (inner[at : at + len(ECDSA_WITH_SHA256)], outer[tbs_end : tbs_end + len(ECDSA_WITH_SHA256)])
    if named != (ECDSA_WITH_SHA256, ECDSA_WITH_SHA256):
        _refuse(StirReason.CERTIFICATE_ALGORITHM, below.certificate.signature_algorithm_oid.dotted_string[:60])
    signature, end = take(outer, tbs_end + len(ECDSA_WITH_SHA256), BIT_STRING)
    if end != len(outer) or signature[:1] != b"\0":
        _refuse(StirReason.CERTIFICATE_UNREADABLE, "a signature that does not end with an octet")
    try:
        key.verify(signature[1:], outer[:tbs_end], _ECDSA)
    except InvalidSignature:
        return False
    return True


def _is_shaken(policy: str) -> bool:
    return policy.startswith(POLICY_ARC) and policy[len(POLICY_ARC) :].isdigit()


def _shown(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()[:120]


def _refuse(reason: StirReason, detail: str = "") -> NoReturn:
    raise StirFault(437, reason, detail[:200])
