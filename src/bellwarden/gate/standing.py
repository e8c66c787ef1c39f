"""Where a worker stands now: policy, journal, spool, memory, delay. Written into its tally once a second."""

import os
import resource
from time import monotonic, time
from typing import Final

from bellwarden import __version__
from bellwarden.gate.counts import Tally
from bellwarden.gate.sources import SpoolGauge, SpoolState
from bellwarden.gate.world import GateWorld
from bellwarden.model.verdict import NOT_JUDGED, Action

PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
TEXT_MAX: Final = 400  # of a problem told


class Standing:
    """Made when a worker starts, over the tally that it goes on with."""

    __slots__ = ("_delay_s", "_spool", "_tally", "_told_before", "_world")

    def __init__(self, world: GateWorld, spool: SpoolGauge, addresses: list[str], workers: int) -> None:
        self._world = world
        self._spool = spool
        self._tally: Tally = world.tally
        self._delay_s = 0.0
        tally = self._tally
        # The spool counts from this worker's start; the tally goes on from the predecessor's.
        self._told_before = SpoolState(
            tally.spool_written,
            tally.spool_dropped,
            0,
            written_bytes=tally.spool_written_bytes,
            removed_segments=tally.spool_removed_segments,
        )
        tally.starts += 1
        tally.deaths += tally.serving  # whoever had this number before did not take leave
        tally.serving = 1
        tally.started_at = time()
        tally.pid = os.getpid()
        tally.version = __version__
        tally.addresses = addresses
        tally.workers_wanted = workers
        tally.descriptors_max = resource.getrlimit(resource.RLIMIT_NOFILE)[0]

    def note_delay(self, late_s: float, sick: bool) -> None:
        """Called at each heartbeat: how late it came, or how long a message had waited."""
        if late_s > self._delay_s:
            self._delay_s = late_s
        # A delay shows at once, and until the second in which it was the worst is told.
        self._tally.delay_s = self._delay_s
        self._tally.sick = int(sick)

    def refresh(self) -> None:
        """Bring what others keep into the tally, as it is now."""
        tally = self._tally
        tally.at = monotonic()
        allowed = tally.decisions[Action.ALLOW.value]
        tally.unjudged = sum(allowed.get(reason, 0) for reason in NOT_JUDGED)
        self._refresh_spool(tally)
        self._refresh_world(tally)
        tally.customers.sum_up()
        tally.trunks.sum_up()
        tally.resident_bytes = resident_bytes()
        tally.descriptors = open_descriptors()
        used = os.times()
        tally.cpu_s = used.user + used.system

    def leave(self) -> None:
        """No more calls are taken; what is open is finished."""
        self._tally.serving = 0

    def told(self) -> None:
        """The tally was published: the worst delay is looked for anew."""
        self._delay_s = 0.0

    def _refresh_spool(self, tally: Tally) -> None:
        now, before = self._spool.state(), self._told_before
        tally.spool_written = before.written + now.written
        tally.spool_dropped = before.dropped + now.dropped
        tally.spool_written_bytes = before.written_bytes + now.written_bytes
        tally.spool_removed_segments = before.removed_segments + now.removed_segments
        tally.spool_depth = now.depth
        tally.spool_depth_bytes = now.depth_bytes
        tally.spool_failing = 1 if now.fault else 0
        tally.spool_problem = now.fault[:TEXT_MAX]

    def _refresh_world(self, tally: Tally) -> None:
        world = self._world
        loaded, refused = world.loaded, world.refused
        if loaded is not None:
            tally.policy_serial = loaded.serial
            tally.policy_snapshot = loaded.snapshot
            tally.policy_pushed_at = loaded.pushed_at
            tally.policy_mode = loaded.bundle.document.carrier.mode.value
        tally.policy_problem = "" if refused is None else refused.reason[:TEXT_MAX]
        tally.journal_number = world.call.book.number
        tally.journal_problem = world.journal_problem[:TEXT_MAX]


def resident_bytes() -> int:
    """Memory of this process that is in RAM (Linux); 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[1]) * PAGE_BYTES
    except OSError:
        return 0


def open_descriptors() -> int:
    """Files and sockets that this process has open (Linux); 0 where the system does not tell."""
    try:
        return len(os.listdir("/proc/self/fd")) - 1  # less the one that listed them
    except OSError:
        return 0
