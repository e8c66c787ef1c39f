"""Complaints on disk, by day and number: one file of days, numbers and counts for each file that was taken in.

A file is named by the SHA-256 of what was read, so the same one again changes nothing. Files may overlap: of a number
and a day the largest count holds. What has no weight any more is dropped.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bellwarden.feeds.complaint_file import Complaint
from bellwarden.traffic.reputation import KEPT_DAYS

SUFFIX: Final = ".csv"
_HEAD: Final = "day,number,complaints"


class ComplaintStoreFault(Exception):
    """A kept file can't be read; the text names it."""


class ComplaintStore:
    """A folder of this room's own. OSError for what the disk says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, complaints: Iterable[Complaint]) -> bool:
        """Keep complaints; False when just these are kept already."""
        counts = Counter(complaints)
        rows = "".join(f"{day},{number},{count}\n" for (day, number), count in sorted(counts.items()))
        path = self._folder / (hashlib.sha256(rows.encode()).hexdigest() + SUFFIX)
        if path.exists():
            return False
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        try:
            with open(temporary, "w", encoding="ascii") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(f"{_HEAD}\n{rows}")
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except OSError:
            with suppress(FileNotFoundError):
                temporary.unlink()
            raise
        return True

    def load(self) -> dict[date, dict[int, int]]:
        """Day → number → complaints. Nothing when nothing was ever kept; ComplaintStoreFault names a damaged file."""
        found: dict[date, dict[int, int]] = {}
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            try:
                head, *rows = path.read_text(encoding="ascii").splitlines()
                if head != _HEAD:
                    raise ValueError(head)
                for row in rows:
                    day, number, count = row.split(",")
                    of_day = found.setdefault(date.fromisoformat(day), {})
                    of_day[int(number)] = max(of_day.get(int(number), 0), int(count))
            except ValueError:
                raise ComplaintStoreFault(f"{path} is damaged; remove it and import its complaints again") from None
        return found

    def drop_faded(self) -> int:
        """Remove files whose every complaint had lost its weight by the newest day kept; how many."""
        found = {path: self._last_day(path) for path in sorted(self._folder.glob(f"*{SUFFIX}"))}
        ends = {path: last for path, last in found.items() if last is not None}
        first = max(ends.values(), default=date.max) - timedelta(days=KEPT_DAYS)
        gone = [path for path, last in ends.items() if last < first]
        for path in gone:
            path.unlink()
        return len(gone)

    @staticmethod
    def _last_day(path: Path) -> date | None:
        """Rows are in order of their days. None: damaged, which is told when it is loaded."""
        last = path.read_text(encoding="ascii", errors="replace").rstrip().rpartition("\n")[2].partition(",")[0]
        try:
            return date.fromisoformat(last)
        except ValueError:
            return None
