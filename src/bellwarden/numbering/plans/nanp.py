"""The North American Numbering Plan: country code 1, ten digits NPA-NXX-XXXX, N 2 to 9, X 0 to 9.

Sees          area codes and office codes that can't be assigned, what an area code is for, the service codes; not
              which area codes are in service and which blocks are allocated: the administrator's files tell
              (`numbering.allocation`), and an operator supplies them
Why           a caller ID that the plan rules out is nobody's, and a called number that it rules out reaches nobody
Source        NANPA area-code report (explanations "Expansion Code", "Reserved by INC", "N11 Code") and ATIS-0300055
              (area codes); ATIS-0300051 (office codes); ATIS-0300115 (555 line numbers); 47 CFR 52.200 (988)
False alarms  none known for subscribers: a code released from reserve is announced years ahead
"""

from typing import Final, NamedTuple

from bellwarden.model.number import NumberFault, NumberForm, NumberKind, TelephoneNumber
from bellwarden.numbering.plan import SHORT_CODE_DIGITS_MAX, Plan, short_code, unreadable

# The plan's members; NANPA names them in the area-code report. US territories have ISO codes of their own.
_COUNTRIES: Final = frozenset(
    (
        *("US", "CA", "AS", "GU", "MP", "PR", "VI"),
        *("AG", "AI", "BB", "BM", "BS", "DM", "DO", "GD", "JM", "KN", "KY", "LC", "MS", "SX", "TC", "TT", "VC", "VG"),
    )
)

# N11 and 988 by the plan; 112 is dialled from GSM handsets, 933 reads a caller's emergency address back, 999 is shown
# by callers who pretend; 0 and 00 reach operators.
_SERVICE_CODES: Final = frozenset(
    ("211", "311", "411", "511", "611", "711", "811", "911", "988", "112", "933", "999", "0", "00")
)

_TOLL_FREE: Final = frozenset((800, 833, 844, 855, 866, 877, 888))
_PREMIUM: Final = frozenset((900,))
# 538 stands in service in the area-code report beside the codes of the special-code table.
_NON_GEOGRAPHIC: Final = frozenset(
    (
        *(500, *range(521, 530), 532, 533, 538, 544, 566, 577, 588),  # follow-me and machines
        *(700, 710),  # interexchange carriers, US government
        *(600, 622, 633, 644, 655, 677, 688),  # Canadian
    )
)


class _Class(NamedTuple):
    """What area and office code say about a number; where the last four digits matter too, `by_line` is set."""

    kind: NumberKind
    fault: NumberFault | None
    by_line: bool


def _area_fault(area: int) -> NumberFault | None:
    if area < 200:
        return NumberFault.AREA_CODE
    if area % 100 == 11:
        return NumberFault.AREA_CODE_SERVICE
    # N9X is held for the day when numbers get longer; 37X and 96X are held back as whole groups of ten.
    if area // 10 % 10 == 9 or area // 10 in (37, 96):
        return NumberFault.AREA_CODE_RESERVED
    return None


def _area_kind(area: int) -> NumberKind:
    if area in _TOLL_FREE:
        return NumberKind.TOLL_FREE
    if area in _PREMIUM:
        return NumberKind.PREMIUM
    return NumberKind.NON_GEOGRAPHIC if area in _NON_GEOGRAPHIC else NumberKind.ORDINARY


def _class(area: int, office: int) -> _Class:
    fault = _area_fault(area)
    kind = _area_kind(area) if fault is None else NumberKind.UNKNOWN
    by_line = office == 555
    if fault is not None:
        return _Class(kind, fault, by_line)
    if office < 200:
        return _Class(kind, NumberFault.OFFICE_CODE, by_line)
    # ATIS-0300051: N11, 950 (carrier access) and 976 (pay per call) name no local exchange. Without exchanges there is
    # nothing to confuse them with: 800-911-XXXX, 800-950-XXXX and 800-976-XXXX are toll-free numbers like any other.
    if kind is NumberKind.ORDINARY:
        if office % 100 == 11:
            return _Class(kind, NumberFault.OFFICE_CODE_SERVICE, by_line)
        if office in (950, 976):
            kind = NumberKind.SERVICE if office == 950 else NumberKind.PREMIUM
            return _Class(kind, NumberFault.OFFICE_CODE_SPECIAL, by_line)
    return _Class(kind, None, by_line)


