"""What the gate asks of the disk (gate/sources.py), answered from a home."""

import os

from bellwarden.cli.compose import bundle_of
from bellwarden.gate.sources import LoadedPolicy, RefusedPolicy, SpoolState
from bellwarden.home import SpoolWriter
from bellwarden.ports import JournalFeed, SnapshotFeed
from bellwarden.seam.journal import EnforcementBook


class PolicyFromHome:
    """`gate.sources.PolicySource`: what the home's statement names, each move reported once."""

    def __init__(self, feed: SnapshotFeed) -> None:
        self._feed = feed
        self._fault = ""

    def poll(self) -> LoadedPolicy | RefusedPolicy | None:
        arrival = self._feed.poll()
        if arrival is not None:
            self._fault = ""
            pointer, snapshot = arrival
            return LoadedPolicy(bundle_of(snapshot), snapshot.id, pointer.serial, pointer.at)
        fault = self._feed.fault
        if fault == self._fault:
            return None
        self._fault = fault
        return RefusedPolicy("", 0, fault)


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
