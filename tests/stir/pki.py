"""A STIR/SHAKEN certificate world for tests: roots, intermediates, signers and revocation lists, right or wrong.

    top = root()                                    # a self-signed authority
    middle = top.authority("Middle")                # an intermediate below it
    signer = middle.signer("B100")                  # a signer with that service provider code
    trust = trust_of(top)                           # the trust list
    accept(signer.pem, trust, NO_REVOCATIONS, NOW)
    middle.signer("B100", not_after=NOW - 1)        # …with any wrongness: see `Profile`
    crl = top.crl([signer]); read_revocation_lists(crl, trust.signers, NOW)

`signer.pem` is what an x5u gives: the signer's certificate, then its authorities' without the root.
`signer.sign(octets)` gives the raw ES256 signature of a token. All times are seconds since 1970; NOW is a fixed moment.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from bellwarden.stir.certificate import TrustList

NOW = 1_790_000_000.0  # 2026-09-21
DAY = 86_400.0
SHAKEN_POLICY = "2.16.840.1.114569.1.1.3"
TN_AUTH_LIST = ObjectIdentifier("1.3.6.1.5.5.7.1.26")
CRL_URL = "https://crl.policy.example/stipa.crl"

_serials = count(0x4000_0000_0000_0001)


def der(tag: int, *parts: bytes) -> bytes:
    """One DER value."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    octets = (len(body).bit_length() + 7) // 8
    return bytes((tag, 0x80 | octets)) + len(body).to_bytes(octets, "big") + body


def integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def tn_auth_list(*entries: str | tuple[str, int]) -> bytes:
    """The extension's value: "B100" is a code, "+14462000100" a number, ("14462000000", 1000) a range."""
    parts = []
    for one in entries:
        if isinstance(one, tuple):
            parts.append(der(0xA1, der(0x30, der(0x16, one[0].encode()), integer(one[1]))))
        elif one.startswith("+"):
            parts.append(der(0xA2, der(0x16, one[1:].encode())))
        else:
            parts.append(der(0xA0, der(0x16, one.encode())))
    return der(0x30, *parts)


@dataclass(frozen=True)
class Profile:
    """What a certificate says. Every field may be given to `root`, `authority` and `signer` to make it wrong."""

    not_before: float = NOW - 30 * DAY
    not_after: float = NOW + 300 * DAY
    curve: type[ec.EllipticCurve] | None = ec.SECP256R1  # None: an RSA key
    hash: type[hashes.HashAlgorithm] = hashes.SHA256  # in the issuer's signature
    ca: bool | None = False  # None: no basicConstraints
    path_length: int | None = None
    usage: Sequence[str] | None = ("digital_signature",)  # None: no keyUsage
    policies: Sequence[str] | None = (SHAKEN_POLICY,)
    tn_auth_list: bytes | None = None
    critical: Sequence[str] = ()  # of "tn_auth_list", "policies", "crl"
    extra: Sequence[tuple[x509.ExtensionType, bool]] = ()  # further extensions, and whether they are critical
    serial: int = 0  # 0: the next one
    country: str = "US"


LEAF = Profile()
MIDDLE = Profile(ca=True, usage=("key_cert_sign", "crl_sign"), not_after=NOW + 3_000 * DAY)
ROOT = replace(MIDDLE, policies=None, not_after=NOW + 9_000 * DAY)


