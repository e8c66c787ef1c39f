from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from bellwarden.flows.call import CallWorld, judge
from bellwarden.flows.replay import judge_again, judge_under
from bellwarden.gate.tokens_seen import SeenTokens
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import (
    Condition,
    GateMode,
    Identification,
    ListClass,
    ListKey,
    ModeSetting,
    PolicyDocument,
    PolicyList,
)
from bellwarden.model.stir import Attestation, Presented, VerificationStatus
from bellwarden.model.verdict import Action, Diversion, Mode
from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason
from tests.flow.tokens import ORIGID, TRANSIT_IN, VERIFYING, X5U, Certificates, forged, presenting, token
from tests.flow.worlds import asked, world_of
from tests.verdict.worlds import AWAY, NOON, OTHER, acting, number_list, policy_of


def verifying(
    *enforcements: Enforcement, document: PolicyDocument = VERIFYING, here: tuple[str, ...] = (X5U,), **changes: Any
) -> CallWorld:
    world = world_of(policy_of(document, **changes), *enforcements)
    world.credentials = Certificates(*here)
    world.tokens_seen = SeenTokens()
    return world


def judged(world: CallWorld, presented: Presented | None = None, **fields: Any) -> Decision:
    presented = presenting(token()) if presented is None else presented
    digests = tuple(sha256(value).hexdigest() for value in presented.identities)
    decision = judge(asked(source_ip=TRANSIT_IN, identities=digests, **fields), world, presented)
    assert decision is not None
    assert judge_again(decision, world.policy) == decision.verdict
    return decision


def codes(decision: Decision) -> set[str]:
    return {one.finding.code for one in decision.verdict.weighed}


def asserted(decision: Decision) -> str:
    return dict(decision.answer.headers).get("P-Asserted-Identity", "")


def test_a_good_token_is_told_beside_the_number_it_is_for() -> None:
    decision = judged(verifying(), host="kestrel.example")
    found = decision.call.verification
    assert found is not None
    assert (found.status, found.attestation, found.origid, found.signer) == (
        VerificationStatus.PASSED,
        "A",
        ORIGID,
        "B100",
    )
    assert decision.verdict.action is Action.ALLOW
    # 3GPP TS 24.229 section 7.2A.20, ATIS-1000074 section 5.3.2.
    assert asserted(decision) == "<sip:+12382001000;verstat=TN-Validation-Passed@kestrel.example;user=phone>"
    assert "Reason" not in dict(decision.answer.headers)


def test_a_bad_token_lets_the_call_go_on_with_its_reason() -> None:
    decision = judged(verifying(), presenting(forged(token())))
    found = decision.call.verification
    assert found is not None
    assert (found.status, found.code, found.reason) == (VerificationStatus.FAILED, 438, "signature_invalid")
    assert ";verstat=TN-Validation-Failed@" in asserted(decision)
    # RFC 9410 section 4.
    assert ("Reason", 'STIR;cause=438;text="Invalid Identity Header"') in decision.answer.headers
    assert decision.answer.status == 302
    assert codes(decision) == {"OWN_NUMBER_FROM_OUTSIDE", "VERIFICATION_FAILED"}


@pytest.mark.parametrize(
    ("presented", "code"),
    [
        (presenting(token(at=NOON - 61)), 403),
        (presenting(token(at=NOON + 6)), 403),
        (presenting(token(dest=OTHER)), 438),
    ],
)
def test_a_refusal_says_the_code_where_the_sbc_ends_the_call_on_it(presented: Presented, code: int) -> None:
    world = verifying(modes=acting("verification_failed"))
    decision = judged(world, presented)
    assert decision.verdict.reason == "VERIFICATION_FAILED"
    assert decision.answer.status == code
    assert not asserted(decision)


def test_a_refusal_stays_a_603_where_the_sbc_knows_no_other() -> None:
    carrier = replace(VERIFYING.carrier, dialect="clearip")
    decision = judged(verifying(modes=acting("verification_failed"), carrier=carrier), presenting(forged(token())))
    assert decision.answer.status == 603


def test_a_call_without_identity_is_told_so_and_goes_on() -> None:
    decision = judged(verifying(), Presented())
    found = decision.call.verification
    assert found is not None
    assert (found.status, found.reason) == (VerificationStatus.NONE, "no_identity")
    assert ";verstat=No-TN-Validation@" in asserted(decision)
    assert codes(decision) == {"OWN_NUMBER_FROM_OUTSIDE"}


def test_a_missing_identity_is_refused_with_428_where_the_operator_says_so() -> None:
    decision = judged(verifying(modes=acting("identity_absent")), Presented())
    assert (decision.verdict.reason, decision.answer.status) == ("IDENTITY_ABSENT", 428)
    rules = {one.finding.code: one.finding.rule for one in decision.verdict.weighed}
    assert rules["IDENTITY_ABSENT"] == ""