def _classify() -> tuple[bytes, tuple[_Class, ...]]:
    """The class of every area and office code, a byte each: one look-up for a call instead of a dozen comparisons."""
    numbers: dict[_Class, int] = {}
    rows: dict[tuple[NumberFault | None, NumberKind], bytes] = {}
    table = bytearray()
    for area in range(1000):
        likeness = (_area_fault(area), _area_kind(area))
        if likeness not in rows:
            classes = [_class(area, office) for office in range(1000)]
            rows[likeness] = bytes(numbers.setdefault(one, len(numbers)) for one in classes)
        table += rows[likeness]
    for area in range(0, 1000, 111):
        one = _class(area, area)._replace(by_line=True)  # all ten digits may be the same
        table[area * 1000 + area] = numbers.setdefault(one, len(numbers))
    return bytes(table), tuple(numbers)


_TABLE, _CLASSES = _classify()
_OFFICES: Final = 1_000_000  # area and office codes together
_FIRST: Final = 10_000_000_000  # +1 000 000 0000
_FORM: Final = NumberForm.NANP
_new_tuple: Final = tuple.__new__


def _by_line(raw: str, digits: str, e164: int, kind: NumberKind, fault: NumberFault | None) -> TelephoneNumber:
    """Numbers that their last four digits set apart from the rest of their office code."""
    national = e164 - _FIRST
    area, line = national // 10_000_000, national % 10_000
    if national % 1_111_111_111 == 0:
        kind, fault = NumberKind.UNKNOWN, NumberFault.SAME_DIGITS
    elif national // 10_000 % 1000 == 555 and fault is None:
        if line == 1212:
            kind = NumberKind.SERVICE  # directory assistance
        elif line == 199 or (100 <= line < 199 and area != 800):
            # ATIS-0300115: 555-0100 to 555-0199 are for fiction; under 800 only 555-0199 was kept for it.
            fault = NumberFault.FICTITIOUS
    return TelephoneNumber(raw, digits, e164, _FORM, kind, fault, "")


def read_plain(raw: str) -> TelephoneNumber | None:
    """+1 and ten digits, 1 and ten digits, ten digits: what an SBC nearly always sends."""
    size = len(raw)
    if size == 12:
        if raw[0] != "+":
            return None
        digits = raw[1:]
    elif size == 11:
        digits = raw
    elif size == 10 and raw[0] != "0":  # from 0 they may also be a short foreign number behind 00 or 011
        digits = "1" + raw
    else:
        return None
    # Python's int() and isdigit() take any script's digits; a numbering plan takes ASCII ones only.
    if not (digits.isascii() and digits.isdigit()):
        return None
    e164 = int(digits)
    office = e164 // 10_000 - _OFFICES
    if not 0 <= office < _OFFICES:
        return None  # another country's: the first digit is not 1
    kind, fault, by_line = _CLASSES[_TABLE[office]]
    if by_line:
        return _by_line(raw, digits, e164, kind, fault)
    # Every call passes here two or three times; the tuple's own constructor takes half the time of the class's.
    return _new_tuple(TelephoneNumber, (raw, digits, e164, _FORM, kind, fault, ""))


def read_national(raw: str, national: str) -> TelephoneNumber:
    """The digits after +1; a service code there is one that a switch put the country code before."""
    if national in _SERVICE_CODES:
        return short_code(raw, national, known=True)
    number = read_plain("1" + national) if len(national) == 10 else None
    return unreadable(raw, NumberFault.LENGTH) if number is None else number._replace(raw=raw)


def read_dialled(raw: str, dialled: str) -> TelephoneNumber | None:
    """Digits, * and # as dialled in the plan: a service or feature code, ten digits, 1 and ten digits."""
    if dialled in _SERVICE_CODES:
        return short_code(raw, dialled, known=True)
    if not dialled.isdigit():
        feature = dialled[0] in "*#" and len(dialled) <= SHORT_CODE_DIGITS_MAX
        return short_code(raw, dialled, known=True) if feature else None
    if len(dialled) == 10:
        return read_national(raw, dialled)
    if dialled[0] == "1" and (len(dialled) == 11 or dialled[1:] in _SERVICE_CODES):
        return read_national(raw, dialled[1:])
    return short_code(raw, dialled, known=False) if len(dialled) <= SHORT_CODE_DIGITS_MAX else None


PLAN: Final = Plan(
    calling_code="1",
    countries=_COUNTRIES,
    international_prefixes=("011", "00"),  # 011 by the plan; 00 from switches set up for the rest of the world
    call_prefixes=("*67", "*82"),  # withhold, or show, the caller ID on this call
    read_plain=read_plain,
    read_dialled=read_dialled,
    read_national=read_national,
)
