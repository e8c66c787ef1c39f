"""Holds a complaint against calls of the log: which are meant, which only look like it, and whose they were.

A score is a table's: how well the numbers agree, times how far the call lies from the times told. Its reasons say both.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

from bellwarden.complaints.searching import LIKELY_MIN, clock_times, windows
from bellwarden.model.call_record import CallRecord
from bellwarden.model.complaint import FoundNumber, NumberRole, Reading
from bellwarden.model.complaint_match import CallMatch, Coverage, Match, Matching

TAKEN: Final = 0.55  # a call of this score and more is meant
LOOKS_ALIKE: Final = 0.25
NEAR_MAX: Final = 10
FOUND_MAX: Final = 500
QUARTER: Final = timedelta(minutes=15)
SOME_HOURS: Final = timedelta(hours=3)
BLUNDER: Final = timedelta(hours=26)
WEEK: Final = timedelta(days=7)


class Owners(NamedTuple):
    """Whose a number is. `holder`: the customer's key, "" ours and unused, None not ours; `shower`: a customer who has
    proven that it may show it."""

    holder: Callable[[int], str | None]
    shower: Callable[[int], str]
    upstreams: Collection[str]  # customers that are providers themselves


class _Caller(Enum):
    EXACT = "the caller ID is the one told"
    ENDING = "the caller ID ends in the digits told"
    ONE_OFF = "the caller ID differs in one digit"
    CALLBACK = "the caller ID is the number to be called back"
    WITHHELD = "the caller withheld its number, as is told"
    UNTOLD = "no caller ID is told"
    OTHER = "another caller ID than the one told"


class _Called(Enum):
    EXACT = "the called number is the complainant's"
    ENDING = "the called number ends in the complainant's digits"
    ONE_OFF = "the called number differs in one digit"
    UNTOLD = "the complainant's number is not told"
    OTHER = "another called number"


class _When(Enum):
    WITHIN = "in the time told"
    QUARTER = "within a quarter of an hour of it"
    HOURS = "within three hours of it"
    BLUNDER = "within 26 hours of it: the wrong day or zone"
    FAR = "days away from it"
    UNTOLD = "no time is told"


_NUMBERS: Final = {
    (_Caller.EXACT, _Called.EXACT): 0.99,
    (_Caller.EXACT, _Called.ENDING): 0.96,
    (_Caller.ENDING, _Called.EXACT): 0.96,
    (_Caller.ONE_OFF, _Called.EXACT): 0.95,
    (_Caller.WITHHELD, _Called.EXACT): 0.93,
    (_Caller.EXACT, _Called.ONE_OFF): 0.90,
    (_Caller.CALLBACK, _Called.EXACT): 0.93,
    (_Caller.UNTOLD, _Called.EXACT): 0.90,
    (_Caller.OTHER, _Called.EXACT): 0.82,
    (_Caller.EXACT, _Called.UNTOLD): 0.62,
    (_Caller.CALLBACK, _Called.UNTOLD): 0.50,
    (_Caller.ENDING, _Called.UNTOLD): 0.45,
    (_Caller.ENDING, _Called.ONE_OFF): 0.60,
    (_Caller.ONE_OFF, _Called.ONE_OFF): 0.50,
}
# How much of it is left by the time; surer numbers bear more distance.
_TIMES_OF_PAIR: Final = {
    _When.WITHIN: 1.0, _When.QUARTER: 0.99, _When.HOURS: 0.95, _When.BLUNDER: 0.90, _When.FAR: 0.70, _When.UNTOLD: 0.85,
}  # fmt: skip
_TIMES_OF_ONE: Final = {
    _When.WITHIN: 1.0, _When.QUARTER: 0.95, _When.HOURS: 0.70, _When.BLUNDER: 0.45, _When.FAR: 0.2, _When.UNTOLD: 0.45,
}  # fmt: skip
_PAIR: Final = frozenset((_Caller.EXACT, _Caller.ENDING, _Caller.ONE_OFF))
SWAPPED: Final = 0.60
SOMEBODY_S: Final = 0.45  # a call to the complainant of that day, and nothing else speaks for it


class _Scored(NamedTuple):
    call: CallRecord
    score: float
    when: _When
    slip: timedelta  # from the time told, whole days left out
    reasons: tuple[str, ...]
    pair: bool
    misspelled: bool = False  # a number of it differs in a digit


class _Told(NamedTuple):
    """What the complaint says, ready to be compared."""

    callers: tuple[FoundNumber, ...]
    called: tuple[FoundNumber, ...]
    callbacks: frozenset[int]
    readings: tuple[tuple[datetime, datetime, str, float], ...]
    withheld: bool
    several: bool


def match(
    reading: Reading, calls: Iterable[CallRecord], owners: Owners, coverage: Coverage, written: datetime
) -> Matching:
    """`calls`: whatever `searching.searches` brought; calls that nothing speaks for are left out here."""
    told = _told(reading)
    scored: dict[tuple[int, int], _Scored] = {}
    for call in calls:
        one = _score(call, told, owners)
        if one.score >= LOOKS_ALIKE:
            scored[call.source, call.line] = one
    found, near = _chosen(list(scored.values()), told, owners)
    verdict, confidence, reasons = _verdict(reading, told, found, owners, coverage, written)
    customer, upstream = _whose(found)
    holder, ours = _holder(told.callers, owners)
    claimed = reading.claimed
    return Matching(
        verdict=verdict,
        confidence=round(confidence, 2),
        reasons=reasons,
        found=tuple(map(_match, found)),
        near=tuple(map(_match, near)),
        claimed_least=claimed.least if claimed else None,
        claimed_most=claimed.most if claimed else None,
        coverage=coverage,
        customer=customer,
        upstream=upstream,
        holder=holder,
        held_by_us=ours,
    )


def _told(reading: Reading) -> _Told:
    readings = tuple(
        (one.earliest, one.latest, one.zone, one.likely)
        for time in clock_times(reading.times)
        for one in time.readings
        if one.likely >= LIKELY_MIN
    )
    claimed = reading.claimed
    several = (claimed is not None and claimed.least > 1) or sum(one.exact for one in reading.times) > 1
    return _Told(
        reading.in_role(NumberRole.CALLER_ID),
        reading.in_role(NumberRole.CALLED),
        frozenset(one.e164 for one in reading.in_role(NumberRole.CALLBACK) if one.e164),
        readings,
        reading.fact("caller_id") == "withheld",
        several or not all(one.exact for one in reading.times),
    )


def _score(call: CallRecord, told: _Told, owners: Owners) -> _Scored:
    when, slip, zone = _when(call.began, told)
    caller, called = _caller(call, told), _called(call.called, told)
    numbers = _NUMBERS.get((caller, called), 0.0)
    pair = caller in _PAIR and called is not _Called.UNTOLD
    reasons: tuple[str, ...] = (caller.value, called.value, f"{when.value}{zone}")
    if caller is _Caller.OTHER and called is _Called.EXACT:
        numbers, why = _unlike(call, told, owners)
        reasons = (why, *reasons[1:])
    if not numbers and _swapped(call, told):
        numbers, pair = SWAPPED, True
        reasons = ("the two numbers are told the other way round", reasons[-1])
    # The same call at the same hour of the day before is a slip; days away it is another call.
    score = numbers * (_TIMES_OF_PAIR if pair else _TIMES_OF_ONE)[when]
    misspelled = caller is _Caller.ONE_OFF or called is _Called.ONE_OFF
    return _Scored(call, round(score, 3), when, slip, reasons, pair, misspelled)


def _unlike(call: CallRecord, told: _Told, owners: Owners) -> tuple[float, str]:
    """A call to the complainant that shows another number than the one told: a callback number was reported, or the
    call is another one."""
    ours = {owners.holder(one.e164) or owners.shower(one.e164) for one in told.callers if one.e164} - {"", None}
    if not ours:
        why = f"{_Caller.OTHER.value}, which is none of ours"
        return (_NUMBERS[_Caller.OTHER, _Called.EXACT] if _at_that_time(call.began, told) else SOMEBODY_S), why
    if call.customer in ours:
        return 0.70, "another caller ID than the one told, of the same customer"
    return 0.30, "another caller ID than the one told, which is another customer's"


def _at_that_time(began: datetime, told: _Told) -> bool:
    """A time of day was told, and the call is of it: in a whole day anybody may have called the complainant."""
    return any(
        latest - earliest <= SOME_HOURS and earliest - QUARTER <= began <= latest + QUARTER
        for earliest, latest, _, _ in told.readings
    )


def _swapped(call: CallRecord, told: _Told) -> bool:
    return (
        call.calling is not None
        and any(one.e164 == call.calling for one in told.called)
        and any(one.e164 == call.called for one in told.callers)
    )


def _caller(call: CallRecord, told: _Told) -> _Caller:
    if not told.callers:
        if call.calling in told.callbacks:
            return _Caller.CALLBACK
        return _Caller.WITHHELD if told.withheld and call.calling is None else _Caller.UNTOLD
    shown = shown_digits(call)
    kinds = {_agreement(shown, one.digits) for one in told.callers}
    for kind, caller in (("same", _Caller.EXACT), ("ending", _Caller.ENDING), ("one off", _Caller.ONE_OFF)):
        if kind in kinds:
            return caller
    return _Caller.CALLBACK if call.calling in told.callbacks else _Caller.OTHER


def shown_digits(call: CallRecord) -> str:
    """Of the caller ID, also of one that no plan has; without the prefix that a switch dials abroad."""
    if call.calling is not None:
        return str(call.calling)
    digits = "".join(filter(str.isdigit, call.calling_text or ""))
    return next((digits.removeprefix(one) for one in ("011", "00") if digits.startswith(one)), digits)


def _called(called: int | None, told: _Told) -> _Called:
    if not told.called:
        return _Called.UNTOLD
    kinds = {_agreement(str(called or ""), one.digits) for one in told.called}
    for kind, found in (("same", _Called.EXACT), ("ending", _Called.ENDING), ("one off", _Called.ONE_OFF)):
        if kind in kinds:
            return found
    return _Called.OTHER


def _agreement(number: str, told: str) -> str:
    if not number or not told:
        return ""
    if number == told or number == "1" + told or told == "1" + number:
        return "same"
    if 7 <= len(told) < 10 and number.endswith(told):
        return "ending"
    return "one off" if len(told) >= 9 and one_digit_off(number, told) else ""


def one_digit_off(one: str, other: str) -> bool:
    """One digit is another, is missing, is too many, or two neighbours changed places."""
    if len(one) == len(other):
        places = [at for at in range(len(one)) if one[at] != other[at]]
        if len(places) == 2 and places[1] == places[0] + 1:
            return one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
        return len(places) == 1
    short, long = sorted((one, other), key=len)
    if len(long) != len(short) + 1:
        return False
    at = next((place for place, sign in enumerate(short) if sign != long[place]), len(short))
    return short[at:] == long[at + 1 :]


def _when(began: datetime, told: _Told) -> tuple[_When, timedelta, str]:
    """How far from the nearest reading; a likelier one wins where two hold the call. And what to say of its zone."""
    best: tuple[timedelta, float, str] | None = None
    slip = timedelta.max
    for earliest, latest, zone, likely in told.readings:
        away = max(earliest - began, began - latest, timedelta(0))
        if best is None or (away, -likely) < (best[0], -best[1]):
            best = (away, likely, zone)
        whole = away % timedelta(days=1)
        slip = min(slip, whole, timedelta(days=1) - whole if away else whole)
    if best is None:
        return _When.UNTOLD, timedelta(0), ""
    away, _, zone = best
    first = max(told.readings, key=lambda one: one[3])
    said = f" ({zone})" if zone != first[2] else ""
    for limit, when in (
        (timedelta(0), _When.WITHIN),
        (QUARTER, _When.QUARTER),
        (SOME_HOURS, _When.HOURS),
        (BLUNDER, _When.BLUNDER),
    ):
        if away <= limit:
            return when, slip, said
    return _When.FAR, slip, ""


def _chosen(scored: list[_Scored], told: _Told, owners: Owners) -> tuple[list[_Scored], list[_Scored]]:
    """The calls meant, in the order of time, and the rest, best first."""
    taken = [one for one in scored if one.score >= TAKEN]
    top = max((one.score for one in taken), default=0.0)
    taken = [one for one in taken if one.score >= top - 0.25 or one.pair]
    if any(one.pair for one in taken):
        taken = _as_written([one for one in taken if one.pair])
    elif len({one.call.calling for one in taken}) > 1 and told.called:
        # Several callers rang the complainant then, and nothing says which is meant.
        taken = [one for one in taken if one.score == top] if _alone(taken, top) else []
    close = [one for one in taken if one.when in (_When.WITHIN, _When.QUARTER)]
    if close and not told.several:
        taken = [one for one in close if one.score >= top - 0.1]
    elif taken and not close and not told.several and told.readings:
        # Told for one moment, and not then: the call whose hour of the day fits best.
        least = min(one.slip for one in taken)
        taken = [one for one in taken if one.slip <= least + QUARTER]
        nearest = min(_DISTANCE[one.when] for one in taken)
        taken = [one for one in taken if _DISTANCE[one.when] == nearest]
    taken = _of_one_party(taken)[:FOUND_MAX]
    kept = {(one.call.source, one.call.line) for one in taken}
    near = [one for one in scored if (one.call.source, one.call.line) not in kept]
    near.sort(key=lambda one: (-one.score, one.call.began))
    return sorted(taken, key=lambda one: (one.call.began, one.call.source, one.call.line)), near[:NEAR_MAX]


def _as_written(taken: list[_Scored]) -> list[_Scored]:
    """Where calls have the very numbers told, a digit was not mistaken: others of a row of numbers are left out, unless
    they lie nearer to the time."""
    exact = [_DISTANCE[one.when] for one in taken if not one.misspelled]
    return [one for one in taken if not exact or not one.misspelled or _DISTANCE[one.when] < min(exact)]


def _alone(taken: list[_Scored], top: float) -> bool:
    return len({one.call.calling for one in taken if one.score == top}) == 1


_DISTANCE: Final = {when: place for place, when in enumerate(_When)}


def _of_one_party(taken: list[_Scored]) -> list[_Scored]:
    """Calls of one customer, or of one way in: a complaint is about one caller."""
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for one in taken:
        weights[_party(one.call)] += one.score**4
    if not weights:
        return taken
    most = max(weights, key=lambda key: weights[key])
    return [one for one in taken if _party(one.call) == most]


def _party(call: CallRecord) -> tuple[str, str]:
    return call.customer or "", "" if call.customer else call.upstream or call.trunk or ""


def _whose(found: Sequence[_Scored]) -> tuple[str, str]:
    if not found:
        return "", ""
    call = max(found, key=lambda one: one.score).call
    return call.customer or "", call.upstream or ""


def _holder(callers: Sequence[FoundNumber], owners: Owners) -> tuple[str, bool]:
    for one in callers:
        if one.e164:
            holder = owners.holder(one.e164)
            if holder is not None:
                return holder, True
            shower = owners.shower(one.e164)
            if shower:
                return shower, True
    return "", False


def _match(one: _Scored) -> CallMatch:
    call = one.call
    return CallMatch(call, call.call_id or call.decision_id or f"{call.source}:{call.line}", one.score, one.reasons)


def _verdict(
    reading: Reading, told: _Told, found: Sequence[_Scored], owners: Owners, coverage: Coverage, written: datetime
) -> tuple[Match, float, tuple[str, ...]]:
    if found:
        top = max(one.score for one in found)
        best = max(found, key=lambda one: one.score)
        customer = best.call.customer
        if customer and customer not in owners.upstreams:
            return Match.MADE_BY_CUSTOMER, top, best.reasons
        return Match.CARRIED_FOR_UPSTREAM, top, best.reasons
    if not (told.callers or told.called or told.callbacks):
        return Match.NO_DATA, 0.0, ("the message names no number",)
    # What lies behind the moment of writing nobody can have complained of.
    spans = [(one[0], min(one[1], max(written, one[0]))) for one in told.readings] or list(windows(reading, written))
    if not any(coverage.holds(*span) for span in spans[:1]):
        return Match.NO_DATA, 0.9, (_uncovered(coverage),)
    whole = all(coverage.holds(*span) for span in spans)
    sure = 0.95 if whole and told.readings and told.callers and told.called else 0.7
    holder, ours = _holder(told.callers, owners)
    if ours:
        whose = "a customer of ours has the number" if holder else "the number is ours and nobody has it"
        return Match.SPOOFED, sure, (whose, "no such call is in the records of that time")
    if not told.callers:
        return Match.NOT_OURS, min(sure, 0.6), ("no caller ID is told", "no call to that number is in the records")
    return Match.NOT_OURS, sure, ("the caller ID is none of ours", "no such call is in the records of that time")


def _uncovered(coverage: Coverage) -> str:
    if coverage.since is None or coverage.until is None:
        return "there are no call records at all"
    return (
        f"records reach from {coverage.since:%Y-%m-%d %H:%M} to {coverage.until:%Y-%m-%d %H:%M} UTC"
        + (f", without {', '.join(coverage.missing_days[:5])}" if coverage.missing_days else "")
        + "; the time told is not in them"
    )
