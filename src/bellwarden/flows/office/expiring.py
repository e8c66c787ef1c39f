"""What ends by itself: measures whose time is over. The gates end them on their own clock; the office follows."""

from dataclasses import replace
from typing import Final

from bellwarden.flows.office.standing import IN_FORCE, settle
from bellwarden.flows.office.telling import told
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import CaseState
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureState
from bellwarden.ports.office import Desk

SOON_S: Final = 86_400.0
BATCH: Final = 200  # rows of one transaction
OPEN_CASES: Final = (CaseState.OPEN, CaseState.INVESTIGATING, CaseState.WAITING)


def expire(world: OfficeWorld) -> tuple[EnforcementRecord, ...]:
    """End what is over. A review that nobody made in time ends nothing (`clocks.run_out` tells of it): who is suspended
    for a reason does not call again because nobody found the time. Writes nothing where nothing is over.
    """
    now = world.clock.now()
    with world.office.reading() as desk:
        if not _over(desk, now):
            return ()
    ended = []
    with world.office.writing(world.actor) as desk:
        for record in _over(desk, now):
            after = replace(record, state=MeasureState.EXPIRED, removed_at=record.expires_at)
            kept = desk.enforcements.save(after)
            desk.audit("enforcement.expire", kept, *told(record, kept))
            settle(desk, kept.customer_id, f"{kept.ref} is over", now)
            ended.append(kept)
    return tuple(ended)


def ending_soon(desk: Desk, now: float, within_s: float = SOON_S) -> tuple[tuple[EnforcementRecord, int], ...]:
    """Measures that end soon, the next first, each with the number of open cases of its customer: somebody has to say
    whether it may end.
    """
    soon = desk.enforcements.list(
        order="expires_at", state__in=IN_FORCE, expires_at__gt=now, expires_at__lte=now + within_s
    )
    return tuple((one, _open_cases(desk, one)) for one in soon)


def _open_cases(desk: Desk, record: EnforcementRecord) -> int:
    return desk.cases.count(customer_id=record.customer_id, state__in=OPEN_CASES) if record.customer_id else 0


def _over(desk: Desk, now: float) -> tuple[EnforcementRecord, ...]:
    return desk.enforcements.list(limit=BATCH, state__in=IN_FORCE, expires_at__lte=now, expires_at__isnull=False)
