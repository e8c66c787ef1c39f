"""Complaints against one party are weighed together, and a crowd that no call bears out is one alert.

A weight takes no work away and suspends nobody: it says how much complaints count where they are counted, on the
customer's page, for the detectors, for campaigns.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import msgspec

from bellwarden.complaints.weights import EVERYBODYS, Said, Weighed, plain_address, weigh
from bellwarden.flows.office import cases
from bellwarden.flows.office.alert_cases import FLOOD, Seen, fold_key, open_from
from bellwarden.flows.office.complaints import folding_of
from bellwarden.flows.office.corrections import readings_of
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.complaint import ComplaintKind, NumberRole, Origin, Reading
from bellwarden.model.complaint_match import Match, Matching
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.complaint_weight import OPEN, RIGHT, WRONG, ComplaintWeight
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Desk

DAY_S: Final = 86_400.0
TOGETHER_S: Final = 30 * DAY_S  # complaints against one party so long back are weighed together
COUNTED_S: Final = 35 * DAY_S  # of calls that detectors look at: four weeks, and one that is late
PARTY_MAX: Final = 2_000  # of them, the latest
CHANGED_MAX: Final = 500  # looked at in one turn
WRITTEN: Final = 200  # rows of one transaction
FLOOD_LEAST: Final = 20  # complaints in a day against one customer that no call bears out
NAME_MAX: Final = 200
OURS: Final = (Match.MADE_BY_CUSTOMER, Match.CARRIED_FOR_UPSTREAM)
FORWARDERS: Final = ("did_supplier", "carrier", "authority", "police")
CONTACTS: Final = ("abuse_email", "technical_email", "legal_email", "billing_email")


BEGIN: Final = (1.0, 0)  # before every complaint


class Interests(NamedTuple):
    """Who gains when somebody is cut off: domains of competitors, as the operator lists them."""

    competitors: frozenset[str] = frozenset()


class Turn(NamedTuple):
    """`upto`: time of change and number of the last complaint looked at; `weights`: how many are other than before."""

    upto: tuple[float, int]
    weights: int = 0
    alerts: int = 0


class _Read(NamedTuple):
    row: ComplaintRecord
    reading: Reading
    matching: Matching
    party: str
    customer_id: int  # against whom it speaks

    @property
    def ours(self) -> bool:
        """Calls of ours, as the records say, or a person."""
        return self.row.verdict in OURS


def weigh_changed(world: OfficeWorld, since: tuple[float, int], interests: Interests) -> Turn:
    """Complaints that came or changed since then, and with them all others against the same party."""
    need(world, Right.WORK_CASES)
    with world.office.reading() as desk:
        changed = _changed(desk, since)
        if not changed:
            return Turn(since)
        before = desk.complaint_weights.list(complaint_id__in=[one.id for one in changed])
        fresh = _read(desk, changed)
        parties = {one.party for one in fresh} | {one.party for one in before}
        weighed = [_weigh_party(desk, party, fresh, interests) for party in sorted(parties)]
    written = sum(_write(world, one) for one in weighed)
    alerts = sum(_tell_flood(world, [row for _, row in one]) for one in weighed)
    return Turn((changed[-1].updated_at, changed[-1].id), written, alerts)


def counted(desk: Desk, now: float) -> dict[str, tuple[tuple[float, float], ...]]:
    """By customer: time of the call and weight of each complaint that counts, of the last weeks."""
    found: dict[str, list[tuple[float, float]]] = {}
    rows = desk.complaint_weights.list(
        borne_out=True, weight__gt=0.0, called_at__gt=now - COUNTED_S, order="-called_at", limit=10_000
    )
    for one in rows:
        if one.customer_id:
            found.setdefault(one.party, []).append((one.called_at, one.weight))
    return {party: tuple(sorted(calls)) for party, calls in found.items()}


def _changed(desk: Desk, since: tuple[float, int]) -> tuple[ComplaintRecord, ...]:
    at, number = since
    same = desk.complaints.list(updated_at=at, id__gt=number, limit=CHANGED_MAX)
    return same or desk.complaints.list(updated_at__gt=at, order="updated_at", limit=CHANGED_MAX)


def _read(desk: Desk, rows: Sequence[ComplaintRecord]) -> list[_Read]:
    found = []
    for row, reading in zip(rows, readings_of(desk, rows), strict=True):
        matching = msgspec.convert(row.matching, Matching)
        party = matching.customer or matching.upstream or matching.holder or folding_of(reading, matching)[0]
        party = party or row.reference  # about nobody that can be told
        found.append((row, reading, matching, party))
    parties = sorted({party for *_, party in found})
    customers = {one.key: one.id for one in desk.customers.list(key__in=parties)}
    return [_Read(*one, customers.get(one[-1], 0)) for one in found]


_Pair = tuple[ComplaintWeight | None, ComplaintWeight]  # as it is kept, and as it is now


def _weigh_party(desk: Desk, party: str, fresh: Sequence[_Read], interests: Interests) -> list[_Pair]:
    mine = {one.row.id: one for one in fresh if one.party == party}
    newest = max((one.row.received_at for one in fresh), default=0.0)
    kept = desk.complaint_weights.list(
        party=party, received_at__gte=newest - TOGETHER_S, order="-received_at", limit=PARTY_MAX
    )
    others = [one.complaint_id for one in kept if one.complaint_id not in mine]
    rest = desk.complaints.list(id__in=others, limit=PARTY_MAX) if others else ()
    mine.update((one.row.id, one) for one in _read(desk, rest) if one.party == party)
    rows = {one.complaint_id: one for one in desk.complaint_weights.list(complaint_id__in=list(mine), limit=PARTY_MAX)}
    said = _Saying(desk, list(mine.values()), interests)
    weighed = {one.reference: one for one in weigh(map(said.of, mine.values()))}
    return [(rows.get(number), _row(rows.get(number), one, weighed[one.row.reference])) for number, one in mine.items()]


class _Saying:
    """Complaints as they are weighed, with what is known of their senders."""

    def __init__(self, desk: Desk, complaints: Sequence[_Read], interests: Interests) -> None:
        self._competitors = interests.competitors
        self._others = _domains_of_customers(desk)
        senders = {plain_address(one.row.sender) for one in complaints if one.row.sender}
        decided = desk.complaint_weights.list(sender__in=sorted(senders), decided__in=(RIGHT, WRONG), limit=10_000)
        self._decided: dict[str, dict[int, int]] = {}
        for one in decided:
            self._decided.setdefault(one.sender, {})[one.complaint_id] = one.decided

    def of(self, one: _Read) -> Said:
        row, reading = one.row, one.reading
        called = reading.in_role(NumberRole.CALLED)
        sender = plain_address(row.sender) if row.sender else ""
        others = [what for number, what in self._decided.get(sender, {}).items() if number != row.id]
        return Said(
            reference=row.reference,
            at=row.received_at,
            sender=row.sender,
            text=text_of(reading),
            forwards=row.sender_confirmed and row.sender_class in FORWARDERS,
            automatic=reading.kind is ComplaintKind.AUTOMATIC or bool(reading.message.automatic),
            called=frozenset(number.digits for number in called),
            impossible=bool(called) and all(number.fault for number in called),
            calls=frozenset(call.key for call in one.matching.found) if one.ours else frozenset(),
            covered=row.verdict is not Match.NO_DATA,
            interest=self._interest(sender.rpartition("@")[2], one.customer_id),
            right_before=others.count(RIGHT),
            decided_before=len(others),
        )

    def _interest(self, domain: str, customer_id: int) -> str:
        if not domain or domain in EVERYBODYS:
            return ""
        if domain in self._competitors:
            return f"{domain} is listed as a competitor's"
        if self._others.get(domain, customer_id) != customer_id:
            return f"{domain} is the domain of another customer of ours"
        return ""


def _domains_of_customers(desk: Desk) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in desk.customers.list(limit=10_000):
        for field in CONTACTS:
            domain = str(getattr(one, field)).rpartition("@")[2].casefold()
            if domain:
                found[domain] = one.id
    return found


def text_of(reading: Reading) -> str:
    """What the sender wrote, without subject and labelled values."""
    parts = reading.message.parts
    return "\n".join(one.text for one in parts if one.origin in (Origin.BODY, Origin.QUOTED) and not one.field.value)


def _decided(row: ComplaintRecord) -> int:
    if not row.confirmed_by:
        return OPEN
    return RIGHT if row.verdict in OURS else WRONG


def _row(kept: ComplaintWeight | None, one: _Read, weighed: Weighed) -> ComplaintWeight:
    first = min((call.call.began.timestamp() for call in one.matching.found), default=0.0)
    sender = plain_address(one.row.sender) if one.row.sender else ""
    return replace(
        kept or ComplaintWeight(complaint_id=one.row.id),
        party=one.party[:NAME_MAX],
        customer_id=one.customer_id,
        received_at=one.row.received_at,
        called_at=first if weighed.borne_out else 0.0,
        borne_out=weighed.borne_out,
        weight=weighed.weight,
        voice=weighed.voice[:NAME_MAX],
        sender=sender[:NAME_MAX],
        decided=_decided(one.row),
        reasons=tuple((reason.code, reason.told) for reason in weighed.reasons),
    )


def _write(world: OfficeWorld, pairs: Sequence[_Pair]) -> int:
    """What differs, some rows a transaction, so that nobody waits long."""
    changed = [(old, new) for old, new in pairs if old != new]
    for first in range(0, len(changed), WRITTEN):
        with world.office.writing(world.actor) as desk:
            for old, new in changed[first : first + WRITTEN]:
                if old is None:
                    desk.complaint_weights.add(new)
                else:
                    desk.complaint_weights.save(new)
    return len(changed)


def _tell_flood(world: OfficeWorld, rows: Sequence[ComplaintWeight]) -> int:
    """One alert about a crowd of complaints that no call bears out; while its case is open it grows with them."""
    last = max((one.received_at for one in rows), default=0.0)
    loose = [one for one in rows if not one.borne_out and one.customer_id and one.received_at > last - DAY_S]
    if len(loose) < FLOOD_LEAST:
        return 0
    details = _details(loose, rows)
    key = fold_key("customer", loose[0].party, FLOOD)
    with world.office.writing(world.actor) as desk:
        case = desk.cases.find(fold_key=key, state__in=cases.AT_WORK, merged_into_id=0)
        if case is not None:
            before = case.details.get("complaints", 0)
            if isinstance(before, int) and len(loose) >= 2 * before:
                said = f"{len(loose)} complaints of a day by now, none borne out"
                cases.tell_on(desk, case, "grow", said, {"details": details})
            return 0
        ended = desk.cases.list(fold_key=key, order="-resolved_at", limit=1)
        if ended and ended[0].resolved_at >= last - DAY_S:
            return 0  # somebody looked at this very crowd
    title = f"{len(loose)} complaints in a day, and no call bears them out"
    open_from(world, Seen("customer", loose[0].party, FLOOD, title, "case", details))
    return 1


def _details(loose: Sequence[ComplaintWeight], rows: Sequence[ComplaintWeight]) -> Mapping[str, object]:
    """What the case shows: how many, by how many, why they count so little."""
    why = Counter(code for one in loose for code, _ in one.reasons)
    times = [one.received_at for one in loose]
    return {
        "complaints": len(loose),
        "first_at": min(times),
        "last_at": max(times),
        "borne_out": sum(one.borne_out for one in rows),
        "weight": round(sum(one.weight for one in loose), 3),
        "senders": len({one.sender for one in loose}),
        "why": dict(why.most_common()),
        "said": [f"{code}: {told}" for code, told in dict(_examples(loose)).items()],
    }


def _examples(rows: Iterable[ComplaintWeight]) -> Iterable[tuple[str, str]]:
    for one in rows:
        yield from one.reasons
