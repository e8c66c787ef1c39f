"""Who writes next. SQLite lets waiting writers try again now and then, so one that writes without a rest starves them:
measured, a suspension waited 3.5 s behind a process that took in mail. Two file locks make a queue of it.
"""

import fcntl
import os
import time
from typing import Final

WAIT_S: Final = 10.0
_TRY_S: Final = 0.001


class Turns:
    """One connection's place in the queue. The kernel frees the locks of a process that dies."""

    def __init__(self, database: str) -> None:
        self._paths = (f"{database}-next", f"{database}-turn")
        self._open: tuple[int, ...] = ()

    def take(self) -> bool:
        """Whether the turn came within WAIT_S. Whoever waits for it is next: nobody gets past the first lock."""
        if not self._open:
            self._open = tuple(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for path in self._paths)
        following, turn = self._open
        until = time.monotonic() + WAIT_S
        if not _locked(following, until):
            return False
        try:
            return _locked(turn, until)
        finally:
            fcntl.flock(following, fcntl.LOCK_UN)

    def give(self) -> None:
        """Over, or never had."""
        if self._open:
            fcntl.flock(self._open[1], fcntl.LOCK_UN)

    def close(self) -> None:
        for descriptor in self._open:
            os.close(descriptor)
        self._open = ()


def _locked(descriptor: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(_TRY_S)
        else:
            return True
