"""Makes a review of call records: reads them into a passing log, profiles everybody, puts the riskiest first."""

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import typer

from bellwarden.calllog import CallLog
from bellwarden.calllog.asking import Asker, asking
from bellwarden.cli.call_shapes import (
    ImportJson,
    PatternCountJson,
    PatternJson,
    ReviewJson,
    SubjectJson,
    SummaryJson,
)
from bellwarden.cli.console import complain, emit, note, utc
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.finding import call_json
from bellwarden.cli.patterns import SAMPLES, Gathered, asks, feature_json, gathered, profile_json, shown_by
from bellwarden.cli.progress import pulse
from bellwarden.cli.taking_in import Reading, take_in
from bellwarden.flows import detection
from bellwarden.traffic import detectors
from bellwarden.traffic.high_cost import HIGH_COST
from bellwarden.traffic.judging import COMBINED, SEVERITY, Judgement
from bellwarden.traffic.profile import SubjectKind, TrafficProfile
from bellwarden.traffic.settings import TrafficSettings

EDGES_S: Final = (6, 15, 30, 60, 120, 300, 900)  # lengths of answered calls, told apart in the chart
HOURS_MAX: Final = 24 * 14  # bars of a chart; more hours are drawn as days


class Bar(NamedTuple):
    """Attempts in one hour, or one day where there are many."""

    since: datetime
    attempts: int
    answered: int


class Drawn(NamedTuple):
    """A subject with what its charts show."""

    subject: SubjectJson
    bars: tuple[Bar, ...]
    lengths: tuple[int, ...]  # answered calls up to 6 s, 15 s, …, beyond 900 s


class Review(NamedTuple):
    document: ReviewJson
    drawn: tuple[Drawn, ...]
    calls: int
    made_at: datetime


def show_review(reading: Reading, html: Path | None, by: str, top: int, as_json: bool) -> None:
    """CommandFault when no file could be used."""
    if by and by not in {kind.value for kind in SubjectKind}:
        raise typer.BadParameter(f"--by {by!r}: write customer, trunk, upstream or calling")
    review = make_review(reading, by, top)
    if html is not None:
        from bellwarden.cli.review_page import page

        html.write_text(page(review), encoding="utf-8")
    if as_json:
        emit(review.document)
    else:
        from bellwarden.cli.review_screen import show

        show(review)
    if html is not None:
        note(f"the report is in {html}")


