"""`ports.office.Office` on Django's database: one writer at a time, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction

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
from bellwarden.ports import Clock as WallClock
from bellwarden.ports.office import Book, Conflict, Desk
from bellwarden.store import models
from bellwarden.store.audit import append, event_of
from bellwarden.store.books import DjangoBook
from bellwarden.store.jobs import enqueue, run_again
from bellwarden.store.refusals import trouble
from bellwarden.store.shapes import moment_of

# Any number, the same in every process: the lock that stands for "the office is being written".
_WRITER: Final = 0x62656C6C
_WAIT_MS: Final = 10_000


class DjangoDesk:
    """`ports.office.Desk`."""

    def __init__(self, actor: Actor | None, at: float | None) -> None:
        self._actor = actor
        self._at = at
        self.customers: Book[CustomerRecord] = DjangoBook(CustomerRecord, models.Customer, at)
        self.trunks: Book[TrunkRecord] = DjangoBook(TrunkRecord, models.Trunk, at)
        self.caller_id_rights: Book[CallerIdRight] = DjangoBook(CallerIdRight, models.CallerIdRight, at)
        self.enforcements: Book[EnforcementRecord] = DjangoBook(EnforcementRecord, models.Enforcement, at)
        self.confirmations: Book[GateConfirmation] = DjangoBook(GateConfirmation, models.GateConfirmation, at)
        self.cases: Book[Case] = DjangoBook(Case, models.Case, at)
        self.complaints: Book[ComplaintRecord] = DjangoBook(ComplaintRecord, models.Complaint, at)
        self.letters: Book[Letter] = DjangoBook(Letter, models.Letter, at)
        self.complaint_weights: Book[ComplaintWeight] = DjangoBook(ComplaintWeight, models.ComplaintWeight, at)
        self.corrections: Book[Correction] = DjangoBook(Correction, models.Correction, at)
        self.second_looks: Book[SecondLook] = DjangoBook(SecondLook, models.SecondLook, at)
        self.findings: Book[Finding] = DjangoBook(Finding, models.Finding, at)
        self.evidence: Book[Evidence] = DjangoBook(Evidence, models.Evidence, at)
        self.clocks: Book[Clock] = DjangoBook(Clock, models.Clock, at)
        self.notices: Book[Notice] = DjangoBook(Notice, models.Notice, at)
        self.customer_notices: Book[CustomerNotice] = DjangoBook(CustomerNotice, models.CustomerNotice, at)
        self.appeals: Book[Appeal] = DjangoBook(Appeal, models.Appeal, at)
        self.api_keys: Book[ApiKey] = DjangoBook(ApiKey, models.ApiKey, at)
        self.webhooks: Book[Webhook] = DjangoBook(Webhook, models.Webhook, at)
        self.deliveries: Book[WebhookDelivery] = DjangoBook(WebhookDelivery, models.WebhookDelivery, at)
        self.answered_requests: Book[AnsweredRequest] = DjangoBook(AnsweredRequest, models.AnsweredRequest, at)
        self.saved_views: Book[SavedView] = DjangoBook(SavedView, models.SavedView, at)
        self.policy_files: Book[PolicyFile] = DjangoBook(PolicyFile, models.PolicyFile, at)
        self.people: Book[Person] = DjangoBook(Person, models.Person, at)
        self.entry_links: Book[EntryLink] = DjangoBook(EntryLink, models.EntryLink, at)

    def audit(
        self,
        verb: str,
        row: Row | None = None,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        reason: str = "",
    ) -> AuditEvent:
        actor, at = self._writer()
        return append(actor, at, verb, row, before or {}, after or {}, reason)

    def enqueue(self, job: str, *, delay_s: float = 0.0, **arguments: object) -> None:
        _, at = self._writer()
        enqueue(job, at + delay_s if delay_s else 0.0, arguments)

    def run_again(self, job_id: str) -> bool:
        self._writer()
        return run_again(job_id)

    def audit_events(self, after: int, limit: int = 1000) -> tuple[AuditEvent, ...]:
        return tuple(
            event_of(one) for one in models.AuditEvent.objects.filter(number__gt=after).order_by("number")[:limit]
        )

    def audit_of(self, request_id: str, since: float) -> tuple[AuditEvent, ...]:
        found = models.AuditEvent.objects.filter(at__gte=moment_of(since), request_id=request_id).order_by("number")
        return tuple(event_of(one) for one in found)

    def last_audit(self) -> int:
        return models.AuditEvent.objects.order_by("-number").values_list("number", flat=True).first() or 0

    def setting(self, name: str) -> str:
        found = models.Setting.objects.filter(name=name).first()
        return "" if found is None else str(found.value)

    def set_setting(self, name: str, value: str) -> None:
        self._writer()
        models.Setting.objects.update_or_create(name=name, defaults={"value": value})

    def _writer(self) -> tuple[Actor, float]:
        if self._actor is None or self._at is None:
            raise RuntimeError("this desk only reads; write in Office.writing()")
        return self._actor, self._at


class DjangoOffice:
    """`ports.office.Office`: over the database that Django's settings name."""

    def __init__(self, clock: WallClock) -> None:
        self._clock = clock

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Desk]:
        """The write lock is taken first and held to the end: no two deeds wait for each other crosswise."""
        try:
            with transaction.atomic(durable=True):
                _take_turn()
                yield DjangoDesk(actor, self._clock.now())
        except IntegrityError:  # found at the commit: links are checked there
            raise Conflict("a row that it points to is not there any more; nothing was written") from None
        except (OperationalError, ProgrammingError) as error:
            raise trouble(error) from error

    @contextmanager
    def reading(self) -> Iterator[Desk]:
        """Each question sees what was written last; no lock, no transaction."""
        yield DjangoDesk(None, None)


def _take_turn() -> None:
    """SQLite took its lock at BEGIN IMMEDIATE; PostgreSQL is given one that does the same, until the commit."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [_WAIT_MS])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITER])
