"""A measure of the office as a line of the enforcement journal, which alone reaches the gates.

The row is there before the line, with a key that the journal takes once. So whoever writes a second time, after a crash
or beside another process, writes nothing: no suspension is lost, and none is there twice.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from bellwarden.flows.enforcement import EnforcementWorld, Refusal
from bellwarden.flows.office.measures import caller_ids
from bellwarden.flows.office.standing import IN_FORCE
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.enforcement import EnforcementKind, EnforcementTarget
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState
from bellwarden.model.verdict import Diversion
from bellwarden.ports.office import Desk
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.journal import EnforcementBook, LiftOrder, MeasureLifted, MeasureSet, SetOrder

REASON_MAX: Final = 500  # signs of a line's reason
FOREIGN: Final = "journal"  # the origin of a measure that somebody set without the office: `bellwarden enforce`
PROBLEM: Final = "journal.problem"  # the setting that says why the journal takes nothing; "" while it does

KIND_OF: Final[Mapping[MeasureKind, EnforcementKind]] = {
    MeasureKind.LIMIT: EnforcementKind.LIMIT,
    MeasureKind.RESTRICT_CALLER_IDS: EnforcementKind.RESTRICT_CALLER_IDS,
    MeasureKind.CHALLENGE: EnforcementKind.CHALLENGE,
    MeasureKind.SUSPEND: EnforcementKind.SUSPEND,
    MeasureKind.TERMINATE: EnforcementKind.SUSPEND,  # to a gate the same; that it is for good stands in the policy
}
TARGET_OF: Final[Mapping[MeasureKind, EnforcementTarget]] = {
    MeasureKind.BLOCK_CALLING: EnforcementTarget.CALLING_NUMBER,
    MeasureKind.BLOCK_CALLED: EnforcementTarget.CALLED_NUMBER,
    MeasureKind.BLOCK_PAIR: EnforcementTarget.PAIR,
    MeasureKind.BLOCK_NAME: EnforcementTarget.NAME,
    MeasureKind.BLOCK_SOURCE: EnforcementTarget.SOURCE,
    MeasureKind.BLOCK_UPSTREAM: EnforcementTarget.UPSTREAM,
}


def kind_and_target(record: EnforcementRecord) -> tuple[EnforcementKind, EnforcementTarget]:
    """How the journal, and so a gate, knows the measure."""
    kind = KIND_OF.get(record.kind, EnforcementKind.BLOCK)
    target = TARGET_OF.get(record.kind)
    if target is None:
        by_number = record.kind is MeasureKind.CHALLENGE and not record.customer_id and record.value.isdigit()
        target = EnforcementTarget.CALLING_NUMBER if by_number else EnforcementTarget.CUSTOMER
    return kind, target


def key_of(record: EnforcementRecord) -> str:
    """The line's key. With the moment, because a database brought back from a copy gives references again."""
    return f"{record.ref} {record.pressed_at:.3f}"


def lift_key_of(record: EnforcementRecord, line: int) -> str:
    return f"{record.ref} lift {line} {record.lift_pressed_at:.3f}"


def set_order(record: EnforcementRecord, country: str) -> SetOrder:
    """The line that puts it in force. Refusal when its setting can't be read any more."""
    kind, target = kind_and_target(record)
    setting = record.setting
    numbers, prefixes = (), ()  # type: tuple[str, ...], tuple[str, ...]
    if kind is EnforcementKind.RESTRICT_CALLER_IDS:
        written = setting.get("numbers")
        numbers, prefixes = caller_ids([str(one) for one in written] if isinstance(written, list) else [], country)
    cps_max = setting.get("cps_max")
    return SetOrder(
        kind,
        target,
        record.value,
        said(f"{record.ref} {record.reason_code.value}: {record.internal_text}"),
        record.approved_by or record.proposed_by,
        record.pressed_at,
        record.expires_at,
        cps_max if isinstance(cps_max, int) and kind is EnforcementKind.LIMIT else 0,
        numbers,
        prefixes,
        _way(setting) if kind is EnforcementKind.CHALLENGE else None,
        key_of(record),
    )


def _way(setting: Mapping[str, object]) -> Diversion:
    """Whereto a challenge sends. A row that does not say it waits and is told of; it keeps nobody else's waiting."""
    try:
        return Diversion(str(setting.get("by")))
    except ValueError:
        raise Refusal("a challenge must say by what: captcha, voice_menu or voicemail") from None


def lift_order(record: EnforcementRecord, line: int) -> LiftOrder:
    reason = said(f"{record.ref}: {record.lift_reason}")
    return LiftOrder(line, reason, record.lifted_by, record.lift_pressed_at, lift_key_of(record, line))


