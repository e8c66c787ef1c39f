"""Content cut into pieces that the engine reads: text in UTF-8, whole lines, each piece small enough for the memory.

Everything here works on blocks of megabytes; single lines are looked at only in blocks that have something wrong.
"""

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.calllog.content import Content, Mark
from bellwarden.cdr.documents import documents
from bellwarden.cdr.format import Kind, Syntax

PIECE: Final = 48 << 20  # bytes of text that the engine is given at once
LINE_MAX: Final = 1 << 20  # bytes of a line; a longer one is no record
SHOWN_MAX: Final = 200  # characters of a refused line that are kept
TRIES: Final = 40  # line ends looked at for one outside quotes


class Refused(NamedTuple):
    """What could not be kept, and why. `field` is "" when the line as a whole is at fault."""

    line: int  # counted from 1; of a record of several lines the first
    field: str
    reason: str
    text: str


class Piece(NamedTuple):
    path: Path
    first_line: int
    lines: int


class Cutter:
    """Reads a file's content once, from the byte `start` on, and writes piece after piece into `scratch`.

    After the last piece `refused`, `notes`, `whole` and `finished` tell about the file.
    """

    def __init__(self, content: Content, scratch: Path, syntax: Syntax, start: int = 0) -> None:
        self._content = content
        self._scratch = scratch
        self._kind = syntax.kind
        self._quote = syntax.quote.encode() if syntax.kind is Kind.TABLE else b""
        self._skip_header = syntax.header and syntax.kind is Kind.TABLE and not start
        self._start = start
        self._line = 1
        self._digest = hashlib.sha256()
        self._bytes = 0
        self.refused: list[Refused] = []
        self.repaired_lines = 0  # lines that were not UTF-8
        self.whole = Mark(0, "")
        self.finished = Mark(0, "")  # up to the last line end

    def pieces(self) -> Iterator[Piece]:
        """Each piece is taken away by whoever asked for it, before the next one is made."""
        buffer: list[bytes] = []
        size = 0
        first = self._line
        for block in self._blocks():
            if not size:
                first = self._line - block.count(b"\n")
            buffer.append(block)
            size += len(block)
            if size >= PIECE:
                data = b"".join(buffer)
                cut = self._cut(data)
                yield self._write(data[:cut], first)
                buffer, size = [data[cut:]], len(data) - cut
                first = self._line - data.count(b"\n", cut)
        if size:
            yield self._write(b"".join(buffer), first)

    def _cut(self, data: bytes) -> int:
        """The last line end that lies outside quotes, as far as a few tries tell; else the last one."""
        end = data.rfind(b"\n") + 1
        if not self._quote:
            return end
        odd = data.count(self._quote, 0, end) % 2
        cut = end
        for _ in range(TRIES):
            if not odd or cut <= 0:
                break
            before = data.rfind(b"\n", 0, cut - 1) + 1
            odd ^= data.count(self._quote, before, cut) % 2
            cut = before
        return cut if cut > 0 and not odd else end

    def _write(self, data: bytes, first_line: int) -> Piece:
        path = self._scratch / "piece.txt"
        path.write_bytes(data)
        return Piece(path, first_line, data.count(b"\n"))

    def _blocks(self) -> Iterator[bytes]:
        """Clean text, always to the end of a line."""
        rest = b""
        for chunk in self._records() if self._kind in (Kind.JSON, Kind.XML) else self._decoded():
            data = rest + chunk if rest else chunk
            end = data.rfind(b"\n") + 1
            rest = data[end:]
            if end:
                yield from self._lines(data[:end])
            if len(rest) > LINE_MAX:
                rest = rest[: LINE_MAX + 1]  # the line is refused when its end comes; until then this much is enough
        self.whole = Mark(self._bytes, self._digest.hexdigest())
        if self._content.trouble:
            self.refused.append(Refused(self._line, "", self._content.trouble, _shown(rest)))
        elif rest:
            yield from self._lines(rest + b"\n")
        if not rest or self._kind in (Kind.JSON, Kind.XML):
            self.finished = self.whole

    def _records(self) -> Iterator[bytes]:
        """Records that are no lines, as lines; one that is none leaves an empty line, so that all are counted."""
        first = self._line
        for number, record in enumerate(documents(self._kind, self._decoded())):
            if record.reason:
                self.refused.append(Refused(first + number, "", record.reason, record.shown))
            yield record.line.encode("utf-8", "replace") + b"\n"

    def _lines(self, data: bytes) -> Iterator[bytes]:
        data = self._cleaned(data)
        self._line += data.count(b"\n")
        if self._skip_header:
            self._skip_header = False
            data = data[data.find(b"\n") + 1 :]
        if data:
            yield data

    def _cleaned(self, data: bytes) -> bytes:
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b" ")
        if b"\x00" in data:
            data = data.replace(b"\x00", b"\xef\xbf\xbd")
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            data = b"".join(map(self._repaired, data.splitlines(keepends=True)))
        return self._without_long_lines(data)

    def _repaired(self, line: bytes) -> bytes:
        """A line that is no UTF-8 is read as Windows-1252, which is what old switches and spreadsheets write."""
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            self.repaired_lines += 1
            return line.decode("cp1252", "replace").encode()
        return line

    def _without_long_lines(self, data: bytes) -> bytes:
        """A line that is too long leaves an empty one, so that the lines behind it keep their numbers."""
        at = 0
        while len(data) - at > LINE_MAX:
            end = data.rfind(b"\n", at, at + LINE_MAX) + 1
            if end:
                at = end
                continue
            end = data.find(b"\n", at)
            line = self._line + data.count(b"\n", 0, at)
            reason = f"the line is longer than {LINE_MAX >> 20} MB"
            self.refused.append(Refused(line, "", reason, _shown(data[at : at + SHOWN_MAX])))
            data = data[:at] + data[end:]
            at += 1
        return data

    def _decoded(self) -> Iterator[bytes]:
        """The content as UTF-8 without a byte order mark, from where an earlier import of the same file ended."""
        decoder: codecs.IncrementalDecoder | None = None
        old_mac = False
        begun = False
        for chunk in self._content.chunks():
            self._note_end(chunk)
            if self._bytes <= self._start:
                self._line += chunk.count(b"\n")
                begun = True
                continue
            fresh = self._bytes - self._start
            if fresh < len(chunk):
                self._line += chunk.count(b"\n", 0, len(chunk) - fresh)
                chunk, begun = chunk[-fresh:], True
            if not begun:
                begun = True
                decoder = _decoder(chunk)
                chunk = chunk.removeprefix(codecs.BOM_UTF8)
                old_mac = b"\r" in chunk and b"\n" not in chunk and decoder is None
            if decoder is not None:
                chunk = decoder.decode(chunk).removeprefix("\ufeff").encode("utf-8", "replace")
            yield chunk.replace(b"\r", b"\n") if old_mac else chunk

    def _note_end(self, chunk: bytes) -> None:
        """Keep the mark behind the last line end: where a grown file of the same beginning will be read on."""
        end = chunk.rfind(b"\n") + 1
        if end:
            self._digest.update(chunk[:end])
            self.finished = Mark(self._bytes + end, self._digest.hexdigest())
        self._digest.update(chunk[end:])
        self._bytes += len(chunk)


def _decoder(head: bytes) -> codecs.IncrementalDecoder | None:
    """For UTF-16, which spreadsheets export as "Unicode text"; told by its byte order mark."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")("replace")
    return None


def text_of(head: bytes) -> str:
    """The first bytes as text, as the cutter would read them."""
    decoder = _decoder(head)
    if decoder is not None:
        return decoder.decode(head).removeprefix("\ufeff")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").replace("\x00", "\ufffd")


def _shown(data: bytes) -> str:
    return data[:SHOWN_MAX].decode("utf-8", "replace")
