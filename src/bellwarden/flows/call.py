"""A call is asked about, judged and answered: the story of every INVITE and of every POST /v1/decisions.

The order is the one that lasts: the source is known, an emergency call continues, the customer is found, what is in
force against it is looked up, its attempt is counted, every check speaks, one verdict is given. Only a call that would
go on has its tokens verified, and every check speaks again; if it still goes on it is signed. The SBC is told in its
dialect.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from bellwarden.flows.signing import UNSIGNED, sign_call
from bellwarden.flows.verification import NO_IDENTITY, PENDING, missing_certificates, terms_of, verify_call
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.number import NO_NUMBER, TelephoneNumber
from bellwarden.model.policy import OnFault, Trunk
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.stir import NOTHING_PRESENTED, Presented
from bellwarden.model.usage import NO_USAGE, Usage
from bellwarden.model.verdict import CALL_CONTINUES, EMERGENCY_CALL, POLICY_FAULT, Action, Outcome, Verdict
from bellwarden.numbering.reading import read_number
from bellwarden.ports import (
    Counters,
    CredentialBook,
    DecisionSink,
    EnforcementBook,
    NextDecisionId,
    TokenSigner,
    TokensSeen,
)
from bellwarden.switches.answers import answer
from bellwarden.switches.dialect import GOES_ON, REFUSES, Switch
from bellwarden.verdict.decide import decide
from bellwarden.verdict.policy import Policy

# A named tuple's own constructor is a Python function; the tuple's takes half the time. Every field has to be given.
_new_tuple: Final = tuple.__new__
ENFORCEMENT: Final = "ENFORCEMENT"
# What holds although the policy's lists and numbers are too old to be trusted: standing, limits, a sane message.
HOLDS_WITHOUT_POLICY: Final = frozenset((Outcome.SUSPENDED, Outcome.LIMIT, Outcome.MALFORMED))
REFUSED_BY_FAULT: Final = Verdict(Action.BLOCK, POLICY_FAULT, Outcome.SUSPENDED)


class Begun(NamedTuple):
    """A call that was counted, and judged as far as can be said without its tokens."""

    call: CallAttempt
    usage: Usage
    verdict: Verdict


class CallWorld:
    """What the story needs of the world. `now` gives seconds since 1970, UTC.

    Without `credentials` no token is verified, without `token_signer` none is made.
    """

    __slots__ = (
        "_posture",
        "_switch_of",
        "_switches",
        "book",
        "counters",
        "credentials",
        "enforces",
        "next_id",
        "now",
        "origid_key",
        "policy",
        "signs",
        "sink",
        "stirs",
        "terms",
        "token_signer",
        "tokens_seen",
    )

    def __init__(
        self,
        policy: Policy,
        switches: Mapping[str, Switch],
        counters: Counters,
        book: EnforcementBook,
        sink: DecisionSink,
        next_id: NextDecisionId,
        now: Callable[[], float],
    ) -> None:
        self._switches = switches
        self.counters = counters
        self.book = book
        self.sink = sink
        self.next_id = next_id
        self.now = now
        self.credentials: CredentialBook | None = None
        self.tokens_seen: TokensSeen | None = None
        self.token_signer: TokenSigner | None = None
        self.origid_key = b""  # a secret of this machine's gate
        self._posture = OnFault.JUDGE
        self.take_up(policy)

    def take_up(self, policy: Policy) -> None:
        """Judge by this policy from the next call on."""
        carrier = policy.carrier
        self._switch_of = {
            trunk.key: self._switches[trunk.dialect or carrier.dialect] for trunk in policy.document.trunks
        }
        self.counters.prepare(policy.counting)
        self.policy = policy
        self.terms = terms_of(policy.document.stir)
        self.signs = bool(policy.signs)
        self.stirs = self.signs or bool(policy.verifies)
        self.enforces = self._posture is OnFault.JUDGE and not policy.observes

    def stand(self, posture: OnFault) -> None:
        """What becomes of calls from now on: JUDGE, or another while snapshot or journal are broken."""
        self._posture = posture
        self.enforces = posture is OnFault.JUDGE and not self.policy.observes

    def instead(self, verdict: Verdict) -> tuple[Verdict, Verdict, bool]:
        """While verdicts do not simply take effect: what is recorded, what the SBC is told, and whether a call that was
        to be refused went on.
        """
        if self.policy.observes:
            return verdict, CALL_CONTINUES, True
        if self._posture is OnFault.REFUSE:
            stays = verdict.action is Action.BLOCK or verdict.reason == EMERGENCY_CALL
            told = verdict if stays else REFUSED_BY_FAULT._replace(weighed=verdict.weighed)
            return told, told, False
        if verdict.outcome in HOLDS_WITHOUT_POLICY or verdict.reason == ENFORCEMENT:
            return verdict, verdict, False
        return verdict, CALL_CONTINUES, True

    def switch_of(self, trunk: Trunk) -> Switch:
        return self._switch_of[trunk.key]


def names_shown(request: CallRequest) -> tuple[str, ...] | None:
    """The names by which a source showed itself; None over HTTP, where the client's API key vouches for the source."""
    return request.certificate_names if request.protocol == "sip" else None


