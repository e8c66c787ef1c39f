"""What the stories ask of the world. Doors offer it, the roof hands it in, tests fake it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bellwarden.model.call import CallAttempt
from bellwarden.model.counting import Counting
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement
from bellwarden.model.message import Envelope, Kept
from bellwarden.model.policy import PolicyBundle
from bellwarden.model.usage import Usage
from bellwarden.seam.journal import JournalEvent, Order
from bellwarden.seam.pointer import Pointer, PointerKind
from bellwarden.seam.snapshot import Shelved, Snapshot
from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970, UTC."""


class Counters(Protocol):
    def prepare(self, counting: Counting) -> None:
        """Count from now on what this policy's limits need."""

    def count_attempt(self, call: CallAttempt, cost: int = 0) -> Usage:
        """Count one attempt of its customer and trunk, and whatever else is wanted; the readings, this one included.

        Keys may be "" (not counted, reads 0). Where calls up are counted it counts as one, and its cost (millionths of
        the currency unit) as spent, until `release_call` says otherwise: so no two calls get the last free place.
        """

    def book_call(self, decision_id: str, call: CallAttempt, usage: Usage) -> None:
        """The call just counted goes on. Where its trunk reports ends, its end can be told by its decision id."""

    def release_call(self, call: CallAttempt, usage: Usage) -> None:
        """The call just counted was refused: it is not up, and costs nothing."""

    def end_call(self, decision_id: str, duration_s: float, at: float) -> bool:
        """A call is over, after so many answered seconds. False: no such call is up, or it ended before."""


class EnforcementBook(Protocol):
    """The enforcements in force, as far as the journal has been read."""

    @property
    def number(self) -> int:
        """Number of the last journal line taken in; 0 for an empty journal."""

    def naming(
        self, source_ip: str, customer: str, calling: Sequence[str], called: str, at: float, name: str = ""
    ) -> tuple[Enforcement, ...]:
        """Those in force at `at` against source, customer, a calling number, the called one, a pair or caller name.

        Numbers are canonical digits; an empty one names nobody.
        """

    def in_force(self, at: float) -> tuple[Enforcement, ...]:
        """All of them in force at `at`, in the order they were set."""


class DecisionSink(Protocol):
    def put(self, decision: Decision) -> None:
        """Keep the decision, later and elsewhere. Never blocks, never raises; what has no room is counted."""


class CredentialBook(Protocol):
    """The certificates of other signers, as far as they are here. Never fetches while it is asked."""

    def find(self, url: str, at: float) -> Credential | StirFault | None:
        """What is known of the certificate at an x5u; None: not here, and a fetch may bring it."""

    def ask_for(self, url: str) -> None:
        """Have it fetched, outside the call. Bounded; asking twice asks once."""


class TokensSeen(Protocol):
    def is_replay(self, signature: bytes, call: str, at: float) -> bool:
        """Whether this signature was seen with another call before (RFC 8224 section 12.1); else it is remembered.

        `call` names the call: its Call-ID and called number.
        """


class TokenSigner(Protocol):
    """Our own key, wherever it is held."""

    @property
    def certificate(self) -> str:
        """SHA-256 of our certificate's DER, hex; "" when there is none to sign by."""

    @property
    def certificate_url(self) -> str:
        """Where this very certificate is published (x5u); "" when only the policy says it (`Stir.certificate_url`).

        A new key takes over between two calls, and its certificate lies elsewhere: take the URL and the signature in
        one go.
        """

    @property
    def service_provider_code(self) -> str:
        """The code in our certificate's TNAuthList: tokens of another are never signed (rules: us/G-14)."""

    @property
    def until_s(self) -> float:
        """When our certificate ends, seconds since 1970, UTC."""

    def sign(self, signing_input: bytes) -> bytes:
        """ES256 over the octets: r and s, 64 bytes (RFC 7518 section 3.4). OSError: the key can't be used just now."""


NextDecisionId = Callable[[float], str]


class JournalWriter(Protocol):
    def append(self, order: Order) -> JournalEvent:
        """Write one line and return it with its number; it is on disk then. SeamFault, OSError: nothing was written.

        An order whose key the journal holds already is not written again; its line is returned.
        """


class JournalFeed(Protocol):
    @property
    def fault(self) -> str:
        """Why the journal can't be read to its end; "" when it can. What was read before stays in force."""

    def poll(self) -> list[JournalEvent]:
        """What was written since the last time. Cheap enough for every tenth of a second."""


class SnapshotShelf(Protocol):
    """Stored policy snapshots. SeamFault for whatever is missing or not to be trusted."""

    def store(self, bundle: PolicyBundle, at: float) -> str:
        """Keep the snapshot of a policy; returns its id. What is already kept is not written again."""

    def load(self, snapshot_id: str) -> Snapshot:
        """A snapshot, verified."""

    def list(self) -> tuple[Shelved, ...]:
        """All of them, newest first."""

    def current(self) -> Pointer | None:
        """The statement in force; None when none was made yet."""

    def previous(self) -> str:
        """Id of the snapshot that was current before; "" when there was none."""

    def point(self, snapshot_id: str, kind: PointerKind, reason: str, author: str, at: float) -> Pointer:
        """State which snapshot is current from now on, under the next serial."""


class MailDrop(Protocol):
    """Where messages are kept before anybody reads them."""

    def take(self, raw: bytes, envelope: Envelope, waits: str = "", known_as: str = "") -> Kept:
        """Have a message on disk; the same bytes again change nothing. OSError: it could not be kept.

        `waits`: why a person looks first; `known_as`: the sender's own name of it, under which the first one holds.
        """

    def known(self, known_as: str) -> str:
        """SHA-256 of the message that was taken under a sender's own name; "" for none."""

    def find(self, name: str) -> Kept | None:
        """Where a message stands; None when there is none of this name."""

    def quarantine(self, name: str, reason: str) -> Kept:
        """It can't be read; it waits for a person."""

    def finish(self, name: str, note: str) -> Kept:
        """It was read, and `note` says what became of it."""

    def retry(self, name: str) -> Kept:
        """Have a message read again."""

    def place(self, mailbox: str) -> str:
        """How far a mailbox was read, in the words of whoever reads it; "" when it never was."""

    def set_place(self, mailbox: str, place: str) -> None:
        """Remember how far a mailbox was read."""
