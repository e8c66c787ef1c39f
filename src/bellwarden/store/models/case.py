"""The table of cases (`model.office.case`)."""

from django.db import models
from django.db.models import F, Q

from bellwarden.model.office.case import MOVES, Answer, CaseKind, CaseState, Outcome
from bellwarden.store.fields import NAME, WORD, count, line, moment, table, text, word
from bellwarden.store.lifecycle import Lifecycle
from bellwarden.store.models.kept import Kept, check, either, link, own_names, unique

AT_WORK = (CaseState.OPEN, CaseState.INVESTIGATING, CaseState.WAITING)


class Case(Kept):
    PREFIX = "C"
    LIFECYCLE = Lifecycle("state", MOVES)

    kind = word(CaseKind)
    title = line(300)
    state = word(CaseState, CaseState.OPEN)
    outcome = word(Outcome, Outcome.UNSET)
    severity = models.BigIntegerField(default=3)
    customer = link("Customer", "cases")
    subject = line(200)
    fold_key = line(300)
    illegal = word(Answer, Answer.UNKNOWN)
    against_terms = word(Answer, Answer.UNKNOWN)
    harmful = word(Answer, Answer.UNKNOWN)
    answers_text = text()
    assignee = line(NAME)
    lease_until = moment()
    snooze_until = moment()
    folded = count()
    merged_into = link("self", "merged")
    legal_hold = models.BooleanField(default=False)
    opened_at = moment()
    resolved_at = moment()
    waiting_for = line()
    details = table()
    escalated = line(500)
    playbook = line(WORD)
    step = line(WORD)

    class Meta:
        indexes = [
            # Each holds all that a list asks before it shows a page: rows are far apart, and there are many.
            models.Index(
                fields=["state", "merged_into", "kind", "severity", "snooze_until", "id"], name="case_at_work"
            ),
            models.Index(fields=["state", "merged_into", "id"], name="case_by_age"),
            models.Index(fields=["fold_key", "state"], name="case_by_fold_key"),  # for each complaint
            models.Index(fields=["assignee", "state"], name="case_by_assignee"),
            models.Index(fields=["subject"], name="case_by_subject"),
            models.Index(fields=["kind", "state", "id"], name="case_by_kind"),
        ]
        constraints = [
            *own_names("case"),
            unique(
                "case",
                ("fold_key",),
                "there is an open case about the same already",
                ~Q(fold_key="") & either("state", AT_WORK) & Q(merged_into__isnull=True),
            ),
            check("case_severity", Q(severity__gte=1) & Q(severity__lte=4), "severity is 1 to 4"),
            check(
                "case_resolved_with_outcome",
                either("state", AT_WORK) | ~Q(outcome=Outcome.UNSET.value),
                "a case is resolved with an outcome",
            ),
            check(
                "case_not_into_itself",
                Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                "a case can't be merged into itself",
            ),
        ]
