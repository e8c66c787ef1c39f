"""From a log of calls to judgements: every window of everybody, in order of time, with a memory of what is ordinary."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from bellwarden.traffic import detectors
from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.high_cost import HIGH_COST
from bellwarden.traffic.judging import Judgement, judge
from bellwarden.traffic.profile import SubjectKind, TrafficProfile
from bellwarden.traffic.settings import TrafficSettings

HOUR_S = 3600


class Calls(Protocol):
    """What the call log answers."""

    def kinds(self) -> list[SubjectKind]: ...

    def profiles(
        self,
        kind: SubjectKind,
        high_cost: Sequence[str],
        window_s: int = HOUR_S,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[TrafficProfile]: ...


def judgements(
    calls: Calls,
    settings: TrafficSettings,
    since: datetime | None = None,
    until: datetime | None = None,
    kind: SubjectKind | None = None,
) -> Iterator[Judgement]:
    """Every window, also those that nothing speaks against: subject by subject, each in order of time.

    `kind` None: customers if the log knows them, else trunks, upstreams, caller IDs. A judgement's `profile.until` is
    when it could be made.
    """
    known = detectors.load()
    baseline, subject = Baseline(), ""
    for profile in calls.profiles(kind or calls.kinds()[0], HIGH_COST, HOUR_S, since, until):
        if profile.subject != subject:
            baseline, subject = Baseline(), profile.subject
        yield judge(profile, known, settings, baseline)
        baseline.take(profile)


def alerts(
    calls: Calls,
    settings: TrafficSettings,
    since: datetime | None = None,
    until: datetime | None = None,
    kind: SubjectKind | None = None,
) -> Iterator[Judgement]:
    """The judgements from which something follows (`step` is not None)."""
    return (one for one in judgements(calls, settings, since, until, kind) if one.step is not None)
