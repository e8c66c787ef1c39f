"""Profiles counted from a world's calls, call by call, in plain Python: what the call log makes of the same records.

Needs nothing but the calls, so that months of many customers can be had without writing a file. A test holds it to the
log. Features that look beyond a day, or that need what no record of a world tells (signatures), stay 0.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

from bellwarden.cdr.causes import SIP_RESULTS
from bellwarden.model.call_record import CallResult
from bellwarden.numbering.reading import read_number
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.times import DAY_MS, HOUR_MS
from bellwarden.traffic.high_cost import HIGH_COST
from bellwarden.traffic.profile import SHORT_S, SubjectKind, TrafficProfile

CALLED_MIN: Final = 10_000_000  # shorter ones are service codes, which no profile counts
_PREFIXES: Final = tuple(
    (length, frozenset(int(one) for one in HIGH_COST if len(one) == length))
    for length in sorted({len(one) for one in HIGH_COST}, reverse=True)
)
_FIELD: Final = {
    CallResult.NO_ANSWER: "no_answer",
    CallResult.BUSY: "busy",
    CallResult.CANCELLED: "cancelled",
    CallResult.VACANT: "vacant",
    CallResult.REJECTED: "rejected",
    CallResult.FAILED: "failed",
}
_KNOWN: Final = frozenset(TrafficProfile._fields)


class Whose(NamedTuple):
    """Of whom the calls are, and the lists that are known of them. `inbound`: who called its numbers, by UTC day."""

    subject: str
    numbers: Numbers
    owned: frozenset[str]
    inbound: dict[int, frozenset[int]]


def hourly(whose: Whose, calls: Sequence[Call]) -> Iterator[TrafficProfile]:
    """A profile for each hour (UTC) with a call. `calls` ascend."""
    hour: list[Call] = []
    for call in calls:
        if call.called < CALLED_MIN:
            continue
        if hour and call.at_ms // HOUR_MS != hour[0].at_ms // HOUR_MS:
            yield count(whose, hour)
            hour = []
        hour.append(call)
    if hour:
        yield count(whose, hour)


def inbound(calls: Iterable[Call], own: frozenset[str]) -> dict[int, frozenset[int]]:
    """Who called one of `own`, by day (UTC)."""
    found: dict[int, set[int]] = defaultdict(set)
    for call in calls:
        if not call.customer and call.calling.isdigit() and str(call.called) in own:
            found[call.at_ms // DAY_MS].add(int(call.calling))
    return {day: frozenset(callers) for day, callers in found.items()}


def count(whose: Whose, calls: Sequence[Call]) -> TrafficProfile:
    """One profile of one hour's calls, at least one."""
    begin = calls[0].at_ms // HOUR_MS * HOUR_MS
    values: dict[str, Any] = dict.fromkeys(TrafficProfile._fields[6:], 0)
    values.update(
        kind=SubjectKind.CUSTOMER,
        subject=whose.subject,
        since=_at(begin),
        until=_at(begin + HOUR_MS),
        first_at=_at(calls[0].at_ms),
        last_at=_at(calls[-1].at_ms),
        attempts=len(calls),
        statused=len(calls),
    )
    for part in (_outcomes, _parties, _pace, _high_cost):
        values.update(part(whose, calls))
    return TrafficProfile(**{name: value for name, value in values.items() if name in _KNOWN})


def _outcomes(whose: Whose, calls: Sequence[Call]) -> dict[str, Any]:
    found: dict[str, int] = defaultdict(int)
    for call in calls:
        result = SIP_RESULTS.get(call.status, CallResult.FAILED)
        if result is CallResult.ANSWERED:
            talk = call.talk_ms
            found["answered"] += 1
            found["billable_ms"] += talk
            found["short"] += 0 < talk <= SHORT_S * 1000
            found["under_60s"] += talk < 60_000
            found["over_120s"] += talk > 120_000
            found["caller_hangups_10s"] += call.ended_by == "caller" and talk <= 10_000
            continue
        found[_FIELD[result]] += 1
        found["analytics_rejects"] += call.status in (607, 608)
        if result in (CallResult.NO_ANSWER, CallResult.CANCELLED):
            found["short_rings"] += 1000 <= call.ring_ms <= 6000
    found["timed"] = found["ended_known"] = found["answered"]
    return found


