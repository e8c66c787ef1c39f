"""What the doors of one gate worker share: the world of a call, what policy is in force, and what was refused."""

import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final

from bellwarden.flows.call import CallWorld
from bellwarden.gate.counters import LocalCounters, SharedCounters
from bellwarden.gate.credentials import Credentials
from bellwarden.gate.sources import KeptSigner, LoadedPolicy, RefusedPolicy, Statement
from bellwarden.gate.tally import Tally, count
from bellwarden.gate.tls_files import TlsKeeper
from bellwarden.model.decision import Decision
from bellwarden.model.policy import Carrier, PolicyBundle, PolicyDocument
from bellwarden.ports import DecisionSink, EnforcementBook, NextDecisionId
from bellwarden.switches.dialect import Switch
from bellwarden.verdict.check import Check, ListCheck
from bellwarden.verdict.policy import Policy

log = logging.getLogger(__name__)

Checks = Mapping[str, Check | ListCheck]

NO_NAMES: Final = ()
STRANGERS_MAX: Final = 4_096  # addresses remembered as unknown; a flood of forged ones must not grow the gate


def bare_address(address: str) -> str:
    """Without the zone of a link-local IPv6 address (RFC 4007 section 11): trunks are configured without."""
    return address.partition("%")[0] if "%" in address else address


class _Nobody:
    def put(self, decision: Decision) -> None:
        """The decision goes nowhere."""


_NOBODY: Final = _Nobody()


def _no_id(at: float) -> str:
    return "0" * 24


class GateWorld:
    """One per worker. Everything in it changes on the loop only, so a call sees one policy from end to end."""

    __slots__ = (
        "_known",
        "_strangers",
        "_switches",
        "call",
        "checks",
        "counters",
        "credentials",
        "headers_read",
        "in_force",
        "journal_problem",
        "journal_read_at",
        "loaded",
        "refused",
        "signer",
        "tally",
        "tls",
        "workers",
    )

    def __init__(
        self,
        checks: Checks,
        switches: Mapping[str, Switch],
        counters: LocalCounters | SharedCounters,
        book: EnforcementBook,
        sink: DecisionSink,
        next_id: NextDecisionId,
        now: Callable[[], float],
        tally: Tally,
    ) -> None:
        self.checks = checks
        self.counters = counters
        self.tally = tally
        self.loaded: LoadedPolicy | None = None
        self.in_force: Statement | None = None  # what no worker of the machine judges by an older policy than
        self.workers = 0  # that read calls, of the whole machine
        self.refused: RefusedPolicy | None = None  # the newest policy, while it can't be taken up
        self.journal_problem = ""
        self.signer: KeptSigner | None = None  # None where there is no place for a key
        self.tls: TlsKeeper | None = None  # None where no address speaks TLS
        self.credentials: Credentials | None = None  # None where the policy verifies nothing
        self.journal_read_at = monotonic()  # to its end, without a problem
        self.headers_read: frozenset[bytes] = frozenset()  # the policy's, as they stand on the wire
        self._switches = switches
        self._known: set[str] = set()
        self._strangers: set[str] = set()
        # Until the first snapshot there is a policy without trunks: every source is unknown.
        nothing = Policy(PolicyDocument(Carrier("")), {}, checks)
        self.call = CallWorld(nothing, switches, counters, book, sink, next_id, now)

    def build(self, loaded: LoadedPolicy) -> Policy:
        """The policy with its indexes. Takes milliseconds to seconds: called off the loop."""
        return Policy(loaded.bundle.document, loaded.bundle.layers, self.checks, loaded.snapshot, loaded.serial)

    def take_up(self, loaded: LoadedPolicy, policy: Policy) -> None:
        """Judge by this policy from the next call on. Raises KeyError, changing nothing, when a dialect is unknown."""
        self.call.take_up(policy)
        self.headers_read = frozenset(name.encode() for name in policy.headers_read)
        document = loaded.bundle.document
        # The document's layers live on in `policy` as far as it needs them; a second copy is not kept.
        self._warn_of_certificates(policy)
        self.loaded = loaded._replace(bundle=PolicyBundle(document, {}))
        count(self.tally.policy_swaps, "taken")
        self._known.clear()
        self._strangers.clear()

    def rehearsal(self) -> CallWorld:
        """A world for calls that are nobody's: the same policy and enforcements, but nothing is counted or kept."""
        call = self.call
        return CallWorld(call.policy, self._switches, LocalCounters(), call.book, _NOBODY, _no_id, call.now)

    def _warn_of_certificates(self, policy: Policy) -> None:
        """A trunk whose name no client can show has no calls; better said than searched for."""
        asking = [trunk.key for trunk in policy.document.trunks if trunk.certificate_name]
        if asking and (self.tls is None or not self.tls.asks_clients):
            log.warning(
                "trunk %s names a certificate, but no address here asks clients for one (tls:, --tls-client-ca): its "
                "calls are a stranger's",
                ", ".join(asking[:5]),
            )

    def knows(self, address: str) -> bool:
        """Whether an address alone is a trunk's. Asked before a single byte of the message is looked at."""
        if address in self._known:
            return True
        strangers = self._strangers
        if address in strangers:
            return False
        if self.call.policy.admits(bare_address(address), NO_NAMES):
            if len(self._known) < STRANGERS_MAX:
                self._known.add(address)
            return True
        if len(strangers) >= STRANGERS_MAX:
            strangers.clear()
        strangers.add(address)
        return False

    def knows_by_certificate(self, address: str) -> bool:
        """Whether an address is one of a trunk that asks for a certificate: not known yet, but it may show one."""
        policy = self.call.policy
        return policy.asks_certificates and bool(policy.trunks_of(bare_address(address)))

    def admits(self, address: str, names: tuple[str, ...]) -> bool:
        """Whether an address with a certificate of these names is a trunk's."""
        return self.call.policy.admits(bare_address(address), names)
