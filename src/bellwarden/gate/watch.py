"""The gate's heartbeat, 20 times a second: follow the journal and the policy pointer, expire, publish, collect garbage.

Nothing here is on the path of a call. Reading and verifying a snapshot, and building the policy's indexes, happen in
one helper thread; the loop then takes the finished policy up by assigning one reference, between two calls. (Building
holds the interpreter's lock in places: a list of 2 million numbers stalls calls for about 27 ms, once per push.)
"""

import asyncio
import gc
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import Final

from bellwarden.gate.sources import JournalSource, LoadedPolicy, PolicySource, RefusedPolicy
from bellwarden.gate.world import GateWorld
from bellwarden.verdict.policy import Policy

log = logging.getLogger(__name__)

BEAT_S: Final = 0.05
NO_SNAPSHOT: Final = "-"  # stands for the store itself in a refusal
Ready = tuple[LoadedPolicy, Policy]


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


class PolicyWatch:
    """Takes up what the pointer names, and nothing that is not newer and whole."""

    def __init__(self, world: GateWorld, source: PolicySource) -> None:
        self._world = world
        self._source = source
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="policy")
        self._polling: Future[Ready | RefusedPolicy | None] | None = None

    def load_first(self) -> None:
        """At start, before any socket is read: take up the current snapshot, in this thread."""
        self._take(self._poll())

    def beat(self, now: float) -> None:
        polling = self._polling
        if polling is not None:
            if not polling.done():
                return
            self._take(polling.result())
        self._polling = self._thread.submit(self._poll)

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _poll(self) -> Ready | RefusedPolicy | None:
        """In the helper thread: whatever is wrong comes back as a refusal."""
        try:
            found = self._source.poll()
        except Exception as error:  # noqa: BLE001 -- told once by _refuse, not 20 times a second
            return RefusedPolicy(NO_SNAPSHOT, 0, f"the policy store can't be read: {error}")
        if not isinstance(found, LoadedPolicy):
            return found
        held = self._world.loaded
        if held is not None and found.serial <= held.serial:
            reason = f"serial {found.serial} is not newer than {held.serial}, which is in force"
            return RefusedPolicy(found.snapshot, found.serial, reason)
        try:
            return found, self._world.build(found)
        except Exception as error:
            log.exception("snapshot %s can't be used", found.snapshot)
            return RefusedPolicy(found.snapshot, found.serial, f"can't be used: {type(error).__name__}: {error}")

    def _take(self, found: Ready | RefusedPolicy | None) -> None:
        if found is None:
            if self._world.refused is not None and self._world.refused.snapshot == NO_SNAPSHOT:
                self._world.refused = None  # the store can be read again
            return
        if isinstance(found, RefusedPolicy):
            self._refuse(found)
            return
        loaded, policy = found
        try:
            self._world.take_up(loaded, policy)
        except KeyError as error:
            self._refuse(RefusedPolicy(loaded.snapshot, loaded.serial, f"names the dialect {error}, which nobody has"))
            return
        log.info("policy %s (serial %d) is in force", loaded.snapshot, loaded.serial)

    def _refuse(self, refused: RefusedPolicy) -> None:
        if not refused.reason:
            self._world.refused = None  # what is in force is what the pointer names, again
        elif self._world.refused != refused:
            log.error("policy %s (serial %d) is refused: %s", refused.snapshot, refused.serial, refused.reason)
            self._world.refuse(refused)


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


class Housekeeper:
    """Collects garbage when no call waits.

    After loading, everything is frozen out of the collector's sight and automatic collection is off: a full collection
    walks every live object and would strike in the middle of a call. What the call path makes is freed by reference
    counts alone; cycles come from the event loop, HTTP and replaced policies. Objects made since the last beat are
    looked at in every beat, while they are few (15,000 calls a second leave 3,000 of them: about 0.5 ms). Everything is
    looked at when calls are rare, or else every ten minutes: the answers remembered for retransmissions, at most
    65,000, make that 20 to 40 ms.
    """

    QUIET_DATAGRAMS: Final = 10  # in a beat: 100 calls a second with their ACKs
    ALL_EVERY_S: Final = 30.0  # while it is quiet
    ALL_AT_LAST_S: Final = 600.0

    def __init__(self, world: GateWorld) -> None:
        self._world = world
        self._frozen: LoadedPolicy | None = None
        self._seen = 0
        self._all_at = 0.0

    def freeze(self) -> None:
        """When everything is loaded; again, in a quiet moment, when a new policy is in force."""
        gc.disable()
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._frozen = self._world.loaded
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
        elif quiet and self._frozen is not self._world.loaded:
            self.freeze()
        else:
            gc.collect(0)
