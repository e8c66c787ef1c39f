"""Reads call records from files: into the log or into a passing one, with a bar for whoever watches."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bellwarden.calllog import CallLog, CallLogFault
from bellwarden.calllog.importing import Imported, Order, look_into
from bellwarden.calllog.pieces import Refused
from bellwarden.calllog.retention import CLASSES, ORDINARY
from bellwarden.cdr import formats
from bellwarden.cdr.describe import column_names, describe
from bellwarden.cdr.format import Format
from bellwarden.cdr.mapping import MappingFault, read_mapping
from bellwarden.cdr.sniff import Look
from bellwarden.cli.call_shapes import ColumnJson, FormatJson, ImportJson, RefusalJson
from bellwarden.cli.console import complain, counted, emit, emit_line, note, say, utc, visible
from bellwarden.cli.exits import CommandFault, Exit

FILES_MAX = 100_000
SHOWN_REFUSALS = 5
MAPPED = "mapping"


class Reading(NamedTuple):
    """What the command line says about files to read."""

    files: list[Path]
    format: str
    mapping: Path | None
    zone: str
    country: str
    retention: str = ""

    def paths(self) -> list[Path]:
        """Files, and those of folders in the order of their names. CommandFault when one is not there."""
        found: list[Path] = []
        for path in self.files:
            if path.is_dir():
                found += sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
            elif path.exists():
                found.append(path)
            else:
                raise CommandFault(Exit.NOT_FOUND, f"there is no {path}")
        if not found:
            raise CommandFault(Exit.NOT_FOUND, f"there is no file in {self.files[0]}")
        return found[:FILES_MAX]

    def formats(self) -> tuple[Mapping[str, Format], str]:
        """All descriptions, and the name of the one that is to be taken, if one is."""
        known = formats.load()
        if self.mapping is not None:
            try:
                return {**known, MAPPED: read_mapping(self.mapping.read_bytes())}, MAPPED
            except FileNotFoundError:
                raise CommandFault(Exit.NOT_FOUND, f"there is no {self.mapping}") from None
            except MappingFault as fault:
                raise CommandFault(Exit.RECORDS, f"{self.mapping}: {fault}") from None
        if self.format and self.format not in known:
            names = ", ".join(known)
            raise CommandFault(Exit.USAGE, f"{self.format!r} is no format; there are {names}, and --mapping for others")
        return known, self.format

    def order(
        self, path: Path, known: Mapping[str, Format], name: str, progress: Callable[[int], None] | None = None
    ) -> Order:
        """What to do with one of the files; `known` and `name` are of `formats`."""
        if self.retention and self.retention not in CLASSES:
            raise CommandFault(
                Exit.USAGE, f"{self.retention!r} is no class of retention; there are {', '.join(CLASSES)}"
            )
        now = datetime.now(UTC)
        return Order(
            path,
            now,
            known,
            name,
            self.zone,
            self.country,
            progress,
            "" if self.retention == ORDINARY else self.retention,
        )


def take_in(reading: Reading, log: CallLog) -> Iterator[ImportJson]:
    """Each file's outcome; a file that can't be used at all does not stop the others."""
    known, name = reading.formats()
    paths = reading.paths()
    with _bar(sum(path.stat().st_size for path in paths)) as bar:
        for path in paths:
            task = bar.add_task(visible(path.name, 40), total=path.stat().st_size) if bar else None

            def told(count: int, task: TaskID | None = task) -> None:
                if bar is not None and task is not None:
                    bar.advance(task, count)

            order = reading.order(path, known, name, told)
            try:
                yield import_json(log.import_file(order))
            except CallLogFault as fault:
                yield failed_json(path, str(fault))


@contextmanager
def _bar(total: int) -> Iterator[Progress | None]:
    """A bar on standard error, for a person and for files that take a while."""
    if not sys.stderr.isatty() or total < 1 << 22:
        yield None
        return
    shown = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        yield progress


def show_import(reading: Reading, home: Path, as_json: bool) -> None:
    """Raises CommandFault behind the answers when a file could not be used."""
    unusable = 0
    for done in take_in(reading, CallLog(home / "calllog")):
        unusable += bool(done.fault)
        if as_json:
            emit_line(done)
        elif done.fault:
            complain(done.fault)
        else:
            say(sentence(done))
            for line in (*done.notes, *_refusals(done)):
                note(f"  {line}")
    if unusable:
        raise CommandFault(Exit.RECORDS, f"{counted(unusable, 'file')} could not be used")


def sentence(done: ImportJson) -> str:
    name = visible(done.file)
    if done.known:
        return f"{name}: nothing new, it was imported before"
    read = f"{counted(done.rows, 'call')}, {done.since} to {done.until}" if done.rows else "no calls"
    grown = "; the rest of a file that was imported before" if done.grown else ""
    refused = f"; {counted(done.refused, 'row')} refused" if done.refused else ""
    return f"{name}: {read} ({done.format}{grown}){refused}"


def _refusals(done: ImportJson) -> Iterator[str]:
    for one in done.refusals[:SHOWN_REFUSALS]:
        field = f"{one.field} " if one.field else ""
        yield f"line {one.line}: {field}{one.reason}: {visible(one.text, 60)}"


def failed_json(path: Path, fault: str) -> ImportJson:
    """Of a file that could not be used at all."""
    return ImportJson(str(path), "", "", 0, 0, "", "", False, False, [], [], fault)


def import_json(done: Imported) -> ImportJson:
    return ImportJson(
        file=str(done.path),
        format=done.format,
        zone=done.zone,
        rows=done.rows,
        refused=done.refused,
        since=moment(done.since),
        until=moment(done.until),
        known=done.known,
        grown=done.grown and not done.known,
        notes=list(done.notes),
        refusals=[_refusal(one) for one in done.shown],
    )


def _refusal(one: Refused) -> RefusalJson:
    return RefusalJson(one.line, one.field, one.reason, one.text)


def moment(at: datetime | None) -> str:
    """UTC as every program reads it; "" for none."""
    return utc(at.replace(tzinfo=UTC).timestamp()) if at else ""


def show_description(file: Path, names: str, out: Path | None, as_json: bool) -> None:
    """CommandFault when there is nothing to describe."""
    if not file.is_file():
        raise CommandFault(Exit.NOT_FOUND, f"there is no file {file}")
    look = look_into(file)
    if not look.rows:
        raise CommandFault(Exit.RECORDS, f"{file}: no table, no JSON and no XML can be seen in it")
    if names:
        look = _named(look, column_names(names))
    told = describe(look, formats.load())
    if out is not None:
        out.write_text(told.mapping, encoding="utf-8")
    if as_json:
        details = [ColumnJson(*one) for one in told.columns]
        said = (told.name, told.title, told.fit, list(look.columns), told.mapping, details, told.zone, told.zone_reason)
        emit(FormatJson(str(file), *said))
        return
    fitting = f"fits {told.name} ({told.title})" if told.name else "fits no format; complete the draft"
    note(f"{visible(file.name)}: {fitting}; {counted(len(look.columns), 'column')}")
    if out is None:
        say(told.mapping.rstrip())


def _named(look: Look, names: tuple[str, ...]) -> Look:
    if len(names) != len(look.columns):
        raise CommandFault(Exit.USAGE, f"--columns: {len(names)} names, but the file has {len(look.columns)} columns")
    return look._replace(columns=names)
