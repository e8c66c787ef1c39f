"""A file's content as it was before it was compressed, in chunks, whatever its size; a gzip that breaks off is told."""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

import zstandard

from bellwarden.calllog.fault import CallLogFault
from bellwarden.calllog.zstd_frames import is_whole

CHUNK: Final = 1 << 22
HEAD: Final = 1 << 16  # bytes from which the format is guessed and an earlier import of the same file suspected
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
# What is no text, told by its first bytes, so that nobody waits for a million refused rows.
_NOT_TEXT: Final = {b"PK\x03\x04": "a ZIP archive or a spreadsheet", b"PAR1": "a Parquet file", b"%PDF": "a PDF"}


class Mark(NamedTuple):
    """A place in a file's content: so many bytes, and the SHA-256 of all before it."""

    bytes: int
    sha256: str


class Content:
    """One reading of a file. `trouble` says, once it has been read, why it ended before its end."""

    def __init__(self, path: Path, progress: Callable[[int], None] | None = None) -> None:
        self._path = path
        self._progress = progress
        self.trouble = ""

    def chunks(self) -> Iterator[bytes]:
        """CallLogFault when the file can't be read at all."""
        try:
            with open(self._path, "rb") as file:
                magic = file.read(4)
                file.seek(0)
                for begin, what in _NOT_TEXT.items():
                    if magic.startswith(begin):
                        raise CallLogFault(f"{self._path}: this is {what}; export it as CSV")
                if magic.startswith(_GZIP):
                    yield from self._gunzip(file)
                elif magic == _ZSTD:
                    yield from self._unzstd(file)
                else:
                    yield from self._plain(file)
        except OSError as error:
            raise CallLogFault(f"{self._path}: {(error.strerror or str(error)).lower()}") from None

    def _plain(self, file: IO[bytes]) -> Iterator[bytes]:
        while chunk := file.read(CHUNK):
            self._tell(len(chunk))
            yield chunk

    def _gunzip(self, file: IO[bytes]) -> Iterator[bytes]:
        """Members behind one another are one content (RFC 1952 section 2.2)."""
        member = zlib.decompressobj(wbits=31)
        waiting = b""
        while True:
            if not waiting:
                waiting = file.read(CHUNK >> 2)
                self._tell(len(waiting))
            if not waiting:
                break
            if member.eof:
                waiting = waiting.lstrip(b"\x00")
                if not waiting:
                    continue
                member = zlib.decompressobj(wbits=31)
            try:
                out = member.decompress(waiting, CHUNK)
            except zlib.error as error:
                self.trouble = f"the gzip data are damaged ({error})"
                return
            waiting = member.unused_data if member.eof else member.unconsumed_tail
            if out:
                yield out
        if not member.eof:
            self.trouble = "the gzip file breaks off before its end"

    def _unzstd(self, file: IO[bytes]) -> Iterator[bytes]:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(file, read_across_frames=True)
        at = 0
        try:
            while out := reader.read(CHUNK):
                self._tell(file.tell() - at)
                at = file.tell()
                yield out
        except zstandard.ZstdError as error:
            self.trouble = f"the zstd data are damaged ({error})"
        else:
            if not is_whole(file):
                self.trouble = "the zstd file breaks off before its end"

    def _tell(self, count: int) -> None:
        if self._progress is not None and count:
            self._progress(count)


def head_of(path: Path, size: int = HEAD) -> bytes:
    """The first bytes of the content."""
    head = b""
    for chunk in Content(path).chunks():
        head += chunk
        if len(head) >= size:
            break
    return head[:size]


def matching(path: Path, marks: Sequence[Mark]) -> dict[Mark, bytes]:
    """Those of the marks that the file's content passes, each with the byte behind it (b"" at the end).

    So an earlier import of the same file is known, or of the same file when it was shorter.
    """
    wanted = sorted(set(marks))
    found: dict[Mark, bytes] = {}
    pending: Mark | None = None
    digest = hashlib.sha256()
    passed = 0
    for chunk in Content(path).chunks():
        start = 0
        if pending is not None:
            found[pending] = chunk[:1]
            pending = None
        while wanted and wanted[0].bytes <= passed + len(chunk):
            mark = wanted.pop(0)
            end = mark.bytes - passed
            digest.update(chunk[start:end])
            start = end
            if digest.hexdigest() == mark.sha256:
                found[mark] = chunk[end : end + 1]
                pending = mark if end == len(chunk) else None
        if not wanted and pending is None:
            break
        digest.update(chunk[start:])
        passed += len(chunk)
    return found
