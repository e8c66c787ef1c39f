"""What somebody may do with an enforcement as it stands: so that a page offers that, and nothing that is refused."""

from typing import NamedTuple

from bellwarden.flows.office.measures import approving_right
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState
from bellwarden.model.office.people import Right

_WAITING = (MeasureState.PROPOSED, MeasureState.AWAITING_APPROVAL)
_LIVE = (MeasureState.PENDING_ACTIVATION, MeasureState.ACTIVE)
_NOT_LIFTED = (MeasureKind.SUSPEND, MeasureKind.TERMINATE, MeasureKind.REINSTATE)


class Deeds(NamedTuple):
    """`why` says what keeps the reader from being the second person, where one is waited for."""

    approve: bool = False
    reject: bool = False
    withdraw: bool = False
    lift: bool = False
    review: bool = False
    reinstate: bool = False
    why: str = ""


def deeds_of(world: OfficeWorld, record: EnforcementRecord) -> Deeds:
    """What the actor may do; the stories refuse everything else, whatever a page offers."""
    own = record.proposed_by == world.actor.name
    right = approving_right(record.kind) in world.rights
    waits = record.state in _WAITING
    unreviewed = record.emergency and not record.approved_by and record.state in _LIVE
    why = ""
    if (waits or unreviewed) and own:
        why = "You asked for it: somebody else decides."
    elif (waits or unreviewed) and not right:
        why = f"It takes the right {approving_right(record.kind).value.replace('_', ' ')}."
    live = record.state in _LIVE
    return Deeds(
        approve=waits and right and not own,
        reject=waits and right and not own,
        withdraw=waits and own,
        lift=live and right and record.kind not in _NOT_LIFTED,
        review=unreviewed and right and not own,
        reinstate=live and record.kind is MeasureKind.SUSPEND and Right.PROPOSE in world.rights,
        why=why,
    )
