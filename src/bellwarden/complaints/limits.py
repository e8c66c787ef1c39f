"""What a message may be before anything parses it: looked at as bytes, in one pass, before the mail parser sees it."""

import re
from typing import Final

MESSAGE_BYTES_MAX: Final = 10_000_000
HEADER_BYTES_MAX: Final = 65_536  # of the whole header block
ONE_HEADER_BYTES_MAX: Final = 8_192  # folded lines included
HEADERS_MAX: Final = 200
ADDRESSES_MAX: Final = 100
ENCODED_WORDS_MAX: Final = 200
BOUNDARY_LINES_MAX: Final = 200
NESTED_MAX: Final = 8  # multiparts and messages inside each other, as far as their declarations tell
DECLARED_MAX: Final = 32  # multiparts and messages declared anywhere
PARTS_MAX: Final = 100
EXPANDED_BYTES_MAX: Final = 25_000_000  # of a spreadsheet or an encoded part
EXPANSION_MAX: Final = 100  # times its packed size
TEXT_CHARS_MAX: Final = 60_000  # of one part that numbers and times are looked for in
ALL_TEXT_CHARS_MAX: Final = 200_000
ROWS_MAX: Final = 10_000  # of a table of complaints
CPU_S: Final = 2
MEMORY_BYTES: Final = 512 << 20

_HEADER_END: Final = re.compile(rb"\r?\n\r?\n")
_NEXT_HEADER: Final = re.compile(rb"\r?\n(?![ \t])")
_DECLARED: Final = re.compile(rb"^content-type:[ \t]*(?:multipart/|message/rfc822)", re.IGNORECASE | re.MULTILINE)
_BOUNDARY: Final = re.compile(rb"boundary[ \t]*=[ \t]*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_ADDRESSED: Final = re.compile(rb"^(?:from|to|cc|bcc|reply-to|sender)[ \t]*:", re.IGNORECASE)


class TooMuch(ValueError):
    """A message that is not parsed. The text says which bound it passes, for the quarantine."""


def check_size(data: bytes) -> None:
    if len(data) > MESSAGE_BYTES_MAX:
        raise TooMuch(f"{len(data):,} bytes; at most {MESSAGE_BYTES_MAX:,} are read")


def check_mail(data: bytes) -> None:
    """Before the mail parser: header sizes, parts and depth by what the bytes declare. TooMuch names the bound."""
    check_size(data)
    end = _HEADER_END.search(data, 0, HEADER_BYTES_MAX + 4)
    head = data[: end.start()] if end else data
    if len(head) > HEADER_BYTES_MAX:
        raise TooMuch(f"a header block of more than {HEADER_BYTES_MAX:,} bytes")
    _check_headers(head)
    declared = sum(1 for _ in _DECLARED.finditer(data))
    if declared > DECLARED_MAX:
        raise TooMuch(f"{declared:,} multiparts and messages inside; at most {DECLARED_MAX} are read")
    marks = {b"--" + (one[0] or one[1]) for one in _BOUNDARY.findall(data)}
    if len(marks) > DECLARED_MAX:
        raise TooMuch(f"{len(marks):,} boundaries declared; at most {DECLARED_MAX} are read")
    lines = sum(data.count(b"\n" + mark) for mark in marks)
    if lines > BOUNDARY_LINES_MAX:
        raise TooMuch(f"{lines:,} boundary lines; at most {BOUNDARY_LINES_MAX} are read")


def _check_headers(head: bytes) -> None:
    headers = _NEXT_HEADER.split(head)
    if len(headers) > HEADERS_MAX:
        raise TooMuch(f"{len(headers):,} headers; at most {HEADERS_MAX} are read")
    for header in headers:
        if len(header) > ONE_HEADER_BYTES_MAX:
            raise TooMuch(f"a header of {len(header):,} bytes; at most {ONE_HEADER_BYTES_MAX:,} are read")
        if header.count(b"=?") > ENCODED_WORDS_MAX:
            raise TooMuch(f"a header of {header.count(b'=?'):,} encoded words; at most {ENCODED_WORDS_MAX} are read")
        if _ADDRESSED.match(header) and header.count(b"@") > ADDRESSES_MAX:
            raise TooMuch(f"a header of {header.count(b'@'):,} addresses; at most {ADDRESSES_MAX} are read")
