"""Alerts and profiles over the call log, for the terminal and for programs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bellwarden.calllog.asking import Asker, asking
from bellwarden.calllog.references import References
from bellwarden.cli.call_shapes import FeatureJson, ProfileJson
from bellwarden.cli.console import columns, counted, emit_line, note, say, utc, visible
from bellwarden.cli.options import read_moment, read_span
from bellwarden.cli.progress import pulse
from bellwarden.cli.tables import write_table
from bellwarden.traffic import detectors
from bellwarden.traffic.detector import Clue, Samples
from bellwarden.traffic.judging import SEVERITY, Alert, Judgement
from bellwarden.traffic.profile import Share, SubjectKind, TrafficProfile

SAMPLES = 5
GENERAL_QUESTION = "What are these calls for, who agreed to them, and who places them?"
SHARES = (
    *("short_calls", "under_60s_calls", "over_120s_calls", "unique_callers", "unique_called", "neighbours"),
    *("area_neighbours", "steps", "vacant_calls", "rejected_calls", "invalid_caller_calls", "short_ring_calls"),
    *("top_called", "high_cost_calls", "unowned_calls", "churn", "repeated_calls", "two_way_called", "dnc_calls"),
    *("off_hours_calls", "caller_hangups", "called_back", "unallocated_calls", "hot_block_calls", "honeypot_calls"),
    "signed_calls",
)
COUNTS = tuple(name for name in TrafficProfile._fields[6:] if name != "line_entropy_bits")


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


def show_profiles(home: Path, by: str, times: tuple[str, str, str], as_json: bool, out: Path | None = None) -> None:
    with _asked(home, by, times) as asked:
        if out is not None:
            with pulse("profiling"):
                count = write_table(out, map(profile_json, asked.profiles()))
            note(f"{counted(count, 'profile')} in {out}")
            return
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


class Gathered(NamedTuple):
    """One pattern of one subject over all windows: the first, and the worst."""

    alert: Alert
    worst: Judgement
    first: TrafficProfile
    windows: int

    @property
    def severity(self) -> int:
        return SEVERITY[self.alert.step]


def gathered(found: Iterable[Judgement]) -> list[Gathered]:
    """Alerts of the same subject and pattern as one; looks at a window count with it."""
    by_pattern: dict[tuple[str, str], Gathered] = {}
    for judgement in found:
        for alert in judgement.alerts:
            key = (alert.profile.subject, alert.detector)
            known = by_pattern.get(key)
            if known is None:
                by_pattern[key] = Gathered(alert, judgement, alert.profile, 1)
                continue
            first = min(known.first, alert.profile, key=lambda one: one.until)
            windows = known.windows + (alert.profile.since != known.first.since and alert.profile.whole)
            worse = (SEVERITY[alert.step], judgement.score) > (known.severity, known.worst.score)
            by_pattern[key] = (
                Gathered(alert, judgement, first, windows) if worse else known._replace(first=first, windows=windows)
            )
    return list(by_pattern.values())


def asks(alert: Alert) -> list[str]:
    """What to ask the customer: of a combined score, what the detectors ask that see their pattern."""
    known = detectors.load()
    found = [one for name in (alert.detector, *alert.patterns) if name in known for one in known[name].asks]
    return list(dict.fromkeys(found)) or [GENERAL_QUESTION]


def shown_by(alert: Alert) -> Samples:
    """Which calls show the pattern best."""
    known = detectors.load()
    names = (alert.detector, *alert.patterns)
    return next((known[name].samples for name in names if name in known), Samples.ANY)


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
        counts={name: int(getattr(one, name)) for name in COUNTS},
        figures={
            "asr": one.asr,
            "acd_s": one.acd_s,
            "fano_10s": one.fano_10s,
            "gap_cv": one.gap_cv,
            "line_entropy_bits": one.line_entropy_bits,
            **{f"{name}_ratio": share.ratio for name, share in shares.items()},
        },
    )
