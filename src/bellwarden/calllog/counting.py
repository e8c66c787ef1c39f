"""Counts of a segment's calls by customer, hour and destination, as the engine makes them of the segment's file."""

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from operator import add
from typing import Any, Final

import duckdb
import msgspec

from bellwarden.calllog.engine import text
from bellwarden.model.customer_traffic import Counts, Destination, Different
from bellwarden.traffic.high_cost import CARIBBEAN, HIGH_COST

AREAS_MAX: Final = 40  # of a customer's day; the rest is counted together
SKETCH: Final = 128  # smallest hashes kept of a customer's different numbers of a day
HASHES: Final = 1 << 32
DESTINATIONS: Final = tuple(Destination)
EMERGENCY: Final = "called_text IN ('911', '112') OR contains(lower(called_text), 'urn:service:sos')"
_TOLL_FREE: Final = "called // 10000000 IN (1800, 1833, 1844, 1855, 1866, 1877, 1888)"
# ITU-T E.164 assigned country codes of one and two digits; all others have three.
_TWO_DIGITS: Final = (
    "20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61,"
    " 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98"
)
_NANP: Final = "called BETWEEN 10000000000 AND 19999999999"
_COUNTED: Final = (
    "count(*)",
    "count(*) FILTER (result = 'answered')",
    "count(*) FILTER (result = 'answered' AND billable_ms IS NOT NULL)",
    "count(*) FILTER (result = 'answered' AND billable_ms BETWEEN 1 AND 6000)",
    "coalesce(sum(billable_ms) FILTER (result = 'answered'), 0)::BIGINT",
    "count(verdict)",
    *(f"count(*) FILTER (verdict = '{one}')" for one in ("block", "divert", "limit")),
    "count(*) FILTER (starts_with(verdict, 'would_'))",
)


HourRow = tuple[int, ...]  # hour of the day, place in `DESTINATIONS`, then `Counts`
_WIDTH: Final = 2 + len(Counts._fields)


class Detail(msgspec.Struct, array_like=True, gc=False):
    """What is kept of a customer's calls in one segment, which is of one day."""

    packed_hours: bytes = b""  # rows one after the other, 8 octets a figure
    areas: list[tuple[str, int, int, int, int]] = []  # see `AreaCounts`
    callers: bytes = b""  # the smallest hashes, 32 bits each
    called: bytes = b""

    def hours(self) -> Iterator[HourRow]:
        """Made into rows without a look at the single figure: a page reads thousands."""
        figures = array("Q")
        figures.frombytes(zlib.decompress(self.packed_hours) if self.packed_hours else b"")
        return zip(*[iter(figures)] * _WIDTH, strict=True)


def pack_hours(rows: Sequence[HourRow]) -> bytes:
    return zlib.compress(array("Q", [figure for row in rows for figure in row]).tobytes(), 1)


unpack: Final = msgspec.msgpack.Decoder(Detail).decode


def together(details: Sequence[Detail]) -> Detail:
    """As if their calls, of one day, had been counted at once."""
    if len(details) == 1:
        return details[0]
    hours: dict[tuple[int, ...], HourRow] = {}
    for detail in details:
        for row in detail.hours():
            before = hours.get(row[:2])
            hours[row[:2]] = row if before is None else (*row[:2], *map(add, row[2:], before[2:]))
    return Detail(
        pack_hours([hours[key] for key in sorted(hours)]),
        summed_areas(details),
        smallest([one.callers for one in details]),
        smallest([one.called for one in details]),
    )


def summed_areas(details: Iterable[Detail]) -> list[tuple[str, int, int, int, int]]:
    areas: dict[str, list[int]] = {}
    for detail in details:
        for area, *sums in detail.areas:
            before = areas.get(area)
            areas[area] = sums if before is None else list(map(add, sums, before))
    return [(area, sums[0], sums[1], sums[2], sums[3]) for area, sums in areas.items()]


def smallest(sketches: Sequence[bytes]) -> bytes:
    if len(sketches) == 1:
        return sketches[0]
    hashes: set[int] = set()
    for one in sketches:
        hashes.update(array("I", one))
    return array("I", sorted(hashes)[:SKETCH]).tobytes()


def different(sketches: Sequence[bytes]) -> Different:
    """How many different numbers are behind them: the k-th smallest of scattered hashes tells how dense all are."""
    hashes = array("I", smallest(sketches)) if sketches else array("I")
    if len(hashes) < SKETCH:
        return Different(len(hashes), True)
    return Different(round((SKETCH - 1) * HASHES / (hashes[-1] + 1)), False)


