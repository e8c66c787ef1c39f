"""Enforcements for other points of enforcement (SBCs, switches, firewalls): all of them once, then what changed.

A revision is a number of the audit trail. Every change of an enforcement is an event there, so what changed since a
revision is what the events behind it name; no second list can fall behind the first.
"""

from typing import Final, NamedTuple

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.enforcement import EnforcementRecord, GateConfirmation, MeasureKind, MeasureState
from bellwarden.ports.office import Desk

KIND: Final = "enforcement"
EVENTS_MAX: Final = 2_000  # looked at for one answer
PAGE: Final = 2_000
POINT_MAX: Final = 60
POINT: Final = "point:"  # how an outside point's name begins among the gates'
IN_FORCE: Final = (MeasureState.PENDING_ACTIVATION, MeasureState.ACTIVE)


class Delta(NamedTuple):
    """`whole`: `added` is everything in force, and what is not in it is to go."""

    revision: int
    whole: bool
    added: tuple[EnforcementRecord, ...]
    deleted: tuple[EnforcementRecord, ...]

    @property
    def empty(self) -> bool:
        return not self.whole and not self.added and not self.deleted


def since(world: OfficeWorld, revision: int) -> Delta:
    """What a point that has everything up to `revision` lacks. 0, or one that never was: everything."""
    now = world.clock.now()
    with world.office.reading() as desk:
        last = desk.last_audit()
        if revision <= 0 or revision > last:
            return Delta(last, True, _all_in_force(desk, now), ())
        events = desk.audit_events(revision, EVENTS_MAX)
        refs = sorted({one.object_ref for one in events if one.object_kind == KIND and one.object_ref})
        rows = desk.enforcements.list(ref__in=refs, limit=len(refs)) if refs else ()
    upto = events[-1].number if events else last
    told = [one for one in rows if one.kind is not MeasureKind.REINSTATE]
    added = tuple(one for one in told if in_force(one, now))
    deleted = tuple(one for one in told if not in_force(one, now) and one.pressed_at)
    return Delta(upto, False, added, deleted)


def in_force(record: EnforcementRecord, now: float) -> bool:
    """Each addition carries its end, so that a point needs nobody to tell it that the time is over."""
    return record.state in IN_FORCE and not 0.0 < record.expires_at <= now


def confirm(world: OfficeWorld, point: str, revision: int) -> int:
    """The point has taken in everything up to `revision`: noted at each measure that it had not confirmed yet."""
    name = point.strip()
    if not name or len(name) > POINT_MAX or not name.isprintable():
        raise BadInput([FieldFault("point", f"is the point's name, 1 to {POINT_MAX} printable characters")])
    now = world.clock.now()
    with world.office.reading() as desk:
        if revision > desk.last_audit():
            raise BadInput([FieldFault("revision", f"there is no revision {revision} yet")])
        known = {one.enforcement_id for one in desk.confirmations.list(gate=POINT + name, limit=10_000, order="-id")}
        fresh = [one for one in _all_in_force(desk, now) if one.id not in known]
    with world.office.writing(world.actor) as desk:
        for record in fresh[:PAGE]:
            desk.confirmations.add(
                GateConfirmation(enforcement_id=record.id, gate=POINT + name, line=revision, confirmed_at=now)
            )
        desk.set_setting(f"point.{name}", f"{revision} {now!r}")
    return len(fresh[:PAGE])


def _all_in_force(desk: Desk, now: float) -> tuple[EnforcementRecord, ...]:
    found: list[EnforcementRecord] = []
    after = 0
    while page := desk.enforcements.list(state__in=IN_FORCE, id__gt=after, limit=PAGE):
        found += [one for one in page if one.kind is not MeasureKind.REINSTATE and in_force(one, now)]
        after = page[-1].id
    return tuple(found)
