"""The story of an import: is the file known, what is it, piece by piece into rows, and rows into days."""

import codecs
import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import msgspec

from bellwarden.calllog import staging, zones
from bellwarden.calllog.content import HEAD, Content, Mark, head_of, matching
from bellwarden.calllog.days import ROWS_IN_MEMORY, DayWriter
from bellwarden.calllog.fault import CallLogFault
from bellwarden.calllog.files import sync
from bellwarden.calllog.manifest import Manifest, Source
from bellwarden.calllog.pieces import LINE_MAX, Cutter, Refused, text_of
from bellwarden.calllog.staging import Plan
from bellwarden.cdr.describe import zone_of
from bellwarden.cdr.fitting import settle
from bellwarden.cdr.format import Format, Style
from bellwarden.cdr.guess import guess
from bellwarden.cdr.sniff import Look, look_at

SHOWN_MAX: Final = 20  # refused rows told at once; all of them stand in the log's file
ZONE_UNKNOWN: Final = "UTC"
UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Order(NamedTuple):
    """What to import, and what the operator says about it."""

    path: Path
    now: datetime  # UTC
    formats: Mapping[str, Format]
    format: str = ""  # key of `formats`; "" to guess
    zone: str = ""  # IANA name, of times that carry none; "" as the format says
    country: str = "US"
    progress: Callable[[int], None] | None = None  # is told how many bytes of the file were read
    retention: str = ""  # class of these calls (`calllog.retention`); "" for ordinary ones
    feed: str = ""  # what it is part of, for the log's status; "" for the folder that it lies in


class Imported(NamedTuple):
    """What became of a file."""

    path: Path
    format: str
    title: str
    zone: str
    rows: int
    refused: int
    shown: tuple[Refused, ...]  # the first refused ones
    since: datetime | None
    until: datetime | None
    known: bool  # there was nothing new in it
    grown: bool  # its beginning was known, only the rest was read
    notes: tuple[str, ...]


class Done(NamedTuple):
    manifest: Manifest
    told: Imported


