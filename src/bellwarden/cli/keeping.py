"""What the call log holds and how far it reaches; how long calls are kept; which are held for a court or a case."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typer

from bellwarden.calllog import CallLog, CallLogFault
from bellwarden.calllog.decisions import FORMAT, batch_of
from bellwarden.calllog.expiring import DayExpiry
from bellwarden.calllog.manifest import Hold, Manifest, Source
from bellwarden.calllog.reach import ACTIVE_S, reaches
from bellwarden.calllog.streams import Stream, Streamed
from bellwarden.calllog.watching import known_files
from bellwarden.cli.call_shapes import BadFileJson, ExpiryJson, FeedJson, HoldJson, LogStatusJson
from bellwarden.cli.console import columns, counted, emit, emit_line, note, number, say, utc, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.options import SECONDS, read_moment, read_span
from bellwarden.home import SpoolReader
from bellwarden.home.spool_reader import SLACK_MS
from bellwarden.numbering.reading import read_number

SPOOL: Final = "spool"


def take_decisions(home: Path, spool: Path | None) -> Streamed:
    """The decisions that are not in the log yet. CallLogFault when it can't be written."""
    reader = SpoolReader(spool) if spool else open_home(home).spool_reader()
    feed = f"{SPOOL} {spool.absolute()}" if spool else SPOOL

    def stream(manifest: Manifest) -> Stream:
        now = datetime.now(UTC)
        parts = reader.segment_names()
        batches = (batch_of(one.decisions, one.segment, one.end) for one in reader.fresh(manifest.places.get(feed, {})))
        return Stream(feed, FORMAT, batches, now, now.timestamp() - SLACK_MS / 1000, parts)

    return CallLog(home / "calllog").import_stream(stream)


def show_decisions(home: Path, spool: Path | None) -> None:
    if spool is not None and not spool.is_dir():
        raise CommandFault(Exit.NOT_FOUND, f"there is no folder {spool}")
    told = take_decisions(home, spool)
    if not told.rows or not told.since or not told.until:
        say("nothing new: every kept decision is in the call log")
        return
    first, last = (utc(one.replace(tzinfo=UTC).timestamp()) for one in (told.since, told.until))
    say(f"{counted(told.rows, 'call')} decided from {first} to {last}")


def feeds_of(manifest: Manifest) -> list[FeedJson]:
    """By where records come from, in the order in which they first came."""
    by_feed: dict[str, list[Source]] = {}
    for one in manifest.sources:
        by_feed.setdefault(one.feed or "files", []).append(one)
    reached = reaches(manifest)
    return [_feed(name, sources, reached.get(name)) for name, sources in by_feed.items()]


def _feed(name: str, sources: Sequence[Source], reached: float | None) -> FeedJson:
    since = min((one.since for one in sources if one.since is not None), default=None)
    until = max((one.until for one in sources if one.until is not None), default=None)
    return FeedJson(
        feed=name,
        format=sources[-1].format,
        files=len(sources),
        rows=sum(one.rows for one in sources),
        refused=sum(one.refused for one in sources),
        since=_moment(since),
        until=_moment(until),
        complete_up_to=_moment(reached),
        imported_at=utc(max(one.imported_at for one in sources)),
    )


def _moment(at: float | None) -> str:
    return "" if at is None else utc(at)


def lag_of(manifest: Manifest, asked: datetime) -> str:
    """What a question about a later time has to be told; "" when all sources reach as far."""
    far = [(one.feed, datetime.fromisoformat(one.complete_up_to)) for one in feeds_of(manifest) if one.complete_up_to]
    newest = max((at for _, at in far), default=asked)
    short = [(name, at) for name, at in far if at < asked and (newest - at).total_seconds() < ACTIVE_S]
    if not short:
        return ""
    name, at = min(short, key=lambda one: one[1])
    others = f", those of {counted(len(short) - 1, 'other source')} a little further" if len(short) > 1 else ""
    return f"records are complete up to {utc(at.timestamp())} ({visible(name)}){others}"


