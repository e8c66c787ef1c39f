"""Call records to measure with: files of a switch, and logs of many days written directly as segments."""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import duckdb

from bellwarden.calllog import engine
from bellwarden.calllog.manifest import Manifest, Segment, save
from bellwarden.calllog.segments import write_segment
from bellwarden.calllog.staging import SCHEMA

BEGIN: Final = date(2026, 3, 1)
CUSTOMERS: Final = 200
# Of the calls of a day, by their number i: a two hundredth of the callers makes half of them, a fiftieth of the called
# numbers receives a quarter. How many calls a number has does not depend on how many calls there are.
_DRAWN: Final = (
    "SELECT i, 12380000000 + CASE WHEN hash(i * 11) % 2 = 0 THEN hash(i * 13) % {few} ELSE hash(i * 17) % {day} END"
    " AS calling,"
    " 14460000000 + CASE WHEN hash(i * 19) % 4 = 0 THEN hash(i * 23) % {some} ELSE hash(i * 29) % {many} END AS called,"
    " greatest(0, (hash(i * 3) % 300)::INTEGER - 60) AS talk,"
    " 'customer' || (hash(i * 11) % {customers})::VARCHAR AS customer, 'trunk' || (i % 40)::VARCHAR AS trunk,"
    " TIMESTAMP '{at}' + to_microseconds(((i - {first}) * {us} // {rows})::BIGINT) AS began"
    " FROM range({first}, {first} + {rows}) AS drawn(i)"
)


def drawn(at: date, first: int, rows: int, days: int = 1) -> str:
    """Calls with the numbers from `first` on, evenly over the days, as a select."""
    day = max(rows // days, 400)
    return _DRAWN.format(
        few=day // 200,
        day=day,
        some=day // 50,
        many=7 * day,
        customers=CUSTOMERS,
        at=at,
        first=first,
        us=days * 86_400_000_000,
        rows=rows,
    )


def write_csv(path: Path, kind: str, rows: int, days: int) -> None:
    """A file as Bellwarden's own table, or as Asterisk's Master.csv."""
    calls = drawn(BEGIN, 0, rows, days)
    cause = "CASE WHEN talk > 0 THEN 'ANSWERED' ELSE 'NO ANSWER' END"
    if kind == "bellwarden":
        columns = (
            "strftime(began, '%Y-%m-%dT%H:%M:%SZ') AS \"at\", '+' || calling AS calling, '+' || called AS called,"
            f" talk + 8 AS duration_s, talk AS billable_s, {cause} AS cause, customer, printf('%x@sbc', i) AS call_id"
        )
        how = "(FORMAT csv, HEADER true)"
    else:
        columns = (
            "customer, calling::VARCHAR, called::VARCHAR, 'in', '\"X\" <' || calling || '>',"
            " printf('PJSIP/t%d-%08x', i % 9, i), printf('PJSIP/out-%08x', i), 'Dial', 'PJSIP/' || called || '@out,60',"
            " strftime(began, '%Y-%m-%d %H:%M:%S'), CASE WHEN talk > 0 THEN strftime(began, '%Y-%m-%d %H:%M:%S')"
            " ELSE '' END, strftime(began + to_seconds(talk + 8), '%Y-%m-%d %H:%M:%S'), talk + 8, talk,"
            f" {cause}, 'DOCUMENTATION', epoch(began)::BIGINT || '.' || i, ''"
        )
        how = "(FORMAT csv, HEADER false, FORCE_QUOTE *)"
    connection = duckdb.connect()
    connection.execute(f"COPY (SELECT {columns} FROM ({calls})) TO '{path}' {how}")
    connection.close()


def write_log(folder: Path, rows: int, days: int) -> None:
    """A log of so many calls over so many days, without a file that it came from."""
    folder.mkdir(parents=True)
    connection = engine.connect(folder / "scratch")
    segments = []
    for number in range(days):
        day = BEGIN + timedelta(days=number)
        segments.append(Segment(number + 1, str(day), rows // days))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE calls ({SCHEMA})")
        connection.execute(
            "INSERT INTO calls BY NAME SELECT began, calling, called, 'nanp' AS calling_form, customer, trunk,"
            " CASE WHEN talk > 0 THEN 'answered' ELSE 'no_answer' END AS result, 1000 * (talk + 8) AS duration_ms,"
            " 1000 * talk AS billable_ms, CASE WHEN talk > 0 THEN 'ANSWERED' ELSE 'NO ANSWER' END AS cause,"
            " printf('%x@sbc', hash(i)) AS call_id, 1 AS source, i AS line"
            f" FROM ({drawn(day, number * (rows // days), rows // days)})"
        )
        write_segment(connection, folder, segments[-1], "calls")
    save(folder, Manifest(next_segment=days + 1, segments=tuple(segments)))
    connection.close()
