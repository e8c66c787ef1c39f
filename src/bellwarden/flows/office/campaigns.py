"""Complaints that tell of one campaign become a case; once a person confirms it, rules: with owner, reason and end.

Only complaints whose own calls are in the log make a campaign, so that no crowd of forged ones gets anybody blocked. A
rule is a measure like any other: a second person approves it, the gates confirm it, it ends by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import msgspec

from bellwarden.complaints.campaigns import group
from bellwarden.complaints.matching import Owners
from bellwarden.flows.office import cases, enforcement
from bellwarden.flows.office.corrections import readings_of
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.weighing import TOGETHER_S, text_of
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.complaint import NumberRole, Reading
from bellwarden.model.complaint_match import Matching
from bellwarden.model.office.case import FINDING_MOVES, Case, CaseKind, Finding, FindingState
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.complaint_weight import WRONG, ComplaintWeight
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState, ReasonCode
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.model.verdict import EvidenceClass
from bellwarden.ports.office import Conflict, Desk

PEOPLE_MIN: Final = 3.0  # complainants, by weight
COMPLAINTS_MAX: Final = 2_000  # looked at together, the latest
KEY: Final = "campaign:"  # how the folding key of its case begins
FOUND_BY: Final = "campaigns"
ORIGIN: Final = "campaign"
WORDS_MAX: Final = 400
LISTED_MAX: Final = 200
SEVERITY: Final = 2
DEAD: Final = (MeasureState.REJECTED, MeasureState.FAILED, MeasureState.REMOVED, MeasureState.EXPIRED)


class Caller(msgspec.Struct, frozen=True):
    """A caller ID of the campaign's calls. `why` says why no rule can be made of it; "" when one can."""

    number: str  # digits, or what was shown instead
    calls: int
    people: int
    by: str  # who made or brought the calls: key of customer or upstream
    why: str = ""


class Campaign(msgspec.Struct, frozen=True):
    """What its case keeps in `details`."""

    complaints: int
    people: float  # complainants, by weight
    first_at: float
    last_at: float
    words: str  # of the first complaint
    members: tuple[str, ...]
    parties: dict[str, int]
    callbacks: dict[str, int]
    callers: tuple[Caller, ...]


class Confirmed(NamedTuple):
    """`refused`: numbers of which no rule came, and why."""

    case: Case
    rules: tuple[EnforcementRecord, ...]
    refused: tuple[tuple[str, str], ...]


class _Member(NamedTuple):
    weight: ComplaintWeight
    row: ComplaintRecord
    reading: Reading
    matching: Matching


def campaign_of(details: Mapping[str, object]) -> Campaign:
    """Out of the details of its case."""
    return msgspec.convert(details[ORIGIN], Campaign)


def find(world: OfficeWorld, owners: Owners) -> int:
    """Open a case for each campaign that has none, bring the others up to date; how many are new."""
    need(world, Right.WORK_CASES)
    with world.office.reading() as desk:
        members = _members(desk, world.clock.now() - TOGETHER_S)
    found = 0
    for one in _together(members):
        if sum(member.weight.weight for member in one) >= PEOPLE_MIN:
            with world.office.writing(world.actor) as desk:
                found += _keep(desk, world, one, _told(one, owners))
    return found


def confirm(
    world: OfficeWorld, case_id: int, numbers: Sequence[str], expires_at: float, reason: str, public_text: str = ""
) -> Confirmed:
    """The campaign is one: a rule for each of these caller IDs is proposed, and waits for a second person."""
    need(world, Right.PROPOSE)
    with world.office.writing(world.actor) as desk:
        case, finding = _finding(desk, case_id)
        known = {one.number: one for one in campaign_of(case.details).callers}
        faults = [
            FieldFault("numbers", f"{number}: {known[number].why if number in known else 'is none of the campaign'}")
            for number in numbers
            if number not in known or known[number].why
        ]
        faults += [] if reason.strip() else [FieldFault("reason", "say why: it stands with every rule")]
        if faults:
            raise BadInput(faults)
        if finding.state is FindingState.PROPOSED:
            _settle(desk, case, finding, "confirm", reason)
        there = desk.enforcements.list(case_id=case.id, kind=MeasureKind.BLOCK_CALLING)
    standing = {one.value for one in there if one.state not in DEAD}
    rules, refused = [], []
    for number in dict.fromkeys(numbers):
        if number in standing:
            continue
        try:
            rules.append(enforcement.propose(world, _wish(case, finding, number, expires_at, reason, public_text)))
        except (BadInput, Conflict) as error:
            refused.append((number, str(error)))
    return Confirmed(case, tuple(rules), tuple(refused))


