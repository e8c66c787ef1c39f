"""The proof of one enforcement: who pressed when, which gate has confirmed, what came through still, in one list."""

from functools import cached_property
from typing import Final, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from bellwarden.flows.office.gates import GateStanding, GateWord, awaited_line, gate_words
from bellwarden.flows.office.proof import CALLS_UP
from bellwarden.flows.office.proof_seconds import AFTER_S, LATE_S
from bellwarden.model.office.enforcement import EnforcementRecord, GateConfirmation, MeasureKind, MeasureState
from bellwarden.store.models import AuditEvent, Clock, Enforcement, Evidence
from bellwarden.store.office import DjangoOffice
from bellwarden.store.world import WallClock, office_home
from bellwarden.web import known_people
from bellwarden.web.measure_words import WORDS
from bellwarden.web.parts import foreign
from bellwarden.web.proof_seconds import Seconds, seconds_of

TARGET_S: Final = 1.0  # from the press to the first refused call
_PENDING: Final = (MeasureState.PENDING_ACTIVATION, MeasureState.PENDING_REMOVAL)
_WAITING: Final = (MeasureState.PROPOSED, MeasureState.AWAITING_APPROVAL)
_ENDING: Final = (MeasureState.PENDING_REMOVAL, MeasureState.REMOVED)


class Event(NamedTuple):
    """A line of the timeline, as parts/timeline.html takes it."""

    at: float
    icon: str
    text: SafeString
    second: str = ""
    decisive: bool = False
    apart_s: float | None = None


