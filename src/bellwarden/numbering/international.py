"""Numbers of the countries that have no plan of their own in `plans/`: read through the `phonenumbers` library.

Thirty times slower than a plan (about 35 µs), so never on the way of the commonest numbers, and what it says is cached
by the reader. The library is loaded with the first such number: a gate that sees none never pays for it.
"""

from typing import TYPE_CHECKING

from bellwarden.model.number import NumberFault, NumberForm, NumberKind, TelephoneNumber
from bellwarden.numbering.plan import DIGITS_MAX, SHORT_CODE_DIGITS_MAX, unreadable

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber


def read_global(raw: str, digits: str) -> TelephoneNumber:
    """E.164 digits, country code first, without plus; also with the national trunk 0 left in (+44 020...)."""
    import phonenumbers

    if len(digits) > DIGITS_MAX:
        return unreadable(raw, NumberFault.LENGTH)
    if digits[0] == "0":
        # ITU-T E.164: no country code begins with 0. Kept as an integer it would equal another number.
        return unreadable(raw, NumberFault.COUNTRY_CODE)
    try:
        parsed = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException as error:
        no_country = error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        return _faulty(raw, digits, NumberFault.COUNTRY_CODE if no_country else NumberFault.LENGTH, "")
    return _understood(raw, digits, parsed)


def dialled_to_global(dialled: str, country: str) -> str:
    """E.164 digits of what is dialled inside `country` (ISO 3166 alpha-2); "" when no number has that length there.

    Few digits are a short code unless the country's plan is certain of a subscriber's number: 112 is not +49 112.
    """
    import phonenumbers

    try:
        parsed = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException:
        return ""
    if len(dialled) <= SHORT_CODE_DIGITS_MAX:
        possible = len(dialled) > 3 and phonenumbers.is_valid_number(parsed)
    else:
        possible = _has_whole_length(parsed)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)[1:] if possible else ""


def _understood(raw: str, digits: str, parsed: "PhoneNumber") -> TelephoneNumber:
    import phonenumbers

    kind = phonenumbers.number_type(parsed)
    region = phonenumbers.region_code_for_number(parsed)
    # The library's own is_valid_number means this: the number has a type in the plan of its region.
    if kind == phonenumbers.PhoneNumberType.UNKNOWN or region is None:
        main_region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
        fault = NumberFault.NATIONAL_NUMBER if _has_whole_length(parsed) else NumberFault.LENGTH
        return _faulty(raw, digits, fault, _country(main_region))
    digits = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)[1:]
    return TelephoneNumber(raw, digits, int(digits), NumberForm.INTERNATIONAL, _kind(kind), None, _country(region))


def _faulty(raw: str, digits: str, fault: NumberFault, country: str) -> TelephoneNumber:
    """The digits stay, so that lists by prefix and by country still find the number."""
    return TelephoneNumber(raw, digits, int(digits), NumberForm.INTERNATIONAL, NumberKind.UNKNOWN, fault, country)


def _has_whole_length(parsed: "PhoneNumber") -> bool:
    """Whether the country has numbers of this length, area code included."""
    import phonenumbers

    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE)


def _country(region: str) -> str:
    """The library says 001 for codes that belong to no country (800 freephone, 88X networks) and ZZ for none."""
    return "" if region in ("001", "ZZ") else region


def _kind(number_type: int) -> NumberKind:
    from phonenumbers import PhoneNumberType

    if number_type == PhoneNumberType.TOLL_FREE:
        return NumberKind.TOLL_FREE
    if number_type == PhoneNumberType.PREMIUM_RATE:
        return NumberKind.PREMIUM
    if number_type in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE):
        return NumberKind.ORDINARY
    return NumberKind.NON_GEOGRAPHIC  # follow-me, IP, pager, shared-cost and company-wide numbers
