"""One gate worker: it loads one policy, serves by it, and leaves when a successor has taken over or the gate stops."""

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
from bellwarden.gate.counters import SharedCounters
from bellwarden.gate.credentials import Credentials, credentials_of
from bellwarden.gate.faults import FaultWatch
from bellwarden.gate.hot import CallTaker
from bellwarden.gate.http import HttpDoor
from bellwarden.gate.http_server import HttpServer
from bellwarden.gate.ids import DecisionIds
from bellwarden.gate.keys import ApiKeys
from bellwarden.gate.parking import Parking
from bellwarden.gate.passing import CallPasser
from bellwarden.gate.probe import SelfProbe
from bellwarden.gate.replies import OwnAnswers, SharedReplies
from bellwarden.gate.roster import LEAVING, SERVING, Roster
from bellwarden.gate.settings import GateParts, GateSettings
from bellwarden.gate.signing import SigningWatch
from bellwarden.gate.sources import LoadedPolicy, RefusedPolicy, Statement
from bellwarden.gate.standing import Standing
from bellwarden.gate.state import StateWatch
from bellwarden.gate.streams import Streams
from bellwarden.gate.tally import Tally
from bellwarden.gate.tls_files import TlsKeeper
from bellwarden.gate.tokens_seen import KEEPS_FRESHNESS, SeenTokens
from bellwarden.gate.udp import UdpListener
from bellwarden.gate.watch import BEAT_S, Heartbeat, Housekeeper, JournalWatch, KeyWatch
from bellwarden.gate.world import Checks, GateWorld
from bellwarden.sip.server import RedirectServer
from bellwarden.switches.dialect import Switch

log = logging.getLogger(__name__)

PUBLISH_EVERY_S: Final = 0.5
DRAIN_S_MAX: Final = 0.2  # for what the kernel holds when the whole gate stops
# A worker that leaves gives its clients this long to be told, with their next answer, that they shall come again. A
# policy or a rollback is in force when the last connection is closed.
LEAVE_S_MAX: Final = 0.5
UNDER_WAY_S_MAX: Final = 5.0  # for HTTP requests that have begun
# Chains are compiled ahead of the first call while this lasts; the customers left over have theirs at their first call.
WARM_S_MAX: Final = 0.5


class Sockets(NamedTuple):
    """Opened before anything else, shared by all workers."""

    sip: tuple[OpenSocket, ...]
    http: tuple[socket.socket, HttpAddress] | None


class Shared(NamedTuple):
    """What the supervisor and all workers of a machine see. It survives each of them."""

    board: Board
    counters: SharedCounters
    replies: SharedReplies
    roster: Roster
    secret: bytes  # To tags are made from it: every worker must give the same
    tls: TlsKeeper | None = None
    tokens: SeenTokens | None = None


