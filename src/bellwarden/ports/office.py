"""What the stories ask of the office's database: rows in books, one transaction a deed, audit and jobs within it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from bellwarden.model.office.audit_event import Actor, AuditEvent
from bellwarden.model.office.caller_id_right import CallerIdRight
from bellwarden.model.office.case import Case, Clock, Evidence, Finding, Notice
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.complaint_weight import ComplaintWeight
from bellwarden.model.office.correction import Correction
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.customer_notice import Appeal, CustomerNotice
from bellwarden.model.office.enforcement import EnforcementRecord, GateConfirmation
from bellwarden.model.office.integration import AnsweredRequest, ApiKey, PolicyFile, SavedView, Webhook, WebhookDelivery
from bellwarden.model.office.letter import Letter
from bellwarden.model.office.person import EntryLink, Person
from bellwarden.model.office.row import Row
from bellwarden.model.office.second_look import SecondLook
from bellwarden.model.office.trunk import TrunkRecord

R = TypeVar("R", bound=Row)


class Missing(Exception):
    """No such row."""


class Conflict(Exception):
    """Somebody else saved the row meanwhile, or a rule of the database stands against it. The text says which."""


class Busy(Conflict):
    """The database's write lock could not be had in time. Nothing was written; the same may be tried again."""


class OutOfOrder(Exception):
    """The database can't be used: not reached, full, or of another version. The text says what to do."""


class Unfit(Exception):
    """A value that no row may hold, on any database: a NUL sign, a text too long. The text names the field."""


class Book(Protocol[R]):
    """Rows of one kind. `where` names fields as Django does: state="active", value__in=[…], expires_at__lte=…"""

    def get(self, row_id: int) -> R:
        """Missing when there is none."""

    def find(self, **where: object) -> R | None:
        """The only one, or None; the first by id when there are several."""

    def list(self, *, order: str = "id", limit: int = 1000, offset: int = 0, **where: object) -> tuple[R, ...]:
        """In this order; "-field" for the reverse."""

    def count(self, **where: object) -> int: ...

    def add(self, row: R) -> R:
        """Keep a new row; returned with id, ref, version and times. Conflict when a constraint is against it, Unfit
        when a value is.
        """

    def save(self, row: R) -> R:
        """Keep a changed row; Conflict when its version is not the one kept, MoveRefused when no move leads from the
        state that is kept to the new one.
        """

    def delete(self, row: R) -> None:
        """For the few kinds that may be deleted at all."""


class Desk(Protocol):
    """One transaction: all of it is written, or nothing."""

    customers: Book[CustomerRecord]
    trunks: Book[TrunkRecord]
    caller_id_rights: Book[CallerIdRight]
    enforcements: Book[EnforcementRecord]
    confirmations: Book[GateConfirmation]
    cases: Book[Case]
    complaints: Book[ComplaintRecord]
    letters: Book[Letter]
    complaint_weights: Book[ComplaintWeight]
    corrections: Book[Correction]
    second_looks: Book[SecondLook]
    findings: Book[Finding]
    evidence: Book[Evidence]
    clocks: Book[Clock]
    notices: Book[Notice]
    customer_notices: Book[CustomerNotice]
    appeals: Book[Appeal]
    api_keys: Book[ApiKey]
    webhooks: Book[Webhook]
    deliveries: Book[WebhookDelivery]
    answered_requests: Book[AnsweredRequest]
    saved_views: Book[SavedView]
    policy_files: Book[PolicyFile]
    people: Book[Person]
    entry_links: Book[EntryLink]

    def audit(
        self,
        verb: str,
        row: Row | None = None,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        reason: str = "",
    ) -> AuditEvent:
        """One line of the trail, by this desk's actor. `row` gives kind and ref; webhooks hear of it, too."""

    def audit_events(self, after: int, limit: int = 1000) -> tuple[AuditEvent, ...]:
        """The trail from the event behind number `after` on, in order."""

    def audit_of(self, request_id: str, since: float) -> tuple[AuditEvent, ...]:
        """What one request wrote, in order; none of it before `since`."""

    def last_audit(self) -> int:
        """Number of the last event; 0 for an empty trail."""

    def run_again(self, job_id: str) -> bool:
        """Have a job that failed run anew; False when there is no such one."""

    def enqueue(self, job: str, *, delay_s: float = 0.0, **arguments: object) -> None:
        """Run a job once this transaction holds; not at all when it does not."""

    def setting(self, name: str) -> str:
        """A setting of the office, such as "author" ("files" or "office"); "" when unset."""

    def set_setting(self, name: str, value: str) -> None: ...


class Office(Protocol):
    """The office's database."""

    def writing(self, actor: Actor) -> AbstractContextManager[Desk]:
        """A transaction that takes the write lock at its begin; short (20 ms), never around anything slow."""

    def reading(self) -> AbstractContextManager[Desk]:
        """For stories that only look."""
