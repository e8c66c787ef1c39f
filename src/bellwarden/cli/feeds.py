"""What the gate asks of the disk (gate/sources.py), answered from a home."""

import os

from bellwarden.cli.compose import bundle_of
from bellwarden.cli.exits import CommandFault
from bellwarden.cli.keyring import KeyFile
from bellwarden.gate.sources import LoadedPolicy, RefusedPolicy, SpoolState, Statement
from bellwarden.home import SpoolWriter, StatementFollower
from bellwarden.ports import JournalFeed, SnapshotShelf
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.journal import EnforcementBook


class StatementsFromHome:
    """`gate.sources.StatementSource`: the home's statements, and why one is not believed, each move told once."""

    def __init__(self, follower: StatementFollower) -> None:
        self._follower = follower
        self._fault = ""

    def poll(self) -> Statement | RefusedPolicy | None:
        pointer = self._follower.poll()
        fault = self._follower.fault
        if pointer is None and fault == self._fault:
            return None
        self._fault = fault
        if fault:
            return RefusedPolicy("", 0, fault)
        held = self._follower.held
        return None if held is None else Statement(held.snapshot, held.serial, held.at)


class PoliciesOfHome:
    """`gate.sources.PolicySource`: the snapshots on the home's shelf."""

    def __init__(self, shelf: SnapshotShelf) -> None:
        self._shelf = shelf

    def load(self, statement: Statement) -> LoadedPolicy | RefusedPolicy:
        try:
            snapshot = self._shelf.load(statement.snapshot)
        except SeamFault as fault:
            return RefusedPolicy(statement.snapshot, statement.serial, str(fault))
        return LoadedPolicy(bundle_of(snapshot), snapshot.id, statement.serial, statement.pushed_at)


class KeysFromHome:
    """`gate.sources.KeySource`: the digests in the home's key file."""

    def __init__(self, file: KeyFile) -> None:
        self._file = file
        self._seen: tuple[int, ...] = ()
        self.digests: frozenset[str] | None = None
        self.problem = ""
        self.poll()

    def poll(self) -> bool:
        try:
            seen = self._file.seen()
            if seen == self._seen:
                return False
            self.digests = frozenset(key.digest.lower() for key in self._file.list()) if seen else None
            self._seen = seen
            self.problem = ""
        except (OSError, CommandFault) as error:
            if not self._seen and self.digests is None:
                self.digests = frozenset()  # there are keys, and nobody knows which: nobody is admitted
            changed = self.problem != str(error)
            self.problem = str(error)
            return changed
        return True


class JournalIntoBook:
    """`gate.sources.JournalSource`: every new line of the journal, into the book that the calls are judged with."""

    def __init__(self, feed: JournalFeed, book: EnforcementBook) -> None:
        self._feed = feed
        self._book = book

    @property
    def problem(self) -> str:
        return self._feed.fault

    def poll(self) -> bool:
        events = self._feed.poll()
        self._book.apply(events)
        return bool(events)


class WriterGauge:
    """`gate.sources.SpoolGauge` over the spool's own counters."""

    def __init__(self, writer: SpoolWriter) -> None:
        self._writer = writer

    def state(self) -> SpoolState:
        now = self._writer.counters()
        return SpoolState(
            now.written,
            now.dropped,
            now.depth,
            now.fault,
            now.depth_bytes,
            now.written_bytes,
            now.removed_segments,
        )


def worker_name(worker: int) -> str:
    """A name for the worker's segments that no other process of this machine has at the same time."""
    return f"{os.getpid()}w{worker}"
