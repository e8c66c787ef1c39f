"""Enforcements, and the gates' word that they took them in (`model.office.enforcement`)."""

from django.db import models
from django.db.models import F, Q

from bellwarden.model.office.enforcement import ENDLESS, ENDLESS_REASONS, MOVES, MeasureKind, MeasureState, ReasonCode
from bellwarden.model.verdict import EvidenceClass
from bellwarden.store.fields import NAME, count, line, moment, table, text, word
from bellwarden.store.lifecycle import Lifecycle
from bellwarden.store.models.kept import Kept, check, either, link, own_names, unique

IN_FORCE = (MeasureState.PENDING_ACTIVATION, MeasureState.ACTIVE)


class Enforcement(Kept):
    PREFIX = "E"
    LASTING = ("kind", "value", "customer_id")  # another value is another enforcement
    LIFECYCLE = Lifecycle("state", MOVES)

    kind = word(MeasureKind)
    value = line(200)
    customer = link("Customer", "enforcements")
    setting = table()
    state = word(MeasureState, MeasureState.PROPOSED)
    reason_code = word(ReasonCode, ReasonCode.OTHER)
    evidence_class = word(EvidenceClass, EvidenceClass.FACT)
    internal_text = text()
    public_text = text()
    origin = line(40)
    case = link("Case", "enforcements")
    finding = link("Finding", "enforcements")
    starts_at = moment()
    expires_at = moment()
    proposed_by = line(NAME)
    proposed_at = moment()
    approved_by = line(NAME)
    approved_at = moment()
    emergency = models.BooleanField(default=False)
    review_due_at = moment()
    reverses = link("self")
    reversed_by = link("self")
    cause = text()
    cure = text()
    pressed_at = moment()
    journal_line = count()
    lift_line = count()
    policy_serial = count()
    confirmed_at = moment()
    last_call_at = moment()
    first_refused_at = moment()
    lifted_by = line(NAME)
    lift_reason = text()
    lift_pressed_at = moment()
    removed_at = moment()

    class Meta:
        indexes = [
            models.Index(fields=["state", "expires_at"], name="enforcement_by_state"),
            models.Index(fields=["value", "kind"], name="enforcement_by_value"),
        ]
        constraints = [
            *own_names("enforcement"),
            unique(
                "enforcement",
                ("kind", "value"),
                "the same is in force already",
                either("state", IN_FORCE) & ~Q(kind=MeasureKind.REINSTATE.value),
            ),
            check(
                "enforcement_ends_after_begin",
                Q(expires_at__isnull=True) | Q(starts_at__isnull=True) | Q(expires_at__gt=F("starts_at")),
                "it must end after it begins",
            ),
            check(
                "enforcement_has_an_end",
                # What was set beside the office, by `bellwarden enforce`, is taken up as it is.
                Q(expires_at__isnull=False)
                | either("kind", ENDLESS)
                | either("reason_code", ENDLESS_REASONS)
                | Q(origin="journal"),
                "it needs an end: only a termination, a legal order and a do-not-originate entry have none",
            ),
            check(
                "enforcement_takes_two",
                Q(approved_by="") | ~Q(approved_by=F("proposed_by")),
                "whoever proposed it may not be the one who approves it",
            ),
            check(
                "enforcement_emergency_is_reviewed",
                Q(emergency=False) | Q(review_due_at__isnull=False),
                "what one person put in force needs a time by which a second one looks at it",
            ),
        ]


class GateConfirmation(Kept):
    enforcement = link("Enforcement", "confirmations")
    gate = line(NAME)
    line = count()
    confirmed_at = moment()

    class Meta:
        constraints = [
            *own_names("confirmation"),
            unique("confirmation", ("gate", "enforcement", "line"), "this gate has confirmed it already"),
        ]
