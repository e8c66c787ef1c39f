"""How the log writes: a file is referred to only when all of it is on disk, and one process writes at a time."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bellwarden.calllog.fault import LogTrouble

# What the system, and the engine in its own words, say of a disk that takes no more.
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_WORDS: Final = tuple(os.strerror(number).lower() for number in sorted(FULL))


def unwritable(what: str, folder: Path, error: Exception) -> LogTrouble:
    """What to tell whoever could not write, and what to do. `what` has not changed anything."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    if getattr(error, "errno", None) in FULL or any(word in str(error).lower() for word in _FULL_WORDS):
        return LogTrouble(
            f"{what}: the disk of {folder} is full; nothing in the log has changed."
            " Free some space there (an import needs about the size of the file, unpacked), then do it again"
        )
    return LogTrouble(f"{what}: {reason}; nothing in the log has changed")


def replace_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is seen whole or not at all, even after a power failure (write, fsync, rename, fsync)."""
    temporary = path.with_name(f".new-{path.name}-{os.getpid()}")
    with open(temporary, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have a file's bytes, or a folder's names, on disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """The log, locked against other writers; the kernel frees a dead one's lock. Readers need none."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LogTrouble(f"another process writes to {folder}; try again when it is done") from None
        yield
    finally:
        os.close(descriptor)
