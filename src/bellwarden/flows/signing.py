"""A call goes on: is it signed by us, passed on as it came, or left unsigned, and why.

By the role of its trunk. Where our customers' calls come in, we are the originating provider: we sign, and what the
customer sent along is not passed on. Other providers' calls are passed on unaltered; where nobody signed one, we are
the first who can and do it, as gateway for calls from abroad. Signing never stops a call: whatever is amiss, it goes
on.
"""

from typing import Final, NamedTuple

from bellwarden.model.call import CallAttempt
from bellwarden.model.number import NumberForm, TelephoneNumber
from bellwarden.model.policy import MAY_CALL, Customer, Signs, Trunk, TrunkRole
from bellwarden.model.stir import (
    Attestation,
    Presented,
    Signing,
    SigningOutcome,
    Verification,
    VerificationStatus,
)
from bellwarden.numbering.reading import read_number
from bellwarden.ports import TokenSigner
from bellwarden.stir.attestation import AttestationReason, Right, attest_originated
from bellwarden.stir.fault import StirFault
from bellwarden.stir.identity import read_identity
from bellwarden.stir.passport import read_passport
from bellwarden.stir.sign import call_origid, sign_div, sign_shaken
from bellwarden.verdict.policy import Policy

_new_tuple: Final = tuple.__new__  # as in flows/call
GATEWAY: Final = Attestation.GATEWAY
Level = tuple[Attestation, AttestationReason]


class Signed(NamedTuple):
    """What was done about a call's Identity. `identities` are all the Identity values that the call is to go on with,
    in place of those it came with; () for none at all, None for those it came with.
    """

    signing: Signing | None = None
    identities: tuple[str, ...] | None = None


UNSIGNED: Final = Signed()


class Wanted(NamedTuple):
    """What a client of the signing service asks for (ATIS-1000082). Its attestation is the most that it may get: which
    one a call deserves is the provider's to say, 47 CFR 64.6301 (rules: us/G-12)."""

    attestation: Attestation
    origid: str
    iat: int  # seconds since 1970, UTC


def _without_token(outcome: SigningOutcome, why: AttestationReason) -> Signed:
    return Signed(Signing(outcome, "", why.value))


# These are no values of a call: one of each will do.
_LEFT: Final = {why: _without_token(SigningOutcome.UNSIGNED, why) for why in AttestationReason}
_FAILED: Final = {why: _without_token(SigningOutcome.FAILED, why) for why in AttestationReason}
_CAME_SIGNED: Final = _without_token(SigningOutcome.PASSED_ON, AttestationReason.CAME_SIGNED)


def sign_call(
    call: CallAttempt,
    presented: Presented,
    trunk: Trunk,
    policy: Policy,
    signer: TokenSigner | None,
    at: float,
    decision_id: str,
    origid_key: bytes = b"",
    wanted: Wanted | None = None,
) -> Signed:
    """For a call that goes on, over a trunk that signs (`policy.signs`). Total: whatever fails, the call goes on.

    `at`: seconds since 1970, UTC. `origid_key`: a secret of this gate, from which each call's origid is made.
    """
    if policy.is_emergency(call.called):
        return _LEFT[AttestationReason.EMERGENCY]
    if trunk.signs is Signs.NEVER:
        return _CAME_SIGNED if call.request.identities else _LEFT[AttestationReason.TRUNK_SIGNS_NEVER]
    customer = policy.customers.get(call.customer)
    originates = trunk.role is TrunkRole.CUSTOMER and not (customer is not None and customer.upstream)
    if not originates and is_authenticated(presented):
        # 47 CFR 64.6302, rules: us/G-16. An intermediate provider passes on unaltered what it gets.
        return _CAME_SIGNED
    refusal = _unsignable(call, trunk, policy)
    if refusal is not None:
        return _without(_LEFT[refusal], call, originates)
    refusal = _unable(signer, policy, at)
    if signer is None or refusal is not None:
        return _without(_FAILED[refusal or AttestationReason.NO_SIGNER], call, originates)
    if call.verification is not None and originates:
        diverting = _diverting(call, call.verification, presented, policy)
        if diverting is not None:
            signed = _sign_diversion(call, diverting, presented, policy, signer, at)
            return signed if signed.identities else _without(signed, call, originates)
    level = _originated(call, customer, policy, at) if originates else _carried(trunk, customer)
    if wanted is None:
        own = customer.origid if customer is not None else ""
        origid = own or trunk.origid or call_origid(decision_id, origid_key)
    else:
        level, origid, at = _at_most(wanted.attestation, level), wanted.origid, float(wanted.iat)
    kept = () if originates else _kept(presented)
    signed = _sign(call, dest_of(call, presented, policy), level, kept, origid, policy, signer, at)
    return signed if signed.identities else _without(signed, call, originates)


