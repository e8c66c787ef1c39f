"""What is signed, at which level, and what is passed on or left alone: by the role of the trunk."""

from dataclasses import replace
from typing import Any

import pytest

from bellwarden.flows.call import CallWorld, judge
from bellwarden.flows.signing import UNSIGNED, Signed, sign_call
from bellwarden.model.call import CallAttempt
from bellwarden.model.decision import Decision
from bellwarden.model.policy import (
    Numbers,
    PolicyDocument,
    Proof,
    ProofKind,
    Signs,
    Standing,
    Stir,
    ThirdPartySigning,
    Trunk,
    TrunkRole,
)
from bellwarden.model.stir import NOTHING_PRESENTED, Presented, SigningOutcome, Verification, VerificationStatus
from bellwarden.stir.claims import Claims
from bellwarden.stir.identity import read_identity
from bellwarden.stir.passport import Passport, read_passport
from bellwarden.stir.sign import sign_div, signature_hash
from bellwarden.verdict.policy import Policy
from tests.flow.tokens import SIGNER, VERIFYING, X5U, Certificates, presenting, token
from tests.flow.worlds import asked, world_of
from tests.verdict.worlds import AWAY, DOCUMENT, HOME, NOON, OTHER, attempt, policy_of

ID = "0" * 24
OWN = "https://certificates.kestrel.example/a001.pem"
PROVEN = "+17562001000"
ACME_PROOF = Proof(ProofKind.LETTER, Numbers((17562001000,)), "2026-12-31", NOON + 10)


class Signer:
    """`ports.TokenSigner` with a key of its own."""

    def __init__(self, code: str = "A001", until_s: float = NOON + 1000, url: str = "", fails: bool = False) -> None:
        self.service_provider_code, self.until_s, self.certificate_url, self.fails = code, until_s, url, fails
        self.certificate = SIGNER.fingerprint

    def sign(self, signing_input: bytes) -> bytes:
        if self.fails:
            raise OSError("the key is away")
        return SIGNER.sign(signing_input)


GOOD = Signer()


def signing(document: PolicyDocument = DOCUMENT, **stir: Any) -> PolicyDocument:
    """The carrier, signing by role as the policy files have it."""
    trunks = tuple(
        replace(one, signs=Signs.ALWAYS if one.role is TrunkRole.CUSTOMER else Signs.UNSIGNED)
        for one in (*document.trunks, Trunk("abroad", ("127.0.3.1",), role=TrunkRole.GATEWAY, customer="transit"))
    )
    customers = tuple(
        replace(one, proofs=(ACME_PROOF,), caller_ids=Numbers((14462001000,))) if one.key == "acme" else one
        for one in document.customers
    )
    values = {"signs": True, "service_provider_code": "A001", "certificate_url": OWN, **stir}
    return replace(document, trunks=trunks, customers=customers, stir=Stir(**values))


POLICY = policy_of(signing())


def signed(
    policy: Policy = POLICY,
    presented: Presented = NOTHING_PRESENTED,
    signer: Signer | None = GOOD,
    at: float = NOON,
    found: Verification | None = None,
    **fields: Any,
) -> Signed:
    call = attempt(policy, identities=("x",) * len(presented.identities), **fields)._replace(verification=found)
    return sign_call(call, presented, policy.trunks[call.trunk], policy, signer, at, ID, b"secret")


def made(result: Signed) -> Passport:
    """The last token, its signature checked."""
    assert result.identities
    token_of = read_passport(read_identity(result.identities[-1].encode()).token)
    r, s = int.from_bytes(token_of.signature[:32]), int.from_bytes(token_of.signature[32:])
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    SIGNER.key.public_key().verify(encode_dss_signature(r, s), token_of.signing_input, ec.ECDSA(SHA256()))
    return token_of


def claims_of(result: Signed) -> Claims:
    return made(result).claims


