"""What times a text tells, as intervals in UTC: days and clocks brought together, every reading kept with its reason.

An interval is as wide as people round; a day without a clock is the whole day. What lies in the future by the first
reading stays, and is read as a slip of the month or the year as well.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from bellwarden.complaints.time_dates import Day, dates_of, holiday, third_of_month
from bellwarden.complaints.time_finding import tokens_in
from bellwarden.complaints.time_tokens import Kind, Token
from bellwarden.complaints.time_zones import Clock, Clocks, Local, guessed, resolve, stated
from bellwarden.model.complaint import FieldName, FoundTime, Origin, Part, TimeReading

TIMES_MAX: Final = 60  # of one message
REACH: Final = 90  # characters between a clock and its day
FAR: Final = 2_000  # a day so far away has little to do with a clock
ZONE_REACH: Final = 14
DAY_MIN: Final = 1440
UNDATED: Final = "no day is told: the day it was written, or the one before"
FUTURE_SLACK: Final = timedelta(minutes=20)
# Too little to search by: the search is wide enough for a slip of a day, and a match says that it is one.
SLIP: Final = 0.15
_HALVED: Final = re.compile(r"[ap]\.?\s?m|tarde|noche|soir|afternoon|evening|night", re.IGNORECASE)
_TWO_DIGITS: Final = re.compile(r"(?<!\d)\d{2}:\d{2}(?!\s*[ap]\.?m)", re.IGNORECASE)


class Told(NamedTuple):
    """When the message was written, and by whose clock."""

    written_at: datetime  # UTC
    clocks: Clocks
    day_first: bool
    country: str = ""


def times_in(parts: Sequence[Part], hidden: Sequence[str], told: Told) -> tuple[FoundTime, ...]:
    """`hidden`: the parts' texts with their telephone numbers put out of sight. Fields first, then texts."""
    order = sorted(range(len(parts)), key=lambda place: parts[place].field is not FieldName.WHEN)
    found: list[FoundTime] = []
    day: Day | None = None
    for place in order:
        if parts[place].field in (FieldName.CALLING, FieldName.CALLED, FieldName.CALLBACK, FieldName.COUNT):
            continue
        reading = _Text(place, parts[place], hidden[place], told, day)
        found += reading.times()
        day = day or reading.first_day
    return tuple(found[:TIMES_MAX])


