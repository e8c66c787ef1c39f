"""Files of call records for the command line: an ordinary customer, a dialler, and one whose strings are hostile."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.calllog.logs import DATA, call, table

HOSTILE = "<script>alert(1)</script>\u202e\x1b[31m\"'&"
BEGIN = datetime(2026, 5, 30, 11, 30, tzinfo=UTC)
NINE = "+1238200{:04d}"
COMPLAINTS = DATA.parent / "feeds" / "complaints_2026-05-29.csv"

__all__ = ["BEGIN", "COMPLAINTS", "DATA", "HOSTILE", "calls_file"]


def calls_file(folder: Path, hostile: bool = False) -> Path:
    """Three hundred calls of a dialler that shows ever new caller IDs, and thirty of an office, within an hour."""
    rows = []
    for n in range(300):
        at = BEGIN + timedelta(seconds=4 * n)
        answered = n % 4 == 0
        rows.append(
            call(n, at, customer="dialler", called=f"+1446200{n:04d}", billable_s=5 if answered else 0)
            if answered
            else call(n, at, customer="dialler", called=f"+1446200{n:04d}", billable_s=0, cause="no_answer")
        )
    for n in range(30):
        at = BEGIN + timedelta(seconds=100 * n)
        calling, called = NINE.format(7000 + n % 3), f"+1446300{(n * 37) % 100:04d}"
        rows.append(call(n, at, customer="office", calling=calling, called=called, billable_s=60 + n))
    if hostile:
        quoted = '"' + HOSTILE.replace('"', '""') + '"'
        for n in range(30):
            at = BEGIN + timedelta(seconds=n)
            rows.append(call(n, at, customer=quoted, name=quoted, calling="911", called=f"+1446400{n:04d}"))
    path = folder / "week.csv"
    path.write_text(table(*rows), encoding="utf-8")
    return path
