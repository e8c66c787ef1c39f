"""Everything that a customer's page says, out of its rows and its calls. No rule: those stand in flows/office."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.utils.safestring import SafeString

from bellwarden.flows.office.judgement import Day, Sentence, Sign, declared_calls, judge, signs
from bellwarden.model.customer_traffic import PEER_PERCENTILES, Counts, CustomerTraffic, PeerFigure
from bellwarden.model.office.case import CaseKind
from bellwarden.model.office.declared import DeclaredPattern, declared_of
from bellwarden.model.office.enforcement import MeasureState
from bellwarden.model.policy import Standing as PolicyStanding
from bellwarden.ports.traffic import Traffic
from bellwarden.store.models import AuditEvent, CallerIdRight, Case, Customer, Enforcement, Trunk
from bellwarden.web.calls_of import days_of, filled, recent, window
from bellwarden.web.charts import Axis, Bar, bars, day_labels
from bellwarden.web.customer_standing import Standing, standing_of
from bellwarden.web.measure_words import REASON_WORDS
from bellwarden.web.moments import zone_of
from bellwarden.web.parts import RIGHT_BASES
from bellwarden.web.sheets import csv_bytes
from bellwarden.web.standing_work import AT_WORK

SHOWN = 12  # rows of each list; the rest is a link away
CONTACTS = (
    ("abuse_email", "Abuse"),
    ("technical_email", "Technical"),
    ("legal_email", "Legal"),
    ("billing_email", "Billing"),
    ("phone", "Day and night"),
    ("address", "Address"),
)
# What the customer's own table limits, and what is known of the present use of it.
LIMITS = (
    ("cps_max", "Calls per second"),
    ("concurrent_max", "At the same time"),
    ("attempts_1m_max", "In a minute"),
    ("attempts_1h_max", "In an hour"),
    ("attempts_1d_max", "In 24 hours"),
    ("caller_ids_1h_max", "Different caller IDs in an hour"),
    ("spend_1d_max", "Spend in 24 hours"),
)
_LIVE = (MeasureState.PENDING_ACTIVATION.value, MeasureState.ACTIVE.value, MeasureState.PENDING_REMOVAL.value)


class Limit(NamedTuple):
    """`used` is None where nothing that the office reads tells it; `known` says what it comes from."""

    words: str
    most: float
    used: float | None = None
    known: str = ""

    @property
    def kind(self) -> str:
        """Colour of its bar."""
        return "limit" if self.used is not None and self.used >= 0.8 * self.most else ""


class Figure(NamedTuple):
    """One of the small figures under the chart. `value` is as it is shown, "" where nothing is known."""

    words: str
    value: str
    declared: str
    peers: str
    line: Sequence[float | None]
    low: float | None = None
    high: float | None = None
    outside: bool = False


class Masked(NamedTuple):
    """A contact that is hidden until somebody asks for it."""

    key: str
    field: str
    word: str
    action: str


class Facts:
    """Of one customer at one time; each part is asked for when the page shows it."""

    def __init__(self, row: Customer, traffic: CustomerTraffic, peers: Traffic, now: float) -> None:
        self.row, self.traffic, self.now = row, traffic, now
        self._peers = peers
        self.pattern: DeclaredPattern = declared_of(row.declared)
        self.zone = zone_of(settings.OFFICE_ZONE)
        self.peer_days = peers.peers(*window(now), PeerFigure.ATTEMPTS)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        return days_of(self.traffic, self.pattern, self.zone)

    @cached_property
    def sentence(self) -> Sentence:
        return judge(PolicyStanding(self.row.standing), self.days, self.pattern, len(self.alerts))

    @cached_property
    def signs(self) -> tuple[Sign, ...]:
        return signs(self.days[-14:], self.pattern)

    @cached_property
    def alerts(self) -> list[Case]:
        return [one for one in self.cases if one.kind == CaseKind.ALERT.value]

    @cached_property
    def work(self) -> list[Case]:
        return [one for one in self.cases if one.kind != CaseKind.ALERT.value]

    @cached_property
    def cases(self) -> list[Case]:
        """Open ones against this customer, the worst first."""
        found = Case.objects.filter(customer=self.row, state__in=AT_WORK, merged_into__isnull=True)
        return list(found.prefetch_related("clocks").order_by("severity", "-id")[: 2 * SHOWN])

    @cached_property
    def ever(self) -> dict[str, int]:
        """How many cases of each kind there ever were."""
        from django.db.models import Count

        counted: Any = Case.objects.filter(customer=self.row).values_list("kind").annotate(Count("id"))
        return dict(counted)

    @cached_property
    def measures(self) -> list[Enforcement]:
        found = Enforcement.objects.filter(Q(customer=self.row) | Q(value=self.row.key))
        return list(found.order_by("-id")[:SHOWN])

    @property
    def live(self) -> list[Enforcement]:
        return [one for one in self.measures if one.state in _LIVE]

    @cached_property
    def rights(self) -> list[CallerIdRight]:
        return list(CallerIdRight.objects.filter(customer=self.row).order_by("id")[: SHOWN + 1])

    @cached_property
    def rights_count(self) -> int:
        if len(self.rights) <= SHOWN:
            return len(self.rights)
        return CallerIdRight.objects.filter(customer=self.row).count()

    @cached_property
    def trunks(self) -> list[Trunk]:
        return list(Trunk.objects.filter(customer=self.row).order_by("key")[:SHOWN])

    @cached_property
    def below(self) -> int:
        """How many customers stand below it, as below a reseller."""
        return Customer.objects.filter(parent=self.row).count()

    @cached_property
    def last_change(self) -> AuditEvent | None:
        return AuditEvent.objects.filter(object_kind="customer", object_ref=self.row.ref).order_by("-number").first()

    @property
    def alerts_words(self) -> str:
        return f"{len(self.alerts)} alert{'' if len(self.alerts) == 1 else 's'}"

    @cached_property
    def standing(self) -> Standing:
        """What counts against it, and what it was told."""
        return standing_of(self.row, self.now)

    @property
    def bases(self) -> dict[str, str]:
        return RIGHT_BASES

    @property
    def reasons(self) -> Mapping[str, str]:
        return REASON_WORDS

    @property
    def masked(self) -> list[Masked]:
        action = f"/customers/{self.row.key}/reveal"
        return [Masked(f"masked-{field}", field, word, action) for field, word in self.contacts]

    @property
    def has_gaps(self) -> bool:
        return any(counts is None for _, counts, _, _ in self.chart)

    @property
    def until_words(self) -> str:
        """How far the records go; "" where no source tells."""
        at = self.traffic.coverage.complete_up_to
        return f"records complete up to {datetime.fromtimestamp(at, UTC):%H:%M} UTC" if at else ""

    @cached_property
    def drawn(self) -> SafeString:
        days = [day for day, *_ in self.chart]
        rows = [_bar(*one) for one in self.chart]
        return bars(rows, Axis(day_labels(days)), f"Calls per day: {self.sentence.said}")

    @cached_property
    def contacts(self) -> list[tuple[str, str]]:
        """Field and its word, of the contacts that are written down."""
        return [(field, word) for field, word in CONTACTS if getattr(self.row, field)]

    @cached_property
    def limits(self) -> list[Limit]:
        return [
            Limit(words, float(self.row.settings[name]), *self._used(name))
            for name, words in LIMITS
            if self.row.settings.get(name)
        ]

    def _used(self, name: str) -> tuple[float | None, str]:
        """From the roll-ups, which follow the calls by a minute or two."""
        hour, day = self.now - 3600, self.now - 86_400
        if name == "attempts_1h_max":
            return self._attempts(hour), "since the last full hour began"
        if name == "attempts_1d_max":
            return self._attempts(day), "of the last 24 hours, whole hours"
        return None, ""

    def _attempts(self, since: float) -> float:
        return float(sum(one.counts.attempts for one in self.traffic.hours if one.at + 3600 > since))

    @cached_property
    def chart(self) -> list[tuple[str, Counts | None, int, float | None]]:
        """Day, its counts, calls declared for it, calls of the customer in the middle of its peers."""
        peers = {one.day: one.values[PEER_PERCENTILES.index(50)] for one in self.peer_days}
        return [
            (day, counts, declared_calls(self.pattern, day), peers.get(day)) for day, counts in filled(self.traffic)
        ]

    @cached_property
    def figures(self) -> list[Figure]:
        last = self.days[-1] if self.days else None
        pattern = self.pattern
        short, low, high = (
            pattern.short_share_max or None,
            pattern.answered_share_min or None,
            pattern.answered_share_max,
        )
        made = [
            self._share(
                "Answered share", PeerFigure.ANSWERED_SHARE, [one.answered_share for one in self.days], low, high
            ),
            self._share("Calls under 6 s", PeerFigure.SHORT_SHARE, [one.short_share for one in self.days], None, short),
            self._callers([one.caller_ids for one in self.days], pattern.caller_ids_max),
        ]
        if pattern.until_hour:
            outside = [one.outside_share for one in self.days]
            hours = f"declared {pattern.from_hour}:00 to {pattern.until_hour}:00"
            value = last.outside_share if last else None
            made.append(
                Figure(
                    "Outside declared hours",
                    _percent(value),
                    hours,
                    "",
                    recent(outside),
                    None,
                    0.02,
                    (value or 0) > 0.02,
                )
            )
        return made

    def _share(
        self, words: str, figure: PeerFigure, values: list[float | None], low: float | None, high: float | None
    ) -> Figure:
        value = values[-1] if values else None
        declared = ""
        if low and high:
            declared = f"declared {low * 100:.0f} to {_percent(high)}"
        elif low or high:
            declared = f"declared at least {_percent(low)}" if low else f"declared up to {_percent(high)}"
        outside = value is not None and ((low is not None and value < low) or (bool(high) and value > (high or 0)))
        return Figure(
            words, _percent(value), declared, self._rank(figure, value), recent(values), low, high or None, outside
        )

    def _callers(self, values: list[int | None], most: int) -> Figure:
        value = values[-1] if values else None
        line = [None if one is None else float(one) for one in values]
        declared = f"declared up to {most:,}" if most else ""
        rank = self._rank(PeerFigure.CALLERS, value)
        shown = "" if value is None else f"{value:,}"
        over = bool(most and value and value > most)
        return Figure("Different caller IDs", shown, declared, rank, recent(line), None, float(most) or None, over)

    def _rank(self, figure: PeerFigure, value: float | None) -> str:
        """Where the last whole day lies among the peers', as far as it is out of their middle."""
        if value is None or not self.days:
            return ""
        at = datetime.fromisoformat(self.days[-1].day).replace(tzinfo=UTC)
        found = self._peers.peers(at, at + timedelta(days=1), figure)
        if not found:
            return ""
        below = [share for share, line in zip(PEER_PERCENTILES, found[-1].values, strict=True) if value > line]
        if not below:
            return f"lower than {100 - PEER_PERCENTILES[0]} % of peers"
        if below[-1] >= 75:
            return f"higher than {below[-1]} % of peers"
        under = [share for share, line in zip(PEER_PERCENTILES, found[-1].values, strict=True) if value < line]
        return f"lower than {100 - under[0]} % of peers" if under and under[0] <= 25 else "like peers"

    def csv(self) -> HttpResponse:
        """The chart's table twin: what is drawn, and nothing else."""
        header = ("day_utc", "calls", "answered", "blocked", "declared", "peers_median")
        rows = []
        for day, one, declared, peer in self.chart:
            counts = ("", "", "") if one is None else (str(one.attempts), str(one.answered), str(one.blocked))
            rows.append((day, *counts, str(declared or ""), "" if peer is None else f"{peer:.0f}"))
        response = HttpResponse(csv_bytes(header, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="calls-{self.row.ref}.csv"'
        return response


def _bar(day: str, counts: Counts | None, declared: int, peers: float | None) -> Bar:
    if counts is None:
        return Bar(f"{day}: no record", None, float(declared), peers)
    above = max(0, counts.attempts - declared) if declared else 0
    words = f"{day}: {counts.attempts:,} calls" + (f", {declared:,} declared" if declared else "")
    parts = (("calls", float(counts.attempts - above)), ("above", float(above)))
    return Bar(words, parts, float(declared), peers)


def facts_of(row: Customer, traffic: CustomerTraffic, peers: Traffic, now: float) -> Facts:
    return Facts(row, traffic, peers, now)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f}\u202f%"
