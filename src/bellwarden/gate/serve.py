"""Starts the gate: sockets first, then one worker in this process, or several under a parent that replaces the dead.

All workers read the same sockets. (SO_REUSEPORT would give a whole SBC, which sends from one port, to a single worker.)
HTTP is served by every worker, too: then the API is gone only when all of them are, and metrics are sums over all.
"""

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Callable, Mapping
from time import monotonic, time
from typing import Final

from bellwarden.gate.addresses import open_http, open_sip
from bellwarden.gate.board import Board
from bellwarden.gate.counters import SharedCounters
from bellwarden.gate.replies import SharedReplies
from bellwarden.gate.settings import Announce, GateReady, GateSettings, OpenParts
from bellwarden.gate.tls_files import TlsKeeper
from bellwarden.gate.worker import Shared, Sockets, Worker
from bellwarden.gate.world import Checks
from bellwarden.switches.dialect import Switch

log = logging.getLogger(__name__)

SIGNALS: Final = frozenset((signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM, signal.SIGINT))
SHORT_LIFE_S: Final = 1.0  # a worker that dies younger is replaced after a pause, so that a broken one can't spin
PAUSE_S_MAX: Final = 5.0
STOP_S_MAX: Final = 3.0  # then a worker that does not end is killed
ORPHAN_CHECK_S: Final = 0.5


def open_sockets(settings: GateSettings) -> Sockets:
    """Bind every address. Raises AddressError naming the one that can't be had; nothing stays open then."""
    opened = []
    try:
        for address in settings.sip:
            opened.append(open_sip(address))
        http = None if settings.http is None else open_http(settings.http)
    except BaseException:
        for one in opened:
            one.socket.close()
        raise
    return Sockets(tuple(opened), http)


def run_gate(
    settings: GateSettings,
    open_parts: OpenParts,
    checks: Checks,
    switches: Mapping[str, Switch],
    announce: Announce,
) -> None:
    """Serve until SIGTERM or SIGINT. `announce` is called once, when every worker answers.

    Call it in the main thread, before the process has others. Raises AddressError before anything is started.
    """
    Gate(settings, open_sockets(settings), open_parts, checks, switches, announce).run()


class Gate:
    """The parent, or with one worker the only process."""

    def __init__(
        self,
        settings: GateSettings,
        sockets: Sockets,
        open_parts: OpenParts,
        checks: Checks,
        switches: Mapping[str, Switch],
        announce: Announce,
    ) -> None:
        self._settings = settings
        self._sockets = sockets
        self._open_parts = open_parts
        self._checks = checks
        self._switches = switches
        self._announce = announce
        several = settings.workers > 1
        self._shared = Shared(
            settings.board or Board(settings.workers),
            SharedCounters(monotonic) if several else None,
            SharedReplies() if several else None,
            os.urandom(16),
            None if settings.tls is None else TlsKeeper(settings.tls, time()),
        )
        self._starts = int.from_bytes(os.urandom(2), "big")  # each start of a worker gets the next: ids never meet

    def run(self) -> None:
        """Until a signal ends it."""
        try:
            if self._settings.workers == 1:
                _serve(self.worker(0), self.tell_ready, parent=0)
            else:
                self._run_parent()
        finally:
            for one in self._sockets.sip:
                one.socket.close()
            if self._sockets.http is not None:
                self._sockets.http[0].close()

    def worker(self, number: int) -> Worker:
        """A worker with its parts, to be run in this process."""
        return Worker(
            number,
            self._starts,
            self._settings,
            self._sockets,
            self._shared,
            self._open_parts(number),
            self._checks,
            self._switches,
        )

    def tell_ready(self) -> None:
        http = None if self._sockets.http is None else self._sockets.http[1]
        addresses = tuple(one.address for one in self._sockets.sip)
        self._announce(GateReady(addresses, http, self._settings.workers))

    def _run_parent(self) -> None:
        gc.freeze()  # pages that no collection touches stay shared with the workers
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        crew = Crew(self._settings.workers, self._fork)
        try:
            crew.run(self.tell_ready)
        finally:
            crew.stop()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _fork(self, number: int, ready: int) -> int:
        """Start a worker process; it writes one byte to `ready` when it answers."""
        self._starts += 1
        parent = os.getpid()
        child = os.fork()
        if child:
            return child
        status = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            _serve(self.worker(number), lambda: os.write(ready, b"1"), parent)
            status = 0
        except BaseException:
            log.critical("worker %d failed", number, exc_info=True)
        finally:
            logging.shutdown()
            os._exit(status)


