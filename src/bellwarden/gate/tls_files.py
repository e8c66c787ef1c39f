"""The gate's own certificate (RFC 3261 section 26.2.1): read, checked, and read again when it changes.

These are the only files that the gate itself opens, because OpenSSL wants their paths. Connections that stand keep the
certificate they began with; what is wrong with a new one is told, and the last good one goes on.
"""

import logging
import os
import ssl
import stat
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bellwarden.gate.tls import certificate_names

log = logging.getLogger(__name__)

# RFC 9325 section 4.2: forward secrecy and authenticated encryption only. TLS 1.3 has nothing else anyway.
CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
LOOK_EVERY_S: Final = 1.0
# TLS 1.2 clients that take no ticket leave a session in OpenSSL's memory, which a new context forgets.
SESSIONS_MAX: Final = 2_048
DAY_S: Final = 86_400.0
WARN_DAYS: Final = (30, 14, 7, 2, 1, 0)
NOT_FOR_OTHERS: Final = stat.S_IRWXO | stat.S_IWGRP  # a group may read a key: that is how systems share one


class TlsFiles(NamedTuple):
    """PEM files. `client_ca` set: every client must show a certificate that chains to one of these."""

    certificate: Path  # ours first, then its issuers
    key: Path
    client_ca: Path | None = None


class TlsFault(Exception):
    """A certificate, key or CA file can't be used; the text names the file and the reason."""


class TlsMaterial(NamedTuple):
    """What was read of the files, ready for handshakes."""

    context: ssl.SSLContext
    names: tuple[str, ...]  # that our certificate stands for
    expires_at: float  # seconds since 1970: when the first certificate of ours or of the client CAs ends
    expires: str  # the file whose certificate that is
    stamp: tuple[tuple[int, ...], ...]  # of the files as read


def load_tls(files: TlsFiles, now: float) -> TlsMaterial:
    """Read and check the files at `now`, seconds since 1970. Raises TlsFault."""
    stamp = stamp_of(files)
    chain = _certificates(files.certificate)
    _check_key(files, chain)
    at = datetime.fromtimestamp(now, UTC)
    _check_dates(files.certificate, chain[0], at)
    ends = [(chain[0].not_valid_after_utc.timestamp(), str(files.certificate))]
    if files.client_ca is not None:
        authorities = _certificates(files.client_ca)
        current = [one for one in authorities if one.not_valid_after_utc > at]
        if not current:
            _check_dates(files.client_ca, authorities[0], at)
        ends.append((min(one.not_valid_after_utc.timestamp() for one in current), str(files.client_ca)))
    context = _context(files)
    expires_at, expires = min(ends)
    return TlsMaterial(context, _own_names(chain[0]), expires_at, expires, stamp)


def stamp_of(files: TlsFiles) -> tuple[tuple[int, ...], ...]:
    """What changes when a file does. A missing file has an empty stamp."""
    found = []
    for path in (files.certificate, files.key, files.client_ca):
        try:
            seen = os.stat(path) if path is not None else None
        except OSError:
            seen = None
        found.append(() if seen is None else (seen.st_mtime_ns, seen.st_size, seen.st_ino, seen.st_mode))
    return tuple(found)


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TlsFault(f"{what} {path}: {(error.strerror or str(error)).lower()}") from None


def _certificates(path: Path) -> list[x509.Certificate]:
    data = _read(path, "certificate")
    try:
        return x509.load_pem_x509_certificates(data)
    except ValueError as error:
        raise TlsFault(f"certificate {path}: holds no readable PEM certificate ({error})") from None


def _check_key(files: TlsFiles, chain: list[x509.Certificate]) -> None:
    path = files.key
    data = _read(path, "key")
    if path.stat().st_mode & NOT_FOR_OTHERS:
        raise TlsFault(f"key {path}: can be read by others, or written by its group; chmod 640 {path} or less")
    try:
        key = load_pem_private_key(data, None)
    except TypeError:
        raise TlsFault(f"key {path}: is protected by a passphrase; nobody could type it at a restart") from None
    except ValueError as error:
        raise TlsFault(f"key {path}: holds no usable PEM key ({error})") from None
    own = key.public_key()
    if chain[0].public_key() == own:
        return
    if any(one.public_key() == own for one in chain[1:]):
        reason = f"its certificate is not the first in {files.certificate}; put it before its issuers"
    else:
        reason = f"does not belong to the certificate in {files.certificate}"
    raise TlsFault(f"key {path}: {reason}")


