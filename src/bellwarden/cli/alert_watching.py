"""The loop behind `bellwarden traffic watch`: the questions of `traffic alerts`, again and again, about what is new.

It reads what the gate has written down and never stands in a call's way. It keeps nothing: after a restart the log has
everything that it knew, and alerts of the last day are told once more.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bellwarden.calllog import CallLogFault
from bellwarden.calllog.asking import asking
from bellwarden.cli.alerts import alert_json, alert_lines, shown
from bellwarden.cli.call_shapes import AlertJson
from bellwarden.cli.console import complain, emit_line, say, utc
from bellwarden.cli.folder_watching import stopping
from bellwarden.cli.keeping import take_decisions
from bellwarden.cli.patterns import Gathered, gathered
from bellwarden.cli.traffic_settings import traffic_setup
from bellwarden.flows import detection
from bellwarden.traffic.profile import SubjectKind

LONG_EVERY_S: Final = 900.0  # days and weeks change slowly
Told = set[tuple[str, str, str, str]]  # kind, subject, alert and action on a day: told once


def watch_alerts(home: Path, every_s: float, once: bool, as_json: bool) -> None:
    """Until a signal; `once`: one round. A log that isn't there yet is waited for."""
    told: Told = set()
    next_long = time.monotonic()
    with stopping() as stop:
        while not stop.is_set():
            long = time.monotonic() >= next_long
            if long:
                next_long = time.monotonic() + LONG_EVERY_S
            try:
                if (home / "spool").is_dir():
                    take_decisions(home, None)
                for line in new_alerts(home, datetime.now(UTC), told, long, as_json):
                    emit_line(line) if isinstance(line, AlertJson) else say(line)
            except CallLogFault as fault:
                complain(f"{utc(time.time())} {fault}")
            if once:
                return
            stop.wait(every_s)


def new_alerts(home: Path, now: datetime, told: Told, long: bool, as_json: bool) -> Iterator[AlertJson | str]:
    """What speaks now and was not told yet: the hour that runs and the one before; with `long` the last day and week.

    An alert that grows worse (from case to limit) is told again.
    """
    settings, references = traffic_setup(home)
    hour = now.replace(minute=0, second=0, microsecond=0)
    spans = [(hour - timedelta(hours=1), detection.WINDOWS[:1])]
    if long:
        spans.append((hour - timedelta(days=7), detection.WINDOWS[1:]))
    with asking(home / "calllog", references) as asker:
        own = asker.kinds()[0]
        for kind, since, windows in (*((own, *span) for span in spans), (SubjectKind.CALLED, *spans[0])):
            found = detection.alerts(asker, settings, since, now, kind, windows)
            for one in gathered(shown(found, reports=False)):
                if _is_new(one, told):
                    yield from [alert_json(asker, one)] if as_json else alert_lines(one)


def _is_new(one: Gathered, told: Told) -> bool:
    profile = one.alert.profile
    key = (
        *(f"{profile.kind.value} {profile.subject}", one.alert.detector, one.alert.step.value),
        f"{one.first.since:%Y-%m-%d}",
    )
    if key in told:
        return False
    told.add(key)
    return True
