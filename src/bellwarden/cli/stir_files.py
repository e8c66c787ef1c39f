"""What `bellwarden stir verify` is handed in files: trust list, revocation lists, and what stands at each x5u."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from cryptography import x509

from bellwarden.cli.console import complain
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.stir.certificate import TrustList, accept
from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason
from bellwarden.stir.retrieval import check_response
from bellwarden.stir.revocation import NO_REVOCATIONS, RevocationFault, Revocations, read_revocation_lists

FILE_OCTETS_MAX: Final = 64_000_000
CREDENTIALS_MAX: Final = 10_000  # chains kept accepted

Entry = Path | dict[str, object]


def read_trust(files: list[Path]) -> TrustList:
    """The trust list out of files of certificates, in PEM or DER; together they are one.

    A certificate that can be no root is told and left out: it makes nobody trusted.
    """
    roots: list[x509.Certificate] = []
    for file in files:
        octets = _octets(file, "--roots")
        try:
            found = (
                x509.load_pem_x509_certificates(octets)
                if b"-----BEGIN" in octets
                else [x509.load_der_x509_certificate(octets)]
            )
        except ValueError:
            _refuse(f"--roots: {file}: no certificate, or a damaged one")
        roots += found
        for problem in TrustList(found).unusable:
            complain(f"--roots: {file}: {problem}; left out")
    trust = TrustList(roots)
    if not trust:
        _refuse("--roots: no certificate that can be a root")
    return trust


def read_lists(files: list[Path], trust: TrustList, at: float) -> Revocations:
    """The revocation lists as one. A list that began after `at` is read as of now: what it names is revoked still.

    What they name is refused even where no key of `trust` or of a chain has signed them: the operator chose them.
    """
    if not files:
        return NO_REVOCATIONS
    octets = [_octets(file, "--crl") for file in files]
    data = octets[0] if len(octets) == 1 else b"\n".join(_as_pem(one) for one in octets)
    try:
        revoked = read_revocation_lists(data, trust.signers, at)
    except RevocationFault as fault:
        try:
            revoked = read_revocation_lists(data, trust.signers, max(at, time.time()))
        except RevocationFault:
            _refuse(f"--crl: {fault}")
        complain(f"--crl: {fault}; taken as it stands now")
    revoked.believe_rest()
    return revoked


def read_map(file: Path) -> dict[str, Entry]:
    """MAP.json: x5u → PEM file, relative to it, or what a server would answer in its place."""
    try:
        found = json.loads(_octets(file, "--certificates"))
    except ValueError as error:
        _refuse(f"--certificates: {file} is no JSON: {error}")
    if not isinstance(found, dict):
        _refuse(f"--certificates: {file} is no JSON object of URLs")
    entries: dict[str, Entry] = {}
    for url, entry in found.items():
        if isinstance(entry, str):
            entries[url] = file.parent / entry
            if not (file.parent / entry).is_file():
                _refuse(f"--certificates: {url}: there is no file {file.parent / entry}")
        elif isinstance(entry, dict):
            entries[url] = entry
        else:
            _refuse(f"--certificates: {url}: neither a file name nor an object")
    return entries


class CertificateShelf:
    """The credentials at the URLs of a map, each chain checked once."""

    def __init__(self, entries: dict[str, Entry], trust: TrustList, revoked: Revocations) -> None:
        self._entries = entries
        self._trust = trust
        self._revoked = revoked
        self._found: dict[str, Credential | StirFault] = {}

    def find(self, url: str, at: float) -> Credential | StirFault:
        """What a fetch of this URL would have come to. Nothing is fetched."""
        found = self._found.get(url)
        if found is None:
            try:
                found = accept(self._answer(url), self._trust, self._revoked, at)
            except StirFault as fault:
                found = StirFault(fault.code, fault.reason, fault.detail)  # without what its traceback holds
            if len(self._found) >= CREDENTIALS_MAX:
                del self._found[next(iter(self._found))]
            self._found[url] = found
        return found

    def _answer(self, url: str) -> bytes:
        entry = self._entries.get(url)
        if entry is None:
            raise StirFault(436, StirReason.CREDENTIAL_UNREACHABLE, "not in the map")
        if isinstance(entry, Path):
            try:
                octets = entry.read_bytes()
            except OSError as error:
                raise StirFault(436, StirReason.CREDENTIAL_UNREACHABLE, str(error.strerror)) from None
            check_response(200, "", len(octets))
            return octets
        status, size, kind = entry.get("status"), entry.get("size", 0), entry.get("content_type", "")
        if isinstance(status, int) and isinstance(size, int) and isinstance(kind, str):
            check_response(status, kind, size)
        raise StirFault(436, StirReason.CREDENTIAL_UNREACHABLE, "the map has no certificate for it")


def replay_memory(most: int = 1_000_000) -> Callable[[bytes, str], bool]:
    """Whether a signature came with another call before; the oldest are forgotten."""
    seen: dict[bytes, str] = {}

    def is_replay(signature: bytes, call: str) -> bool:
        before = seen.setdefault(signature, call)
        if len(seen) > most:
            del seen[next(iter(seen))]
        return before != call

    return is_replay


def _octets(file: Path, option: str) -> bytes:
    try:
        if file.stat().st_size > FILE_OCTETS_MAX:
            _refuse(f"{option}: {file} is larger than {FILE_OCTETS_MAX} bytes")
        return file.read_bytes()
    except OSError as error:
        _refuse(f"{option}: {file}: {(error.strerror or 'unreadable').lower()}")


def _as_pem(octets: bytes) -> bytes:
    if b"-----BEGIN" in octets:
        return octets
    from base64 import encodebytes

    return b"-----BEGIN X509 CRL-----\n" + encodebytes(octets) + b"-----END X509 CRL-----\n"


def _refuse(sentence: str) -> NoReturn:
    raise CommandFault(Exit.USAGE, sentence)