def _check_dates(path: Path, certificate: x509.Certificate, at: datetime) -> None:
    if certificate.not_valid_after_utc <= at:
        raise TlsFault(f"certificate {path}: expired at {_day(certificate.not_valid_after_utc)}")
    if certificate.not_valid_before_utc > at:
        raise TlsFault(f"certificate {path}: is not valid before {_day(certificate.not_valid_before_utc)}")


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _context(files: TlsFiles) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 9325 section 3.1.1
    context.set_ciphers(CIPHERS)
    # RFC 9325 sections 3.3 and 3.5. A connection of an SBC lasts, so nothing is gained by tickets of TLS 1.3 either.
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.num_tickets = 0
    try:
        context.load_cert_chain(files.certificate, files.key)
    except (ssl.SSLError, OSError) as error:
        raise TlsFault(f"certificate {files.certificate} with key {files.key}: {_said(error)}") from None
    if files.client_ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a CA in between may be named without its root
        try:
            context.load_verify_locations(files.client_ca)
        except (ssl.SSLError, OSError) as error:
            raise TlsFault(f"client CA {files.client_ca}: {_said(error)}") from None
    return context


def _said(error: OSError) -> str:
    reason = getattr(error, "reason", None) or error.strerror or str(error)
    return str(reason).lower().replace("_", " ")


def _own_names(certificate: x509.Certificate) -> tuple[str, ...]:
    """As a client reads them (RFC 5922 section 7.1)."""
    alternatives: list[tuple[str, str]] = []
    try:
        shown = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        alternatives += [("URI", value) for value in shown.get_values_for_type(x509.UniformResourceIdentifier)]
        alternatives += [("DNS", value) for value in shown.get_values_for_type(x509.DNSName)]
    except (x509.ExtensionNotFound, ValueError):
        pass
    common = [str(one.value) for one in certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
    subject = tuple((("commonName", name),) for name in common)
    return certificate_names({"subjectAltName": tuple(alternatives), "subject": subject})


class TlsKeeper:
    """The material in force. Made before the workers are forked, so that a replaced one never begins without."""

    def __init__(self, files: TlsFiles, now: float) -> None:
        """Raises TlsFault."""
        self._files = files
        self._material = load_tls(files, now)
        self._seen = self._material.stamp
        self._told_days = WARN_DAYS[0] + 1
        self._looked_at = 0.0
        self._loading: Future[TlsMaterial] | None = None
        self._thread: ThreadPoolExecutor | None = None
        self.problem = ""  # why the files as they lie there now are not in force, or ""
        self._introduce(now)

    @property
    def context(self) -> ssl.SSLContext:
        """For the next handshake."""
        return self._material.context

    @property
    def asks_clients(self) -> bool:
        """Whether every client shows a verified certificate."""
        return self._files.client_ca is not None

    def days_left(self, now: float) -> float:
        """Until the first of the certificates ends; negative afterwards."""
        return (self._material.expires_at - now) / DAY_S

    def _introduce(self, now: float) -> None:
        """Say what is in force."""
        clients = f"clients must show a certificate of {self._files.client_ca}" if self.asks_clients else "no client is"
        if not self.asks_clients:
            clients += " asked for a certificate"
        log.info("TLS as %s for %.0f more days; %s", ", ".join(self._material.names), self.days_left(now), clients)

    def reload(self) -> None:
        """Read the files at the next beat, changed or not."""
        self._looked_at = 0.0
        self._seen = ()

    def look_now(self, at: float) -> None:
        """Take changed files up at once: for a worker that does not serve yet, and must not begin with an old one."""
        stamp = stamp_of(self._files)
        if stamp != self._seen:
            self._seen = stamp
            self._take(lambda: load_tls(self._files, at), at)

    def beat(self, now: float, at: float) -> None:
        """Look for changed files; `now` of a steady clock, `at` in seconds since 1970. Reading is done in a thread."""
        if self._loading is not None:
            if self._loading.done():
                self._take(self._loading.result, at)
                self._loading = None
            return
        if now - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = now
        self._warn(at)
        if self._material.context.session_stats()["number"] > SESSIONS_MAX:
            self._seen = ()
        stamp = stamp_of(self._files)
        if stamp != self._seen:
            self._seen = stamp
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="tls")
            self._loading = self._thread.submit(load_tls, self._files, at)

    def close(self) -> None:
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _take(self, load: Callable[[], TlsMaterial], at: float) -> None:
        try:
            self._material = load()
        except TlsFault as fault:
            self.problem = str(fault)
            log.error("the changed TLS files are not taken up, the ones before stay: %s", fault)
            return
        self.problem = ""
        self._told_days = WARN_DAYS[0] + 1
        self._introduce(at)

    def _warn(self, at: float) -> None:
        """Once at each of the last days that are told, not once a second."""
        left = self.days_left(at)
        reached = [days for days in WARN_DAYS if left <= days < self._told_days]
        if not reached:
            return
        self._told_days = min(reached)
        if left <= 0:
            log.error("certificate %s has expired: peers refuse it", self._material.expires)
        else:
            log.warning("certificate %s expires in %.1f days", self._material.expires, left)
