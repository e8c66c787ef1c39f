"""Alerts and profiles over the call log, for the terminal and for programs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bellwarden.calllog.asking import Asker, asking
from bellwarden.calllog.references import References
from bellwarden.cli.call_shapes import AlertJson, FeatureJson, ProfileJson
from bellwarden.cli.console import columns, emit_line, say, utc, visible
from bellwarden.cli.finding import call_json
from bellwarden.cli.options import read_moment, read_span
from bellwarden.traffic import detectors
from bellwarden.traffic.detector import Clue
from bellwarden.traffic.high_cost import HIGH_COST
from bellwarden.traffic.judging import Alert, Judgement, Step, judge
from bellwarden.traffic.profile import Share, SubjectKind, TrafficProfile

SAMPLES = 5
SEVERITY = {None: 0, Step.REPORT: 1, Step.CASE: 2, Step.LIMIT: 3}
SHARES = (
    *("short_calls", "under_60s_calls", "over_120s_calls", "unique_callers", "unique_called", "neighbours"),
    *("area_neighbours", "steps", "vacant_calls", "rejected_calls", "invalid_caller_calls", "short_ring_calls"),
    *("top_called", "high_cost_calls"),
)


class Asking(NamedTuple):
    """The log, and what of it was asked about."""

    asker: Asker
    kind: SubjectKind
    since: datetime | None
    until: datetime | None
    window_s: int

    def profiles(self) -> Iterator[TrafficProfile]:
        return self.asker.profiles(self.kind, References(), self.window_s, self.since, self.until)


@contextmanager
def _asked(home: Path, by: str, times: tuple[str, str, str]) -> Iterator[Asking]:
    now = datetime.now(UTC).timestamp()
    since, until = (datetime.fromtimestamp(read_moment(one, now), UTC) if one else None for one in times[:2])
    window_s = int(read_span(times[2]))
    with asking(home / "calllog") as asker:
        kind = SubjectKind(by) if by else asker.kinds()[0]
        yield Asking(asker, kind, since, until, window_s)


def show_profiles(home: Path, by: str, times: tuple[str, str, str], as_json: bool) -> None:
    with _asked(home, by, times) as asked:
        if as_json:
            for one in asked.profiles():
                emit_line(profile_json(one))
            return
        rows: list[tuple[str, ...]] = [
            ("", "window", "attempts", "answered", "average", "≤ 6 s", "caller IDs", "called")
        ]
        rows += [_row(one) for one in asked.profiles()]
        for line in columns(rows, frozenset((2, 3, 4, 5, 6, 7))):
            say(line)


def _row(one: TrafficProfile) -> tuple[str, ...]:
    return (
        visible(one.subject, 30),
        f"{one.since:%Y-%m-%d %H:%M}",
        f"{one.attempts:,}",
        percent(one.asr),
        "" if one.acd_s is None else f"{one.acd_s:.0f} s",
        percent(one.short_calls.ratio),
        f"{one.callers:,}",
        f"{one.called_numbers:,}",
    )


def percent(ratio: float | None) -> str:
    return "" if ratio is None else f"{100 * ratio:.1f}\N{NARROW NO-BREAK SPACE}%"


def show_alerts(home: Path, by: str, times: tuple[str, str, str], proposed: bool, as_json: bool) -> None:
    with _asked(home, by, times) as asked:
        found = sorted(
            gathered(judgements(asked.profiles(), proposed)), key=lambda one: (-one.severity, -one.worst.score)
        )
        for one in found:
            if as_json:
                emit_line(_alert_json(asked.asker, one))
            else:
                for line in _alert_lines(one):
                    say(line)
        if not found and not as_json:
            say("no alert")


def judgements(profiles: Iterable[TrafficProfile], proposed: bool) -> Iterator[Judgement]:
    known = detectors.load()
    for one in profiles:
        yield judge(one, known, proposed)


class Gathered(NamedTuple):
    """One pattern of one subject over all windows: the first, and the worst."""

    alert: Alert
    worst: Judgement
    first: TrafficProfile
    windows: int

    @property
    def severity(self) -> int:
        return SEVERITY[self.worst.step]


def gathered(found: Iterable[Judgement]) -> list[Gathered]:
    """Alerts of the same subject and pattern as one."""
    by_pattern: dict[tuple[str, str], Gathered] = {}
    for judgement in found:
        for alert in judgement.alerts:
            key = (alert.profile.subject, alert.detector)
            known = by_pattern.get(key)
            if known is None:
                by_pattern[key] = Gathered(alert, judgement, alert.profile, 1)
            elif _weight(judgement) > _weight(known.worst):
                by_pattern[key] = Gathered(alert, judgement, known.first, known.windows + 1)
            else:
                by_pattern[key] = known._replace(windows=known.windows + 1)
    return list(by_pattern.values())


def _weight(one: Judgement) -> tuple[int, float]:
    return SEVERITY[one.step], one.score


def _alert_json(asker: Asker, one: Gathered) -> AlertJson:
    profile = one.alert.profile
    which = detectors.load()[one.alert.detector].samples
    return AlertJson(
        kind=profile.kind.value,
        subject=profile.subject,
        alert=one.alert.detector,
        title=one.alert.title,
        first_alert_at=utc(one.first.until.timestamp()),
        since=utc(profile.since.timestamp()),
        until=utc(profile.until.timestamp()),
        windows=one.windows,
        action=one.worst.step.value if one.worst.step else "",
        score=round(one.worst.score, 3),
        features=[feature_json(clue) for clue in one.alert.clues],
        samples=[call_json(call, asker.manifest.sources) for call in asker.samples(profile, which, HIGH_COST, SAMPLES)],
    )


def _alert_lines(one: Gathered) -> Iterator[str]:
    profile = one.alert.profile
    step = one.worst.step.value if one.worst.step else ""
    first = utc(one.first.until.timestamp())
    yield f"{visible(profile.subject, 40)}: {one.alert.title.lower()} ({step}), first {first}"
    for clue in one.alert.clues:
        yield f"    {clue_text(clue)}"


def clue_text(clue: Clue) -> str:
    """`32.0 % of answered calls end within …`: figure, line and source."""
    if clue.whole:
        figure = f"{percent(clue.value)} {clue.unit} ({clue.part:,} of {clue.whole:,})"
        line = percent(clue.line)
    else:
        figure, line = f"{clue.value:,g} {clue.unit}", f"{clue.line:,g}"
    return f"{clue.feature}: {figure}; line {line} ({clue.source})"


def feature_json(clue: Clue) -> FeatureJson:
    return FeatureJson(
        *(clue.feature, clue.value, clue.unit, clue.part, clue.whole, clue.bound, clue.line, clue.source),
        *(clue.published, clue.family.value, round(clue.score, 3), clue.fact),
    )


def profile_json(one: TrafficProfile) -> ProfileJson:
    shares: dict[str, Share] = {name: getattr(one, name) for name in SHARES}
    return ProfileJson(
        kind=one.kind.value,
        subject=one.subject,
        since=utc(one.since.timestamp()),
        until=utc(one.until.timestamp()),
        counts={name: getattr(one, name) for name in TrafficProfile._fields[6:]},
        figures={
            "asr": one.asr,
            "acd_s": one.acd_s,
            "fano_10s": one.fano_10s,
            **{f"{name}_ratio": share.ratio for name, share in shares.items()},
        },
    )
