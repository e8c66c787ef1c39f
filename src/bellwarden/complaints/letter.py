"""A mail taken apart: decoded headers, and its leaves in order, by the standard library's parser."""

import email
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import decode_header
from email.message import Message as Parsed
from email.policy import compat32
from email.utils import parsedate_tz
from hashlib import sha256
from typing import Final

from bellwarden.complaints.charsets import clean, decode
from bellwarden.complaints.limits import (
    ALL_TEXT_CHARS_MAX,
    EXPANDED_BYTES_MAX,
    NESTED_MAX,
    ONE_HEADER_BYTES_MAX,
    PARTS_MAX,
    TEXT_CHARS_MAX,
    TooMuch,
    check_mail,
)

_ADDRESS: Final = re.compile(r"[^\s<>\"(),;:]{1,128}@[^\s<>\"(),;:]{1,255}")
_IN_ANGLES: Final = re.compile(r"<\s*([^\s<>\"(),;:]{1,128}@[^\s<>\"(),;:]{1,255})\s*>")


# Parts that are blocks of headers: RFC 5965 section 3, RFC 3464 section 2.1; the headers of a mail, RFC 3462 section 2.
_FIELDS_ONLY: Final = ("message/feedback-report", "message/delivery-status")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no others. `text` of what is text, `data` of everything."""

    content_type: str
    text: str
    data: bytes
    name: str = ""  # file name
    attached: bool = False
    depth: int = 0  # messages around it: 1 and more is a mail inside the mail
    fields: tuple[tuple[str, str], ...] = ()  # of a part that is blocks of headers


@dataclass(frozen=True, slots=True)
class Letter:
    headers: tuple[tuple[str, str], ...]  # names in lower case, in order
    leaves: tuple[Leaf, ...]
    inner: tuple[tuple[tuple[str, str], ...], ...] = ()  # headers of mails inside
    notes: tuple[str, ...] = ()
    content_type: str = ""
    parameters: tuple[tuple[str, str], ...] = ()  # of the content type: report-type

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.headers if key == name)


def read_letter(data: bytes) -> Letter:
    """TooMuch for what passes a bound of `limits`."""
    check_mail(data)
    top = email.message_from_bytes(data, policy=compat32)
    taking = _Taking()
    taking.walk(top, 0, 0)
    notes = [*taking.notes, *(type(one).__name__ for one in top.defects)]
    return Letter(
        _headers(top),
        tuple(taking.leaves),
        tuple(taking.inner),
        tuple(dict.fromkeys(notes)),
        top.get_content_type(),
        _parameters(top),
    )


class _Taking:
    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.inner: list[tuple[tuple[str, str], ...]] = []
        self.notes: list[str] = []
        self._bytes = 0
        self._chars = 0

    def walk(self, part: "Parsed[str, str]", nested: int, depth: int) -> None:
        if nested > NESTED_MAX:
            raise TooMuch(f"parts nested more than {NESTED_MAX} deep")
        payload = part.get_payload()
        kind = part.get_content_type()
        below = [one for one in payload if isinstance(one, Parsed)] if isinstance(payload, list) else []
        if kind in _FIELDS_ONLY and below:
            self._leaf(part, kind, b"", depth, tuple(field for one in below for field in _headers(one)))
        elif below:
            inside = depth + (kind == "message/rfc822")
            for one in below:
                if inside > depth:
                    self.inner.append(_headers(one))
                self.walk(one, nested + 1, inside)
        else:
            found = part.get_payload(decode=True)
            self._leaf(part, kind, found if isinstance(found, bytes) else b"", depth)

    def _leaf(
        self, part: "Parsed[str, str]", kind: str, data: bytes, depth: int, fields: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self._bytes += len(data)
        if len(self.leaves) >= PARTS_MAX or self._bytes > EXPANDED_BYTES_MAX:
            raise TooMuch(f"more than {PARTS_MAX} parts or {EXPANDED_BYTES_MAX:,} bytes in them")
        text = ""
        if kind.startswith("text/") or kind in ("application/json", "message/feedback-report"):
            text = decode(data, str(part.get_content_charset() or ""))
            if len(text) > TEXT_CHARS_MAX:
                self.notes.append(f"a text of {len(text):,} characters was read up to {TEXT_CHARS_MAX:,}")
                text = text[:TEXT_CHARS_MAX]
            self._chars += len(text)
            if self._chars > ALL_TEXT_CHARS_MAX:
                self.notes.append("texts behind the first 200,000 characters were not read")
                text = ""
        name = words(str(part.get_filename() or ""))[:200]
        attached = part.get_content_disposition() == "attachment" or bool(name)
        self.leaves.append(Leaf(kind, text, data, name, attached, depth, fields))


def _headers(part: "Parsed[str, str]") -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), words(str(value))) for name, value in part.items())


def _parameters(part: "Parsed[str, str]") -> tuple[tuple[str, str], ...]:
    found = part.get_params(failobj=[]) or []
    return tuple((str(name).lower(), words(str(value))) for name, value in found)


def words(value: str) -> str:
    """A header's value: folds undone, encoded words read (RFC 2047), nothing that could be taken for another header."""
    flat = " ".join(value[:ONE_HEADER_BYTES_MAX].split())
    if "=?" in flat:
        try:
            pieces = decode_header(flat)
        except (ValueError, LookupError):  # broken base64: as it stands
            pieces = [(flat, None)]
        flat = "".join(piece if isinstance(piece, str) else decode(piece, charset or "") for piece, charset in pieces)
    return " ".join(clean(flat.encode("utf-8", "replace").decode("utf-8")).split())


def address_of(value: str) -> str:
    """The address of a header's value, in lower case; "" when there is none. One that is shown as a name is none."""
    end = value[-1000:]
    angled = _IN_ANGLES.findall(end)
    found = _ADDRESS.search(end)
    return str(angled[0] if angled else found.group() if found else "").lower()


def addresses_of(values: Iterable[str]) -> tuple[str, ...]:
    """Every address in some headers' values, in lower case."""
    return tuple(dict.fromkeys(one.lower() for value in values for one in _ADDRESS.findall(value)))


def date_of(value: str) -> tuple[datetime | None, int | None]:
    """A Date header as UTC, and the offset of the clock that wrote it in minutes. Neither can be trusted."""
    try:
        parts = parsedate_tz(value[:100])
        if parts is None:
            return None, None
        offset = parts[9]
        at = datetime(*parts[:6], tzinfo=UTC) - timedelta(seconds=offset or 0)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None, None
    return at, None if offset is None else offset // 60


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()
