"""The enforcement journal on disk: one writer at a time appends, every gate follows, nothing acknowledged is lost."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import RLock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellwarden.home.files import append_line, locked, read_from, sync_folder, write_new
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.journal import EnforcementBook, JournalEvent, JournalReader, Order, write_line
from bellwarden.seam.signing import Verifier


class JournalFile:
    """For those who set and lift measures (`ports.JournalWriter`). `book` is what was in force at the last look.

    One may be kept for a whole process: its threads take turns, and what was read once is not read again.
    """

    def __init__(self, path: Path, verifier: Verifier, signing_key: Callable[[], Ed25519PrivateKey]) -> None:
        self._path = path
        self._verifier = verifier
        self._signing_key = signing_key
        self._follower = JournalFollower(path, verifier)
        self._turn = RLock()
        self.book = EnforcementBook()

    @property
    def fault(self) -> str:
        """Why the journal could not be read to its end at the last look; "" when it could."""
        return self._follower.fault

    def refresh(self) -> EnforcementBook:
        """The book, with every line that is there by now."""
        with self._turn:
            self.book.apply(self._follower.poll())
            return self.book

    def append(self, order: Order) -> JournalEvent:
        """Write one line; when this returns it is on disk. SeamFault when a line before it is refused, OSError when the
        disk does not take it; nothing is written then. A key that the journal holds already is not written again.
        """
        with self._turn, locked(self._path) as descriptor:
            self.refresh()
            # A good signature vouches for all lines before it: never sign after one that is not good.
            if self.fault:
                raise SeamFault(f"nothing was written: {self.fault}")
            held = self.book.by_key.get(order.key) if order.key else None
            if held is not None:
                return held
            reader = self._follower.reader
            start = reader.taken
            if os.fstat(descriptor).st_size > start:
                os.ftruncate(descriptor, start)  # a line whose writer died before its end: never acknowledged
            line = write_line(order, reader.number + 1, reader.digest, self._signing_key())
            append_line(descriptor, line)
            if reader.number == 0:
                sync_folder(self._path.parent)
            events = self._follower.poll()
            self.book.apply(events)
        return events[-1]

    def set_aside_refused(self, at: float) -> Path | None:
        """Cut the journal before its first refused line and keep what was cut; None when every line is good.

        For the person who repairs a damaged journal; what was cut stays beside it to be looked at.
        """
        with self._turn, locked(self._path) as descriptor:
            self.refresh()
            if not self.fault:
                return None
            start = self._follower.reader.taken
            aside = self._path.with_name(f"{self._path.name}.refused-{int(at * 1000)}")
            write_new(aside, read_from(descriptor, start))
            os.ftruncate(descriptor, start)
            os.fsync(descriptor)
            self.refresh()
            return aside


class JournalFollower:
    """For those who obey (`ports.JournalFeed`): each poll gives what was written since the last one.

    A refused line stops the reading, a journal that lost lines too: `fault` says why, what was read stays in force, and
    reading goes on once the file was repaired.
    """

    def __init__(self, path: Path, verifier: Verifier) -> None:
        self._path = path
        self._seen = (0, 0, 0)
        self._shrunk = ""
        self.reader = JournalReader(verifier)

    @property
    def fault(self) -> str:
        return self._shrunk or self.reader.fault

    def poll(self) -> list[JournalEvent]:
        """The events of new whole lines; without any, the price of a look at the file's times."""
        try:
            about = os.stat(self._path)
            seen = (about.st_ino, about.st_mtime_ns, about.st_size)
            if seen == self._seen:
                return []
            events = self._read(about.st_size)
        except FileNotFoundError:  # nobody wrote a line yet, or somebody removed them all
            seen = (0, 0, 0)
            events = []
            self._compare(0)
        self._seen = seen
        return events

    def _compare(self, size: int) -> bool:
        """Whether the journal still has all that was read of it."""
        taken = self.reader.taken
        self._shrunk = ""
        if size < taken:
            self._shrunk = (
                f"the journal lost lines: it has {size} bytes, and {taken} were read; "
                f"all measures up to line {self.reader.number} stay in force"
            )
        return not self._shrunk

    def _read(self, size: int) -> list[JournalEvent]:
        if not self._compare(size):
            return []
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            data = read_from(descriptor, self.reader.taken)
        finally:
            os.close(descriptor)
        # Always from the last whole line on: an unfinished line may be cut off and written anew.
        self.reader.resume()
        return self.reader.feed(data)
