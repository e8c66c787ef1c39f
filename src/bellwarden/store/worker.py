"""The office's worker: one process that runs jobs and schedules, each in a thread, until it is told to stop."""

import logging
import os
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Final

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from bellwarden.flows.office.jobs import Schedule
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.store import jobs, models
from bellwarden.store.worker_state import ScheduleState, WorkerState, write_state

log: Final = logging.getLogger("bellwarden.worker")

LOOK_S: Final = 0.2
JOBS_AT_ONCE: Final = 4
LASTING_S: Final = 60.0  # schedules this far apart are remembered across restarts
TEXT_MAX: Final = 500
STOPPING_S: Final = 8.0


class OfficeWorker:
    """`world(name)` makes the world of a job or schedule; its actor is the system."""

    def __init__(self, schedules: Sequence[Schedule], world: Callable[[str], OfficeWorld], run: Path) -> None:
        self._schedules = tuple(schedules)
        self._world = world
        self._run = run
        self._since = time.time()
        self._states = {one.name: ScheduleState(one.name, one.every_s) for one in self._schedules}
        self._going: dict[str, Future[None]] = {}
        self._attempts: set[Future[None]] = set()
        self._told_at = 0.0
        self._remembered = False

    def work(self, stop: Event) -> None:
        """Until `stop`. What runs then may end within some seconds; if it does not, the next worker begins it anew."""
        timing = ThreadPoolExecutor(max(1, len(self._schedules)), "schedule")
        running = ThreadPoolExecutor(JOBS_AT_ONCE, "job")
        try:
            while not stop.is_set():
                try:
                    self._look(timing, running)
                except (DatabaseError, InterfaceError) as error:
                    log.error("the database does not answer: %s", error)
                    connections.close_all()
                    stop.wait(1.0)
                stop.wait(LOOK_S)
        finally:
            timing.shutdown(wait=False, cancel_futures=True)
            running.shutdown(wait=False, cancel_futures=True)
            until = time.monotonic() + STOPPING_S
            while self._busy() and time.monotonic() < until:
                time.sleep(0.05)

    def _busy(self) -> bool:
        return any(not one.done() for one in (*self._going.values(), *self._attempts))

    def _look(self, timing: ThreadPoolExecutor, running: ThreadPoolExecutor) -> None:
        close_old_connections()
        if not self._remembered:
            self._remember()
        now = time.time()
        for one in self._schedules:
            state, going = self._states[one.name], self._going.get(one.name)
            # A clock that was set back must not stop what is due.
            if (going is None or going.done()) and not 0 <= now - state.began_at < one.every_s:
                self._states[one.name] = ScheduleState(
                    one.name, one.every_s, now, state.took_s, state.told, state.error, True
                )
                self._going[one.name] = timing.submit(self._do, one, now)
        self._attempts = {one for one in self._attempts if not one.done()}
        if len(self._attempts) < JOBS_AT_ONCE and jobs.any_ready():
            self._attempts.add(running.submit(self._attempt))
        if not 0 <= now - self._told_at < 1.0:
            self._told_at = now
            write_state(self._run, WorkerState(os.getpid(), self._since, now, list(self._states.values())))

    def _remember(self) -> None:
        """When schedules ran last, and the jobs that an earlier worker left behind."""
        abandoned = jobs.take_up_abandoned()
        if abandoned:
            log.warning("%d jobs were left by a worker that died; they are run again", abandoned)
        for one in self._schedules:
            kept = models.Setting.objects.filter(name=_setting(one)).first()
            if one.every_s >= LASTING_S and kept is not None:
                self._states[one.name] = ScheduleState(one.name, one.every_s, float(kept.value))
        self._remembered = True

    def _attempt(self) -> None:
        try:
            jobs.Attempts(f"worker {os.getpid()}").run()
        except (DatabaseError, InterfaceError) as error:
            log.error("jobs: the database does not answer: %s", error)
        finally:
            connections.close_all()

    def _do(self, one: Schedule, began: float) -> None:
        steady, told, error = time.monotonic(), "", ""
        try:
            close_old_connections()
            told = str(one.run(self._world(one.name)) or "")[:TEXT_MAX]
            if one.every_s >= LASTING_S:
                models.Setting.objects.update_or_create(name=_setting(one), defaults={"value": repr(began)})
        except Exception as fault:  # noqa: BLE001 # whatever it is: the next time comes, and the page tells it
            error = f"{type(fault).__name__}: {fault}"[:TEXT_MAX]
            if error != self._states[one.name].error:
                log.error("schedule %s: %s", one.name, traceback.format_exc())
        took = time.monotonic() - steady
        self._states[one.name] = ScheduleState(one.name, one.every_s, began, took, told, error)
        if one.every_s >= LASTING_S:
            connections.close_all()


def _setting(one: Schedule) -> str:
    return f"schedule.{one.name}"
