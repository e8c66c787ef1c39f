"""The audit trail verified from its begin to its end, and written out day by day for others to keep."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellwarden.flows.office.audit_chain import BEGIN, Break, break_at, line_of, moment_text
from bellwarden.flows.office.audit_days import DayRoot, read_root, write_root
from bellwarden.home.files import TEMPORARY, write_whole
from bellwarden.model.office.audit_event import AuditEvent
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.signing import Verifier
from bellwarden.store.audit import events

LINES: Final = ".jsonl"
ROOT: Final = ".root"


class AuditFault(Exception):
    """The trail is not as it was written. The text names the first event that is wrong."""


class Checked(NamedTuple):
    """What a check of the whole trail came to."""

    events: int  # that hold
    days: int  # signed statements that agree
    broken: Break | None
    last_hash: str


class Written(NamedTuple):
    root: DayRoot
    events_file: Path
    root_file: Path


def check(statements: Path | None, verifier: Verifier) -> Checked:
    """Every event in order, and every statement that lies in the folder. The first thing that is wrong ends it."""
    ends = {one.last: one for one in _statements(statements, verifier)} if statements else {}
    last: AuditEvent | None = None
    agreed = 0
    for event in events():
        broken = break_at(event, last)
        stated = ends.get(event.number)
        if broken is None and stated is not None and stated.root != event.hash:
            broken = Break(event.number, f"event {event.number} is another than was signed at the end of {stated.day}")
        if broken is not None:
            return Checked(broken.number - 1, agreed, broken, "" if last is None else last.hash)
        agreed += stated is not None
        last = event
    count = 0 if last is None else last.number
    behind = min((number for number in ends if number > count), default=0)
    cut = (
        Break(count + 1, f"event {count + 1} is missing: {ends[behind].day} was signed up to {behind}")
        if behind
        else None
    )
    return Checked(count, agreed, cut, "" if last is None else last.hash)


def write_days(folder: Path, key: Ed25519PrivateKey, verifier: Verifier, now: float) -> list[Written]:
    """Every day that is over and not yet in the folder. AuditFault: a broken trail is signed no further."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    last = _last_written(folder, verifier)
    today = datetime.fromtimestamp(now, UTC).date().isoformat()
    written = []
    for day, found in groupby(events(1 if last is None else last.number + 1), key=_day):
        if day >= today:
            break
        before, path = last, folder / f"audit-{day}{LINES}"
        temporary = folder / f"{TEMPORARY}{path.name}"
        try:
            last = _write_events(temporary, found, before)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        first, previous = (1, BEGIN) if before is None else (before.number + 1, before.hash)
        root = DayRoot(day, first, last.number, previous, last.hash)
        write_whole(path.with_suffix(ROOT), write_root(root, key), 0o644)
        written.append(Written(root, path, path.with_suffix(ROOT)))
    return written


def _write_events(path: Path, found: Iterator[AuditEvent], last: AuditEvent | None) -> AuditEvent:
    """One event a line, exactly the bytes that were hashed; returns the last."""
    with path.open("wb") as file:
        for event in found:
            broken = break_at(event, last)
            if broken is not None:
                raise AuditFault(broken.why)
            file.write(line_of(event).encode() + b"\n")
            last = event
        file.flush()
        os.fsync(file.fileno())
    if last is None:
        raise AuditFault("there is no event to write")
    return last


def _last_written(folder: Path, verifier: Verifier) -> AuditEvent | None:
    """Where the statements in the folder end; None where none lies there."""
    root = max(_statements(folder, verifier), key=lambda one: one.last, default=None)
    if root is None:
        return None
    event = next(events(root.last), None)
    if event is None or event.number != root.last or event.hash != root.root:
        raise AuditFault(f"event {root.last} is missing or another than was signed at the end of {root.day}")
    return event


def _day(event: AuditEvent) -> str:
    return moment_text(event.at)[:10]


def _statements(folder: Path, verifier: Verifier) -> Iterator[DayRoot]:
    for path in sorted(folder.glob(f"audit-*{ROOT}")):
        try:
            yield read_root(path.read_bytes(), verifier)
        except SeamFault as fault:
            raise AuditFault(f"{path}: {fault}") from None
