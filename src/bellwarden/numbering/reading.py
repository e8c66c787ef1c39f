"""A telephone number from whatever an SBC sent, in one canonical form, with why it can't be one when it can't.

What nearly every call carries (+1 and ten digits, eleven, ten) is read at once, in under a microsecond, and is not
worth remembering; everything else takes the long way once, and the last 65,536 such texts are remembered.
"""

from functools import lru_cache
from typing import Final

from bellwarden.model.number import NumberFault, NumberForm, NumberKind, TelephoneNumber
from bellwarden.numbering import international, plans
from bellwarden.numbering.plan import SHORT_CODE_DIGITS_MAX, Plan, short_code, unreadable
from bellwarden.numbering.text import SOS, WITHHELD, dialled_digits, take_apart

CACHE_SIZE: Final = 65_536
RAW_MAX: Final = 128  # characters kept of the text received
TEXT_MAX: Final = 1_024  # characters looked at: no longer URI is accepted from the wire

_PLANS: Final[dict[str, Plan]] = plans.load()
_HOME: Final[dict[str, Plan]] = {country: plan for plan in _PLANS.values() for country in plan.countries}
_COUNTRY_CODE_DIGITS_MAX: Final = 3
_BARE_GLOBAL_DIGITS_MIN: Final = 11  # shorter ones without a plus sign are more likely cut or local numbers


def read_number(raw: str, country: str = "US") -> TelephoneNumber:
    """The number that `raw` means to a subscriber of `country` (ISO 3166 alpha-2). Total: never raises.

    Reads sip:, sips:, tel: and urn:service:sos URIs, user parts with or without host, percent escapes, +, 00 and 011,
    national digits, visual separators, extensions, phone-context, number portability parameters, withheld callers.
    Numbers of a plan in `plans/` are judged by it; all others by the country's own plan through `phonenumbers`.
    """
    plan = _HOME.get(country)
    if plan is not None:
        number = plan.read_plain(raw)
        if number is not None:
            return number
    if len(raw) <= RAW_MAX:
        return _remembered(raw, country)
    return _read(raw[:TEXT_MAX], country)._replace(raw=raw[:RAW_MAX])


@lru_cache(maxsize=CACHE_SIZE)
def _remembered(raw: str, country: str) -> TelephoneNumber:
    return _read(raw, country)


def _read(raw: str, country: str) -> TelephoneNumber:
    subscriber = take_apart(raw.strip())
    if subscriber.ambiguous:
        return unreadable(raw, NumberFault.NOT_A_NUMBER)
    user = subscriber.user
    if user in WITHHELD:
        return _nobody(raw, NumberForm.ANONYMOUS)
    if not user:
        return _nobody(raw, NumberForm.ANONYMOUS if subscriber.withheld else NumberForm.ABSENT)
    if user == SOS:
        return short_code(raw, SOS, known=True)
    digits = dialled_digits(user)
    if digits:
        return _read_digits(raw, digits, subscriber.context, country)
    return _nobody(raw, NumberForm.ANONYMOUS) if subscriber.withheld else unreadable(raw, NumberFault.NOT_A_NUMBER)


def _nobody(raw: str, form: NumberForm) -> TelephoneNumber:
    return TelephoneNumber(raw, "", 0, form, NumberKind.UNKNOWN, None, "")


def _read_digits(raw: str, digits: str, context: str, country: str) -> TelephoneNumber:
    if digits[0] == "+":
        return _read_global(raw, digits[1:], country)
    if context[:1] == "+":
        prefix = dialled_digits(context)[1:]
        if prefix:
            return _read_in_context(raw, digits, prefix, country)
    return _read_dialled(raw, digits, country)


def _read_global(raw: str, digits: str, country: str) -> TelephoneNumber:
    """Digits behind a plus sign. Three digits are too few for any country: +911 is 911, as some switches write it."""
    if len(digits) <= _COUNTRY_CODE_DIGITS_MAX:
        return _read_dialled(raw, digits, country)
    plan = _plan_of(digits)
    if plan is not None:
        return plan.read_national(raw, digits[len(plan.calling_code) :])
    return international.read_global(raw, digits)


def _plan_of(digits: str) -> Plan | None:
    """ITU-T E.164 section 6.2.1: country codes have one to three digits, and none begins another."""
    for length in range(1, _COUNTRY_CODE_DIGITS_MAX + 1):
        plan = _PLANS.get(digits[:length])
        if plan is not None:
            return plan
    return None


def _read_in_context(raw: str, digits: str, prefix: str, country: str) -> TelephoneNumber:
    """RFC 3966 section 5.1.5. A bare country code says where the digits are dialled; a longer prefix is, as senders
    use it, the front part of the number that the digits lack."""
    dialled = _read_dialled(raw, digits, country)
    if dialled.form is NumberForm.SHORT_CODE and dialled.fault is None:
        return dialled
    plan = _plan_of(prefix)
    if plan is not None and prefix == plan.calling_code:
        return _read_in_plan(raw, digits, plan, country)
    whole = _read_global(raw, prefix + digits, country) if digits.isdigit() else dialled
    return whole if whole.fault is None else dialled


def _read_dialled(raw: str, dialled: str, country: str) -> TelephoneNumber:
    plan = _HOME.get(country)
    return _read_abroad(raw, dialled, country) if plan is None else _read_in_plan(raw, dialled, plan, country)


def _read_in_plan(raw: str, dialled: str, plan: Plan, country: str) -> TelephoneNumber:
    for prefix in plan.call_prefixes:
        if dialled.startswith(prefix) and len(dialled) > len(prefix):
            dialled = dialled[len(prefix) :]
            break
    at_home = plan.read_dialled(raw, dialled)
    if at_home is not None and (at_home.fault is None or at_home.form is NumberForm.SHORT_CODE):
        return at_home
    if not dialled.isdigit():
        return unreadable(raw, NumberFault.NOT_A_NUMBER)
    for prefix in plan.international_prefixes:
        if dialled.startswith(prefix):
            number = _read_global(raw, dialled[len(prefix) :], country)
            # Ten digits from 00 are an impossible home number unless what follows is a possible one from abroad.
            return number if at_home is None or number.fault is None else at_home
    return _read_without_prefix(raw, dialled, country) if at_home is None else at_home


def _read_without_prefix(raw: str, digits: str, country: str) -> TelephoneNumber:
    """Too long for the home plan: E.164 sent without its plus sign, or nothing."""
    if len(digits) >= _BARE_GLOBAL_DIGITS_MIN:
        number = _read_global(raw, digits, country)
        if number.fault is None:
            return number
    return unreadable(raw, NumberFault.LENGTH)


def _read_abroad(raw: str, dialled: str, country: str) -> TelephoneNumber:
    """As dialled in a country without a plan here: its short codes are not known, so they only keep their digits."""
    if not dialled.isdigit():
        return unreadable(raw, NumberFault.NOT_A_NUMBER)
    digits = international.dialled_to_global(dialled, country)
    if digits:
        return _read_global(raw, digits, country)
    if len(dialled) <= SHORT_CODE_DIGITS_MAX:
        return short_code(raw, dialled, known=False)
    return unreadable(raw, NumberFault.LENGTH)
