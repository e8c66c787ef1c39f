"""What a country code's numbering plan offers to the reader of numbers: one value, `PLAN`, in a file of `plans/`."""

from collections.abc import Callable
from typing import Final, NamedTuple

from bellwarden.model.number import NumberFault, NumberForm, NumberKind, TelephoneNumber

# ITU-T E.164 section 6.2.1: an international number has at most 15 digits, country code included.
DIGITS_MAX: Final = 15
SHORT_CODE_DIGITS_MAX: Final = 6


class Plan(NamedTuple):
    """The functions take the text received, for `raw`, and what is to be read; they never raise."""

    calling_code: str  # E.164 country code, without the plus sign
    countries: frozenset[str]  # ISO 3166 alpha-2 of the countries whose subscribers dial by this plan
    international_prefixes: tuple[str, ...]  # dialled before a country code, longest first
    call_prefixes: tuple[str, ...]  # dialled before a number to change one call: *67
    read_plain: Callable[[str], TelephoneNumber | None]  # the commonest spellings, fast; None: take the long way
    read_dialled: Callable[[str, str], TelephoneNumber | None]  # digits as dialled at home; None: not of this plan
    read_national: Callable[[str, str], TelephoneNumber]  # the digits after the country code


def unreadable(raw: str, fault: NumberFault) -> TelephoneNumber:
    """Something was there that no numbering plan can read."""
    return TelephoneNumber(raw, "", 0, NumberForm.UNREADABLE, NumberKind.UNKNOWN, fault, "")


def short_code(raw: str, digits: str, known: bool) -> TelephoneNumber:
    """A code dialled inside one network. One that the plan does not know keeps its digits: a carrier may know it."""
    kind = NumberKind.SERVICE if known else NumberKind.UNKNOWN
    return TelephoneNumber(raw, digits, 0, NumberForm.SHORT_CODE, kind, None if known else NumberFault.LENGTH, "")
