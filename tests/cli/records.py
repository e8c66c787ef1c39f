"""Files of call records for the command line: an ordinary customer, a dialler, and one whose strings are hostile."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.calllog.logs import DATA, call, table

HOSTILE = "<script>alert(1)</script>\u202e\x1b[31m\"'&"
BEGIN = datetime(2026, 5, 30, 11, 30, tzinfo=UTC)
NINE = "+1238200{:04d}"
COMPLAINTS = DATA.parent / "feeds" / "complaints_2026-05-29.csv"

__all__ = ["BEGIN", "COMPLAINTS", "DATA", "HOSTILE", "calls_file", "world_folder"]


def calls_file(folder: Path, hostile: bool = False, begin: datetime = BEGIN) -> Path:
    """Three hundred calls of a dialler that shows ever new caller IDs, and thirty of an office, within an hour."""
    rows = []
    for n in range(300):
        at = begin + timedelta(seconds=4 * n)
        answered = n % 4 == 0
        rows.append(
            call(n, at, customer="dialler", called=f"+1446200{n:04d}", billable_s=5 if answered else 0)
            if answered
            else call(n, at, customer="dialler", called=f"+1446200{n:04d}", billable_s=0, cause="no_answer")
        )
    for n in range(30):
        at = begin + timedelta(seconds=100 * n)
        calling, called = NINE.format(7000 + n % 3), f"+1446300{(n * 37) % 100:04d}"
        rows.append(call(n, at, customer="office", calling=calling, called=called, billable_s=60 + n))
    if hostile:
        quoted = '"' + HOSTILE.replace('"', '""') + '"'
        for n in range(30):
            at = begin + timedelta(seconds=n)
            rows.append(call(n, at, customer=quoted, name=quoted, calling="911", called=f"+1446400{n:04d}"))
    path = folder / "week.csv"
    path.write_text(table(*rows), encoding="utf-8")
    return path


def world_folder(folder: Path) -> Path:
    """The same calls as a world: the dialler does wrong, the office does not."""
    records = folder / "cdr" / "bellwarden"
    records.mkdir(parents=True)
    calls_file(records)
    about = {"format": 1, "seed": 1, "begin": "2026-05-30T00:00:00Z", "until": "2026-05-31T00:00:00Z"}
    (folder / "world.json").write_text(json.dumps(about))
    customers = [{"id": "dialler", "declared": "office"}, {"id": "office", "declared": "notifier"}]
    (folder / "customers.json").write_text(json.dumps(customers))
    stretch = [BEGIN.isoformat(), (BEGIN + timedelta(seconds=1200)).isoformat()]
    truth: list[dict[str, object]] = [
        {"kind": "customer", "id": "dialler", "class": "B1", "bad": [stretch]},
        {"kind": "customer", "id": "office", "class": "G1", "bad": []},
        {"kind": "weather", "of": "no interest"},
    ]
    truth += [
        {"kind": "call", "class": "B1", "customer": "dialler", "at": (BEGIN + timedelta(seconds=4 * n)).isoformat()}
        for n in range(300)
    ]
    (folder / "truth.jsonl").write_text("".join(json.dumps(one) + "\n" for one in truth))
    return folder
