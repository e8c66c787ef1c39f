"""Other signers' certificates as a worker has them (`ports.CredentialBook`): judged here, fetched elsewhere.

The process that fetches (`bellwarden.feeds`) knows URLs and octets; whether a chain is accepted is said here, by the
trust list of the policy that this worker judges by. A credential is used until its certificates, the revocation list or
a day end; then its octets are judged again. A newer revocation list has everything judged again at its next use.

Times are compared so that a clock that is set back makes nothing last longer than it would have.

Nothing here waits. The other end of the socket may be slow, gone or begin anew: a question that has no answer after
`ANSWER_S_MAX` may be asked again, and what is here stays.
"""

import hashlib
import logging
import socket
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from bellwarden.gate.sources import CertificateSource
from bellwarden.gate.tally import Tally
from bellwarden.model.policy import PolicyBundle
from bellwarden.stir.certificate import TrustList, accept, read_roots
from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason
from bellwarden.stir.retrieval import (
    PART_OCTETS_MAX,
    REVOCATION_LIST_OCTETS_MAX,
    Ask,
    Retrieved,
    pack_ask,
    read_certificate_url,
    unpack_retrieved,
)
from bellwarden.stir.revocation import NO_REVOCATIONS, RevocationFault, Revocations, read_revocation_lists

log = logging.getLogger(__name__)

ACCEPTED_MAX: Final = 5_000  # signers; the United States have some 2,500 service providers with a code
REFUSED_MAX: Final = 5_000
ASKED_MAX: Final = 1_000
MESSAGE_OCTETS_MAX: Final = 65_536
MESSAGES_A_TURN: Final = 64
PARTS_MAX: Final = REVOCATION_LIST_OCTETS_MAX // PART_OCTETS_MAX + 1
JUDGED_S_MAX: Final = 86_400.0  # then a chain is looked at again
REFRESH_S: Final = 43_200.0  # older octets are fetched again while they are used
REFRESH_AHEAD_S: Final = 86_400.0  # and those whose certificate ends so soon
KEPT_S_MAX: Final = 7 * 86_400.0  # octets that can't be fetched again, the certificate still being valid
REFUSED_S: Final = 300.0  # a chain that was not accepted is fetched again no earlier
UNREACHABLE_S: Final = 30.0
ANSWER_S_MAX: Final = 5.0
AGAIN_S_MIN: Final = 60.0  # between two questions for what is here already
REVOCATION_ASK_S: Final = 900.0
WAITED_S_MAX: Final = 60.0  # a call that waited is judged as of its arrival, before its certificate's


def credentials_of(bundle: PolicyBundle, source: CertificateSource | None, at: float) -> "Credentials | None":
    """The book for a policy that verifies, with what was fetched before; None where nothing is verified.

    ValueError: the policy's trust list can't be used. OSError: what was fetched can't be read just now.
    """
    stir = bundle.document.stir
    if source is None or not stir.verifies:
        return None
    trust = read_roots(bytes(bundle.layers[stir.roots_layer]))
    for problem in trust.unusable:
        log.warning("of the trust list: %s", problem)
    book = Credentials(trust, source.channel, stir.crl_url)
    book.keep(source.kept(), at)
    return book


class _Held(NamedTuple):
    """What is known of one URL."""

    body: bytes  # b"": nothing but the fault
    fetched_at: float
    judged_at: float
    revocations: Revocations  # it was judged by
    found: Credential | StirFault
    until_s: float  # then it is judged, or fetched, again


