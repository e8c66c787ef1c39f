"""Which calls of the last days a measure would have stopped, where it goes by something that nobody counts by the hour.

The calls themselves are looked through, day by day and the newest first, for as long as somebody waits.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from bellwarden.calllog import counting
from bellwarden.calllog.asking import asking
from bellwarden.calllog.engine import moment, text
from bellwarden.calllog.segments import rows_in
from bellwarden.model.customer_traffic import AreaCounts
from bellwarden.model.stopped_calls import StoppedDay

WAIT_S: Final = 1.5  # a page answers within two seconds
CUSTOMERS_MAX: Final = 20
_SUMS: Final = (
    "count(*)",
    "count(*) FILTER (told)",
    "count(*) FILTER (fits AND NOT emergency AND answered)",
    "count(*) FILTER (fits AND NOT emergency AND NOT answered)",
    "count(*) FILTER (emergency)",
    "coalesce(sum(billable_ms) FILTER (fits AND NOT emergency AND answered), 0)::BIGINT",
    "count(*) FILTER (fits AND NOT emergency AND verdict = 'block')",
)


class Wanted(NamedTuple):
    """Conditions of SQL: whose calls are looked at, whether a record tells what matters, whether the measure names it.

    None of the three may be NULL.
    """

    subject: str
    told: str
    fits: str


def outside(customer: str, numbers: Sequence[str], prefixes: Sequence[str]) -> Wanted:
    """Calls of a customer that show any other number; digits of E.164. One without such digits is any other."""
    allowed = [f"starts_with(calling::VARCHAR, {text(one)})" for one in prefixes]
    if numbers:
        allowed.append(f"calling IN ({', '.join(str(int(one)) for one in numbers)})")
    return Wanted(f"customer = {text(customer)}", "true", f"NOT coalesce({' OR '.join(allowed)}, false)")


def of_name(name: str) -> Wanted:
    """Calls that show this name; * stands for any signs."""
    signs = "".join({"*": "%", "%": "\\%", "_": "\\_", "\\": "\\\\"}.get(one, one) for one in name.strip())
    shown = f"lower(trim(name)) LIKE lower({text(signs)}) ESCAPE '\\'"
    return Wanted("true", "name IS NOT NULL", f"coalesce({shown}, false)")


def of_source(address: str) -> Wanted:
    """Calls that came from this address."""
    return Wanted("true", "source_ip IS NOT NULL", f"coalesce(source_ip = {text(address)}, false)")


class Looked(NamedTuple):
    """`held`: so many days of the time asked for have calls in the log; `days`: those looked through, newest first."""

    held: int
    days: tuple[StoppedDay, ...]


def stopped(folder: Path, wanted: Wanted, since: datetime, until: datetime, wait_s: float = WAIT_S) -> Looked:
    """CallLogFault when there is no log, or it can't be asked.

    Decisions and records of days that are not settled are not brought together, so a call may count twice there.
    """
    with asking(folder) as asker:
        segments = asker.manifest.days(f"{since:%Y-%m-%d}", f"{until:%Y-%m-%d}")
        names = sorted({one.day for one in segments}, reverse=True)
        found: list[StoppedDay] = []
        within = f"began >= {moment(since)} AND began < {moment(until)} AND {wanted.subject}"
        stop = threading.Timer(wait_s, asker.connection.interrupt)
        stop.start()
        try:
            for day in names:
                rows = rows_in(folder, [one for one in segments if one.day == day])
                found.append(_day(asker.connection, day, f"{rows} WHERE {within}", wanted))
                if stop.finished.is_set():
                    break
        except duckdb.InterruptException:
            pass
        finally:
            stop.cancel()
        return Looked(len(names), tuple(found))


def _day(connection: duckdb.DuckDBPyConnection, day: str, rows: str, wanted: Wanted) -> StoppedDay:
    calls = (
        f"SELECT coalesce(customer, '') AS customer, {counting.area_of_called()} AS area,"
        f" result = 'answered' AS answered, billable_ms, verdict, {wanted.told} AS told, {wanted.fits} AS fits,"
        f" called IS NULL AND coalesce({counting.EMERGENCY}, false) AS emergency FROM {rows}"
    )
    asked = (
        f"SELECT grouping(area), grouping(customer), area, customer, {', '.join(_SUMS)} FROM ({calls})"
        " GROUP BY GROUPING SETS ((), (area), (customer)) ORDER BY ALL"
    )
    whole: Sequence[Any] = (0,) * len(_SUMS)
    areas, customers = [], {}
    for no_area, no_customer, area, customer, *sums in connection.execute(asked).fetchall():
        stops = sums[2] + sums[3]
        if no_area and no_customer:
            whole = sums
        elif stops and no_customer:
            areas.append(AreaCounts(area, stops, sums[2], sums[5], sums[6]))
        elif stops and customer:
            customers[customer] = stops
    busiest = dict(sorted(customers.items(), key=lambda one: (-one[1], one[0]))[:CUSTOMERS_MAX])
    calls, told, answered, unanswered, emergency, *_ = whole
    return StoppedDay(day, calls, told, answered, unanswered, emergency, tuple(areas), busiest)
