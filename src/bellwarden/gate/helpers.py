"""Processes beside the workers, for what must not be done in one: fetching from strangers, for a start.

A helper begins when it is first needed, is replaced when it ends, after longer and longer pauses when it ends early,
and ends with the gate. No call waits for one: what is asked of it lies in sockets that were there before it.
"""

import logging
import os
import signal
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Final, NamedTuple

log = logging.getLogger(__name__)

LONG_LIFE_S: Final = 60.0
PAUSE_S_MIN: Final = 0.2
PAUSE_S_MAX: Final = 30.0
STOP_S_MAX: Final = 1.0


class HelperPlan(NamedTuple):
    """How a helper is started. The roof makes it."""

    name: str
    start: Callable[[], int]  # its process id, a child of the caller's; OSError when it can't be started
    is_needed: Callable[[], bool]  # whether something waits for it; cheap, asked 20 times a second while it is away


class _Helper:
    def __init__(self, plan: HelperPlan) -> None:
        self.plan = plan
        self.process = 0
        self.started_at = 0.0
        self.due = 0.0
        self.pause_s = PAUSE_S_MIN


class Helpers:
    """Call `turn` often; `stop` at the end."""

    def __init__(self, plans: Iterable[HelperPlan] = ()) -> None:
        self._helpers = [_Helper(plan) for plan in plans]

    def turn(self) -> None:
        now = monotonic()
        for one in self._helpers:
            if one.process:
                self._bury(one, now)
            if not one.process and now >= one.due and one.plan.is_needed():
                self._start(one, now)

    def stop(self) -> None:
        """Ask all of them to end, and kill those that do not."""
        running = [one for one in self._helpers if one.process]
        for one in running:
            os.kill(one.process, signal.SIGTERM)
        until = monotonic() + STOP_S_MAX
        for one in running:
            while _ended(one.process) is None:
                if monotonic() > until:
                    os.kill(one.process, signal.SIGKILL)
                    os.waitpid(one.process, 0)
                    break
                signal.sigtimedwait({signal.SIGCHLD}, 0.02)
            one.process = 0

    def _start(self, one: _Helper, now: float) -> None:
        try:
            one.process = one.plan.start()
            one.started_at = now
            log.info("%s started", one.plan.name)
        except OSError as error:
            log.error("%s can't be started: %s", one.plan.name, error)
            self._put_off(one, now)

    def _bury(self, one: _Helper, now: float) -> None:
        code = _ended(one.process)
        if code is None:
            return
        log.error("%s ended (%s)", one.plan.name, f"signal {-code}" if code < 0 else f"status {code}")
        one.process = 0
        if now - one.started_at >= LONG_LIFE_S:
            one.pause_s = PAUSE_S_MIN
        self._put_off(one, now)

    def _put_off(self, one: _Helper, now: float) -> None:
        one.due = now + one.pause_s
        one.pause_s = min(one.pause_s * 2, PAUSE_S_MAX)


def _ended(process: int) -> int | None:
    """Exit code of a child that ended, negative for a signal; None while it lives."""
    try:
        ended, status = os.waitpid(process, os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if ended else None
