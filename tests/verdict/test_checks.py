"""Each check sees what its file says, and stays silent on the call beside it."""

from dataclasses import replace

import pytest

from bellwarden.model.condition import VARIABLES
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import (
    Condition,
    ListClass,
    ListKey,
    ModeSetting,
    PolicyList,
    Standing,
    Trunk,
)
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EMERGENCY_CONTINUES, Action, Diversion, Mode, Outcome, Verdict
from bellwarden.verdict.conditions import context_of
from tests.verdict.worlds import (
    ACME,
    AWAY,
    BOREAL,
    DOCUMENT,
    HOME,
    NOON,
    OTHER,
    allocated,
    attempt,
    number_list,
    policy_of,
    verdict_on,
    with_lists,
)


def codes(verdict: Verdict) -> list[str]:
    return [one.finding.code for one in verdict.weighed]


def found(verdict: Verdict, code: str) -> str:
    return next(one.finding.detail for one in verdict.weighed if one.finding.code == code)


@pytest.mark.parametrize("standing", [Standing.PROSPECT, Standing.SUSPENDED, Standing.TERMINATED])
def test_a_customer_who_may_not_call_is_refused(standing):
    policy = policy_of(customers=(replace(ACME, standing=standing), BOREAL))
    verdict = verdict_on(policy)
    assert (verdict.reason, verdict.outcome) == ("CUSTOMER_STANDING", Outcome.SUSPENDED)


@pytest.mark.parametrize("standing", [Standing.ACTIVE, Standing.LIMITED])
def test_a_customer_in_good_standing_may_call(standing):
    assert codes(verdict_on(policy_of(customers=(replace(ACME, standing=standing), BOREAL)))) == []


def test_a_trunk_whose_customer_none_fits_reports_it():
    policy = policy_of(trunks=(Trunk("shared", ("127.0.1.1",)),))
    assert codes(verdict_on(policy)) == ["CUSTOMER_UNKNOWN"]


def test_a_message_with_a_fault_is_malformed():
    verdict = verdict_on(policy_of(), fault="400 two From headers")
    assert (verdict.reason, verdict.outcome) == ("MALFORMED_MESSAGE", Outcome.MALFORMED)


@pytest.mark.parametrize("called", ["+12381", "sip:bob@kestrel.example", "+10002001000", ""])
def test_a_called_number_that_cannot_exist_is_seen(called):
    assert "CALLED_NUMBER_INVALID" in codes(verdict_on(policy_of(), called=called))


@pytest.mark.parametrize("calling", ["", "anonymous"])
def test_a_missing_caller_id_is_reported(calling):
    assert "CALLER_ID_ABSENT" in codes(verdict_on(policy_of(), calling=calling))


@pytest.mark.parametrize("calling", ["+12385550123", "+10382001000", "+12381111", "+13792001000", "999999999999999999"])
def test_a_caller_id_that_no_plan_allows_blocks(calling):
    verdict = verdict_on(policy_of(), calling=calling)
    assert (verdict.reason, verdict.outcome) == ("CALLER_ID_INVALID", Outcome.CALLER_ID)


def test_a_foreign_number_that_its_plan_lacks_is_reported_and_not_blocked():
    verdict = verdict_on(policy_of(), calling="+44207946000", source="127.0.1.2")
    assert (verdict.action, codes(verdict)) == (Action.ALLOW, ["CALLER_ID_FOREIGN"])
    assert codes(verdict_on(policy_of(), calling="+442079460000", source="127.0.1.2")) == []


def test_an_invalid_from_number_behind_a_valid_asserted_one_blocks_too():
    assert verdict_on(policy_of(), shown="+12385550123").reason == "CALLER_ID_INVALID"


@pytest.mark.parametrize("calling", ["911", "+1911", "112", "988"])
def test_an_emergency_number_as_caller_id_blocks(calling):
    assert verdict_on(policy_of(), calling=calling).reason == "CALLER_ID_EMERGENCY"


def test_a_private_extension_as_caller_id_is_invalid_and_no_emergency():
    assert codes(verdict_on(policy_of(), calling="2001", source="127.0.1.2")) == ["CALLER_ID_INVALID"]


