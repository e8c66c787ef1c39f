"""What a kill switch would have stopped in the last days: worked out after the press, and kept as evidence.

The press never waits for it. Whoever reviews the suspension finds it in the record.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from bellwarden.flows.office.preview import Impact, of_customer
from bellwarden.flows.office.proof import EvidenceKeeper
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Evidence, Visibility
from bellwarden.ports.traffic import Traffic

PREVIEW: Final = "preview"  # the kind of evidence
JOB: Final = "impact"  # what a kill switch asks the worker for
DAYS: Final = 7


def keep_impact(world: OfficeWorld, enforcement_id: int, traffic: Traffic, keeper: EvidenceKeeper) -> Impact | None:
    """Of a measure against a customer. None when it is there already."""
    now = world.clock.now()
    with world.office.reading() as desk:
        record = desk.enforcements.get(enforcement_id)
        if desk.evidence.find(kind=PREVIEW, enforcement_id=enforcement_id) is not None:
            return None
    until = datetime.fromtimestamp(record.pressed_at, UTC)
    found = traffic.customer_hours(until - timedelta(days=DAYS), until, record.value)
    impact = of_customer(record.kind, record.setting, found, DAYS)
    content = msgspec.json.encode(impact._asdict())
    digest = keeper.keep(content)
    with world.office.writing(world.actor) as desk:
        row = Evidence(
            enforcement_id=record.id,
            case_id=record.case_id,
            kind=PREVIEW,
            sha256=digest,
            size=len(content),
            captured_at=now,
            source="call log, by customer and hour",
            visibility=Visibility.INTERNAL,
            summary=f"{record.ref} would have stopped {impact.stopped:,} calls in the {DAYS} days before",
        )
        desk.evidence.add(row)
        told: dict[str, object] = {"stopped": impact.stopped, "sha256": digest}
        desk.audit("enforcement.impact", record, after=told)
    return impact
