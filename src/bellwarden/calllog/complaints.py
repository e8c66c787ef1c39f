"""What the complaint desk asks of the log: calls around a time, how far records reach, how a customer's days looked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bellwarden.calllog.asking import Asker
from bellwarden.calllog.engine import moment, text
from bellwarden.calllog.manifest import Manifest
from bellwarden.calllog.segments import rows_in
from bellwarden.calllog.validity import invalid_caller
from bellwarden.complaints.triage import Figures
from bellwarden.model.call_record import CallRecord
from bellwarden.model.complaint_match import Coverage

ACTIVE: Final = timedelta(days=7)  # a feed that stopped longer ago than this has ended, and others go on
MISSING_MAX: Final = 400  # days told one by one
SHORT_MS: Final = 6_000


class ComplaintCalls:
    """Over one asker (`ports.complaint.CallBook`)."""

    def __init__(self, folder: Path, asker: Asker) -> None:
        self._folder = folder
        self._asker = asker
        self._coverage = coverage(asker.manifest)

    def find(self, number: int, since: datetime, until: datetime) -> list[CallRecord]:
        half = (until - since) / 2
        return self._asker.find(number, since + half, half)

    def coverage(self) -> Coverage:
        return self._coverage

    def figures(self, customer: str, since: datetime, until: datetime) -> Figures | None:
        """None for a customer without calls then."""
        first, last = (one.astimezone(UTC).strftime("%Y-%m-%d") for one in (since, until))
        segments = self._asker.manifest.days(first, last)
        if not customer or not segments:
            return None
        row = self._asker.connection.execute(
            "SELECT count(*), count(*) FILTER (result = 'answered'),"
            f" count(*) FILTER (result = 'answered' AND billable_ms BETWEEN 1 AND {SHORT_MS}),"
            f" count(*) FILTER ({invalid_caller()}) FROM {rows_in(self._folder, segments)}"
            f" WHERE customer = {text(customer)} AND began BETWEEN {moment(since)} AND {moment(until)}"
        ).fetchone()
        if row is None or not row[0]:
            return None
        return Figures(int(row[0]), int(row[1]), int(row[2]), int(row[3]), (until - since) / timedelta(days=1))


class NoCalls:
    """Of a home without a call log: whatever is asked, there are no records."""

    def find(self, number: int, since: datetime, until: datetime) -> list[CallRecord]:
        return []

    def coverage(self) -> Coverage:
        return Coverage(None, None)

    def figures(self, customer: str, since: datetime, until: datetime) -> Figures | None:
        return None


def coverage(manifest: Manifest) -> Coverage:
    """Complete up to where the slowest feed reaches that is still alive."""
    since = min((one.since for one in manifest.sources if one.since is not None), default=None)
    reaches: dict[str, float] = dict(manifest.complete)
    for one in manifest.sources:
        if one.until is not None:
            reaches[one.feed] = max(one.until, reaches.get(one.feed, one.until))
    if since is None or not reaches:
        return Coverage(None, None)
    newest = max(reaches.values())
    alive = [at for at in reaches.values() if newest - at < ACTIVE.total_seconds()]
    first, last = datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(min(alive), UTC)
    held = {one.day for one in manifest.segments if one.rows}
    return Coverage(first, last, tuple(day for day in _days(first, last) if day not in held))


def _days(first: datetime, last: datetime) -> Iterator[str]:
    for number in range(min((last.date() - first.date()).days + 1, MISSING_MAX)):
        yield (first + timedelta(days=number)).strftime("%Y-%m-%d")
