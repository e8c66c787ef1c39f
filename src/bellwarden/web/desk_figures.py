"""The desk's figures: how old its work is, whether clocks are met, what complaints were, how often people disagree.

Each figure says what it was counted from, and each share how sure it is. What was never counted is not shown as zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Any, Final, NamedTuple

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast, Substr
from django.http import HttpResponse
from django.utils.safestring import SafeString

from bellwarden.model.complaint_match import Match
from bellwarden.store.models import AuditEvent, Clock, Complaint, SecondLook
from bellwarden.traffic.evidence import wilson
from bellwarden.web.charts import Axis, Bar, bars, day_labels
from bellwarden.web.complaint_list import AGES, Age, to_decide
from bellwarden.web.parts import percent
from bellwarden.web.sheets import csv_bytes

WAITS_MAX: Final = 20_000  # decided complaints whose time is looked at
KINDS: Final = (Match.MADE_BY_CUSTOMER, Match.CARRIED_FOR_UPSTREAM, Match.SPOOFED, Match.NOT_OURS, Match.NO_DATA)
SHORT: Final = ("Customer", "Upstream", "Spoofed", "Not ours", "No data")  # of KINDS, as columns
COLOURS: Final = {
    Match.MADE_BY_CUSTOMER: "block",
    Match.CARRIED_FOR_UPSTREAM: "limit",
    Match.SPOOFED: "divert",
    Match.NOT_OURS: "calls",
    Match.NO_DATA: "calls",
}


class Share(NamedTuple):
    """A part of a whole, with what it was counted from."""

    part: int
    whole: int

    @property
    def words(self) -> str:
        return percent(self.part / self.whole) if self.whole else "–"

    @property
    def sure(self) -> str:
        """How far it may be off, by chance alone."""
        if not self.whole:
            return "nothing counted yet"
        low, high = wilson(self.part, self.whole)
        return f"{self.part:,} of {self.whole:,}; {low * 100:.0f} to {high * 100:.0f}\u202f% by chance"


class Kept(NamedTuple):
    """Clocks of one kind that were started in the time looked at."""

    kind: str
    in_time: int
    late: int
    over: int  # still running, and their time has gone
    running: int


class Suggested(NamedTuple):
    """What the machine said, and what people said then."""

    match: Match
    said: tuple[int, ...]  # in the order of KINDS

    @property
    def right(self) -> Share:
        return Share(self.said[KINDS.index(self.match)], sum(self.said))


@dataclass
class Figures:
    """Of the last so many days up to now."""

    days: int
    now: float

    @cached_property
    def since(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC) - timedelta(days=self.days)

    @cached_property
    def backlog(self) -> list[tuple[Age, int]]:
        """Undecided complaints by how long they have waited; snoozed ones too."""
        now = datetime.fromtimestamp(self.now, UTC)
        asked = to_decide().aggregate(**{one.key: Count("id", filter=one.of(now)) for one in AGES})
        return [(one, asked[one.key]) for one in AGES]

    @property
    def waiting(self) -> int:
        return sum(count for _, count in self.backlog)

    @cached_property
    def clocks(self) -> list[Kept]:
        rows: Any = (
            Clock.objects.filter(started_at__gte=self.since)
            .values_list("kind")
            .annotate(
                in_time=Count("id", filter=Q(met_at__isnull=False, breached_at=None)),
                late=Count("id", filter=Q(met_at__isnull=False, breached_at__isnull=False)),
                over=Count("id", filter=Q(met_at=None, breached_at__isnull=False)),
                running=Count("id", filter=Q(met_at=None, breached_at=None)),
            )
        )
        return [Kept(*row) for row in sorted(rows)]

    @cached_property
    def decided(self) -> list[Suggested]:
        """Decided by people, by what was suggested; what was put aside as spam is not among them."""
        rows: Any = (
            Complaint.objects.filter(confirmed_at__gte=self.since, rejected="")
            .exclude(confirmed_by="")
            .values_list("suggested", "verdict")
            .annotate(Count("id"))
        )
        counts = {(suggested, said): count for suggested, said, count in rows}
        return [Suggested(one, tuple(counts.get((one.value, said.value), 0) for said in KINDS)) for one in KINDS]

    @property
    def precision(self) -> Share:
        """Of those that were matched to a customer of ours: how many a person left so."""
        return self.decided[0].right

    @property
    def overturned(self) -> Share:
        """Verdicts of the machine that people changed."""
        whole = sum(one.right.whole for one in self.decided)
        return Share(whole - sum(one.right.part for one in self.decided), whole)

    @cached_property
    def spoofed(self) -> Share:
        rows = Complaint.objects.filter(received_at__gte=self.since, rejected="")
        found = rows.aggregate(all=Count("id"), spoofed=Count("id", filter=Q(verdict=Match.SPOOFED.value)))
        return Share(found["spoofed"], found["all"])

    @cached_property
    def agreed(self) -> Share:
        """Second looks that said the same about whose calls they were."""
        looks = SecondLook.objects.filter(done_at__gte=self.since)
        found = looks.aggregate(all=Count("id"), same=Count("id", filter=Q(same_verdict=True)))
        return Share(found["same"], found["all"])

    @cached_property
    def appeals(self) -> Share:
        """Appeals of customers that were upheld in their favour, of those decided."""
        told = AuditEvent.objects.filter(at__gte=self.since, verb__in=("appeal.overturned", "appeal.upheld"))
        found = told.aggregate(all=Count("number"), over=Count("number", filter=Q(verb="appeal.overturned")))
        return Share(found["over"], found["all"])

    @cached_property
    def wait_s(self) -> float | None:
        """From coming in to being decided, the middle one; None when none was decided."""
        rows = Complaint.objects.filter(confirmed_at__gte=self.since).exclude(confirmed_by="")
        times = rows.order_by("-confirmed_at").values_list("received_at", "confirmed_at")[:WAITS_MAX]
        waits = [(done - came).total_seconds() for came, done in times if came and done]
        return median(waits) if waits else None

    @cached_property
    def by_day(self) -> list[tuple[str, tuple[int, ...]]]:
        """Day (UTC) and complaints received by verdict, in the order of KINDS; spam left out."""
        rows: Any = (
            Complaint.objects.filter(received_at__gte=self.since, rejected="")
            .annotate(day=Substr(Cast("received_at", CharField()), 1, 10))  # a date's own function is slow on SQLite
            .values_list("day", "verdict")
            .annotate(Count("id"))
        )
        counts = {(day, verdict): count for day, verdict, count in rows}
        begin = self.since.date() + timedelta(days=1)
        days = [(begin + timedelta(days=at)).isoformat() for at in range(self.days)]
        return [(day, tuple(counts.get((day, one.value), 0) for one in KINDS)) for day in days]

    @property
    def words(self) -> tuple[str, ...]:
        return SHORT

    @property
    def drawn(self) -> SafeString:
        rows = [Bar(f"{day}: {sum(counts)} complaints", tuple(_parts(counts))) for day, counts in self.by_day]
        return bars(rows, Axis(day_labels([day for day, _ in self.by_day])), self.sentence)

    @property
    def sentence(self) -> str:
        whole = sum(sum(counts) for _, counts in self.by_day)
        return f"{whole:,} complaints in {self.days} days, {self.spoofed.words} of them about spoofed numbers of ours"

    def csv(self) -> HttpResponse:
        """The chart's table twin."""
        rows = ([day, *map(str, counts)] for day, counts in self.by_day)
        body = csv_bytes(("day_utc", *(one.value for one in KINDS)), rows)
        named = 'attachment; filename="complaints-by-day.csv"'
        return HttpResponse(body, "text/csv; charset=utf-8", headers={"Content-Disposition": named})


def _parts(counts: Sequence[int]) -> list[tuple[str, float]]:
    return [(COLOURS[one], float(count)) for one, count in zip(KINDS, counts, strict=True)]
