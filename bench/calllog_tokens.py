"""How fast a token's call is found in the log: `python -m bench.calllog_tokens [--calls N,N…] [--days D]`.

Every call of the log made here was signed, so each has two hashes, of origid and signature. A look-up opens the log as
`bellwarden stir find` does and asks for one hash; half of those asked for are in no file. Prints a line for each size.
"""

import argparse
import random
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from bellwarden.calllog import engine
from bellwarden.calllog.days import TOKENS, DayWriter
from bellwarden.calllog.manifest import Manifest, save
from bellwarden.calllog.staging import CALLS
from bellwarden.calllog.token_asking import calls_of_token

CALLS_EACH: Final = (1_000_000, 5_000_000)
DAYS: Final = 90
LOOK_UPS: Final = 40
FIRST: Final = date(2026, 3, 1)


def make(folder: Path, calls: int, days: int) -> list[int]:
    """A log of so many signed calls; some of its hashes."""
    folder.mkdir(parents=True)
    (folder / "days").mkdir()
    connection = engine.connect(folder)
    writer = DayWriter(connection, folder, 1)
    known = []
    for number in range(days):
        begin = datetime.combine(FIRST + timedelta(days=number), datetime.min.time(), UTC)
        count = calls // days
        connection.execute(
            f"INSERT INTO {CALLS} BY NAME SELECT make_timestamp({int(begin.timestamp())}000000 +"
            f" i * {86_400_000_000 // count}) AS began, 12382000000 + (hash(i) % 100000)::BIGINT AS calling,"
            " 14462000000 + (hash(i + 1) % 1000000)::BIGINT AS called, 'nanp' AS calling_form, 'answered' AS result,"
            " 60000 AS duration_ms, 50000 AS billable_ms, 'customer' || i % 50 AS customer,"
            " i || '@sbc.example' AS call_id,"
            f" printf('%016x%08x', {number}, i) AS decision_id, 'call_id' AS rung, 'A' AS attestation, 1 AS source,"
            f" i AS line FROM range({count}) AS made(i)"
        )
        for what in ("origid", "signature"):
            connection.execute(
                f"INSERT INTO {TOKENS} SELECT hash({what!r} || decision_id), true, began, calling, decision_id"
                f" FROM {CALLS}"
            )
        known += [row[0] for row in connection.execute(f"SELECT hash FROM {TOKENS} LIMIT 1").fetchall()]
        writer.flush()
    connection.close()
    save(folder, Manifest(segments=tuple(writer.segments), next_segment=writer.next_segment))
    return known


def measure(folder: Path, known: list[int]) -> list[float]:
    """Seconds of each look-up."""
    draw = random.Random(1)
    spent = []
    for number in range(LOOK_UPS):
        present = number % 2 == 0
        wanted = draw.choice(known) if present else draw.randrange(1 << 64)
        begun = time.perf_counter()
        found = calls_of_token(folder, [wanted])
        spent.append(time.perf_counter() - begun)
        if bool(found) is not present:
            raise SystemExit(f"{wanted}: {found}")
    return sorted(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", default=",".join(map(str, CALLS_EACH)))
    parser.add_argument("--days", type=int, default=DAYS)
    options = parser.parse_args()
    for calls in map(int, options.calls.split(",")):
        with tempfile.TemporaryDirectory(prefix="bellwarden-bench-") as scratch:
            folder = Path(scratch) / "calllog"
            known = make(folder, calls, options.days)
            size = sum(path.stat().st_size for path in folder.glob("days/*/*.tokens.parquet")) / 1e6
            spent = measure(folder, known)
        middle, high = statistics.median(spent), spent[int(0.95 * len(spent))]
        print(f"{calls:,} calls, {options.days} days, {size:.0f} MB of hashes: median {middle:.3f} s, p95 {high:.3f} s")


if __name__ == "__main__":
    main()