def make_review(reading: Reading, by: str, top: int) -> Review:
    """Everything is in a folder of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bellwarden-review-") as place:
        folder = Path(place)
        files = list(take_in(reading, CallLog(folder)))
        for one in files:
            if one.fault:
                complain(one.fault)
        if not any(one.rows for one in files):
            raise CommandFault(Exit.RECORDS, "no call could be read")
        with asking(folder) as asker, pulse("looking for patterns"):
            return review_log(asker, files, by, top)


def review_log(asker: Asker, files: list[ImportJson], by: str, top: int) -> Review:
    """Of a log that is there; `files` are those that it was made of."""
    kind = SubjectKind(by) if by else asker.kinds()[0]
    whole = {one.subject: one for one in asker.profiles(kind, window_s=0)}
    hours = list(asker.profiles(kind))
    found: dict[str, list[Judgement]] = {}
    for one in detection.judgements(asker, TrafficSettings(proposed=True), kind=kind):
        found.setdefault(one.profile.subject, []).append(one)
    ranked = sorted(whole, key=lambda subject: _risk(found[subject], whole[subject]), reverse=True)
    shown = ranked[:top]
    bars = _bars(hours, set(shown))
    drawn = tuple(
        Drawn(
            _subject(asker, whole[subject], found[subject]),
            bars.get(subject, ()),
            tuple(asker.lengths(whole[subject], EDGES_S)),
        )
        for subject in shown
    )
    calls = sum(one.rows for one in files)
    times = [one for profile in whole.values() for one in (profile.first_at, profile.last_at)]
    summary = _summary(found)
    document = ReviewJson(
        kind=kind.value,
        since=utc(min(times).timestamp()) if times else "",
        until=utc(max(times).timestamp()) if times else "",
        files=files,
        subjects=[one.subject for one in drawn],
        outside=calls - sum(one.attempts for one in whole.values()),
        left_out=len(ranked) - len(shown),
        summary=summary,
    )
    return Review(document, drawn, calls, datetime.now(UTC))


def _summary(found: Mapping[str, Sequence[Judgement]]) -> SummaryJson:
    """Of everybody, also of those who are not shown."""
    titles = {name: detector.title for name, detector in detectors.load().items()}
    steps: Counter[str] = Counter()
    patterns: Counter[str] = Counter()
    for judgements_of_one in found.values():
        step = max((one.step for one in judgements_of_one if one.step), key=lambda one: SEVERITY[one], default=None)
        steps[step.value if step else ""] += 1
        alerts = [alert for one in judgements_of_one for alert in one.alerts]
        titles |= {one.detector: one.title for one in alerts}  # blends and the operator's own conditions, too
        patterns.update({name for one in alerts for name in (one.detector, *one.patterns)} - {COMBINED})
    return SummaryJson(
        subjects=len(found),
        limit=steps["limit"],
        case=steps["case"],
        report=steps["report"],
        nothing=steps[""],
        reasons=[PatternCountJson(name, titles[name], count) for name, count in patterns.most_common()],
    )


def _risk(found: Sequence[Judgement], whole: TrafficProfile) -> tuple[int, float, int]:
    """What would follow, then how much speaks for it in the worst window, then how many calls there are."""
    step = max((SEVERITY[one.step] for one in found), default=0)
    return step, max((_weight(one) for one in found), default=0.0), whole.attempts


def _weight(one: Judgement) -> float:
    return sum(clue.score for clue in one.clues if clue.over)


def _subject(asker: Asker, whole: TrafficProfile, found: list[Judgement]) -> SubjectJson:
    patterns = sorted(gathered(found), key=lambda one: (-one.severity, -sum(clue.score for clue in one.alert.clues)))
    step = max((one.step for one in found if one.step), key=lambda one: SEVERITY[one], default=None)
    return SubjectJson(
        subject=whole.subject,
        action=step.value if step else "",
        score=round(max((_weight(one) for one in found), default=0.0), 3),
        profile=profile_json(whole),
        patterns=[
            PatternJson(
                detector=one.alert.detector,
                title=one.alert.title,
                windows=one.windows,
                first_at=utc(_first(one).timestamp()),
                features=[feature_json(clue) for clue in one.alert.clues],
                asks=asks(one.alert),
                samples=[
                    call_json(call, asker.manifest.sources)
                    for call in asker.samples(one.alert.profile, shown_by(one.alert), HIGH_COST, SAMPLES)
                ],
            )
            for one in patterns
        ],
    )


def _first(one: Gathered) -> datetime:
    return one.first.since


def _bars(hours: Sequence[TrafficProfile], shown: set[str]) -> dict[str, tuple[Bar, ...]]:
    """Attempts over time, one bar for each hour from the first to the last, or for each day."""
    if not hours:
        return {}
    first, last = min(one.since for one in hours), max(one.since for one in hours)
    wide = 3600 if (last - first).total_seconds() / 3600 < HOURS_MAX else 86_400
    begin = int(first.timestamp()) // wide
    count = int(last.timestamp()) // wide - begin + 1
    sums: dict[str, list[list[int]]] = {}
    for one in hours:
        if one.subject in shown:
            places = sums.setdefault(one.subject, [[0, 0] for _ in range(count)])
            place = places[int(one.since.timestamp()) // wide - begin]
            place[0] += one.attempts
            place[1] += one.answered
    return {
        subject: tuple(Bar(datetime.fromtimestamp((begin + n) * wide, UTC), *counts) for n, counts in enumerate(places))
        for subject, places in sums.items()
    }