def understand(request: CallRequest, policy: Policy) -> CallAttempt | None:
    """The request with its numbers read and its parties found, no enforcement looked up yet; None: unknown source."""
    trunk = policy.trunk_for(request.source_ip, request.host, request.trunk, names_shown(request))
    if trunk is None:
        return None
    country = policy.carrier.country
    called = read_number(request.called, country)
    customer = trunk.customer
    identifier = policy.identifiers.get(trunk.key)
    if identifier is not None and called.digits not in policy.emergency_numbers:
        one = identifier.find(request.host, request.headers, request.called)
        if one is not None:
            customer = one.customer
            if one.prefix:
                called = read_number(request.called[len(one.prefix) :], country)
    calling = read_number(request.calling, country) if request.calling else NO_NUMBER
    shown = read_number(request.shown, country) if request.shown and request.shown != request.calling else calling
    called_customer = policy.owners.owner(called) or ""
    return _new_tuple(CallAttempt, (request, called, calling, shown, trunk.key, customer, called_customer, (), None))


def judge(request: CallRequest, world: CallWorld, presented: Presented = NOTHING_PRESENTED) -> Decision | None:
    """Judge one call. None when the source is unknown: it gets no answer at all, and nothing is kept."""
    begun = begin(request, world)
    if begun is None:
        return None
    return conclude(look_at_tokens(begun, world, presented) if presented.identities else begun, world, presented)


def begin(request: CallRequest, world: CallWorld) -> Begun | None:
    """Count the call, and judge it by everything but its tokens. None when the source is unknown."""
    policy = world.policy
    call = understand(request, policy)
    if call is None:
        return None
    usage = NO_USAGE
    if call.called.digits not in policy.emergency_numbers:
        call = with_enforcements(call, world.book)
        if world.stirs and call.trunk in policy.verifies and request.protocol == "sip" and not request.identities:
            call = call._replace(verification=NO_IDENTITY)
        usage = count_call(call, world)
    return _new_tuple(Begun, (call, usage, decide(call, policy, usage)))


def look_at_tokens(begun: Begun, world: CallWorld, presented: Presented) -> Begun:
    """The same with its tokens verified, by the certificates that are here, and judged again. Unchanged for an
    emergency call, for one that is refused anyway, and where nothing is verified.
    """
    call, usage, verdict = begun
    if not presented.identities or call.trunk not in world.policy.verifies or not goes_on(verdict, world):
        return begun
    call = call._replace(verification=verify_call(call, presented, world))
    return Begun(call, usage, decide(call, world.policy, usage))


def certificates_awaited(begun: Begun, world: CallWorld, presented: Presented) -> tuple[str, ...]:
    """Addresses of the certificates without which nothing can be said of the call's tokens; () for almost every call.

    Tokens that fail for another reason wait for nothing and cause no fetch.
    """
    found = begun.call.verification
    if found is None or found.reason != PENDING or world.credentials is None:
        return ()
    return missing_certificates(presented, world.credentials, begun.call.request.at)


