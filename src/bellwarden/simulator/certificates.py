"""An invented certification authority: signing certificates as ATIS-1000080 wants them, of providers that don't exist.

Nobody trusts its root but who is given it: the demonstration, the benchmark, a test. A real one comes from an approved
authority through the policy administrator's token.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

TN_AUTH_LIST: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.26")  # RFC 8226 section 9
SHAKEN_POLICY: Final = x509.ObjectIdentifier("2.16.840.1.114569.1.1.4")  # ATIS-1000080
CODE_MAX: Final = 100
BACKDATED: Final = timedelta(hours=1)  # so that no clock that is a little late refuses it
ROOT_LIFE: Final = timedelta(days=3_650)
LIFE: Final = timedelta(days=90)


class Issued(NamedTuple):
    """A signing certificate with its key; `chain` in PEM, signer first, without the root."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: bytes

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class InventedAuthority:
    """A root that issues signers directly. `now` is seconds since 1970, UTC."""

    def __init__(self, name: str, now: float) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._now = datetime.fromtimestamp(int(now), UTC)
        self._name = _name(name, "Invented STI-CA Root")
        usage = _usage(signs_certificates=True)
        self.certificate = (
            self._builder(self._name, self._key.public_key(), ROOT_LIFE)
            .add_extension(x509.BasicConstraints(True, 0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, SHA256())
        )

    @property
    def pem(self) -> bytes:
        """The root, as a trust list holds it."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, code: str, company: str, life: timedelta = LIFE) -> Issued:
        """A signing certificate for a service provider code. ValueError for a code that no TNAuthList could hold."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            self._builder(_name(company, f"SHAKEN {code}"), key.public_key(), life)
            .add_extension(x509.BasicConstraints(False, None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.CertificatePolicies([x509.PolicyInformation(SHAKEN_POLICY, None)]), critical=False)
            .add_extension(x509.UnrecognizedExtension(TN_AUTH_LIST, tn_auth_list(code)), critical=False)
            .sign(self._key, SHA256())
        )
        return Issued(key, certificate, certificate.public_bytes(Encoding.PEM))

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta) -> x509.CertificateBuilder:
        identifier = x509.SubjectKeyIdentifier.from_public_key(key)
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - BACKDATED)
            .not_valid_after(self._now + life)
            .add_extension(identifier, critical=False)
            .add_extension(issuer_key, critical=False)
        )


def tn_auth_list(code: str) -> bytes:
    """DER of a TNAuthList of one service provider code: [0] EXPLICIT IA5String in a SEQUENCE (RFC 8226 section 9)."""
    text = code.encode("ascii")
    if not 0 < len(text) <= CODE_MAX:
        raise ValueError(f"a service provider code has 1 to {CODE_MAX} signs")
    string = bytes((0x16, len(text))) + text
    tagged = bytes((0xA0, len(string))) + string
    return bytes((0x30, len(tagged))) + tagged


def _name(company: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, company),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
