"""Ninety days of an office's traffic as roll-ups, drawn as such: the hundred million calls behind them are nowhere.

They stand as days whose calls have expired while their counts were kept, which is how the log itself keeps them.
"""

import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from bellwarden.calllog.counting import DESTINATIONS, SKETCH, Detail, HourRow, pack_hours, total
from bellwarden.calllog.manifest import Segment
from bellwarden.calllog.rolling import BEFORE, NAME, _remember, prepare
from bellwarden.model.customer_traffic import PEER_PERCENTILES, Counts, Destination, PeerFigure
from bench.office.rows import customer_key

DAYS: Final = 90
CALLS: Final = 100_000_000
CLASSES: Final = 40  # of customers, by how much they call
VARIANTS: Final = 24  # of a class's day
AREAS: Final = 25
Row = tuple[object, ...]
Day = tuple[Counts, Detail]


def draw(folder: Path, customers: int, now: datetime, calls: int = CALLS, seed: int = 1) -> int:
    """Writes HOME/calllog/hours.sqlite; how many calls it counts."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    rng = Random(f"{seed}:traffic")
    days = [(now.astimezone(UTC) - timedelta(days=back)).date().isoformat() for back in range(DAYS, 0, -1)]
    pool = _pool(rng, calls / (customers * DAYS))
    with closing(sqlite3.connect(folder / NAME)) as database:
        prepare(database)
        for day in days:
            found = {customer_key(number): rng.choice(pool[number % CLASSES]) for number in range(1, customers + 1)}
            _remember(database, Segment(BEFORE, day, 0), found)
        database.executemany("INSERT INTO expired VALUES (?, ?)", [(day, BEFORE) for day in days])
        database.executemany("INSERT INTO peer VALUES (?, ?, ?, ?, ?)", _peers(pool, customers, days))
        database.commit()
        database.execute("ANALYZE")
        counted: int = database.execute("SELECT sum(attempts) FROM day").fetchone()[0]
    return counted


def _pool(rng: Random, mean: float) -> list[list[Day]]:
    """By class. Few customers place most of the calls."""
    weights = [1.0 / (place + 1) for place in range(CLASSES)]
    scale = mean * CLASSES / sum(weights)
    return [[_day(rng, scale * weight * rng.uniform(0.7, 1.3)) for _ in range(VARIANTS)] for weight in weights]


def _day(rng: Random, calls: float) -> Day:
    hours: list[HourRow] = []
    for hour in range(24):
        shape = 1.0 if 13 <= hour < 23 else 0.1  # an American working day, in UTC
        for destination, share in ((Destination.HOME, 0.9), (Destination.ABROAD, 0.06), (Destination.TOLL_FREE, 0.04)):
            attempts = int(calls * shape * share / 11.4 + rng.random())
            if attempts:
                hours.append((hour, DESTINATIONS.index(destination), *_counts(rng, attempts)))
    detail = Detail(pack_hours(hours), _areas(rng, calls), _sketch(rng, calls / 20), _sketch(rng, calls * 0.8))
    return total(hours), detail


def _counts(rng: Random, attempts: int) -> Counts:
    answered = int(attempts * rng.uniform(0.4, 0.7))
    blocked = int(attempts * rng.uniform(0.0, 0.05))
    return Counts(
        attempts, answered, answered, int(answered * rng.uniform(0.05, 0.3)), answered * 95_000, attempts, blocked, 0, 0
    )


def _areas(rng: Random, calls: float) -> list[tuple[str, int, int, int, int]]:
    per_area = int(calls / AREAS)
    return [(f"1{200 + 7 * one}", per_area, per_area // 2, per_area * 40_000, 0) for one in range(AREAS)]


def _sketch(rng: Random, numbers: float) -> bytes:
    count = min(int(numbers) + 1, SKETCH)
    top = (1 << 32) if numbers < SKETCH else int((1 << 32) * SKETCH / numbers)
    return array("I", sorted(rng.randrange(top) for _ in range(count))).tobytes()


def _peers(pool: list[list[Day]], customers: int, days: list[str]) -> Iterator[Row]:
    attempts = sorted(float(counts.attempts) for own in pool for counts, _ in own)
    told = [attempts[min(len(attempts) - 1, len(attempts) * one // 100)] for one in PEER_PERCENTILES]
    for day in days:
        for figure in PeerFigure:
            yield figure.value, day, "", customers, msgspec.json.encode(told).decode()
