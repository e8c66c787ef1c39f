"""How often each check, list and condition saw something in the last decisions; counted anew every few seconds."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Final, NamedTuple

from bellwarden.model.decision import Decision
from bellwarden.store.world import office_home

DECISIONS: Final = 5_000
FRESH_S: Final = 15.0


class Hits(NamedTuple):
    """`seen` and `won` by the finding's code, and by "CODE source" for lists and conditions."""

    seen: Mapping[str, int]
    won: Mapping[str, int]
    decisions: int
    since: float  # of the oldest decision counted


class _Counting:
    def __init__(self) -> None:
        self._lock, self._at, self._hits = threading.Lock(), 0.0, Hits({}, {}, 0, 0.0)
        self._home = ""

    def __call__(self) -> Hits:
        home = str(office_home().path)
        with self._lock:
            if time.monotonic() - self._at > FRESH_S or not self._at or home != self._home:
                self._hits, self._at, self._home = _count(), time.monotonic(), home
            return self._hits


def _count() -> Hits:
    seen: Counter[str] = Counter()
    won: Counter[str] = Counter()
    decisions, since = 0, 0.0
    home = office_home()
    if not home.exists():
        return Hits({}, {}, 0, 0.0)
    for decision in islice(home.spool_reader().read(newest_first=True), DECISIONS):
        decisions, since = decisions + 1, at_of(decision)
        won[decision.verdict.reason] += 1
        for one in decision.verdict.weighed:
            seen[one.finding.code] += 1
            if one.finding.source:
                seen[f"{one.finding.code} {one.finding.source}"] += 1
    return Hits(seen, won, decisions, since)


def at_of(decision: Decision) -> float:
    """Its id begins with the milliseconds since 1970."""
    return int(decision.id[:12], 16) / 1000


hits: Final = _Counting()
