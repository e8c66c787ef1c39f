"""Processes that a gate needs beside its workers (signer, fetcher): forked by the supervisor, replaced when they die.

Calls never wait for one: what it offers is away for as long, and counted.
"""

import logging
import os
import signal
from collections.abc import Callable
from time import monotonic
from typing import Final

log = logging.getLogger(__name__)

PAUSE_S_MIN: Final = 0.1
PAUSE_S_MAX: Final = 5.0
LONG_LIFE_S: Final = 10.0  # after which the next death is a new story
STOP_S_MAX: Final = 1.0


class Helper:
    """One such process. `run` is called in it, after the fork, and returns or raises at its end."""

    def __init__(self, name: str, run: Callable[[], object], is_needed: Callable[[], bool] = lambda: True) -> None:
        self.name = name
        self._run = run
        self._is_needed = is_needed  # asked while it is not there, 20 times a second
        self.process = 0
        self._started_at = 0.0
        self._due = 0.0
        self._pause_s = 0.0

    def turn(self, closes: Callable[[], object]) -> None:
        """See that it runs. `closes` is called in the new process: it lets go of what is the supervisor's alone."""
        now = monotonic()
        if self.process:
            ended, status = os.waitpid(self.process, os.WNOHANG)
            if not ended:
                return
            log.error("the %s ended (%d); it is started again", self.name, os.waitstatus_to_exitcode(status))
            short = now - self._started_at < LONG_LIFE_S
            self._pause_s = min(max(self._pause_s * 2, PAUSE_S_MIN), PAUSE_S_MAX) if short else 0.0
            self.process, self._due = 0, now + self._pause_s
        if now >= self._due and self._is_needed():
            self._started_at = now
            self.process = os.fork() or self._serve(closes)

    def pass_on(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self.process:
            os.kill(self.process, number)

    def stop(self) -> None:
        """End it, gently for a second."""
        if not self.process:
            return
        os.kill(self.process, signal.SIGTERM)
        until = monotonic() + STOP_S_MAX
        while monotonic() < until:
            if os.waitpid(self.process, os.WNOHANG)[0]:
                break
            signal.sigtimedwait({signal.SIGCHLD}, 0.02)
        else:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        self.process = 0

    def _serve(self, closes: Callable[[], object]) -> int:
        """The child. All signals of the supervisor are blocked when it is forked."""
        status = 1
        try:
            for number in (signal.SIGTERM, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the supervisor ends us
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # unless `run` has a use for it
            closes()
            signal.pthread_sigmask(signal.SIG_SETMASK, ())
            self._run()
            status = 0
        except BaseException:
            log.critical("the %s failed", self.name, exc_info=True)
        finally:
            logging.shutdown()
            os._exit(status)
