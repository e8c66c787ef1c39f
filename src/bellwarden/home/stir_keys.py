"""HOME/stir: the key that signs our calls, the certificates it had, and where they are published.

key.pem          the private key of now (0600); with systemd it may be the credential `stir-key` instead
chain.pem        its certificate, issuers behind it
published.json   for each certificate of ours (SHA-256): the URL where it lies, the x5u of its tokens
earlier/         chains of before: they stay published until the last call under them is forgotten
next/            key and request of a certificate that is not here yet
acme/            account with the certification authority
"""

import json
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.hashes import SHA256

from bellwarden.home.fault import HomeFault
from bellwarden.home.files import locked, sync_folder, write_whole
from bellwarden.stir.own import OwnCredential, OwnFault, read_chain, read_own

KEY: Final = "key.pem"
CHAIN: Final = "chain.pem"
PUBLISHED: Final = "published.json"
EARLIER: Final = "earlier"
NEXT: Final = "next"
ACME: Final = "acme"
CREDENTIAL_KEY: Final = "stir-key"  # names in $CREDENTIALS_DIRECTORY (systemd.exec, LoadCredential=)
CREDENTIAL_CHAIN: Final = "stir-chain"
FILE_BYTES_MAX: Final = 64 * 1024
URL_MAX: Final = 512
PORTS: Final = (None, 443, 8443)  # ATIS-1000074 section 5.3.1

Stamp = tuple[tuple[int, ...], ...]


class StirKeys:
    """The folder of one home. `credentials` is the directory that systemd made for this service, where it did."""

    def __init__(self, folder: Path, credentials: Path | None = None) -> None:
        self.folder = folder
        given_key = None if credentials is None else credentials / CREDENTIAL_KEY
        self.key_is_given = given_key is not None and given_key.exists()
        self.key_path = given_key if given_key is not None and self.key_is_given else folder / KEY
        given_chain = None if credentials is None else credentials / CREDENTIAL_CHAIN
        self.chain_path = given_chain if given_chain is not None and given_chain.exists() else folder / CHAIN
        self.next = folder / NEXT
        self.acme = folder / ACME
        self._published = folder / PUBLISHED

    def stamp(self) -> Stamp:
        """What changes when a file does; empty while there is neither key nor chain."""
        found = [_seen(path) for path in (self.key_path, self.chain_path, self._published)]
        return tuple(found) if any(found[:2]) else ()

    def read(self, at: float) -> OwnCredential:
        """Key and chain, fit to sign at `at`. HomeFault says which file is wrong, and how."""
        try:
            own = read_own(self.read_key(), self.read_chain(), at)
        except OwnFault as fault:
            raise HomeFault(f"{self.key_path} with {self.chain_path}: {fault}") from None
        own.url = self.urls().get(own.fingerprint, "")
        return own

    def read_key(self) -> bytes:
        """The key's PEM. HomeFault when it is not there, or others can read it."""
        if self.key_is_given:  # systemd's directory is the service's alone; its ACLs look like group bits
            return _read_plain(self.key_path)
        return read_secret(self.key_path, self.folder)

    def read_chain(self) -> bytes:
        return _read_plain(self.chain_path)

    def urls(self) -> dict[str, str]:
        """Where our certificates are published, by SHA-256 of their DER. HomeFault when the file is damaged."""
        try:
            found = json.loads(_read_plain(self._published)) if self._published.exists() else {}
            return {str(key): str(url) for key, url in found.items()}
        except (ValueError, AttributeError):
            raise HomeFault(f"{self._published} is damaged; it maps a certificate's SHA-256 to its URL") from None

    def make(self) -> None:
        """The folder and its parts, ours alone. Done twice it is done once."""
        for path in (self.folder, self.folder / EARLIER, self.next, self.acme):
            path.mkdir(mode=0o700, exist_ok=True)
            os.chmod(path, 0o700)

    def publish_at(self, fingerprint: str, url: str) -> None:
        """Remember where a certificate lies. HomeFault for a URL that nobody would fetch."""
        check_url(url)
        self.make()
        with locked(self.folder / ".lock"):
            known = self.urls()
            known[fingerprint] = url
            write_whole(self._published, json.dumps(known, indent=1, sort_keys=True).encode() + b"\n")

    def install(self, key_pem: bytes, chain_pem: bytes, at: float, url: str = "") -> OwnCredential:
        """Sign by this key from now on; the chain of before is kept. OwnFault when they are wrong: nothing is changed.

        The chain is written first: who looks in between sees a pair that does not fit, and looks again.
        """
        own = read_own(key_pem, chain_pem, at)
        if self.key_is_given:
            raise HomeFault(
                f"the key comes from {self.key_path}, a credential of systemd: it is replaced where it is kept"
            )
        if url:
            self.publish_at(own.fingerprint, url)
        self.make()
        with locked(self.folder / ".lock"):
            self.keep_earlier()
            write_whole(self.folder / CHAIN, chain_pem, 0o644)
            write_whole(self.folder / KEY, key_pem)
        own.url = self.urls().get(own.fingerprint, "")
        return own

    def keep_earlier(self) -> None:
        """Put the chain of now aside, under its certificate's SHA-256."""
        with suppress(HomeFault, OwnFault):
            chain = self.read_chain()
            path = self.folder / EARLIER / f"{_fingerprint(chain)}.pem"
            if not path.exists():
                write_whole(path, chain, 0o644)

    def earlier(self) -> tuple[Path, ...]:
        """Chains of before, oldest first."""
        return tuple(sorted((self.folder / EARLIER).glob("*.pem"), key=lambda path: path.stat().st_mtime))

    def drop_next(self) -> None:
        """Forget a request that was answered."""
        for path in self.next.glob("*"):
            path.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            sync_folder(self.next)


