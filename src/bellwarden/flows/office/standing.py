"""A customer's standing follows the measures in force against it, by the moves of its table."""

from collections import deque
from typing import Final

from bellwarden.flows.office.customers import step
from bellwarden.model.office.customer import MOVES, CustomerRecord
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState
from bellwarden.model.policy import Standing
from bellwarden.ports.office import Desk

IN_FORCE: Final = (MeasureState.PENDING_ACTIVATION, MeasureState.ACTIVE)
LIVE: Final = (*IN_FORCE, MeasureState.PENDING_REMOVAL)
_SUSPENDS: Final = (MeasureKind.SUSPEND, MeasureKind.BLOCK_UPSTREAM)
_LIMITS: Final = (MeasureKind.LIMIT, MeasureKind.RESTRICT_CALLER_IDS, MeasureKind.CHALLENGE)
KEPT: Final = "standing"  # among a customer's settings: what the policy itself says of it


def in_force_against(desk: Desk, customer_id: int) -> tuple[EnforcementRecord, ...]:
    """The measures that take effect, or will in a moment."""
    return desk.enforcements.list(customer_id=customer_id, state__in=IN_FORCE) if customer_id else ()


def settle(desk: Desk, customer_id: int, reason: str, now: float) -> CustomerRecord | None:
    """Move a customer to the standing that its measures ask for. What no move leads to stays as it is."""
    customer = desk.customers.find(id=customer_id) if customer_id else None
    if customer is None:
        return None
    for move in _way(customer.standing, _wanted(customer, in_force_against(desk, customer_id))):
        customer = step(desk, customer, move, reason, now)
    return customer


def _wanted(customer: CustomerRecord, measures: tuple[EnforcementRecord, ...]) -> Standing:
    kinds = {one.kind for one in measures}
    said = str(customer.settings.get(KEPT, Standing.ACTIVE.value))
    if customer.standing is Standing.TERMINATED or MeasureKind.TERMINATE in kinds:
        return Standing.TERMINATED
    if said == Standing.SUSPENDED.value or kinds.intersection(_SUSPENDS):
        return Standing.SUSPENDED
    if said == Standing.LIMITED.value or kinds.intersection(_LIMITS):
        return Standing.LIMITED
    return Standing.ACTIVE


def _way(start: Standing, end: Standing) -> tuple[str, ...]:
    """The shortest chain of moves; () when there is none, or nothing to do. A prospect is admitted by a person only."""
    if start is Standing.PROSPECT and end is not Standing.TERMINATED:
        return ()
    waiting: deque[tuple[Standing, tuple[str, ...]]] = deque([(start, ())])
    seen = {start}
    while waiting:
        here, moves = waiting.popleft()
        if here is end:
            return moves
        for move, there in MOVES[here].items():
            if there not in seen and (there is not Standing.TERMINATED or there is end):
                seen.add(there)
                waiting.append((there, (*moves, move)))
    return ()