def test_an_unallocated_block_or_area_is_seen_once_the_files_are_loaded():
    assert codes(verdict_on(policy_of(), source="127.0.1.2")) == []
    world = allocated(2382001)
    policy = policy_of(layers=world["layers"], numbering=world["numbering"])
    assert codes(verdict_on(policy, source="127.0.1.2")) == []
    other_block = verdict_on(policy, source="127.0.1.2", calling="+12382002000")
    assert found(other_block, "CALLER_ID_UNALLOCATED") == "12382002000: thousand-block not allocated"
    other_area = verdict_on(policy, source="127.0.1.2", calling="+12422001000")
    assert found(other_area, "CALLER_ID_UNALLOCATED") == "12422001000: area code not in service"


def test_a_toll_free_caller_id_is_not_looked_for_among_the_blocks():
    world = allocated(2382001)
    policy = policy_of(layers=world["layers"], numbering=world["numbering"])
    assert "CALLER_ID_UNALLOCATED" not in codes(verdict_on(policy, source="127.0.1.2", calling="+18002001000"))


def test_a_number_of_ours_that_nobody_holds_is_unused():
    assert "CALLER_ID_UNUSED" in codes(verdict_on(policy_of(), calling="+12382009999"))
    assert "CALLER_ID_UNUSED" not in codes(verdict_on(policy_of(), calling=HOME))
    assert "CALLER_ID_UNUSED" not in codes(verdict_on(policy_of(), calling=OTHER))


def test_our_own_number_from_an_upstream_is_seen_unless_it_was_forwarded():
    assert "OWN_NUMBER_FROM_OUTSIDE" in codes(verdict_on(policy_of(), source="127.0.2.9", calling=HOME))
    assert codes(verdict_on(policy_of(), source="127.0.2.9", calling=HOME, diversions=(AWAY,))) == []
    assert "OWN_NUMBER_FROM_OUTSIDE" not in codes(verdict_on(policy_of(), calling=HOME))


def test_a_caller_who_calls_himself_is_seen():
    assert "CALLER_IS_CALLED" in codes(verdict_on(policy_of(), called=HOME))


def test_a_caller_id_outside_the_customers_set_is_seen_and_inside_is_not():
    assert codes(verdict_on(policy_of(), calling=OTHER)) == ["CALLER_ID_RIGHT"]
    assert codes(verdict_on(policy_of(), calling="+12382015555")) == []  # by prefix
    assert codes(verdict_on(policy_of(), calling=OTHER, source="127.0.1.2")) == []  # any caller ID
    assert codes(verdict_on(policy_of(), calling=OTHER, source="127.0.2.1")) == []  # an upstream


def test_do_not_originate_looks_at_both_shown_numbers():
    policy = with_lists(number_list("dno", 17562001234, kind=ListClass.DO_NOT_ORIGINATE))
    assert verdict_on(policy, calling=OTHER, source="127.0.1.2").reason == "DO_NOT_ORIGINATE"
    assert verdict_on(policy, shown=OTHER).reason == "DO_NOT_ORIGINATE"
    assert codes(verdict_on(policy)) == []


def test_the_longest_match_of_a_list_wins():
    block = number_list("block", prefixes=("1756",))
    allow = number_list("allow", 17562001234, prefixes=("1756200",), kind=ListClass.ALLOW)
    policy = with_lists(block, allow)
    by = {"source": "127.0.1.2"}
    assert verdict_on(policy, calling="+17562001234", **by).action is Action.ALLOW
    assert verdict_on(policy, calling="+17562009999", **by).action is Action.ALLOW
    assert verdict_on(policy, calling="+17563009999", **by).reason == "CALLING_LIST"


def test_a_short_code_is_never_matched_by_a_prefix():
    policy = with_lists(number_list("swiss", prefixes=("41",), key=ListKey.CALLED_NUMBER))
    assert "CALLED_LIST" not in codes(verdict_on(policy, called="411"))
    assert verdict_on(policy, called="+41446681800").reason == "CALLED_LIST"


def test_allow_comes_before_block_at_the_same_length():
    policy = with_lists(number_list("block", 12382001000), number_list("allow", 12382001000, kind=ListClass.ALLOW))
    assert verdict_on(policy).action is Action.ALLOW