def test_over_http_a_missing_identity_says_nothing() -> None:
    decision = judged(verifying(modes=acting("identity_absent")), Presented(), protocol="http")
    assert decision.call.verification is None
    assert decision.verdict.action is Action.ALLOW


def test_a_verstat_that_the_caller_brought_is_neither_believed_nor_sent_back() -> None:
    claimed = "+12382001000;verstat=TN-Validation-Passed"
    decision = judged(verifying(), Presented(), calling=claimed)
    assert decision.call.calling.digits == "12382001000"
    assert asserted(decision).count("verstat") == 1
    assert "Passed" not in str(decision.answer)


def test_a_host_that_is_none_does_not_break_out_of_the_header() -> None:
    decision = judged(verifying(), host="x>\r\nEvil: 1")
    assert asserted(decision).endswith("@unknown.invalid;user=phone>")


def test_a_trunk_that_does_not_verify_pays_nothing_and_is_told_nothing() -> None:
    world = verifying()
    digest = sha256(token().encode()).hexdigest()
    decision = judge(asked(identities=(digest,)), world, presenting(token()))
    assert decision is not None
    assert decision.call.verification is None
    assert not asserted(decision)


def test_an_emergency_call_is_never_looked_at() -> None:
    world = verifying(modes=acting("verification_failed", "identity_absent"))
    for presented in (presenting(forged(token())), Presented()):
        decision = judged(world, presented, called="911", uri="sip:911@kestrel.example")
        assert decision.verdict.reason == "EMERGENCY_CALL"
        assert decision.call.verification is None
        assert not asserted(decision)


def test_a_call_that_is_refused_anyway_is_not_verified_and_asks_for_nothing() -> None:
    suspended = Enforcement(1, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "transit", "test", NOON - 1)
    world = verifying(suspended, here=())
    decision = judged(world)
    assert decision.verdict.action is Action.BLOCK
    assert decision.call.verification is None


def test_while_a_gate_only_observes_tokens_are_verified_and_the_call_goes_on() -> None:
    carrier = replace(VERIFYING.carrier, mode=GateMode.OBSERVE)
    decision = judged(verifying(modes=acting("verification_failed"), carrier=carrier), presenting(forged(token())))
    assert decision.observed
    assert decision.verdict.action is Action.BLOCK
    assert decision.answer.status == 302
    assert ";verstat=TN-Validation-Failed@" in asserted(decision)


def test_a_signature_that_does_not_fit_has_the_certificate_fetched_again() -> None:
    """Its signer may have a new one at the same address; a good token, or a stale one, asks for nothing."""
    world = verifying()
    assert isinstance(world.credentials, Certificates)
    judged(world)
    judged(world, presenting(token(at=NOON - 600)))
    assert world.credentials.asked == []
    judged(world, presenting(forged(token())))
    assert world.credentials.asked == [X5U]


def test_a_certificate_that_is_not_here_leaves_the_call_unvalidated() -> None:
    decision = judged(verifying(here=()))
    found = decision.call.verification
    assert found is not None
    assert (found.status, found.code, found.reason) == (VerificationStatus.NONE, 0, "credential_pending")
    assert "Reason" not in dict(decision.answer.headers)


def test_a_certificate_that_can_t_be_had_is_436() -> None:
    world = verifying(here=())
    assert isinstance(world.credentials, Certificates)
    world.credentials.here[X5U] = StirFault(436, StirReason.RESPONSE_STATUS)
    decision = judged(world)
    assert ("Reason", 'STIR;cause=436;text="Bad Identity Info"') in decision.answer.headers


def test_without_a_book_of_certificates_nothing_is_said() -> None:
    world = verifying()
    world.credentials = None
    assert judged(world).call.verification is None


def test_one_token_in_two_calls_is_good_once() -> None:
    """RFC 8224 section 12.1."""
    world = verifying()
    value = token()
    first = judged(world, presenting(value), call_id="one@halyard.example")
    again = judged(world, presenting(value), call_id="one@halyard.example")
    other = judged(world, presenting(value, to=AWAY), call_id="two@halyard.example")
    said = [one.call.verification for one in (first, again, other)]
    assert [one.status for one in said if one] == [
        VerificationStatus.PASSED,
        VerificationStatus.PASSED,
        VerificationStatus.FAILED,
    ]
    assert said[2] is not None
    assert said[2].reason == "replay"


def test_one_token_to_two_destinations_is_good_once() -> None:
    """The To header still names whom the token is for, the request line names another."""
    world = verifying()
    shown = presenting(token(), to=AWAY)
    first = judged(world, shown, call_id="one@halyard.example")
    other = judged(world, shown, call_id="one@halyard.example", called=OTHER)
    said = [one.call.verification.status for one in (first, other) if one.call.verification]
    assert said == [VerificationStatus.PASSED, VerificationStatus.FAILED]