def goes_on(verdict: Verdict, world: CallWorld) -> bool:
    """Whether a call would be sent on to its destination, and is not an emergency call, which nothing is to change."""
    told = verdict if world.enforces else world.instead(verdict)[1]
    return told.outcome in GOES_ON and verdict.reason != EMERGENCY_CALL


def conclude(begun: Begun, world: CallWorld, presented: Presented = NOTHING_PRESENTED) -> Decision:
    """The decision on a call whose tokens were looked at: it is signed where it goes on, and its SBC told."""
    call, usage, verdict = begun
    request = call.request
    policy = world.policy
    decision_id = world.next_id(request.at)
    trunk = policy.trunks[call.trunk]
    signed = UNSIGNED
    if world.signs and call.trunk in policy.signs and goes_on(verdict, world):
        signed = sign_call(
            call, presented, trunk, policy, world.token_signer, request.at, decision_id, world.origid_key
        )
    told, observed = verdict, False
    if not world.enforces:
        verdict, told, observed = world.instead(verdict)
    if usage.customer_calls_up or usage.trunk_calls_up or usage.call_cost:
        settle_call(call, usage, decision_id, told, world)
    said = answer(
        world.switch_of(trunk),
        told,
        request,
        trunk,
        policy.carrier,
        decision_id,
        signed.identities,
        call.verification,
        call.calling,
    )
    latency_us = int((world.now() - request.at) * 1_000_000)
    return _new_tuple(
        Decision,
        (
            decision_id,
            call,
            usage,
            verdict,
            observed,
            said,
            policy.snapshot,
            world.book.number,
            latency_us if latency_us > 0 else 0,
            signed.signing,
        ),
    )


def resume(begun: Begun, world: CallWorld, presented: Presented) -> Decision:
    """The decision on a call that waited: by what is here now, and by measures that were set meanwhile."""
    call = with_enforcements(begun.call._replace(enforcements=(), verification=None), world.book)
    begun = Begun(call, begun.usage, decide(call, world.policy, begun.usage))
    return conclude(look_at_tokens(begun, world, presented), world, presented)


def abandon(begun: Begun, world: CallWorld, said: SipAnswer) -> Decision:
    """The decision on a call that its sender gave up while it waited. It was counted, but it is not up."""
    call, usage, verdict = begun
    if usage.customer_calls_up or usage.trunk_calls_up or usage.call_cost:
        world.counters.release_call(call, usage)
    decision_id = world.next_id(call.request.at)
    latency_us = max(int((world.now() - call.request.at) * 1_000_000), 0)
    snapshot, observed = world.policy.snapshot, not world.enforces and world.policy.observes
    return Decision(decision_id, call, usage, verdict, observed, said, snapshot, world.book.number, latency_us)


def count_call(call: CallAttempt, world: CallWorld) -> Usage:
    """Count the attempt, and charge it where its customer has a spend limit and its destination a price."""
    prices = world.policy.prices
    cost = prices.charge(call.called) if call.customer in prices.customers else 0
    return world.counters.count_attempt(call, cost)


def settle_call(call: CallAttempt, usage: Usage, decision_id: str, told: Verdict, world: CallWorld) -> None:
    """A call that goes on, be it to another place, stays counted as up; a refused one is taken back."""
    if told.outcome in REFUSES:
        world.counters.release_call(call, usage)
    else:
        world.counters.book_call(decision_id, call, usage)


def with_enforcements(call: CallAttempt, book: EnforcementBook) -> CallAttempt:
    """The call with what is in force against its source, parties and numbers."""
    found = book.naming(
        call.request.source_ip,
        call.customer,
        _shown_numbers(call.calling, call.shown),
        call.called.digits,
        call.request.at,
        call.request.display_name,
    )
    if not found:
        return call
    return call._replace(enforcements=found)


def _shown_numbers(calling: TelephoneNumber, shown: TelephoneNumber) -> tuple[str, ...]:
    return (calling.digits,) if shown is calling else (calling.digits, shown.digits)


def refused(verdict: Verdict) -> bool:
    """Whether the call would not have gone on to its destination. One that an overloaded gate let pass went on."""
    return verdict.outcome not in GOES_ON
