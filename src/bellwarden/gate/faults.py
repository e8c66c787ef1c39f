"""What is broken at the moment, and what becomes of calls meanwhile: told to the log once, to /healthz and /metrics.

Nobody looks at this on the path of a call. It is looked at in each heartbeat, and what has to change for calls is
changed then.
"""

import logging
from collections.abc import Callable
from time import monotonic, time
from typing import Final, NamedTuple

from bellwarden.gate.signing import signing_fault
from bellwarden.gate.sources import SpoolGauge
from bellwarden.gate.world import GateWorld
from bellwarden.model.policy import OnFault

log = logging.getLogger(__name__)

SNAPSHOT: Final = "snapshot"
STALE: Final = "snapshot_stale"
JOURNAL: Final = "journal"
SPOOL: Final = "spool"
CLOCK: Final = "clock"
STIR_KEY: Final = "stir_key"
STIR_REVOCATIONS: Final = "stir_revocations"
FAULTS: Final = (SNAPSHOT, STALE, JOURNAL, SPOOL, CLOCK, STIR_KEY, STIR_REVOCATIONS)

# The clocks of a machine drift apart by parts in a million; NTP slews by 0.05 % at most. More in a beat is a step.
STEP_S: Final = 0.5
STEP_SHOWN_S: Final = 300.0  # so long a step of the clock is told, though nothing is wrong any more
SPOOL_EVERY_S: Final = 1.0
TOLD_ELSEWHERE: Final = (
    SNAPSHOT,
    JOURNAL,
    STIR_KEY,
    STIR_REVOCATIONS,
)  # by those who find them, in the moment they begin
STRICTNESS: Final = {OnFault.JUDGE: 0, OnFault.CONTINUE: 1, OnFault.REFUSE: 2}


class Fault(NamedTuple):
    """Something is broken."""

    name: str  # one of FAULTS
    since: float  # seconds since 1970, UTC
    reason: str
    calls: str  # what becomes of calls meanwhile: judge, continue, refuse


class FaultWatch:
    """Compares what the gate's parts say with what the policy wants done about it."""

    def __init__(
        self,
        world: GateWorld,
        spool: SpoolGauge,
        clock: Callable[[], float] = time,
        steady: Callable[[], float] = monotonic,
    ) -> None:
        self._world = world
        self._spool = spool
        self._clock = clock
        self._steady = steady
        self._offset = clock() - steady()
        self._began: dict[str, tuple[float, float]] = {}  # name → monotonic, wall time
        self._step = ("", 0.0)
        self._spool_fault = ""
        self._spool_asked_at = 0.0
        self.now: dict[str, Fault] = {}

    def beat(self, at: float) -> None:
        """`at` is monotonic."""
        world = self._world
        settings = world.call.policy.document.faults
        judge = OnFault.JUDGE
        refused = world.refused
        self._look(SNAPSHOT, "" if refused is None else refused.reason, judge, at)
        stale = ""
        if refused is not None and at - self._began[SNAPSHOT][0] > settings.snapshot_stale_h * 3600:
            stale = f"for {settings.snapshot_stale_h:g} h no newer snapshot could be taken up: {refused.reason}"
        self._look(STALE, stale, settings.snapshot_stale, at)
        self._look(JOURNAL, world.journal_problem, settings.journal_broken, at)
        if at - self._spool_asked_at >= SPOOL_EVERY_S:
            self._spool_asked_at = at
            self._spool_fault = self._spool.state().fault
        self._look(SPOOL, self._spool_fault, judge, at)
        self._look(CLOCK, self._stepped(at), judge, at)
        self._look(STIR_KEY, signing_fault(world.signer, self._clock()), judge, at)
        credentials = world.credentials
        self._look(STIR_REVOCATIONS, "" if credentials is None else credentials.revocations_problem, judge, at)
        world.call.stand(self._posture(settings.snapshot_stale, settings.journal_broken))

    def _posture(self, stale: OnFault, journal: OnFault) -> OnFault:
        """The strictest of what the faults of the moment ask for."""
        asked = [way for name, way in ((STALE, stale), (JOURNAL, journal)) if name in self.now]
        return max(asked, key=lambda way: STRICTNESS[way], default=OnFault.JUDGE)

    def _stepped(self, at: float) -> str:
        offset = self._clock() - self._steady()
        step = offset - self._offset
        self._offset = offset
        if abs(step) > STEP_S:
            self._step = (f"the clock was set {'forward' if step > 0 else 'back'} by {abs(step):.1f} s", at)
        said, when = self._step
        return said if said and at - when < STEP_SHOWN_S else ""

    def _look(self, name: str, reason: str, calls: OnFault, at: float) -> None:
        known = self.now.get(name)
        if not reason:
            if known is not None:
                del self.now[name]
                del self._began[name]
                log.warning("fault %s is over: %s", name, known.reason)
            return
        if known is not None and known.reason == reason and known.calls == calls.value:
            return
        if known is None:
            self._began[name] = (at, self._clock())
        self.now[name] = Fault(name, self._began[name][1], reason, calls.value)
        if calls is not OnFault.JUDGE or name not in TOLD_ELSEWHERE:
            log.error("fault %s: %s; calls: %s", name, reason, calls.value)
