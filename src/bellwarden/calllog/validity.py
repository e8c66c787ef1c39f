"""Which caller IDs no numbering plan allows, as expressions for millions of them.

The rules are those of `numbering.plans.nanp`, whose `read_plain` a test holds this to, number by number.
"""

from typing import Final

_TOLL_FREE: Final = "800, 833, 844, 855, 866, 877, 888"
_OTHER: Final = (
    "900, 500, 521, 522, 523, 524, 525, 526, 527, 528, 529, 532, 533, 538, 544, 566, 577, 588, 700, 710,"
    " 600, 622, 633, 644, 655, 677, 688"
)
# As a caller ID these are a pretence. Other codes of three digits may as well be the extension that called.
_PRETENDED: Final = "'911', '988'"
_DIGITS_MIN: Final = 7  # a text of fewer digits is a user's name or an extension, not a number gone wrong


def impossible(number: str) -> str:
    """Whether a number of country code 1 (BIGINT, eleven digits) can't be a subscriber's."""
    area = f"(({number} // 10000000) % 1000)"
    office, line = f"(({number} // 10000) % 1000)", f"({number} % 10000)"
    ordinary = f"{area} NOT IN ({_TOLL_FREE}, {_OTHER})"
    return (
        f"({area} < 200 OR {area} % 100 = 11 OR ({area} // 10) % 10 = 9 OR {area} // 10 IN (37, 96)"  # reserved codes
        f" OR {office} < 200 OR ({ordinary} AND ({office} % 100 = 11 OR {office} IN (950, 976)))"
        f" OR ({office} = 555 AND ({line} = 199 OR ({line} BETWEEN 100 AND 198 AND {area} <> 800)))"
        f" OR ({number} % 10000000000) % 1111111111 = 0)"
    )


def invalid_caller() -> str:
    """Whether a row's caller ID is invalid: impossible at home, 911 or 988, or digits that are no number. A caller who
    withholds the number is not invalid, nor one from abroad."""
    return (
        f"coalesce(CASE WHEN calling BETWEEN 10000000000 AND 19999999999 THEN {impossible('calling')}"
        f" WHEN calling IS NULL THEN calling_text IN ({_PRETENDED}) OR (calling_form = 'unreadable' AND"
        f" length(regexp_replace(calling_text, '[^0-9]', '', 'g')) >= {_DIGITS_MIN}) ELSE false END, false)"
    )
