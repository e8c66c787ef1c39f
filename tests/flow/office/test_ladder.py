"""The ladder climbs with each strike, comes down as strikes grow old, and never counts what was no fault."""

from dataclasses import replace

import pytest

from bellwarden.flows.office.enforcement import kill, lift, review
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.ladder import USUAL, Ladder, Step, ladder_at, read_ladders, suggest, write_ladder
from bellwarden.flows.office.world import NotAllowed
from bellwarden.model.office.case import Case, CaseKind, Notice, NoticeState
from bellwarden.model.office.customer_notice import Appeal, AppealState, CustomerNotice, CustomerNoticeState
from bellwarden.model.office.enforcement import MeasureKind, ReasonCode
from bellwarden.model.office.people import Role
from tests.flow.office.conftest import Bench
from tests.flow.office.test_enforcement import DAY, in_force, wish

RUNGS = [None, MeasureKind.LIMIT, MeasureKind.SUSPEND, MeasureKind.TERMINATE]


def asked_for(bench: Bench) -> MeasureKind | None:
    return suggest(bench.desk(), bench.quillmark.id, bench.clock.now(), busiest_cps=40).kind


def strike(bench: Bench, **fields: object) -> None:
    made = wish(MeasureKind.LIMIT, setting={"cps_max": 2}, **({"expires_at": bench.clock.now() + DAY} | fields))
    record = in_force(bench, made)
    bench.clock.pass_by(1)
    lift(bench.world("berit"), record.id, "cured")
    bench.clock.pass_by(DAY)


def test_it_climbs_with_each_strike_and_comes_down_with_time(bench: Bench) -> None:
    assert asked_for(bench) is None
    for kind in (*RUNGS[1:], MeasureKind.TERMINATE):
        strike(bench)
        assert asked_for(bench) is kind
    bench.clock.pass_by(180 * DAY - 3 * DAY)
    assert asked_for(bench) is MeasureKind.SUSPEND
    bench.clock.pass_by(3 * DAY)
    assert asked_for(bench) is None


def test_a_suggestion_says_how_long_how_much_and_why(bench: Bench) -> None:
    strike(bench)
    now = bench.clock.now()
    found = suggest(bench.desk(), bench.quillmark.id, now, busiest_cps=40)
    assert (found.rung, found.setting, found.expires_at) == (2, {"cps_max": 10}, now + 30 * DAY)
    assert found.sentence == "1 strike in 180 days: step 2 of 4 is limit for 30 days"
    assert suggest(bench.desk(), bench.quillmark.id, now).setting == {"cps_max": 1}


def test_what_was_no_fault_of_the_customers_is_no_strike(bench: Bench) -> None:
    for reason in (ReasonCode.CUSTOMER_REQUEST, ReasonCode.FRAUD_AGAINST_CUSTOMER, ReasonCode.MISTAKE):
        strike(bench, reason_code=reason)
    record = kill(bench.world("arne"), wish(expires_at=bench.clock.now() + DAY))
    review(bench.world("berit"), record.id, False, "another customer")
    assert asked_for(bench) is None


def test_what_one_case_led_to_is_one_strike(bench: Bench) -> None:
    with bench.office.writing(bench.system().actor) as desk:  # type: ignore[attr-defined]
        case = desk.cases.add(Case(kind=CaseKind.COMPLAINT, title="calls at night", customer_id=bench.quillmark.id))
    told(bench, case.id)
    assert asked_for(bench) is MeasureKind.LIMIT
    strike(bench, case_id=case.id)
    strike(bench, case_id=case.id)
    assert asked_for(bench) is MeasureKind.LIMIT
    told(bench)
    assert asked_for(bench) is MeasureKind.SUSPEND