@dataclass(frozen=True)
class Signer:
    """A certificate that signs tokens, with its key and what its x5u gives."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    above: tuple[x509.Certificate, ...] = ()  # its authorities, nearest first, without the root

    @property
    def pem(self) -> bytes:
        return pem(self.certificate, *self.above)

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, octets: bytes) -> bytes:
        """ES256: r and s, 64 bytes (RFC 7518 section 3.4)."""
        r, s = decode_dss_signature(self.key.sign(octets, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass(frozen=True)
class Authority:
    """A certificate that issues others."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    above: tuple[x509.Certificate, ...] = ()
    is_root: bool = field(default=False)

    @property
    def pem(self) -> bytes:
        return pem(self.certificate)

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return () if self.is_root else (self.certificate, *self.above)

    def authority(self, name: str = "Middle", **wrong: object) -> "Authority":
        """An intermediate below this one."""
        profile = replace(MIDDLE, **wrong)  # type: ignore[arg-type]
        key = _key(profile)
        return Authority(_issue(profile, name, key, self.certificate.subject, self.key), key, self.chain)

    def signer(self, code: str = "B100", *, name: str = "", **wrong: object) -> Signer:
        """A signer below this one. `tn_auth_list=` gives another list than the code's, None none at all."""
        wrong.setdefault("tn_auth_list", tn_auth_list(code))
        profile = replace(LEAF, **wrong)  # type: ignore[arg-type]
        key = _key(profile)
        name = name or f"SHAKEN {code}"
        return Signer(_issue(profile, name, key, self.certificate.subject, self.key), key, self.chain)

    def crl(
        self,
        revoked: Iterable["Signer | Authority | tuple[x509.Name, int]"] = (),
        *,
        indirect: bool = False,
        this_update: float = NOW - DAY,
        next_update: float | None = NOW + DAY,
        hash: type[hashes.HashAlgorithm] = hashes.SHA256,
        extra: Sequence[tuple[x509.ExtensionType, bool]] = (),
        key: ec.EllipticCurvePrivateKey | None = None,
    ) -> bytes:
        """A revocation list in PEM: its own certificates', or, indirect, those of every authority.

        `key` signs it in place of this authority's.
        """
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(_time(this_update))
        builder = builder.next_update(_time(next_update if next_update is not None else NOW))
        if indirect:
            point = x509.IssuingDistributionPoint(
                None,
                None,
                only_contains_user_certs=False,
                only_contains_ca_certs=False,
                only_some_reasons=None,
                indirect_crl=True,
                only_contains_attribute_certs=False,
            )
            builder = builder.add_extension(point, critical=True)
        for value, critical in extra:
            builder = builder.add_extension(value, critical)
        before = self.certificate.subject
        for one in revoked:
            issuer, serial = one if isinstance(one, tuple) else (one.certificate.issuer, one.certificate.serial_number)
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(_time(this_update))
            if indirect and issuer != before:
                entry = entry.add_extension(x509.CertificateIssuer([x509.DirectoryName(issuer)]), critical=True)
                before = issuer
            builder = builder.add_revoked_certificate(entry.build())
        made = builder.sign(key or self.key, hash())
        if next_update is None:
            made = _without_next_update(made, key or self.key)
        return made.public_bytes(Encoding.PEM)


def root(name: str = "Root", **wrong: object) -> Authority:
    """A self-signed authority."""
    profile = replace(ROOT, **wrong)  # type: ignore[arg-type]
    key = _key(profile)
    return Authority(_issue(profile, name, key, _name(profile, name), key), key, (), True)


def policy_administrator(name: str = "Policy Administrator") -> Authority:
    """The STI-PA as the signer of the indirect list: no authority, and of the trust list only for that."""
    return root(name, ca=None, usage=("crl_sign",))


def self_signed(code: str = "B100", **wrong: object) -> Signer:
    """A signer whose certificate nobody but itself vouches for."""
    wrong.setdefault("tn_auth_list", tn_auth_list(code))
    profile = replace(LEAF, **wrong)  # type: ignore[arg-type]
    key = _key(profile)
    return Signer(_issue(profile, "Alone", key, _name(profile, "Alone"), key), key)


def trust_of(*authorities: Authority) -> TrustList:
    return TrustList([one.certificate for one in authorities])


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def rebuilt(
    certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, change: Callable[[bytes], bytes]
) -> x509.Certificate:
    """The certificate with other octets in its signed part, signed again: for what no builder would make.

    `change` gets the contents of tbsCertificate, without its tag and length.
    """
    tbs = certificate.tbs_certificate_bytes
    start = 2 if tbs[1] < 0x80 else 2 + (tbs[1] & 0x7F)
    return x509.load_der_x509_certificate(_signed(der(0x30, change(tbs[start:])), key))