def check_url(url: str) -> None:
    """HomeFault for an x5u that other providers refuse (ATIS-1000074 section 5.3.1)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise HomeFault(f"{url[:80]!r} is no URL") from None
    if parts.scheme != "https" or not parts.hostname:
        raise HomeFault(f"{url[:80]!r}: a certificate is published under https://")
    if port not in PORTS:
        raise HomeFault(f"{url[:80]!r}: port {port} is refused by others; 443 and 8443 are fetched from")
    if parts.query or parts.fragment or parts.username or parts.password:
        raise HomeFault(f"{url[:80]!r}: no query, fragment or user name may be in it")
    if len(url) > URL_MAX or not url.isascii() or not url.isprintable() or " " in url:
        raise HomeFault("the URL is too long, or has signs that no URL has")


def read_secret(path: Path, folder: Path) -> bytes:
    """A file that only its owner may read. HomeFault when others can, or when it leads out of `folder`."""
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(folder.resolve()):
            raise HomeFault(f"{path} leads to {real}, outside of {folder}; put the file itself there")
        descriptor = os.open(real, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise HomeFault(f"{path}: {_said(error)}") from None
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise HomeFault(f"{path} is no plain file")
        if about.st_mode & 0o077:
            raise HomeFault(f"{path} can be read or written by others than its owner: chmod 600 {path}")
        if about.st_uid not in (os.geteuid(), 0):
            raise HomeFault(f"{path} belongs to another user (id {about.st_uid})")
        return _bounded(path, file.read(FILE_BYTES_MAX + 1))


def _read_plain(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise HomeFault(f"{path}: {_said(error)}") from None
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise HomeFault(f"{path} is no plain file")
        return _bounded(path, file.read(FILE_BYTES_MAX + 1))


def _bounded(path: Path, data: bytes) -> bytes:
    if len(data) > FILE_BYTES_MAX:
        raise HomeFault(f"{path} is larger than {FILE_BYTES_MAX} bytes")
    return data


def _fingerprint(chain_pem: bytes) -> str:
    return read_chain(chain_pem)[0].fingerprint(SHA256()).hex()


def _seen(path: Path) -> tuple[int, ...]:
    try:
        about = os.stat(path)
    except OSError:
        return ()
    return (about.st_mtime_ns, about.st_size, about.st_ino, about.st_mode)


def _said(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
