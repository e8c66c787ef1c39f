"""One gate worker: its world, its listeners and its heartbeat, from the first snapshot to the last reply."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from time import monotonic, time
from typing import Final, NamedTuple

from bellwarden.gate.addresses import HttpAddress, OpenSocket
from bellwarden.gate.admission import BEHIND_S, Admission
from bellwarden.gate.asker import Askers
from bellwarden.gate.board import Board
from bellwarden.gate.counters import LocalCounters, SharedCounters
from bellwarden.gate.faults import FaultWatch
from bellwarden.gate.hot import CallTaker
from bellwarden.gate.http import HttpDoor
from bellwarden.gate.http_server import HttpServer
from bellwarden.gate.ids import DecisionIds
from bellwarden.gate.keys import ApiKeys
from bellwarden.gate.passing import CallPasser
from bellwarden.gate.replies import SharedReplies
from bellwarden.gate.settings import GateParts, GateSettings
from bellwarden.gate.standing import Standing
from bellwarden.gate.streams import Streams
from bellwarden.gate.tally import Tally
from bellwarden.gate.tls_files import TlsKeeper
from bellwarden.gate.udp import UdpListener
from bellwarden.gate.watch import Heartbeat, Housekeeper, JournalWatch, PolicyWatch
from bellwarden.gate.world import Checks, GateWorld
from bellwarden.sip.server import RedirectServer
from bellwarden.switches.dialect import Switch

log = logging.getLogger(__name__)

PUBLISH_EVERY_S: Final = 1.0
DRAIN_S_MAX: Final = 0.2
# A gate that is this late answers OPTIONS with 503 for a while, so that SBCs that probe it route around it.
SICK_LATE_S: Final = 0.2
SICK_FOR_S: Final = 1.0


class Sockets(NamedTuple):
    """Opened before anything else, shared by all workers."""

    sip: tuple[OpenSocket, ...]
    http: tuple[socket.socket, HttpAddress] | None


class Shared(NamedTuple):
    """What all workers of a machine see. `counters` and `replies` are None for a single worker, which keeps its own."""

    board: Board
    counters: SharedCounters | None
    replies: SharedReplies | None
    secret: bytes  # To tags are made from it: every worker must give the same
    tls: TlsKeeper | None = None


class Worker:
    """Built in the process that serves. `start` is the 16-bit mark of this run in its decision ids."""

    def __init__(
        self,
        number: int,
        start: int,
        settings: GateSettings,
        sockets: Sockets,
        shared: Shared,
        parts: GateParts,
        checks: Checks,
        switches: Mapping[str, Switch],
    ) -> None:
        self._number = number
        self._settings = settings
        self._sockets = sockets
        self._shared = shared
        self._parts = parts
        # A replaced worker goes on counting where its predecessor's last published counts ended.
        self.tally = shared.board.read(number) or Tally()
        counters = shared.counters or LocalCounters(monotonic)
        ids = DecisionIds(start)
        self.world = GateWorld(checks, switches, counters, parts.book, parts.sink, ids, time, self.tally)
        self._policies = PolicyWatch(self.world, parts.policies)
        self._journal = JournalWatch(self.world, parts.journal)
        self._housekeeper = Housekeeper(self.world)
        self._faults = FaultWatch(self.world, parts.spool)
        server = RedirectServer(shared.secret)
        self._datagrams = CallTaker(self.world, server, shared.replies)
        self._streams = CallTaker(self.world, RedirectServer(shared.secret, reliable=True), None)
        self._admission = Admission(Askers(self.world))
        passer = CallPasser(self.world, server, shared.replies, self._datagrams)
        self._udp = [
            UdpListener(one, self.world, self._datagrams, passer, self._admission) for one in self._of_transport("udp")
        ]
        self.world.tls = shared.tls
        self._connections = Streams(self.world, self._streams, settings.streams, shared.tls, self._admission)
        self._http: HttpServer | None = None
        self._heartbeat: Heartbeat | None = None
        self._standing = Standing(self.world, parts.spool, _addresses(sockets), settings.workers)
        self._published_at = 0.0
        self._sick_until = 0.0

    async def run(self, stop: asyncio.Event, ready: Callable[[], object]) -> None:
        """Serve until `stop` is set; then answer what is under way, flush, and return within about a second."""
        await self._open()
        ready()
        try:
            await stop.wait()
        finally:
            await self._shut()

    def tallies(self, parties: bool = False) -> Iterator[Tally]:
        """The counts of all workers one after the other, this one's as they stand now.

        With `parties`, customers and trunks one by one; without, of the other workers only what the metrics need.
        """
        self._refresh()
        board = self._shared.board
        for number in range(board.workers):
            yield self.tally if number == self._number else board.read(number, parties) or Tally()

    async def _open(self) -> None:
        self._journal.beat(monotonic())
        self._policies.load_first()
        loop = asyncio.get_running_loop()
        self._housekeeper.freeze()
        jobs: list[Callable[[float], None]] = [
            self._journal.beat,
            self._policies.beat,
            self._datagrams.beat,
            self._streams.beat,
            self._connections.beat,
            self._admission_beat,
            self._faults.beat,
            self._health_beat,
            self._publish_beat,
            self._housekeeper.beat,
        ]
        if self._shared.tls is not None:
            jobs.append(self._tls_beat)
        self._heartbeat = Heartbeat(loop, jobs)
        self._heartbeat.start()
        for udp, one in zip(self._udp, self._of_transport("udp"), strict=True):
            loop.add_reader(one.fileno(), udp.drain)
        listening = [(one, False) for one in self._of_transport("tcp")]
        listening += [(one, True) for one in self._of_transport("tls")]
        self._connections.open(loop, listening)
        if self._sockets.http is not None:
            door = HttpDoor(
                self.world, self._parts.ends, ApiKeys(self._settings.api_key_hashes), self.tallies, self._faults.now
            )
            connections = max(self._settings.http_connections_max // self._settings.workers, 1)
            self._http = HttpServer(door.app(), self._sockets.http[0], connections)
            await self._http.start()

    async def _shut(self) -> None:
        """Replies first: what the kernel already holds for us is still answered."""
        loop = asyncio.get_running_loop()
        self._connections.stop_listening()
        until = monotonic() + DRAIN_S_MAX
        for udp, one in zip(self._udp, self._of_transport("udp"), strict=True):
            loop.remove_reader(one.fileno())
            while not udp.drain() and monotonic() < until:
                await asyncio.sleep(0)
        if self._http is not None:
            await self._http.stop()
        self._connections.close()
        if self._heartbeat is not None:
            self._heartbeat.stop()
        self._policies.close()
        self._housekeeper.close()
        with contextlib.suppress(OSError):
            self._parts.close()
        self._standing.leave()
        self._refresh()
        self._shared.board.publish(self._number, self.tally)

    def _of_transport(self, transport: str) -> list[socket.socket]:
        return [one.socket for one in self._sockets.sip if one.address.transport == transport]

    def _health_beat(self, now: float) -> None:
        late_s = 0.0 if self._heartbeat is None else self._heartbeat.late_s
        for udp in self._udp:
            late_s = max(late_s, udp.waited_s)
            udp.waited_s = 0.0
        if late_s > SICK_LATE_S:
            if now >= self._sick_until:
                log.warning("the gate was %.0f ms late: OPTIONS is answered 503 for a while", late_s * 1000)
            self._sick_until = now + SICK_FOR_S
        status = 503 if now < self._sick_until else 200
        self._standing.note_delay(late_s, status == 503)
        self._datagrams.serve_options(status)
        self._streams.serve_options(status)

    def reload(self) -> None:
        """Read the TLS files again, as an operator asks by SIGHUP. Policy, journal and keys need no asking."""
        if self._shared.tls is not None:
            self._shared.tls.reload()

    def _tls_beat(self, now: float) -> None:
        if self._shared.tls is not None:
            self._shared.tls.beat(now, time())

    def _admission_beat(self, now: float) -> None:
        """What waits on streams has no time stamp: a late beat tells that the loop is behind."""
        late_s = 0.0 if self._heartbeat is None else self._heartbeat.late_s
        if late_s > BEHIND_S:
            self._admission.behind(late_s, now)
        if self._admission.active and self._admission.overdue(now):
            self._admission.turn_when_due(now - late_s, now)

    def _publish_beat(self, now: float) -> None:
        if now - self._published_at >= PUBLISH_EVERY_S:
            self._published_at = now
            self._refresh()
            self._shared.board.publish(self._number, self.tally)
            self._standing.told()

    def _refresh(self) -> None:
        """Bring the counts that others keep into the tally."""
        self._standing.refresh()


def _addresses(sockets: Sockets) -> list[str]:
    http = [] if sockets.http is None else [f"http:{sockets.http[1]}"]
    return [str(one.address) for one in sockets.sip] + http