def _without(result: Signed, call: CallAttempt, originates: bool) -> Signed:
    """A call that gets no token of ours. What our customer sent along is no provider's signature: it comes off."""
    return result._replace(identities=()) if originates and call.request.identities else result


def _at_most(asked: Attestation, level: Level) -> Level:
    """The lower of the two levels; A, B, C is their order."""
    return (asked, AttestationReason.CLIENT_ASKED_FOR_LESS) if asked.value > level[0].value else level


def is_authenticated(presented: Presented) -> bool:
    """Whether somebody vouched for the caller: a `shaken` token, or one of no type, which is a plain PASSporT.

    An `rph` token alone says nothing about who calls (RFC 8443 section 3).
    """
    for value in presented.identities:
        parameters = value.lower().replace(b'"', b"").replace(b" ", b"").replace(b"\t", b"")
        if b";ppt=" not in parameters or b";ppt=shaken" in parameters:
            return True
    return False


def dest_of(call: CallAttempt, presented: Presented, policy: Policy) -> TelephoneNumber:
    """The number that `dest` names: To's, RFC 8224 section 4.1; ATIS-1000074 section 5.2.1.

    To is what the caller dialled, and it stays as it is on the way while every route rewrites the request line. Where
    it holds no whole number (a short form, a feature code, a name, the prefix of a customer's dialling plan) and over
    HTTP, it is the called number of the request line.
    """
    called = call.called
    if not presented.to or presented.to == call.request.called or called.raw != call.request.called:
        return called
    to = read_number(presented.to, policy.carrier.country)
    return to if to.e164 and to.fault is None else called


def forwarded_number(call: CallAttempt, policy: Policy) -> TelephoneNumber | None:
    """The number of ours that a customer's call comes forwarded from: the last diverting one (RFC 5806 section 3.2),
    where it is assigned to that customer. None for what anybody else, or nobody, was to have diverted."""
    request = call.request
    if not request.diversions or not call.customer or policy.trunks[call.trunk].role is not TrunkRole.CUSTOMER:
        return None
    number = read_number(request.diversions[0], policy.carrier.country)
    return number if number.e164 and policy.owners.owner(number) == call.customer else None


def _diverting(call: CallAttempt, found: Verification, presented: Presented, policy: Policy) -> TelephoneNumber | None:
    """The number whose holder, our customer, sends the call on, RFC 8946 section 4.1; None for any other call.

    Only for a call that came with good tokens up to that number, and with none yet to the one it goes to now: ours says
    nothing of the caller, it only goes on from what they say. Whether they are good was asked before (`verification`).
    """
    if found.status is not VerificationStatus.PASSED or not found.attestation:
        return None
    number = forwarded_number(call, policy)
    if number is None or number.digits == call.called.digits:
        return None
    before, after = False, False
    for value in presented.identities:
        try:
            claims = read_passport(read_identity(value).token).claims
        except StirFault:
            continue
        before = before or number.digits in claims.dest
        after = after or call.called.digits in claims.dest
    return number if before and not after else None


def _sign_diversion(
    call: CallAttempt,
    diverting: TelephoneNumber,
    presented: Presented,
    policy: Policy,
    signer: TokenSigner,
    at: float,
) -> Signed:
    """A `div` token behind what came: same orig, from the number of our customer to where the call goes now."""
    x5u = signer.certificate_url or policy.document.stir.certificate_url
    if not x5u:
        return _FAILED[AttestationReason.NO_CERTIFICATE_URL]
    certificate = signer.certificate
    orig, dest = call.calling.digits, call.called.digits
    try:
        value, signature = sign_div(orig, dest, diverting.digits, int(at), x5u, signer.sign)
    except OSError:
        return _FAILED[AttestationReason.SIGNING_FAILED]
    why = AttestationReason.FORWARDED.value
    signing = Signing(SigningOutcome.DIVERTED, "", why, "", signature, certificate)
    return Signed(signing, (*_kept(presented), value))


