"""The files of the gate's certificate: where they lie, and how a self-signed one is made."""

import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bellwarden.cli.console import emit, say, utc
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.shapes import TlsJson
from bellwarden.gate.tls_files import DAY_S, TlsFault, TlsFiles, TlsMaterial, load_tls
from bellwarden.home import Home
from bellwarden.home.files import write_whole

CERTIFICATE: Final = "cert.pem"
KEY: Final = "key.pem"
CLIENT_CA: Final = "client-ca.pem"
NAME_MAX: Final = 64  # RFC 5280 appendix A: ub-common-name


class Written(NamedTuple):
    """What the command line says of the files; None for the home's own."""

    certificate: Path | None = None
    key: Path | None = None
    client_ca: Path | None = None


def tls_files(home: Home, written: Written) -> TlsFiles:
    """The files named, else those of HOME/tls. Clients are asked for certificates where there is a CA for them."""
    folder = home.path / "tls"
    own_ca = folder / CLIENT_CA
    client_ca = written.client_ca or (own_ca if own_ca.exists() else None)
    return TlsFiles(written.certificate or folder / CERTIFICATE, written.key or folder / KEY, client_ca)


def check_files(place: Path, written: Written, as_json: bool) -> None:
    files = tls_files(Home(place), written)
    _tell(files, _load(files), as_json)


def create_certificate(place: Path, name: str, days: int, force: bool, as_json: bool) -> None:
    home = Home(place)
    home.init()
    folder = home.path / "tls"
    folder.mkdir(mode=0o700, exist_ok=True)
    files = TlsFiles(folder / CERTIFICATE, folder / KEY)
    if not force and (files.certificate.exists() or files.key.exists()):
        raise CommandFault(Exit.HELD_BACK, f"there is a certificate in {folder} already; --force replaces it")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(name, key, days)
    write_whole(files.key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    write_whole(files.certificate, certificate.public_bytes(Encoding.PEM), 0o644)
    _tell(files, _load(files), as_json)


def _self_signed(name: str, key: ec.EllipticCurvePrivateKey, days: int) -> x509.Certificate:
    """Names as RFC 5922 section 7.1 wants them: the SIP domain as a URI, and the host name."""
    alternatives = x509.SubjectAlternativeName(_alternatives(name))
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))  # an SBC's clock may be a little behind
        .not_valid_after(now + timedelta(days=days))
        .add_extension(alternatives, critical=False)
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .sign(key, hashes.SHA256())
    )


def _alternatives(name: str) -> list[x509.GeneralName]:
    try:
        return [x509.IPAddress(ip_address(name))]
    except ValueError:
        pass
    signs = name.replace("-", "").replace(".", "")
    if not signs.isascii() or not signs.isalnum() or len(name) > NAME_MAX or ".." in f".{name}.":
        raise CommandFault(Exit.USAGE, f"{name!r} is no host name; write one like gate.example.com, or an address")
    return [x509.DNSName(name), x509.UniformResourceIdentifier(f"sip:{name}")]


def _load(files: TlsFiles) -> TlsMaterial:
    try:
        return load_tls(files, time.time())
    except TlsFault as fault:
        raise CommandFault(Exit.TLS, str(fault)) from None


def _tell(files: TlsFiles, material: TlsMaterial, as_json: bool) -> None:
    days = (material.expires_at - time.time()) / DAY_S
    client_ca = "" if files.client_ca is None else str(files.client_ca)
    if as_json:
        told = (str(files.certificate), str(files.key), client_ca, list(material.names), utc(material.expires_at), days)
        emit(TlsJson(*told))
        return
    say(f"certificate  {files.certificate}")
    say(f"key          {files.key}")
    say(f"names        {', '.join(material.names) or 'none'}")
    say(f"until        {utc(material.expires_at)}, {days:.0f} days ({material.expires})")
    say(f"clients      {f'must show a certificate of {client_ca}' if client_ca else 'are not asked for a certificate'}")
