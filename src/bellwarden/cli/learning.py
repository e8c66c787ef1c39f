"""Shows what was learned from the log, and writes it down when asked to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bellwarden.calllog.asking import asking
from bellwarden.cli.call_shapes import LearnedJson
from bellwarden.cli.console import columns, emit_line, note, say, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.patterns import percent
from bellwarden.cli.traffic_settings import FILE, traffic_setup
from bellwarden.home.files import write_whole
from bellwarden.traffic import detectors
from bellwarden.traffic.learning import SUBJECTS_MIN, Proposal, learn
from bellwarden.traffic.profile import SubjectKind
from bellwarden.traffic.settings_writing import LEARNED, with_lines

SHOWN_MAX = 3  # customers named for each line, in the terminal


def show_learned(home: Path, days: int, by: str, write: bool, as_json: bool) -> None:
    """CommandFault when there is too little to learn from."""
    _, references = traffic_setup(home)
    with asking(home / "calllog", references) as asker:
        if not asker.manifest.segments:
            raise CommandFault(Exit.RECORDS, "the log holds no calls; `bellwarden calls import` takes them in")
        last = datetime.fromisoformat(max(one.day for one in asker.manifest.segments)).replace(tzinfo=UTC)
        since = last + timedelta(days=1 - days)
        kind = SubjectKind(by) if by else asker.kinds()[0]
        found = learn(asker.profiles(kind, since=since), detectors.load())
    if not found:
        raise CommandFault(Exit.RECORDS, f"fewer than {SUBJECTS_MIN} of them: too few to learn from; try --by trunk")
    source = f"{LEARNED} {days} days up to {last:%Y-%m-%d}, on {datetime.now(UTC):%Y-%m-%d}"
    if as_json:
        for one in found:
            emit_line(LearnedJson(one.detector, one.line, one.value, one.unit, source, one.windows, list(one.subjects)))
    else:
        for line in columns(
            [("line", "value", "alerts", "of", "who"), *(_row(one) for one in found)], frozenset((1, 2))
        ):
            say(line)
    if write:
        _write(home / FILE, found, source)
    elif not as_json:
        note(f"nothing is written; --write puts these lines into {home / FILE}")


def _row(one: Proposal) -> tuple[str, ...]:
    value = percent(one.value) if one.share else f"{one.value:,g} {one.unit}"
    sizes = ", ".join(f"{hit} of {of} {size}" for size, (hit, of) in sorted(one.of_size.items()))
    names = ", ".join(visible(name, 20) for name in one.subjects[:SHOWN_MAX])
    more = f" and {len(one.subjects) - SHOWN_MAX} more" if len(one.subjects) > SHOWN_MAX else ""
    return f"{one.detector}.{one.line}", value, f"{one.windows:,}", sizes, names + more


def _write(path: Path, found: list[Proposal], source: str) -> None:
    text = path.read_text("utf-8-sig") if path.is_file() else ""
    changed, kept = with_lines(text, found, source)
    write_whole(path, changed.encode())
    note(f"{len(found) - len(kept)} lines are in {path}")
    for one in kept:
        note(f"{one} was left as somebody wrote it")
