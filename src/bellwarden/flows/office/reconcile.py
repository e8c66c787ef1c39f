"""Rows and journal brought together: at the office's start, and by its worker every few seconds.

Between the row and its journal line a process can die, a disk can be full. What was pressed is written then; what was
set or lifted beside the office, by `bellwarden enforce`, gets its row; what the journal lost is written again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from bellwarden.flows.office import clocks
from bellwarden.flows.office.enforcement import EMERGENCY_REVIEW, REVIEW_S
from bellwarden.flows.office.every import batches, every
from bellwarden.flows.office.journalling import (
    FOREIGN,
    TARGET_OF,
    end_line,
    key_of,
    line_of,
    lines_to_lift,
    write_lift,
    write_set,
)
from bellwarden.flows.office.standing import IN_FORCE, LIVE, settle
from bellwarden.flows.office.telling import told
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState
from bellwarden.ports.office import Conflict, Desk
from bellwarden.seam.journal import EnforcementBook, MeasureLifted

OVER: Final = (MeasureState.REMOVED, MeasureState.REJECTED, MeasureState.FAILED)
EVERYTHING_EVERY_S: Final = 60.0
FOREIGN_MAX: Final = 200  # journal lines that get their row in one round
BATCH: Final = 10  # rows of one transaction: it stays under 20 ms


class Reconciled(NamedTuple):
    """References of the rows that were brought in step."""

    written: tuple[str, ...] = ()  # had no journal line yet, or the journal had lost it
    lifted: tuple[str, ...] = ()  # had no line of their end yet
    taken_up: tuple[str, ...] = ()  # were set without the office
    ended: tuple[str, ...] = ()  # were lifted without the office


class Reconciler:
    """For the worker: looks at everything when the journal grew, and once a minute; else only for what is pending."""

    def __init__(self) -> None:
        self._line = -1
        self._looked_at = 0.0

    def step(self, world: OfficeWorld) -> Reconciled:
        now, line = world.clock.now(), world.enforcing().book.number
        if line == self._line and now - self._looked_at < EVERYTHING_EVERY_S and not _anything_pending(world):
            return Reconciled()
        self._looked_at = now
        done = reconcile(world)
        self._line = world.enforcing().book.number
        return done


def _anything_pending(world: OfficeWorld) -> bool:
    with world.office.reading() as desk:
        pending = (MeasureState.PENDING_ACTIVATION, MeasureState.PENDING_REMOVAL)
        return bool(desk.enforcements.count(state__in=pending))


def reconcile(world: OfficeWorld) -> Reconciled:
    """Nothing is done twice, however often and from however many processes it is called."""
    taken_up, ended = _take_up(world), _note_lifts(world)  # first: what was lifted by hand must not be set anew
    _end_orphans(world)
    return Reconciled(_each(world, _unwritten, write_set), _each(world, _unlifted, write_lift), taken_up, ended)


def _each(
    world: OfficeWorld,
    find: Callable[[Desk, EnforcementBook, float], tuple[EnforcementRecord, ...]],
    write: Callable[[OfficeWorld, EnforcementRecord], EnforcementRecord],
) -> tuple[str, ...]:
    book = world.enforcing().book
    with world.office.reading() as desk:
        found = find(desk, book, world.clock.now())
    done = []
    for record in found:
        try:
            kept = write(world, record)
        except Conflict:  # another process does the same
            continue
        if (kept.journal_line, kept.lift_line, kept.state) != (record.journal_line, record.lift_line, record.state):
            done.append(kept.ref)
    return tuple(done)


def _unwritten(desk: Desk, book: EnforcementBook, now: float) -> tuple[EnforcementRecord, ...]:
    """In force by their rows, and not by the journal, or by a line that their row does not name."""
    rows = every(desk.enforcements, state__in=IN_FORCE)
    return tuple([one for one in rows if not _over(one, now) and _out_of_step(one, book)])


def _out_of_step(record: EnforcementRecord, book: EnforcementBook) -> bool:
    if record.kind is MeasureKind.REINSTATE or _lift_of(record, book) is not None:
        return False
    line = line_of(record, book)
    return not line or line != record.journal_line


def _over(record: EnforcementRecord, now: float) -> bool:
    return bool(record.expires_at) and record.expires_at <= now


def _lift_of(record: EnforcementRecord, book: EnforcementBook) -> MeasureLifted | None:
    """The line by which somebody lifted a measure that the office holds for in force."""
    event = book.by_key.get(key_of(record))
    line = event.number if event is not None else record.journal_line if record.origin == FOREIGN else 0
    return book.lifts.get(line)


def _unlifted(desk: Desk, book: EnforcementBook, now: float) -> tuple[EnforcementRecord, ...]:
    rows = every(desk.enforcements, state=MeasureState.PENDING_REMOVAL)
    return tuple([one for one in rows if not one.lift_line or lines_to_lift(one, book)])


def _take_up(world: OfficeWorld) -> tuple[str, ...]:
    """Rows for measures that the journal has and the office has not. One that says what a row says already gets its own
    when that one is over; whoever lifts the row's lifts both.
    """
    book, now = world.enforcing().book, world.clock.now()
    ours = {event.number: _ref_of(key) for key, event in book.by_key.items()}
    with world.office.reading() as desk:
        live = {one.ref for one in every(desk.enforcements, state__in=LIVE)}
        # A row may be gone with a database that was brought back from a copy; its measure is still in force.
        foreign = [
            one
            for one in book.all_set()
            if one.number not in ours
            or (one.in_force(now) and ours[one.number] not in live and not _known(desk, ours[one.number]))
        ]
        known = {one.journal_line for one in every(desk.enforcements, origin=FOREIGN)}
        missing = [one for one in foreign if one.number not in known]
        new = [one for one in missing if _over_line(one, now) or _twin(desk, one) is None][:FOREIGN_MAX]
    if not new:
        return ()
    refs = []
    for batch in batches(new, BATCH):
        with world.office.writing(world.actor) as desk:
            for one in batch:
                known_row = desk.enforcements.find(origin=FOREIGN, journal_line=one.number)
                if known_row is None and (_over_line(one, now) or _twin(desk, one) is None):
                    refs.append(_row_for(world, desk, one, book.authors.get(one.number, ""), now).ref)
    return tuple(refs)


def _end_orphans(world: OfficeWorld) -> None:
    """Lines of ours that are in force although their row is over: taken back in the moment they were written."""
    book, now = world.enforcing().book, world.clock.now()
    with world.office.reading() as desk:
        live = {one.ref for one in every(desk.enforcements, state__in=LIVE)}
        found = []
        for key, event in book.by_key.items():
            ref = _ref_of(key)
            if ref not in live and book.find(event.number, now) is not None:
                found.append((desk.enforcements.find(ref=ref), event.number))
    for record, line in found:
        if record is not None and record.state in OVER:
            end_line(world, record, line)


def _ref_of(key: str) -> str:
    return key.partition(" ")[0]


def _known(desk: Desk, ref: str) -> bool:
    return desk.enforcements.find(ref=ref) is not None


def _row_for(world: OfficeWorld, desk: Desk, one: Enforcement, author: str, now: float) -> EnforcementRecord:
    kind, over = _kind_of(one), _over_line(one, now)
    customer = desk.customers.find(key=one.value) if one.target in _BY_KEY else None
    # An order of the carrier's own machine room: one person's deed, which a second one looks at.
    emergency = kind is MeasureKind.SUSPEND and not over
    row = EnforcementRecord(
        kind=kind,
        value=one.value,
        customer_id=0 if customer is None else customer.id,
        setting=_setting_of(one),
        state=MeasureState.EXPIRED if over else MeasureState.PENDING_ACTIVATION,
        internal_text=one.reason,
        origin=FOREIGN,
        starts_at=one.set_at,
        expires_at=one.expires_at,
        proposed_by=author,
        proposed_at=one.set_at,
        pressed_at=one.set_at,
        emergency=emergency,
        review_due_at=now + REVIEW_S if emergency else 0.0,
        journal_line=one.number,
        removed_at=one.expires_at if over else 0.0,
    )
    kept = desk.enforcements.add(row)
    desk.audit("enforcement.take_up", kept, *told(None, kept), reason=f"journal line {one.number}, set by {author}")
    if emergency:
        clocks.start(desk, world, EMERGENCY_REVIEW, enforcement_id=kept.id)
    settle(desk, kept.customer_id, f"{kept.ref}: {one.reason}"[:500], now)
    return kept


def _note_lifts(world: OfficeWorld) -> tuple[str, ...]:
    """Rows in force whose line was lifted without the office."""
    book = world.enforcing().book
    with world.office.reading() as desk:
        rows = every(desk.enforcements, state__in=IN_FORCE)
        found = [one for one in rows if _lift_of(one, book)]
    return tuple([ref for batch in batches(found, BATCH) for ref in _note_lifts_of(world, batch, book)])


def _note_lifts_of(world: OfficeWorld, rows: Iterable[EnforcementRecord], book: EnforcementBook) -> tuple[str, ...]:
    refs = []
    with world.office.writing(world.actor) as desk:
        for row in rows:
            record = desk.enforcements.get(row.id)
            lifted = _lift_of(record, book)
            if lifted is None or record.state not in IN_FORCE:
                continue
            after = replace(
                record,
                state=MeasureState.PENDING_REMOVAL,
                lifted_by=lifted.author,
                lift_reason=lifted.reason,
                lift_pressed_at=lifted.at,
                lift_line=lifted.number,
            )
            kept = desk.enforcements.save(after)
            desk.audit("enforcement.lift", kept, *told(record, kept), reason=f"journal line {lifted.number}")
            settle(desk, kept.customer_id, f"{kept.ref}: {lifted.reason}"[:500], world.clock.now())
            refs.append(kept.ref)
    return tuple(refs)


_BY_KEY: Final = (EnforcementTarget.CUSTOMER, EnforcementTarget.UPSTREAM)
_BLOCKS: Final[Mapping[EnforcementTarget, MeasureKind]] = {target: kind for kind, target in TARGET_OF.items()}
_KINDS: Final[Mapping[EnforcementKind, MeasureKind]] = {
    EnforcementKind.SUSPEND: MeasureKind.SUSPEND,
    EnforcementKind.LIMIT: MeasureKind.LIMIT,
    EnforcementKind.RESTRICT_CALLER_IDS: MeasureKind.RESTRICT_CALLER_IDS,
    EnforcementKind.CHALLENGE: MeasureKind.CHALLENGE,
}


def _kind_of(one: Enforcement) -> MeasureKind:
    return _KINDS.get(one.kind) or _BLOCKS[one.target]


def _setting_of(one: Enforcement) -> dict[str, object]:
    if one.kind is EnforcementKind.LIMIT:
        return {"cps_max": one.cps_max}
    if one.kind is EnforcementKind.RESTRICT_CALLER_IDS:
        return {"numbers": [*(f"+{digits}" for digits in one.numbers), *(f"+{digits}*" for digits in one.prefixes)]}
    return {} if one.by is None else {"by": one.by.value}


def _over_line(one: Enforcement, now: float) -> bool:
    return not one.in_force(now)


def _twin(desk: Desk, one: Enforcement) -> EnforcementRecord | None:
    """The row in force that says what the line says."""
    return desk.enforcements.find(kind=_kind_of(one), value=one.value, state__in=IN_FORCE)