def told(result: Signed) -> tuple[str, str, str]:
    assert result.signing is not None
    return result.signing.outcome.value, result.signing.attestation, result.signing.reason


def test_a_customer_s_own_number_is_signed_as_a() -> None:
    result = signed()
    token_of = made(result)
    claims = token_of.claims
    assert told(result) == ("signed", "A", "assigned_number")
    assert (claims.attest, claims.orig, claims.dest, claims.iat) == ("A", HOME[1:], (AWAY[1:],), int(NOON))
    assert token_of.x5u == OWN
    assert result.signing is not None
    assert result.signing.origid == claims.origid
    assert result.signing.certificate == SIGNER.fingerprint
    assert result.signing.signature == signature_hash(token_of.signature)


LEVELS = [
    (HOME, "acme", "A", "assigned_number"),
    (PROVEN, "acme", "A", "proven_right"),
    ("+14462001000", "acme", "B", "right_unproven"),
    (OTHER, "acme", "B", "no_right"),
    (OTHER, "boreal", "B", "no_right"),  # any_caller_id is no right
    (HOME, "boreal", "B", "no_right"),  # somebody else's
]


@pytest.mark.parametrize(("calling", "customer", "level", "reason"), LEVELS)
def test_the_level_goes_by_customer_and_number(calling: str, customer: str, level: str, reason: str) -> None:
    source = {"acme": "127.0.1.1", "boreal": "127.0.1.2"}[customer]
    assert told(signed(calling=calling, source=source)) == ("signed", level, reason)


def test_a_proof_that_ended_makes_no_a() -> None:
    assert told(signed(calling=PROVEN, at=NOON + 9)) == ("signed", "A", "proven_right")
    assert told(signed(calling=PROVEN, at=NOON + 10)) == ("signed", "B", "proof_ended")


def test_the_strict_reading_takes_own_numbers_only() -> None:
    strict = policy_of(signing(own_numbers_only=True))
    assert told(signed(strict, calling=PROVEN)) == ("signed", "B", "not_own_number")
    assert told(signed(strict)) == ("signed", "A", "assigned_number")


@pytest.mark.parametrize("standing", [Standing.PROSPECT, Standing.SUSPENDED, Standing.TERMINATED])
def test_a_customer_that_may_not_call_is_nobody(standing: Standing) -> None:
    document = signing()
    customers = tuple(replace(one, standing=standing) for one in document.customers)
    assert told(signed(policy_of(document, customers=customers))) == ("signed", "C", "not_in_standing")


def test_an_unknown_customer_is_c_even_with_a_number_of_ours_that_nobody_holds() -> None:
    document = signing()
    trunks = tuple(replace(one, customer="") for one in document.trunks)
    policy = policy_of(document, trunks=trunks)
    assert told(signed(policy, calling="+12382009999")) == ("signed", "C", "customer_unknown")


def test_calls_of_other_providers_that_nobody_signed_are_c() -> None:
    assert told(signed(source="127.0.2.1", calling=OTHER)) == ("signed", "C", "first_intermediate")
    assert told(signed(source="127.0.3.1", calling=OTHER)) == ("signed", "C", "gateway")


def test_a_provider_on_a_customer_s_trunk_is_still_a_provider() -> None:
    document = signing()
    trunks = tuple(replace(one, customer="transit") if one.key == "acme-pbx" else one for one in document.trunks)
    policy = policy_of(document, trunks=trunks)
    assert told(signed(policy)) == ("signed", "C", "first_intermediate")
    assert signed(policy, presenting(token())).identities is None


def test_a_foreign_number_from_abroad_is_not_ours_to_sign() -> None:
    assert told(signed(source="127.0.3.1", calling="+442079460000")) == ("unsigned", "", "foreign_caller")
    assert told(signed(source="127.0.2.1", calling="+442079460000"))[0] == "signed"


