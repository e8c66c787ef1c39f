"""The impact of a measure as its page shows it: asked of the roll-ups, drawn as days, areas and who could be hurt."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from django.utils.safestring import SafeString

from bellwarden.calllog import stopping
from bellwarden.calllog.asking import FOUND_MAX, asking
from bellwarden.calllog.fault import CallLogFault
from bellwarden.flows.enforcement import Refusal
from bellwarden.flows.office import preview
from bellwarden.flows.office.measures import caller_ids
from bellwarden.flows.office.preview import Impact
from bellwarden.model.customer_traffic import PEER_PERCENTILES, PeerFigure
from bellwarden.model.office.enforcement import MeasureKind
from bellwarden.numbering.reading import read_number
from bellwarden.store.models import Customer
from bellwarden.store.world import office_home
from bellwarden.web.calls_of import rollups, window
from bellwarden.web.charts import Axis, Bar, bars, day_labels

PERIODS: Final = (7, 30)
AREAS_SHOWN: Final = 6


class ImpactView:
    """One measure against one value, over so many days."""

    def __init__(self, impact: Impact, usual: float | None, everybody: int, subject: Customer | None) -> None:
        self.impact, self.usual, self.everybody, self.subject = impact, usual, everybody, subject

    @property
    def share(self) -> float | None:
        """Of the customer's calls."""
        return self.impact.stopped / self.impact.calls if self.impact.calls else None

    @property
    def share_of_all(self) -> float | None:
        return self.impact.stopped / self.everybody if self.everybody else None

    @property
    def answered_share(self) -> float | None:
        return self.impact.answered / self.impact.stopped if self.impact.stopped else None

    @cached_property
    def drawn(self) -> SafeString:
        rows = [
            Bar(
                f"{one.day}: {one.answered:,} answered, {one.unanswered:,} not",
                (("answered", float(one.answered)), ("unanswered", float(one.unanswered))),
            )
            for one in self.impact.by_day
        ]
        labels = day_labels([one.day for one in self.impact.by_day])
        return bars(rows, Axis(labels, height=190), "Calls per day that would have been stopped")

    @property
    def areas(self) -> Sequence[tuple[str, int, float]]:
        shown = [(one.area or "elsewhere", one.attempts, one.answered) for one in self.impact.areas]
        rest = shown[AREAS_SHOWN:]
        found = shown[:AREAS_SHOWN]
        if rest:
            found.append((f"{len(rest)} other areas", sum(one[1] for one in rest), sum(one[2] for one in rest)))
        return [(_area(area), calls, answered / calls if calls else 0.0) for area, calls, answered in found]

    @cached_property
    def below(self) -> list[Customer]:
        """Customers of this one: a reseller's calls are theirs."""
        return [] if self.subject is None else list(Customer.objects.filter(parent=self.subject).order_by("name")[:8])

    @cached_property
    def touched(self) -> list[tuple[Customer | None, str, int]]:
        """Whose calls a block of a number would have stopped."""
        known = {row.key: row for row in Customer.objects.filter(key__in=list(self.impact.customers))}
        return [(known.get(key), key, calls) for key, calls in self.impact.customers.items()]


def _area(digits: str) -> str:
    return (
        f"{digits[1:]} area"
        if len(digits) == 4 and digits.startswith("1")
        else f"+{digits}"
        if digits.isdigit()
        else digits
    )


def view_of(
    kind: MeasureKind, value: str, setting: dict[str, object], subject: Customer | None, days: int, now: float
) -> ImpactView:
    """The impact of this measure on the last `days`; nothing is written by looking."""
    since, until = window(now, days)
    if subject is None:
        return ImpactView(_of_number(kind, value, days, until), None, 0, None)
    usual = None
    with rollups() as opened:
        traffic = opened.customer_hours(since, until, subject.key)
        everybody = opened.attempts(since, until)
        peers = opened.peers(since, until, PeerFigure.ANSWERED_SHARE)
    if peers:
        usual = peers[-1].values[PEER_PERCENTILES.index(50)]
    impact = preview.of_customer(kind, setting, traffic, days)
    if kind is MeasureKind.RESTRICT_CALLER_IDS:
        impact = _of_restriction(subject.key, setting, days, until)
    return ImpactView(impact, usual, everybody, subject)


def _of_restriction(customer: str, setting: Mapping[str, object], days: int, until: datetime) -> Impact:
    written = setting.get("numbers")
    try:
        allowed = caller_ids([str(one) for one in written] if isinstance(written, list) else [], "US")
    except Refusal as refusal:
        return preview.unknown(days, str(refusal))
    if not any(allowed):
        return preview.unknown(days, "write the numbers that it may show, and it is counted")
    return _looked_through(stopping.outside(customer, *allowed), days, until, "")


def _looked_through(wanted: stopping.Wanted, days: int, until: datetime, told: str) -> Impact:
    """Out of the calls themselves, as far as a page may take."""
    try:
        held, found = stopping.stopped(office_home().path / "calllog", wanted, until - timedelta(days=days), until)
    except CallLogFault as fault:
        return preview.unknown(days, str(fault))
    return preview.of_days(found, held, days, told)


def _of_number(kind: MeasureKind, value: str, days: int, until: datetime) -> Impact:
    """Out of the calls themselves, which the log keeps sorted by number."""
    if not value:
        return preview.unknown(days, "write whom it is against, and it is counted")
    if kind is MeasureKind.BLOCK_NAME:
        return _looked_through(stopping.of_name(value), days, until, "a caller's name")
    if kind is MeasureKind.BLOCK_SOURCE:
        return _looked_through(stopping.of_source(value.strip()), days, until, "where it came from")
    calling, _, called = value.partition(">")
    number = read_number(calling.strip()).e164
    other = read_number(called.strip()).e164 if called else 0
    if not number or (called and not other):
        return preview.unknown(days, "this is no telephone number")
    half = timedelta(days=days) / 2
    try:
        with asking(office_home().path / "calllog") as asker:
            found = asker.find(number, until - half, half, FOUND_MAX)
    except CallLogFault as fault:
        return preview.unknown(days, str(fault))
    side = "called" if kind is MeasureKind.BLOCK_CALLED else "calling"
    fits = [one for one in found if getattr(one, side) == number and (not other or one.called == other)]
    return preview.of_calls(fits, days, more=len(found) >= FOUND_MAX)
