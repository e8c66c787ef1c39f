"""Brings the policy's file of trusted roots to what the policy administrator's signed list says."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from bellwarden.cli.console import counted, emit, say, utc, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.key_shapes import RootJson, RootsJson
from bellwarden.cli.stir_roots import LOST_MAX
from bellwarden.feeds.api_client import ApiClient, ApiFault
from bellwarden.feeds.sti_pa import StiPa, StiPaFault
from bellwarden.home.files import write_whole


class Source(NamedTuple):
    """Whom to ask, and by whose key the answer is signed."""

    url: str
    signed_by: Path
    ca_file: Path | None


def update_roots(path: Path, source: Source, force: bool, at: float, as_json: bool) -> None:
    """`at`: seconds since 1970, UTC. CommandFault when the list can't be had, is not the administrator's, or is held
    back: then the file is as it was."""
    fetched = _fetched(source, at)
    before, after = _named(_present(path)), _named(fetched)
    added = [one for name, one in after.items() if name not in before]
    removed = [one for name, one in before.items() if name not in after]
    if len(removed) * LOST_MAX > len(before) and not force:
        raise CommandFault(
            Exit.HELD_BACK,
            f"the list lacks {len(removed)} of {counted(len(before), 'root')} in {path}: calls of their signers would "
            "fail; look at it, then --force",
        )
    if added or removed:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, b"".join(fetched), 0o644)
    told = RootsJson(str(path), len(after), bool(added or removed), _shown(added), _shown(removed))
    if as_json:
        emit(told)
    else:
        _say(told)


def _fetched(source: Source, at: float) -> tuple[bytes, ...]:
    try:
        return StiPa(source.url, ApiClient(source.url, source.ca_file)).roots(_key_of(source.signed_by), at)
    except (ApiFault, StiPaFault) as fault:
        raise CommandFault(Exit.NO, str(fault)) from None


def _key_of(path: Path) -> ec.EllipticCurvePublicKey:
    try:
        key = x509.load_pem_x509_certificate(path.read_bytes()).public_key()
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else "no certificate in PEM"
        raise CommandFault(Exit.TLS, f"{path}: {said}") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise CommandFault(Exit.TLS, f"{path}: its key is not on P-256, by which lists are signed (ATIS-1000080)")
    return key


def _present(path: Path) -> Sequence[bytes]:
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CommandFault(Exit.TLS, f"{path}: {error.strerror}") from None
    return (text,) if text.strip() else ()


def _named(pems: Sequence[bytes]) -> dict[str, x509.Certificate]:
    """Certificates by SHA-256 of their DER."""
    try:
        found = [one for pem in pems for one in x509.load_pem_x509_certificates(pem)]
    except ValueError as error:
        raise CommandFault(Exit.TLS, f"the roots that are there can't be read: {error}") from None
    return {one.fingerprint(SHA256()).hex(): one for one in found}


def _shown(certificates: Sequence[x509.Certificate]) -> list[RootJson]:
    return [
        RootJson(
            visible(one.subject.rfc4514_string(), 200),
            one.fingerprint(SHA256()).hex(),
            utc(one.not_valid_after_utc.timestamp()),
        )
        for one in certificates
    ]


def _say(told: RootsJson) -> None:
    for sign, ones in (("+", told.added), ("-", told.removed)):
        for one in ones:
            say(f"{sign} {one.subject}, until {one.until[:10]} ({one.certificate[:16]})")
    if told.changed:
        say(f"{told.file}: {counted(told.roots, 'root')}; in force with the next bellwarden policy push")
    else:
        say(f"{told.file}: {counted(told.roots, 'root')}, nothing has changed")
