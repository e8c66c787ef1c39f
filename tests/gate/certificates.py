"""Certificates of invented companies for tests: a CA, and what it issues, as PEM files."""

import datetime
import ssl
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bellwarden.gate.tls_files import TlsFiles

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DAY = datetime.timedelta(days=1)
GATE_NAME = "gate.carrier.example"


def subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


class Authority:
    """A CA of its own, whose certificate lies in `path`."""

    def __init__(self, folder: Path, name: str = "Kestrel test CA", days: float = 30) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = name
        self.path = folder / f"{name.replace(' ', '-')}.pem"
        certificate = self._built(name, self.key, days, -1, True, ())
        self.path.write_bytes(certificate.public_bytes(Encoding.PEM))

    def issue(
        self,
        name: str,
        days: float = 20,
        since: float = -1,
        alternatives: Sequence[x509.GeneralName] | None = None,
        usage: Sequence[x509.ObjectIdentifier] = (),
        key: Key | None = None,
    ) -> tuple[Path, Path]:
        """A certificate and its key, for a host name unless `alternatives` say otherwise."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        told = [x509.DNSName(name)] if alternatives is None else list(alternatives)
        certificate = self._built(name, key, days, since, False, told, usage)
        at, key_at = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        at.write_bytes(certificate.public_bytes(Encoding.PEM))
        key_at.unlink(missing_ok=True)
        key_at.touch(0o600)
        key_at.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return at, key_at

    def _built(
        self,
        name: str,
        key: Key,
        days: float,
        since: float,
        authority: bool,
        alternatives: Sequence[x509.GeneralName],
        usage: Sequence[x509.ObjectIdentifier] = (),
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject(name))
            .issuer_name(subject(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + since * DAY)
            .not_valid_after(now + days * DAY)
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
        )
        if alternatives:
            builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usage), critical=False)
        return builder.sign(self.key, hashes.SHA256())


def gate_files(authority: Authority, mutual: bool = False) -> TlsFiles:
    """The gate's own certificate; `mutual`: clients show one of the same CA."""
    certificate, key = authority.issue(GATE_NAME)
    return TlsFiles(certificate, key, authority.path if mutual else None)


def client(authority: Authority, shown: tuple[Path, Path] | None = None) -> ssl.SSLContext:
    """A client that trusts the CA and shows a certificate, where it is given one."""
    context = ssl.create_default_context(cafile=str(authority.path))
    if shown is not None:
        context.load_cert_chain(*shown)
    return context
