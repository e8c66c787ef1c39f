"""Hypothesis strategies for the words of the trade: every field of every value varies, within what its type allows."""

from hypothesis import strategies as st

from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.number import NO_NUMBER, NumberFault, NumberForm, NumberKind, TelephoneNumber
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.stir import Signing, SigningOutcome, Verification, VerificationStatus
from bellwarden.model.usage import NO_USAGE, Usage
from bellwarden.model.verdict import (
    CALL_CONTINUES,
    EMERGENCY_CONTINUES,
    Action,
    EvidenceClass,
    Finding,
    Mode,
    Outcome,
    Verdict,
    Weighed,
)

# Short, so that failing examples are readable; any sign that Unicode can carry.
texts = st.text(max_size=24)
keys = st.sampled_from(("", "lab", "acme", "zenith", "north-line"))
times = st.floats(min_value=0.0, max_value=4_102_444_800.0, allow_nan=False)  # until 2100
counts = st.integers(min_value=0, max_value=2**31)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
addresses = st.one_of(st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str))
e164_numbers = st.integers(min_value=10**6, max_value=10**15 - 1)
pairs = st.tuples(texts, texts)


def _telephone_number(e164: int, raw: str, form: NumberForm) -> TelephoneNumber:
    return TelephoneNumber(raw or f"+{e164}", str(e164), e164, form, NumberKind.ORDINARY, None, "")


def _short_code(code: str) -> TelephoneNumber:
    return TelephoneNumber(code, code, 0, NumberForm.SHORT_CODE, NumberKind.SERVICE, None, "")


nanp_numbers = st.builds(
    _telephone_number,
    st.integers(min_value=12_000_000_000, max_value=19_999_999_999),
    st.just(""),
    st.just(NumberForm.NANP),
)
short_codes = st.sampled_from(("911", "933", "988", "112", "611", "411", "*67", "sos")).map(_short_code)
any_numbers = st.builds(
    TelephoneNumber,
    texts,
    st.one_of(st.just(""), e164_numbers.map(str)),
    st.one_of(st.just(0), e164_numbers),
    st.sampled_from(NumberForm),
    st.sampled_from(NumberKind),
    st.none() | st.sampled_from(NumberFault),
    st.sampled_from(("", "US", "CA", "DE", "JM")),
)
numbers = st.one_of(nanp_numbers, short_codes, any_numbers, st.just(NO_NUMBER))

requests = st.builds(
    CallRequest,
    at=times,
    source_ip=addresses,
    called=texts,
    calling=texts,
    shown=texts,
    display_name=texts,
    trunk=keys,
    host=texts,
    call_id=texts,
    user_agent=texts,
    diversions=st.lists(texts, max_size=3).map(tuple),
    identities=st.lists(digests, max_size=2).map(tuple),
    privacy=st.booleans(),
    correlation=texts,
    headers=st.lists(pairs, max_size=3).map(tuple),
    spid=texts,
    fault=st.sampled_from(("", "400 two From headers", "413 message too large")),
    protocol=st.sampled_from(("sip", "http")),
    uri=texts,
)

enforcements = st.builds(
    Enforcement,
    number=st.integers(min_value=1, max_value=10**6),
    kind=st.sampled_from(EnforcementKind),
    target=st.sampled_from(EnforcementTarget),
    value=texts,
    reason=texts,
    set_at=times,
    expires_at=times,
    cps_max=counts,
)

verifications = st.builds(
    Verification,
    status=st.sampled_from(VerificationStatus),
    code=st.sampled_from((0, 403, 428, 436, 437, 438)),
    reason=st.sampled_from(("", "no_identity", "replay", "credential_pending")) | texts,
    attestation=st.sampled_from(("", "A", "B", "C")) | texts,
    origid=texts,
    signer=texts,
    x5u=texts,
    certificate=digests,
    signature=digests | texts,
    orig=texts,
    dest=st.lists(texts, max_size=2).map(tuple),
    iat=counts,
    diverted=st.lists(texts, max_size=2).map(tuple),
)
signings = st.builds(
    Signing,
    outcome=st.sampled_from(SigningOutcome),
    attestation=st.sampled_from(("", "A", "B", "C")),
    reason=texts,
    origid=texts,
    signature=digests | texts,
    certificate=digests,
)

attempts = st.builds(
    CallAttempt,
    request=requests,
    called=numbers,
    calling=numbers,
    shown=numbers,
    trunk=keys,
    customer=keys,
    called_customer=keys,
    enforcements=st.lists(enforcements, max_size=2).map(tuple),
    verification=st.none() | verifications,
)

findings = st.builds(
    Finding,
    code=st.sampled_from(("CALLER_ID_INVALID", "CALLING_LIST", "CPS_LIMIT", "ENFORCEMENT")),
    detail=texts,
    evidence=st.sampled_from(EvidenceClass),
    rule=texts,
    source=texts,
    outcome=st.none() | st.sampled_from(Outcome),
    action=st.none() | st.sampled_from(Action),
)
weighed = st.builds(Weighed, findings, st.sampled_from(Mode), st.sampled_from(Action))
verdicts = st.one_of(
    st.sampled_from((CALL_CONTINUES, EMERGENCY_CONTINUES)),
    st.builds(
        Verdict,
        action=st.sampled_from(Action),
        reason=st.sampled_from(("CALLER_ID_INVALID", "CALLING_LIST", "CPS_LIMIT", "NO_OBJECTION")),
        outcome=st.sampled_from(Outcome),
        weighed=st.lists(weighed, max_size=3).map(tuple),
    ),
)

# Every reading by name: what is left out, the library fills with whole numbers of any size.
usages = st.one_of(
    st.just(NO_USAGE), st.builds(Usage, at=times, **{name: counts for name in Usage._fields if name != "at"})
)
answers = st.builds(
    SipAnswer,
    status=st.integers(min_value=100, max_value=699),
    phrase=texts,
    contact=texts,
    headers=st.lists(pairs, max_size=3).map(tuple),
)
decision_ids = st.binary(min_size=12, max_size=12).map(bytes.hex)
decisions = st.builds(
    Decision,
    id=decision_ids,
    call=attempts,
    usage=usages,
    verdict=verdicts,
    observed=st.booleans(),
    answer=answers,
    policy=digests,
    journal=counts,
    latency_us=counts,
    signing=st.none() | signings,
)
