"""Draws one customer: its calls over time, where they go, beside its own past and its peers, and what was alarming."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from bellwarden.calllog.asking import Asker, asking
from bellwarden.calllog.drawing import Often, Picture, Sums, knows, names, picture
from bellwarden.calllog.in_order import span
from bellwarden.cli.console import emit, say, utc
from bellwarden.cli.drawing_shapes import AlertBriefJson, ComparedJson, OftenJson, ShowJson, SpanJson
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.options import read_moment
from bellwarden.cli.patterns import Gathered, clue_text, gathered
from bellwarden.cli.traffic_settings import traffic_setup
from bellwarden.flows import detection
from bellwarden.numbering.reading import read_number
from bellwarden.traffic import detectors
from bellwarden.traffic.profile import NUMBER_KINDS, SubjectKind

DAYS: Final = 14
DAY: Final = timedelta(days=1)
FIGURES: Final = ("attempts", "asr", "acd_s", "short_ratio")
PEER_ATTEMPTS_MIN: Final = 20  # fewer say nothing about anybody
REASONS: Final = 4


class Wanted(NamedTuple):
    subject: str
    by: str
    since: str
    until: str


def show_traffic(home: Path, wanted: Wanted, as_json: bool) -> None:
    """CommandFault with NOT_FOUND when the log knows nobody of this name."""
    settings, references = traffic_setup(home)
    with asking(home / "calllog", references) as asker:
        kind, subject = _found(asker, wanted)
        now = datetime.now(UTC).timestamp()
        first, last = _ends(asker)
        until = _moment(wanted.until, now) or last
        since = _moment(wanted.since, now) or max(until - DAYS * DAY, first)
        drawn = picture(asker, kind, subject, since, until)
        found = gathered(
            one for one in detection.alerts(asker, settings, since, until, kind) if one.profile.subject == subject
        )
        document = json_of(drawn, found)
    if as_json:
        emit(document)
        return
    from bellwarden.cli.traffic_screen import lines_of

    for line in lines_of(document):
        say(line)


def _moment(text: str, now: float) -> datetime | None:
    return datetime.fromtimestamp(read_moment(text, now), UTC) if text else None


def _ends(asker: Asker) -> tuple[datetime, datetime]:
    """From the hour of the log's first call to behind its last one."""
    known = span(asker)
    if known is None:
        raise CommandFault(Exit.NOT_FOUND, "the log holds no call yet")
    return known[0].replace(minute=0, second=0, microsecond=0), known[1] + timedelta(seconds=1)


def _found(asker: Asker, wanted: Wanted) -> tuple[SubjectKind, str]:
    """Whom a name means: a customer, else a trunk, an upstream, a caller ID."""
    kinds = [SubjectKind(wanted.by)] if wanted.by else asker.kinds()
    for kind in kinds:
        name = wanted.subject
        if kind in NUMBER_KINDS:
            name = read_number(name, "US").digits or name
        if knows(asker, kind, name):
            return kind, name
    known = names(asker, kinds[0])
    close = get_close_matches(wanted.subject, known, 3) or known[:3]
    hint = f"; there are {', '.join(close)}, …" if close else ""
    raise CommandFault(Exit.NOT_FOUND, f"the log knows no {kinds[0].value} {wanted.subject!r}{hint}")


def json_of(drawn: Picture, found: Iterable[Gathered]) -> ShowJson:
    whole = _sum(drawn.hours.values())
    days = _by_day(drawn)
    heat = [[0] * 24 for _ in range(7)]
    for hour, sums in drawn.hours.items():
        heat[hour.weekday()][hour.hour] += sums.attempts
    return ShowJson(
        kind=drawn.kind.value,
        subject=drawn.subject,
        since=utc(drawn.since.timestamp()),
        until=utc(drawn.until.timestamp()),
        attempts=whole.attempts,
        answered=whole.answered,
        asr=whole.asr,
        acd_s=whole.acd_s,
        short_ratio=whole.short_ratio,
        caller_ids=drawn.callers_count,
        called_numbers=drawn.called_count,
        hours=[_span(at, sums) for at, sums in sorted(drawn.hours.items())],
        days=[_span(at, sums) for at, sums in sorted(days.items())],
        hour_of_day=heat,
        prefixes=[_often(one) for one in drawn.prefixes],
        countries=_countries(drawn.prefixes),
        callers=[_often(one) for one in drawn.callers],
        compared=[_compared(name, drawn, whole) for name in FIGURES],
        alerts=[_alert(one) for one in sorted(found, key=lambda one: (-one.severity, one.first.until))],
    )


def _sum(parts: Iterable[Sums]) -> Sums:
    columns = [sum(column) for column in zip(*parts, strict=True)]
    return Sums(*columns) if columns else Sums(0, 0, 0, 0, 0)


def _by_day(drawn: Picture) -> dict[datetime, Sums]:
    days: dict[datetime, list[Sums]] = {}
    for hour, sums in drawn.hours.items():
        days.setdefault(hour.replace(hour=0), []).append(sums)
    return {day: _sum(parts) for day, parts in days.items()}


def _span(at: datetime, one: Sums) -> SpanJson:
    return SpanJson(utc(at.timestamp()), one.attempts, one.answered, one.asr, one.acd_s, one.short_ratio)


def _often(one: Often) -> OftenJson:
    return OftenJson(one.what, _country(one.what), one.attempts, one.answered)


def _country(digits: str) -> str:
    return read_number(f"+{digits}{'0' * (11 - len(digits))}").country


def _countries(prefixes: Sequence[Often]) -> list[OftenJson]:
    """Of the prefixes called most."""
    sums: dict[str, list[int]] = {}
    for one in prefixes:
        name = "+1" if one.what.startswith("1") else _country(one.what) or f"+{one.what}"
        counts = sums.setdefault(name, [0, 0])
        counts[0] += one.attempts
        counts[1] += one.answered
    ordered = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
    return [OftenJson(name, "" if name[0] == "+" else name, *counts) for name, counts in ordered]


def _compared(name: str, drawn: Picture, whole: Sums) -> ComparedJson:
    recent = _sum(sums for hour, sums in drawn.hours.items() if hour >= drawn.until - DAY)
    before: dict[int, list[Sums]] = {}
    for hour, sums in drawn.hours.items():
        if hour < drawn.until - DAY:
            before.setdefault(int((drawn.until - hour) / DAY), []).append(sums)
    own = _values(name, (_sum(parts) for parts in before.values()))
    busy = [one for one in drawn.peers.values() if one.attempts >= PEER_ATTEMPTS_MIN]
    others = _values(name, busy)
    mine = _value(name, whole)
    rank = 1 + sum(one > mine for one in others) if mine is not None else 0
    return ComparedJson(
        name,
        _value(name, recent),
        median(own) if own else None,
        mine,
        median(others) if others else None,
        rank,
        len(others),
    )


def _values(name: str, parts: Iterable[Sums]) -> list[float]:
    return [value for one in parts if (value := _value(name, one)) is not None]


def _value(name: str, one: Sums) -> float | None:
    found = getattr(one, name)
    return None if found is None else float(found)


def _alert(one: Gathered) -> AlertBriefJson:
    known = detectors.load()
    titles = ", ".join(known[name].title.lower() for name in one.alert.patterns if name in known)
    return AlertBriefJson(
        one.alert.detector,
        titles or one.alert.title.lower(),
        one.alert.step.value,
        utc(one.first.until.timestamp()),
        [clue_text(clue) for clue in one.alert.clues[:REASONS]],
    )