@pytest.mark.parametrize("source", ["127.0.2.1", "127.0.3.1"])
def test_what_another_provider_signed_is_passed_on_unaltered(source: str) -> None:
    """47 CFR 64.6302."""
    result = signed(presented=presenting(token()), source=source, calling=OTHER)
    assert told(result) == ("passed_on", "", "came_signed")
    assert result.identities is None


@pytest.mark.parametrize("ppt", [';ppt="shaken"', ";PPT = Shaken", ""])
def test_a_signature_is_seen_however_its_parameters_are_written(ppt: str) -> None:
    value = token().partition(";")[0] + f";info=<{X5U}>;alg=ES256{ppt}"
    assert told(signed(presented=presenting(value), source="127.0.2.1"))[0] == "passed_on"


def test_a_priority_alone_vouches_for_nobody_and_stays() -> None:
    """RFC 8443 section 3."""
    priority = token().replace("ppt=shaken", "ppt=rph")
    result = signed(presented=presenting(priority), source="127.0.2.1", calling=OTHER)
    assert told(result) == ("signed", "C", "first_intermediate")
    assert result.identities is not None
    assert (result.identities[0], len(result.identities)) == (priority, 2)


def test_a_customer_s_own_signature_is_not_passed_on() -> None:
    result = signed(presented=presenting(token(orig=OTHER)))
    assert result.identities is not None
    assert (len(result.identities), told(result)) == (1, ("signed", "A", "assigned_number"))
    assert made(result).x5u == OWN


def test_an_agreement_without_the_provider_s_key_makes_a_call_like_any_other() -> None:
    record = ThirdPartySigning("contract 77", "2026-01-15", "812K", "ab" * 32)
    document = signing()
    customers = tuple(
        replace(one, third_party_signing=record) if one.key == "transit" else one for one in document.customers
    )
    result = signed(policy_of(document, customers=customers), source="127.0.2.1", calling=OTHER)
    assert told(result) == ("signed", "C", "third_party_key_missing")
    assert made(result).x5u == OWN


NOTHING_TO_SIGN = [
    ({"calling": "anonymous"}, "caller_withheld"),
    ({"calling": ""}, "caller_withheld"),
    ({"calling": "sip:alice@kestrel.example"}, "caller_invalid"),
    ({"calling": "+12385550100"}, "caller_invalid"),
    ({"calling": "611"}, "caller_invalid"),
    ({"called": "611"}, "called_invalid"),
    ({"called": "+1238"}, "called_invalid"),
    ({"called": "911"}, "emergency"),
    ({"called": "urn:service:sos"}, "emergency"),
]


@pytest.mark.parametrize(("fields", "reason"), NOTHING_TO_SIGN)
def test_without_two_numbers_there_is_nothing_to_sign(fields: dict[str, str], reason: str) -> None:
    """RFC 8225 section 5.2.1."""
    assert told(signed(**fields)) == ("unsigned", "", reason)


def test_the_number_behind_privacy_is_signed() -> None:
    """RFC 8224 section 4.1.1: P-Asserted-Identity, while From is anonymous."""
    result = signed(shown="anonymous", privacy=True)
    assert claims_of(result).orig == HOME[1:]


UNABLE = [
    (None, {}, "no_signer"),
    (Signer(code="812K"), {}, "other_code"),
    (Signer(until_s=NOON), {}, "certificate_ended"),
    (Signer(fails=True), {}, "signing_failed"),
    (GOOD, {"certificate_url": ""}, "no_certificate_url"),
]


@pytest.mark.parametrize(("signer", "stir", "reason"), UNABLE)
def test_what_cannot_be_signed_goes_on_and_says_why(signer: Signer | None, stir: dict[str, Any], reason: str) -> None:
    result = signed(policy_of(signing(**stir)), signer=signer)
    assert told(result) == ("failed", "", reason)
    assert result.identities is None
    came = signed(policy_of(signing(**stir)), presenting(token()), signer=signer)
    assert (told(came), came.identities) == (("failed", "", reason), ())


