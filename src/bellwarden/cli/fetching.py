"""Puts the process that fetches certificates beside the gate's workers: sockets between them, and how it is started."""

import os
import select
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from bellwarden.feeds.store import Store
from bellwarden.gate.credentials import Credentials, credentials_of
from bellwarden.gate.helper import Helper
from bellwarden.gate.roster import numbers_for
from bellwarden.home import Home
from bellwarden.model.policy import PolicyBundle
from bellwarden.stir.retrieval import Retrieved

FOLDER: Final = "certificates"
KEPT_ENVIRONMENT: Final = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")

RunFetcher = Callable[[Sequence[socket.socket], Path], object]  # the fetcher's ends, its folder; in its process


def run_fetcher(ends: Sequence[socket.socket], folder: Path) -> None:
    """Become a new program with these sockets and nothing else of ours: no key, no call, no policy. OSError."""
    numbers = [end.fileno() for end in ends]
    for number in numbers:
        os.set_inheritable(number, True)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.execve(
        sys.executable,
        [sys.executable, "-I", "-m", "bellwarden.feeds", str(folder), *map(str, numbers)],
        {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
    )


class Fetching:
    """Made before the gate forks. `run` is another one than a new program's in tests only."""

    def __init__(self, home: Home, workers: int, run: RunFetcher = run_fetcher) -> None:
        self._folder = home.state / FOLDER
        self._run = run
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(numbers_for(workers))]
        self._workers_ends = [ours for ours, _ in pairs]
        self._fetchers_ends = [theirs for _, theirs in pairs]
        for end in self._workers_ends:
            end.setblocking(False)
        self._poll = select.poll()
        for end in self._fetchers_ends:
            self._poll.register(end, select.POLLIN)

    def helper(self) -> Helper:
        """Begins with the first question of a worker, so a gate that verifies nothing has none."""
        return Helper(
            "certificate fetcher",
            lambda: self._run(self._fetchers_ends, self._folder),
            lambda: bool(self._poll.poll(0)),
        )

    def source(self, worker: int) -> "CertificatesFetched":
        """For one worker, by its number."""
        return CertificatesFetched(self._workers_ends[worker], self._folder)


class CertificatesFetched:
    """`gate.sources.CertificateSource` over the fetcher's socket and folder."""

    def __init__(self, channel: socket.socket, folder: Path) -> None:
        self._channel = channel
        self._folder = folder

    @property
    def channel(self) -> socket.socket:
        return self._channel

    def kept(self) -> Iterable[Retrieved]:
        return kept_in(self._folder)


def kept_in(folder: Path) -> list[Retrieved]:
    """What was fetched and is still on disk."""
    if not folder.is_dir():
        return []
    store = Store(folder)
    try:
        return list(store.all())
    finally:
        store.close()


def kept_certificates(home: Home, bundle: PolicyBundle, at: float) -> Credentials | None:
    """The certificates that the home's gate has fetched, for trying calls: nothing is fetched here. None where the
    policy verifies nothing."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs.close()
    return credentials_of(bundle, CertificatesFetched(ours, home.state / FOLDER), at)


def keep_certificate(home: Home, url: str, pem: bytes, at: float) -> None:
    """Put a certificate where the next worker finds it, as if it had been fetched: for demonstrations and tests."""
    store = Store(home.state / FOLDER)
    try:
        store.put(Retrieved(url, at, pem))
    finally:
        store.close()
