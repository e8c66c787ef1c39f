"""A worker's end of the signing process (`ports.TokenSigner`): a call waits a few milliseconds, then goes on unsigned.

After a timeout the connection is given up, because its late answer would be taken for the next one; and for a moment
nobody asks again, so that a signer that hangs costs each worker one wait, not each call one.
"""

import json
import logging
import os
import socket
import struct
from pathlib import Path
from time import monotonic
from typing import Any, Final

from bellwarden.gate.signing_process import ASK, INFO, MESSAGE_MAX, SIGN, SIGNED, peer_user
from bellwarden.gate.token_signer import LOOK_EVERY_S, NO_KEY, ExpiryWatch

log = logging.getLogger(__name__)

DEADLINE_S: Final = 0.02
AGAIN_S: Final = 0.25
UNKNOWN: Final[dict[str, Any]] = {
    "certificate": "",
    "url": "",
    "code": "",
    "until_s": 0.0,
    "problem": "",
    "has_files": True,
}
_TIMEVAL: Final = struct.Struct("ll")  # socket(7), SO_RCVTIMEO


class SigningClient:
    """Over one connection, opened when it is needed. What is known of the certificate is as of the last answer."""

    def __init__(self, path: Path, deadline_s: float = DEADLINE_S) -> None:
        self._path = path
        self._timeval = _TIMEVAL.pack(*divmod(int(deadline_s * 1_000_000), 1_000_000))
        self._socket: socket.socket | None = None
        self._again_at = 0.0
        self._info = UNKNOWN
        self._asked_at = 0.0
        self._expiry = ExpiryWatch()
        self.problem = ""
        self.last_fault = ""
        self.signed = 0
        self.failed = 0

    @property
    def certificate(self) -> str:
        return str(self._info["certificate"])

    @property
    def certificate_url(self) -> str:
        return str(self._info["url"])

    @property
    def service_provider_code(self) -> str:
        return str(self._info["code"])

    @property
    def until_s(self) -> float:
        return float(self._info["until_s"])

    @property
    def has_files(self) -> bool:
        return bool(self._info["has_files"])

    def sign(self, signing_input: bytes) -> bytes:
        """ES256 over the octets: r and s, 64 bytes (RFC 7518 section 3.4). OSError: the key can't be used just now."""
        try:
            answer = self._exchange(SIGN + signing_input)
            if answer[:1] != SIGNED or len(answer) != 65:
                raise OSError(answer[1:].decode("utf-8", "replace") or NO_KEY)
        except OSError as error:
            self.failed += 1
            self.last_fault = str(error)
            raise
        self.signed += 1
        return answer[1:]

    def look_now(self, at: float) -> None:
        """Ask what the key is."""
        try:
            answer = self._exchange(ASK)
            if answer[:1] != INFO:
                raise OSError("the signer does not say what its certificate is")
            self._info = UNKNOWN | json.loads(answer[1:])
            problem = str(self._info["problem"])
        except (OSError, ValueError) as error:
            problem = f"the signer at {self._path} does not answer: {error}"
        if problem and problem != self.problem:
            log.error("%s", problem)
        self.problem = problem

    def reload(self) -> None:
        """Ask at the next beat."""
        self._asked_at = 0.0

    def beat(self, now: float, at: float) -> None:
        """Hear of rotations; `now` of a steady clock, `at` in seconds since 1970, UTC."""
        if now - self._asked_at < LOOK_EVERY_S and self._asked_at:
            return
        self._asked_at = now
        self.look_now(at)
        self._expiry.look(self.certificate, self.until_s, at)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _exchange(self, message: bytes) -> bytes:
        if self._again_at > monotonic():
            raise OSError("the signer did not answer a moment ago")
        try:
            if self._socket is None:
                self._socket = self._connected()
            self._socket.send(message)
            answer = self._socket.recv(MESSAGE_MAX)
            if not answer:
                raise ConnectionResetError(104, "the signer closed the connection")
        except BlockingIOError:
            self._give_up()
            raise OSError("the signer did not answer in time") from None
        except OSError:
            self._give_up()
            raise
        return answer

    def _give_up(self) -> None:
        self.close()
        self._again_at = monotonic() + AGAIN_S

    def _connected(self) -> socket.socket:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, self._timeval)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, self._timeval)
            made.connect(str(self._path))
            # Whoever made the socket file owns it; another who listens there would be a stranger.
            if peer_user(made) not in (os.stat(self._path).st_uid, 0):
                raise PermissionError(1, "a process of another user than the socket's owner listens there")
        except OSError:
            made.close()
            raise
        return made
