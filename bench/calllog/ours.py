"""What Bellwarden does, each part to be run in a process of its own."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bellwarden.calllog import CallLog
from bellwarden.calllog.asking import Asker, asking
from bellwarden.calllog.importing import Order
from bellwarden.calllog.segments import rows_in
from bellwarden.cdr import formats
from bellwarden.traffic.profile import SubjectKind

DAY: Final = timedelta(days=1)
# Ten figures of a customer's hour, which the others are asked for, too.
SOME: Final = """
WITH base AS (SELECT customer, date_trunc('hour', began) AS win, began, line, calling, called, result, billable_ms
  FROM {rows} WHERE customer IS NOT NULL AND called IS NOT NULL),
steps AS (SELECT customer, win, count(*) FILTER (step BETWEEN 1 AND 10) AS sequential FROM
  (SELECT customer, win, called - lag(called) OVER (PARTITION BY customer, win ORDER BY began, line) AS step FROM base)
  GROUP BY customer, win),
pairs AS (SELECT customer, win, calling, called FROM base GROUP BY ALL),
callers AS (SELECT customer, win, count(*) AS callers FROM (SELECT DISTINCT customer, win, calling FROM pairs)
  GROUP BY customer, win),
numbers AS (SELECT customer, win, count(*) AS numbers FROM (SELECT DISTINCT customer, win, called FROM pairs)
  GROUP BY customer, win)
SELECT customer, win, count(*), count(*) FILTER (result = 'answered'), sum(billable_ms),
  count(*) FILTER (result = 'answered' AND billable_ms <= 6000), count(*) FILTER (result = 'no_answer'),
  count(*) FILTER (calling // 10000 = called // 10000), any_value(callers), any_value(numbers), any_value(sequential)
FROM base JOIN steps USING (customer, win) JOIN callers USING (customer, win) JOIN numbers USING (customer, win)
GROUP BY customer, win
"""


def ingest(folder: Path, file: Path) -> dict[str, Any]:
    now = datetime(2026, 6, 30, tzinfo=UTC)
    done = CallLog(folder).import_file(Order(file, now, formats.load(), zone="America/New_York"))
    return {"rows": done.rows}


def profiles(folder: Path) -> dict[str, Any]:
    with asking(folder) as asker:
        return {"windows": sum(1 for _ in asker.profiles(SubjectKind.CUSTOMER))}


def some_figures(folder: Path) -> dict[str, Any]:
    with asking(folder) as asker:
        return {"windows": len(asker.connection.execute(SOME.format(rows=asker.rows())).fetchall())}


def look_up(folder: Path, count: int) -> dict[str, Any]:
    """Milliseconds of looking up the numbers of calls, within a day either way: busy numbers are asked for more."""
    with asking(folder) as asker:
        calls = asked_for(asker, folder, count)
        return {
            side: timed(lambda at, number: asker.find(number, at, DAY), [(at, one[place]) for at, *one in calls])
            for place, side in enumerate(("calling", "called"))
        }


def timed(find: Callable[[datetime, int], object], asked: list[tuple[datetime, int]]) -> list[float]:
    took = []
    for at, number in asked:
        began = time.perf_counter()
        find(at, number)
        took.append(1000 * (time.perf_counter() - began))
    return took


def asked_for(asker: Asker, folder: Path, count: int) -> list[tuple[datetime, int, int]]:
    """Calls drawn from days spread over the log."""
    segments = asker.manifest.segments
    chosen = segments[1 :: max(1, len(segments) // 9)]
    each = -(-count // len(chosen))
    found = []
    for one in chosen:
        every = max(1, one.rows // each // 2)
        found += asker.connection.execute(
            f"SELECT began, calling, called FROM {rows_in(folder, [one])} WHERE hash(line) % {every} = 0 LIMIT {each}"
        ).fetchall()
    return [(began.replace(tzinfo=UTC), calling, called) for began, calling, called in found[:count]]


def files_of(folder: Path) -> list[str]:
    """The files of calls of a log, which the others read."""
    with asking(folder) as asker:
        return [str(folder / one.calls) for one in asker.manifest.segments]