def test_a_trial_list_with_a_longer_match_masks_no_acting_list():
    trial = number_list("trial", 12382001000, kind=ListClass.ALLOW)
    real = number_list("real", prefixes=("1238",))
    policy = with_lists(real, trial)
    report = policy_of(
        policy.document,
        layers=trial[1],
        modes=(ModeSetting("list:real", Mode.ACT), ModeSetting("list:trial", Mode.REPORT)),
    )
    verdict = verdict_on(report)
    assert (verdict.action, codes(verdict)) == (Action.BLOCK, ["CALLING_LIST", "CALLING_LIST"])


def test_a_list_of_one_called_customer_is_for_calls_to_it_alone():
    policy = with_lists(number_list("acme-says-no", 17562001234, customers=("acme",)))
    to_acme = verdict_on(policy, source="127.0.1.2", calling=OTHER, called=HOME)
    assert (to_acme.reason, to_acme.outcome) == ("CALLING_LIST", Outcome.CALLED_PARTY)
    assert codes(verdict_on(policy, source="127.0.1.2", calling=OTHER)) == []


@pytest.mark.parametrize(
    ("key", "entry", "fields", "code"),
    [
        (ListKey.NAME, "warranty*", {"display_name": "WARRANTY DEPT"}, "NAME_LIST"),
        (ListKey.NAME, "irs", {"display_name": " IRS "}, "NAME_LIST"),
        (ListKey.USER_AGENT, "*scanner*", {"user_agent": "a friendly-Scanner 1"}, "USER_AGENT_LIST"),
        (ListKey.SPID, "666X", {"spid": "666x"}, "SPID_LIST"),
        (ListKey.COUNTRY, "GB", {"calling": "+442079460000"}, "COUNTRY_LIST"),
        (ListKey.CALLED_COUNTRY, "GB", {"called": "+442079460000"}, "COUNTRY_LIST"),
        (ListKey.SOURCE, "127.0.1.1/32", {}, "SOURCE_LIST"),
        (ListKey.CALLED_NUMBER, "", {"called": "+14462005555"}, "CALLED_LIST"),
    ],
)
def test_a_list_of_each_key_matches_what_it_names(key, entry, fields, code):
    if key is ListKey.CALLED_NUMBER:
        listed = number_list("x", 14462005555, key=key)
    else:
        listed = (PolicyList("x", key, ListClass.BLOCK, entries=(entry,)), {})
    assert code in codes(verdict_on(with_lists(listed), **fields))
    assert code not in codes(verdict_on(with_lists(listed), source="127.0.1.2", called=OTHER))


def test_the_provider_of_a_number_is_read_from_the_allocation_when_nobody_supplies_it():
    world = allocated(2382001, holders=("9Q9Q",))
    entry = PolicyList("rogue", ListKey.SPID, ListClass.BLOCK, entries=("9Q9Q",))
    policy = policy_of(
        layers=world["layers"],
        numbering=world["numbering"],
        lists=(entry,),
        modes=(ModeSetting("list:rogue", Mode.ACT),),
    )
    assert verdict_on(policy).reason == "SPID_LIST"


def test_every_documented_variable_is_filled_and_no_other():
    policy = policy_of()
    filled = context_of(attempt(policy), policy, Usage())
    assert {name: type(value) for name, value in filled.items()} == {one.name: one.type for one in VARIABLES}


def test_a_condition_reads_the_documented_variables():
    expression = 'customer == "acme" && called_country == "" && attempts_1s > 2 && !withheld && hour_utc >= 0'
    policy = policy_of(conditions=(Condition("own", expression),), modes=(ModeSetting("condition:own", Mode.ACT),))
    assert verdict_on(policy, Usage(NOON, 3)).reason == "CONDITION"
    assert codes(verdict_on(policy, Usage(NOON, 2))) == []


def test_a_condition_that_fails_at_run_time_says_so_and_does_nothing():
    policy = policy_of(
        conditions=(Condition("broken", "1 / (attempts_1s - 1) > 0"),),
        modes=(ModeSetting("condition:broken", Mode.ACT),),
    )
    verdict = verdict_on(policy, Usage(NOON, 1))
    assert verdict.action is Action.ALLOW
    assert "could not be evaluated" in found(verdict, "CONDITION")


def test_the_customers_limit_counts_this_attempt():
    assert codes(verdict_on(policy_of(), Usage(NOON, 3), source="127.0.1.2")) == []
    verdict = verdict_on(policy_of(), Usage(NOON, 4), source="127.0.1.2")
    assert (verdict.action, verdict.outcome, found(verdict, "CPS_LIMIT")) == (Action.LIMIT, Outcome.LIMIT, "4 of 3")


