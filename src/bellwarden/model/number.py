"""A telephone number as it was received and as it was understood."""

from enum import Enum
from typing import NamedTuple


class NumberForm(str, Enum):
    """What kind of thing stood where a telephone number belongs."""

    NANP = "nanp"  # ten national digits of the North American Numbering Plan (country code 1)
    INTERNATIONAL = "international"  # E.164 with another country code
    SHORT_CODE = "short_code"  # 911, 988, 611, *67: dialled inside one network only
    ANONYMOUS = "anonymous"  # the caller withheld the number (RFC 3323 section 4.1.1.3; RFC 3325 section 9.3)
    ABSENT = "absent"  # nothing was there
    UNREADABLE = "unreadable"  # something was there that no numbering plan can read


class NumberFault(str, Enum):
    """Why a number can never belong to a subscriber. Judged from the digits alone, without any list."""

    LENGTH = "length"  # too few or too many digits (E.164: at most 15; NANP: exactly 10)
    AREA_CODE = "area_code"  # NANP area code begins with 0 or 1
    AREA_CODE_RESERVED = "area_code_reserved"  # N9X, 37X, 96X: held back for expansion
    AREA_CODE_SERVICE = "area_code_service"  # area code of the form N11
    OFFICE_CODE = "office_code"  # exchange begins with 0 or 1
    OFFICE_CODE_SERVICE = "office_code_service"  # exchange of the form N11
    FICTITIOUS = "fictitious"  # 555-0100 to 555-0199
    OFFICE_CODE_SPECIAL = "office_code_special"  # 950-XXXX and 976-XXXX
    SAME_DIGITS = "same_digits"  # one digit repeated
    COUNTRY_CODE = "country_code"  # no country has this code
    NATIONAL_NUMBER = "national_number"  # the country's plan has no such number
    NOT_A_NUMBER = "not_a_number"  # letters or other signs that are no visual separator


class NumberKind(str, Enum):
    """What a number is for, as far as its digits tell."""

    ORDINARY = "ordinary"
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"  # 900 and its like abroad: the caller pays more
    NON_GEOGRAPHIC = "non_geographic"  # 5YY, 700, 710, Canadian 6YY
    SERVICE = "service"  # N11, 988 and other short codes
    UNKNOWN = "unknown"


class TelephoneNumber(NamedTuple):
    """`digits` is canonical: E.164 without the plus sign, or the short code; empty when there is no number."""

    raw: str
    digits: str
    e164: int  # the same as a number; 0 when this is no E.164 number
    form: NumberForm
    kind: NumberKind
    fault: NumberFault | None
    country: str  # ISO 3166 alpha-2; "" when the digits do not tell (all of +1 is "" without the administrator's file)


NO_NUMBER = TelephoneNumber("", "", 0, NumberForm.ABSENT, NumberKind.UNKNOWN, None, "")
