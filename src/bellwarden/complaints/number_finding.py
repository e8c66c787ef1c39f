"""Telephone numbers in a text, impossible ones too: where they stand and what they are. Roles are `roles`' business."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from phonenumbers import Leniency, PhoneNumberMatcher

from bellwarden.complaints.masking import MASK, masked
from bellwarden.complaints.number_words import spoken, vanity
from bellwarden.model.complaint import NumberForm
from bellwarden.model.number import NumberFault, TelephoneNumber
from bellwarden.numbering.reading import read_number

NUMBERS_MAX: Final = 200  # of one text
RANGE_MAX: Final = 100  # numbers that a range may stand for
_TRIES_MAX: Final = 500
# Signs that people and mail programs put between the groups.
_SEPARATORS: Final = r"[\s.\-/\u2010-\u2015\u2212\u00a0\u202f·]"
_NANP: Final = re.compile(
    rf"(?<![\w+])(?:\+?1{_SEPARATORS}{{0,3}})?\(?(\d{{3}})\)?{_SEPARATORS}{{0,3}}(\d{{3}}){_SEPARATORS}{{0,3}}(\d{{4}})(?!\d)",
    re.ASCII,
)
# As the French write theirs, in pairs; no number of North America begins with a nought.
_FRENCH: Final = re.compile(r"(?<![\w+.,/-])0([1-9](?:[\s.-]?\d{2}){4})(?![\w-])", re.ASCII)
_GLUED: Final = re.compile(r"(?<!\d)(?:1)?[2-9]\d{9}(?!\d)", re.ASCII)
_GLOBAL: Final = re.compile(rf"(?<![\w+])\+\s?\d(?:{_SEPARATORS}?\(?\d\)?){{6,16}}(?!\d)", re.ASCII)
_DIALLED: Final = re.compile(rf"(?<![\w+])(?:011|00){_SEPARATORS}?[1-9](?:{_SEPARATORS}?\d){{7,14}}(?!\d)", re.ASCII)
_LONG: Final = re.compile(r"(?<![\w.,$€£-])\d{10,15}(?![\w.,]?\d)", re.ASCII)
_LOCAL: Final = re.compile(
    r"(?<![\w.\-$€£/])[2-9]\d{2}[-. ]?\d{4}(?![\w/%]|[-.,]\d|\s?(?:dollars|USD|EUR|euros?)\b)", re.ASCII
)
_SHORT: Final = re.compile(
    r"\b(?:short ?code|text from|from|c[oó]digo corto|num[ée]ro court|du)\s+(\d{5,6})\b(?!\s*(?:calls|times|people))",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d[\s,]")
_THROUGH: Final = re.compile(
    r"\s*(?:thru|through|to|al?|[aà]|-|–)\s*(?:(?:\(?\d{3}\)?[-. ])?\d{3}[-. ])?(\d{4})(?!\d)", re.IGNORECASE
)


class Seen(NamedTuple):
    """A number at its place in the text."""

    start: int
    end: int
    text: str
    number: TelephoneNumber
    form: NumberForm


def numbers_in(text: str, country: str) -> tuple[Seen, ...]:
    """In the order of the text; each place once."""
    hidden = masked(_narrow(text))
    found: list[Seen] = []
    taken = bytearray(len(text))
    for start, end, digits, form in _candidates(hidden, country):
        if any(taken[start:end]) or len(found) >= NUMBERS_MAX:
            continue
        taken[start:end] = b"\1" * (end - start)
        found.append(Seen(start, end, text[start:end], as_number(digits, country), form))
        if form is NumberForm.DIGITS:
            for other in _range(text, hidden, found[-1], country):
                found.append(other)
                taken[end : other.end] = b"\1" * (other.end - end)
    return tuple(sorted(found))


def as_number(written: str, country: str) -> TelephoneNumber:
    """What was written as a number; digits that no plan reads are kept."""
    number = read_number(written, country)
    digits = "".join(sign for sign in written if sign.isdigit())
    if not number.digits and digits:
        return number._replace(digits=digits, fault=number.fault or NumberFault.LENGTH)
    return number


def _candidates(text: str, country: str) -> Iterator[tuple[int, int, str, NumberForm]]:
    """Surest patterns first: a place that one has taken is no other's."""
    for start, end, digits in vanity(text):
        yield start, end, digits, NumberForm.VANITY
    for found in (*_GLOBAL.finditer(text), *_DIALLED.finditer(text)):
        yield found.start(), found.end(), found.group(), NumberForm.DIGITS
    for found in _FRENCH.finditer(text):
        if "\n" not in found.group() and not found.group().isdigit():
            yield found.start(), found.end(), f"+33{found.group(1)}", NumberForm.DIGITS
    for found in _NANP.finditer(text):
        if "\n" not in found.group() and _plausible(text, found):
            yield found.start(), found.end(), "".join(found.groups()), NumberForm.DIGITS
    for found in (*_GLUED.finditer(text), *_LONG.finditer(text)):
        yield found.start(), found.end(), found.group(), NumberForm.DIGITS
    for start, end, digits in spoken(text):
        yield start, end, digits, NumberForm.WORDS
    for match in PhoneNumberMatcher(text, country, leniency=Leniency.POSSIBLE, max_tries=_TRIES_MAX):
        if MASK not in match.raw_string and _whole(text, match.start, match.end):
            yield match.start, match.end, match.raw_string, NumberForm.DIGITS
    for found in _LOCAL.finditer(text):
        yield found.start(), found.end(), found.group(), NumberForm.DIGITS
    for found in _SHORT.finditer(text):
        yield found.start(1), found.end(1), found.group(1), NumberForm.DIGITS


def _plausible(text: str, found: "re.Match[str]") -> bool:
    """Ten digits with blanks between may be two things side by side; a money sign before makes it an amount."""
    return text[max(0, found.start() - 1) : found.start()] not in ("$", "€", "£", MASK)


def _whole(text: str, start: int, end: int) -> bool:
    """Years, prices and house numbers are possible numbers to the library; seven digits and more are asked for."""
    digits = sum(sign.isdigit() for sign in text[start:end])
    glued = text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
    dated = _YEAR.match(text, start) is not None
    return digits >= 7 and not glued and not dated and "\n" not in text[start:end]


def _range(text: str, hidden: str, first: Seen, country: str) -> Iterator[Seen]:
    """`212-736-5000 thru 5009` and `…5000-5009`: the numbers between, too."""
    found = _THROUGH.match(hidden, first.end)
    digits = first.number.digits
    if found is None or len(digits) < 10:
        return
    low, high = int(digits[-4:]), int(found.group(1))
    if not low < high <= low + RANGE_MAX:
        return
    for line in range(low + 1, high + 1):
        number = as_number(f"+{digits[:-4]}{line:04d}", country)
        yield Seen(found.start(1), found.end(1), text[first.start : found.end()], number, NumberForm.RANGE)


def _narrow(text: str) -> str:
    """Full-width and other scripts' digits as ASCII ones, sign by sign, so that places stay."""
    if text.isascii():
        return text
    return "".join(_plain(sign) for sign in text)


def _plain(sign: str) -> str:
    if sign.isdecimal():
        return str(int(sign))
    return _SIGNS.get(sign, sign)


_SIGNS: Final = {"\uff0b": "+", "\uff08": "(", "\uff09": ")", "\uff0d": "-", "\uff0e": ".", "\u3000": " "}
