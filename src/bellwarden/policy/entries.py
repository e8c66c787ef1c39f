"""One entry of a list or a customer's numbers: a telephone number, a range of them, or a prefix."""

from functools import cache
from typing import NamedTuple

from bellwarden.model.number import NumberFault, NumberForm, TelephoneNumber
from bellwarden.numbering import plans
from bellwarden.numbering.ranges import range_to_prefixes
from bellwarden.numbering.reading import read_number
from bellwarden.policy.problem import shown

DIGITS_MAX = 15  # ITU-T E.164 section 6.2.1
NATIONAL_DIGITS = 10  # of the North American Numbering Plan
RANGE_DIGITS_MIN = 8  # on both sides of a hyphen: together more than any one number has
HOW = 'write a number "+12382000100", a range "12382001000-12382001999" or a prefix "+1238200*"'

_FIRST_NANP = 10_000_000_000
_SEPARATORS = str.maketrans("", "", " -.()\t")
# Faults that leave nothing to compare a call with. Others (a reserved area code, 555-01XX) may well stand on a list.
_NO_NUMBER = frozenset((NumberFault.LENGTH, NumberFault.NOT_A_NUMBER, NumberFault.COUNTRY_CODE))


class EntryError(ValueError):
    """Why an entry can't be taken, in words for the operator."""


class EmergencyNumberError(EntryError):
    """The entry is an emergency number on a list that may hold none."""


class Entry(NamedTuple):
    """Exactly one number, or the prefixes that a range or prefix comes to."""

    exact: int = 0
    prefixes: tuple[str, ...] = ()


@cache
def uses_nanp(country: str) -> bool:
    """Whether ten digits are a whole number there: the North American Numbering Plan, country code 1."""
    return country in plans.load()["1"].countries


def plain_number(text: str, home: bool) -> int:
    """The number of the commonest spellings, at once; 0 for any other. `home`: in the country, `uses_nanp`."""
    size = len(text)
    if size == 12 and text[0] == "+" and text[1] == "1":
        size, text, home = 11, text[1:], True
    if not home or not text.isascii() or not text.isdigit():
        return 0
    if size == 11 and text[0] == "1" and text[1] > "1":
        return int(text)
    return _FIRST_NANP + int(text) if size == 10 and text[0] > "1" else 0


def read_entry(text: str, country: str, emergency: frozenset[str] = frozenset()) -> Entry:
    """An entry as it was written; EntryError says why not. Names in `emergency` are refused as such."""
    if text.endswith("*"):
        return Entry(prefixes=(read_prefix(text[:-1], country),))
    ends = _range_ends(text)
    if ends is not None:
        return Entry(prefixes=_read_range(ends[0], ends[1], country))
    number = read_number(text, country)
    if number.digits and number.digits in emergency:
        raise EmergencyNumberError(f"{number.digits} is an emergency number and is never blocked; take it out")
    return Entry(_full_number(number, text))


def read_prefix(text: str, country: str) -> str:
    """E.164 digits that numbers begin with."""
    digits = text.translate(_SEPARATORS)
    plus = digits.startswith("+")
    digits = digits.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > DIGITS_MAX or digits[0] == "0":
        raise EntryError(
            f'{shown(text + "*")} is no prefix of telephone numbers; write it with country code: "+1238200*"'
        )
    if plus or (digits[0] == "1" and uses_nanp(country)):
        return digits
    raise EntryError(
        f'{shown(text + "*")} can be meant with or without country code; write "+{digits}*" or "+1{digits}*"'
    )


def _range_ends(text: str) -> tuple[str, str] | None:
    """The two sides of a range: no single number has so many digits on both sides of one hyphen."""
    at = text.find("-")
    while at > 0:
        sides = text[:at].strip(), text[at + 1 :].strip()
        if all(sum(sign.isdigit() for sign in side) >= RANGE_DIGITS_MIN for side in sides):
            return sides
        at = text.find("-", at + 1)
    return None


def _read_range(first: str, last: str, country: str) -> tuple[str, ...]:
    begin = _full_number(read_number(first, country), first)
    end = _full_number(read_number(last, country), last)
    try:
        return range_to_prefixes(begin, end)
    except ValueError as error:
        raise EntryError(f"{error}; write the lower number first, both with the same number of digits") from error


def _full_number(number: TelephoneNumber, text: str) -> int:
    if number.e164 and number.fault not in _NO_NUMBER:
        return number.e164
    if number.form is NumberForm.SHORT_CODE:
        raise EntryError(f"{number.digits} is a short code of one network; lists hold full numbers")
    if number.fault is NumberFault.LENGTH and sum(sign.isdigit() for sign in text) <= NATIONAL_DIGITS:
        more = f"for all numbers that begin so write {shown(text + '*')}"
        raise EntryError(f"{shown(text)} has too few digits; {more}")
    raise EntryError(f"{shown(text)} is no telephone number; {HOW}")


def read_owned_entry(text: str, country: str) -> Entry:
    """An entry of a customer's or our own numbers: besides, somebody must be able to hold it."""
    entry = read_entry(text, country)
    fault = read_number(text, country).fault if entry.exact else None
    if fault is not None:
        raise EntryError(f"{shown(text)} can be nobody's number ({fault.value.replace('_', ' ')}); take it out")
    return entry
