"""Messages on disk as they came: kept whole before anything reads them, waiting, quarantined or done. One place each.

complaints/raw/<first two>/<sha256>     the bytes, never changed
complaints/new/<sha256>.json            its envelope; nobody has read it yet
complaints/quarantine/<sha256>.json     envelope and why it could not be read
complaints/done/<sha256>.json           envelope and what became of it
complaints/places/<mailbox>             how far a mailbox was read
complaints/known/<sha256>               which message a sender's own name of it (hashed) stands for
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from bellwarden.home.fault import HomeFault
from bellwarden.home.files import TEMPORARY, sync_folder, write_new, write_whole
from bellwarden.model.message import Envelope, Kept, MessageState

FOLDERS: Final = ("raw", "places", "known", *(state.value for state in MessageState))
_DIGITS: Final = frozenset("0123456789abcdef")


class MailDrop:
    """Below one home. Several processes may take and read at the same time."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "complaints"

    def take(self, raw: bytes, envelope: Envelope, waits: str = "", known_as: str = "") -> Kept:
        """Have a message on disk. What was taken before is not taken again: its first envelope stays.

        `waits`: why a person looks before anything reads it; `known_as`: the sender's own name of the message, by
        which a second one is the first, whatever it says now. OSError: it could not be kept, and whoever brought it
        must keep it.
        """
        name = sha256(raw).hexdigest()
        for one in FOLDERS:
            (self.folder / one).mkdir(mode=0o700, parents=True, exist_ok=True)
        first = self.known(known_as) if known_as else ""
        if before := self.find(first or name):
            return before
        path = self._raw(name)
        if not path.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            write_whole(path, raw)
            sync_folder(path.parent.parent)
        if known_as:
            name = self._first_of(known_as, name)
            if before := self.find(name):
                return before
        # The marker last: a message that is listed can be read.
        return self._mark(Kept(name, envelope, MessageState.QUARANTINE if waits else MessageState.NEW, waits))

    def known(self, known_as: str) -> str:
        """SHA-256 of the message that was taken under a sender's own name; "" for none."""
        with suppress(FileNotFoundError):
            return self._known(known_as).read_text(encoding="ascii")
        return ""

    def find(self, name: str) -> Kept | None:
        """Where a message stands; None when there is none of this name."""
        if len(name) != 64 or not _DIGITS.issuperset(name):
            return None
        for state in (MessageState.DONE, MessageState.QUARANTINE, MessageState.NEW):
            with suppress(FileNotFoundError):
                return _read(self.folder / state.value / f"{name}.json", state)
        return None

    def list(self, state: MessageState = MessageState.NEW) -> Iterator[Kept]:
        """Messages in a state, oldest first."""
        folder = self.folder / state.value
        found = []
        for path in folder.glob("*.json") if folder.is_dir() else ():
            with suppress(FileNotFoundError):  # another process has just moved it on
                found.append(_read(path, state))
        yield from sorted(found, key=lambda one: (one.envelope.received_at, one.sha256))

    def count(self, state: MessageState) -> int:
        """How many are in a state; none of them is opened."""
        folder = self.folder / state.value
        return sum(name.endswith(".json") for name in os.listdir(folder)) if folder.is_dir() else 0

    def raw(self, name: str) -> bytes:
        """The bytes. HomeFault when they are not what was kept under this name: a disk or a person has changed them."""
        data = self._raw(name).read_bytes()
        if sha256(data).hexdigest() != name:
            raise HomeFault(f"{self._raw(name)} is not what was kept: its SHA-256 is another; restore it from a backup")
        return data

    def size(self, name: str) -> int:
        """In bytes."""
        return self._raw(name).stat().st_size

    def finish(self, name: str, note: str) -> Kept:
        """It was read, and `note` says what became of it."""
        return self._move(name, MessageState.DONE, note)

    def quarantine(self, name: str, reason: str) -> Kept:
        """It can't be read; it waits for a person. `finish` or `retry` takes it out again."""
        return self._move(name, MessageState.QUARANTINE, reason)

    def retry(self, name: str) -> Kept:
        """Have a message read again."""
        return self._move(name, MessageState.NEW, "")

    def forget(self, name: str) -> None:
        """Throw the bytes of a message away that is done with, and from whom to whom it went. That it came stays known:
        it is not taken in again.
        """
        kept = self.find(name)
        if kept is None or kept.state is not MessageState.DONE:
            return
        self._mark(kept._replace(envelope=Envelope(kept.envelope.source, kept.envelope.received_at)))
        self._raw(name).unlink(missing_ok=True)

    def place(self, mailbox: str) -> str:
        """How far a mailbox was read, in the words of whoever reads it; "" when it never was."""
        with suppress(FileNotFoundError):
            return (self.folder / "places" / mailbox).read_text(encoding="utf-8")
        return ""

    def set_place(self, mailbox: str, place: str) -> None:
        """Remember how far a mailbox was read."""
        (self.folder / "places").mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self.folder / "places" / mailbox, place.encode())

    def _move(self, name: str, state: MessageState, note: str) -> Kept:
        before = self.find(name)
        if before is None:
            raise HomeFault(f"no message {name[:64]!r} was kept here")
        after = self._mark(before._replace(state=state, note=note))
        if before.state != state:
            with suppress(FileNotFoundError):
                os.unlink(self.folder / before.state.value / f"{name}.json")
        return after

    def _mark(self, one: Kept) -> Kept:
        said = {"envelope": one.envelope._asdict(), "note": one.note}
        write_whole(self.folder / one.state.value / f"{one.sha256}.json", json.dumps(said).encode())
        return one

    def _known(self, known_as: str) -> Path:
        return self.folder / "known" / sha256(known_as.encode("utf-8", "surrogateescape")).hexdigest()

    def _first_of(self, known_as: str, name: str) -> str:
        """Which message this name stands for from now on: of two that come at once, one. Its bytes are there."""
        path = self._known(known_as)
        temporary = path.with_name(f"{TEMPORARY}{name}")
        with suppress(FileExistsError):
            write_new(temporary, name.encode())
        with suppress(FileExistsError, FileNotFoundError):
            os.link(temporary, path)
            sync_folder(path.parent)
        temporary.unlink(missing_ok=True)
        return self.known(known_as) or name

    def _raw(self, name: str) -> Path:
        return self.folder / "raw" / name[:2] / name


def _read(path: Path, state: MessageState) -> Kept:
    try:
        said: dict[str, Any] = json.loads(path.read_bytes())
        envelope = Envelope(**{**said["envelope"], "recipients": tuple(said["envelope"]["recipients"])})
        return Kept(path.stem, envelope, state, str(said["note"]))
    except (ValueError, KeyError, TypeError):
        raise HomeFault(f"{path} holds no envelope; move it away and take the message in again") from None
