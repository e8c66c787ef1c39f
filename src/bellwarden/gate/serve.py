"""Starts the gate: sockets first, then workers under a supervisor that replaces the dead, the hung and the outdated.

All workers read the same sockets. (SO_REUSEPORT would give a whole SBC, which sends from one port, to a single worker,
and what waits in the queue of one that ends would be lost.) HTTP is served by every worker, too: then the API is gone
only when all of them are, and metrics are sums over all. One worker has a supervisor as well: when it dies, or when the
policy changes, calls wait in the kernel for its successor.
"""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, time
from typing import Final

from bellwarden.gate.addresses import open_http, open_sip
from bellwarden.gate.board import Board
from bellwarden.gate.counters import SharedCounters
from bellwarden.gate.helper import Helper
from bellwarden.gate.orders import Order, Word, channel, ordered, tell
from bellwarden.gate.replies import SharedReplies
from bellwarden.gate.roster import Roster, numbers_for
from bellwarden.gate.settings import Announce, GateReady, GateSettings, OpenParts
from bellwarden.gate.sources import RefusedPolicy, Statement, StatementSource
from bellwarden.gate.state import StateWatch
from bellwarden.gate.supervisor import LOAD_S_MAX, Started, Supervisor
from bellwarden.gate.tls_files import TlsKeeper
from bellwarden.gate.tokens_seen import SeenTokens
from bellwarden.gate.watch import BEAT_S
from bellwarden.gate.worker import Shared, Sockets, Worker
from bellwarden.gate.world import Checks
from bellwarden.switches.dialect import Switch

log = logging.getLogger(__name__)

SIGNALS: Final = frozenset((signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM, signal.SIGINT))
STOPPING: Final = frozenset((signal.SIGTERM, signal.SIGINT))
BUSY_TURN_S: Final = 0.005
ALONE_S_MAX: Final = 10.0  # a worker that hangs, and has nobody left to end it, is ended by its own alarm
# The kernel, short of memory, takes a worker that is still loading before one that serves (proc(5), oom_score_adj).
LOADING_OOM_SCORE: Final = 500
LOADING_NICE: Final = 5  # a quarter of a core that calls want all of: half a second for a policy of 2 M numbers


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
    statements: StatementSource,
    helpers: Sequence[Helper] = (),
) -> None:
    """Serve until SIGTERM or SIGINT. `announce` is called once, when every worker answers; `helpers` run beside them.

    Call it in the main thread, before the process has others. Raises AddressError before anything is started.
    """
    Gate(settings, open_sockets(settings), open_parts, checks, switches, announce, helpers).run(statements)


class Gate:
    """What a gate is made of, in the supervisor's process and, by inheritance, in each worker's."""

    def __init__(
        self,
        settings: GateSettings,
        sockets: Sockets,
        open_parts: OpenParts,
        checks: Checks,
        switches: Mapping[str, Switch],
        announce: Announce,
        helpers: Sequence[Helper] = (),
    ) -> None:
        self._settings = settings
        self._sockets = sockets
        self._open_parts = open_parts
        self._checks = checks
        self._switches = switches
        self._announce = announce
        self._helpers = helpers
        size = numbers_for(settings.workers)
        self._shared = Shared(
            settings.board or Board(size),
            SharedCounters(monotonic, alone=settings.workers == 1),
            SharedReplies(),
            Roster(size),
            os.urandom(16),
            None if settings.tls is None else TlsKeeper(settings.tls, time()),
            SeenTokens(),
        )
        self._starts = int.from_bytes(os.urandom(2), "big")  # each start of a worker gets the next: ids never meet
        self._channels: list[socket.socket] = []  # the supervisor's ends

    def run(self, statements: StatementSource) -> None:
        """Until a signal ends it."""
        _loop_factory()  # imported once, here
        gc.freeze()  # pages that no collection touches stay shared with the workers
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        supervisor = Supervisor(
            self._settings.workers, self._start, statements, self._shared.roster, self._shared.replies
        )
        watch = StateWatch(self._settings.name, self._shared.roster, self._shared.board)
        told = False
        try:
            while True:
                for helper in self._helpers:
                    helper.turn(self._let_go)
                supervisor.turn()
                if self._settings.tell is not None and watch.beat():
                    self._settings.tell(watch.state())
                if not told and supervisor.complete:
                    told = True
                    self.tell_ready()
                got = signal.sigtimedwait(SIGNALS, BUSY_TURN_S if supervisor.busy else BEAT_S)
                # Stopped and continued, Python gives out a signal that nobody sent, with any number: only ours count.
                if got is not None and got.si_signo == signal.SIGHUP:
                    supervisor.pass_on(signal.SIGHUP)
                    for helper in self._helpers:
                        helper.pass_on(signal.SIGHUP)
                elif got is not None and got.si_signo in STOPPING:
                    return
        finally:
            supervisor.stop()
            for helper in self._helpers:
                helper.stop()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            self.close()

    def close(self) -> None:
        """Let the addresses go."""
        for one in self._sockets.sip:
            one.socket.close()
        if self._sockets.http is not None:
            self._sockets.http[0].close()

    def _let_go(self) -> None:
        """In a helper's process: neither calls nor the ends of workers are its business."""
        for one in self._channels:
            one.close()
        self.close()

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

    def _start(self, number: int, statement: Statement | None) -> Started:
        """Fork a worker. All signals of the supervisor are blocked here, and let through in the child."""
        self._starts += 1
        ours, theirs = channel()
        child = os.fork()
        if child:
            theirs.close()
            self._channels = [*(one for one in self._channels if one.fileno() >= 0), ours]
            return Started(child, ours)
        status = 1
        try:
            # A worker that held the supervisor's end of a channel would keep others from seeing the supervisor's end.
            for one in (*self._channels, ours):
                one.close()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # while it loads, it reads all files anyway
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            _serve(lambda: self.worker(number), statement, theirs)
            status = 0
        except BaseException:
            log.critical("worker %d failed", number, exc_info=True)
        finally:
            logging.shutdown()
            os._exit(status)