def test_the_signer_s_own_address_goes_before_the_policy_s() -> None:
    assert made(signed(signer=Signer(url=X5U))).x5u == X5U


def test_a_trunk_that_does_not_sign_leaves_the_call_alone() -> None:
    document = signing()
    trunks = tuple(replace(one, signs=Signs.NEVER) for one in document.trunks)
    policy = policy_of(document, trunks=trunks)
    assert told(signed(policy)) == ("unsigned", "", "trunk_signs_never")
    assert told(signed(policy, presenting(token()))) == ("passed_on", "", "came_signed")
    assert policy.signs == frozenset()


DESTS = [
    ("+14462005555", "", AWAY),
    ("+14462005555", "4462005555", AWAY),
    ("+14462005556", "+14462005555", AWAY),  # the request line was rewritten on the way
    ("+14462005555", "5555", AWAY),
    ("+14462005555", "sip:help@kestrel.example", AWAY),
    ("+14462005555", "+14465550100", AWAY),
]


@pytest.mark.parametrize(("called", "to", "dest"), DESTS)
def test_dest_is_the_number_of_to_where_it_is_one(called: str, to: str, dest: str) -> None:
    """RFC 8224 section 4.1; ATIS-1000074 section 5.2.1."""
    assert claims_of(signed(presented=Presented(to=to), called=called)).dest == (dest[1:],)


def test_every_call_has_its_own_origid_unless_customer_or_trunk_have_one() -> None:
    document = signing()
    first = "6f1c2b9e-0d5a-4c3e-9a71-2f4b8c6d7e10"
    second = "00000000-0000-4000-a000-000000000002"
    of_trunk = replace(document, trunks=tuple(replace(one, origid=second) for one in document.trunks))
    of_both = replace(of_trunk, customers=tuple(replace(one, origid=first) for one in document.customers))
    assert claims_of(signed(policy_of(of_trunk))).origid == second
    assert claims_of(signed(policy_of(of_both))).origid == first
    own = claims_of(signed()).origid
    assert own not in (first, second, "")


# A call to acme's number came signed, and acme's exchange sends it on.
FORWARDED: dict[str, Any] = {"calling": OTHER, "called": AWAY, "diversions": (HOME,)}
PASSED = Verification(VerificationStatus.PASSED, attestation="A", orig=OTHER[1:], dest=(HOME[1:],))


def test_a_forwarded_call_gets_a_div_token_behind_those_it_has() -> None:
    """RFC 8946 section 4.1."""
    came = token(orig=OTHER, dest=HOME)
    result = signed(presented=presenting(came), found=PASSED, **FORWARDED)
    assert told(result) == ("diverted", "", "forwarded")
    assert result.identities is not None
    assert result.identities[0] == came
    token_of = made(result)
    assert token_of.ppt == "div"
    claims = token_of.claims
    assert (claims.orig, claims.dest, claims.div) == (OTHER[1:], (AWAY[1:],), HOME[1:])


NOT_FORWARDED = [
    ({"found": None}, "acme's tokens were not verified"),
    ({"found": Verification(VerificationStatus.FAILED, 438)}, "they are bad"),
    ({"found": Verification(VerificationStatus.PASSED)}, "no shaken token"),
    ({"diversions": ()}, "nobody diverted it"),
    ({"diversions": (PROVEN,)}, "diverted by a number that is not ours"),
    ({"diversions": ("+12382009999",)}, "by a number of ours that acme does not hold"),
    ({"presented": presenting(token(orig=OTHER, dest=AWAY))}, "the token names where it goes"),
]


@pytest.mark.parametrize(("changes", "why"), NOT_FORWARDED, ids=[why for _, why in NOT_FORWARDED])
def test_no_other_call_is_a_forwarded_one(changes: dict[str, Any], why: str) -> None:
    given = {"presented": presenting(token(orig=OTHER, dest=HOME)), "found": PASSED, **FORWARDED, **changes}
    assert told(signed(**given)) == ("signed", "B", "no_right")