class Crew:
    """Keeps a number of worker processes alive. Signals are blocked and waited for: no handler interrupts anything."""

    def __init__(self, workers: int, fork: Callable[[int, int], int]) -> None:
        self._fork = fork
        self._running: dict[int, tuple[int, float]] = {}  # process id → worker's number, when started
        self._due: dict[int, float] = dict.fromkeys(range(workers), 0.0)  # worker's number → when to start it
        self._pauses = dict.fromkeys(range(workers), 0.0)
        self._to_be_ready = workers
        self._ready_read, self._ready_write = os.pipe()
        os.set_blocking(self._ready_read, False)

    def run(self, tell_ready: Callable[[], object]) -> None:
        """Until SIGTERM or SIGINT."""
        while True:
            self._start_due()
            if self._to_be_ready > 0 and self._count_ready():
                tell_ready()
            got = signal.sigtimedwait(SIGNALS, 0.02 if self._to_be_ready > 0 or self._due else 1.0)
            if got is not None and got.si_signo == signal.SIGHUP:
                self._pass_on(signal.SIGHUP)
            elif got is not None and got.si_signo != signal.SIGCHLD:
                return
            self._bury()

    def stop(self) -> None:
        """Ask every worker to finish, and kill those that do not."""
        self._due.clear()
        for process in self._running:
            os.kill(process, signal.SIGTERM)
        until = monotonic() + STOP_S_MAX
        while self._running and monotonic() < until:
            signal.sigtimedwait({signal.SIGCHLD}, 0.05)
            self._bury()
        for process in self._running:
            log.error("worker %d did not end; it is killed", self._running[process][0])
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        os.close(self._ready_read)
        os.close(self._ready_write)

    def _pass_on(self, number: signal.Signals) -> None:
        for process in self._running:
            os.kill(process, number)

    def _start_due(self) -> None:
        now = monotonic()
        for number, due in list(self._due.items()):
            if due <= now:
                del self._due[number]
                self._running[self._fork(number, self._ready_write)] = (number, now)

    def _count_ready(self) -> bool:
        try:
            self._to_be_ready -= len(os.read(self._ready_read, 64))
        except BlockingIOError:
            return False
        return self._to_be_ready <= 0

    def _bury(self) -> None:
        """Take the ended workers' status, and have each started again."""
        now = monotonic()
        for process in list(self._running):
            ended, status = os.waitpid(process, os.WNOHANG)
            if not ended:
                continue
            number, started = self._running.pop(process)
            code = os.waitstatus_to_exitcode(status)
            if code:
                log.error("worker %d ended (%s)", number, f"signal {-code}" if code < 0 else f"status {code}")
            short = now - started < SHORT_LIFE_S
            self._pauses[number] = min(max(self._pauses[number] * 2, 0.1), PAUSE_S_MAX) if short else 0.0
            self._due[number] = now + self._pauses[number]


def _serve(worker: Worker, ready: Callable[[], object], parent: int) -> None:
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_until_signalled(worker, ready, parent))


async def _until_signalled(worker: Worker, ready: Callable[[], object], parent: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, worker.reload)
    orphaned = asyncio.create_task(_stop_when_orphaned(stop, parent)) if parent else None
    try:
        await worker.run(stop, ready)
    finally:
        if orphaned is not None:
            orphaned.cancel()


async def _stop_when_orphaned(stop: asyncio.Event, parent: int) -> None:
    """A parent that was killed must not leave workers behind that keep its addresses."""
    while os.getppid() == parent:
        await asyncio.sleep(ORPHAN_CHECK_S)
    log.error("the parent process is gone; this worker ends, too")
    stop.set()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """uvloop where it is installed: about 6 µs less per call (docs/develop.md)."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
