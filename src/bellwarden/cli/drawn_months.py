"""False alarms over months of honest customers, drawn hour by hour without call records."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from random import Random
from typing import Final

from bellwarden.flows import detection
from bellwarden.flows.evaluation import Outcome, TrueCustomer, Truth, compare, seen, together
from bellwarden.simulator.worlds import classes, drawn
from bellwarden.traffic.blend import Blend
from bellwarden.traffic.profile import SubjectKind, TrafficProfile
from bellwarden.traffic.settings import Declared, TrafficSettings

MONTH: Final = 30  # days
CHUNK: Final = 50  # customers to a process at a time
CONSENTED: Final = {"notifier": Declared.SCHOOL, "reminders": Declared.HEALTH}


class DrawnMonth:
    """One customer's hours (`detection.Calls`). Days as windows of their own are not drawn."""

    def __init__(self, profiles: Sequence[TrafficProfile]) -> None:
        self._profiles = profiles

    def kinds(self) -> list[SubjectKind]:
        return [SubjectKind.CUSTOMER]

    def profiles(
        self,
        kind: SubjectKind,
        *,
        window_s: int = detection.HOUR_S,
        since: datetime | None = None,
        until: datetime | None = None,
        looks: Sequence[int] = (),
    ) -> Iterator[TrafficProfile]:
        yield from self._profiles if window_s == detection.HOUR_S else ()

    def blends(
        self,
        kind: SubjectKind,
        since: datetime | None = None,
        until: datetime | None = None,
        subject: str = "",
        least: float = 0.0,
    ) -> Iterator[tuple[str, Blend]]:
        yield from ()


def months(count: int, seed: int, holdout: bool = False, jobs: int = 1) -> Outcome:
    """So many customers of the honest classes by their shares, a month each. The same seed gives the same outcome,
    whatever `jobs`."""
    kinds = [kind for kind in classes.load().values() if not kind.bad]
    drawn_kinds = Random(f"{seed}:months").choices(
        [kind.key for kind in kinds], [kind.share for kind in kinds], k=count
    )
    wanted = [(seed * 1_000_000 + place, key, holdout) for place, key in enumerate(drawn_kinds)]
    if jobs == 1:
        return together(_month(*one) for one in wanted)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return together(pool.map(_month, *zip(*wanted, strict=True), chunksize=CHUNK))


def _month(seed: int, kind: str, holdout: bool) -> Outcome:
    found = list(drawn.profiles(seed, kind, MONTH, holdout))
    key = f"{kind}-{seed}"
    declared = classes.load()[kind].declared[0]
    consented = {found[0].subject: CONSENTED[declared]} if found and declared in CONSENTED else {}
    settings = TrafficSettings(declared=consented)
    judged = detection.judgements(DrawnMonth(found), settings)
    truth = Truth("drawn", MONTH, {key: TrueCustomer(key, kind, (), declared in (*CONSENTED, "contact_centre"))})
    # Only alarms count here: a month's scores of thousands of customers would fill the memory.
    return compare(truth, seen(judged, lambda _: key))._replace(scored=())
