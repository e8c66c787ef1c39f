"""The gate's heartbeat, 20 times a second: follow journal and keys, probe, expire, publish, collect garbage.

Nothing here is on the path of a call.
"""

import asyncio
import gc
import logging
from collections.abc import Callable
from time import monotonic
from typing import Final

from bellwarden.gate.keys import ApiKeys
from bellwarden.gate.sources import JournalSource, KeySource
from bellwarden.gate.world import GateWorld

log = logging.getLogger(__name__)

BEAT_S: Final = 0.05


class Heartbeat:
    """Calls every job at each beat. A job that fails is logged and called again at the next beat."""

    def __init__(self, loop: asyncio.AbstractEventLoop, jobs: list[Callable[[float], None]]) -> None:
        self._loop = loop
        self._jobs = jobs
        self._due = monotonic()
        self._timer: asyncio.TimerHandle | None = None
        self._complained: set[int] = set()
        self.late_s = 0.0  # how late the last beat came: what a datagram had to wait for the loop

    def start(self) -> None:
        self._due = monotonic() + BEAT_S
        self._timer = self._loop.call_later(BEAT_S, self._beat)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _beat(self) -> None:
        now = monotonic()
        self.late_s = max(now - self._due, 0.0)
        for job in self._jobs:
            self._run(job, now)
        self._due = monotonic() + BEAT_S
        self._timer = self._loop.call_later(BEAT_S, self._beat)

    def _run(self, job: Callable[[float], None], now: float) -> None:
        try:
            job(now)
        except Exception:
            # The gate goes on answering whatever else fails; the same failure 20 times a second is told once.
            if id(job) not in self._complained:
                self._complained.add(id(job))
                log.exception("a background job of the gate failed")
        else:
            self._complained.discard(id(job))


class JournalWatch:
    """Takes new journal lines in, so that a suspension is in force within a beat."""

    def __init__(self, world: GateWorld, source: JournalSource) -> None:
        self._world = world
        self._source = source

    def beat(self, now: float) -> None:
        self._source.poll()
        problem = self._source.problem
        if not problem:
            self._world.journal_read_at = now
        if problem != self._world.journal_problem:
            self._world.journal_problem = problem
            if problem:
                log.error("the enforcement journal can't be followed: %s", problem)


class KeyWatch:
    """Takes changed keys in, so that a revoked one opens nothing any more."""

    def __init__(self, keys: ApiKeys, source: KeySource) -> None:
        self._keys = keys
        self._source = source
        self._problem = ""
        self.look()

    def beat(self, now: float) -> None:
        if self._source.poll():
            self.look()

    def look(self) -> None:
        """Take over what the source holds now."""
        if self._source.problem != self._problem:
            self._problem = self._source.problem
            if self._problem:
                log.error("the API keys can't be read, those read before stay in force: %s", self._problem)
        self._keys.digests = self._source.digests


class Housekeeper:
    """Collects garbage when no call waits.

    After loading, everything is frozen out of the collector's sight and automatic collection is off: a full collection
    walks every live object and would strike in the middle of a call. What the call path makes is freed by reference
    counts alone; cycles come from the event loop and HTTP. Objects made since the last beat are
    looked at in every beat, while they are few (15,000 calls a second leave 3,000 of them: about 0.5 ms). Everything is
    looked at when calls are rare, or else every ten minutes: the answers remembered for retransmissions, at most
    33,000, make that 10 to 20 ms.
    """

    QUIET_DATAGRAMS: Final = 10  # in a beat: 100 calls a second with their ACKs
    ALL_EVERY_S: Final = 30.0  # while it is quiet
    ALL_AT_LAST_S: Final = 600.0

    def __init__(self, world: GateWorld) -> None:
        self._world = world
        self._seen = 0
        self._all_at = 0.0

    def freeze(self) -> None:
        """When everything is loaded. What the supervisor froze stays frozen: those pages are shared."""
        gc.disable()
        gc.collect()
        gc.freeze()
        self._all_at = monotonic()

    def close(self) -> None:
        """Leave the process as it was found."""
        gc.unfreeze()
        gc.enable()

    def beat(self, now: float) -> None:
        done = self._world.tally.datagrams
        quiet = done - self._seen <= self.QUIET_DATAGRAMS
        self._seen = done
        if now - self._all_at > (self.ALL_EVERY_S if quiet else self.ALL_AT_LAST_S):
            self._all_at = now
            gc.collect()
        else:
            gc.collect(0)