def reject(world: OfficeWorld, case_id: int, reason: str) -> Case:
    """These complaints are no campaign. What comes later of them opens no other."""
    need(world, Right.PROPOSE)
    with world.office.writing(world.actor) as desk:
        case, finding = _finding(desk, case_id)
        if not reason.strip():
            raise BadInput([FieldFault("reason", "say why: the next one who looks at it will want to know")])
        _settle(desk, case, finding, "reject", reason)
        return case


def _finding(desk: Desk, case_id: int) -> tuple[Case, Finding]:
    case = desk.cases.get(case_id)
    finding = desk.findings.find(case_id=case_id, by=FOUND_BY)
    if finding is None or ORIGIN not in case.details:
        raise BadInput([FieldFault("", f"{case.ref} is about no campaign")])
    return case, finding


def _settle(desk: Desk, case: Case, finding: Finding, move: str, reason: str) -> None:
    kept = desk.findings.save(replace(finding, state=moved(FINDING_MOVES, finding.state, move)))
    desk.audit(f"finding.{move}", kept, {"state": finding.state.value}, {"state": kept.state.value}, reason[:500])
    desk.audit(f"case.campaign_{move}", case, after={"finding": kept.ref}, reason=reason[:500])


def _wish(case: Case, finding: Finding, number: str, expires_at: float, reason: str, public_text: str) -> Wish:
    return Wish(
        kind=MeasureKind.BLOCK_CALLING,
        value=f"+{number}",
        expires_at=expires_at,
        reason_code=ReasonCode.ILLEGAL_CALLS,
        evidence_class=EvidenceClass.FACT,  # its calls are in the log, told of by those who were called
        internal_text=f"campaign {case.ref}, {finding.ref}: {reason.strip()}",
        public_text=public_text,
        case_id=case.id,
        finding_id=finding.id,
        origin=ORIGIN,
    )


def _members(desk: Desk, since: float) -> list[_Member]:
    weights = desk.complaint_weights.list(
        borne_out=True, weight__gt=0.0, received_at__gt=since, order="-received_at", limit=COMPLAINTS_MAX
    )
    kept = {one.complaint_id: one for one in weights if one.decided != WRONG}
    rows = desk.complaints.list(id__in=list(kept), limit=COMPLAINTS_MAX) if kept else ()
    read = zip(rows, readings_of(desk, rows), strict=True) if rows else ()
    members = [_Member(kept[row.id], row, reading, msgspec.convert(row.matching, Matching)) for row, reading in read]
    return sorted(members, key=lambda one: (one.row.received_at, one.row.id))


def _together(members: Sequence[_Member]) -> Iterable[list[_Member]]:
    """Those that share their text, a number to call back, or a caller ID of their calls."""
    names: list[list[str]] = [
        [
            *(f"text {root}" for root in [root] if text_of(one.reading)),
            *(f"back {number.digits}" for number in one.reading.in_role(NumberRole.CALLBACK)),
            *(f"from {call.call.calling}" for call in one.matching.found if call.call.calling),
        ]
        for one, root in zip(members, group([text_of(one.reading) for one in members]), strict=True)
    ]
    place: dict[str, int] = {}
    groups: dict[int, list[int]] = {}
    for at, own in enumerate(names):
        met = sorted({place[name] for name in own if name in place}) or [at]
        first = groups.setdefault(met[0], [])
        for other in met[1:]:
            first += groups.pop(other)
        first.append(at)
        place = {name: met[0] if home in met else home for name, home in place.items()}
        place.update(dict.fromkeys(own, met[0]))
    for found in groups.values():
        yield [members[at] for at in sorted(found)]


