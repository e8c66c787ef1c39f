"""A segment of the decision spool on disk: its name, its file while it is written, and who may remove it."""

import fcntl
import os
import re
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.home.files import sync_folder
from bellwarden.seam.spool import segment_header

INDEX_SUFFIX: Final = ".tokens"  # see token_files
_NAME: Final = re.compile(r"([0-9]{13})-([a-z0-9]{1,32})\.spool", re.ASCII)
_WORKER: Final = re.compile(r"[a-z0-9]{1,32}", re.ASCII)


class SegmentFile(NamedTuple):
    """A segment as it lies in the folder. Its records are not older than `start_ms` nor younger than `end_ms`."""

    start_ms: int  # milliseconds since 1970, UTC: the time of its first record
    worker: str
    path: Path
    end_ms: int  # when it was last written
    size: int  # bytes


def segments_in(folder: Path) -> list[SegmentFile]:
    """All segments of all workers, oldest first."""
    found: list[SegmentFile] = []
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return []
    for entry in entries:
        name = _NAME.fullmatch(entry.name)
        if name is None:
            continue
        try:
            about = entry.stat()
        except FileNotFoundError:  # removed in between
            continue
        start_ms = int(name[1])
        end_ms = max(start_ms, about.st_mtime_ns // 1_000_000)
        found.append(SegmentFile(start_ms, name[2], Path(entry.path), end_ms, about.st_size))
    return sorted(found)


def is_open(path: Path) -> bool:
    """Whether a living writer holds the segment. A dead one's lock is gone with it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def make_room(folder: Path, bytes_max: int) -> int:
    """Remove the oldest segments that nobody writes, each with its index of tokens, until no more than `bytes_max` are
    left of both; returns how many segments."""
    segments = segments_in(folder)
    total = sum(_with_index(segment) for segment in segments)
    removed = 0
    for segment in segments:
        if total <= bytes_max:
            break
        if is_open(segment.path):
            continue
        total -= _with_index(segment)
        segment.path.unlink(missing_ok=True)
        segment.path.with_suffix(INDEX_SUFFIX).unlink(missing_ok=True)
        removed += 1
    return removed


def _with_index(segment: SegmentFile) -> int:
    """Bytes of a segment and of the index beside it, where there is one."""
    try:
        return segment.size + segment.path.with_suffix(INDEX_SUFFIX).stat().st_size
    except FileNotFoundError:
        return segment.size


def is_worker_name(worker: str) -> bool:
    return _WORKER.fullmatch(worker) is not None


class OpenSegment:
    """A segment that this process writes. OSError where the disk says no; a new one leaves nothing behind then."""

    __slots__ = ("_descriptor", "opened_at", "path", "size")

    def __init__(self, folder: Path, start_ms: int, worker: str, salt: int, now: float) -> None:
        start_ms = max(start_ms, 0)
        while True:
            self.path = folder / f"{start_ms:013d}-{worker}.spool"
            try:
                self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
                break
            except FileExistsError:
                start_ms += 1
        self.opened_at = now
        self.size = 0
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            header = segment_header(salt)
            if self.write(header) != len(header):
                raise OSError("no room for the header of a segment")
            sync_folder(folder)
        except OSError:
            os.close(self._descriptor)
            self.path.unlink(missing_ok=True)
            raise

    def write(self, data: bytes) -> int:
        """Write as much as the disk takes, and return how much that was."""
        written = os.write(self._descriptor, data)
        self.size += written
        return written

    def sync(self) -> None:
        """Have the records on disk (`fdatasync`: without the file's times)."""
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)
