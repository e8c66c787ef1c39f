"""Which days a date, a holiday or a part of a month may be, seen from the day of writing."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from bellwarden.complaints.time_tokens import Token

YEARS: Final = range(1990, 2100)


class Day(NamedTuple):
    """Candidates of a day, likeliest first, or a stretch that ends with the first."""

    days: tuple[tuple[date, float, str], ...]
    stretch: int
    token: Token | None


def third_of_month(token: Token, today: date) -> Day:
    """`early May`: ten days and some to either side."""
    month, third = token.value
    first = _date(0, month, 1, today)
    if first is None:
        return Day((), 0, token)
    begin = first + timedelta(days=(0, 9, 19)[third])
    return Day(((begin + timedelta(days=12), 1.0, ""),), 12, token)


def holiday(token: Token, today: date) -> tuple[tuple[date, float, str], ...]:
    """The last one that has been. `weekday` 0 with a place in the month: Memorial Day is May's last Monday."""
    month, day, weekday, which = token.value
    for year in (today.year, today.year - 1):
        on = date(year, month, day) if day else _nth_weekday(year, month, weekday, which)
        if on <= today:
            return ((on, 1.0, ""),)
    return ()


def _nth_weekday(year: int, month: int, weekday: int, which: int) -> date:
    if which < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def dates_of(token: Token, today: date) -> list[tuple[date, float, str]]:
    year, month, day, both, weekday = token.value
    if not month:
        return _with_its_weekday([(on, 1.0, "") for on in _last_such_day(day, today)], weekday)
    found = []
    for one_month, one_day, likely, why in (
        (month, day, 1.0, ""),
        (day, month, 0.5, "day and month the other way round"),
    ):
        if why and not both:
            continue
        on = _date(year, one_month, one_day, today)
        if on is not None and not (why and on > today + timedelta(days=1)):
            found.append((on, likely, why))
            found += [] if year or why else _month_slips(on, today)
    if len(found) > 1 and found[0][0] > today + timedelta(days=1):
        found.reverse()  # only the other way round it has been yet
        found = [(found[0][0], 1.0, found[0][2]), (found[1][0], 0.4, "as usual in this language")]
    return _with_its_weekday(found, weekday)


def _last_such_day(day: int, today: date) -> list[date]:
    """`the 14th`: of this month, or of the last that has it."""
    for back in range(4):
        month = (today.month - 1 - back) % 12 + 1
        try:
            on = date(today.year - (back >= today.month), month, day)
        except ValueError:
            continue
        if on <= today:
            return [on]
    return []


def _with_its_weekday(found: list[tuple[date, float, str]], weekday: int) -> list[tuple[date, float, str]]:
    """A weekday that is told and is another one: the nearest day of that name may be meant as well."""
    if not weekday or not found or found[0][0].weekday() == weekday - 1:
        return found
    agreeing = [one for one in found if one[0].weekday() == weekday - 1]
    on = found[0][0]
    shift = (weekday - 1 - on.weekday() + 3) % 7 - 3
    meant = (on + timedelta(days=shift), 0.8, "the weekday told is that of another date")
    return [found[0], *agreeing, meant, *(one for one in found[1:] if one not in agreeing)]


def _month_slips(on: date, today: date) -> list[tuple[date, float, str]]:
    """Without a year, a day that comes soon was read as last year's; the month may be the slip instead."""
    soon = on + timedelta(days=365)
    if on.year == today.year or not timedelta(0) < soon - today <= timedelta(days=62):
        return []
    why = "this year's has not come yet; the month before"
    return [(soon - timedelta(days=days), 0.5, why) for days in (30, 31)]


def _date(year: int, month: int, day: int, today: date) -> date | None:
    """Without a year: the last one that has been."""
    try:
        if year:
            return date(year, month, day) if year in YEARS else None
        on = date(today.year, month, day)
        return on if on <= today + timedelta(days=1) else date(today.year - 1, month, day)
    except ValueError:
        return None
