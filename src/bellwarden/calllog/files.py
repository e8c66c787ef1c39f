"""How the log writes: a file is referred to only when all of it is on disk, and one process writes at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bellwarden.calllog.fault import LogTrouble


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