class Proof:
    """Of one row, at one time."""

    def __init__(self, row: Enforcement, now: float) -> None:
        self.row, self.now = row, now
        with DjangoOffice(WallClock()).reading() as desk:
            self.record: EnforcementRecord = desk.enforcements.get(row.pk)
            self.confirmations: tuple[GateConfirmation, ...] = desk.confirmations.list(enforcement_id=row.pk)
        self.states = office_home().gate_states()

    @property
    def pending(self) -> bool:
        """Whether news may come any second."""
        return self.record.state in _PENDING or (self.live and not self.record.first_refused_at and self.watching)

    @property
    def watching(self) -> bool:
        """Whether further seconds around the press may come."""
        return self.now - self.record.pressed_at < AFTER_S + 10 * LATE_S

    @cached_property
    def seconds(self) -> Seconds | None:
        pressed = self.record.pressed_at and self.record.kind is not MeasureKind.REINSTATE
        return seconds_of(self.record.ref, self.evidence) if pressed else None

    @cached_property
    def up(self) -> Evidence | None:
        """The list of calls that were up at the press."""
        return next((one for one in self.evidence if one.kind == CALLS_UP), None)

    @property
    def live(self) -> bool:
        return self.record.state in (MeasureState.PENDING_ACTIVATION, MeasureState.ACTIVE)

    @property
    def waits(self) -> bool:
        return self.record.state in _WAITING

    @cached_property
    def words(self) -> tuple[GateWord, ...]:
        return gate_words(self.record, self.states, self.confirmations, self.now) if self._reaches_gates else ()

    @property
    def _reaches_gates(self) -> bool:
        return bool(awaited_line(self.record)) or self.record.state in _PENDING

    @property
    def confirmed(self) -> int:
        return sum(one.standing is GateStanding.CONFIRMED for one in self.words)

    @property
    def gates(self) -> int:
        return sum(one.standing is not GateStanding.GONE for one in self.words)

    @property
    def lagging(self) -> str:
        """Gates that say something, and not this; named once a second has passed."""
        late = [one.gate for one in self.words if one.standing in (GateStanding.SILENT, GateStanding.TOO_OLD)]
        pressed = self.record.lift_pressed_at or self.record.pressed_at
        if self.now - pressed > 2 * TARGET_S:
            late += [one.gate for one in self.words if one.standing is GateStanding.AWAITED]
        return ", ".join(late)

    @property
    def to_last_call(self) -> float | None:
        """Seconds from the press to the last call let through; None while nothing is known of it."""
        record = self.record
        if record.last_call_at > record.pressed_at > 0:
            return record.last_call_at - record.pressed_at
        return 0.0 if record.first_refused_at else None

    @property
    def to_first_refused(self) -> float | None:
        record = self.record
        return record.first_refused_at - record.pressed_at if record.first_refused_at and record.pressed_at else None

    @property
    def to_all_gates(self) -> float | None:
        record = self.record
        return record.confirmed_at - record.pressed_at if record.confirmed_at and record.pressed_at else None

    @property
    def heading(self) -> str:
        record = self.record
        done = WORDS[record.kind].done
        if self.waits:
            return "Waits for a second person"
        if record.state is MeasureState.PENDING_ACTIVATION:
            return f"{done}; the gates are confirming"
        if record.state is MeasureState.ACTIVE:
            proved = record.first_refused_at or record.kind is MeasureKind.REINSTATE
            return f"{done}, and proved" if proved else f"{done} at every gate"
        words = {
            MeasureState.PENDING_REMOVAL: "Lifted; the gates are confirming",
            MeasureState.REMOVED: "Lifted at every gate",
            MeasureState.EXPIRED: "Ended by its time",
            MeasureState.REJECTED: "Rejected: it never reached a gate",
            MeasureState.FAILED: "Not in force: it could not be written",
        }
        return words.get(record.state, done)

    @property
    def steps(self) -> list[dict[str, str]]:
        record = self.record
        second = "now" if self.waits else "done"
        word = "Second person"
        if record.emergency and not record.approved_by:
            second = "waits"
        if record.state is MeasureState.REJECTED:
            word = "Second person: no"
        proof = "" if self.waits or record.state is MeasureState.REJECTED else "now" if self.pending else "done"
        words = (("What", "done"), ("Impact", "done"), (word, second), ("Proof", proof))
        return [{"word": one, "state": state} for one, state in words]

    @cached_property
    def review(self) -> Clock | None:
        """The clock of the second look that a kill switch waits for."""
        found: Clock | None = Clock.objects.filter(enforcement=self.row, state="running").order_by("due_at").first()
        return found

    @cached_property
    def evidence(self) -> list[Evidence]:
        return list(Evidence.objects.filter(enforcement=self.row).order_by("id")[:20])

    @cached_property
    def last_audit(self) -> AuditEvent | None:
        found = AuditEvent.objects.filter(object_kind="enforcement", object_ref=self.row.ref)
        return found.order_by("-number").first()

    @cached_property
    def timeline(self) -> list[Event]:
        """Everything that happened, in the order of time; each gate by its own clock."""
        record = self.record
        zero = record.pressed_at or record.proposed_at
        found = [*self._people(), *self._calls(), *self._gates()]
        found.sort(key=lambda one: one.at)
        return [one._replace(apart_s=one.at - zero if one.at > zero else None) for one in found]

    def _people(self) -> list[Event]:
        record, found = self.record, []
        deed = WORDS[record.kind].deed
        if record.emergency:
            found.append(Event(record.pressed_at, "power", _by(record.proposed_by, f"pressed {deed}, emergency")))
        elif record.proposed_at:
            found.append(Event(record.proposed_at, "user-plus", _by(record.proposed_by, f"asked: {deed}")))
        if record.approved_by and record.approved_at:
            verb = "looked at it and upheld it" if record.emergency else "approved, and it was pressed"
            found.append(Event(record.approved_at, "user-check", _by(record.approved_by, verb)))
        if record.lift_pressed_at:
            found.append(
                Event(record.lift_pressed_at, "arrow-back-up", _by(record.lifted_by, "lifted it"), record.lift_reason)
            )
        if record.state is MeasureState.REJECTED and record.removed_at:
            found.append(Event(record.removed_at, "x", format_html("Rejected")))
        return found

    def _calls(self) -> list[Event]:
        record, found = self.record, []
        if record.last_call_at:
            found.append(Event(record.last_call_at, "phone-outgoing", format_html("Last call let through"), "", True))
        if record.first_refused_at:
            found.append(Event(record.first_refused_at, "phone-off", format_html("First call refused")))
        return found

    def _gates(self) -> list[Event]:
        found = []
        for one in self.confirmations:
            what = "confirmed its end" if one.line == self.record.lift_line else "confirmed"
            text = format_html("<strong>{}</strong> {}", foreign(one.gate), what)
            found.append(Event(one.confirmed_at, "server", text, f"journal line {one.line}"))
        return found


def _by(name: str, verb: str) -> SafeString:
    return format_html("<strong>{}</strong> {}", foreign(known_people.names().get(name, name) or "the office"), verb)