def twice(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, oid: ObjectIdentifier) -> x509.Certificate:
    """The certificate with one of its extensions there twice, which RFC 5280 section 4.2 forbids."""
    value = certificate.extensions.get_extension_for_oid(oid)
    octets = value.value.public_bytes()
    critical = der(0x01, b"\xff") if value.critical else b""
    encoded = der(0x30, _oid(oid), critical, der(0x04, octets))

    def change(body: bytes) -> bytes:
        at = body.rindex(b"\xa3", 0, body.index(_oid(oid)))
        while True:  # the tag of the extensions is the last 0xA3 whose length reaches exactly to the end
            length, start = _length(body, at + 1)
            if start + length == len(body):
                break
            at = body.rindex(b"\xa3", 0, at)
        _, inner = _length(body, start + 1)
        return body[:at] + der(0xA3, der(0x30, body[inner:], encoded))

    return rebuilt(certificate, key, change)


def _length(data: bytes, at: int) -> tuple[int, int]:
    if data[at] < 0x80:
        return data[at], at + 1
    octets = data[at] & 0x7F
    return int.from_bytes(data[at + 1 : at + 1 + octets], "big"), at + 1 + octets


def _oid(oid: ObjectIdentifier) -> bytes:
    first, second, *rest = map(int, oid.dotted_string.split("."))
    octets = bytearray([first * 40 + second])
    for arc in rest:
        part = [arc & 0x7F]
        while arc := arc >> 7:
            part.append(arc & 0x7F | 0x80)
        octets += bytes(reversed(part))
    return der(0x06, bytes(octets))


def _signed(tbs: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    algorithm = bytes.fromhex("300a06082a8648ce3d040302")
    return der(0x30, tbs, algorithm, der(0x03, b"\0" + key.sign(tbs, ec.ECDSA(hashes.SHA256()))))


def _without_next_update(
    made: x509.CertificateRevocationList, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateRevocationList:
    tbs = made.tbs_certlist_bytes
    _, start = _length(tbs, 1)
    body = tbs[start:]
    at = body.index(b"\x17\x0d")  # thisUpdate, UTCTime; nextUpdate follows in the same form
    return x509.load_der_x509_crl(_signed(der(0x30, body[: at + 15], body[at + 30 :]), key))


def _key(profile: Profile) -> ec.EllipticCurvePrivateKey:
    if profile.curve is None:
        return rsa.generate_private_key(65537, 2048)  # type: ignore[return-value]
    return ec.generate_private_key(profile.curve())


def _name(profile: Profile, name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, profile.country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Invented Telephone"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def _issue(
    profile: Profile,
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(profile, name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(profile.serial or next(_serials))
        .not_valid_before(_time(profile.not_before))
        .not_valid_after(_time(profile.not_after))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False)
    )
    if profile.ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(profile.ca, profile.path_length), True)
    if profile.usage is not None:
        builder = builder.add_extension(x509.KeyUsage(**{one: one in profile.usage for one in _USAGES}), True)
    if profile.policies is not None:
        policies = [x509.PolicyInformation(ObjectIdentifier(one), None) for one in profile.policies]
        builder = builder.add_extension(x509.CertificatePolicies(policies), "policies" in profile.critical)
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(CRL_URL)], None, None, None)
    builder = builder.add_extension(x509.CRLDistributionPoints([point]), "crl" in profile.critical)
    if profile.tn_auth_list is not None:
        held = x509.UnrecognizedExtension(TN_AUTH_LIST, profile.tn_auth_list)
        builder = builder.add_extension(held, "tn_auth_list" in profile.critical)
    for value, critical in profile.extra:
        builder = builder.add_extension(value, critical)
    return builder.sign(issuer_key, profile.hash())
