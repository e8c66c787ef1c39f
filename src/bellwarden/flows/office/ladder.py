"""The ladder: what the next strike against a customer should cost, as dated data, with strikes that grow old.

It proposes; a person decides. Strikes are what took two people, or was told to the customer, and was not taken back
on appeal or by us. What one case led to is one strike.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.case import NoticeState
from bellwarden.model.office.customer_notice import AppealState, CustomerNotice, CustomerNoticeState
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState, ReasonCode
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Desk

SETTING: Final = "ladder"  # of the office: the operator's own ladders, as JSON
NOTICE: Final = "notice"
DAY_S: Final = 86_400.0
STRIKES_MAX: Final = 1_000

StepKind = Annotated[str, Meta(pattern="^(notice|limit|challenge|restrict_caller_ids|suspend|terminate)$")]
COUNTED: Final = (
    MeasureState.PENDING_ACTIVATION,
    MeasureState.ACTIVE,
    MeasureState.PENDING_REMOVAL,
    MeasureState.REMOVED,
    MeasureState.EXPIRED,
)
STRIKING: Final = (
    MeasureKind.LIMIT,
    MeasureKind.RESTRICT_CALLER_IDS,
    MeasureKind.CHALLENGE,
    MeasureKind.BLOCK_CALLING,
    MeasureKind.BLOCK_UPSTREAM,
    MeasureKind.SUSPEND,
)
# Reasons that are no fault of the customer's.
BLAMELESS: Final = (
    ReasonCode.CUSTOMER_REQUEST,
    ReasonCode.FRAUD_AGAINST_CUSTOMER,
    ReasonCode.VETTING,
    ReasonCode.CURED,
    ReasonCode.MISTAKE,
)
TOLD: Final = (NoticeState.QUEUED, NoticeState.SENT)
COUNTING: Final = tuple(one for one in CustomerNoticeState if one is not CustomerNoticeState.WITHDRAWN)
Hours = Annotated[float, Meta(gt=0, le=8_760)]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rung. `share`: of a limit, the part of the customer's busiest second that is left, at least one call."""

    kind: StepKind
    days: Annotated[int, Meta(ge=0, le=3_650)] = 0  # 0: without an end, for a termination
    share: Annotated[float, Meta(gt=0, le=1)] = 0.25


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In force from a day on. The step of the nth strike is the nth rung, or the last."""

    since: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]  # UTC
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=20)]
    decay_days: Annotated[int, Meta(ge=1, le=3_650)] = 180  # after which a strike no longer counts
    answer_hours: Hours = 72  # in which a customer is to answer a notice
    answer_hours_illegal: Hours = 24  # and where the calls are said to be illegal
    remind_hours: Annotated[tuple[Hours, ...], Meta(max_length=10)] = (24, 4)  # before the end of that time
    appeal_days: Annotated[int, Meta(ge=1, le=365)] = 20
    page_days: Annotated[int, Meta(ge=1, le=365)] = 30  # the notice's page stays open behind the last of these ends


USUAL: Final = (
    Ladder(
        "1970-01-01",
        (Step(NOTICE), Step("limit", 30, 0.25), Step("suspend", 30), Step("terminate")),
        180,
    ),
)


class Strike(NamedTuple):
    """Something that counts against a customer until it is old."""

    ref: str
    kind: str
    at: float
    until: float  # when it no longer counts


class Suggestion(NamedTuple):
    """What the ladder asks for now. `kind` None: a notice, and no measure."""

    rung: int  # from 1
    kind: MeasureKind | None
    setting: Mapping[str, object]
    expires_at: float
    strikes: tuple[Strike, ...]  # those that count, oldest first
    sentence: str


def ladder_at(ladders: Sequence[Ladder], at: float) -> Ladder:
    """The one that was in force; the earliest where none was yet."""
    day = datetime.fromtimestamp(at, UTC).date().isoformat()
    past = [one for one in ladders if one.since <= day]
    return max(past, key=lambda one: one.since) if past else min(ladders, key=lambda one: one.since)


def strikes(desk: Desk, customer_id: int, ladder: Ladder, now: float) -> tuple[Strike, ...]:
    """Those that count, oldest first."""
    return strikes_of(desk, (customer_id,), ladder, now).get(customer_id, ())


def strikes_of(desk: Desk, customer_ids: Sequence[int], ladder: Ladder, now: float) -> Mapping[int, tuple[Strike, ...]]:
    """The same for several customers, with as many questions as for one. Who has none is left out."""
    since = now - ladder.decay_days * DAY_S
    measures = desk.enforcements.list(
        customer_id__in=customer_ids, state__in=COUNTED, kind__in=STRIKING, pressed_at__gt=since, limit=STRIKES_MAX
    )
    notices = desk.customer_notices.list(
        customer_id__in=customer_ids, enforcement_id=0, state__in=COUNTING, told_at__gt=since, limit=STRIKES_MAX
    )
    letters = [one.notice_id for one in notices if one.told_at <= now]
    told = {one.id for one in desk.notices.list(id__in=letters, state__in=TOLD)} if letters else set()
    overturned = desk.appeals.list(customer_id__in=customer_ids, state=AppealState.OVERTURNED, limit=STRIKES_MAX)
    fair = [one for one in measures if one.id not in {appeal.enforcement_id for appeal in overturned}]
    found: dict[int, list[Strike]] = {}
    for customer_id, strike in _counted(fair, [one for one in notices if one.notice_id in told], ladder):
        found.setdefault(customer_id, []).append(strike)
    return {customer_id: tuple(ones) for customer_id, ones in found.items()}


def suggest(
    desk: Desk,
    customer_id: int,
    now: float,
    ladders: Sequence[Ladder] = USUAL,
    busiest_cps: float = 0.0,
    least_rung: int = 1,
) -> Suggestion:
    """What the next strike asks for. `busiest_cps`: the customer's calls in its busiest second, for a limit;
    `least_rung`: where a step of the same case was in vain."""
    ladder = ladder_at(ladders, now)
    counted = strikes(desk, customer_id, ladder, now)
    rung = min(max(len(counted), least_rung - 1), len(ladder.steps) - 1)
    step = ladder.steps[rung]
    kind = None if step.kind == NOTICE else MeasureKind(step.kind)
    setting: dict[str, object] = {}
    if kind is MeasureKind.LIMIT:
        setting["cps_max"] = max(round(busiest_cps * step.share), 1)
    if kind is MeasureKind.CHALLENGE:
        setting["by"] = "captcha"
    expires_at = now + step.days * DAY_S if step.days else 0.0
    return Suggestion(rung + 1, kind, setting, expires_at, counted, _sentence(step, rung, counted, ladder))


def read_ladders(desk: Desk) -> tuple[Ladder, ...]:
    """The operator's, with the usual one before them."""
    said = desk.setting(SETTING)
    return (*USUAL, *msgspec.json.decode(said, type=tuple[Ladder, ...])) if said else USUAL


