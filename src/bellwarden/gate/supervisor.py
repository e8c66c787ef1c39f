"""Keeps the seats of the gate taken: replaces the dead and the hung, and each worker when the policy changes.

The supervisor holds sockets and shared memory, but no policy and no thread, so that a fork of it is small and sound. A
new policy is loaded by a successor, which reads the sockets before its predecessor stops; one seat after the other, so
that at most one worker more than usual is there. What the kernel holds in the sockets belongs to no worker: none of it
is lost. A policy that can't be loaded changes nothing: who serves goes on, and the reason stands in /healthz.
"""

import logging
import os
import signal
import socket
from collections.abc import Callable
from time import monotonic
from typing import Final, NamedTuple

from bellwarden.gate.orders import Order, Told, Word, order, told
from bellwarden.gate.replies import SharedReplies
from bellwarden.gate.roster import Roster
from bellwarden.gate.sources import RefusedPolicy, Statement, StatementSource

log = logging.getLogger(__name__)

HUNG_S: Final = 2.0  # without a heartbeat: 40 beats
KILL_APART_S: Final = 0.5  # one that hangs may hold a lock that others wait for: they get time to go on
LATE_S: Final = 1.0  # a supervisor that was held up itself accuses nobody
LOAD_S_MAX: Final = 60.0
LEAVE_S_MAX: Final = 12.0
STOP_S_MAX: Final = 3.0  # then a worker that does not end is killed
SHORT_LIFE_S: Final = 1.0
FREE_RESTARTS: Final = 3  # so many short lives in a row are replaced at once, then after longer and longer pauses
PAUSE_S_MIN: Final = 0.1
PAUSE_S_MAX: Final = 5.0
AGAIN_S_MIN: Final = 1.0  # a policy that could not be loaded for want of memory or disk is tried again
AGAIN_S_MAX: Final = 60.0


class Started(NamedTuple):
    """A worker process and the supervisor's end of its channel."""

    process: int
    channel: socket.socket


StartWorker = Callable[[int, Statement | None], Started]  # worker's number, the policy to load


class _Worker:
    def __init__(self, number: int, seat: int, statement: Statement | None, started: Started, now: float) -> None:
        self.number = number
        self.seat = seat
        self.statement = statement
        self.process = started.process
        self.channel = started.channel
        self.started_at = now
        self.ready_at = 0.0
        self.serving_since = 0.0
        self.leaving_since = 0.0
        self.refused = False

    @property
    def serial(self) -> int:
        return self.statement.serial if self.statement is not None else 0