def said(text: str) -> str:
    """A reason as one line of printable signs."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:REASON_MAX]


def line_of(record: EnforcementRecord, book: EnforcementBook) -> int:
    """The line that set it, as the journal has it now; 0 when it has none."""
    event = book.by_key.get(key_of(record))
    if event is not None:
        return event.number
    known = book.set_by(record.journal_line) if record.origin == FOREIGN else None
    same = known is not None and (*kind_and_target(record), record.value) == (known.kind, known.target, known.value)
    return record.journal_line if same else 0


def write_set(world: OfficeWorld, record: EnforcementRecord) -> EnforcementRecord:
    """Put it in force; as it is kept afterwards. Without a journal line it stays pending, and is tried again."""
    enforcing = world.enforcing()
    try:
        event = enforcing.journal.append(set_order(record, _country(enforcing)))
        if not isinstance(event, MeasureSet) or event.enforcement.value != record.value:
            raise SeamFault(f"journal line {event.number} has this measure's key and sets another")
    except (SeamFault, OSError, Refusal) as fault:
        return _not_written(world, record, fault)
    with world.office.writing(world.actor) as desk:
        _well_again(desk)
        kept = desk.enforcements.get(record.id)
        if kept.state in IN_FORCE:
            return note_line(desk, kept, event.number)
    # Somebody took it back while the line was written: the line must not outlive the row.
    if kept.state is MeasureState.PENDING_REMOVAL:
        return write_lift(world, kept)
    return end_line(world, kept, event.number)


def end_line(world: OfficeWorld, record: EnforcementRecord, line: int) -> EnforcementRecord:
    """Lift a line whose row is over already."""
    reason, key = said(f"{record.ref} is {record.state.value}"), f"{record.ref} end {line}"
    with suppress(SeamFault, OSError):  # tried again by the next reconciliation
        world.enforcing().journal.append(LiftOrder(line, reason, world.actor.name, world.clock.now(), key))
    return record


def write_lift(world: OfficeWorld, record: EnforcementRecord) -> EnforcementRecord:
    """End it at the gates, with every line that says the same. What never got a line ends at once."""
    enforcing = world.enforcing()
    number = 0
    try:
        for line in lines_to_lift(record, enforcing.book):
            event = enforcing.journal.append(lift_order(record, line))
            if not isinstance(event, MeasureLifted) or event.lifts != line:
                raise SeamFault(f"journal line {event.number} has this measure's key and lifts another")
            number = event.number
    except (SeamFault, OSError) as fault:
        return _not_written(world, record, fault)
    number = number or _lifted_by(record, enforcing.book)
    with world.office.writing(world.actor) as desk:
        _well_again(desk)
        kept = desk.enforcements.get(record.id)
        return note_lift(desk, kept, number) if number else _ended(desk, kept, world.clock.now())


def lines_to_lift(record: EnforcementRecord, book: EnforcementBook) -> tuple[int, ...]:
    """Lines in force that set the very same before it was taken back: the office's own, and any set beside it."""
    same = (*kind_and_target(record), record.value)
    return tuple(
        [
            one.number
            for one in book.all_set()
            if (one.kind, one.target, one.value) == same and one.set_at <= record.lift_pressed_at
        ]
    )


def _lifted_by(record: EnforcementRecord, book: EnforcementBook) -> int:
    """The line that lifted it already: before a crash, or by somebody else's hand."""
    event = book.by_key.get(key_of(record))
    lift = book.lifts.get(event.number if event is not None else record.journal_line)
    return 0 if lift is None else lift.number


def note_line(desk: Desk, record: EnforcementRecord, line: int) -> EnforcementRecord:
    """That the journal has it. Another process may have noted it meanwhile."""
    if record.journal_line == line:
        return record
    kept = desk.enforcements.save(replace(record, journal_line=line))
    desk.audit("enforcement.journal", kept, {"journal_line": record.journal_line}, {"journal_line": line})
    return kept


def note_lift(desk: Desk, record: EnforcementRecord, line: int) -> EnforcementRecord:
    if record.lift_line == line:
        return record
    kept = desk.enforcements.save(replace(record, lift_line=line))
    desk.audit("enforcement.journal", kept, {"lift_line": record.lift_line}, {"lift_line": line})
    return kept


def _ended(desk: Desk, record: EnforcementRecord, now: float) -> EnforcementRecord:
    if record.state is not MeasureState.PENDING_REMOVAL:
        return record
    kept = desk.enforcements.save(replace(record, state=MeasureState.REMOVED, removed_at=now))
    desk.audit("enforcement.confirm", kept, {"state": record.state.value}, {"state": kept.state.value})
    return kept


def _not_written(world: OfficeWorld, record: EnforcementRecord, fault: Exception) -> EnforcementRecord:
    problem = said(str(fault))
    with world.office.writing(world.actor) as desk:
        if desk.setting(PROBLEM) != problem:
            desk.set_setting(PROBLEM, problem)
            desk.audit("enforcement.not_written", record, reason=problem)
        return desk.enforcements.get(record.id)


def _well_again(desk: Desk) -> None:
    if desk.setting(PROBLEM):
        desk.set_setting(PROBLEM, "")


def _country(enforcing: EnforcementWorld) -> str:
    return "US" if enforcing.policy is None else enforcing.policy.carrier.country