def test_a_call_that_was_diverted_to_where_it_goes_gets_no_second_div() -> None:
    link, _ = sign_div(OTHER[1:], AWAY[1:], HOME[1:], int(NOON), X5U, SIGNER.sign)
    given = {"presented": presenting(token(orig=OTHER, dest=HOME), link), "found": PASSED, **FORWARDED}
    assert told(signed(**given))[0] == "signed"


def signing_world(document: PolicyDocument | None = None, signer: Signer | None = GOOD) -> CallWorld:
    world = world_of(policy_of(document or signing()))
    world.token_signer = signer
    return world


def decided(world: CallWorld, presented: Presented = NOTHING_PRESENTED, **fields: object) -> Decision:
    decision = judge(asked(**fields), world, presented)
    assert decision is not None
    return decision


def identities_of(decision: Decision) -> list[str]:
    return [value for name, value in decision.answer.headers if name == "Identity"]


def test_the_identity_is_in_the_answer_and_its_account_in_the_decision() -> None:
    decision = decided(signing_world())
    (value,) = identities_of(decision)
    assert decision.answer.status == 302
    assert decision.signing is not None
    assert decision.signing.outcome is SigningOutcome.SIGNED
    token_of = read_passport(read_identity(value.encode()).token)
    assert token_of.claims.origid == decision.signing.origid


def test_a_refused_call_is_not_signed() -> None:
    world = signing_world()
    decision = decided(world, source_ip="127.0.1.1", calling="911")  # an emergency code as caller ID
    assert (decision.answer.status // 100, decision.signing, identities_of(decision)) == (6, None, [])


def test_an_emergency_call_is_not_touched() -> None:
    decision = decided(signing_world(), presenting(token()), called="911", identities=("x",))
    assert decision.signing is None
    assert all(name not in ("Identity", "X-Bellwarden-Identity") for name, _ in decision.answer.headers)


def test_a_failing_key_stops_no_call() -> None:
    decision = decided(signing_world(signer=Signer(fails=True)))
    assert (decision.answer.status, identities_of(decision)) == (302, [])
    assert decision.signing is not None
    assert decision.signing.reason == "signing_failed"


def test_what_an_unsigned_customer_s_call_came_with_is_to_be_removed() -> None:
    decision = decided(signing_world(), presenting(token()), calling="anonymous", identities=("x",))
    assert ("X-Bellwarden-Identity", "remove") in decision.answer.headers


def test_a_forwarded_call_is_verified_up_to_the_number_it_came_to() -> None:
    """The exchange wrote the new number into To; the token is for its own."""
    document = signing(VERIFYING)
    trunks = tuple(replace(one, verifies=True) for one in document.trunks)
    world = signing_world(replace(document, trunks=trunks, stir=replace(document.stir, verifies=True)))
    world.credentials = Certificates(X5U)
    came = presenting(token(orig=OTHER, dest=HOME), to=AWAY)
    decision = decided(world, came, calling=OTHER, diversions=(HOME,), identities=("x",))
    assert decision.call.verification is not None
    assert decision.call.verification.status is VerificationStatus.PASSED
    assert decision.signing is not None
    assert decision.signing.outcome is SigningOutcome.DIVERTED
    assert [read_identity(one.encode()).ppt for one in identities_of(decision)] == ["shaken", "div"]


def test_nothing_is_signed_where_stir_is_off() -> None:
    decision = decided(signing_world(DOCUMENT))
    assert decision.signing is None
    assert Signed(None, None) == UNSIGNED


def test_the_attempt_stays_what_it_was() -> None:
    call: CallAttempt = attempt(POLICY)
    sign_call(call, NOTHING_PRESENTED, POLICY.trunks[call.trunk], POLICY, GOOD, NOON, ID)
    assert call == attempt(POLICY)