def _parties(whose: Whose, calls: Sequence[Call]) -> dict[str, Any]:
    found: dict[str, Any] = defaultdict(int)
    callers: Counter[str] = Counter()
    called: Counter[int] = Counter(call.called for call in calls)
    pairs: Counter[tuple[str, int]] = Counter()
    numbers, reserved = whose.numbers, whose.numbers.reserved_office
    for call in calls:
        _calling(whose, call, found, callers, pairs)
        target = call.called
        if 10_000_000_000 < target < 20_000_000_000:
            traits = numbers.traits(target)
            found["dnc_called"] += traits.do_not_call
            found["zoned"] += 1
            found["off_hours"] += not 8 <= (call.at_ms // HOUR_MS + numbers.hour_offset(target)) % 24 < 21
            found["honeypot_hits"] += target // 10_000 % 1000 == reserved
    found["dnc_known"] = found["honeypot_known"] = len(calls)
    found["numbered"] = callers.total()
    found["callers"], found["caller_attempts_max"] = len(callers), max(callers.values(), default=0)
    found["called_numbers"], found["called_attempts_max"] = len(called), max(called.values())
    found["pair_attempts_max"] = max(pairs.values(), default=0)
    found["called_callers_max"] = max(Counter(number for _, number in pairs).values(), default=0)
    names = {(call.name, call.calling) for call in calls if call.name}
    found["name_callers_max"] = max(Counter(name for name, _ in names).values(), default=0)
    fruitless = Counter(call.called for call in calls if call.status != 200 or call.talk_ms < 10_000)
    found["fruitless_max"] = max(fruitless.values(), default=0)
    found["two_way"] = len(whose.inbound.get(calls[0].at_ms // DAY_MS, frozenset()) & called.keys())
    lines = Counter(number % 10_000 for number in called.elements())
    total = len(calls)
    found["line_entropy_bits"] = -sum(n / total * math.log2(n / total) for n in lines.values())
    return found


def _calling(
    whose: Whose, call: Call, found: dict[str, Any], callers: Counter[str], pairs: Counter[tuple[str, int]]
) -> None:
    """What the caller ID says."""
    calling, target = call.calling, call.called
    if not calling.isdigit():
        found["withheld"] += 1
        return
    plain = len(calling) == 11 and calling[0] == "1"
    number = int(calling)
    abroad = calling[0] != "1" and 9 < len(calling) <= 15  # the log judges no number from abroad
    if not abroad and read_number(f"+{calling}").fault is not None:
        found["invalid_callers"] += 1
        if not plain:
            return
    callers[calling] += 1
    pairs[calling, target] += 1
    found["owned_known"] += 1
    found["unowned"] += calling not in whose.owned
    if plain and 10_000_000_000 < target < 20_000_000_000:
        found["home_pairs"] += 1
        found["same_area"] += number // 10_000_000 == target // 10_000_000
        found["same_exchange"] += number // 10_000 == target // 10_000
    if plain:
        found["allocation_known"] += 1
        found["unallocated"] += not whose.numbers.allocated(number)
    found["high_cost_callers"] += _prefix(number) != 0


def _pace(whose: Whose, calls: Sequence[Call]) -> dict[str, Any]:
    moments = [call.at_ms for call in calls]
    seconds = Counter(at // 1000 for at in moments)
    tens: Counter[int] = Counter()
    for second, many in seconds.items():
        tens[second // 10] += many
    gaps = [after - before for before, after in pairwise(moments)]
    steps = [1 <= after.called - before.called <= 10 for before, after in pairwise(calls)]
    run = best = 0
    for step in steps:
        run = run + 1 if step else 0
        best = max(best, run)
    return {
        "attempts_1s_max": max(seconds.values()),
        "attempts_10s_max": _slide(moments, 10_000),
        "attempts_60s_max": _slide(moments, 60_000),
        "squares_10s": sum(many * many for many in tens.values()),
        "sequential": sum(steps),
        "sequential_run_max": best + 1 if best else 0,
        "gap_ms_sum": float(sum(gaps)),
        "gap_ms_squares": float(sum(gap * gap for gap in gaps)),
    }


def _slide(moments: Sequence[int], width_ms: int) -> int:
    """Most attempts within `width_ms` that end with one."""
    first = best = 0
    for last, at in enumerate(moments):
        while moments[first] <= at - width_ms:
            first += 1
        best = max(best, last - first + 1)
    return best


def _high_cost(whose: Whose, calls: Sequence[Call]) -> dict[str, Any]:
    found = [(prefix, call) for call in calls if (prefix := _prefix(call.called))]
    if not found:
        return {}
    moves: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for prefix, call in found:
        moves[prefix] += ((call.at_ms, 1), (call.at_ms + call.ring_ms + call.talk_ms, -1))
    most = 0
    for steps in moves.values():
        now = 0
        for _, step in sorted(steps):
            now += step
            most = max(most, now)
    return {
        "high_cost": len(found),
        "high_cost_billable_ms": sum(call.talk_ms for _, call in found if call.status == 200),
        "high_cost_prefixes": len(moves),
        "high_cost_parallel_max": most,
        "high_cost_same_length": _same_length(found),
    }


def _same_length(found: Sequence[tuple[int, Call]]) -> int:
    """Most answered calls to one prefix whose lengths lie within 4 s."""
    lengths: dict[int, list[int]] = defaultdict(list)
    for prefix, call in found:
        if call.status == 200:
            lengths[prefix].append(call.talk_ms)
    best = 0
    for several in lengths.values():
        several.sort()
        first = 0
        for last, length in enumerate(several):
            while length - several[first] > 4000:
                first += 1
            best = max(best, last - first + 1)
    return best


def _prefix(number: int) -> int:
    """The longest high-cost prefix of a number; 0 for none."""
    text = str(number)
    for length, prefixes in _PREFIXES:
        head = int(text[:length])
        if head in prefixes:
            return head
    return 0


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC) + timedelta(milliseconds=ms % 1000)
