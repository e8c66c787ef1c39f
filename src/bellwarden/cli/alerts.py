"""Shows alerts: what speaks of abuse in the call log, for the terminal and for programs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.calllog.asking import Asker, asking
from bellwarden.cli.call_shapes import AlertJson
from bellwarden.cli.console import counted, emit_line, note, say, utc, visible
from bellwarden.cli.finding import call_json
from bellwarden.cli.options import read_moment
from bellwarden.cli.patterns import SAMPLES, Gathered, clue_text, feature_json, gathered, shown_by
from bellwarden.cli.progress import pulse
from bellwarden.cli.tables import write_table
from bellwarden.cli.traffic_settings import traffic_setup
from bellwarden.flows import detection
from bellwarden.traffic import detectors
from bellwarden.traffic.high_cost import HIGH_COST
from bellwarden.traffic.judging import Judgement, Step
from bellwarden.traffic.profile import SubjectKind

SHOWN_SIGNS: Final = 6  # of a combined score, in the terminal


class Wanted(NamedTuple):
    """What was asked for. `reports`: also what only somebody's eye is pointed at."""

    by: str
    since: str
    until: str
    proposed: bool
    reports: bool


def show_alerts(home: Path, wanted: Wanted, as_json: bool, out: Path | None = None) -> None:
    """CallLogFault without a log; a policy fault's message for a HOME/traffic.toml that can't be read."""
    now = datetime.now(UTC).timestamp()
    since, until = (
        datetime.fromtimestamp(read_moment(one, now), UTC) if one else None for one in (wanted.since, wanted.until)
    )
    settings, references = traffic_setup(home)
    settings = settings._replace(proposed=wanted.proposed)
    with asking(home / "calllog", references) as asker:
        kinds = [SubjectKind(wanted.by)] if wanted.by else [asker.kinds()[0], SubjectKind.CALLED]
        found: list[Gathered] = []
        with pulse("looking for patterns"):
            for kind in kinds:
                # What is done to a called number is over in hours, and there are very many of them.
                windows = detection.WINDOWS[:1] if kind is SubjectKind.CALLED else detection.WINDOWS
                judged = detection.alerts(asker, settings, since, until, kind, windows)
                found += gathered(shown(judged, wanted.reports))
        found.sort(key=lambda one: (-one.severity, -one.worst.score, one.alert.profile.subject))
        if out is not None:
            count = write_table(out, (alert_json(asker, one) for one in found))
            note(f"{counted(count, 'alert')} in {out}")
            return
        for one in found:
            if as_json:
                emit_line(alert_json(asker, one))
            else:
                for line in alert_lines(one):
                    say(line)
        if not found and not as_json:
            say("no alert" if wanted.reports else "no alert; --reports also shows what only asks for a look")


def shown(found: Iterator[Judgement], reports: bool) -> Iterator[Judgement]:
    """Without `reports` only alerts from which more follows than a look."""
    for one in found:
        alerts = one.alerts if reports else tuple(alert for alert in one.alerts if alert.step is not Step.REPORT)
        if alerts:
            yield one._replace(alerts=alerts)


def alert_json(asker: Asker, one: Gathered) -> AlertJson:
    """With the calls of the worst window that show it best."""
    profile = one.alert.profile
    own = {profile.kind.value: profile.subject}
    return AlertJson(
        kind=profile.kind.value,
        subject=profile.subject,
        alert=one.alert.detector,
        title=one.alert.title,
        first_alert_at=utc(one.first.until.timestamp()),
        since=utc(profile.since.timestamp()),
        until=utc(profile.until.timestamp()),
        windows=one.windows,
        action=one.alert.step.value,
        score=round(one.worst.score, 3),
        features=[feature_json(clue) for clue in one.alert.clues],
        samples=[
            call_json(call, asker.manifest.sources)
            for call in asker.samples(profile, shown_by(one.alert), HIGH_COST, SAMPLES)
        ],
        window=f"{utc(profile.since.timestamp())}/{utc(profile.until.timestamp())}",
        customer=own.get("customer", ""),
        trunk=own.get("trunk", ""),
        patterns=list(one.alert.patterns),
    )


def alert_lines(one: Gathered) -> Iterator[str]:
    """For the terminal: who, what, since when, and the strongest signs."""
    profile = one.alert.profile
    known = detectors.load()
    titles = ", ".join(known[name].title.lower() for name in one.alert.patterns) or one.alert.title.lower()
    first = utc(one.first.until.timestamp())
    yield f"{visible(profile.subject, 40)}: {titles} ({one.alert.step.value}), first {first}"
    for clue in one.alert.clues[:SHOWN_SIGNS]:
        yield f"    {clue_text(clue)}"