def test_a_prefix_that_tells_a_customer_apart_is_not_held_against_the_token() -> None:
    trunks = tuple(
        replace(one, identifications=(Identification("transit", prefix="9#"),)) if one.verifies else one
        for one in VERIFYING.trunks
    )
    decision = judged(verifying(trunks=trunks), called="9#14462005555")
    assert decision.call.verification is not None
    assert decision.call.verification.status is VerificationStatus.PASSED


def test_another_policy_judges_by_the_verification_of_then() -> None:
    decision = judged(verifying(), presenting(forged(token())))
    harder = policy_of(VERIFYING, modes=acting("verification_failed"))
    assert judge_under(decision, harder).reason == "VERIFICATION_FAILED"


@pytest.mark.parametrize("attest", list(Attestation))
def test_an_attestation_of_our_own_number_by_another_is_inconsistent_when_full(attest: Attestation) -> None:
    decision = judged(verifying(modes=acting("attestation_inconsistent")), presenting(token(attest=attest)))
    refused = attest is Attestation.FULL
    assert (decision.verdict.reason == "ATTESTATION_INCONSISTENT") is refused


def test_an_attestation_says_nothing_for_a_number_on_a_block_list() -> None:
    """rules: us/G-27."""
    entry, layers = number_list("nuisance", int(OTHER))
    world = world_of(policy_of(VERIFYING, layers, lists=(entry,), modes=acting("list:nuisance")))
    world.credentials = Certificates(X5U)
    decision = judged(world, presenting(token(orig=OTHER)), calling=OTHER)
    assert decision.verdict.reason == "CALLING_LIST"


def listed(*codes: str, kind: ListClass = ListClass.BLOCK, **fields: Any) -> PolicyList:
    return PolicyList(f"signers-{kind.value}", ListKey.SIGNER, kind, entries=codes, **fields)


def by_signer(*lists: PolicyList, presented: Presented | None = None) -> Decision:
    modes = tuple(ModeSetting(f"list:{one.name}", Mode.ACT) for one in lists)
    world = verifying(lists=lists, modes=modes)
    return judged(world, presented)


def test_a_signer_on_a_block_list_is_refused() -> None:
    assert by_signer(listed("b100")).verdict.reason == "SIGNER_LIST"
    assert by_signer(listed("B101")).verdict.action is Action.ALLOW


def test_a_signer_is_diverted_where_the_list_says_so() -> None:
    decision = by_signer(listed("B100", action=Action.DIVERT, diversion=Diversion.CAPTCHA))
    assert decision.verdict.action is Action.DIVERT


def test_a_forged_token_accuses_nobody_of_having_signed_it() -> None:
    decision = by_signer(listed("B100"), presented=presenting(forged(token())))
    assert "SIGNER_LIST" not in codes(decision)


def test_a_list_of_signers_may_be_for_one_called_customer() -> None:
    assert by_signer(listed("B100", customers=("boreal",))).verdict.action is Action.ALLOW
    assert by_signer(listed("B100", customers=("transit",))).verdict.reason == "SIGNER_LIST"


def test_an_allowed_signer_is_spared_from_the_list_and_from_nothing_else() -> None:
    """rules: us/G-27."""
    allowed = listed("B100", kind=ListClass.ALLOW)
    assert by_signer(listed("B*"), allowed).verdict.action is Action.ALLOW
    harmful = PolicyList("agents", ListKey.USER_AGENT, ListClass.BLOCK, entries=("dialler",))
    modes = (ModeSetting(f"list:{allowed.name}", Mode.ACT), ModeSetting("list:agents", Mode.ACT))
    decision = judged(verifying(lists=(allowed, harmful), modes=modes), user_agent="dialler")
    assert decision.verdict.reason == "USER_AGENT_LIST"


def test_conditions_read_what_was_found() -> None:
    expression = 'verstat == "TN-Validation-Failed" && stir_code == 438 && stir_reason == "signature_invalid"'
    condition = Condition("forged", expression, analytics=True)
    world = verifying(conditions=(condition,), modes=(ModeSetting("condition:forged", Mode.ACT),))
    assert judged(world, presenting(forged(token()))).verdict.reason == "CONDITION"
    assert judged(world).verdict.action is Action.ALLOW
    other = Condition("signed", f'attestation == "A" && signer == "B100" && origid == "{ORIGID}"')
    world = verifying(conditions=(other,), modes=(ModeSetting("condition:signed", Mode.ACT),))
    assert judged(world).verdict.reason == "CONDITION"
    assert judged(world, Presented()).verdict.action is Action.ALLOW