class _Text:
    def __init__(self, place: int, part: Part, hidden: str, told: Told, day: Day | None) -> None:
        text, field = part.text, part.field is FieldName.WHEN
        self._place = place
        self._text = text
        self._part = part
        self._known = day
        self._told = told
        self._tokens = tokens_in(hidden, told.day_first)
        local = told.written_at
        for clock in guessed(told.clocks):
            local = told.written_at.astimezone(clock.zone)
            break
        self._today = _quoted_day(part, local.date(), told)
        self._days: list[tuple[Token, Day]] = []
        for token in self._tokens:
            if token.kind in _DAYS:
                self._days.append((token, self._day(token)))
        self.first_day = next((found for _, found in self._days if found.days), day)
        # Somebody who writes 14:35 or 09:01 writes no half of the day anywhere.
        self._whole_day = any(
            one.kind is Kind.CLOCK and ":" in one.text and not one.value[3] and not _HALVED.search(one.text)
            for one in self._tokens
        ) or (field and bool(_TWO_DIGITS.search(text)))
        self._zone = next((one for one in self._tokens if one.kind in (Kind.ZONE, Kind.OFFSET)), None)

    def times(self) -> list[FoundTime]:
        found: list[FoundTime] = []
        used: set[Token] = set()
        clocks = [one for one in self._tokens if one.kind is Kind.CLOCK]
        parts = [one for one in self._tokens if one.kind is Kind.PART and not self._covered(one, clocks)]
        for token in (*clocks, *parts):
            day, near = self._day_of(token)
            if near is not None:
                used.add(near)
            if token.since:
                found += self._until_now(token, day, near)
                continue
            found += self._moment(token, day, near)
            for other, its in self._joined(near):
                used.add(other)
                found += self._moment(token, its, other)
        written = next((one.readings[0].latest for one in found if one.readings and self._heads(one)), None)
        found += [self._ago(token, written) for token in self._tokens if token.kind is Kind.AGO]
        found += self._from_to(used)
        for token, day in self._days:
            if token not in used and day.days:
                found += self._whole(token, day)
        return sorted(found, key=lambda one: one.start)

    def _covered(self, part: Token, clocks: Sequence[Token]) -> bool:
        """`3 o'clock … in the afternoon`: the part belongs to a clock close by."""
        return any(abs(one.start - part.end) < 25 or abs(part.start - one.end) < 25 for one in clocks)

    def _part_beside(self, clock: Token) -> Token | None:
        parts = (one for one in self._tokens if one.kind is Kind.PART and clock.kind is Kind.CLOCK)
        return next(
            (one for one in parts if -25 < one.start - clock.end < 25 or -25 < clock.start - one.end < 25), None
        )

    def _day(self, token: Token) -> Day:
        if token.kind is Kind.BESIDE:
            before = next((day for other, day in reversed(self._days) if day.days and not day.stretch), self._known)
            if before is None:
                return Day((), 0, token)
            shift = timedelta(days=token.value[0])
            return Day(tuple((on + shift, likely, why) for on, likely, why in before.days), 0, token)
        return _day_of(token, self._today, self._told)

    def _joined(self, near: Token | None) -> list[tuple[Token, Day]]:
        """`12, 13 and 14 May at ten`: the days that a list joins with the one of the clock."""
        found: list[tuple[Token, Day]] = []
        if near is None:
            return found
        last = near
        for token, day in reversed([pair for pair in self._days if pair[0].end <= near.start]):
            if not day.days or not _LIST.fullmatch(self._text, token.end, last.start):
                break
            found.append((token, day))
            last = token
        last = near
        for token, day in (pair for pair in self._days if pair[0].start >= near.end):
            if not day.days or not _LIST.fullmatch(self._text, last.end, token.start):
                break
            found.append((token, day))
            last = token
        return found

    def _heads(self, one: FoundTime) -> bool:
        """The moment at which a forwarded mail was sent: `> Sent: …`."""
        line = self._text[: one.start].rsplit("\n", 1)[-1]
        return _SENT.match(line) is not None

    def _ago(self, token: Token, written: datetime | None) -> FoundTime:
        """`20 minutes ago`: no clock is needed. `written`: the forwarded mail that says so."""
        minutes = token.value[0]
        at = written or _quoted_moment(self._part, self._told) or self._told.written_at
        early, late = at - timedelta(minutes=minutes * 1.6 + 15), at - timedelta(minutes=minutes * 0.4)
        reading = TimeReading(early, late, "UTC", "so long before it was written", 1.0)
        words = f"{token.text}: from the moment of writing"
        return FoundTime(self._place, token.start, token.end, token.text, (reading,), words)

    def _until_now(self, token: Token, day: Day, near: Token | None) -> list[FoundTime]:
        """`since 5 am`: from then to the moment of writing."""
        begins = [
            Local(_at(on, minutes[0]), max(self._now(), _at(on, minutes[1])), why, likely * minutes[3])
            for on, likely, why in day.days
            for minutes in _minutes(token, self._whole_day)
        ]
        begun = [one for one in begins if one.begin <= self._now()] or begins
        return [self._found(token, near, begun, "from then to the moment of writing", False)]

    def _from_to(self, used: set[Token]) -> list[FoundTime]:
        """`from May 5 to May 9`, `between Friday and Sunday`: all of it."""
        found = []
        for (token, day), (other, until) in pairwise(self._days):
            between = self._text[token.end : other.start]
            opened = _OPENED.search(self._text[: token.start])
            if not day.days or not until.days or day.stretch or until.stretch:
                continue
            if not (_TO.fullmatch(between) and (opened or not _AND.fullmatch(between))):
                continue
            first, last = day.days[0][0], until.days[0][0]
            if not timedelta(0) < last - first <= timedelta(days=62):
                first -= timedelta(days=7) if token.kind is Kind.WEEKDAY and first > last else timedelta(0)
            if timedelta(0) < last - first <= timedelta(days=62):
                span = Local(_at(first, 0), _at(last, DAY_MIN), "", 1.0)
                found.append(self._found(other, token, [span], "from the first day to the last", False))
                used.update((token, other))
        return found

    def _day_of(self, clock: Token) -> tuple[Day, Token | None]:
        """The nearest day of the same line; else the last one before; else the message's; else today or yesterday."""
        best: tuple[float, Day, Token] | None = None
        for token, day in self._days:
            if not day.days:
                continue
            gap = clock.start - token.end if token.end <= clock.start else token.start - clock.end
            if best is not None and best[0] < gap:
                continue
            between = self._text[min(clock.end, token.end) : max(clock.start, token.start)][:FAR]
            # A day before its clock is likelier its own than one behind; a line's end parts them.
            weight = (
                gap + 30 * between.count("\n") + 25 * between.count(". ") + (12 if token.start > clock.start else 0)
            )
            if (weight <= REACH or token.start < clock.start) and (best is None or weight < best[0]):
                best = (weight, day, token)
        if best is not None:
            return best[1], best[2]
        if self._known is not None:
            return self._known, None
        today, before = self._today, self._today - timedelta(days=1)
        reason = UNDATED
        return Day(((today, 0.9, reason), (before, 0.6, reason)), 0, None), None

    def _clocks_for(self, end: int) -> list[Clock]:
        near = [
            one for one in self._tokens if one.kind in (Kind.ZONE, Kind.OFFSET) and 0 <= one.start - end <= ZONE_REACH
        ]
        zone = near[0] if near else self._zone
        if zone is None:
            return list(guessed(self._told.clocks))
        minutes = zone.value[0] if zone.kind is Kind.OFFSET else None
        return list(stated(zone.text, minutes, self._told.clocks))

    def _moment(self, token: Token, day: Day, near: Token | None) -> list[FoundTime]:
        spans: list[Local] = []
        for on, likely, why in day.days:
            for begin, end, half, share in _in_part(_minutes(token, self._whole_day), self._part_beside(token)):
                reason = "; ".join(filter(None, (why, half)))
                spans.append(_local(on, begin, end, reason, likely * share))
                if day.stretch:  # the same hour of every day of the stretch
                    first = on - timedelta(days=day.stretch)
                    spans[-1] = Local(_at(first, begin), spans[-1].end, reason, likely * share)
        spans = _after_midnight(spans, token, near, self._part_beside(token))
        spans = _with_slips(_been(spans, self._now(), near is not None), self._now(), near)
        return [self._found(token, near, spans, _width(token), not day.stretch)]

    def _whole(self, token: Token, day: Day) -> list[FoundTime]:
        spans = [
            Local(_at(on - timedelta(days=day.stretch), 0), _at(on, DAY_MIN), why, likely)
            for on, likely, why in day.days
        ]
        spans = _with_slips(spans, self._now(), token)
        words = f"{day.stretch} days up to then" if day.stretch else "the whole day: no time of day is told"
        return [self._found(token, None, spans, words, False)]

    def _now(self) -> datetime:
        for clock in guessed(self._told.clocks):
            return self._told.written_at.astimezone(clock.zone).replace(tzinfo=None)
        return self._told.written_at.replace(tzinfo=None)

    def _found(self, token: Token, near: Token | None, spans: list[Local], reason: str, exact: bool) -> FoundTime:
        start, end = token.start, token.end
        if near is not None and max(start, near.start) - min(end, near.end) <= 6:
            start, end = min(start, near.start), max(end, near.end)
        clocks = self._clocks_for(token.end)
        readings, notes = resolve(spans, clocks)
        first = readings[0] if readings else None
        if first is not None and spans:
            slips, _ = resolve(_a_day_off(spans[0]), clocks[:1])
            readings = (*readings, *(one for one in slips if one.latest <= self._told.written_at + FUTURE_SLACK))
        if first is not None and first.earliest > self._told.written_at + FUTURE_SLACK:
            notes = (*notes, "by the first reading it lies behind the moment of writing")
        return FoundTime(self._place, start, end, self._text[start:end], readings, reason, notes, exact)


