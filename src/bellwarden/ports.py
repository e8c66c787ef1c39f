"""What the stories ask of the world. Doors offer it, the roof hands it in, tests fake it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement
from bellwarden.model.policy import PolicyBundle
from bellwarden.model.usage import Usage
from bellwarden.seam.journal import JournalEvent, Order
from bellwarden.seam.pointer import Pointer, PointerKind
from bellwarden.seam.snapshot import Shelved, Snapshot


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970, UTC."""


class Counters(Protocol):
    def count_attempt(self, customer: str, trunk: str, at: float) -> Usage:
        """Count one attempt of both and read them back, this one included. Keys may be "" (not counted, reads 0)."""


class EnforcementBook(Protocol):
    """The enforcements in force, as far as the journal has been read."""

    @property
    def number(self) -> int:
        """Number of the last journal line taken in; 0 for an empty journal."""

    def naming(
        self, source_ip: str, customer: str, calling: Sequence[str], called: str, at: float
    ) -> tuple[Enforcement, ...]:
        """Those in force at `at` against the source, the customer, a calling number, the called number or a pair.

        Numbers are canonical digits; an empty one names nobody.
        """


class DecisionSink(Protocol):
    def put(self, decision: Decision) -> None:
        """Keep the decision, later and elsewhere. Never blocks, never raises; what has no room is counted."""


NextDecisionId = Callable[[float], str]


class JournalWriter(Protocol):
    def append(self, order: Order) -> JournalEvent:
        """Write one line and return it with its number; it is on disk then. SeamFault, OSError: nothing was written."""


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
