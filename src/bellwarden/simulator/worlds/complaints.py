"""Complaints about a world's calls: who complains, how late, and all that people get wrong.

Shares are measured on a national regulator's complaint files where one can (lag, missing and malformed numbers, future
times); rounding, zones and slips are assumptions.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Final, NamedTuple

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.complaint_texts import LANGUAGES
from bellwarden.simulator.worlds.numbers import AREAS, ZONES, Numbers, zone_of

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS

# (share of complaints, hours after the call): median 3.4 h, 77 % within a day, 93 % within a week.
LAGS: Final = ((0.0, 0.02), (0.13, 0.25), (0.5, 3.4), (0.77, 24.0), (0.93, 168.0), (0.99, 744.0), (1.0, 1080.0))
BLANK: Final = 0.048
MALFORMED: Final = 0.013
WRONG_DIGIT: Final = 0.03
WITHOUT_ZONE: Final = 0.40
ROUNDED: Final = 0.60
WRONG_DAY: Final = 0.07
FUTURE: Final = 0.016  # another month or year; with days mistaken, 3 % are told of the future
CALLBACK: Final = 0.20  # the number that the message gave is reported, not the caller ID
SPOOFED: Final = 0.40  # of all complaints: a number of ours that somebody elsewhere showed; we have no such call
CHANNELS: Final = (("mail", 0.40), ("form", 0.40), ("api", 0.10), ("letter", 0.10))
MAILS: Final = (("plain", 0.45), ("html", 0.25), ("forwarded", 0.2), ("arf", 0.10))


class Told(NamedTuple):
    """A call that somebody complains about, as it happened."""

    call: Call
    call_id: str


class Complaint(NamedTuple):
    """What is told, and behind it what is true. Times are milliseconds since 1970, UTC."""

    received_ms: int
    channel: str  # mail, form, api, letter
    mail: str  # plain, html, forwarded, arf; "" for other channels
    language: str
    reported: str  # the caller's number, as told; "" for none
    called: int  # the complainant's own number
    told_ms: int  # the moment told, as a clock in `offset_h` would show it
    offset_h: int  # of the clock told by
    zone_told: bool
    callback: str  # a number that the message named, or ""
    again_ms: tuple[int, ...]  # other calls told of
    subject: str  # class of the call, or ""
    errors: tuple[str, ...]
    true: Told | None  # None: spoofed elsewhere, we never had the call


def complaints(
    rng: Random, told: Sequence[tuple[Told, ...]], ours: Sequence[int], numbers: Numbers
) -> Iterator[Complaint]:
    """One for each group of calls, and those about calls that we never had. `ours`: numbers that customers hold."""
    times = [group[0].call.at_ms for group in told]
    for group in told:
        yield _complaint(rng, group, numbers)
    if not times or not ours:
        return
    for _ in range(round(len(told) * SPOOFED / (1 - SPOOFED))):
        at = int(rng.uniform(min(times), max(times)))
        called = numbers.person(rng)
        shown = str(rng.choice(ours))
        never = Call(at, "", shown, called, 200, 5000, 9000, "called", bad=rng.choice(("B1", "B2", "B3")))
        yield _complaint(rng, (Told(never, ""),), numbers)._replace(true=None)


def lag_ms(rng: Random, quantiles: Sequence[tuple[float, float]] = LAGS, unit_ms: int = HOUR_MS) -> int:
    """Between the quantiles by their logarithm."""
    at = rng.random()
    for (low, begin), (high, end) in pairwise(quantiles):
        if at <= high:
            return int(unit_ms * begin * (end / begin) ** ((at - low) / (high - low)))
    return int(unit_ms * quantiles[-1][1])


def _complaint(rng: Random, group: tuple[Told, ...], numbers: Numbers) -> Complaint:
    call = group[0].call
    errors: list[str] = []
    callback = _callback(rng, call)
    reported = _reported(rng, call, callback, errors)
    received = call.at_ms + lag_ms(rng)
    told_ms, offset, zone_told = _told_time(rng, call, received, numbers, errors)
    if told_ms > received:
        errors.append("future")
    channel = _pick(rng, CHANNELS)
    language = LANGUAGES[0] if rng.random() < 0.85 else LANGUAGES[1 + int(2 * rng.random())]
    mail = _pick(rng, MAILS) if channel == "mail" else ""
    again = tuple(one.call.at_ms for one in group[1:])
    return Complaint(
        received, channel, mail, language, reported, call.called, told_ms, offset, zone_told, callback, again,
        call.bad, tuple(errors), group[0],
    )  # fmt: skip


def _callback(rng: Random, call: Call) -> str:
    """45 % of messages name a number to call, and hardly ever the one they show. A campaign has one such number."""
    own = Random(f"{call.campaign}:callback")
    if call.bad in ("", "B5", "B6", "B7", "B12") or rng.random() > 0.45:
        return ""
    if own.random() < 0.04:
        return call.calling
    return f"1{AREAS[int(own.random() * len(AREAS))]}555{own.randrange(100, 200):04d}"


def _reported(rng: Random, call: Call, callback: str, errors: list[str]) -> str:
    draw = rng.random()
    if not call.calling.isdigit() or draw < BLANK:
        errors.append("blank")
        return ""
    if draw < BLANK + MALFORMED:
        errors.append("malformed")
        return call.calling[-7:] if rng.random() < 0.6 else call.calling + str(rng.randrange(10))
    if draw < BLANK + MALFORMED + WRONG_DIGIT:
        errors.append("typo")
        place = rng.randrange(1, len(call.calling))
        digit = (int(call.calling[place]) + rng.randrange(1, 10)) % 10
        return f"{call.calling[:place]}{digit}{call.calling[place + 1 :]}"
    if callback and rng.random() < CALLBACK / 0.45 and callback != call.calling:
        errors.append("callback")
        return callback
    return call.calling


def _told_time(rng: Random, call: Call, received: int, numbers: Numbers, errors: list[str]) -> tuple[int, int, bool]:
    offset = numbers.hour_offset(call.called)
    zone_told = rng.random() >= WITHOUT_ZONE
    if not zone_told:
        errors.append("no_zone")
    elif rng.random() < 0.04:  # the zone of somewhere else
        offset = ZONES[zone_of(AREAS[int(rng.random() * len(AREAS))])][1]
        errors += ["wrong_zone"] if offset != numbers.hour_offset(call.called) else []
    at = call.at_ms
    if rng.random() < ROUNDED:
        step = rng.choice((5, 15)) * MINUTE_MS
        at = round(at / step) * step
        at -= step if at > received else 0
        errors.append("rounded")
    elif rng.random() < 0.5:
        at = min(at + rng.randrange(-4, 5) * MINUTE_MS, received)
    draw = rng.random()
    if draw < WRONG_DAY:
        at += rng.choice((-1, -1, -1, 1)) * DAY_MS
        errors.append("wrong_day")
    elif draw < WRONG_DAY + FUTURE:
        at += DAY_MS * rng.choice((30, 31, 365))
        errors.append("wrong_month")
    if "wrong_zone" in errors:  # the local time is right, the zone written behind it is not
        at += (numbers.hour_offset(call.called) - offset) * HOUR_MS
    return at, offset, zone_told


def _pick(rng: Random, shares: Sequence[tuple[str, float]]) -> str:
    draw = rng.random()
    for name, share in shares:
        draw -= share
        if draw < 0:
            return name
    return shares[-1][0]
