"""Clocks of cases and enforcements (`model.office.case.Clock`)."""

from django.db import models
from django.db.models import F, Q

from bellwarden.model.office.case import CLOCK_MOVES, ClockState
from bellwarden.store.fields import count, line, moment, several, word
from bellwarden.store.lifecycle import Lifecycle
from bellwarden.store.models.kept import Kept, check, link, own_names


class Clock(Kept):
    LIFECYCLE = Lifecycle("state", CLOCK_MOVES)

    kind = line(40)
    case = link("Case", "clocks")
    enforcement = link("Enforcement", "clocks")
    state = word(ClockState, ClockState.RUNNING)
    calendar = line(40)
    length_s = models.FloatField(default=0.0)
    started_at = moment()
    due_at = moment()
    pauses = several()
    met_at = moment()
    breached_at = moment()
    told = count()
    tell_at = moment()

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="clock_by_due"),
            models.Index(fields=["started_at", "kind", "met_at", "breached_at"], name="clock_by_start"),
            models.Index(fields=["state", "tell_at"], name="clock_by_telling"),
        ]
        constraints = [
            *own_names("clock"),
            check(
                "clock_of_something",
                Q(case__isnull=False) | Q(enforcement__isnull=False),
                "a clock belongs to a case or an enforcement",
            ),
            check("clock_due_after_start", Q(due_at__gte=F("started_at")), "a clock is due after it starts"),
            check(
                "clock_met_at",
                ~Q(state=ClockState.MET.value) | Q(met_at__isnull=False),
                "a clock that was met says when",
            ),
            check(
                "clock_breached_at",
                ~Q(state=ClockState.BREACHED.value) | Q(breached_at__isnull=False),
                "a clock that ran out says when",
            ),
        ]
