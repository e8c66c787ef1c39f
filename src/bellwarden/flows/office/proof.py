"""After the press: the last call let through, the first one refused, and the calls that were up. Out of the decisions.

A measure against new calls ends none that is up. Which those are is written down once, as evidence.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

import msgspec

from bellwarden.flows.call import ENFORCEMENT, refused
from bellwarden.flows.office import proof_seconds
from bellwarden.flows.office.journalling import kind_and_target
from bellwarden.flows.office.standing import IN_FORCE
from bellwarden.flows.office.telling import told
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import EnforcementTarget
from bellwarden.model.office.case import Evidence, Visibility
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind
from bellwarden.model.policy import PolicyDocument, Trunk
from bellwarden.model.proof_watch import ProofWatch
from bellwarden.model.verdict import EMERGENCY_CALL
from bellwarden.model.wildcard import wildcard_match, wildcard_parts
from bellwarden.verdict.explain import winner_of

WATCHED_S: Final = 600.0  # so long after a press its first refused call is looked for
UP_AFTER_S: Final = 3.0  # after the press, when the decisions of before are surely written
SCANNED_MAX: Final = 300_000  # decisions looked at for calls that are up; beyond, the list says how far back it goes
CALLS_MAX: Final = 1_000
BACK_S_MAX: Final = 4 * 3_600.0
LOOKED_AGAIN_S: Final = 10.0  # so often it is asked which calls go on
CALLS_UP: Final = "calls_up"  # the kind of evidence
# Kinds that let no call of their subject pass; of the others a last call says nothing.
STOPS: Final = frozenset(MeasureKind) - {
    MeasureKind.LIMIT,
    MeasureKind.RESTRICT_CALLER_IDS,
    MeasureKind.CHALLENGE,
    MeasureKind.REINSTATE,
}


class CallsSeen(Protocol):
    """What the gates of this home decided, and which calls ended."""

    def decisions(self, since: float, until: float, newest_first: bool = False) -> Iterable[Decision]: ...

    def ended(self, since: float) -> Collection[str]:
        """Ids of decisions whose calls were told to have ended since then."""

    def begins_at(self) -> float | None:
        """Before then no decision was kept; None when there is none."""


class ProofBoard(Protocol):
    """What is seen while it happens, for the page of the measure."""

    def put(self, watch: ProofWatch) -> None: ...

    def find(self, ref: str) -> ProofWatch | None: ...


class EvidenceKeeper(Protocol):
    def keep(self, content: bytes) -> str:
        """Keep bytes for good; their SHA-256, hex."""


class CallUp(NamedTuple):
    """A call that was let through before the press, and was not known to have ended."""

    decision_id: str
    began: float
    calling: str
    called: str
    trunk: str
    call_id: str
    assumed: bool  # its trunk reports no ends: it is up if it lasts as long as calls are taken to last
    until: float = 0.0  # when it is over at the latest


class CallsUp(NamedTuple):
    """Those of one measure, as the evidence keeps it."""

    at: float
    looked_back_to: float
    whole: bool  # False: there were more decisions than are looked at
    up: int
    calls: tuple[CallUp, ...]  # at most CALLS_MAX, the newest first


class Prover:
    """Kept by whoever calls it again and again: what was looked at once is not looked at anew."""

    def __init__(self, calls: CallsSeen, keeper: EvidenceKeeper, board: ProofBoard) -> None:
        self._calls = calls
        self._keeper = keeper
        self._board = board
        self._watched: dict[int, _Watched] = {}
        self._seen: dict[int, float] = {}  # measure → up to when its decisions were looked at

    def step(self, world: OfficeWorld) -> tuple[EnforcementRecord, ...]:
        """Look on; the measures that something was found for."""
        now = world.clock.now()
        with world.office.reading() as desk:
            fresh = desk.enforcements.list(state__in=IN_FORCE, pressed_at__gt=now - WATCHED_S)
            waiting = [one for one in fresh if one.journal_line and one.kind is not MeasureKind.REINSTATE]
            kept = desk.evidence.list(kind=CALLS_UP, captured_at__gt=now - 2 * WATCHED_S)
            listed = {one.enforcement_id for one in kept}
        self._seen = {one.id: self._seen.get(one.id, 0.0) for one in waiting}
        found = [self._prove(world, one, now) for one in waiting]
        for one in waiting:
            if one.kind in STOPS and one.id not in listed and now >= one.pressed_at + UP_AFTER_S:
                self._list_calls(world, one, now)
            self._watch(world, one, now)
        self._watched = {one.id: self._watched[one.id] for one in waiting}
        return tuple(one for one in found if one is not None)

    def _prove(self, world: OfficeWorld, record: EnforcementRecord, now: float) -> EnforcementRecord | None:
        since = max(record.pressed_at, self._seen[record.id] - proof_seconds.LATE_S)
        last, first = self._scan(record, since, now)
        self._seen[record.id] = now
        last = max(record.last_call_at, last) if record.kind in STOPS else 0.0
        first = min([one for one in (record.first_refused_at, first) if one], default=0.0)
        if (last, first) == (record.last_call_at, record.first_refused_at):
            return None
        with world.office.writing(world.actor) as desk:
            fresh = desk.enforcements.get(record.id)
            kept = desk.enforcements.save(replace(fresh, last_call_at=last, first_refused_at=first))
            desk.audit("enforcement.prove", kept, *told(fresh, kept))
        return kept

    def _scan(self, record: EnforcementRecord, since: float, until: float) -> tuple[float, float]:
        """The last call let through and the first refused by it; 0.0 for none."""
        last = first = 0.0
        for decision in self._calls.decisions(since, until):
            if not concerns(record, decision) or decision.verdict.reason == EMERGENCY_CALL:
                continue
            at = decision.call.request.at
            if decision.observed or not refused(decision.verdict):
                last = max(last, at)
            elif not first and _is_by(record, decision):
                first = at
        return last, first

    def _watch(self, world: OfficeWorld, record: EnforcementRecord, now: float) -> None:
        """The seconds around the press, and which of the calls that were up go on."""
        one = self._watched_of(record, now)
        was_whole = proof_seconds.is_whole(one.told)
        news = proof_seconds.read_on(one.told, lambda since, until: self._of(record, since, until), now)
        if news and not was_whole and proof_seconds.is_whole(one.told):
            summary = f"{sum(one.told.passed):,} calls passed and {sum(one.told.refused):,} were refused in 3 minutes"
            calls = sum(one.told.refused)
            kept = _Kept(proof_seconds.BY_SECOND, Visibility.INTERNAL, summary, one.told, calls)
            self._keep(world, record, now, kept)
        if one.up is not None and (news or now >= one.told.looked_at + LOOKED_AGAIN_S):
            one.told.up, one.told.looked_at, news = one.up.up, now, True
            one.told.goes_on = len(still_up(one.up, self._calls.ended(one.up.looked_back_to), now))
        if news:
            self._board.put(one.told)

    def _watched_of(self, record: EnforcementRecord, now: float) -> "_Watched":
        if record.id not in self._watched:
            told = proof_seconds.begun(record, self._calls.begins_at() or now)
            before = self._board.find(record.ref)  # of a worker that was stopped
            if before is not None:
                told.up, told.goes_on, told.looked_at = before.up, before.goes_on, before.looked_at
            self._watched[record.id] = _Watched(told)
        return self._watched[record.id]

    def _of(self, record: EnforcementRecord, since: float, until: float) -> Iterable[Decision]:
        return (one for one in self._calls.decisions(since, until) if concerns(record, one))

    def _list_calls(self, world: OfficeWorld, record: EnforcementRecord, now: float) -> None:
        policy = world.enforcing().policy
        found = calls_up(record, self._calls, policy)
        self._watched_of(record, now).up = found
        summary = f"{found.up} calls up when {record.ref} was pressed"
        self._keep(world, record, now, _Kept(CALLS_UP, Visibility.CPNI, summary, found._asdict(), found.up))

    def _keep(self, world: OfficeWorld, record: EnforcementRecord, now: float, told: "_Kept") -> None:
        """As evidence, once."""
        content = msgspec.json.encode(told.content)
        digest = self._keeper.keep(content)
        with world.office.writing(world.actor) as desk:
            if desk.evidence.find(kind=told.kind, enforcement_id=record.id) is not None:
                return
            row = Evidence(
                enforcement_id=record.id,
                case_id=record.case_id,
                kind=told.kind,
                sha256=digest,
                size=len(content),
                captured_at=now,
                source="decisions of the gates",
                visibility=told.visibility,
                summary=told.summary,
            )
            desk.evidence.add(row)
            desk.audit(f"enforcement.{told.kind}", record, after={"calls": told.calls, "sha256": digest})


class _Watched:
    """Of a measure pressed not long ago. `up`: None until the calls are listed."""

    def __init__(self, told: ProofWatch) -> None:
        self.told = told
        self.up: CallsUp | None = None


class _Kept(NamedTuple):
    kind: str
    visibility: Visibility
    summary: str
    content: object
    calls: int


def concerns(record: EnforcementRecord, decision: Decision) -> bool:
    """Whether the measure names this call."""
    call, value = decision.call, record.value
    match kind_and_target(record)[1]:
        case EnforcementTarget.CUSTOMER | EnforcementTarget.UPSTREAM:
            return call.customer == value
        case EnforcementTarget.CALLED_NUMBER:
            return call.called.digits == value
        case EnforcementTarget.SOURCE:
            return call.request.source_ip == value
        case EnforcementTarget.NAME:
            return wildcard_match(wildcard_parts(value), call.request.display_name.strip().casefold())
        case EnforcementTarget.PAIR:
            calling, _, called = value.partition(">")
            return call.called.digits == called and calling in (call.calling.digits, call.shown.digits)
    return value in (call.calling.digits, call.shown.digits)


def calls_up(record: EnforcementRecord, calls: CallsSeen, policy: PolicyDocument | None) -> CallsUp:
    """The calls of its subject that were up when the measure was pressed, emergency calls left alone."""
    pressed = record.pressed_at
    trunks = {} if policy is None else {trunk.key: trunk for trunk in policy.trunks}
    assumed_s = 180.0 if policy is None else float(policy.carrier.call_s_assumed)
    since = pressed - _back_s(trunks.values(), assumed_s)
    ended = calls.ended(since)
    found: list[CallUp] = []
    up = 0
    for number, decision in enumerate(calls.decisions(since, pressed, newest_first=True)):
        at = decision.call.request.at
        if number >= SCANNED_MAX:
            return CallsUp(pressed, at, False, up, tuple(found))
        if decision.id in ended or not concerns(record, decision) or _never_up(decision):
            continue
        trunk = trunks.get(decision.call.trunk)
        reports = trunk is not None and trunk.reports_ends
        longest = float(trunk.call_s_max) if trunk is not None and reports else assumed_s
        if at < pressed - longest:
            continue
        up += 1
        if len(found) < CALLS_MAX:
            found.append(_call_up(decision, not reports, at + longest))
    return CallsUp(pressed, since, True, up, tuple(found))


def read_calls_up(content: bytes) -> CallsUp:
    """As the evidence keeps it."""
    told = msgspec.json.decode(content)
    return CallsUp(**{**told, "calls": msgspec.convert(told["calls"], tuple[CallUp, ...])})


def still_up(listed: CallsUp, ended: Collection[str], now: float) -> list[CallUp]:
    """Of the calls listed those that are not known to have ended, nor too long for one."""
    return [one for one in listed.calls if one.decision_id not in ended and now < one.until]


def _call_up(decision: Decision, assumed: bool, until: float) -> CallUp:
    call = decision.call
    return CallUp(
        decision.id,
        call.request.at,
        call.calling.digits,
        call.called.digits,
        call.trunk,
        call.request.call_id,
        assumed,
        until,
    )


def _never_up(decision: Decision) -> bool:
    stopped = refused(decision.verdict) and not decision.observed
    return stopped or decision.verdict.reason == EMERGENCY_CALL


def _back_s(trunks: Iterable[Trunk], assumed_s: float) -> float:
    longest = max((float(one.call_s_max) for one in trunks if one.reports_ends), default=0.0)
    return min(max(longest, assumed_s), BACK_S_MAX)


def _is_by(record: EnforcementRecord, decision: Decision) -> bool:
    """Whether this very measure refused it."""
    winner = winner_of(decision.verdict)
    by_line = decision.verdict.reason == ENFORCEMENT and winner is not None
    return by_line and winner is not None and winner.finding.source == f"journal line {record.journal_line}"