def _told(members: Sequence[_Member], owners: Owners) -> Campaign:
    callbacks = Counter(
        number for one in members for number in {each.digits for each in one.reading.in_role(NumberRole.CALLBACK)}
    )
    return Campaign(
        complaints=len(members),
        people=round(sum(one.weight.weight for one in members), 3),
        first_at=members[0].row.received_at,
        last_at=members[-1].row.received_at,
        words=next((text for one in members if (text := text_of(one.reading))), "")[:WORDS_MAX],
        members=tuple(one.row.reference for one in members[:LISTED_MAX]),
        parties=dict(Counter(one.weight.party for one in members).most_common(LISTED_MAX)),
        callbacks=dict(callbacks.most_common(LISTED_MAX)),
        callers=tuple(_callers(members, owners)),
    )


def _callers(members: Sequence[_Member], owners: Owners) -> list[Caller]:
    calls: Counter[tuple[str, str]] = Counter()
    people: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in members:
        for found in one.matching.found:
            call = found.call
            shown = str(call.calling or "") or call.calling_text or "withheld"
            key = (shown, call.customer or call.upstream or "")
            calls[key] += 1
            people[key].add(one.row.id)
    return [
        Caller(shown, number, len(people[shown, by]), by, _why_not(shown, by, owners))
        for (shown, by), number in calls.most_common(LISTED_MAX)
    ]


def _why_not(shown: str, by: str, owners: Owners) -> str:
    """Why no rule is made of a caller ID: the calls of whoever has it honestly would be refused, too."""
    if not shown.isdecimal():
        return "no number that can be blocked; what can't exist is refused by the policy's own checks"
    holder = owners.holder(int(shown)) or owners.shower(int(shown))
    if holder and holder != by:
        return f"{holder} has it, and did not make these calls"
    return ""


def _keep(desk: Desk, world: OfficeWorld, members: Sequence[_Member], told: Campaign) -> bool:
    """Whether it is new. A campaign that somebody rejected is left alone."""
    before = sorted({one.weight.campaign_id for one in members} - {0})
    details: Mapping[str, object] = {ORIGIN: msgspec.to_builtins(told)}
    if before:
        case = desk.cases.get(before[0])
        rejected = desk.findings.find(case_id=case.id, by=FOUND_BY, state=FindingState.REJECTED)
        if case.details != details and rejected is None:
            said = f"{told.complaints} complaints by now, {len(told.callers)} caller IDs"
            case = cases.tell_on(desk, case, "grow", said, {"details": details})
    else:
        case = _open(desk, world, members, told, details)
    for one in members:
        if one.weight.campaign_id != case.id:
            fresh = desk.complaint_weights.get(one.weight.id)
            desk.complaint_weights.save(replace(fresh, campaign_id=case.id))
    return not before


def _open(
    desk: Desk, world: OfficeWorld, members: Sequence[_Member], told: Campaign, details: Mapping[str, object]
) -> Case:
    first = members[0].row.reference
    customers = {one.weight.customer_id for one in members}
    opening = cases.Opening(
        kind=CaseKind.COMPLAINT,
        title=f"Campaign: {told.complaints} complaints of {told.people:g} people, {len(told.callers)} caller IDs",
        subject=f"campaign of {first}",
        customer_id=customers.pop() if len(customers) == 1 else 0,
        severity=SEVERITY,
        fold_key=f"{KEY}{first}",
        details=details,
    )
    case = cases.open_on(desk, world, opening).case
    statement = f"{told.complaints} complaints tell of one campaign: the same words, caller IDs or numbers to call back"
    inputs = {"members": list(told.members), "callers": [one.number for one in told.callers]}
    finding = desk.findings.add(Finding(case_id=case.id, statement=statement, by=FOUND_BY, inputs=inputs))
    desk.audit("finding.propose", finding, after={"case": case.ref, "complaints": told.complaints})
    return case