def test_a_notice_counts_once_it_went_out_and_not_when_it_was_taken_back(bench: Bench) -> None:
    bench.clock.pass_by(1)
    kept = told(bench, told_at=bench.clock.now() + 900)
    assert asked_for(bench) is None
    bench.clock.pass_by(901)
    assert asked_for(bench) is MeasureKind.LIMIT
    with bench.office.writing(bench.system().actor) as desk:  # type: ignore[attr-defined]
        desk.customer_notices.save(replace(kept, state=CustomerNoticeState.WITHDRAWN))
    assert asked_for(bench) is None


def test_what_was_overturned_on_appeal_is_no_strike(bench: Bench) -> None:
    strike(bench)
    (record,) = bench.desk().enforcements.list(customer_id=bench.quillmark.id)
    kept = told(bench, enforcement_id=record.id)
    assert asked_for(bench) is MeasureKind.LIMIT
    with bench.office.writing(bench.system().actor) as desk:  # type: ignore[attr-defined]
        about = {"customer_notice_id": kept.id, "customer_id": kept.customer_id, "enforcement_id": record.id}
        appeal = desk.appeals.add(Appeal(**about, said="it was another's number", filed_at=bench.clock.now()))
        desk.appeals.save(replace(appeal, state=AppealState.OVERTURNED))
    assert asked_for(bench) is None


def test_a_step_that_was_in_vain_asks_for_the_next_one(bench: Bench) -> None:
    found = suggest(bench.desk(), bench.quillmark.id, bench.clock.now(), least_rung=3)
    assert (found.rung, found.kind) == (3, MeasureKind.SUSPEND)


def told(bench: Bench, case_id: int = 0, enforcement_id: int = 0, told_at: float = 0.0) -> CustomerNotice:
    """A notice whose letter is on its way."""
    with bench.office.writing(bench.system().actor) as desk:  # type: ignore[attr-defined]
        about = {"customer_id": bench.quillmark.id, "case_id": case_id, "enforcement_id": enforcement_id}
        letter = desk.notices.add(Notice(to="abuse@quillmark.example", state=NoticeState.QUEUED, **about))
        at = told_at or bench.clock.now()
        made = CustomerNotice(**about, notice_id=letter.id, address=letter.to, facts="calls", told_at=at)
        return desk.customer_notices.add(made)  # type: ignore[no-any-return]


def test_a_ladder_holds_from_its_day_on(bench: Bench) -> None:
    strict = {
        "since": "2026-12-01",
        "steps": [{"kind": "suspend", "days": 7}, {"kind": "terminate"}],
        "decay_days": 365,
    }
    kept = write_ladder(bench.world("rolf", Role.RULE_AUTHOR), strict)
    assert (
        kept
        == read_ladders(bench.desk())
        == (*USUAL, Ladder("2026-12-01", (Step("suspend", 7), Step("terminate")), 365))
    )
    now = bench.clock.now()
    assert ladder_at(kept, now) == USUAL[0]
    assert ladder_at(kept, now + 20 * DAY).decay_days == 365
    assert ladder_at(kept[1:], now) == kept[1]


@pytest.mark.parametrize(
    "ladder",
    [
        {"since": "2026-12-01", "steps": []},
        {"since": "2026-13-01", "steps": [{"kind": "terminate"}]},
        {"since": "2020-01-01", "steps": [{"kind": "terminate"}]},
        {"since": "2026-12-01", "steps": [{"kind": "scold", "days": 1}]},
        {"since": "2026-12-01", "steps": [{"kind": "suspend"}]},
        {"since": "2026-12-01", "steps": [{"kind": "notice", "days": 3}]},
        {"since": "2026-12-01", "steps": [{"kind": "limit", "days": 3, "share": 0}]},
        {"since": "2026-12-01", "steps": [{"kind": "terminate"}], "more": 1},
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(bench: Bench, ladder: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        write_ladder(bench.world(), ladder)
    assert read_ladders(bench.desk()) == USUAL
    with pytest.raises(NotAllowed):
        write_ladder(bench.world("vera", Role.ANALYST), ladder)