def test_the_trunks_limit_holds_beside_the_customers():
    trunks = tuple(replace(trunk, cps_max=5) for trunk in DOCUMENT.trunks)
    assert verdict_on(policy_of(trunks=trunks), Usage(NOON, 1, 6)).reason == "TRUNK_CPS_LIMIT"
    assert codes(verdict_on(policy_of(trunks=trunks), Usage(NOON, 1, 5))) == []


def measure(kind, target=EnforcementTarget.CUSTOMER, value="acme", **fields):
    return Enforcement(3, kind, target, value, "case 7", NOON, **fields)


def test_a_restricted_customer_shows_its_numbers_and_no_other():
    only = measure(EnforcementKind.RESTRICT_CALLER_IDS, numbers=("12382001000",), prefixes=("1446",))
    for number, outcome in [
        ("+12382001000", Outcome.CONTINUE),
        ("+14462001000", Outcome.CONTINUE),
        ("+12382001001", Outcome.CALLER_ID_RIGHT),
        ("anonymous", Outcome.CALLER_ID_RIGHT),
    ]:
        assert verdict_on(policy_of(), calling=number, enforcements=(only,)).outcome is outcome, number
    two = verdict_on(policy_of(), calling="+12382001000", shown="+12382001001", enforcements=(only,))
    assert two.outcome is Outcome.CALLER_ID_RIGHT


def test_a_challenge_diverts_and_whatever_refuses_wins_over_it():
    challenge = measure(EnforcementKind.CHALLENGE, by=Diversion.VOICE_MENU)
    limit = measure(EnforcementKind.LIMIT, cps_max=2)
    only = measure(EnforcementKind.RESTRICT_CALLER_IDS, numbers=("1",))
    suspend = measure(EnforcementKind.SUSPEND)
    assert verdict_on(policy_of(), enforcements=(challenge,)).outcome is Outcome.VOICE_MENU
    assert verdict_on(policy_of(), Usage(NOON, 3), enforcements=(challenge, limit)).outcome is Outcome.LIMIT
    assert verdict_on(policy_of(), Usage(NOON, 3), enforcements=(limit, only)).outcome is Outcome.CALLER_ID_RIGHT
    assert verdict_on(policy_of(), enforcements=(challenge, only, suspend)).outcome is Outcome.SUSPENDED


def test_blocks_by_name_and_of_an_upstream_have_their_own_answers():
    by_name = measure(EnforcementKind.BLOCK, EnforcementTarget.NAME, "*gold card*")
    upstream = measure(EnforcementKind.BLOCK, EnforcementTarget.UPSTREAM, "northstar")
    assert verdict_on(policy_of(), enforcements=(by_name,)).outcome is Outcome.LIST
    assert verdict_on(policy_of(), enforcements=(upstream,)).outcome is Outcome.UPSTREAM


def test_no_measure_of_any_kind_stops_an_emergency_call():
    measures = tuple(
        measure(kind, target, by=Diversion.CAPTCHA, numbers=("1",))
        for kind in EnforcementKind
        for target in EnforcementTarget
    )
    assert verdict_on(policy_of(), Usage(NOON, 99), called="911", enforcements=measures) == EMERGENCY_CONTINUES


def test_a_limit_by_enforcement_refuses_only_above_it():
    limit = Enforcement(3, EnforcementKind.LIMIT, EnforcementTarget.CUSTOMER, "acme", "burst", NOON, cps_max=2)
    assert codes(verdict_on(policy_of(), Usage(NOON, 2), enforcements=(limit,))) == []
    assert verdict_on(policy_of(), Usage(NOON, 3), enforcements=(limit,)).outcome is Outcome.LIMIT


def test_a_suspension_is_stronger_than_a_limit_set_before_it():
    limit = Enforcement(3, EnforcementKind.LIMIT, EnforcementTarget.CUSTOMER, "acme", "burst", NOON, cps_max=2)
    suspend = Enforcement(4, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "traceback", NOON)
    verdict = verdict_on(policy_of(), Usage(NOON, 3), enforcements=(limit, suspend))
    assert (verdict.action, verdict.outcome) == (Action.BLOCK, Outcome.SUSPENDED)
