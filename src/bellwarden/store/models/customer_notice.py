"""Notices to customers and their appeals (`model.office.customer_notice`)."""

from django.db import models
from django.db.models import Q

from bellwarden.model.office.customer_notice import (
    APPEAL_MOVES,
    NOTICE_MOVES,
    OPEN,
    AppealState,
    CustomerNoticeState,
    FoundBy,
    Ground,
)
from bellwarden.store.fields import LINE, NAME, count, line, moment, several, text, word
from bellwarden.store.lifecycle import Lifecycle
from bellwarden.store.models.kept import Kept, either, link, own_names, unique


class CustomerNotice(Kept):
    PREFIX = "CN"
    LIFECYCLE = Lifecycle("state", NOTICE_MOVES)
    LASTING = ("customer_id", "address", "facts", "ground_text")

    customer = link("Customer", "notices_of_reasons")
    case = link("Case", "notices_of_reasons")
    enforcement = link("Enforcement", "notices_of_reasons")
    notice = link("Notice")
    state = word(CustomerNoticeState, CustomerNoticeState.WAITING)
    given_by = line(NAME)
    address = line(LINE)
    rung = count()
    facts = text()
    found_by = word(FoundBy, FoundBy.COMPLAINT)
    ground = word(Ground, Ground.TERMS)
    ground_text = line(LINE)
    asks = several()
    calls = several()
    told_at = moment()
    answer_due_at = moment()
    appeal_due_at = moment()
    page_until = moment()
    remind_at = moment()
    reminders = count()
    answers = count()
    answered_at = moment()
    views = count()
    viewed_at = moment()
    ended_by = line(NAME)
    ended_at = moment()
    end_text = text()

    class Meta:
        indexes = [
            models.Index(fields=["state", "remind_at"], name="customernotice_remind"),
            models.Index(fields=["state", "answer_due_at"], name="customernotice_due"),
        ]
        constraints = [
            *own_names("customernotice"),
            unique(
                "customernotice",
                ("enforcement",),
                "the customer was told of this measure already",
                Q(enforcement__isnull=False) & ~Q(state=CustomerNoticeState.WITHDRAWN.value),
            ),
            unique(
                "customernotice",
                ("customer", "case"),
                "a notice about this case waits for its answer already",
                Q(case__isnull=False) & Q(enforcement__isnull=True) & either("state", OPEN),
            ),
        ]


class Appeal(Kept):
    PREFIX = "AP"
    LIFECYCLE = Lifecycle("state", APPEAL_MOVES)
    LASTING = ("customer_notice_id", "said", "filed_at")

    customer_notice = models.OneToOneField(CustomerNotice, models.PROTECT, related_name="appeal")
    customer = link("Customer", "appeals")
    case = link("Case", "appeals")
    enforcement = link("Enforcement", "appeals")
    state = word(AppealState, AppealState.FILED)
    said = text()
    filed_at = moment()
    reviewer = line(NAME)
    decided_at = moment()
    decision = text()
    reversal = link("Enforcement")

    class Meta:
        indexes = [models.Index(fields=["state", "filed_at"], name="appeal_by_state")]
        constraints = own_names("appeal")
