"""TNAuthList: what a certificate has authority over, by service provider code, range or single number.

The reader takes DER and nothing else: one way to write a value, so that two readers can't see two things in it.
"""

import re
from typing import Final, NamedTuple

OID: Final = "1.3.6.1.5.5.7.1.26"  # id-pe-TNAuthList, RFC 8226 section 9
ENTRIES_MAX: Final = 1_000
CODE_MAX: Final = 10  # an operating company number has 4 signs (ATIS-0300251); other countries' codes have more

SEQUENCE: Final = 0x30
INTEGER: Final = 0x02
IA5_STRING: Final = 0x16
# The module of RFC 8226 section 9 is one of explicit tags: each choice wraps a complete value.
CODE: Final = 0xA0
RANGE: Final = 0xA1
NUMBER: Final = 0xA2

_CODE = re.compile(rb"[0-9A-Za-z]{1,%d}" % CODE_MAX)
_NUMBER = re.compile(rb"[0-9#*]{1,15}")  # TelephoneNumber, RFC 8226 section 9
_DIGITS = re.compile(rb"[0-9]{1,15}")


class DerError(ValueError):
    """Not DER, or not of this form; the text says where."""


class TNAuthList(NamedTuple):
    """RFC 8226 section 9. Numbers are digits with country code, without plus."""

    codes: tuple[str, ...] = ()  # service provider codes, capital letters
    ranges: tuple[tuple[str, int], ...] = ()  # first number's digits, and how many numbers
    numbers: frozenset[str] = frozenset()

    def covers(self, digits: str) -> bool:
        """Whether the number is named, alone or by a range. Codes say nothing about numbers."""
        return digits in self.numbers or any(_in_range(digits, first, count) for first, count in self.ranges)

    def encloses(self, other: "TNAuthList") -> bool:
        """Whether all that `other` names is named here (RFC 9060 section 4: a delegate has no more than its issuer).

        Numbers below a code alone are taken as enclosed: whose numbers they are, no certificate says, and the issuer
        has to have looked (RFC 9060 section 4.1). Touching ranges here count as one.
        """
        if not set(other.codes) <= set(self.codes):
            return False
        if self.codes:
            return True
        ranges = _joined(self)
        wanted = [*other.ranges, *((number, 1) for number in other.numbers if number not in self.numbers)]
        return all(_enclosed(first, count, ranges) for first, count in wanted)


def read_tn_auth_list(der: bytes) -> TNAuthList:
    """Read the extension's value. DerError for whatever is not exactly a TNAuthorizationList (RFC 8226 section 9)."""
    body, rest = take(der, 0, SEQUENCE)
    if rest != len(der):
        raise DerError("octets after the list")
    if not body:
        raise DerError("an empty list")
    codes: list[str] = []
    ranges: list[tuple[str, int]] = []
    numbers: set[str] = set()
    at = entries = 0
    while at < len(body):
        entries += 1
        if entries > ENTRIES_MAX:
            raise DerError(f"more than {ENTRIES_MAX} entries")
        tag = body[at]
        inner, at = take(body, at, tag)
        if tag == CODE:
            codes.append(_text(inner, _CODE, "service provider code").upper())
        elif tag == RANGE:
            ranges.append(_range(inner))
        elif tag == NUMBER:
            numbers.add(_text(inner, _NUMBER, "number"))
        else:
            raise DerError(f"no such choice: tag {tag:#04x}")
    return TNAuthList(tuple(codes), tuple(ranges), frozenset(numbers))


def take(data: bytes, at: int, tag: int) -> tuple[bytes, int]:
    """The contents of the value at `at`, which must have this tag, and where the next one begins (X.690 section 10.1).

    DerError for another tag, an indefinite or needlessly long length, and a value that runs past the end.
    """
    if at + 2 > len(data):
        raise DerError("truncated")
    if data[at] != tag:
        raise DerError(f"tag {data[at]:#04x} where {tag:#04x} belongs")
    length = data[at + 1]
    start = at + 2
    if length >= 0x80:
        octets = length & 0x7F
        if not 1 <= octets <= 3:
            raise DerError("a length that is indefinite or too large")
        if start + octets > len(data):
            raise DerError("truncated")
        length = int.from_bytes(data[start : start + octets], "big")
        start += octets
        if length < 0x80 or (octets > 1 and length < 1 << 8 * (octets - 1)):
            raise DerError("a length in more octets than it needs")
    end = start + length
    if end > len(data):
        raise DerError("truncated")
    return data[start:end], end


def _text(inner: bytes, form: re.Pattern[bytes], what: str) -> str:
    value, rest = take(inner, 0, IA5_STRING)
    if rest != len(inner):
        raise DerError(f"octets after a {what}")
    if form.fullmatch(value) is None:
        raise DerError(f"no {what}: {value[:20]!r}")
    return value.decode("ascii")


def _range(inner: bytes) -> tuple[str, int]:
    body, rest = take(inner, 0, SEQUENCE)
    if rest != len(inner):
        raise DerError("octets after a range")
    start, at = take(body, 0, IA5_STRING)
    count_octets, at = take(body, at, INTEGER)
    if at != len(body):
        raise DerError("octets inside a range after its count")
    if _DIGITS.fullmatch(start) is None:
        raise DerError(f"a range begins with {start[:20]!r}")
    if not count_octets or len(count_octets) > 8:
        raise DerError("a range's count of no or too many octets")
    if len(count_octets) > 1 and count_octets[0] == 0 and count_octets[1] < 0x80:
        raise DerError("a range's count in more octets than it needs")
    count = int.from_bytes(count_octets, "big", signed=True)
    if count < 2:
        raise DerError(f"a range of {count} numbers")
    if int(start) + count > 10 ** len(start):
        raise DerError("a range whose last number has more digits than its first")
    return start.decode("ascii"), count


def _in_range(digits: str, first: str, count: int) -> bool:
    # isdecimal() alone would let the digits of other scripts through; int() reads them all.
    return (
        len(digits) == len(first)
        and digits.isascii()
        and digits.isdecimal()
        and int(first) <= int(digits) < int(first) + count
    )


def _joined(held: TNAuthList) -> list[tuple[int, int, int]]:
    """Ranges and single numbers as (digits, first, end), in order, those that touch made one."""
    parts = [(len(first), int(first), int(first) + count) for first, count in held.ranges]
    parts += [(len(one), int(one), int(one) + 1) for one in held.numbers if one.isdecimal()]
    joined: list[tuple[int, int, int]] = []
    for digits, first, end in sorted(parts):
        if joined and joined[-1][0] == digits and first <= joined[-1][2]:
            joined[-1] = (digits, joined[-1][1], max(joined[-1][2], end))
        else:
            joined.append((digits, first, end))
    return joined


def _enclosed(first: str, count: int, ranges: list[tuple[int, int, int]]) -> bool:
    if not first.isdecimal():
        return False
    low = int(first)
    return any(digits == len(first) and begin <= low and low + count <= end for digits, begin, end in ranges)
