"""The log itself: a folder with a manifest, days of Parquet, and the rows that were refused.

calllog/manifest.json                         what belongs to the log; replaced last
calllog/days/2026-05-31/00000001.calls.parquet   every column, by calling number
calllog/days/2026-05-31/00000001.called.parquet  called and calling number and time, by called number
calllog/refused/000001.jsonl                  rows of the first source that could not be kept, with line and reason
calllog/scratch/                              empty unless an import is at work
"""

import shutil
import time
from pathlib import Path
from typing import Final

import duckdb

from bellwarden.calllog import engine
from bellwarden.calllog.fault import CallLogFault
from bellwarden.calllog.files import only_writer
from bellwarden.calllog.importing import Imported, Importer, Order
from bellwarden.calllog.manifest import Manifest, Segment, load, save
from bellwarden.calllog.segments import write_segment

SEGMENTS_MAX: Final = 8  # of a day, before they are merged
GRACE_S: Final = 900.0  # how long a file stays that the manifest no longer names: whoever reads it may go on


class CallLog:
    """`folder` is HOME/calllog. Reading needs no lock; one process imports at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifest(self) -> Manifest:
        return load(self.folder)

    def import_file(self, order: Order) -> Imported:
        """Take a file in. When this returns, it is on disk and in the manifest; when it raises, nothing has changed.

        CallLogFault when the file or the log can't be used, or another import is at work.
        """
        self._make()
        with only_writer(self.folder):
            manifest = self._swept()
            scratch = self.folder / "scratch"
            connection = engine.connect(scratch)
            try:
                done = Importer(self.folder, scratch, connection, manifest).run(order)
                if done.manifest is not manifest:
                    save(self.folder, self._merged(connection, done.manifest))
                return done.told
            except duckdb.Error as error:
                # Whatever was written is named by no manifest; the next import takes it away.
                raise CallLogFault(f"{order.path} could not be taken in: {str(error).splitlines()[0]}") from error
            finally:
                connection.close()
                shutil.rmtree(scratch, ignore_errors=True)

    def _make(self) -> None:
        for name in ("days", "refused"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _swept(self) -> Manifest:
        """The manifest, after what a killed import left has been taken away."""
        manifest = load(self.folder)
        shutil.rmtree(self.folder / "scratch", ignore_errors=True)
        (self.folder / "scratch").mkdir(mode=0o700)
        named = {path for one in manifest.segments for path in (one.calls, one.by_called)}
        old = time.time() - GRACE_S
        for path in (self.folder / "days").glob("*/*.parquet"):
            if path.relative_to(self.folder).as_posix() not in named:
                number = path.name.partition(".")[0]
                if path.stat().st_mtime < old or (number.isdigit() and int(number) >= manifest.next_segment):
                    path.unlink()
        return manifest

    def _merged(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> Manifest:
        """Days of many segments as one each."""
        by_day: dict[str, list[Segment]] = {}
        for one in manifest.segments:
            by_day.setdefault(one.day, []).append(one)
        segments = []
        number = manifest.next_segment
        for day, parts in by_day.items():
            if len(parts) <= SEGMENTS_MAX:
                segments += parts
                continue
            merged = Segment(number, day, sum(one.rows for one in parts))
            number += 1
            paths = engine.files([str(self.folder / one.calls) for one in parts])
            write_segment(connection, self.folder, merged, f"read_parquet({paths})")
            segments.append(merged)
        return Manifest(next_segment=number, sources=manifest.sources, segments=tuple(segments))