_DAYS: Final = frozenset(
    (Kind.DAY, Kind.HOLIDAY, Kind.RELATIVE, Kind.BESIDE, Kind.WEEKDAY, Kind.WEEKEND, Kind.THIRD, Kind.STRETCH)
)
_LIST: Final = re.compile(r"\s*(?:,|/|&|and|y|et|,\s*(?:and|y|et))\s*(?:on |the |el |le |last )*", re.IGNORECASE)
_AND: Final = re.compile(r"\s*(?:and|y|et)\s*(?:the |el |le )?", re.IGNORECASE)
_TO: Final = re.compile(
    r"\s*(?:and|y|et|to|thru|through|until|till|al?|hasta|au|jusqu['’]au|-|–)\s*(?:the |el |le )?", re.IGNORECASE
)
_OPENED: Final = re.compile(r"\b(?:between|entre)(?: the| el| le)?\s*$", re.IGNORECASE)
_SENT: Final = re.compile(r"[\s>*]*(?:sent|date|enviado|fecha|envoy[ée])(?: el| le| on)?\s*:", re.IGNORECASE)
_NIGHT: Final = re.compile(r"night|noche|nuit|soir", re.IGNORECASE)


def _day_of(token: Token, today: date, told: Told) -> Day:
    if token.since:
        first = _day_of(replace(token, since=False), today, told).days
        days = (today - first[0][0]).days if first else 0
        return Day(((today, 1.0, ""),), min(max(days, 0), 400), token)
    match token.kind:
        case Kind.RELATIVE:
            on = today - timedelta(days=token.value[0])
            vague = token.value[0] >= 7
            return Day(((on, 1.0, ""),), 0, token) if not vague else Day(((on + timedelta(days=3), 1.0, ""),), 6, token)
        case Kind.STRETCH:
            return Day(((today, 1.0, ""),), min(token.value[0], 400), token)
        case Kind.WEEKEND:
            last = today - timedelta(days=(today.weekday() + 1) % 7)
            return Day(((last, 1.0, ""), (last - timedelta(days=7), 0.4, "the week before")), 1, token)
        case Kind.THIRD:
            return third_of_month(token, today)
        case Kind.HOLIDAY:
            return Day(holiday(token, today), 0, token)
        case Kind.WEEKDAY:
            back = (today.weekday() - token.value[0]) % 7
            day, week = today - timedelta(days=back), timedelta(days=7)
            if back == 0:
                return Day(((day, 0.8, "today is that weekday"), (day - week, 0.7, "the one before")), 0, token)
            return Day(((day, 1.0, ""), (day - week, 0.3, "the week before")), 0, token)
        case _:
            return Day(tuple(dates_of(token, today)), 0, token)


