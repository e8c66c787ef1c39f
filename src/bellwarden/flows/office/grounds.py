"""A complaint alone suspends nobody: whatever takes all calls away rests on calls that were found, or on a second sign.

Anybody can write a complaint, a competitor first of all.
"""

from typing import Final

from bellwarden.flows.office.alert_cases import of_complaints
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.notice_letters import MADE, complaints_of
from bellwarden.model.office.case import CaseKind, FindingState, Outcome
from bellwarden.model.office.enforcement import MeasureKind, ReasonCode
from bellwarden.model.verdict import EvidenceClass
from bellwarden.ports.office import Desk

TAKES_ALL: Final = (MeasureKind.SUSPEND, MeasureKind.TERMINATE, MeasureKind.BLOCK_UPSTREAM)
# What an alert came to, where it was none.
_NO_SIGN: Final = (Outcome.LEGITIMATE, Outcome.UNSUBSTANTIATED, Outcome.DUPLICATE)


def rests_on_more(desk: Desk, case_id: int, customer_id: int) -> bool:
    """Whether a case of complaints has calls of this customer's, a confirmed finding, or an alert beside it."""
    case = desk.cases.find(id=case_id) if case_id else None
    if case is None or case.kind is not CaseKind.COMPLAINT:
        return True
    if any(
        one.found and one.verdict in MADE and one.customer_id == customer_id for one in complaints_of(desk, case.id)
    ):
        return True
    if desk.findings.find(case_id=case.id, state=FindingState.CONFIRMED) is not None:
        return True
    alerts = desk.cases.list(kind=CaseKind.ALERT, customer_id=customer_id) if customer_id else ()
    return any(one.outcome not in _NO_SIGN and not of_complaints(one) for one in alerts)


def check_grounds(
    desk: Desk,
    kind: MeasureKind,
    case_id: int,
    customer_id: int,
    evidence_class: EvidenceClass,
    reason_code: ReasonCode,
) -> None:
    """BadInput for what would rest on a complaint alone. An authority and a legal order stand by themselves."""
    if kind not in TAKES_ALL or evidence_class is EvidenceClass.AUTHORITY or reason_code is ReasonCode.LEGAL_ORDER:
        return
    if not rests_on_more(desk, case_id, customer_id):
        reason = (
            "a complaint alone suspends nobody: no call of this customer was found for it, and no other sign stands"
        )
        raise BadInput([FieldFault("case", f"{reason} beside it. Match it with the call records first, or limit")])
