"""The log itself: a folder with a manifest, days of Parquet, and the rows that were refused.

calllog/manifest.json                         what belongs to the log; replaced last
calllog/days/2026-05-31/00000001.calls.parquet   every column, by calling number
calllog/days/2026-05-31/00000001.called.parquet  called and calling number and time, by called number
calllog/days/2026-05-31/00000001.tokens.parquet  hashes of tokens and their decisions, by hash; where there are any
calllog/hours.sqlite                          counts by customer and hour of each segment, for pages
calllog/refused/000001.jsonl                  rows of the first source that could not be kept, with line and reason
calllog/scratch/                              empty unless an import is at work
"""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import msgspec

from bellwarden.calllog import engine
from bellwarden.calllog.days import DayWriter
from bellwarden.calllog.expiring import DayExpiry, due, expire
from bellwarden.calllog.fault import CallLogFault
from bellwarden.calllog.files import only_writer, unwritable
from bellwarden.calllog.importing import Imported, Importer, Order
from bellwarden.calllog.manifest import Hold, Manifest, load, save
from bellwarden.calllog.retention import last_days
from bellwarden.calllog.rolling import Roller
from bellwarden.calllog.settling import Settler
from bellwarden.calllog.streams import Stream, Streamed, take_stream

GRACE_S: Final = 900.0  # how long a file stays that the manifest no longer names: whoever reads it may go on


class _Work(NamedTuple):
    """What a writer has while it holds the lock."""

    manifest: Manifest
    connection: duckdb.DuckDBPyConnection
    scratch: Path


class CallLog:
    """`folder` is HOME/calllog. Reading needs no lock; one process writes at a time.

    When a writing method returns, what it did is on disk and in the manifest; when it raises CallLogFault (what was
    given or the log can't be used, or another writer is at work), nothing has changed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifest(self) -> Manifest:
        return load(self.folder)

    def import_file(self, order: Order) -> Imported:
        """Take a file in."""
        with self._writing(f"{order.path} could not be taken in") as work:
            writer = DayWriter(work.connection, self.folder, work.manifest.next_segment, order.retention)
            done = Importer(work.connection, writer, work.scratch, work.manifest).run(order)
            if done.manifest is not work.manifest:
                self._save(work, writer, done.manifest)
            return done.told

    def import_stream(self, make: Callable[[Manifest], Stream]) -> Streamed:
        """Take in what a stream has behind the places that the manifest tells; `make` is given that manifest."""
        with self._writing("the stream could not be taken in") as work:
            writer = DayWriter(work.connection, self.folder, work.manifest.next_segment)
            manifest, told = take_stream(work.connection, writer, work.scratch, work.manifest, make(work.manifest))
            self._save(work, writer, manifest)
            return told

    def settle(self) -> None:
        """Bring together all decisions and records that belong together, whatever it costs."""
        with self._writing("the log could not be settled") as work:
            writer = DayWriter(work.connection, self.folder, work.manifest.next_segment)
            writer.roller.catch_up(work.manifest, rows_max=None)
            self._keep(writer, Settler(work.connection, writer, work.manifest).run(all_of_them=True))

    def expiry(self, now: datetime, longer_days: Mapping[str, int], do: bool) -> list[DayExpiry]:
        """What may go, by day and class, after `do` it is gone. `longer_days`: classes kept longer than they must."""
        kept = last_days(now, longer_days)
        with self._writing("the log could not be thinned") as work:
            writer = DayWriter(work.connection, self.folder, work.manifest.next_segment)
            found = due(work.connection, writer, work.manifest, kept)
            if do and any(one.expired for one in found):
                self._keep(writer, expire(writer, work.manifest, kept, found, now))
            if do:
                self._drop_refused(work.manifest, max(kept.values()).isoformat())
            return found

    def place_hold(self, hold: Hold) -> Hold:
        """Returns it with its number."""
        self._make()
        with only_writer(self.folder):
            manifest = load(self.folder)
            numbered = msgspec.structs.replace(hold, number=len(manifest.holds) + 1)
            save(self.folder, msgspec.structs.replace(manifest, holds=(*manifest.holds, numbered)))
            return numbered

    def lift_hold(self, number: int, now: datetime) -> Hold:
        self._make()
        with only_writer(self.folder):
            manifest = load(self.folder)
            found = next((one for one in manifest.holds if one.number == number and one.lifted_at is None), None)
            if found is None:
                raise CallLogFault(f"no hold {number} is in force; `bellwarden calls hold list` shows them")
            lifted = msgspec.structs.replace(found, lifted_at=now.timestamp())
            holds = tuple(lifted if one is found else one for one in manifest.holds)
            save(self.folder, msgspec.structs.replace(manifest, holds=holds))
            return lifted

    @contextmanager
    def _writing(self, what: str) -> Iterator[_Work]:
        self._make()
        with only_writer(self.folder):
            manifest = self._swept()
            scratch = self.folder / "scratch"
            connection = engine.connect(scratch)
            try:
                Roller(connection, self.folder).catch_up(manifest)
                yield _Work(manifest, connection, scratch)
            except (duckdb.Error, OSError) as error:
                # Whatever was written is named by no manifest; the next writer takes it away.
                raise unwritable(what, self.folder, error) from error
            finally:
                connection.close()
                shutil.rmtree(scratch, ignore_errors=True)

    def _save(self, work: _Work, writer: DayWriter, manifest: Manifest) -> None:
        self._keep(writer, Settler(work.connection, writer, manifest).run())

    def _keep(self, writer: DayWriter, manifest: Manifest) -> None:
        save(self.folder, manifest)
        writer.roller.compare(manifest)

    def _make(self) -> None:
        for name in ("days", "refused"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _swept(self) -> Manifest:
        """The manifest, after what a killed import left has been taken away."""
        manifest = load(self.folder)
        shutil.rmtree(self.folder / "scratch", ignore_errors=True)
        (self.folder / "scratch").mkdir(mode=0o700)
        named = {path for one in manifest.segments for path in one.files}
        old = time.time() - GRACE_S
        for path in (self.folder / "days").glob("*/*.parquet"):
            if path.relative_to(self.folder).as_posix() not in named:
                number = path.name.partition(".")[0]
                if path.stat().st_mtime < old or (number.isdigit() and int(number) >= manifest.next_segment):
                    path.unlink()
        return manifest

    def _drop_refused(self, manifest: Manifest, before: str) -> None:
        """Rows that were refused expire as ordinary calls do, by the day of their import."""
        for one in manifest.sources:
            if datetime.fromtimestamp(one.imported_at, UTC).date().isoformat() < before:
                (self.folder / "refused" / f"{one.number:06d}.jsonl").unlink(missing_ok=True)