def count_by_customer(connection: duckdb.DuckDBPyConnection, rows: str) -> dict[str, tuple[Counts, Detail]]:
    """`rows`: what to select the calls of one day from. Calls of nobody known are those of ""."""
    hours: dict[str, list[HourRow]] = {}
    columns = (
        *("coalesce(customer, '') AS customer", "hour(began)::INTEGER AS place", f"{_destination()} AS destination"),
        *(f"{area_of_called()} AS area", "calling", "called", "result::VARCHAR AS result", "billable_ms", "verdict"),
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE counted AS SELECT {', '.join(columns)} FROM {rows}")
    for customer, *row in _all(
        connection, f"SELECT customer, place, destination, {', '.join(_COUNTED)} FROM counted GROUP BY ALL ORDER BY ALL"
    ):
        hours.setdefault(customer, []).append(tuple(row))
    found = {customer: Detail(pack_hours(lines), []) for customer, lines in hours.items()}
    areas = (
        "SELECT customer, area, count(*) AS attempts, count(*) FILTER (result = 'answered') AS answered,"
        " coalesce(sum(billable_ms) FILTER (result = 'answered'), 0)::BIGINT AS billable_ms,"
        " count(*) FILTER (verdict = 'block') AS blocked FROM counted GROUP BY ALL"
    )
    ranked = (
        f"SELECT * REPLACE (CASE WHEN row_number() OVER (PARTITION BY customer ORDER BY attempts DESC, area)"
        f" <= {AREAS_MAX} THEN area ELSE '' END AS area) FROM ({areas})"
    )
    summed = ", ".join(f"sum({one})::BIGINT" for one in ("attempts", "answered", "billable_ms", "blocked"))
    for customer, area, *sums in _all(connection, f"SELECT customer, area, {summed} FROM ({ranked}) GROUP BY ALL"):
        found[customer].areas.append((area, *sums))
    for number in ("calling", "called"):
        different = f"SELECT DISTINCT customer, {_scattered(number)} AS seen FROM counted WHERE {number} IS NOT NULL"
        for customer, seen in _all(connection, f"SELECT customer, min(seen, {SKETCH}) FROM ({different}) GROUP BY ALL"):
            setattr(found[customer], "callers" if number == "calling" else "called", array("I", seen).tobytes())
    connection.execute("DROP TABLE counted")
    return {customer: (total(hours[customer]), detail) for customer, detail in found.items()}


def total(rows: Iterable[HourRow]) -> Counts:
    return Counts(*map(sum, list(zip(*rows, strict=True))[2:]))


def _all(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    asked = connection.execute(query)
    while rows := asked.fetchmany(10_000):
        yield from rows


def _destination() -> str:
    """Place in `DESTINATIONS`."""
    place = {one: DESTINATIONS.index(one) for one in DESTINATIONS}
    near = ", ".join((*CARIBBEAN, "1900"))
    far = " OR ".join(f"starts_with(called::VARCHAR, {text(one)})" for one in HIGH_COST if not one.startswith("1"))
    return (
        f"(CASE WHEN {_NANP} THEN CASE WHEN {_TOLL_FREE} THEN {place[Destination.TOLL_FREE]}"
        f" WHEN called // 10000000 IN ({near}) THEN {place[Destination.HIGH_COST]} ELSE {place[Destination.HOME]} END"
        f" WHEN called IS NOT NULL THEN CASE WHEN {far} THEN {place[Destination.HIGH_COST]}"
        f" ELSE {place[Destination.ABROAD]} END"
        f" WHEN {EMERGENCY} THEN {place[Destination.EMERGENCY]}"
        f" WHEN regexp_full_match(called_text, '[*#0-9]{{2,6}}') THEN {place[Destination.SERVICE]}"
        f" ELSE {place[Destination.UNREADABLE]} END)::INTEGER"
    )


def area_of_called() -> str:
    digits = "called::VARCHAR"
    return (
        f"CASE WHEN {_NANP} THEN (called // 10000000)::VARCHAR WHEN called IS NULL THEN coalesce(called_text, '')"
        f" WHEN starts_with({digits}, '7') THEN '7'"
        f" WHEN left({digits}, 2)::INTEGER IN ({_TWO_DIGITS}) THEN left({digits}, 2) ELSE left({digits}, 3) END"
    )


def _scattered(number: str) -> str:
    """A number's hash, the same in each version of the engine. Its own hash is not, and digests cost ten times this.

    Modulo the biggest prime of 32 bits, twice spread by odd factors.
    """
    first = f"(({number}::UBIGINT % 4294967291) * 2654435769) % {HASHES}"
    return f"((xor({first}, ({first}) >> 15) * 2246822519) % {HASHES})::UINTEGER"
