"""Looks for patterns in the call log and keeps what it found for the console: in a process of its own, now and then."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bellwarden.calllog import CallLogFault
from bellwarden.calllog.asking import Asker, asking
from bellwarden.calllog.complained import NAME as COMPLAINTS
from bellwarden.calllog.kept_alerts import SAMPLES, KeptAlert, KeptAlerts, KeptCall, KeptClue, keep_alerts, kept_alerts
from bellwarden.calllog.manifest import NAME as MANIFEST
from bellwarden.calllog.reach import complete_up_to
from bellwarden.cli.console import counted, say
from bellwarden.cli.office_child import run_child
from bellwarden.cli.patterns import Gathered, asks, gathered, shown_by
from bellwarden.cli.traffic_settings import traffic_setup
from bellwarden.flows import detection
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.call_record import CallRecord
from bellwarden.traffic import detectors
from bellwarden.traffic.detector import Clue
from bellwarden.traffic.high_cost import HIGH_COST
from bellwarden.traffic.profile import SubjectKind

BACK: Final = timedelta(days=8)  # a whole week, and the day that makes the next one
KEPT_MAX: Final = 500  # worst first


def find_alerts(home: Path, now: float) -> KeptAlerts:
    """CallLogFault without a log; a policy fault's message for a HOME/traffic.toml that can't be read."""
    began, since = time.monotonic(), datetime.fromtimestamp(now, UTC) - BACK
    settings, references = traffic_setup(home)
    with asking(home / "calllog", references) as asker:
        found: list[Gathered] = []
        for kind in (asker.kinds()[0], SubjectKind.CALLED):
            windows = detection.WINDOWS[:1] if kind is SubjectKind.CALLED else detection.WINDOWS
            found += gathered(detection.alerts(asker, settings, since, None, kind, windows))
        found.sort(key=lambda one: (-one.severity, -one.worst.score, one.alert.profile.subject))
        kept = KeptAlerts(
            made_at=now,
            since=since.timestamp(),
            complete_up_to=complete_up_to(asker.manifest),
            took_s=time.monotonic() - began,
            alerts=tuple(_kept(asker, one, now) for one in found[:KEPT_MAX]),
        )
    keep_alerts(home / "calllog", kept)
    return kept


def show_found(home: Path) -> None:
    found = find_alerts(home, time.time())
    say(f"{counted(len(found.alerts), 'alert')}, looked through in {found.took_s:.1f} s")


def look(home: Path) -> str:
    """The worker's turn: only when calls or complaints have come since the last look; "" when nothing was to do."""
    folder = home / "calllog"
    if not (folder / MANIFEST).is_file():
        return ""
    changed = max((folder / name).stat().st_mtime for name in (MANIFEST, COMPLAINTS) if (folder / name).is_file())
    if kept_alerts(home / "calllog").made_at > changed:
        return ""
    return run_child("office", "find-alerts", "--home", str(home)).rpartition("\n")[2]


def schedule(home: Path, _: OfficeWorld) -> str:
    return look(home)


def _kept(asker: Asker, one: Gathered, now: float) -> KeptAlert:
    profile, known = one.alert.profile, detectors.load()
    try:
        calls = asker.samples(profile, shown_by(one.alert), HIGH_COST, SAMPLES)
    except CallLogFault:  # the calls of the window have expired meanwhile
        calls = []
    return KeptAlert(
        kind=profile.kind.value,
        subject=profile.subject,
        detector=one.alert.detector,
        title=one.alert.title,
        patterns=tuple(known[name].title for name in one.alert.patterns if name in known),
        step=one.alert.step.value,
        severity=one.severity,
        score=one.worst.score,
        first_at=min(now, one.first.until.timestamp()),  # of an hour that is not over: now
        since=profile.since.timestamp(),
        until=profile.until.timestamp(),
        windows=one.windows,
        attempts=profile.attempts,
        answered=profile.answered,
        clues=tuple(map(_clue, one.alert.clues)),
        asks=tuple(asks(one.alert)),
        samples=tuple(map(_call, calls)),
    )


def _clue(clue: Clue) -> KeptClue:
    return KeptClue(
        *(clue.feature, clue.value, clue.unit, clue.part, clue.whole, clue.line, clue.source, clue.published),
        *(clue.family.value, clue.fact),
    )


def _call(call: CallRecord) -> KeptCall:
    return KeptCall(
        call.began.timestamp(),
        str(call.calling or call.calling_text or ""),
        str(call.called or call.called_text or ""),
        call.result.value,
        None if call.billable_ms is None else call.billable_ms / 1000,
        call.decision_id or "",
        call.attestation or "",
    )
