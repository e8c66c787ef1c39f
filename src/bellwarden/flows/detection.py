"""From a log of calls to judgements: every window of everybody, in order of time, with a memory of what is ordinary."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, Protocol

from bellwarden.flows.blending import with_blend
from bellwarden.traffic import detectors
from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.blend import Blend
from bellwarden.traffic.judging import Judge, Judgement
from bellwarden.traffic.profile import NUMBER_KINDS, SubjectKind, TrafficProfile
from bellwarden.traffic.settings import TrafficSettings

HOUR_S: Final = 3600
DAY_S: Final = 86_400
WEEK_S: Final = 7 * DAY_S  # who keeps every day inconspicuous can't do so for a week
LOOKS: Final = (10, 40, 160, 640)  # attempts after which an hour is judged before it ends


WINDOWS: Final[tuple[tuple[int, Sequence[int]], ...]] = ((HOUR_S, LOOKS), (DAY_S, ()), (WEEK_S, ()))


class Calls(Protocol):
    """What the call log answers. The reference lists that calls are held against are its own."""

    def kinds(self) -> list[SubjectKind]: ...

    def profiles(
        self,
        kind: SubjectKind,
        *,
        window_s: int = ...,
        since: datetime | None = ...,
        until: datetime | None = ...,
        looks: Sequence[int] = ...,
    ) -> Iterator[TrafficProfile]:
        """Subject by subject, each in order of time; a window's looks before the window itself."""

    def blends(
        self,
        kind: SubjectKind,
        since: datetime | None = ...,
        until: datetime | None = ...,
        subject: str = ...,
        least: float = ...,
    ) -> Iterator[tuple[str, Blend]]: ...


def judgements(
    calls: Calls,
    settings: TrafficSettings,
    since: datetime | None = None,
    until: datetime | None = None,
    kind: SubjectKind | None = None,
    windows: Sequence[tuple[int, Sequence[int]]] = WINDOWS,
) -> Iterator[Judgement]:
    """Every window of every subject, also those that nothing speaks against: first all hours, subject by subject, each
    in order of time and with looks at it while it lasts; then all days, then all weeks. A judgement's `profile.until`
    is when it could be made.

    `kind` None: customers if the log knows them, else trunks, upstreams, caller IDs.
    """
    bench, whose = Judge(detectors.load(), settings), kind or calls.kinds()[0]
    for window_s, looks in windows:
        baseline, subject = Baseline(), ""
        for profile in calls.profiles(whose, window_s=window_s, since=since, until=until, looks=looks):
            if profile.subject != subject:
                baseline, subject = Baseline(), profile.subject
            judged = bench.judge(profile, baseline)
            yield with_blend(judged, calls) if window_s == DAY_S and whose not in NUMBER_KINDS else judged
            if profile.whole:
                baseline.take(profile)


def alerts(
    calls: Calls,
    settings: TrafficSettings,
    since: datetime | None = None,
    until: datetime | None = None,
    kind: SubjectKind | None = None,
    windows: Sequence[tuple[int, Sequence[int]]] = WINDOWS,
) -> Iterator[Judgement]:
    """The judgements from which something follows (`step` is not None)."""
    return (one for one in judgements(calls, settings, since, until, kind, windows) if one.step is not None)
