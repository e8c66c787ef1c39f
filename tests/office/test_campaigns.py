"""Three people tell of one campaign: a case, a confirmation by a person, a rule, and the gate refuses the next call."""

import json
from datetime import timedelta

import pytest

from bellwarden.cli import main
from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.cli.office_weights import WeightWork
from bellwarden.flows.office import campaigns, enforcement
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.case import Case, FindingState
from bellwarden.model.office.enforcement import MeasureKind, MeasureState
from tests.calllog.logs import HEAD, call
from tests.desks import DAY, mail, take_up

pytestmark = pytest.mark.door
CALLER, HELD = "+12382003011", "+12382001007"  # Quillmark's; Meadowbrook's, and Quillmark shows it
VICTIMS = ("+14462000177", "+14462011288", "+14462022399")


@pytest.fixture
def complained(work: ComplaintWork, world: OfficeWorld, carrier: Home, tmp_path: object) -> WeightWork:
    """Quillmark called three people from its own number and from somebody else's; each complains."""
    at = DAY + timedelta(hours=19)
    rows = [
        call(n, at + timedelta(minutes=n), calling=shown, called=victim, billable_s=4)
        for n, (shown, victim) in enumerate([(CALLER, one) for one in VICTIMS] + [(HELD, one) for one in VICTIMS])
    ]
    records = carrier.path / "campaign.csv"
    records.write_text(HEAD + "".join(rows))
    assert main(["calls", "import", str(records), "--home", str(carrier.path)]) == 0
    mails = [mail(shown, f"ana{n}@mail{n}.example", VICTIMS[n]) for n, shown in enumerate((CALLER, CALLER, HELD))]
    take_up(work, world, carrier, *mails)
    return WeightWork(carrier)


def campaign(world: OfficeWorld) -> Case:
    with world.office.reading() as desk:
        (case,) = desk.cases.list(fold_key__startswith=campaigns.KEY)
    return case


def second(world: OfficeWorld) -> OfficeWorld:
    return world._replace(actor=Actor(kind=ActorKind.PERSON, name="okafor"))


def decision(home: Home, calling: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a gate says of a call of this home's by now."""
    asked = home.path / "call.json"
    asked.write_text(json.dumps({"calling_number": calling, "called_number": "+14462033444", "trunk": "quillmark"}))
    capsys.readouterr()
    main(["decide", str(asked), "--home", str(home.path), "--json"])
    return capsys.readouterr().out


def test_a_confirmed_campaign_is_a_rule_in_force_at_the_gate(
    complained: WeightWork, world: OfficeWorld, carrier: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert complained.weigh(world).endswith("1 campaigns")
    case = campaign(world)
    told = campaigns.campaign_of(case.details)
    assert (told.complaints, told.people) == (3, 3.0)
    assert CALLER[1:] in {one.number for one in told.callers if not one.why}
    assert [one.why for one in told.callers if one.number == HELD[1:]] == [
        "meadowbrook has it, and did not make these calls"
    ]
    until = world.clock.now() + 9 * 365 * 86_400  # the command below goes by the real clock
    done = campaigns.confirm(world, case.id, [CALLER[1:]], until, "three people, one recording")
    (rule,) = done.rules
    assert done.refused == ()
    assert (rule.kind, rule.value, rule.state) == (
        MeasureKind.BLOCK_CALLING,
        CALLER[1:],
        MeasureState.AWAITING_APPROVAL,
    )
    assert (rule.proposed_by, rule.case_id, rule.origin) == ("lindqvist", case.id, "campaign")
    assert rule.expires_at == until and case.ref in rule.internal_text
    with world.office.reading() as desk:
        finding = desk.findings.get(rule.finding_id)
        assert (finding.state, finding.case_id) == (FindingState.CONFIRMED, case.id)
        assert desk.enforcements.count() == 1
    assert "ENFORCEMENT" not in decision(carrier, CALLER, capsys)
    enforcement.approve(second(world), rule.id)
    assert "ENFORCEMENT" in decision(carrier, CALLER, capsys)
    assert campaigns.confirm(world, case.id, [CALLER[1:]], rule.expires_at, "again").rules == ()  # it has one


def test_a_number_of_somebody_else_is_never_blocked(complained: WeightWork, world: OfficeWorld) -> None:
    complained.weigh(world)
    case = campaign(world)
    for number in (HELD[1:], "12125550100"):
        with pytest.raises(BadInput):
            campaigns.confirm(world, case.id, [number], world.clock.now() + 60, "x")
    with pytest.raises(BadInput, match="say why"):
        campaigns.confirm(world, case.id, [CALLER[1:]], world.clock.now() + 60, " ")
    with world.office.reading() as desk:
        assert desk.enforcements.count() == 0


def test_it_grows_and_a_rejected_one_stays_rejected(
    complained: WeightWork, world: OfficeWorld, carrier: Home, work: ComplaintWork, clock: object
) -> None:
    complained.weigh(world)
    case = campaign(world)
    campaigns.reject(world, case.id, "three offices of one firm")
    clock.pass_by(60)  # type: ignore[attr-defined]
    take_up(work, world, carrier, mail(CALLER, "late@mail9.example", VICTIMS[0]))
    complained.weigh(world)
    after = campaign(world)
    assert after.details == case.details
    with world.office.reading() as desk:
        (finding,) = desk.findings.list(case_id=case.id)
        assert finding.state is FindingState.REJECTED
        assert {one.campaign_id for one in desk.complaint_weights.list(borne_out=True)} == {case.id}


def test_people_whose_calls_are_not_in_the_log_make_no_campaign(
    work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    forged = [mail("+12382003055", f"u{n}@mail{n}.example", f"+1446209{n:04}") for n in range(6)]
    take_up(work, world, carrier, *forged)
    WeightWork(carrier).weigh(world)
    with world.office.reading() as desk:
        assert desk.complaint_weights.count() == 6
        assert desk.cases.count(fold_key__startswith=campaigns.KEY) == 0
