"""All figures of a profile, over calls made by the engine: `python -m bench.features [--rows N] [--chdb PYTHON]`.

Customer-hours of one day. `--chdb`: a Python that has chDB installed; the ClickHouse text is then asked of the same
narrow tables there, and the answers are compared, figure by figure. Figures of a busy machine mean little.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import duckdb

from bellwarden.calllog import engine, profiles
from bellwarden.calllog.profiles import Asked
from bellwarden.traffic.profile import SubjectKind

ROWS: Final = 2_000_000
MEMORY_MB: Final = 1_100
TABLES: Final = ("calls", "costly", "inbound", "noted", "unowned", "listed", "fresh", "dated", "named")
_HASH: Final = "(hash(range + {}) >> 20)::BIGINT"
_ASKED_THERE: Final = """
import json, resource, sys
from chdb import session
place, text = sys.argv[1], open(sys.argv[2]).read()
engine = session.Session()
for table in sys.argv[3:]:
    engine.query(f"CREATE TABLE {table} ENGINE = Memory AS SELECT * FROM file('{place}/{table}.parquet', Parquet)")
def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
before = used()
found = engine.query(text.rstrip() + ", max_threads = 2", "Parquet").bytes()
spent = used() - before
open(f"{place}/there.parquet", "wb").write(found)
print(json.dumps({"cpu_s": spent, "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def made(connection: duckdb.DuckDBPyConnection, path: Path, rows: int) -> None:
    """A day of one customer for each 10,000 calls: every tenth shows any of 500,000 numbers, every seventh dials on."""
    customers = max(1, rows // 10_000)
    connection.execute(
        f"COPY (SELECT TIMESTAMP '2026-05-01' + INTERVAL (ms) MILLISECOND AS began,"
        f" CASE WHEN c % 10 = 0 THEN 12382000000 + b % 500000 ELSE 12380000000 + c * 1000 + b % 600 END AS calling,"
        " CASE WHEN c % 7 = 0 THEN 14462000000 + i WHEN d % 10 = 0 THEN 18760000000 + d % 3000"
        " ELSE 14460000000 + d % 4 * 10000000 + b // 7 % 7000000 END AS called, NULL::VARCHAR AS calling_text,"
        " 'nanp' AS calling_form, CASE WHEN talk > 0 THEN 'answered' WHEN d % 3 = 0 THEN 'no_answer' WHEN d % 3 = 1"
        " THEN 'busy' ELSE 'cancelled' END AS result, NULL::SMALLINT AS sip_status, (talk + 8) * 1000 AS duration_ms,"
        " talk * 1000 AS billable_ms, NULL::VARCHAR AS name, 'customer' || c AS customer, 1 AS source, i AS line,"
        " CASE i % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'B' END AS attestation, NULL::VARCHAR AS verstat,"
        " CASE WHEN b % 2 = 0 THEN 'caller' ELSE 'called' END AS ended_by FROM"
        f" (SELECT range AS i, range * 86400000 // {rows} AS ms, {_HASH.format(0)} % {customers} AS c,"
        f" {_HASH.format(10**11)} AS b, {_HASH.format(2 * 10**11)} AS d, greatest(0, d // 1000 % 300 - 120) AS talk"
        f" FROM range({rows})) ORDER BY calling, began) TO {engine.text(str(path))}"
        " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 61440)"
    )


def used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def here(place: Path) -> dict[str, float]:
    connection = engine.connect(place / "scratch", MEMORY_MB)
    before, began = used(), time.perf_counter()
    asked = Asked(f"read_parquet({engine.text(str(place / 'log.parquet'))})", SubjectKind.CUSTOMER)
    count = sum(1 for _ in profiles.profiles(connection, asked))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"profiles": count, "cpu_s": used() - before, "wall_s": time.perf_counter() - began, "memory_mb": memory}


def there(place: Path, python: str) -> dict[str, float]:
    """The same question at once, on both engines, from the narrow tables on."""
    connection = engine.connect(place / "scratch", 4 * MEMORY_MB)
    asked = Asked(f"read_parquet({engine.text(str(place / 'log.parquet'))})", SubjectKind.CUSTOMER)
    for table, text in profiles.narrow(connection, asked):
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS {text}")
    for table in TABLES:
        connection.execute(f"COPY {table} TO {engine.text(str(place / f'{table}.parquet'))} (FORMAT parquet)")
    before = used()
    connection.execute(f"CREATE TABLE ours AS {profiles.question()}")
    spent = used() - before
    clickhouse = Path(profiles.__file__).parent / "questions" / "profiles.clickhouse.sql"
    command = [python, "-c", _ASKED_THERE, str(place), str(clickhouse), *TABLES]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    columns = [row[0] for row in connection.execute("DESCRIBE ours").fetchall()]
    theirs = f"SELECT {', '.join(columns)} FROM {engine.text(str(place / 'there.parquet'))}"
    rounded = "* REPLACE (round(line_entropy_bits, 6) AS line_entropy_bits)"
    differ = connection.execute(
        f"SELECT count(*) FROM ((SELECT {rounded} FROM ours) EXCEPT (SELECT {rounded} FROM ({theirs})))"
    ).fetchone()
    return {"here_cpu_s": spent, "there_cpu_s": told["cpu_s"], "there_memory_mb": told["memory_mb"]} | {
        "windows_that_differ": differ[0] if differ else -1
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--chdb", default="", metavar="PYTHON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-features-") as name:
        place = Path(name)
        made(engine.connect(place / "scratch", MEMORY_MB), place / "log.parquet", asked.rows)
        found = {"all features": here(place)}
        if asked.chdb:
            found["one question, chDB"] = there(place, asked.chdb)
    for part, figures in found.items():
        print(f"{part:20}", "  ".join(f"{key} {value:,.1f}" for key, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