class Credentials:
    """Bounded, and on the loop only.

    `on_arrival` is called with a URL as soon as `find` has another answer for it than None.
    """

    def __init__(
        self,
        trust: TrustList,
        channel: socket.socket,
        crl_url: str = "",
        on_arrival: Callable[[str], None] = lambda url: None,
    ) -> None:
        self.trust = trust
        self.revocations = NO_REVOCATIONS
        self.revocations_at = 0.0  # when the list was fetched; 0: none is here
        self.revocations_problem = ""
        self.on_arrival = on_arrival
        self._channel = channel
        self._crl_url = crl_url
        self._crl_asked_at = float("-inf")
        self._crl_parts: list[bytes] = []
        self._accepted: OrderedDict[str, _Held] = OrderedDict()
        self._refused: OrderedDict[str, _Held] = OrderedDict()
        self._asked: OrderedDict[str, float] = OrderedDict()  # when
        self._came: Counter[str] = Counter()  # results since the last `refresh`
        self._now = 0.0

    def find(self, url: str, at: float) -> Credential | StirFault | None:
        """What is known of the certificate at an x5u; None: not here, and `ask_for` may bring it."""
        self._now = at
        held = self._accepted.get(url)
        if held is None:
            return self._fault_of(url, at)
        self._accepted.move_to_end(url)
        if not held.judged_at - WAITED_S_MAX <= at < held.until_s or held.revocations is not self.revocations:
            if at >= held.fetched_at + KEPT_S_MAX:
                del self._accepted[url]
                return None
            held = self._judge(url, held.body, held.fetched_at, at)
        found = held.found
        if at - held.fetched_at > REFRESH_S or (isinstance(found, Credential) and found.until_s - at < REFRESH_AHEAD_S):
            self.ask_for(url)
        return found

    def ask_for(self, url: str) -> None:
        """Have it fetched, outside the call; also anew, as when a token does not fit what is here: its certificate may
        have been replaced. Bounded; asking twice asks once.
        """
        now = self._now
        held = self._accepted.get(url)
        asked_at = self._asked.get(url)
        if asked_at is not None and 0 <= now - asked_at < (ANSWER_S_MAX if held is None else AGAIN_S_MIN):
            return
        if len(self._asked) >= ASKED_MAX:
            oldest, oldest_at = next(iter(self._asked.items()))
            if 0 <= now - oldest_at < ANSWER_S_MAX:
                return
            del self._asked[oldest]
        if self._send(Ask(url, 0.0 if held is None else held.fetched_at)):
            self._asked[url] = now
            self._asked.move_to_end(url)

    def keep(self, retrieved: Iterable[Retrieved], at: float) -> None:
        """Take what was fetched for an earlier policy or run; it is judged when it is first asked for."""
        self._now = at
        for one in retrieved:
            if one.body and at - one.at < KEPT_S_MAX:
                self._accepted[one.url] = _Held(one.body, one.at, 0.0, NO_REVOCATIONS, _NOT_JUDGED, 0.0)
                if len(self._accepted) > ACCEPTED_MAX:
                    self._accepted.popitem(last=False)

    def hear(self, at: float) -> None:
        """Take what was fetched. Call it when the channel is readable; what is left makes it readable again."""
        self._now = at
        for _ in range(MESSAGES_A_TURN):
            try:
                message = self._channel.recv(MESSAGE_OCTETS_MAX)
            except OSError:
                return
            if not message:  # the other end is closed: the gate is ending
                return
            retrieved = unpack_retrieved(message)
            if retrieved is None:
                continue
            if retrieved.url == self._crl_url:
                self._take_revocations(retrieved, at)
            else:
                self._take(retrieved, at)

    def beat(self, at: float) -> None:
        """Ask for the revocation list when it is time. `at`: seconds since 1970, UTC."""
        self._now = at
        if not 0 <= at - self._crl_asked_at < (REVOCATION_ASK_S if self.revocations_at else AGAIN_S_MIN):
            # Without a list to ask for, the question is for nothing; that who fetches is there before it is needed.
            self._crl_asked_at = at
            self._send(Ask(self._crl_url, self.revocations_at, True))
            if at > self.revocations.next_update_s and not self.revocations_problem:
                due = datetime.fromtimestamp(self.revocations.next_update_s, UTC)
                self._trouble(f"the revocation list is old: the next one was due at {due:%Y-%m-%d %H:%M} UTC")

    def refresh(self, tally: Tally) -> None:
        """Bring what was counted into the tally."""
        for result, times in self._came.items():
            tally.certificates_fetched[result] = tally.certificates_fetched.get(result, 0) + times
        self._came.clear()
        tally.signers_known = len(self._accepted)

    def fileno(self) -> int:
        """The channel's, for the loop."""
        return self._channel.fileno()

    def __len__(self) -> int:
        return len(self._accepted)

    def _fault_of(self, url: str, at: float) -> StirFault | None:
        held = self._refused.get(url)
        if held is not None:
            if held.judged_at - WAITED_S_MAX <= at < held.until_s:
                return held.found if isinstance(held.found, StirFault) else None
            del self._refused[url]
        try:
            read_certificate_url(url)
        except StirFault as fault:
            return fault
        return None

    def _take(self, retrieved: Retrieved, at: float) -> None:
        url, fault = retrieved.url, retrieved.fault
        asked = url in self._asked
        if url not in self._accepted:  # of one that is here it is remembered, so that it is not asked for all the time
            self._asked.pop(url, None)
        if fault is None:
            found = self._judge(url, retrieved.body, retrieved.at, at).found
            self._came["accepted" if isinstance(found, Credential) else found.reason.value] += 1
        elif url in self._accepted:
            self._came[fault.reason.value] += 1
            return  # what is here does until it ends
        elif asked:
            lives_s = REFUSED_S if fault.reason is not StirReason.CREDENTIAL_UNREACHABLE else UNREACHABLE_S
            self._came[fault.reason.value] += 1
            _put(self._refused, REFUSED_MAX, url, _Held(b"", at, at, self.revocations, fault, at + lives_s))
        else:
            return
        self.on_arrival(url)

    def _judge(self, url: str, body: bytes, fetched_at: float, at: float) -> _Held:
        found: Credential | StirFault
        try:
            found = accept(body, self.trust, self.revocations, at)
            until_s = min(found.until_s, at + JUDGED_S_MAX)
        except StirFault as fault:
            found, until_s = fault, at + REFUSED_S
        held = _Held(body, fetched_at, at, self.revocations, found, until_s)
        if isinstance(found, Credential):
            self._refused.pop(url, None)
            _put(self._accepted, ACCEPTED_MAX, url, held)
        else:
            self._accepted.pop(url, None)
            _put(self._refused, REFUSED_MAX, url, held._replace(body=b""))
        return held

    def _take_revocations(self, retrieved: Retrieved, at: float) -> None:
        if retrieved.reason:
            self._trouble(f"the revocation list can't be fetched: {retrieved.fault}")
            return
        if retrieved.part == 0:
            self._crl_parts.clear()
        if retrieved.part != len(self._crl_parts) or retrieved.parts > PARTS_MAX:
            self._crl_parts.clear()  # one was lost: it is asked for again
            return
        self._crl_parts.append(retrieved.body)
        if len(self._crl_parts) < retrieved.parts:
            return
        body = b"".join(self._crl_parts)
        self._crl_parts.clear()
        self.revocations_at = retrieved.at
        if hashlib.sha256(body).hexdigest() == self.revocations.version:
            self.revocations_problem = ""
            return
        try:
            newer = read_revocation_lists(body, self.trust.signers, at)
        except RevocationFault as fault:
            self._trouble(f"the revocation list is not used: {fault}")
            return
        self.revocations = newer
        self.revocations_problem = ""
        log.info("revocation list taken up: %d certificates", newer.entries)

    def _trouble(self, problem: str) -> None:
        if problem != self.revocations_problem:
            log.warning("%s", problem)
        self.revocations_problem = problem

    def _send(self, ask: Ask) -> bool:
        try:
            self._channel.send(pack_ask(ask))
        except OSError:
            return False  # full: whoever needs it asks again
        return True


_NOT_JUDGED: Final = StirFault(436, StirReason.CREDENTIAL_PENDING)


def _put(where: OrderedDict[str, _Held], most: int, url: str, held: _Held) -> None:
    where[url] = held
    where.move_to_end(url)
    if len(where) > most:
        where.popitem(last=False)