def _quoted_moment(part: Part, told: Told) -> datetime | None:
    """When a quoted mail was written, as its header tells."""
    if part.origin is not Origin.QUOTED or not part.name:
        return None
    inner = Part(Origin.BODY, part.name)
    times = _Text(0, inner, part.name, told, None).times()
    return next((one.readings[0].latest for one in times if one.readings and one.exact), None)


def _quoted_day(part: Part, today: date, told: Told) -> date:
    """`This afternoon` in a quoted mail is the afternoon of its own day."""
    if part.origin is not Origin.QUOTED or not part.name:
        return today
    for token in tokens_in(part.name, told.day_first):
        if token.kind is Kind.DAY:
            days = dates_of(token, today)
            return days[0][0] if days and days[0][0] <= today else today
    return today


def _minutes(token: Token, whole_day: bool) -> list[tuple[int, int, str, float]]:
    """From, to (minutes from midnight, slack included), why, how likely."""
    if token.kind is Kind.PART:
        return [(token.value[0], token.value[1], "", 1.0)]
    begin, end, slack, halves = token.value
    found = [(begin - slack, end + slack, "", 1.0)]
    if halves and not whole_day:
        # Nobody says which half: business hours are likelier.
        other = (begin + 720) % DAY_MIN
        length = end - begin
        day, night = (begin, other) if 480 <= begin < 1260 else (other, begin)
        found = [
            (day - slack, day + length + slack, "", 1.0),
            (night - slack, night + length + slack, "the other half of the day", 0.5),
        ]
    return found