def show_status(home: Path, as_json: bool) -> None:
    folder = home / "calllog"
    manifest = CallLog(folder).manifest()
    rows = sum(one.rows for one in manifest.segments)
    told = LogStatusJson(
        calls=rows,
        decided=rows - sum(one.undecided for one in manifest.segments),
        undecided=sum(one.undecided for one in manifest.segments),
        unrecorded=sum(one.alone for one in manifest.segments),
        first_day=min((one.day for one in manifest.segments), default=""),
        last_day=max((one.day for one in manifest.segments), default=""),
        sources=feeds_of(manifest),
        holds=sum(one.lifted_at is None for one in manifest.holds),
        quarantined=[BadFileJson(one.path, one.fault) for one in known_files(folder) if one.fault],
    )
    if as_json:
        emit(told)
        return
    if not told.sources:
        say(f"there are no calls in {folder} yet; `bellwarden calls import` takes them in")
    else:
        say(
            f"{counted(told.calls, 'call')}, {told.first_day} to {told.last_day};"
            f" {told.undecided:,} without a decision,"
        )
        say(f"{told.unrecorded:,} decided without a record of how they ended")
        say()
        for line in columns(
            (
                visible(one.feed, 50),
                one.format,
                f"{one.rows:,} calls",
                f"complete up to {one.complete_up_to or 'never'}",
            )
            for one in told.sources
        ):
            say(line)
    for bad in told.quarantined:
        note(f"not taken in: {visible(bad.file, 200)}: {visible(bad.reason, 300)}")
    if told.holds:
        note(f"{counted(told.holds, 'hold')} in force; `bellwarden calls hold list` shows them")


def show_expiry(home: Path, keep: list[str], do: bool, as_json: bool) -> None:
    found = CallLog(home / "calllog").expiry(datetime.now(UTC), dict(map(_kept, keep)), do)
    if as_json:
        for one in found:
            emit_line(ExpiryJson(one.day, one.retention, one.rows, one.expired, one.held, do))
        return
    for line in _expiry_lines(found):
        say(line)
    going = sum(one.expired for one in found)
    held = sum(one.held for one in found)
    say(
        f"{counted(going, 'call')} {'gone' if do else 'would go'}"
        + (f"; {held:,} stay because of holds" if held else "")
    )
    if going and not do:
        note("nothing was removed; --do does it")


def _expiry_lines(found: Iterable[DayExpiry]) -> list[str]:
    return columns(
        (
            (one.day, one.retention, f"{one.expired:,} of {one.rows:,}", f"{one.held:,} held" if one.held else "")
            for one in found
        ),
        right=frozenset((2,)),
    )


def _kept(text: str) -> tuple[str, int]:
    """`toll=730d`."""
    name, _, span = text.partition("=")
    if not span:
        raise typer.BadParameter(f"{text!r} is no class and time; write toll=730d")
    return name, int(read_span(span) // SECONDS["d"])


def add_hold(
    home: Path, named: tuple[str, str, str, str], reason: str, reference: str, country: str, as_json: bool
) -> None:
    """`named`: number, customer, since, until, each "" for any."""
    telephone, customer, since, until = named
    now = datetime.now(UTC).timestamp()
    read = read_number(telephone, country) if telephone else None
    if read is not None and not read.e164:
        raise typer.BadParameter(f"{telephone!r} is no telephone number; write 238-200-0150 or +12382000150")
    if not (telephone or customer or since):
        raise typer.BadParameter("name what is held: --number, --customer, --since, or several of them")
    hold = Hold(
        *(0, reason, reference, now, read.e164 if read else 0, customer),
        since=read_moment(since, now) if since else None,
        until=read_moment(until, now) if until else None,
    )
    _tell(CallLog(home / "calllog").place_hold(hold), as_json)


def lift_hold(home: Path, which: int, as_json: bool) -> None:
    try:
        lifted = CallLog(home / "calllog").lift_hold(which, datetime.now(UTC))
    except CallLogFault as fault:
        raise CommandFault(Exit.NOT_FOUND, str(fault)) from None
    _tell(lifted, as_json)


def show_holds(home: Path, everything: bool, as_json: bool) -> None:
    holds = [one for one in CallLog(home / "calllog").manifest().holds if everything or one.lifted_at is None]
    for one in holds:
        _tell(one, as_json)
    if not holds and not as_json:
        say("no hold is in force")


def _tell(hold: Hold, as_json: bool) -> None:
    if as_json:
        emit_line(_hold(hold))
        return
    parts = [number(str(hold.telephone))] if hold.telephone else []
    parts += [f"customer {visible(hold.customer)}"] if hold.customer else []
    parts += [f"from {utc(hold.since)}"] if hold.since is not None else []
    parts += [f"up to {utc(hold.until)}"] if hold.until is not None else []
    lifted = f"; lifted {utc(hold.lifted_at)}" if hold.lifted_at is not None else ""
    why = f"{visible(hold.reason)} ({visible(hold.reference)})" if hold.reference else visible(hold.reason)
    say(f"hold {hold.number}: {', '.join(parts)}: {why}, since {utc(hold.placed_at)}{lifted}")


def _hold(hold: Hold) -> HoldJson:
    return HoldJson(
        hold=hold.number,
        number=str(hold.telephone or ""),
        customer=hold.customer,
        since=_moment(hold.since),
        until=_moment(hold.until),
        reason=hold.reason,
        reference=hold.reference,
        placed_at=utc(hold.placed_at),
        lifted_at=_moment(hold.lifted_at),
    )
