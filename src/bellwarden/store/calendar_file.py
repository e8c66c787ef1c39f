"""[calendar] of HOME/office.toml: the hours and days that clocks count by. Read once a process."""

from datetime import date, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bellwarden.flows.office.calendars import WorkCalendar
from bellwarden.store.office_file import FILE, OfficeFileFault, read_office_file
from bellwarden.store.web_file import web_file_of


class ShutDays:
    """The public holidays of a country and, where one is named, a state; and days that the carrier adds."""

    def __init__(self, country: str, state: str, more: frozenset[date]) -> None:
        from holidays import country_holidays  # takes a quarter of a second to load

        self._public = country_holidays(country, subdiv=state or None)
        self._more = more

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self._more or day in self._public)


@cache
def work_calendar(home: Path) -> WorkCalendar:
    """Monday to Friday, 8:00 to 17:00 in the office's zone, shut on federal holidays, unless the file differs."""
    table = read_office_file(home).get("calendar", {})
    said = table if isinstance(table, dict) else {}
    try:
        opens, closes = (time.fromisoformat(str(said.get(key, usual))) for key, usual in _HOURS)
        more = frozenset(date.fromisoformat(str(day)) for day in said.get("also_shut", ()))
        shut = ShutDays(str(said.get("country", "US")), str(said.get("state", "")), more)
        zone = ZoneInfo(web_file_of(home).zone)
    except (ValueError, KeyError, TypeError, NotImplementedError) as error:
        raise OfficeFileFault(
            f'[calendar] of {FILE} can\'t be used: {error}; write country = "US", opens = "08:00", closes = "17:00"'
        ) from None
    if opens >= closes:
        raise OfficeFileFault(f"[calendar] of {FILE}: opens must be before closes")
    return WorkCalendar(zone, shut, opens, closes)


_HOURS = (("opens", "08:00"), ("closes", "17:00"))