def write_ladder(world: OfficeWorld, ladder: Mapping[str, object]) -> tuple[Ladder, ...]:
    """Add a ladder that holds from its day on, in place of one of the same day. Past days stay as they were."""
    need(world, Right.EDIT_POLICY)
    try:
        made = msgspec.convert(dict(ladder), Ladder)
        datetime.fromisoformat(made.since)
    except (msgspec.ValidationError, ValueError) as error:
        raise BadInput([FieldFault("ladder", str(error))]) from None
    today = datetime.fromtimestamp(world.clock.now(), UTC).date().isoformat()
    if made.since < today:
        raise BadInput([FieldFault("since", f"lies in the past: a ladder holds from {today} on at the earliest")])
    faults = [one.kind for one in made.steps if bool(one.days) == (one.kind in (NOTICE, "terminate"))]
    if faults:
        raise BadInput([FieldFault("steps", f"{faults[0]}: a measure has days, a notice and a termination have none")])
    with world.office.writing(world.actor) as desk:
        others = [one for one in read_ladders(desk) if one not in USUAL and one.since != made.since]
        kept = tuple(sorted((*others, made), key=lambda one: one.since))
        desk.set_setting(SETTING, msgspec.json.encode(kept).decode())
        desk.audit("ladder.change", after=msgspec.to_builtins(made))
        return read_ladders(desk)


def _counted(
    measures: Iterable[EnforcementRecord], notices: Iterable[CustomerNotice], ladder: Ladder
) -> Iterable[tuple[int, Strike]]:
    """By customer, oldest first; of each case the first one."""
    lasts = ladder.decay_days * DAY_S
    both = [
        (one.pressed_at, one.case_id, one.customer_id, one.ref, one.kind.value) for one in measures if _is_strike(one)
    ]
    both += [(one.told_at, one.case_id, one.customer_id, one.ref, NOTICE) for one in notices]
    cases: set[int] = set()
    for at, case_id, customer_id, ref, kind in sorted(both):
        if case_id and case_id in cases:
            continue
        cases.add(case_id)
        yield customer_id, Strike(ref, kind, at, at + lasts)


def _is_strike(one: EnforcementRecord) -> bool:
    if one.reason_code in BLAMELESS or one.origin == "probation":
        return False
    # A kill switch that was not upheld is none.
    return not (one.reversed_by_id and one.emergency and not one.approved_by)


def _sentence(step: Step, rung: int, counted: Sequence[Strike], ladder: Ladder) -> str:
    before = f"{len(counted)} strike{'' if len(counted) == 1 else 's'} in {ladder.decay_days} days"
    what = {NOTICE: "a notice", "terminate": "termination"}.get(step.kind, step.kind.replace("_", " "))
    ends = f" for {step.days} days" if step.days else ""
    return f"{before}: step {rung + 1} of {len(ladder.steps)} is {what}{ends}"
