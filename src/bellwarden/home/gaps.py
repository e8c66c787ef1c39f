"""When decisions could not be kept, and how many: intervals, for judging those calls from their CDRs.

Noted in memory, which is bounded, and written to a file beside the segments as soon as the disk takes it.
"""

import json
import os
from pathlib import Path
from typing import Final, NamedTuple

FILE_NAME: Final = "not-kept.jsonl"
FILE_BYTES_MAX: Final = 4 * 1024 * 1024  # then it is put aside as .1, and that of before is gone
INTERVALS_MAX: Final = 256  # waiting to be written; the last one grows then
QUIET_S: Final = 5.0  # so long after the last loss an interval is over
LASTS_S_MAX: Final = 60.0  # a longer time without records is several intervals


class Gap(NamedTuple):
    """Decisions that are in no record."""

    begin: float  # seconds since 1970, UTC
    end: float
    decisions: int
    worker: str
    why: str


class GapLog:
    """One writer's. `note` and `take` are called under the writer's lock, `write` by its thread."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._path = folder / FILE_NAME
        self._worker = worker
        self._gaps: list[Gap] = []

    def note(self, at: float, why: str, count: int = 1) -> None:
        """Decisions were lost."""
        gaps = self._gaps
        if gaps:
            last = gaps[-1]
            near = 0 <= at - last.end <= QUIET_S and at - last.begin <= LASTS_S_MAX and last.why == why
            if near or len(gaps) >= INTERVALS_MAX:
                gaps[-1] = last._replace(end=max(at, last.end), decisions=last.decisions + count)
                return
        gaps.append(Gap(at, at, count, self._worker, why))

    def take(self, now: float, all_of_them: bool = False) -> list[Gap]:
        """Intervals that are over, to be written; given back by `give_back` when they can't be."""
        over = [one for one in self._gaps if all_of_them or not 0 <= now - one.end <= QUIET_S]
        if over:
            self._gaps = [one for one in self._gaps if one not in over]
        return over

    def give_back(self, gaps: list[Gap]) -> None:
        """Keep those that could not be written for the next time."""
        self._gaps = (gaps + self._gaps)[:INTERVALS_MAX]

    def write(self, gaps: list[Gap]) -> None:
        """OSError when the disk does not take them; a line is there whole or not at all."""
        lines = "".join(json.dumps(one._asdict()) + "\n" for one in gaps).encode()
        if self._path.exists() and self._path.stat().st_size > FILE_BYTES_MAX:
            os.replace(self._path, self._path.with_name(FILE_NAME + ".1"))
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            before = os.fstat(descriptor).st_size
            if os.write(descriptor, lines) != len(lines):
                os.ftruncate(descriptor, before)
                raise OSError("no room for the list of what was not kept")
        finally:
            os.close(descriptor)


def read_gaps(folder: Path, since: float | None = None, until: float | None = None) -> list[Gap]:
    """All intervals that meet a time, oldest first; lines that can't be read are left out."""
    found: list[Gap] = []
    for name in (FILE_NAME + ".1", FILE_NAME):
        try:
            lines = (folder / name).read_bytes().splitlines()
        except FileNotFoundError:
            continue
        for line in lines:
            try:
                one = Gap(**json.loads(line))
                meets = (since is None or one.end >= since) and (until is None or one.begin < until)
            except (TypeError, ValueError):
                continue
            if meets:
                found.append(one)
    return sorted(found)