def _serve(build: Callable[[], Worker], statement: Statement | None, end: socket.socket) -> None:
    """In a worker's process: from its policy to its end."""
    signal.setitimer(signal.ITIMER_REAL, LOAD_S_MAX)
    score = _oom_score(LOADING_OOM_SCORE)
    try:
        with ThreadPoolExecutor(1) as thread:
            worker, refused = thread.submit(_load_gently, build, statement).result()
    except (OSError, MemoryError) as error:
        tell(end, Word.UNABLE, f"can't be loaded: {type(error).__name__}: {error}")
        return
    if refused is not None:
        tell(end, Word.REFUSED, refused.reason)
        return
    _oom_score(score)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_until_told(worker, end))


def _load_gently(build: Callable[[], Worker], statement: Statement | None) -> tuple[Worker, RefusedPolicy | None]:
    """In a thread of its own, whose priority is its own, too (Linux): calls that are served meanwhile go first.

    A process that lowered its own priority could not raise it again.
    """
    with contextlib.suppress(OSError):
        nice = os.getpriority(os.PRIO_PROCESS, 0) + LOADING_NICE
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
    gc.disable()
    worker = build()
    return worker, worker.load(statement)


async def _until_told(worker: Worker, end: socket.socket) -> None:
    begin, leave, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, worker.reload)

    def hear() -> None:
        what = ordered(end)
        if what is None:
            # A supervisor that was killed must not leave workers behind that keep its addresses.
            log.error("the supervisor is gone; this worker ends, too")
            loop.remove_reader(end.fileno())
            stop.set()
        elif what is Order.BEGIN:
            begin.set()
        else:
            leave.set()

    loop.add_reader(end.fileno(), hear)
    awake = asyncio.create_task(_stay_awake())
    worker.open()
    tell(end, Word.READY)
    try:
        await _any_of(begin, leave, stop)
        if begin.is_set():
            await worker.begin()
            tell(end, Word.SERVING)
            await _any_of(leave, stop)
            if leave.is_set():
                leaving = asyncio.create_task(worker.leave())
                await asyncio.wait({leaving, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await worker.shut()
        awake.cancel()


async def _any_of(*events: asyncio.Event) -> None:
    tasks = {asyncio.create_task(one.wait()) for one in events}
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


async def _stay_awake() -> None:
    """Put the alarm off while the loop turns; SIGALRM ends a process that does not handle it."""
    while True:
        signal.setitimer(signal.ITIMER_REAL, ALONE_S_MAX)
        await asyncio.sleep(1.0)


def _oom_score(score: int) -> int:
    """Set this process's score, where the system has one; what it was."""
    try:
        with open("/proc/self/oom_score_adj", "r+", encoding="ascii") as file:
            before = int(file.read())
            file.seek(0)
            file.write(str(score))
            return before
    except OSError:
        return 0


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """uvloop where it is installed: about 6 µs less per call (docs/develop.md)."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