def _in_part(found: list[tuple[int, int, str, float]], part: Token | None) -> list[tuple[int, int, str, float]]:
    """`at 9 last night`: the half of the day that the part is of."""
    if part is None or len(found) < 2:
        return found
    low, high = part.value
    fits = [one for one in found if any(low <= at + shift <= high for at in one[:2] for shift in (0, DAY_MIN))]
    return [(begin, end, "", 1.0) for begin, end, _, _ in fits[:1]] or found


def _width(token: Token) -> str:
    if token.kind is Kind.PART:
        return f"part of the day: {token.text}"
    begin, end, slack, halves = token.value
    words = (
        f"between two times, {slack} minutes added" if end > begin else f"as written, {slack} minutes to either side"
    )
    return f"{words}; the half of the day is not told" if halves else words


def _at(on: date, minutes: int) -> datetime:
    return datetime(on.year, on.month, on.day) + timedelta(minutes=minutes)  # noqa: DTZ001 (by a clock still to be named)


def _local(on: date, begin: int, end: int, reason: str, likely: float) -> Local:
    return Local(_at(on, begin), _at(on, end), reason, likely)


def _been(spans: list[Local], now: datetime, dated: bool) -> list[Local]:
    """Readings that have not come yet are dropped beside those that have; a date that was written stays, told of."""
    past = [span for span in spans if span.begin <= now + FUTURE_SLACK]
    return past if past and (spans[0] in past or not dated) else spans[:1] + past if past else spans


def _after_midnight(spans: list[Local], clock: Token, near: Token | None, part: Token | None) -> list[Local]:
    """`last night at 12:10 am` is of the next day by the calendar."""
    night = near is not None and near.kind is Kind.RELATIVE and _NIGHT.search(near.text)
    if not (night or (part is not None and _NIGHT.search(part.text))) or clock.kind is not Kind.CLOCK:
        return spans
    if clock.value[0] >= 300:
        return spans
    day = timedelta(days=1)
    later = [Local(one.begin + day, one.end + day, one.reason, one.likely) for one in spans]
    return [*later, *(replaced(one, 0.6) for one in spans)]


def replaced(span: Local, share: float) -> Local:
    reason = "; ".join(filter(None, (span.reason, "by the calendar")))
    return span._replace(likely=span.likely * share, reason=reason)


def _a_day_off(span: Local) -> list[Local]:
    day = timedelta(days=1)
    return [
        Local(span.begin - day, span.end - day, "the day before, should the day told be a slip", SLIP),
        Local(span.begin + day, span.end + day, "the day after, should the day told be a slip", SLIP),
    ]


def _with_slips(spans: list[Local], now: datetime, near: Token | None) -> list[Local]:
    """A date that has not come yet was mistaken: the month or the year before, or the day."""
    slips: list[Local] = []
    for span in spans[:1]:
        if span.begin > now + timedelta(hours=14) and near is not None and near.kind is Kind.DAY:
            for days, what in ((30, "the month before"), (31, "the month before"), (365, "the year before")):
                back = timedelta(days=days)
                slips.append(Local(span.begin - back, span.end - back, f"it has not come yet; {what}", 0.5))
    return spans + slips
