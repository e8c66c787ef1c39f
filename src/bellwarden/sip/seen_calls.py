"""Copied SIP messages become calls: by Call-ID, whatever copies of them were seen, in bounded memory.

A proxy's copies show a call several times: as it came in and as it went on, again for each retransmission, fork and
further route, and the question to a redirect server. A refusal counts where the caller was told it: in a response that
went to where the first INVITE came from. Whose BYE or CANCEL came first hung up. Time is that of the copies.
"""

from collections import OrderedDict
from typing import Final, NamedTuple

from bellwarden.sip.copied import Copied
from bellwarden.sip.hep import HepPacket

CALLS_MAX: Final = 50_000  # open at once; with one more the oldest is given up
LINGER_S: Final = 32.0  # how long retransmissions come after the end (RFC 3261 section 17: 64 × T1)
SETUP_S: Final = 300.0  # without an answer and without a message: nobody will answer any more
TALK_S: Final = 12 * 3_600.0  # answered and without a message: its BYE was not seen
_CHALLENGES: Final = frozenset((401, 407))  # the caller tries again with credentials
UNFINISHED: Final = "given up: too many calls at once"
NO_FINAL: Final = "no final response"
NO_BYE: Final = "no BYE"


class SeenCall(NamedTuple):
    """A call that is over, or given up. Times in seconds since 1970, UTC; None: not seen."""

    call_id: str
    began: float
    answered: float | None
    ended: float | None
    status: int  # final one; 0 for none
    ended_by: str  # caller, called, ""
    source: str  # address that the first INVITE came from
    calling: str
    called: str
    name: str
    cause: str  # why it has no proper end; "" for one that has


class _Open:
    """What is known of a call so far."""

    __slots__ = (
        *(
            "answered",
            "began",
            "called",
            "calling",
            "call_id",
            "cancelled",
            "cseq",
            "from_tag",
            "last",
            "name",
            "other",
        ),
        *("peer", "status", "told"),
    )

    def __init__(self, packet: HepPacket, invite: Copied) -> None:
        self.call_id = invite.call_id
        self.began = self.last = packet.at
        self.peer = (packet.source, packet.source_port)
        self.from_tag = invite.from_tag
        self.calling, self.called, self.name = invite.calling, invite.called, invite.name
        self.cseq = invite.cseq
        self.answered: float | None = None
        self.status = 0  # final one that the caller was told
        self.other = 0  # one that only another leg saw
        self.cancelled = False
        self.told = False  # over, and handed out; only its retransmissions are still to come


class SeenCalls:
    """Takes message by message; what is over comes out of `over`."""

    def __init__(self, calls_max: int = CALLS_MAX) -> None:
        self._open: OrderedDict[str, _Open] = OrderedDict()  # oldest first
        self._calls_max = calls_max
        self._over: list[SeenCall] = []

    def __len__(self) -> int:
        return len(self._open)

    @property
    def began_first(self) -> float | None:
        """When the oldest call began that is not over."""
        return next((one.began for one in self._open.values() if not one.told), None)

    def add(self, packet: HepPacket, message: Copied) -> None:
        known = self._open.get(message.call_id)
        if known is None:
            if message.method == "INVITE" and not message.status and not message.to_tag:
                self._begin(packet, message)
            return
        known.last = max(known.last, packet.at)
        if known.told:
            return
        if message.status >= 200:
            if message.method == "INVITE":
                self._final(known, packet, message)
        elif message.method == "INVITE" and (message.status or not message.to_tag):
            known.cseq = max(known.cseq, message.cseq)  # of a request: again, with credentials
            known.other = 0  # a further route
        elif message.method == "CANCEL":
            # A proxy cancels, too: what forked and was answered elsewhere.
            known.cancelled = known.cancelled or (packet.source, packet.source_port) == known.peer
        elif message.method == "BYE":
            by = "caller" if message.from_tag == known.from_tag else "called"
            known.answered = known.answered or packet.at
            self._end(known, packet.at, 200, by)

    def over(self, now: float) -> list[SeenCall]:
        """Calls that have ended since, and those that nothing more is expected of at `now`."""
        for known in list(self._open.values()):
            quiet = now - known.last
            if known.told:
                if quiet > LINGER_S:
                    del self._open[known.call_id]
            elif known.answered is not None:
                if quiet > TALK_S:
                    self._end(known, None, 200, "", NO_BYE)
            elif known.status in _CHALLENGES or known.other:
                if quiet > LINGER_S:
                    self._end(known, known.last, known.status or known.other, "")
            elif quiet > SETUP_S:
                self._end(known, known.last, 0, "", NO_FINAL)
        done, self._over = self._over, []
        return done

    def give_up(self) -> list[SeenCall]:
        """Everything that is open, as far as it is known: the watch ends."""
        for known in self._open.values():
            if not known.told:
                self._end(
                    known, None, 200 if known.answered else known.status, "", NO_BYE if known.answered else NO_FINAL
                )
        self._open.clear()
        done, self._over = self._over, []
        return done

    def _begin(self, packet: HepPacket, invite: Copied) -> None:
        while len(self._open) >= self._calls_max:
            _, oldest = self._open.popitem(last=False)
            if not oldest.told:
                self._end(oldest, None, 200 if oldest.answered else oldest.status, "", UNFINISHED)
        self._open[invite.call_id] = _Open(packet, invite)

    def _final(self, known: _Open, packet: HepPacket, message: Copied) -> None:
        """A final response to an INVITE; also to one of a call in progress, which changes nothing."""
        if known.answered is not None:
            return
        if message.status < 300:
            known.answered, known.status = packet.at, message.status
        elif (packet.destination, packet.destination_port) != known.peer:
            known.other = message.status  # another route may follow
        elif message.status in _CHALLENGES:
            if message.cseq >= known.cseq:
                known.status = message.status
        elif message.cseq >= known.cseq:
            self._end(known, packet.at, message.status, "caller" if known.cancelled else "")

    def _end(self, known: _Open, at: float | None, status: int, by: str, cause: str = "") -> None:
        known.told = True
        self._over.append(
            SeenCall(
                *(known.call_id, known.began, known.answered, at, status, by, known.peer[0]),
                *(known.calling, known.called, known.name, cause),
            )
        )
