"""The careful way through a piece that has something wrong: a blank line, a value over several lines, a stray quote.

Each record ends up on a line of its own with the number of its first line before it, so that the engine can name it.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import Final

from bellwarden.calllog.pieces import SHOWN_MAX, Piece, Refused
from bellwarden.cdr.format import Kind, Syntax

FIELD_SIGN: Final = "\x1f"  # between number and record where it is no table: no sign of JSON
LINES_MAX: Final = 20  # lines that one record may take


def untangle(piece: Piece, syntax: Syntax, wide: int) -> list[Refused]:
    """Writes the piece anew in place; returns the lines that are no records. `wide`: columns of a record, 0 for any."""
    refused: list[Refused] = []
    clean = piece.path.with_name("untangled.txt")
    delimiter = (syntax.delimiter if syntax.kind is Kind.TABLE else FIELD_SIGN).encode()
    with open(piece.path, "rb") as file, open(clean, "wb") as out:
        for number, record in _records(list(_numbered(file, piece.first_line)), syntax, wide, refused):
            out.write(b"%d%s%s\n" % (number, delimiter, record))
    clean.replace(piece.path)
    return refused


def _numbered(lines: Iterable[bytes], first: int) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(lines, first):
        stripped = line.rstrip(b"\n")
        if stripped.strip():
            yield number, stripped


def _records(
    lines: list[tuple[int, bytes]], syntax: Syntax, wide: int, refused: list[Refused]
) -> Iterator[tuple[int, bytes]]:
    quote = syntax.quote.encode() if syntax.kind is Kind.TABLE else b""
    at = 0
    while at < len(lines):
        number, line = lines[at]
        at += 1
        if not quote or line.count(quote) % 2 == 0:
            yield number, line
            continue
        taken = _joined(lines, at - 1, syntax, wide)
        if taken:
            # A line end inside a value is kept as a blank: the log's values are of one line.
            yield number, b" ".join(text for _, text in lines[at - 1 : at - 1 + taken])
            at += taken - 1
        else:
            reason = "a quote is opened and never closed"
            refused.append(Refused(number, "", reason, line[:SHOWN_MAX].decode("utf-8", "replace")))


def _joined(lines: list[tuple[int, bytes]], start: int, syntax: Syntax, wide: int) -> int:
    """How many lines from `start` make one sound record; 0 when none do."""
    quote = syntax.quote.encode()
    for end in range(start + 1, min(start + LINES_MAX, len(lines))):
        if lines[end][1].count(quote) % 2:
            whole = b"\n".join(text for _, text in lines[start : end + 1]).decode("utf-8", "replace")
            found = _width(whole, syntax)
            return end - start + 1 if found and wide in (0, found) else 0
    return 0


def _width(record: str, syntax: Syntax) -> int:
    try:
        lines = record.splitlines(keepends=True)
        rows = list(csv.reader(lines, delimiter=syntax.delimiter, quotechar=syntax.quote, strict=True))
    except csv.Error:
        return 0
    return len(rows[0]) if len(rows) == 1 else 0
