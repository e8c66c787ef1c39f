"""Complaint files into the home, and what they say about numbers and blocks."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import typer

from bellwarden.cli import console
from bellwarden.cli.call_shapes import RefusalJson
from bellwarden.cli.console import columns, complain, counted, emit, emit_line, note, say, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.reputation_shapes import BlockJson, ComplaintsJson, ReputationJson, StandingJson
from bellwarden.feeds.complaint_file import BadRow, ComplaintFile, ComplaintFileFault, read_complaints
from bellwarden.feeds.complaint_store import ComplaintStore, ComplaintStoreFault
from bellwarden.numbering.reading import read_number
from bellwarden.traffic.reputation import Reputation, Standing, block_of

FOLDER: Final = "reputation"
SHOWN_BAD: Final = 5
SPOOFED: Final = "complained about; the number may have been spoofed"


def show_import(files: list[Path], home: Path, day: str, as_json: bool) -> None:
    """CommandFault behind the answers when a file could not be used."""
    store, today = ComplaintStore(home / FOLDER), _today()
    of_files = _day(day, "--date") if day else None
    unusable = 0
    for file in files:
        try:
            done = _taken_in(store, file, read_complaints(file.read_bytes(), file.name, today, of_files))
        except FileNotFoundError:
            done = _unusable(file, f"there is no {file}")
        except ComplaintFileFault as fault:
            done = _unusable(file, f"{file}: {fault}")
        unusable += bool(done.fault)
        _tell(done, as_json)
    store.drop_faded()
    if unusable:
        raise CommandFault(Exit.RECORDS, f"{counted(unusable, 'file')} could not be used")


def _taken_in(store: ComplaintStore, file: Path, read: ComplaintFile) -> ComplaintsJson:
    days = [one.day for one in read.complaints]
    new = bool(days) and store.put(read.complaints)
    return ComplaintsJson(
        file=str(file),
        complaints=len(days),
        numbers=len({one.number for one in read.complaints}),
        unnumbered=read.unnumbered,
        refused=len(read.bad),
        since=min(days).isoformat() if days else "",
        until=max(days).isoformat() if days else "",
        known=bool(days) and not new,
        refusals=[_refusal(one) for one in read.bad[:SHOWN_BAD]],
    )


def _unusable(file: Path, fault: str) -> ComplaintsJson:
    return ComplaintsJson(str(file), 0, 0, 0, 0, "", "", False, [], fault)


def _refusal(one: BadRow) -> RefusalJson:
    return RefusalJson(one.line, one.field, one.reason, one.text)


def _tell(done: ComplaintsJson, as_json: bool) -> None:
    if as_json:
        emit_line(done)
        return
    if done.fault:
        complain(done.fault)
        return
    name = visible(done.file)
    if done.known:
        say(f"{name}: nothing new, these complaints were imported before")
    else:
        span = f", {done.since} to {done.until}" if done.since else ""
        numbers = counted(done.numbers, "number")
        say(f"{name}: {counted(done.complaints, 'complaint')} about {numbers}{span}{_beside(done)}")
    for one in done.refusals:
        note(f"  line {one.line}: {one.field} {one.reason}: {visible(one.text, 60)}")


def _beside(done: ComplaintsJson) -> str:
    without = f"; {done.unnumbered:,} without a number" if done.unnumbered else ""
    return without + (f"; {counted(done.refused, 'row')} refused" if done.refused else "")


def reputation_of(home: Path, today: date) -> Reputation:
    """What the home knows. CommandFault when it is nothing, or damaged."""
    try:
        complaints = ComplaintStore(home / FOLDER).load()
    except ComplaintStoreFault as fault:
        raise CommandFault(Exit.RECORDS, str(fault)) from None
    if not complaints:
        raise CommandFault(
            Exit.NOT_FOUND, f"no complaints in {home / FOLDER}; `bellwarden reputation import FILE` takes them in"
        )
    return Reputation(complaints, today)


def show_number(home: Path, text: str, on: str, as_json: bool) -> None:
    number = read_number(text)
    if not number.e164:
        raise typer.BadParameter(f"{text!r} is no telephone number")
    today = _day(on, "--on") if on else _today()
    known = reputation_of(home, today)
    block = block_of(number.e164)
    of_number, of_block = known.number(number.e164), known.block(block)
    hot = any(one.block == block for one in known.hot())
    about = SPOOFED if of_number.complaints else "no complaint known"
    if as_json:
        shapes = (_standing(of_number), _standing(of_block))
        emit(ReputationJson(today.isoformat(), number.digits, str(block), *shapes, hot, [], about))
        return
    say(f"{console.number(number.digits)}: {about}")
    if of_number.complaints:
        say(f"  number: {_words(of_number)}")
    say(f"  block {_block(block)}: {_words(of_block)}{'; among the most complained-about' if hot else ''}")


def _words(one: Standing) -> str:
    if not one.complaints:
        return "no complaint"
    numbers = f" about {counted(one.numbers, 'number')}" if one.numbers > 1 else ""
    return f"{counted(one.complaints, 'complaint')}{numbers} on {counted(one.days, 'day')}, the last {one.last}"


def show_blocks(home: Path, count: int, on: str, as_json: bool) -> None:
    today = _day(on, "--on") if on else _today()
    found = reputation_of(home, today).hot(count)
    if as_json:
        blocks = [BlockJson(str(one.block), round(one.score, 3), round(one.numbers, 3)) for one in found]
        emit(ReputationJson(today.isoformat(), "", "", None, None, False, blocks, SPOOFED))
        return
    if not found:
        say("no block stands out")
        return
    rows: list[tuple[str, ...]] = [("", "block", "score", "numbers, faded")]
    rows += [
        (f"{rank}", _block(one.block), f"{one.score:.1f}", f"{one.numbers:.1f}") for rank, one in enumerate(found, 1)
    ]
    for line in columns(rows, frozenset((0, 2, 3))):
        say(line)
    note(f"{SPOOFED}: a reason to look closer, and no verdict about whoever holds these numbers")


def _block(block: int) -> str:
    return f"{console.number(str(block * 1000))[:-3]}xxx"


def _standing(one: Standing) -> StandingJson:
    last = one.last.isoformat() if one.last else ""
    return StandingJson(one.complaints, one.numbers, one.days, last, round(one.faded, 3))


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day for {option}; write 2026-05-31") from None


def _today() -> date:
    return datetime.now(UTC).date()
