"""The key in a process of its own: it signs PASSporTs for the gate's workers over a Unix socket, and nothing else.

Forked by the supervisor, or started as another user (`bellwarden stir signer`): then nobody who takes over a worker,
or reads its memory, has the key. A message is one packet: `S` and what to sign, or `?`; the answer `0` and a
signature, `1` and why not, or `I` and what is known of the certificate, in JSON.
"""

import json
import logging
import os
import selectors
import signal
import socket
import stat
import struct
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from time import monotonic, time
from typing import Final

from bellwarden.gate.key_guard import seal
from bellwarden.gate.sources import SigningSource
from bellwarden.gate.token_signer import InProcessSigner
from bellwarden.stir.signable import OCTETS_MAX, check_signable

log = logging.getLogger(__name__)

CLIENTS_MAX: Final = 160  # two generations of 64 workers, and some who look
BACKLOG: Final = 128
BEAT_S: Final = 0.5
MESSAGE_MAX: Final = 8_192
FAULT_OCTETS_MAX: Final = 400
SIGN: Final = b"S"
ASK: Final = b"?"
SIGNED: Final = b"0"
REFUSED: Final = b"1"
INFO: Final = b"I"
_PEER: Final = struct.Struct("3i")  # pid, uid, gid: struct ucred, unix(7)


def peer_user(one: socket.socket) -> int:
    """The user id of who is at the other end, as the kernel says (unix(7), SO_PEERCRED)."""
    return int(_PEER.unpack(one.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))[1])


def open_signer_socket(path: Path, others: bool = False) -> socket.socket:
    """Listen at a path. What a dead signer left there is replaced; OSError when one lives, or something else is there.

    `others`: processes of other users may try; who is answered is decided by their user id.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC)
    try:
        if path.exists():
            if not stat.S_ISSOCK(path.stat().st_mode):
                raise FileExistsError(17, "something that is no socket is in the way", str(path))
            if _answers(path):
                raise FileExistsError(17, "another signer listens already", str(path))
            path.unlink()
        before = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        os.chmod(path, 0o666 if others else 0o600)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as trial:
        trial.settimeout(0.2)
        try:
            trial.connect(str(path))
        except OSError:
            return False
        return True


class SigningProcess:
    """`run` serves until the process ends; all in one thread, one signature after the other."""

    def __init__(
        self,
        listener: socket.socket,
        source: SigningSource,
        clients: Collection[int] = (),
        clock: Callable[[], float] = time,
    ) -> None:
        """`clients`: ids of the users who may have calls signed, beside our own."""
        self._listener = listener
        self._allowed = frozenset((os.getuid(), *clients))
        self._clock = clock
        self._signer = InProcessSigner(source)
        self._selector: selectors.BaseSelector
        self._clients = 0

    def run(self, with_parent: bool = True) -> None:
        """Until the process is ended. The key is read here, after the fork, and sealed in."""
        seal(with_parent)
        signal.signal(signal.SIGHUP, lambda number, frame: self._signer.reload())
        self._signer.look_now(self._clock())
        self.open()
        while True:
            self.turn(BEAT_S)

    def open(self) -> None:
        """Hear who asks, from now on."""
        self._selector = selectors.DefaultSelector()  # made after the fork: it is no business of two processes
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ)

    def turn(self, wait_s: float) -> None:
        """Answer who asked, then look after the files."""
        for key, _ in self._selector.select(wait_s):
            if key.fileobj is self._listener:
                self._accept()
            elif isinstance(key.fileobj, socket.socket):
                self._answer(key.fileobj)
        self._signer.beat(monotonic(), self._clock())

    def _accept(self) -> None:
        with suppress(OSError):
            client, _ = self._listener.accept()
            user = peer_user(client)
            if user not in self._allowed or self._clients >= CLIENTS_MAX:
                why = "too many clients" if user in self._allowed else f"user {user} may not have calls signed"
                log.warning("a client of the signer is refused: %s", why)
                client.close()
                return
            client.setblocking(False)
            self._selector.register(client, selectors.EVENT_READ)
            self._clients += 1

    def _answer(self, client: socket.socket) -> None:
        try:
            message = client.recv(MESSAGE_MAX)
            if message:
                client.send(self._reply(message))
                return
        except OSError:
            pass  # it went away, or does not read: it opens another connection when it comes back
        self._selector.unregister(client)
        self._clients -= 1
        client.close()

    def _reply(self, message: bytes) -> bytes:
        if message == ASK:
            return INFO + json.dumps(self.info()).encode()
        if message[:1] != SIGN or len(message) > OCTETS_MAX + 1:
            return REFUSED + b"no such request"
        signer, at = self._signer, self._clock()
        try:
            own = signer.own_for(check_signable(message[1:], signer.urls(at), at), at)
            return SIGNED + own.sign(message[1:])
        except (ValueError, OSError) as error:
            return REFUSED + str(error).encode()[:FAULT_OCTETS_MAX]

    def info(self) -> dict[str, object]:
        """What a worker needs to know of the key: everything but the key."""
        signer = self._signer
        return {
            "certificate": signer.certificate,
            "url": signer.certificate_url,
            "code": signer.service_provider_code,
            "until_s": signer.until_s,
            "problem": signer.problem,
            "has_files": signer.has_files,
        }