class Supervisor:
    """Call `turn` 20 times a second, and more often while it is `busy`; `stop` at the end."""

    def __init__(
        self, seats: int, start: StartWorker, statements: StatementSource, roster: Roster, replies: SharedReplies
    ) -> None:
        self._start = start
        self._statements = statements
        self._roster = roster
        self._replies = replies
        self._workers: dict[int, _Worker] = {}  # by process id
        self._seats: list[_Worker | None] = [None] * seats
        self._due = [0.0] * seats  # when an empty seat is taken again
        self._short_lives = [0] * seats
        self._wanted: Statement | None = None  # the newest
        self._good: Statement | None = None  # the newest that a worker has loaded
        self._refused: RefusedPolicy | None = None
        self._refusals = 0
        self._unusable = 0  # serial of the statement that no worker shall try again
        self._again_at = 0.0
        self._again_s = AGAIN_S_MIN
        self._turned_at = monotonic()
        self._watch_from = self._turned_at
        self._killed_at = 0.0

    @property
    def complete(self) -> bool:
        """Whether every seat is taken by a worker that serves."""
        return all(one is not None and one.serving_since for one in self._seats)

    @property
    def busy(self) -> bool:
        """Whether somebody is about to begin or to leave."""
        return any(not one.serving_since or one.leaving_since for one in self._workers.values())

    def turn(self) -> None:
        """Look at everything, and do what is to be done."""
        now = monotonic()
        if now - self._turned_at > LATE_S:
            self._watch_from = now
        self._turned_at = now
        self._look_at_statement()
        for worker in list(self._workers.values()):
            for message in told(worker.channel):
                self._hear(worker, message, now)
        self._bury(now)
        self._watch(now)
        self._fill_seats(now)
        self._renew(now)

    def pass_on(self, number: signal.Signals) -> None:
        """Send a signal to every worker; one that is loading ignores it."""
        for process in self._workers:
            os.kill(process, number)

    def stop(self) -> None:
        """Ask every worker to finish, and kill those that do not."""
        for process in self._workers:
            os.kill(process, signal.SIGTERM)
        until = monotonic() + STOP_S_MAX
        while self._workers and monotonic() < until:
            signal.sigtimedwait({signal.SIGCHLD}, 0.05)
            for worker in [one for one in self._workers.values() if _ended(one.process) is not None]:
                self._forget(worker)
        for worker in list(self._workers.values()):
            log.error("worker %d did not end; it is killed", worker.number)
            os.kill(worker.process, signal.SIGKILL)
            os.waitpid(worker.process, 0)
            self._forget(worker)

    def _look_at_statement(self) -> None:
        try:
            found = self._statements.poll()
        except OSError as error:
            found = RefusedPolicy("", 0, f"the statement of the current policy can't be read: {error}")
        if found is None:
            return
        if found == self._wanted:  # it can be read again
            if found.serial > self._unusable:
                self._admit()
            return
        if isinstance(found, Statement) and self._wanted is not None and found.serial <= self._wanted.serial:
            reason = f"serial {found.serial} is not newer than {self._wanted.serial}, which was current before"
            found = RefusedPolicy(found.snapshot, found.serial, reason)
        if isinstance(found, RefusedPolicy):
            self._refuse(found)
        else:
            self._wanted = found
            self._again_at = 0.0
            self._again_s = AGAIN_S_MIN

    def _refuse(self, refused: RefusedPolicy) -> None:
        if refused == self._refused:
            return
        log.error("policy %s (serial %d) is refused: %s", refused.snapshot, refused.serial, refused.reason)
        self._refused = refused
        self._refusals += 1
        self._roster.refuse(refused, self._refusals)

    def _hear(self, worker: _Worker, message: Told, now: float) -> None:
        if message.word is Word.READY:
            worker.ready_at = now
            if not worker.leaving_since:
                order(worker.channel, Order.BEGIN)
        elif message.word is Word.SERVING:
            self._take_seat(worker, now)
        else:
            worker.refused = True
            self._give_up(worker, message.reason, message.word is Word.UNABLE, now)

    def _take_seat(self, worker: _Worker, now: float) -> None:
        worker.serving_since = now
        before = self._seats[worker.seat]
        self._seats[worker.seat] = worker
        if before is not None and before is not worker:
            before.leaving_since = now
            order(before.channel, Order.LEAVE)
        if worker.statement is not None and (self._good is None or worker.serial > self._good.serial):
            self._good = worker.statement
            self._again_s = AGAIN_S_MIN
            log.info("policy %s (serial %d) is taken up", worker.statement.snapshot, worker.serial)
            self._admit()

    def _admit(self) -> None:
        """Nothing is refused any more."""
        self._refused = None
        self._roster.refuse(None, self._refusals)

    def _give_up(self, worker: _Worker, reason: str, again: bool, now: float) -> None:
        """A worker could not begin with its policy. Those who serve go on with theirs."""
        statement = worker.statement
        if statement is None or self._is_proven(statement):
            log.error("worker %d could not start: %s", worker.number, reason)
            return
        self._refuse(RefusedPolicy(statement.snapshot, statement.serial, reason))
        if again:
            self._again_at = now + self._again_s
            self._again_s = min(self._again_s * 2, AGAIN_S_MAX)
        else:
            self._unusable = max(self._unusable, statement.serial)

    def _is_proven(self, statement: Statement | None) -> bool:
        """Whether a worker has served by it: then it is not the policy that makes one end."""
        return statement is None or (self._good is not None and statement.serial <= self._good.serial)

    def _bury(self, now: float) -> None:
        """Take the ended workers' status."""
        for worker in list(self._workers.values()):
            code = _ended(worker.process)
            if code is None:
                continue
            for message in told(worker.channel):  # its last words
                self._hear(worker, message, now)
            self._forget(worker)
            how = f"signal {-code}" if code < 0 else f"status {code}"
            if code:
                log.error("worker %d ended (%s)", worker.number, how)
            if not worker.serving_since and not worker.refused and not self._is_proven(worker.statement):
                self._give_up(worker, f"the worker that was to take it up ended ({how})", True, now)
            if self._seats[worker.seat] is worker:
                self._seats[worker.seat] = None
                self._due[worker.seat] = now + self._pause(worker, now)

    def _pause(self, worker: _Worker, now: float) -> float:
        """How long the seat stays empty: one that dies again and again must not keep the machine busy."""
        lived_s = now - worker.serving_since if worker.serving_since else 0.0
        lives = self._short_lives[worker.seat] = self._short_lives[worker.seat] + 1 if lived_s < SHORT_LIFE_S else 0
        if lives <= FREE_RESTARTS:
            return 0.0
        longest = PAUSE_S_MAX if any(one is not None and one.serving_since for one in self._seats) else PAUSE_S_MIN
        return min(PAUSE_S_MIN * 2.0 ** min(lives - FREE_RESTARTS - 1, 10), longest)

    def _forget(self, worker: _Worker) -> None:
        del self._workers[worker.process]
        worker.channel.close()
        self._roster.clear(worker.number)
        self._replies.clear(worker.number)

    def _watch(self, now: float) -> None:
        """Kill who hangs: no heartbeat, or no end to loading or leaving. SIGKILL reaches a stopped process, too."""
        oldest, since = None, now
        for worker in self._workers.values():
            if not worker.ready_at:
                bound_s, last = LOAD_S_MAX, worker.started_at
            elif worker.leaving_since:  # it may stand still while the disk takes its last records
                bound_s, last = LEAVE_S_MAX, worker.leaving_since
            else:
                bound_s, last = HUNG_S, max(self._roster.last_beat(worker.number), worker.ready_at, self._watch_from)
            if now - last > bound_s and last < since:
                oldest, since = worker, last
        if oldest is not None and now - self._killed_at > KILL_APART_S:
            self._killed_at = now
            log.error("worker %d gave no sign for %.1f s; it is killed", oldest.number, now - since)
            os.kill(oldest.process, signal.SIGKILL)

    def _fill_seats(self, now: float) -> None:
        statement = self._good
        if statement is None and self._may_try(now):
            statement = self._wanted
        for seat, due in enumerate(self._due):
            if self._seats[seat] is None and due <= now:
                self._hire(seat, statement, now)

    def _renew(self, now: float) -> None:
        """Start one successor where somebody judges by an older policy, once the last hand-over is through."""
        wanted = self._wanted
        if wanted is None or not self._may_try(now):
            return
        serving = [one for one in self._seats if one is not None and one.serving_since]
        if len(self._workers) > len(serving):
            return
        for worker in serving:
            if worker.serial < wanted.serial:
                self._hire(worker.seat, wanted, now)
                return

    def _may_try(self, now: float) -> bool:
        return self._wanted is not None and self._wanted.serial > self._unusable and now >= self._again_at

    def _hire(self, seat: int, statement: Statement | None, now: float) -> None:
        used = {one.number for one in self._workers.values()}
        number = next(number for number in range(self._roster.size) if number not in used)
        self._roster.clear(number)
        started = self._start(number, statement)
        worker = _Worker(number, seat, statement, started, now)
        self._workers[worker.process] = worker
        if self._seats[seat] is None:
            self._seats[seat] = worker


def _ended(process: int) -> int | None:
    """Exit code of a child that ended, negative for a signal; None while it lives."""
    ended, status = os.waitpid(process, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None