class Worker:
    """Built in the process that serves. `start` is the 16-bit mark of this run in its decision ids.

    In this order: `load`, `open`, `begin`; then `leave` when another has taken over; `shut`.
    """

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
        # Whoever has this number goes on counting where the last one's published counts ended.
        self.tally = shared.board.read(number) or Tally()
        shared.replies.sit_down(number, shared.roster.size)
        ids = DecisionIds(start)
        self.world = GateWorld(checks, switches, shared.counters, parts.book, parts.sink, ids, time, self.tally)
        self._lend_for_tokens(parts, shared)
        self._statement: Statement | None = None
        self._journal = JournalWatch(self.world, parts.journal)
        self._keys = ApiKeys(parts.keys.digests)
        self._key_watch = KeyWatch(self._keys, parts.keys)
        self._housekeeper = Housekeeper(self.world)
        self._faults = FaultWatch(self.world, parts.spool)
        self._probe = SelfProbe(self.world, BEAT_S, settings.probe_s_max)
        self._own_answers = OwnAnswers(shared.replies) if settings.workers == 1 else None
        answers = self._own_answers or shared.replies
        server = RedirectServer(shared.secret, answers=answers)
        self._admission = Admission(Askers(self.world, server.shapes))
        self._parking = Parking(self.world, self._admission)
        self._datagrams = CallTaker(self.world, server, self._parking)
        self._streams = CallTaker(self.world, RedirectServer(shared.secret, True, answers=answers), self._parking)
        passer = CallPasser(self.world, server, self._datagrams)
        self._udp = [
            UdpListener(one, self.world, self._datagrams, passer, self._admission) for one in self._of_transport("udp")
        ]
        self._door: HttpDoor | None = None
        self.world.tls = shared.tls
        self._signing = SigningWatch(self.world, settings, parts)
        self._connections = Streams(self.world, self._streams, settings.streams, shared.tls, self._admission)
        self._http: HttpServer | None = None
        self._heartbeat: Heartbeat | None = None
        self._state = StateWatch(settings.name, shared.roster, shared.board)
        self._standing = Standing(self.world, parts.spool, _addresses(sockets), settings.workers)
        self._published_at = 0.0
        self._was_well = True

    def _lend_for_tokens(self, parts: GateParts, shared: Shared) -> None:
        """What calls need for their tokens, beside the certificates, which come with each policy."""
        call = self.world.call
        call.token_signer = parts.token_signer
        call.tokens_seen = shared.tokens
        call.origid_key = shared.secret

    async def run(self, statement: Statement | None, stop: asyncio.Event, ready: Callable[[], object]) -> None:
        """Serve until `stop` is set; then answer what is under way, flush, and return within about a second."""
        refused = self.load(statement)
        if refused is not None:
            log.error("the policy is refused: %s", refused.reason)
        self.open()
        await self.begin()
        ready()
        try:
            await stop.wait()
        finally:
            await self.shut()

    def load(self, statement: Statement | None) -> RefusedPolicy | None:
        """Take up the policy, build everything a call will need, judge a few; what stands against it, if anything.

        Raises OSError and MemoryError for what may be better the next time.
        """
        self._journal.beat(monotonic())
        if self._shared.tls is not None:
            self._shared.tls.look_now(time())
        self._signing.load()
        if statement is not None:
            found = self._parts.policies.load(statement)
            if isinstance(found, RefusedPolicy):
                return found
            refused = self._take_up(found)
            if refused is not None:
                return refused
            self._statement = statement
            self._warm()
        self._housekeeper.freeze()
        return None

    def open(self) -> None:
        """Follow journal and keys, and beat. No socket is read yet."""
        if self._sockets.http is not None:
            self._door = HttpDoor(
                self.world,
                self._parts.ends,
                self._keys,
                self.tallies,
                self._faults.now,
                self._parking,
                self._admission,
                self._state.state,
            )
            connections = max(self._settings.http_connections_max // self._settings.workers, 1)
            self._http = HttpServer(self._door.app(), self._sockets.http[0], connections)
        jobs: list[Callable[[float], None]] = [
            self._journal_beat,
            self._roster_beat,
            self._key_watch.beat,
            self._signing.beat,
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
        credentials = self.world.credentials
        if credentials is not None:
            jobs.append(lambda now: credentials.beat(time()))
            asyncio.get_running_loop().add_reader(credentials.fileno(), lambda: credentials.hear(time()))
        self._heartbeat = Heartbeat(asyncio.get_running_loop(), jobs)
        self._heartbeat.start()

    async def begin(self) -> None:
        """Read the sockets from now on."""
        loop = asyncio.get_running_loop()
        self._parking.open(loop)
        self._journal_beat(monotonic())
        if self._own_answers is not None:
            self._own_answers.take_over(monotonic())
        self._shared.roster.enter(self._number, SERVING, self._statement)
        self._roster_beat(monotonic())
        if self._http is not None:
            await self._http.start()
        listening = [(one, False) for one in self._of_transport("tcp")]
        listening += [(one, True) for one in self._of_transport("tls")]
        self._connections.open(loop, listening)
        for udp, one in zip(self._udp, self._of_transport("udp"), strict=True):
            loop.add_reader(one.fileno(), udp.drain)

    async def leave(self) -> None:
        """Another worker reads the sockets: take nothing new, and finish what is open."""
        loop = asyncio.get_running_loop()
        for one in self._of_transport("udp"):
            loop.remove_reader(one.fileno())
        self._parking.close()
        if self._own_answers is not None:
            self._own_answers.hand_over(monotonic())
        self._connections.stop_listening()
        if self._http is not None and self._door is not None:
            self._http.stop_accepting()
            self._door.leaving = True
        self._shared.roster.enter(self._number, LEAVING, self._statement)
        until = monotonic() + LEAVE_S_MAX
        while self._still_open() and monotonic() < until:
            await asyncio.sleep(BEAT_S)
        if self._http is not None:
            await self._http.stop(UNDER_WAY_S_MAX)

    def _still_open(self) -> bool:
        return self._connections.leave(monotonic()) > 0 or (self._http is not None and self._http.connections > 0)

    async def shut(self) -> None:
        """Replies first: what the kernel already holds for us is still answered, unless another worker does it."""
        loop = asyncio.get_running_loop()
        self._connections.stop_listening()
        self._parking.close()
        until = monotonic() + DRAIN_S_MAX
        for udp, one in zip(self._udp, self._of_transport("udp"), strict=True):
            if not loop.remove_reader(one.fileno()):
                continue
            while not udp.drain() and monotonic() < until:
                await asyncio.sleep(0)
        if self._http is not None:
            await self._http.stop()
        self._connections.close()
        if self._heartbeat is not None:
            self._heartbeat.stop()
        if self.world.credentials is not None:
            loop.remove_reader(self.world.credentials.fileno())
        self._housekeeper.close()
        with contextlib.suppress(OSError):
            self._parts.close()
        self._standing.leave()
        self._refresh()
        self._shared.board.publish(self._number, self.tally)

    def tallies(self, parties: bool = False) -> Iterator[Tally]:
        """The counts of all numbers one after the other, this worker's as they stand now.

        With `parties`, customers and trunks one by one; without, of the other workers only what the metrics need.
        """
        self._refresh()
        board, roster = self._shared.board, self._shared.roster
        for number in range(board.workers):
            tally = self.tally if number == self._number else board.read(number, parties) or Tally()
            # The supervisor counts refusals; whoever answers tells them, and nobody else.
            tally.policy_swaps["refused"] = roster.refusals() if number == self._number else 0
            if number != self._number and not roster.present(number):
                tally.at = 0.0  # nobody has this number just now
            yield tally

    def _take_up(self, found: LoadedPolicy) -> RefusedPolicy | None:
        try:
            credentials = credentials_of(found.bundle, self._parts.certificates, time())
            self.world.take_up(found, self.world.build(found))
            self._verify_by(credentials)
        except (OSError, MemoryError):
            raise
        except KeyError as error:
            reason = f"names {error}, which nobody has"
        except Exception as error:
            log.exception("snapshot %s can't be used", found.snapshot)
            reason = f"can't be used: {type(error).__name__}: {error}"
        else:
            return None
        return RefusedPolicy(found.snapshot, found.serial, reason)

    def _verify_by(self, credentials: Credentials | None) -> None:
        self.world.credentials = self.world.call.credentials = credentials
        if credentials is not None:
            credentials.on_arrival = self._parking.arrived
        if self._shared.tokens is not None:
            self._shared.tokens.keep_s = self.world.call.policy.document.stir.freshness_s * KEEPS_FRESHNESS

    def _warm(self) -> None:
        """What the first calls would otherwise wait for."""
        self._probe.prepare()
        policy = self.world.call.policy
        until = monotonic() + WARM_S_MAX
        for trunk in policy.document.trunks:
            for customer in {trunk.customer, *(one.customer for one in trunk.identifications)}:
                policy.chain_for(trunk.key, customer, "")
                if monotonic() > until:
                    return

    def _of_transport(self, transport: str) -> list[socket.socket]:
        return [one.socket for one in self._sockets.sip if one.address.transport == transport]

    def _journal_beat(self, now: float) -> None:
        """What was taken in is said at once: the office waits for it."""
        self._journal.beat(now)
        self._shared.roster.follow(self._number, self.world.call.book.number)

    def _roster_beat(self, now: float) -> None:
        roster = self._shared.roster
        self._state.beat()
        roster.beat(self._number, now)
        self.world.in_force = roster.in_force()
        self.world.refused = roster.refused()
        self.world.workers = roster.serving()

    def _health_beat(self, now: float) -> None:
        late_s = 0.0 if self._heartbeat is None else self._heartbeat.late_s
        for udp in self._udp:
            late_s = max(late_s, udp.waited_s)
            udp.waited_s = 0.0
        self._probe.beat(late_s)
        well = self._probe.well
        if self._was_well and not well:
            reason = self._probe.fault or f"its own call took up to {self._probe.slowest_s * 1000:.0f} ms"
            log.warning("OPTIONS is answered 503 for a while: %s", reason)
        self._was_well = well
        status = 200 if well else 503
        self._standing.note_delay(max(late_s, self._probe.slowest_s), not well)
        self._datagrams.serve_options(status)
        self._streams.serve_options(status)

    def reload(self) -> None:
        """Read TLS files and STIR key again, as SIGHUP asks. Policy, journal and API keys need no asking."""
        self._signing.reload()
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
        replies = self._shared.replies
        self.tally.answered_elsewhere += replies.answered_elsewhere
        replies.answered_elsewhere = 0
        self._signing.refresh(self.tally)
        if self.world.credentials is not None:
            self.world.credentials.refresh(self.tally)
        self._standing.refresh()


def _addresses(sockets: Sockets) -> list[str]:
    http = [] if sockets.http is None else [f"http:{sockets.http[1]}"]
    return [str(one.address) for one in sockets.sip] + http
