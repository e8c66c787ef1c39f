"""Which gate has taken in a measure, or its end, and since when: what the office shows instead of hoping.

A measure is active when every gate has confirmed it. A gate that lags, is silent or is too old is named.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from typing import Final, NamedTuple

from bellwarden.flows.office.every import batches, every
from bellwarden.flows.office.journalling import kind_and_target
from bellwarden.flows.office.telling import told
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.enforcement import EnforcementRecord, GateConfirmation, MeasureKind, MeasureState
from bellwarden.ports.office import Desk
from bellwarden.seam.gate_state import GateState

SILENT_S: Final = 5.0  # a gate speaks each second
GONE_S: Final = 600.0  # one silent for so long is waited for no more: it takes no calls, or it would speak
BATCH: Final = 10  # measures of one transaction: it stays under 20 ms
ASKED_AT_ONCE: Final = 500
PENDING: Final = (MeasureState.PENDING_ACTIVATION, MeasureState.PENDING_REMOVAL)

Held = defaultdict[tuple[int, int], dict[str, float]]


class GateStanding(str, Enum):
    CONFIRMED = "confirmed"
    AWAITED = "awaited"
    SILENT = "silent"  # said nothing for SILENT_S
    TOO_OLD = "too_old"  # its version does not know this measure, and passes over its line
    GONE = "gone"  # said nothing for GONE_S; not waited for


class GateWord(NamedTuple):
    """Where one gate stands with one measure, in a sentence for people."""

    gate: str
    standing: GateStanding
    confirmed_at: float
    sentence: str


def confirm(world: OfficeWorld, states: Sequence[GateState]) -> tuple[EnforcementRecord, ...]:
    """Write down what the gates have taken in; the measures whose state changed by it. Writes nothing without news."""
    now = world.clock.now()
    with world.office.reading() as desk:
        waiting = pending(desk)
        held = _held(desk, waiting)
        news = {one.id for one in waiting if _fresh(one, states, held) or _settled(desk, one, states, held, now)}
    # A reinstatement may be through by what is written now.
    todo = [one for one in waiting if one.id in news or (news and one.kind is MeasureKind.REINSTATE)]
    changed = []
    for batch in batches(todo, BATCH):
        with world.office.writing(world.actor) as desk:
            held = _held(desk, batch)
            for record in (desk.enforcements.get(one.id) for one in batch):
                if record.state not in PENDING:  # another process has confirmed it meanwhile
                    continue
                for made in _fresh(record, states, held):
                    desk.confirmations.add(made)
                    held[record.id, made.line][made.gate] = made.confirmed_at
                settled = _settled(desk, record, states, held, now)
                if settled is not None:
                    kept = desk.enforcements.save(settled)
                    desk.audit("enforcement.confirm", kept, *told(record, kept))
                    changed.append(kept)
    return tuple(changed)


def pending(desk: Desk) -> tuple[EnforcementRecord, ...]:
    """Those that a gate still has to confirm; reinstatements last, since they rest on the others."""
    waiting = every(desk.enforcements, state__in=PENDING)
    return tuple(sorted(waiting, key=lambda one: one.kind is MeasureKind.REINSTATE))


def _held(desk: Desk, records: Iterable[EnforcementRecord]) -> Held:
    """Confirmations that are kept: by measure and line, gate and moment."""
    held: Held = defaultdict(dict)
    for batch in batches(records, ASKED_AT_ONCE):
        for one in every(desk.confirmations, enforcement_id__in=[record.id for record in batch]):
            held[one.enforcement_id, one.line][one.gate] = one.confirmed_at
    return held


def awaited_line(record: EnforcementRecord) -> int:
    """The journal line that gates have to take in; 0: not written yet, or this measure has none."""
    if record.state in (MeasureState.PENDING_REMOVAL, MeasureState.REMOVED):
        return record.lift_line
    return record.journal_line


def gate_words(
    record: EnforcementRecord,
    states: Iterable[GateState],
    confirmations: Iterable[GateConfirmation],
    now: float,
) -> tuple[GateWord, ...]:
    """Gate by gate, by name; gates that confirmed and are not there any more, too."""
    line = awaited_line(record)
    held = {one.gate: one.confirmed_at for one in confirmations if one.line == line and line}
    words = {state.gate: _word(record, state, line, held.get(state.gate, 0.0), now) for state in states}
    for gate, at in held.items():
        words.setdefault(
            gate, GateWord(gate, GateStanding.CONFIRMED, at, f"confirmed line {line}; it does not run now")
        )
    return tuple(words[gate] for gate in sorted(words))


def _word(record: EnforcementRecord, state: GateState, line: int, at: float, now: float) -> GateWord:
    gate, silent_s = state.gate, now - state.at
    if at:
        return GateWord(gate, GateStanding.CONFIRMED, at, f"confirmed line {line}")
    if state.address and not state.at:
        sentence = f"not heard yet; it may still let calls through: {state.problem}"
        return GateWord(gate, GateStanding.SILENT, 0.0, sentence)
    if _gone(state, now):
        return GateWord(gate, GateStanding.GONE, 0.0, "has ended without a word; not waited for")
    if silent_s > SILENT_S:
        sentence = f"silent for {silent_s:.0f} s; it may still let calls through"
        return GateWord(gate, GateStanding.SILENT, 0.0, f"{sentence}: {state.problem}" if state.address else sentence)
    if not _obeys(record, state):
        sentence = f"version {state.version} does not know this measure and lets such calls pass; update it"
        return GateWord(gate, GateStanding.TOO_OLD, 0.0, sentence)
    if state.problem:
        return GateWord(gate, GateStanding.AWAITED, 0.0, f"at line {state.journal}: {state.problem}")
    behind = f"at line {state.journal} of {line}" if line else "the line is not written yet"
    return GateWord(gate, GateStanding.AWAITED, 0.0, behind)


def _gone(state: GateState, now: float) -> bool:
    """One on another machine is waited for until the operator takes it off: it may judge calls and not be heard."""
    return not state.address and now - state.at > GONE_S


def _obeys(record: EnforcementRecord, state: GateState) -> bool:
    """A line that lifts is known to every version."""
    return record.state in (MeasureState.PENDING_REMOVAL, MeasureState.REMOVED) or state.obeys(*kind_and_target(record))


def _fresh(record: EnforcementRecord, states: Iterable[GateState], held: Held) -> tuple[GateConfirmation, ...]:
    """Confirmations that are not kept yet."""
    line = awaited_line(record)
    if not line:
        return ()
    found = []
    for state in states:
        at = state.taken_at(line)
        if at and state.gate not in held[record.id, line] and _obeys(record, state):
            # A gate's clock that lags behind ours can't have confirmed before the press.
            pressed = record.lift_pressed_at or record.pressed_at
            found.append(
                GateConfirmation(enforcement_id=record.id, gate=state.gate, line=line, confirmed_at=max(at, pressed))
            )
    return tuple(found)


def _settled(
    desk: Desk, record: EnforcementRecord, states: Iterable[GateState], held: Held, now: float
) -> EnforcementRecord | None:
    """The record as all gates have it; None while one is awaited, or none is known."""
    if record.kind is MeasureKind.REINSTATE:
        return None if _still_reversing(desk, record) else _of_reinstatement(desk, record)
    confirmed = held[record.id, awaited_line(record)]
    awaited = {state.gate for state in states if not _gone(state, now)}
    if not confirmed or not awaited <= confirmed.keys():
        return None
    at = max(confirmed.values())
    if record.state is MeasureState.PENDING_ACTIVATION:
        return replace(record, state=MeasureState.ACTIVE, confirmed_at=at)
    return replace(record, state=MeasureState.REMOVED, removed_at=at)


def _still_reversing(desk: Desk, record: EnforcementRecord) -> bool:
    return bool(desk.enforcements.count(reversed_by_id=record.id, state=MeasureState.PENDING_REMOVAL))


def _of_reinstatement(desk: Desk, record: EnforcementRecord) -> EnforcementRecord:
    reversed_ones = desk.enforcements.list(reversed_by_id=record.id)
    at = max((one.removed_at for one in reversed_ones), default=record.pressed_at)
    return replace(record, state=MeasureState.ACTIVE, confirmed_at=at)
