"""Which complaints wait for a person, in which order: for the list, the count beside it, and whoever takes the next."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Q

from bellwarden.flows.office.cases import LINKS_MAX
from bellwarden.store.models import Complaint
from bellwarden.web.moments import aware
from bellwarden.web.standing_work import AT_WORK

if TYPE_CHECKING:
    from django.db.models import QuerySet

HOUR: Final = timedelta(hours=1)
ORDER: Final = ("case__severity", "received_at", "id")


class Age(NamedTuple):
    """How long a complaint has waited: `least` up to `most` hours; None: and more."""

    key: str
    words: str
    least: int
    most: int | None

    def of(self, now: datetime) -> Q:
        found = Q(received_at__lte=now - self.least * HOUR)
        return found if self.most is None else found & Q(received_at__gt=now - self.most * HOUR)


AGES: Final = (
    Age("h4", "up to 4 hours", 0, 4),
    Age("d1", "4 hours to a day", 4, 24),
    Age("d3", "1 to 3 days", 24, 72),
    Age("d7", "3 to 7 days", 72, 168),
    Age("older", "more than 7 days", 168, None),
)


def _at_work() -> Q:
    """Its case is at work; of a merged one, the case that work goes on in."""
    found = Q()
    for depth in range(LINKS_MAX + 1):
        case = "case" + "__merged_into" * depth
        found |= Q(**{f"{case}__merged_into__isnull": True, f"{case}__state__in": AT_WORK})
    return found


AT_WORK_SOMEWHERE: Final = _at_work()


def to_decide() -> "QuerySet[Complaint]":
    """Undecided ones, snoozed ones too."""
    return Complaint.objects.filter(AT_WORK_SOMEWHERE, confirmed_by="")


def awake(rows: "QuerySet[Complaint]", now: float) -> "QuerySet[Complaint]":
    return rows.exclude(case__snooze_until__gt=aware(now))


def unattended(now: float) -> "QuerySet[Complaint]":
    """A danger to life that nobody holds: no snooze counts, and no page hides it."""
    held = Q(case__lease_until__gt=aware(now)) & ~Q(case__assignee="")
    return to_decide().filter(case__severity=1).exclude(danger="").exclude(held)


def free_for(me: str, now: float) -> "QuerySet[Complaint]":
    """Those that `me` may take now, most severe and oldest first."""
    held = Q(case__lease_until__gt=aware(now)) & ~Q(case__assignee__in=("", me))
    return awake(to_decide(), now).exclude(held).order_by(*ORDER)
