"""Late call records came: whose calls a complaint speaks of is looked up anew, and what changed is told on its case.

What was answered stays as it was. A person's verdict stays, too: the case is opened again, and says what the records
say by now.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from bellwarden.complaints.reading import written_at
from bellwarden.complaints.searching import searches
from bellwarden.flows.office import cases
from bellwarden.flows.office.complaints import (
    ANSWERS,
    MATCH_WORDS,
    call_a_person,
    customer_of,
    folding_of,
    found_in,
    said_of,
    severity_of,
    title_of,
)
from bellwarden.flows.office.corrections import reading_of
from bellwarden.flows.office.proof import EvidenceKeeper
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.complaint import Reading
from bellwarden.model.complaint_match import Match, Matching, Triage
from bellwarden.model.office.case import Case, Evidence, Visibility
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Desk

DAY_S: Final = 86_400.0
BACK_S: Final = 60 * DAY_S  # older complaints are left: their records are as late as they get
AHEAD_S: Final = 2 * DAY_S  # a call may lie so long after the complaint that tells of it: zones and wrong days
BATCH: Final = 100
EVIDENCE: Final = "call_match"


def touched(desk: Desk, days: Collection[str], after: int) -> tuple[tuple[ComplaintRecord, Reading], ...]:
    """Of the next complaints behind number `after`, those that records of these days (UTC) can tell more of; () when
    none is left. The last one's number is where to go on.
    """
    first, last = (datetime.fromisoformat(one).replace(tzinfo=UTC).timestamp() for one in (min(days), max(days)))
    rows = desk.complaints.list(
        id__gt=after, received_at__gte=first - AHEAD_S, received_at__lte=last + BACK_S, limit=BATCH
    )
    return tuple((row, reading_of(desk, row)) for row in rows)


def asks_of(reading: Reading, came: datetime, days: frozenset[str]) -> bool:
    """Whether any call that the complaint may mean lies in these days (UTC)."""
    return any(
        not days.isdisjoint(_days(one.since, one.until)) for one in searches(reading, written_at(reading.message, came))
    )


def rematched(
    world: OfficeWorld,
    complaint_id: int,
    matching: Matching,
    triage: Triage,
    evidence: EvidenceKeeper,
    *,
    corrected: bool = False,
) -> ComplaintRecord:
    """The verdict was found anew; nothing is written where it is the same. Late records can't take knowledge away: one
    file from a place that delivers nothing else makes no earlier verdict "no data". A person's correction can
    (`corrected`), and may change the answers where the calls stay.
    """
    need(world, Right.WORK_CASES)
    with world.office.reading() as desk:
        row = desk.complaints.get(complaint_id)
    before = _matching(row)
    same = (before.verdict, before.confidence, _keys(before)) == (
        matching.verdict,
        matching.confidence,
        _keys(matching),
    )
    if corrected:
        same = same and msgspec.convert(row.triage, Triage) == triage
    if same or (matching.verdict is Match.NO_DATA and not corrected):
        return row
    old = msgspec.json.encode(before)
    digest = evidence.keep(old)
    with world.office.writing(world.actor) as desk:
        row = desk.complaints.get(complaint_id)
        found = replace(found_in(row, matching, triage), matched_at=world.clock.now())
        if row.confirmed_by:  # the person's word stands; what the records say is beside it
            found = replace(found, verdict=row.verdict, confidence=row.confidence, suggested=row.suggested)
        else:
            found = replace(found, customer_id=customer_of(desk, matching))
        if corrected:
            found = replace(found, danger=triage.person_now)
        after = desk.complaints.save(found)
        if corrected and after.danger and not row.danger:
            call_a_person(desk, world, after, cases.root(desk, desk.cases.get(row.case_id)))
        if corrected and not row.confirmed_by:
            _suggest(desk, row, msgspec.convert(row.triage, Triage), triage)
        if (before.verdict, _keys(before)) != (matching.verdict, _keys(matching)):
            desk.audit("complaint.rematch", after, _said(row, before), _said(after, matching))
            _keep(desk, row, digest, len(old))
            _tell(desk, row, after, matching, triage, "corrected" if corrected else "late_records")
        return after


def _suggest(desk: Desk, row: ComplaintRecord, before: Triage, now: Triage) -> None:
    """Answers of its case that nobody has given yet, where it is about this complaint alone."""
    case = desk.cases.get(row.case_id)
    if case.state not in cases.AT_WORK or desk.complaints.count(case_id=case.id) != 1:
        return
    answers = {
        name: (ANSWERS[getattr(before, name).answer], ANSWERS[getattr(now, name).answer]) for name in cases.QUESTIONS
    }
    fresh = {name: new for name, (old, new) in answers.items() if old is not new and getattr(case, name) is old}
    if fresh:
        cases.answer_on(desk, case, fresh)


def _tell(
    desk: Desk, row: ComplaintRecord, after: ComplaintRecord, matching: Matching, triage: Triage, why: str
) -> None:
    """On its case: what the records say now; the case follows where it is about this complaint alone."""
    said = _sentence(row, matching)
    case = cases.root(desk, desk.cases.get(row.case_id))
    alone = case.id == row.case_id and desk.complaints.count(case_id=case.id) == 1
    changes: dict[str, object] = {"severity": min(case.severity, severity_of(triage))}
    if not row.confirmed_by and alone:
        changes |= _about(desk, case, after, matching)
    cases.tell_on(desk, case, why, said, changes)


def _about(desk: Desk, case: Case, row: ComplaintRecord, matching: Matching) -> dict[str, object]:
    """What its case is about from now on. One that is open about the same already is left to a person to merge."""
    reading = reading_of(desk, row)
    subject, key = folding_of(reading, matching)
    taken = desk.cases.find(fold_key=key, state__in=cases.AT_WORK, merged_into_id=0) if key else None
    found: dict[str, object] = {"title": title_of(reading.kind, matching.verdict), "customer_id": row.customer_id}
    if taken is None or taken.id == case.id:
        found |= {"subject": subject, "fold_key": key}
    return found


def _sentence(row: ComplaintRecord, matching: Matching) -> str:
    calls = len(matching.found)
    told = f"{calls} call{'' if calls == 1 else 's'} found" if calls else "no call found"
    until = matching.coverage.until
    reach = f", records complete to {until:%Y-%m-%d %H:%M} UTC" if until is not None else ""
    said = f"{row.reference}: {MATCH_WORDS[matching.verdict]}, {told}{reach}"
    if row.confirmed_by and row.verdict is not matching.verdict:
        return f"{said}. {row.confirmed_by} decided “{MATCH_WORDS[row.verdict]}” before they came: look again"
    return f"{said}; {row.found} before"


def _said(row: ComplaintRecord, matching: Matching) -> dict[str, object]:
    """For the trail; what the records say stands beside the person's word where they differ."""
    told = said_of(row)
    return told if row.verdict is matching.verdict else {**told, "records": matching.verdict.value}


def _keep(desk: Desk, row: ComplaintRecord, digest: str, size: int) -> None:
    """What the records said before stays readable."""
    if desk.evidence.find(case_id=row.case_id, sha256=digest) is None:
        desk.evidence.add(
            Evidence(
                case_id=row.case_id,
                kind=EVIDENCE,
                sha256=digest,
                size=size,
                captured_at=row.matched_at,
                source="call log",
                visibility=Visibility.CPNI,
                summary=f"{row.reference}: what the call records said before",
            )
        )


def _matching(row: ComplaintRecord) -> Matching:
    return msgspec.convert(row.matching, Matching)


def _keys(matching: Matching) -> tuple[str, ...]:
    return tuple(one.key for one in matching.found)


def _days(since: datetime, until: datetime) -> Iterator[str]:
    at = since.astimezone(UTC)
    last = until.astimezone(UTC).date()
    while at.date() <= last:
        yield at.date().isoformat()
        at += timedelta(days=1)
