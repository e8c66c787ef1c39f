"""An office of many years, drawn from a seed: its rows as records, in the order in which they can be kept.

Nothing of it is anybody's: invented companies, area codes 238 and 446, which belong to nobody. Ids are given here, so
that rows may point to each other before they are kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, TypeVar

from bellwarden.model.complaint_match import Match
from bellwarden.model.office.caller_id_right import CallerIdRight, RightBasis
from bellwarden.model.office.case import (
    Answer,
    Case,
    CaseKind,
    CaseState,
    Clock,
    ClockState,
    Evidence,
    Finding,
    FindingState,
    Outcome,
)
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.customer import CustomerKind, CustomerRecord
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState, ReasonCode
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.model.policy import Standing, TrunkRole
from bellwarden.model.verdict import EvidenceClass
from bench.office.letters import Facts

Kind = TypeVar("Kind")
DAY_S: Final = 86_400.0
YEARS: Final = 3
PLACES: Final = (
    *("Alder", "Birch", "Cedar", "Dunmore", "Elmwood", "Fairview", "Granite", "Hazel", "Ironwood", "Juniper"),
    *("Kestrel", "Larch", "Maple", "Northgate", "Orchard", "Pinecrest", "Quarry", "Redwood", "Sycamore", "Thornbury"),
)
TRADES: Final = (
    *("Dental Group", "Freight", "Insurance", "School District", "Surveys", "Roofing", "Clinics", "Legal", "Solar"),
    *("Pharmacy", "Credit Union", "Property Care", "Telecom", "Staffing", "Motors", "Energy", "Wholesale"),
)
PEOPLE: Final = ("a.castell", "b.oduya", "j.lindqvist", "m.ferreira", "r.takala", "s.vantongeren")
STANDINGS: Final = {
    Standing.ACTIVE: 90,
    Standing.LIMITED: 4,
    Standing.SUSPENDED: 2,
    Standing.PROSPECT: 2,
    Standing.TERMINATED: 2,
}
KINDS: Final = {
    CaseKind.COMPLAINT: 70,
    CaseKind.ALERT: 20,
    CaseKind.TRACEBACK: 4,
    CaseKind.DISPUTE: 4,
    CaseKind.LEGAL: 1,
    CaseKind.OTHER: 1,
}
TITLES: Final = {
    CaseKind.COMPLAINT: "{n} people report calls about a warranty",
    CaseKind.ALERT: "Short calls to many numbers, {n} an hour",
    CaseKind.TRACEBACK: "Traceback of a call to 446-200-{n:04d}",
    CaseKind.DISPUTE: "The holder of 238-200-{n:04d} says that calls are blocked in error",
    CaseKind.LEGAL: "Order to keep the records of {n} calls",
    CaseKind.OTHER: "A question about {n} calls",
}
AT_WORK: Final = (CaseState.OPEN, CaseState.INVESTIGATING, CaseState.WAITING)
SETTINGS: Final[dict[MeasureKind, dict[str, object]]] = {
    MeasureKind.LIMIT: {"cps_max": 1},
    MeasureKind.CHALLENGE: {"by": "captcha"},
}
MEASURES: Final = (MeasureKind.LIMIT, MeasureKind.BLOCK_CALLING, MeasureKind.SUSPEND, MeasureKind.CHALLENGE)


@dataclass(frozen=True)
class Size:
    """How much there is of everything. `at_work`: cases that are not closed; `in_force`: enforcements."""

    customers: int = 5_000
    cases: int = 200_000
    at_work: int = 3_000
    enforcements: int = 20_000
    in_force: int = 400


class Rows:
    """`now`: seconds since 1970; everything happened before it. The same seed gives the same rows."""

    def __init__(self, size: Size, now: float, seed: int = 1) -> None:
        self.size = size
        self.now = now
        self._seed = seed

    def customers(self) -> Iterator[CustomerRecord]:
        rng = self._rng("customers")
        kinds = (CustomerKind.END_USER,) * 17 + (CustomerKind.RESELLER, CustomerKind.PLATFORM, CustomerKind.UPSTREAM)
        for number in range(1, self.size.customers + 1):
            key, name = customer_key(number), customer_name(number)
            opened = self.now - rng.uniform(30, 365 * YEARS) * DAY_S
            yield CustomerRecord(
                **_kept("CU", number, opened),
                external_id=f"billing-{700_000 + number}",
                key=key,
                name=name,
                kind=kinds[number % len(kinds)],
                standing=_drawn(rng, STANDINGS),
                legal_name=f"{name} LLC",
                country="US",
                abuse_email=f"abuse@{key}.example",
                technical_email=f"noc@{key}.example",
                legal_email=f"legal@{key}.example",
                billing_email=f"billing@{key}.example",
                phone=f"+1238201{number % 10_000:04d}",
                address=f"{number} Main Street, {PLACES[number % len(PLACES)]}",
                declared={"use": "reminders", "calls_1d_max": rng.randrange(200, 20_000), "cps_max": 20},
                settings={"cps_max": rng.choice((5, 10, 20, 50))},
                opened_at=opened,
            )

    def trunks(self) -> Iterator[TrunkRecord]:
        for number in range(1, self.size.customers + 1):
            role = TrunkRole.UPSTREAM if number % 20 == 19 else TrunkRole.CUSTOMER
            address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
            key = f"t-{customer_key(number)}"
            yield TrunkRecord(
                **_kept("", number, self.now - 30 * DAY_S), key=key, role=role, customer_id=number, addresses=(address,)
            )

    def caller_id_rights(self) -> Iterator[CallerIdRight]:
        for number in range(1, self.size.customers + 1):
            block = f"+1238{200 + number // 1000:03d}{number % 1000:03d}*"
            kept = _kept("CR", number, self.now - 30 * DAY_S)
            yield CallerIdRight(**kept, customer_id=number, numbers=block, basis=RightBasis.HELD)

    def cases(self) -> Iterator[Case]:
        """The oldest first; the last `at_work` are still worked on."""
        rng = self._rng("cases")
        closed = self.size.cases - self.size.at_work
        for number in range(1, self.size.cases + 1):
            opened = self.now - (self.size.cases - number + rng.random()) / self.size.cases * 365 * YEARS * DAY_S
            working = number > closed
            yield self._case(rng, number, self.now - rng.uniform(0, 5) * DAY_S if working else opened, working)

    def _case(self, rng: Random, number: int, opened: float, working: bool) -> Case:
        kind = _drawn(rng, KINDS)
        customer = 1 + int(self.size.customers * rng.random() ** 2)  # some are written about far more than others
        state = (
            rng.choice((CaseState.OPEN, CaseState.INVESTIGATING, CaseState.WAITING)) if working else CaseState.CLOSED
        )
        outcome = rng.choice([one for one in Outcome if one is not Outcome.UNSET])
        taken = working and state is not CaseState.OPEN
        return Case(
            **_kept("C", number, opened),
            kind=kind,
            title=TITLES[kind].format(n=number % 10_000),
            state=state,
            outcome=Outcome.UNSET if working else outcome,
            severity=1 if kind is CaseKind.TRACEBACK else rng.choice((2, 3, 3, 3, 4)),
            customer_id=customer,
            subject=customer_key(customer),
            fold_key=f"{kind.value}:{number}",
            illegal=rng.choice(tuple(Answer)),
            assignee=rng.choice(PEOPLE) if taken else "",
            folded=rng.choice((0, 0, 0, 1, 7)),
            opened_at=opened,
            resolved_at=0.0 if working else min(opened + rng.uniform(0.01, 9) * DAY_S, self.now),
        )

    def complaints(self, facts: Sequence[Facts]) -> Iterator[ComplaintRecord]:
        """One for each case of a complaint; those of closed cases were decided."""
        rng = self._rng("complaints")
        number = 0
        for case in self.cases():
            if case.kind is not CaseKind.COMPLAINT:
                continue
            number += 1
            verdict, said = rng.choice(tuple(Match)), facts[number % len(facts)]
            yield ComplaintRecord(
                **_kept("", number, case.opened_at),
                case_id=case.id,
                reference=f"C-{number:08d}",
                message=f"{number:064x}",
                received_at=case.opened_at,
                channel="mail",
                kind="robocall",
                medium="call",
                language="en",
                sender=f"someone{number % 50_000}@person.example",
                sender_class="person",
                subject="calls",
                customer_id=case.customer_id if verdict is Match.MADE_BY_CUSTOMER else 0,
                verdict=verdict,
                suggested=verdict,
                confidence=rng.random(),
                found=rng.randrange(5),
                confirmed_by=rng.choice(PEOPLE) if case.resolved_at else "",
                confirmed_at=case.resolved_at,
                matched_at=case.opened_at,
                reading=said["reading"],
                matching=said["matching"],
                triage=said["triage"],
            )

    def clocks(self) -> Iterator[Clock]:
        """One for each case: met where it is closed, some run out where it is not."""
        rng = self._rng("clocks")
        for number, case in enumerate(self.cases(), 1):
            length = rng.choice((4, 24, 72)) * 3600.0
            due = case.opened_at + length
            late = due < self.now
            state = ClockState.MET if case.resolved_at else ClockState.BREACHED if late else ClockState.RUNNING
            yield Clock(
                **_kept("", number, case.opened_at),
                kind="traceback" if case.kind is CaseKind.TRACEBACK else "first_look",
                case_id=case.id,
                state=state,
                length_s=length,
                started_at=case.opened_at,
                due_at=due,
                met_at=case.resolved_at if state is ClockState.MET else 0.0,
                breached_at=due if state is ClockState.BREACHED else 0.0,
            )

    def findings(self) -> Iterator[Finding]:
        """One for every third case."""
        for number in range(1, self.size.cases // 3 + 1):
            yield Finding(
                **_kept("F", number, self.now - DAY_S),
                case_id=number * 3,
                statement="64 % of calls last under 6 s, line at 55 %",
                by="short_calls 3",
                state=FindingState.CONFIRMED,
                internal_text="Two families of signs agree.",
                public_text="Many short calls.",
            )

    def evidence(self) -> Iterator[Evidence]:
        for number in range(1, self.size.cases + 1):
            yield Evidence(
                **_kept("EV", number, self.now - DAY_S),
                case_id=number,
                kind="mail",
                sha256=f"{number:064x}",
                size=2_000 + number % 9_000,
                captured_at=self.now - DAY_S,
                source="abuse@ mailbox",
                summary="The complaint as it came in",
            )

    def enforcements(self) -> Iterator[EnforcementRecord]:
        rng = self._rng("enforcements")
        for number in range(1, self.size.enforcements + 1):
            in_force = number > self.size.enforcements - self.size.in_force
            pressed = self.now - (rng.uniform(0, 6) if in_force else rng.uniform(30, 365 * YEARS)) * DAY_S
            yield self._enforcement(number, pressed, in_force)

    def _enforcement(self, number: int, pressed: float, in_force: bool) -> EnforcementRecord:
        kind = MEASURES[number % len(MEASURES)]
        customer = 1 + number % self.size.customers
        by_number = kind is MeasureKind.BLOCK_CALLING
        return EnforcementRecord(
            **_kept("E", number, pressed),
            kind=kind,
            value=f"1446201{number % 10_000:04d}" if by_number else customer_key(customer),
            customer_id=0 if by_number else customer,
            setting=SETTINGS.get(kind, {}),
            state=MeasureState.ACTIVE if in_force else MeasureState.REMOVED,
            reason_code=ReasonCode.ILLEGAL_CALLS,
            evidence_class=EvidenceClass.FACT,
            internal_text="Calls about a warranty, 64 % under 6 s",
            public_text="Calls that break our terms",
            case_id=self.size.cases - number % self.size.at_work,
            starts_at=pressed,
            expires_at=pressed + 14 * DAY_S,
            proposed_by=PEOPLE[number % len(PEOPLE)],
            proposed_at=pressed - 60,
            approved_by=PEOPLE[(number + 1) % len(PEOPLE)],
            approved_at=pressed,
            pressed_at=pressed,
            journal_line=number,
            lift_line=0 if in_force else number + self.size.enforcements,
            confirmed_at=pressed + 0.2,
            first_refused_at=pressed + 0.3,
        )

    def _rng(self, what: str) -> Random:
        return Random(f"{self._seed}:{what}")


def customer_key(number: int) -> str:
    return f"c{number:04d}"


def customer_name(number: int) -> str:
    place, trade = PLACES[number % len(PLACES)], TRADES[number // len(PLACES) % len(TRADES)]
    serial = number // (len(PLACES) * len(TRADES))
    return f"{place} {trade}" + (f" {serial + 1}" if serial else "")


def _kept(prefix: str, number: int, at: float) -> dict[str, Any]:
    """What the database would give a row."""
    ref = f"{prefix}-2025-{number:06d}" if prefix else ""
    return {"id": number, "version": 1, "ref": ref, "created_at": at, "updated_at": at}


def _drawn(rng: Random, shares: dict[Kind, int]) -> Kind:
    return rng.choices(tuple(shares), tuple(shares.values()))[0]