class Importer:
    """One file, under the log's lock."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, writer: DayWriter, scratch: Path, manifest: Manifest
    ) -> None:
        self._connection = connection
        self._writer = writer
        self._folder = writer.folder
        self._scratch = scratch
        self._manifest = manifest
        self._refused = 0
        self._shown: list[Refused] = []
        self._zone_seen = ("", "")  # zone of times that carry none, as far as the file shows it, and by what

    def run(self, order: Order) -> Done:
        """CallLogFault when the file can't be used."""
        head = head_of(order.path)
        if not head.strip():
            raise CallLogFault(f"{order.path} is empty")
        look, (name, form) = recognise(order, head)
        start = self._known(order.path, head)
        plan = self._plan(order, form, look)
        cutter = Cutter(
            Content(order.path, order.progress),
            self._scratch,
            plan.syntax,
            start,
        )
        self._take_in(plan, cutter)
        known = start > 0 and not self._writer.rows and not self._refused
        told = self._told(order, name, plan, cutter, known, start > 0)
        return Done(self._manifest if known else self._registered(order, told, head, plan, cutter), told)

    def _known(self, path: Path, head: bytes) -> int:
        """How many bytes of the file were imported before."""
        suspects = [
            one
            for one in self._manifest.sources
            if hashlib.sha256(head[: one.head.bytes]).hexdigest() == one.head.sha256
        ]
        if not suspects:
            return 0
        found = matching(path, [mark for one in suspects for mark in (one.whole, one.finished)])
        if head.startswith(UTF16):  # two bytes a sign: read on only from where all of it was read
            found = {mark: behind for mark, behind in found.items() if not behind}
        ends = [mark for mark, behind in found.items() if mark in {one.finished for one in suspects} or _ended(behind)]
        return max((mark.bytes for mark in ends), default=0)

    def _plan(self, order: Order, form: Format, look: Look) -> Plan:
        settled = settle(form, look)
        self._zone_seen = zone_of(settled.named(look), settled.format)
        zone = order.zone or form.zone or ZONE_UNKNOWN
        zones.prepare(self._connection, zone, order.now)
        return Plan(*settled, zone, order.country, len(self._manifest.sources) + 1, order.now)

    def _take_in(self, plan: Plan, cutter: Cutter) -> None:
        path = self._refusals(plan.source)
        with open(path, "wb") as file:
            path.chmod(0o600)
            for piece in cutter.pieces():
                self._write(file.write, staging.take_in(self._connection, plan, piece))
                self._writer.flush(ROWS_IN_MEMORY)
            self._write(file.write, staging.finish(self._connection, plan))
            self._write(file.write, iter(cutter.refused))
            self._writer.flush()
            file.flush()
        if self._refused:
            sync(path)
        else:
            path.unlink()

    def _refusals(self, source: int) -> Path:
        return self._folder / "refused" / f"{source:06d}.jsonl"

    def _write(self, write: Callable[[bytes], int], refused: Iterator[Refused]) -> None:
        for one in refused:
            self._refused += 1
            if len(self._shown) < SHOWN_MAX:
                self._shown.append(one)
            write(msgspec.json.encode(one._asdict()) + b"\n")

    def _told(self, order: Order, name: str, plan: Plan, cutter: Cutter, known: bool, grown: bool) -> Imported:
        notes = []
        if not order.zone and not plan.format.zone and plan.format.at.style in (Style.ISO, *_patterns(plan.format)):
            zone, why = self._zone_seen
            said = f"--zone {zone} seems right: {why}" if zone else "--zone America/New_York says"
            notes.append(f"the format does not tell the time zone: times were read as UTC; {said}")
        if cutter.repaired_lines:
            notes.append(f"{cutter.repaired_lines:,} lines were no UTF-8 and were read as Windows-1252")
        return Imported(
            *(order.path, name, plan.format.title, plan.zone, self._writer.rows, self._refused, tuple(self._shown)),
            *(self._writer.since, self._writer.until, known, grown, tuple(notes)),
        )

    def _registered(self, order: Order, told: Imported, head: bytes, plan: Plan, cutter: Cutter) -> Manifest:
        begin = head[: min(len(head), HEAD, max(cutter.finished.bytes, 1))]
        source = Source(
            number=plan.source,
            name=order.path.name,
            format=told.format,
            zone=plan.zone,
            head=Mark(len(begin), hashlib.sha256(begin).hexdigest()),
            finished=cutter.finished,
            whole=cutter.whole,
            rows=told.rows,
            refused=told.refused,
            since=_seconds(told.since),
            until=_seconds(told.until),
            imported_at=order.now.timestamp(),
            feed=order.feed or str(order.path.absolute().parent),
        )
        manifest = self._manifest.with_segments(set(), tuple(self._writer.segments), self._writer.next_segment)
        return msgspec.structs.replace(manifest, sources=(*manifest.sources, source))


def recognise(order: Order, head: bytes) -> tuple[Look, tuple[str, Format]]:
    """What the file looks like and the description that reads it. CallLogFault when there is none."""
    look = look_into(order.path, head)
    if order.format:
        return look, (order.format, order.formats[order.format])
    found = guess(look, order.formats)
    if found is None:
        raise CallLogFault(
            f"{order.path}: no format is known that fits; write down what its columns mean:"
            f" bellwarden cdr describe {order.path}"
        )
    return look, (found.name, found.format)


def look_into(path: Path, head: bytes = b"") -> Look:
    """What a file looks like. A record that is no line may be longer than what is enough for a table."""
    head = head or head_of(path)
    if head.lstrip()[:1] in (b"{", b"[", b"<") and len(head) >= HEAD:
        head = head_of(path, 2 * LINE_MAX)
    return look_at(text_of(head))


def _patterns(form: Format) -> tuple[str, ...]:
    return (form.at.style,) if form.at.style.startswith("%") else ()


def _ended(behind: bytes) -> bool:
    """A last line without its end was imported as it stood: it was all of the line if nothing or its end follows."""
    return behind in (b"", b"\n", b"\r")


def _seconds(at: datetime | None) -> float | None:
    return at.replace(tzinfo=UTC).timestamp() if at else None
