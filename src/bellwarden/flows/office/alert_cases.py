"""From an alert to work: a case that somebody has to answer, with the figures and calls that speak for it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bellwarden.flows.office.cases import Opened, Opening, open_case
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Case, CaseKind

# Of a case, by what the alert asks for: a limit is urgent, a report is for the quiet hours.
SEVERITIES: Final[Mapping[str, int]] = {"limit": 2, "case": 3, "report": 4}
TITLE_MAX: Final = 200
FLOOD: Final = "complaint_flood"  # many complaints that no call bears out (weighing.py)
OF_COMPLAINTS: Final = (FLOOD, "complaint_rate")  # alerts that are complaints counted, and no second sign beside them


class Seen(NamedTuple):
    """What was found, as far as a case has to know it."""

    kind: str  # customer, trunk, calling, …
    subject: str
    detector: str
    title: str
    step: str
    details: Mapping[str, object]  # figures with their lines, sample calls: kept as they were seen


def open_from(world: OfficeWorld, seen: Seen) -> Opened:
    """Further alerts of the same pattern about the same subject fold into the case."""
    with world.office.reading() as desk:
        row = desk.customers.find(key=seen.subject) if seen.kind == "customer" else None
    return open_case(
        world,
        Opening(
            kind=CaseKind.ALERT,
            title=f"{seen.title}: {seen.subject}"[:TITLE_MAX],
            subject=seen.subject,
            customer_id=row.id if row is not None else 0,
            severity=SEVERITIES.get(seen.step, 3),
            fold_key=fold_key(seen.kind, seen.subject, seen.detector),
            details=seen.details,
        ),
    )


def of_complaints(case: Case) -> bool:
    """Whether an alert rests on complaints alone."""
    return case.fold_key.rpartition(":")[2] in OF_COMPLAINTS


def fold_key(kind: str, subject: str, detector: str) -> str:
    return f"alert:{kind}:{subject}:{detector}"
