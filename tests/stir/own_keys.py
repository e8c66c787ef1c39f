"""Keys and chains of an invented provider for tests: a root, an issuer, and what it issues."""

import datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

NOW = 1_795_320_000.0  # 22 November 2026
DAY = 86_400.0
TN_AUTH_LIST = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.26")
CODE = "823K"


class Pair(NamedTuple):
    """What lies in two files."""

    key: bytes
    chain: bytes
    certificate: x509.Certificate


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def tn_auth_list(*codes: str) -> bytes:
    """DER of a TNAuthList of codes (RFC 8226 section 9)."""
    body = b"".join(_tlv(0xA0, _tlv(0x16, code.encode())) for code in codes)
    return _tlv(0x30, body)


def _tlv(tag: int, body: bytes) -> bytes:
    return bytes((tag, len(body))) + body


def pem(key: object) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined]


class Public:
    """A key of which only the public half is known."""

    def __init__(self, key: object) -> None:
        self.public_key = lambda: key


class Issuer:
    """A certification authority with an issuing certificate below its root."""

    def __init__(self, title: str = "Rookery STI-CA", now: float = NOW, days: float = 3_000) -> None:
        self.now = now
        self.root_key = ec.generate_private_key(ec.SECP256R1())
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.title = title
        self.root = self._signed(f"{title} root", self.root_key, f"{title} root", self.root_key, -100, days, True)
        self.certificate = self._signed(title, self.key, f"{title} root", self.root_key, -100, days, True)

    def issue(
        self,
        *,
        days: float = 60,
        since: float = -1,
        codes: tuple[str, ...] = (CODE,),
        key: object = None,
        extension: bytes | None = None,
        title: str = "Petrel Voice SHAKEN 823K",
    ) -> Pair:
        own = key or ec.generate_private_key(ec.SECP256R1())
        names = tn_auth_list(*codes) if extension is None else extension
        leaf = self._signed(title, own, self.title, self.key, since, days, False, names)
        return Pair(pem(own), self.chained(leaf), leaf)

    def answer(self, request: x509.CertificateSigningRequest, days: float = 60) -> bytes:
        """The chain that it makes of a request."""
        key, names = request.public_key(), request.extensions.get_extension_for_oid(TN_AUTH_LIST).value
        shown = request.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
        public = Public(key)
        return self.chained(
            self._signed(str(shown), public, self.title, self.key, -1, days, False, names.public_bytes())
        )

    def chained(self, leaf: x509.Certificate) -> bytes:
        return leaf.public_bytes(Encoding.PEM) + self.certificate.public_bytes(Encoding.PEM)

    def _signed(
        self,
        title: str,
        key: object,
        issuer: str,
        issuer_key: ec.EllipticCurvePrivateKey,
        since: float,
        days: float,
        authority: bool,
        names: bytes = b"",
    ) -> x509.Certificate:
        now = datetime.datetime.fromtimestamp(self.now, datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(title))
            .issuer_name(name(issuer))
            .public_key(key.public_key())  # type: ignore[attr-defined]
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=since))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
        )
        if names:
            builder = builder.add_extension(x509.UnrecognizedExtension(TN_AUTH_LIST, names), critical=False)
        return builder.sign(issuer_key, hashes.SHA256())
