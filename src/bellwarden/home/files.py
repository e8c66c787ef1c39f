"""How this room writes: a file is there whole or not at all, and one writer at a time where two could meet."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TEMPORARY = ".new-"  # how the name of a file begins that is not yet what it will be


def write_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file so that it is seen whole or not at all, even after a power failure (write, fsync, rename, fsync)."""
    temporary = path.parent / f"{TEMPORARY}{path.name}-{secrets.token_hex(4)}"
    try:
        write_new(temporary, data, mode)
        os.replace(temporary, path)
    except OSError:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def write_new(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Create a file and have its bytes on disk. FileExistsError when it is already there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with open(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)  # whatever the umask
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """The file, open for reading and appending, locked against other writers; the kernel frees a dead one's lock."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def append_line(descriptor: int, line: bytes) -> None:
    """Append a line to an open file and have it on disk, or leave the file as it was and raise OSError."""
    start = os.fstat(descriptor).st_size
    try:
        if os.write(descriptor, line) != len(line):
            raise OSError("the disk took only a part of the line")
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, start)
        raise


def read_from(descriptor: int, start: int) -> bytes:
    """All bytes of an open file from an offset on."""
    parts: list[bytes] = []
    while part := os.pread(descriptor, 1 << 20, start):
        parts.append(part)
        start += len(part)
    return b"".join(parts)