def _kept(presented: Presented) -> tuple[str, ...]:
    return tuple([value.decode("utf-8", "replace") for value in presented.identities])


def _originated(call: CallAttempt, customer: Customer | None, policy: Policy, at: float) -> Level:
    known = customer is not None
    right = policy.right_to(call.customer, call.calling, at) if known else Right.NONE
    in_standing = customer is not None and customer.standing in MAY_CALL
    return attest_originated(known, in_standing, right, policy.document.stir.own_numbers_only)


def _carried(trunk: Trunk, customer: Customer | None) -> Level:
    """Another provider's call that nobody signed. Who made it we do not know: C, with our own certificate.

    With an agreement on record we may sign by that provider's own key (FCC 24-120). Its key is not here, and with ours
    the call would not carry its certificate: so it is signed as any other that comes to us first.
    """
    if trunk.role is TrunkRole.GATEWAY:
        return GATEWAY, AttestationReason.GATEWAY
    if customer is not None and customer.third_party_signing is not None:
        return GATEWAY, AttestationReason.THIRD_PARTY_KEY_MISSING
    return GATEWAY, AttestationReason.FIRST_INTERMEDIATE


def _unsignable(call: CallAttempt, trunk: Trunk, policy: Policy) -> AttestationReason | None:
    """Why there is nothing to sign: a token names two numbers (RFC 8225 section 5.2.1).

    A caller who asked for privacy is signed all the same: the number is the asserted one behind it (RFC 8224 section
    4.1.1, RFC 3325 section 9.1).
    """
    calling = call.calling
    if not calling.e164 or calling.fault is not None:
        withheld = calling.form is NumberForm.ANONYMOUS or calling.form is NumberForm.ABSENT
        return AttestationReason.CALLER_WITHHELD if withheld else AttestationReason.CALLER_INVALID
    if not call.called.e164 or call.called.fault is not None:
        return AttestationReason.CALLED_INVALID
    if trunk.role is TrunkRole.GATEWAY and not _is_domestic(calling, policy):
        return AttestationReason.FOREIGN_CALLER
    return None


def _is_domestic(number: TelephoneNumber, policy: Policy) -> bool:
    """47 CFR 64.6302(c): what counts is a number of the home country in the caller ID. A NANP number whose area nobody
    told us the country of is taken for one."""
    country = policy.country_of(number)
    return country == policy.carrier.country or (not country and number.form is NumberForm.NANP)


def _unable(signer: TokenSigner | None, policy: Policy, at: float) -> AttestationReason | None:
    """Why nothing may be signed now. Never with another's code: FCC 24-120 (rules: us/G-14)."""
    if signer is None or not signer.certificate:
        return AttestationReason.NO_SIGNER
    stir = policy.document.stir
    if signer.service_provider_code != stir.service_provider_code:
        return AttestationReason.OTHER_CODE
    if at >= signer.until_s:
        return AttestationReason.CERTIFICATE_ENDED
    return None


def _sign(
    call: CallAttempt,
    dest: TelephoneNumber,
    level: Level,
    kept: tuple[str, ...],
    origid: str,
    policy: Policy,
    signer: TokenSigner,
    at: float,
) -> Signed:
    attestation, why = level
    x5u = signer.certificate_url or policy.document.stir.certificate_url
    if not x5u:
        return _FAILED[AttestationReason.NO_CERTIFICATE_URL]
    certificate = signer.certificate
    try:
        value, signature = sign_shaken(attestation, call.calling.digits, dest.digits, int(at), origid, x5u, signer.sign)
    except OSError:
        return _FAILED[AttestationReason.SIGNING_FAILED]
    signing = _new_tuple(
        Signing, (SigningOutcome.SIGNED, attestation._value_, why._value_, origid, signature, certificate)
    )
    return _new_tuple(Signed, (signing, (*kept, value)))
