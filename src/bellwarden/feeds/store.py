"""What was fetched, on disk: a file for each URL, named by the URL's SHA-256 and by nothing else.

A file holds one line of JSON (URL, time, SHA-256 of the body) and the body. It is written beside and renamed, so a file
is whole or not there; one that was damaged all the same is not read. Bounded by number; the oldest go first.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from bellwarden.stir.retrieval import REVOCATION_LIST_OCTETS_MAX, Retrieved

FILES_MAX: Final = 5_000  # of 16 kB at most, but for one list: 85 MB
FILE_OCTETS_MAX: Final = REVOCATION_LIST_OCTETS_MAX + 4_096
SUFFIX: Final = ".fetched"


class _Head(msgspec.Struct, frozen=True):
    url: str
    at: float
    sha256: str


class Store:
    """A folder of this room's own. OSError for what the disk says."""

    def __init__(self, folder: Path, files_max: int = FILES_MAX) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._files_max = files_max
        # Everything below goes by this descriptor and a name of hexadecimal digits: no path can lead elsewhere.
        self._folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self._names = {one for one in os.listdir(self._folder) if one.endswith(SUFFIX)}

    def close(self) -> None:
        os.close(self._folder)

    def __len__(self) -> int:
        return len(self._names)

    def put(self, retrieved: Retrieved) -> None:
        """Keep what was fetched, in place of what was there."""
        name = _name(retrieved.url)
        head = msgspec.json.encode(_Head(retrieved.url, retrieved.at, hashlib.sha256(retrieved.body).hexdigest()))
        temporary = f".{os.getpid()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with open(temporary, "wb", opener=lambda path, _: os.open(path, flags, 0o600, dir_fd=self._folder)) as file:
            file.write(head + b"\n" + retrieved.body)
        os.rename(temporary, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        self._names.add(name)
        if len(self._names) > self._files_max:
            self._make_room()

    def get(self, url: str) -> Retrieved | None:
        """What was fetched from a URL; None for nothing, or nothing whole."""
        name = _name(url)
        found = self._read(name) if name in self._names else None
        return found if found is not None and found.url == url else None

    def all(self) -> Iterator[Retrieved]:
        """Everything, the newest last."""
        for name in self._by_age():
            found = self._read(name)
            if found is not None:
                yield found

    def _read(self, name: str) -> Retrieved | None:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            with open(name, "rb", opener=lambda path, _: os.open(path, flags, dir_fd=self._folder)) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    return None
                line, _, body = file.read(FILE_OCTETS_MAX).partition(b"\n")
            head = msgspec.json.decode(line, type=_Head)
        except (OSError, msgspec.DecodeError):
            return None
        if _name(head.url) != name or hashlib.sha256(body).hexdigest() != head.sha256:
            return None
        return Retrieved(head.url, head.at, body)

    def _by_age(self) -> list[str]:
        aged = []
        for name in self._names:
            with suppress(OSError):
                aged.append((os.stat(name, dir_fd=self._folder, follow_symlinks=False).st_mtime, name))
        return [name for _, name in sorted(aged)]

    def _make_room(self) -> None:
        aged = self._by_age()
        self._names = set(aged)
        for name in aged[: max(len(aged) - self._files_max * 9 // 10, 0)]:
            with suppress(OSError):
                os.unlink(name, dir_fd=self._folder)
            self._names.discard(name)


def _name(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest() + SUFFIX
